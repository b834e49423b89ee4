#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/version.h"
#include "run/explain.h"
#include "run/summary.h"
#include "text/unicode.h"

/* ---- the command line ------------------------------------------------------------------------------ */

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

/* text: what was given, or NULL. */
static int usage(struct crm_run *run, const char *option, const char *text, enum crm_msg what)
{
    return CRM_FAIL(&run->err, .status = CRM_USAGE, .what = what, .column = crm_str_of(option),
                    .text = {text, text ? strlen(text) : 0});
}

static void add_rule(struct crm_run *run, struct crm_str text, const char *file, uint64_t line)
{
    const char *equals = text.n ? memchr(text.p, '=', text.n) : NULL;

    if (!equals) {
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_MAP, .file = file,
                 .line = line, .column = CRM_STR("map"), .text = text);
        return;
    }
    size_t at = (size_t)(equals - text.p);
    struct crm_str name = crm_str_trim((struct crm_str){text.p, at});
    struct crm_map_rule *rule = &run->rules[run->nrules];
    rule->role = crm_role_of_name(name);
    rule->header = crm_str_trim(crm_str_from(text, at + 1));
    if (rule->role != CRM_ROLE_COUNT) {
        run->nrules++;
        return;
    }
    struct crm_str names[CRM_ROLE_COUNT];
    for (int r = 0; r < CRM_ROLE_COUNT; r++)
        names[r] = crm_role_name((enum crm_role)r);
    size_t near = crm_nearest(name, names, CRM_ROLE_COUNT);
    CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_UNKNOWN_ROLE, .file = file,
             .line = line, .column = CRM_STR("map"), .text = name,
             .advice = near < CRM_ROLE_COUNT ? CRM_MSG_ADVICE_DID_YOU_MEAN : CRM_MSG_ADVICE_ROLES,
             .hint = near < CRM_ROLE_COUNT ? names[near] : CRM_STR(""));
}

static void read_map_file(struct crm_run *run, const char *file)
{
    FILE *f = fopen(file, "re");
    char chunk[4096];
    size_t n;

    if (!f) {
        CRM_FAIL(&run->err, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN, .file = file,
                 .sys = errno);
        return;
    }
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        crm_buf_add(&run->texts, (struct crm_str){chunk, n});
    if (ferror(f))
        CRM_FAIL(&run->err, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = file,
                 .sys = errno);
    fclose(f);
}

/* --map-file first, then --map, so that the command line wins. */
static void read_rules(struct crm_run *run)
{
    size_t lines = 0;

    if (crm_common.map_file)
        read_map_file(run, crm_common.map_file);
    for (size_t i = 0; i < run->texts.n; i++)
        lines += run->texts.p[i] == '\n';
    run->rules = crm_alloc_array(lines + 1 + crm_common.map.n, sizeof(*run->rules));
    uint64_t line = 1;
    for (size_t at = 0; at < run->texts.n; line++) {
        struct crm_str rest = crm_str_from(crm_buf_str(&run->texts), at);
        const char *end = memchr(rest.p, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.p) : rest.n;
        struct crm_str text = crm_str_trim((struct crm_str){rest.p, n});
        if (text.n && text.p[0] != '#')
            add_rule(run, text, crm_common.map_file, line);
        at += n + 1;
    }
    for (size_t i = 0; i < crm_common.map.n; i++)
        add_rule(run, crm_str_of(crm_common.map.items[i]), NULL, 0);
}

static void check_values(struct crm_run *run)
{
    static const char decimals[] = {'.', ','};

    run->order = (enum crm_date_order)crm_common.date_order;
    run->decimal = decimals[crm_common.decimal];
    if (crm_common.tz && !crm_zone_parse(crm_common.tz, &run->zone))
        usage(run, "tz", crm_common.tz, CRM_MSG_BAD_OPTION_ZONE);
    if (crm_common.no_headers && !crm_common.columns)
        usage(run, "no-headers", NULL, CRM_MSG_NEEDS_COLUMNS);
    if (crm_common.max_rejects && !crm_common.rejects)
        usage(run, "max-rejects", crm_common.max_rejects, CRM_MSG_NEEDS_REJECTS);
    run->tmpdir = crm_common.tmpdir ? crm_common.tmpdir : getenv("TMPDIR");
    if (!run->tmpdir || !*run->tmpdir)
        run->tmpdir = "/tmp";
    if (!crm_common.memory)
        crm_common.memory =
            (int64_t)sysconf(_SC_PHYS_PAGES) / 2 * (int64_t)sysconf(_SC_PAGESIZE);
    run->budget.limit_bytes = (size_t)crm_common.memory;
    if (!crm_common.threads)
        crm_common.threads = sysconf(_SC_NPROCESSORS_ONLN);
    read_rules(run);
}

/* ---- inputs ---------------------------------------------------------------------------------------- */

static char delimiter_of(struct crm_run *run, const char *text)
{
    if (!text)
        return 0;
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        return '\t';
    if (strlen(text) != 1 || text[0] == '"' || text[0] == '\n' || text[0] == '\r')
        usage(run, "delimiter", text, CRM_MSG_BAD_OPTION_DELIMITER);
    return text[0];
}

static int64_t skip_lines_of(struct crm_run *run, const char *text)
{
    char *end;

    if (strcmp(text, "auto") == 0)
        return CRM_SKIP_AUTO;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end || errno || n < 0)
        usage(run, "skip-lines", text, CRM_MSG_BAD_OPTION_NUMBER);
    return n;
}

static size_t all_names(const struct crm_run *run, struct crm_str *names, size_t cap)
{
    size_t n = 0;

    for (size_t h = 0; h < run->nheads; h++)
        for (size_t c = 0; c < run->heads[h]->ncols; c++) {
            if (n < cap)
                names[n++] = run->heads[h]->names[c];
            if (n < cap && run->maps[h].role[c] != CRM_ROLE_COUNT)
                names[n++] = crm_role_name(run->maps[h].role[c]);
        }
    return n;
}

enum { NAMES_MAX = 2048 };

static void check_rules(struct crm_run *run)
{
    for (size_t i = 0; i < run->nrules; i++) {
        if (run->rules[i].is_used)
            continue;
        struct crm_str *names = crm_alloc_array(NAMES_MAX, sizeof(*names));
        size_t n = all_names(run, names, NAMES_MAX);
        size_t near = crm_nearest(run->rules[i].header, names, n);
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_MAP_HEADER_MISSING,
                 .column = CRM_STR("map"), .text = run->rules[i].header,
                 .advice = near < n ? CRM_MSG_ADVICE_DID_YOU_MEAN : CRM_MSG_ADVICE_EXPLAIN,
                 .hint = near < n ? names[near] : CRM_STR(""));
        free(names);
    }
}

/* Every name of --select must be some input's column. */
static void check_select(struct crm_run *run)
{
    struct crm_str *names, *words;
    size_t nwords, n;

    if (!crm_common.select || crm_failed(&run->err))
        return;
    names = crm_alloc_array(NAMES_MAX, sizeof(*names));
    n = all_names(run, names, NAMES_MAX);
    words = crm_split_list(crm_common.select, &nwords);
    for (size_t i = 0; i < nwords; i++) {
        bool is_out = words[i].n && words[i].p[0] == '!';
        struct crm_str word = is_out ? crm_str_from(words[i], 1) : words[i];
        bool is_there = !word.n || n == NAMES_MAX;
        for (size_t k = 0; k < n && !is_there; k++)
            is_there = crm_str_eq(names[k], word);
        if (is_there)
            continue;
        size_t near = crm_nearest(word, names, n);
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_UNKNOWN_COLUMN,
                 .column = CRM_STR("select"), .text = word,
                 .advice = near < n ? CRM_MSG_ADVICE_DID_YOU_MEAN : CRM_MSG_ADVICE_EXPLAIN,
                 .hint = near < n ? names[near] : CRM_STR(""));
    }
    free(words);
    free(names);
}

static void open_inputs(struct crm_run *run)
{
    static const char *const hints[] = {NULL, "zh", "tw", "ja", "west"};
    static const char *const standard_input[] = {"-"};
    const char *const *files = run->cli.nfiles ? run->cli.files : standard_input;
    size_t nfiles = run->cli.nfiles ? run->cli.nfiles : 1;
    struct crm_reader_opts opts = {
        .delimiter = delimiter_of(run, crm_common.delimiter),
        .encoding = crm_common.encoding,
        .encoding_hint = hints[crm_common.encoding_hint],
        .skip_lines = skip_lines_of(run, crm_common.skip_lines),
        .max_field_bytes = (size_t)crm_common.max_field,
        .threads = (int)crm_common.threads,
    };
    struct crm_str *columns = NULL;

    if (!run->cli.nfiles && isatty(STDIN_FILENO))
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_NO_INPUT,
                 .advice = CRM_MSG_ADVICE_SEE, .hint = CRM_STR("--help"));
    end_on_error(run);
    if (crm_common.columns)
        opts.columns = columns = crm_split_list(crm_common.columns, &opts.ncolumns);
    run->in = crm_reader_open(files, nfiles, &opts, &run->ledger, &run->err);
    free(columns);
    if (!run->in)
        return;
    run->nheads = crm_reader_heads(run->in, &run->heads);
    run->maps = crm_alloc_array(run->nheads, sizeof(*run->maps));
    for (size_t i = 0; i < run->nheads; i++)
        crm_mapping_init(&run->maps[i], run->heads[i]->file, run->heads[i]->names,
                         run->heads[i]->ncols, run->rules, run->nrules);
    check_rules(run);
    check_select(run);
}

/* Do the names mean one column: as they stand, or as a header and the role that it has? */
static bool is_same_column(const struct crm_run *run, struct crm_str a, struct crm_str b)
{
    if (crm_str_eq(a, b))
        return true;
    for (size_t h = 0; h < run->nheads; h++)
        for (size_t c = 0; c < run->maps[h].ncols; c++) {
            struct crm_str header = run->maps[h].names[c];
            enum crm_role role = run->maps[h].role[c];
            bool is_a = crm_str_eq(header, a), is_b = crm_str_eq(header, b);
            if (role != CRM_ROLE_COUNT && (is_a || is_b) &&
                crm_str_eq(crm_role_name(role), is_a ? b : a))
                return true;
        }
    return false;
}

bool crm_run_selects(const struct crm_run *run, struct crm_str name)
{
    size_t n;
    bool is_in = false, has_in = false;

    if (!crm_common.select)
        return true;
    struct crm_str *words = crm_split_list(crm_common.select, &n);
    bool is_out = false;
    for (size_t i = 0; i < n; i++) {
        if (words[i].n && words[i].p[0] == '!') {
            is_out = is_out || is_same_column(run, crm_str_from(words[i], 1), name);
        } else {
            has_in = true;
            is_in = is_in || is_same_column(run, words[i], name);
        }
    }
    free(words);
    return !is_out && (is_in || !has_in);
}

/* ---- outputs --------------------------------------------------------------------------------------- */

struct crm_output *crm_run_output(struct crm_run *run, const char *name)
{
    struct crm_output *o = &run->outputs[run->noutputs];

    if (crm_failed(&run->err))
        return NULL;
    for (size_t i = 0; name && i < run->noutputs; i++)
        if (run->outputs[i].name && strcmp(run->outputs[i].name, name) == 0) {
            CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_SAME_OUTPUT, .file = name);
            return NULL;
        }
    o->sink = crm_sink_open(name, CRM_GZIP_NONE, &run->err);
    if (!o->sink)
        return NULL;
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
}

/*
 * A closed standard stream must not become the number of a data file. What takes its place is open the
 * wrong way round, so that a read of no input and a write to no output fail instead of losing data.
 */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

void crm_start(struct crm_run *run, const struct crm_tool *tool, int argc, char **argv)
{
    *run = (struct crm_run){
        .tool = tool, .lang = crm_cli_lang(NULL), .argc = argc, .argv = argv};
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
    open_inputs(run);
    if (crm_common.explain && !crm_failed(&run->err)) {
        struct crm_buf text = {0};
        crm_explain(run, &text);
        answer(run, &text);
    }
    open_outputs(run);
}

/* ---- between --------------------------------------------------------------------------------------- */

static void tick(struct crm_run *run, const struct crm_batch *b)
{
    struct crm_input_facts facts;

    if (!run->progress.is_on)
        return;
    crm_reader_facts(run->in, b->head->input, &facts);
    crm_progress_tick(&run->progress, run->ledger.rows_in, facts.bytes, facts.size);
}

void crm_run_each(struct crm_run *run, crm_add_fn *add, void *model)
{
    struct crm_batch batch = {0};

    while (!crm_failed(&run->err) && crm_reader_next(run->in, &batch, &run->err)) {
        if (add(model, &batch, &run->err))
            break;
        tick(run, &batch);
    }
    crm_batch_clear(&batch);
}

void crm_run_header(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n)
{
    size_t written = 0;

    run->ncolumns = n;
    run->selected = crm_alloc_array(n, sizeof(*run->selected));
    run->names = crm_alloc_array(n, sizeof(*run->names));
    for (size_t c = 0; c < n; c++) {
        run->selected[c] = c >= npassed || crm_run_selects(run, columns[c]);
        if (run->selected[c])
            run->names[written++] = columns[c];
    }
    crm_writer_header(run->out, run->names, written, &run->err);
}

int crm_run_row(void *run_, const struct crm_str *cells, struct crm_err *e)
{
    struct crm_run *run = run_;

    for (size_t c = 0; c < run->ncolumns; c++)
        if (run->selected[c])
            crm_writer_field(run->out, cells[c]);
    return crm_writer_end(run->out, e);
}

void crm_run_stream(struct crm_run *run, const struct crm_str *columns, size_t npassed, size_t n,
                    crm_row_fn *fn, void *filter)
{
    struct crm_batch batch = {0};
    struct crm_str *out = crm_alloc_array(n, sizeof(*out));

    crm_run_header(run, columns, npassed, n);
    while (!crm_failed(&run->err) && crm_reader_next(run->in, &batch, &run->err)) {
        for (size_t r = 0; r < batch.nrows; r++) {
            if (fn(filter, &batch, r, out, &run->err) || crm_run_row(run, out, &run->err))
                break;
            run->ledger.rows_used++;
        }
        tick(run, &batch);
    }
    free(out);
    crm_batch_clear(&batch);
}

static bool is_written(const struct crm_run *run, const struct crm_column *c)
{
    if (c->is_hidden)
        return false;
    return !c->is_passed || crm_str_eq(c->name, CRM_STR("customer_id")) ||
           crm_run_selects(run, c->name);
}

void crm_run_write(struct crm_run *run, const struct crm_frame *f)
{
    struct crm_buf cell = {0};
    size_t n = 0;

    if (crm_failed(&run->err))
        return;
    const struct crm_column **cols = crm_alloc_array(f->ncols, sizeof(*cols));
    run->names = crm_alloc_array(f->ncols, sizeof(*run->names));
    for (size_t c = 0; c < f->ncols; c++)
        if (is_written(run, &f->cols[c])) {
            run->names[n] = f->cols[c].name;
            cols[n++] = &f->cols[c];
        }
    crm_writer_header(run->out, run->names, n, &run->err);
    for (size_t row = 0; row < f->nrows && !crm_failed(&run->err); row++) {
        for (size_t c = 0; c < n; c++) {
            crm_buf_reset(&cell);
            crm_frame_cell(cols[c], row, &cell);
            crm_writer_field(run->out, crm_buf_str(&cell));
        }
        crm_writer_end(run->out, &run->err);
    }
    free(cols);
    crm_buf_clear(&cell);
}

void crm_run_found(struct crm_run *run, const char *name, int64_t value)
{
    json_object_set_new(run->found, name, json_integer(value));
}

void crm_run_found_text(struct crm_run *run, const char *name, struct crm_str value)
{
    json_object_set_new(run->found, name, json_stringn(value.p, value.n));
}

/* ---- the end --------------------------------------------------------------------------------------- */

/* Is the share or number of rejects within --max-rejects? */
static bool within_limit(struct crm_run *run)
{
    char *end;

    if (!crm_common.max_rejects)
        return true;
    errno = 0;
    double limit = strtod(crm_common.max_rejects, &end);
    bool is_percent = *end == '%';
    if (end == crm_common.max_rejects || end[is_percent] || errno || !(limit >= 0)) {
        usage(run, "max-rejects", crm_common.max_rejects, CRM_MSG_BAD_OPTION_NUMBER);
        return false;
    }
    if (is_percent)
        limit = limit * (double)run->ledger.rows_in / 100;
    return (double)run->ledger.rows_rejected <= limit;
}

static void check_rows(struct crm_run *run, bool *is_over)
{
    if (crm_failed(&run->err))
        return;
    if (run->ledger.rows_in != run->ledger.rows_used + run->ledger.rows_rejected)
        CRM_FAIL(&run->err, .status = CRM_SYSTEM, .what = CRM_MSG_ROWS_LOST);
    *is_over = !within_limit(run);
}

static void publish(struct crm_run *run, bool is_over)
{
    struct crm_output *summary = NULL;

    if (crm_common.summary && !crm_failed(&run->err)) {
        summary = crm_run_output(run, crm_common.summary);
        if (summary)
            crm_summary_write(run, summary->sink);
    }
    if (run->rejects.writer.buf.n) /* it writes to the sink of one of the outputs */
        crm_writer_flush(&run->rejects.writer, &run->err);
    for (size_t i = 0; i < run->noutputs; i++) {
        if (run->outputs[i].writer.buf.n)
            crm_writer_flush(&run->outputs[i].writer, &run->err);
        crm_sink_finish(run->outputs[i].sink, &run->err);
    }
    /* The summary is the last: where it stands, the others do. */
    for (size_t i = 0; i < run->noutputs && !crm_failed(&run->err); i++)
        if (!is_over || !run->outputs[i].is_held)
            crm_sink_publish(run->outputs[i].sink, &run->err);
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
    bool is_over = false;

    check_rows(run, &is_over);
    publish(run, is_over);
    if (is_over)
        CRM_FAIL(&run->err, .status = CRM_CHECK, .what = CRM_MSG_TOO_MANY_REJECTS,
                 .text = crm_str_of(crm_common.max_rejects),
                 .advice = CRM_MSG_ADVICE_REJECTS_FILE, .hint = crm_str_of(crm_common.rejects));
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
