#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/version.h"
#include "run/explain.h"
#include "run/inputs.h"
#include "run/summary.h"

/* ---- the command line ------------------------------------------------------------ */

static void print_error(const struct crm_run *run)
{
    struct crm_buf text = {0};

    crm_err_print(&run->err, run->tool->name, run->lang, &text);
    /* Where even standard error fails, the status still tells. */
    if (write(STDERR_FILENO, text.p, text.n) < 0)
        errno = 0;
    crm_buf_clear(&text);
}

/* Print a text on standard output and end the program. */
static void answer(struct crm_run *run, const struct crm_buf *text)
{
    struct crm_sink *out = crm_sink_open(NULL, CRM_GZIP_NONE, &run->err);

    if (out) {
        crm_sink_write(out, text->p, text->n, &run->err);
        crm_sink_finish(out, &run->err);
    }
    if (crm_failed(&run->err))
        print_error(run);
    exit((int)run->err.status);
}

static void end_on_error(const struct crm_run *run)
{
    if (!crm_failed(&run->err))
        return;
    print_error(run);
    exit((int)run->err.status);
}

static void answer_questions(struct crm_run *run)
{
    struct crm_buf text = {0};

    if (crm_common.help)
        crm_cli_help(run->tool, run->lang, &text);
    else if (crm_common.version)
        crm_buf_addf(&text, "%s (clientele) %s\n", run->tool->name, CRM_VERSION_TEXT);
    else if (crm_common.dump_options)
        crm_cli_dump_options(run->tool, &text);
    else if (crm_common.dump_config)
        crm_cli_dump_config(run->tool, &text);
    else
        return;
    answer(run, &text);
}

int32_t crm_run_day(struct crm_run *run, const char *option, const char *text)
{
    int32_t day = CRM_NO_DATE;

    if (text && crm_day_parse(crm_str_of(text), CRM_ORDER_YMD, &(struct crm_zone){0}, &day))
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_DATE,
                 .column = crm_str_of(option), .text = crm_str_of(text));
    return day;
}

/* --max-rejects: N or P%. */
static void read_max_rejects(struct crm_run *run, const char *text)
{
    char *end;

    errno = 0;
    run->max_rejects = strtod(text, &end);
    run->is_max_percent = *end == '%';
    if (end == text || end[run->is_max_percent] || errno || !(run->max_rejects >= 0))
        crm_run_usage(run, "max-rejects", text, CRM_MSG_BAD_OPTION_NUMBER);
}

static void check_values(struct crm_run *run)
{
    static const char decimals[] = {'.', ','};

    run->order = (enum crm_date_order)crm_common.date_order;
    run->decimal = decimals[crm_common.decimal];
    if (crm_common.tz && !crm_zone_parse(crm_common.tz, &run->zone))
        crm_run_usage(run, "tz", crm_common.tz, CRM_MSG_BAD_OPTION_ZONE);
    if (crm_common.no_headers && !crm_common.columns)
        crm_run_usage(run, "no-headers", NULL, CRM_MSG_NEEDS_COLUMNS);
    if (crm_common.max_rejects && !crm_common.rejects)
        crm_run_usage(run, "max-rejects", crm_common.max_rejects, CRM_MSG_NEEDS_REJECTS);
    if (crm_common.max_rejects)
        read_max_rejects(run, crm_common.max_rejects);
    run->tmpdir = crm_common.tmpdir ? crm_common.tmpdir : getenv("TMPDIR");
    if (!run->tmpdir || !*run->tmpdir)
        run->tmpdir = "/tmp";
    if (!crm_common.memory)
        crm_common.memory = (int64_t)sysconf(_SC_PHYS_PAGES) / 2 * (int64_t)sysconf(_SC_PAGESIZE);
    run->budget.limit_bytes = (size_t)crm_common.memory;
    if (!crm_common.threads)
        crm_common.threads = sysconf(_SC_NPROCESSORS_ONLN);
    crm_inputs_rules(run);
}

/* ---- outputs --------------------------------------------------------------------- */

struct crm_output *crm_run_output(struct crm_run *run, const char *name)
{
    struct crm_output *o = &run->outputs[run->noutputs];

    if (crm_failed(&run->err))
        return NULL;
    o->sink = crm_sink_open(name, CRM_GZIP_NONE, &run->err);
    if (!o->sink)
        return NULL;
    for (size_t i = 0; i < run->noutputs; i++)
        if (crm_sink_is_same(run->outputs[i].sink, o->sink)) {
            CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_SAME_OUTPUT, .file = name);
            crm_sink_free(o->sink);
            return NULL;
        }
    o->name = name;
    run->noutputs++;
    crm_writer_init(&o->writer, o->sink, &(struct crm_writer_opts){.format = CRM_CSV});
    return o;
}

static void open_outputs(struct crm_run *run)
{
    struct crm_output *o = &run->outputs[0];

    if (crm_failed(&run->err))
        return;
    o->name = crm_common.output && strcmp(crm_common.output, "-") != 0 ? crm_common.output : NULL;
    o->is_held = true;
    o->sink = crm_sink_open(o->name, (int)crm_common.gzip, &run->err);
    if (!o->sink)
        return;
    run->noutputs = 1;
    crm_writer_init(&o->writer, o->sink,
                    &(struct crm_writer_opts){.format = (enum crm_format)crm_common.format,
                                              .bom = crm_common.bom,
                                              .crlf = crm_common.crlf});
    run->out = &o->writer;
    struct crm_output *rejects =
        crm_common.rejects ? crm_run_output(run, crm_common.rejects) : NULL;
    crm_rejects_init(&run->rejects, rejects ? rejects->sink : NULL, &run->ledger, run->heads,
                     run->nheads, &run->err);
    crm_reader_rejects(run->in, &run->rejects);
    if (crm_common.summary) /* now, so that a name that will not do is known before the work */
        run->summary = crm_run_output(run, crm_common.summary);
}

/*
 * A closed standard stream must not become the number of a data file. What takes its place is open
 * the wrong way round, so that a read of no input and a write to no output fail instead of losing
 * data.
 */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

void crm_start(struct crm_run *run, const struct crm_tool *tool, int argc, char **argv)
{
    *run = (struct crm_run){.tool = tool, .lang = crm_cli_lang(NULL), .argc = argc, .argv = argv};
    hold_standard_streams();
    crm_cli_parse(&run->cli, tool, argc, argv, "config", &run->err);
    static const char *const langs[] = {NULL, "en", "zh"};
    run->lang = crm_cli_lang(langs[crm_common.lang]);
    run->value_lang = crm_common.lang == 2 ? CRM_ZH : CRM_EN;
    end_on_error(run);
    answer_questions(run);
    check_values(run);
    end_on_error(run);
    json_set_alloc_funcs(crm_alloc, free); /* jansson would leave out what it has no memory for */
    run->found = json_object();
    crm_progress_start(&run->progress, tool->name,
                       crm_common.quiet ? CRM_PROGRESS_NEVER
                                        : (enum crm_progress_when)crm_common.progress);
    crm_inputs_open(run);
    if (crm_common.explain && !tool->explains_more)
        crm_run_explain(run, CRM_STR(""));
    if (!crm_common.explain)
        open_outputs(run);
}

void crm_run_explain(struct crm_run *run, struct crm_str more)
{
    struct crm_buf text = {0};

    if (crm_failed(&run->err))
        return;
    crm_explain(run, &text);
    crm_buf_add(&text, more);
    answer(run, &text);
}

void crm_run_found(struct crm_run *run, const char *name, int64_t value)
{
    json_object_set_new(run->found, name, json_integer(value));
}

void crm_run_found_text(struct crm_run *run, const char *name, struct crm_str value)
{
    json_object_set_new(run->found, name, json_stringn(value.p, value.n));
}

/* ---- the end --------------------------------------------------------------------- */

/* Is the share or number of rejects within --max-rejects? */
static bool within_limit(const struct crm_run *run)
{
    double limit = run->max_rejects;

    if (!crm_common.max_rejects)
        return true;
    if (run->is_max_percent)
        limit = limit * (double)run->ledger.rows_in / 100;
    return (double)run->ledger.rows_rejected <= limit;
}

/* Every row read must have been used or set aside. */
static void check_rows(struct crm_run *run)
{
    if (!crm_failed(&run->err) &&
        run->ledger.rows_in != run->ledger.rows_used + run->ledger.rows_rejected)
        CRM_FAIL(&run->err, .status = CRM_SYSTEM, .what = CRM_MSG_ROWS_LOST);
}

static void publish(struct crm_run *run, bool is_over)
{
    if (run->summary && !crm_failed(&run->err))
        crm_summary_write(run, run->summary->sink);
    if (run->rejects.writer.buf.n) /* it writes to the sink of one of the outputs */
        crm_writer_flush(&run->rejects.writer, &run->err);
    for (size_t i = 0; i < run->noutputs; i++) {
        if (run->outputs[i].writer.buf.n)
            crm_writer_flush(&run->outputs[i].writer, &run->err);
        crm_sink_finish(run->outputs[i].sink, &run->err);
    }
    /* The summary is the last: where it stands, the others do. */
    for (size_t i = 0; i < run->noutputs && !crm_failed(&run->err); i++)
        if (&run->outputs[i] != run->summary && (!is_over || !run->outputs[i].is_held))
            crm_sink_publish(run->outputs[i].sink, &run->err);
    if (run->summary && !crm_failed(&run->err))
        crm_sink_publish(run->summary->sink, &run->err);
}

static void clear(struct crm_run *run)
{
    for (size_t i = 0; i < run->noutputs; i++) {
        crm_writer_clear(&run->outputs[i].writer);
        crm_sink_free(run->outputs[i].sink);
    }
    crm_rejects_clear(&run->rejects);
    for (size_t i = 0; run->maps && i < run->nheads; i++)
        crm_mapping_clear(&run->maps[i]);
    free(run->maps);
    free(run->rules);
    free(run->selected);
    free(run->names);
    crm_arena_clear(&run->column_names);
    free(run->status_ok);
    free(run->carry);
    crm_reader_close(run->in);
    json_decref(run->found);
    crm_buf_clear(&run->texts);
    crm_cli_clear(&run->cli);
    crm_list_clear(&crm_common.map);
}

int crm_finish(struct crm_run *run)
{
    bool is_over = !crm_failed(&run->err) && !within_limit(run);

    check_rows(run);
    publish(run, is_over);
    if (is_over)
        CRM_FAIL(&run->err, .status = CRM_CHECK, .what = CRM_MSG_TOO_MANY_REJECTS,
                 .text = crm_str_of(crm_common.max_rejects), .advice = CRM_MSG_ADVICE_REJECTS_FILE,
                 .hint = crm_str_of(crm_common.rejects));
    int status = (int)run->err.status;
    if (status && run->out)
        crm_sink_poison(run->out->sink, run->tool->name);
    crm_progress_end(&run->progress, run->ledger.rows_in, run->out ? run->out->rows : 0);
    if (status)
        print_error(run);
    crm_summary_say(run);
    clear(run);
    return status;
}
