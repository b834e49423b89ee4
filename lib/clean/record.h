/*
 * record.h - rows of many exports to one records table: canonical columns, canonical values.
 *
 * The columns are the union over the inputs: the canonical name where a column has a role, else its
 * header. `channel` is added where no input has it, and `issues` is the last: "column:reason" for
 * each value that could not be read and stays as it was, several separated by ';'. With trace,
 * source_file and source_row follow; with keeps_raw, NAME_raw for each column that has a type,
 * which holds the cell as it came.
 *
 * With outliers, the last column is `outliers`: the columns of money and dates whose value in the
 * row is far from the others, several separated by ';'. It is known when all rows are:
 * crm_cleaner_numbers gives what it is made of.
 *
 * Where a row names its country, its phones are read as that country's, unless a rule says which.
 *
 * Cells that belong to the order and stand on its first line only are filled (order_cells.h).
 */
#ifndef CRM_CLEAN_RECORD_H
#define CRM_CLEAN_RECORD_H

#include "base/err.h"
#include "clean/fill.h"
#include "clean/notes.h"
#include "clean/outliers.h"
#include "clean/plan.h"
#include "csv/batch.h"
#include "csv/rejects.h"
#include "table/roles.h"

struct crm_record_opts {
    const struct crm_column_plan *const *plans; /* of each input's columns; borrowed */
    const char *channel;                        /* NULL: from the data, else from the file's name */
    bool has_trace, keeps_raw;
    bool fills;                              /* empty cells that follow from others (fill.h) */
    bool has_email_key;                      /* a column email_key */
    const struct crm_outlier_opts *outliers; /* a column `outliers`, or NULL */
    /* Is a column of this name written (--select)? Those that the cleaner adds to it then are too.
     */
    bool (*is_selected)(const void *selector, struct crm_str name); /* NULL: all are */
    const void *selector;
    const struct crm_str *nulls; /* more spellings of nothing */
    size_t nnulls;
    struct crm_notes *notes;     /* of all columns, input after input, then CRM_FILLS; or NULL */
    struct crm_rejects *rejects; /* where rows go whose values must be read and cannot */
};

struct crm_record_counts {
    uint64_t issues;       /* values that could not be read */
    uint64_t changed;      /* values that were written in another form */
    uint64_t filled_lines; /* rows that took order cells from the row above */
    uint64_t emptied;      /* values that could not be read and were emptied */
    uint64_t dropped;      /* rows set aside */
    uint64_t filled;       /* cells that follow from others */
};

struct crm_cleaner;

/* -1 through e: CRM_DATA when two headers of an input claim one role. NULL on error. */
struct crm_cleaner *crm_cleaner_new(const struct crm_head *const *heads,
                                    const struct crm_mapping *maps, size_t n,
                                    const struct crm_record_opts *o, struct crm_err *e);

/* The output's columns, the first npassed of which came in; borrowed. */
const struct crm_str *crm_cleaner_columns(const struct crm_cleaner *c, size_t *npassed, size_t *n);

/*
 * A lane cleans one batch after another in one thread; several lanes share a cleaner. For each
 * batch, in this order:
 *
 *   held = crm_cleaner_begin(lane, batch)          at any time
 *   crm_cleaner_row(lane, batch, r, out, e)        rows held .. nrows - 1 in order; at any time
 *   crm_cleaner_turn(cleaner, lane, batch, e)      after the batch before is done
 *   crm_cleaner_row(lane, batch, r, out, e)        rows 0 .. held - 1 in order
 *   crm_cleaner_done(cleaner, lane, batch, e)
 *
 * The held rows may be lines of an order of the batch before and so take cells from it. The rows
 * behind them may as well follow on the turn. Where batches end does not change what comes out.
 * Cleaner and lane are void so that these functions can be a struct crm_filter.
 */
void *crm_cleaner_lane_new(void *cleaner);
void crm_cleaner_lane_free(void *lane);

/* Start a batch; how many rows are held. 0 without columns of order_id, order_date and amount. */
size_t crm_cleaner_begin(void *lane, const struct crm_batch *b);

/* Clean row r into out[0..columns); texts live as long as the batch. 1: it is no row of the output.
 */
int crm_cleaner_row(void *lane, struct crm_batch *b, size_t r, struct crm_str *out,
                    struct crm_err *e);

/* Take over the order of the batch before. -1 with CRM_DATA where the amounts of one input, or of
 * several, are in two currencies: the first row that disagrees with those before. */
int crm_cleaner_turn(void *cleaner, void *lane, const struct crm_batch *b, struct crm_err *e);

/* Leave the order that the next batch may follow on, the counts and the notes; set rows aside. -1
 * with CRM_DATA where a value must be read and cannot, and there is no place to set it aside. */
int crm_cleaner_done(void *cleaner, void *lane, struct crm_batch *b, struct crm_err *e);

/* The columns whose outliers are marked, and the number that each has in a row just cleaned;
 * INT64_MIN: none. */
size_t crm_cleaner_nnumbers(const struct crm_cleaner *c);
void crm_cleaner_numbers(const void *lane, const struct crm_str *row, int64_t *numbers);

/* When all rows are done: find the fence of the k-th of these columns; then append the cell of a
 * row's numbers, by several threads at once, whose marks are counted. */
int crm_cleaner_settle(void *cleaner, size_t k, const struct crm_values *values, struct crm_err *e);
void crm_cleaner_mark(const void *cleaner, const int64_t *numbers, struct crm_buf *cell);

/* The column of the k-th, whether it can have outliers (it has some spread), and how many it has.
 */
struct crm_str crm_cleaner_outliers(const struct crm_cleaner *c, size_t k, bool *is_testable,
                                    uint64_t *n);

/* What was done in the batches that are done. */
void crm_cleaner_counts(const struct crm_cleaner *c, struct crm_record_counts *counts);

void crm_cleaner_free(struct crm_cleaner *c);

#endif
