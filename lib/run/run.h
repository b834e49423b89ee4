/*
 * run.h - what every tool does: start, read, write, finish.
 *
 * crm_start parses the command line, answers --help, --version, --explain and the dumps (and then
 * ends the program), opens every input and output. crm_finish flushes, checks that the rows add up,
 * gives the outputs their names, prints the first error once and returns the exit status. Between
 * them a tool is a straight line: every call returns at once when an error is set.
 */
#ifndef CRM_RUN_RUN_H
#define CRM_RUN_RUN_H

#include <jansson.h>

#include "base/budget.h"
#include "base/err.h"
#include "calc/select.h"
#include "csv/reader.h"
#include "csv/rejects.h"
#include "csv/writer.h"
#include "io/progress.h"
#include "io/sink.h"
#include "model/pieces.h"
#include "run/common.h"
#include "table/date.h"
#include "table/roles.h"

enum { CRM_OUTPUTS_MAX = 6 };

/* One output file of a run. */
struct crm_output {
    struct crm_sink *sink;
    struct crm_writer writer;
    const char *name; /* as given; NULL for standard output */
    bool is_held;     /* not to be published when a limit is broken */
};

struct crm_run {
    struct crm_err err;
    const struct crm_tool *tool;
    enum crm_lang lang;       /* of messages */
    enum crm_lang value_lang; /* of segments and other codes: by --lang alone */
    struct crm_cli cli;
    int argc;
    char **argv;

    struct crm_reader *in;
    const struct crm_head *const *heads;
    struct crm_mapping *maps; /* one for each input */
    size_t nheads;
    struct crm_map_rule *rules;
    size_t nrules;
    struct crm_ledger ledger;
    struct crm_rejects rejects;
    double max_rejects; /* rows, or percent of them */
    bool is_max_percent;
    struct crm_budget budget;

    struct crm_output outputs[CRM_OUTPUTS_MAX];
    size_t noutputs;
    struct crm_output *summary; /* or NULL */
    struct crm_writer *out;     /* of the tool's table */
    bool *selected;             /* which columns of the table are written; see crm_run_header */
    size_t ncolumns;
    struct crm_str *names; /* of those that are */
    struct crm_arena column_names;

    struct crm_progress progress;
    enum crm_date_order order;
    struct crm_zone zone;
    char decimal;
    const char *tmpdir;
    struct crm_str *status_ok, *carry; /* owned; what the options of orders point to */
    json_t *found;                     /* what the tool found, for --summary */
    struct crm_buf texts;
};

/* Every value of the options stands when it returns; a wrong command line ends the program. */
void crm_start(struct crm_run *run, const struct crm_tool *tool, int argc, char **argv);

/* An error after this point, or none, is the exit status that crm_finish returns. */
int crm_finish(struct crm_run *run);

/* Answer --explain, with more lines behind those of all tools, and end the program; on an error
 * return. For a tool that explains_more, which asks crm_common.explain. */
void crm_run_explain(struct crm_run *run, struct crm_str more);

/* One more output (an id map, a rejects file): NULL when there is an error. */
struct crm_output *crm_run_output(struct crm_run *run, const char *name);

/* Read every batch into `add`, batches of --threads workers at once and in any order; worker tells
 * them apart, 0 .. threads - 1. */
typedef int crm_add_fn(void *model, size_t worker, const struct crm_batch *b, struct crm_err *e);
void crm_run_each(struct crm_run *run, crm_add_fn *add, void *model);

/* The same, but batch after batch in their order, never two at once. */
void crm_run_each_in_order(struct crm_run *run, crm_add_fn *add, void *model);

/*
 * The header of the tool's table; then its rows, each with all columns. The first npassed columns
 * came in, and those that --select leaves out are not written; the tool's own, which follow, always
 * are. crm_run_row is a crm_put_fn.
 */
void crm_run_header(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n);
int crm_run_row(void *run, const struct crm_str *cells, struct crm_err *e);

/*
 * What makes a row of each row, in lanes that one thread each uses. For each batch: begin, which
 * tells how many of its first rows are held; row for those behind them; then in turn, batches in
 * their order: turn, row for the held ones, done. A row for which `row` gives 1 is not written: the
 * filter sets it aside.
 */
/*
 * A last column that is known when all rows are: made of numbers of each row, which come again as
 * often as needed. Without it the rows are written as they are made; with it they wait in a file of
 * --tmpdir.
 */
#define CRM_NO_NUMBER INT64_MIN
struct crm_late_column {
    size_t nvalues;
    /* The numbers of a row just made by the lane; CRM_NO_NUMBER for none. */
    void (*values)(const void *lane, const struct crm_str *cells, int64_t *values);
    /* All of the k-th numbers of the rows, those that are none left out. */
    int (*settle)(void *shared, size_t k, const struct crm_values *values, struct crm_err *e);
    /* Append the row's cell. */
    void (*cell)(const void *shared, const int64_t *values, struct crm_buf *text);
};

struct crm_filter {
    void *shared;
    const struct crm_late_column *late; /* or NULL */
    void *(*lane_new)(void *shared);
    void (*lane_free)(void *lane);
    size_t (*begin)(void *lane, const struct crm_batch *b);
    int (*row)(void *lane, struct crm_batch *b, size_t r, struct crm_str *out, struct crm_err *e);
    int (*turn)(void *shared, void *lane, const struct crm_batch *b, struct crm_err *e);
    int (*done)(void *shared, void *lane, struct crm_batch *b, struct crm_err *e);
};

/* Write every row of every batch as the filter makes it, in order. */
void crm_run_stream(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n,
                    const struct crm_filter *filter);

/* Write the visible columns of a table as the tool's: those that it has and those that the steps
 * add. */
void crm_run_write(struct crm_run *run, struct crm_pieces *p, const struct crm_step *steps,
                   size_t n);

/*
 * Write rows that the model has as text already, in pieces 0 .. n-1, after crm_run_header: by
 * several threads, each of which has a piece appended to a writer's buffer; in order.
 */
typedef int crm_piece_fn(void *model, size_t piece, struct crm_writer *out, struct crm_err *e);
void crm_run_pieces(struct crm_run *run, size_t n, crm_piece_fn *take, void *model);

/* A figure for --summary; and with --verbose on standard error at the end. */
void crm_run_found(struct crm_run *run, const char *name, int64_t value);
void crm_run_found_text(struct crm_run *run, const char *name, struct crm_str value);

/* Does a column, by its header or its role's name, pass through (--select)? */
bool crm_run_selects(const struct crm_run *run, struct crm_str name);

/* The day of an option's date; CRM_NO_DATE for NULL. Sets the error with CRM_USAGE. */
int32_t crm_run_day(struct crm_run *run, const char *option, const char *text);

#endif
