#include "run/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/whole.h"
#include "text/nearest.h"

int crm_run_usage(struct crm_run *run, const char *option, const char *text, enum crm_msg what)
{
    return CRM_FAIL(&run->err, .status = CRM_USAGE, .what = what, .column = crm_str_of(option),
                    .text = {text, text ? strlen(text) : 0});
}

/* ---- --map ----------------------------------------------------------------------- */

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
    struct crm_fault fault = {.status = CRM_USAGE,
                              .what = CRM_MSG_UNKNOWN_ROLE,
                              .file = file,
                              .line = line,
                              .column = CRM_STR("map"),
                              .text = name,
                              .advice = CRM_MSG_ADVICE_ROLES};
    crm_fail_near(&run->err, &fault, names, CRM_ROLE_COUNT);
}

void crm_inputs_rules(struct crm_run *run)
{
    size_t lines = 0;

    if (crm_common.map_file)
        crm_read_whole(crm_common.map_file, &run->texts, &run->err);
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

/* ---- opening --------------------------------------------------------------------- */

static char delimiter_of(struct crm_run *run, const char *text)
{
    if (!text)
        return 0;
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        return '\t';
    if (strlen(text) != 1 || text[0] == '"' || text[0] == '\n' || text[0] == '\r')
        crm_run_usage(run, "delimiter", text, CRM_MSG_BAD_OPTION_DELIMITER);
    return text[0];
}

static int64_t skip_lines_of(struct crm_run *run, const char *text)
{
    char *end;

    if (strcmp(text, "auto") == 0)
        return CRM_DIALECT_AUTO;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end || errno || n < 0)
        crm_run_usage(run, "skip-lines", text, CRM_MSG_BAD_OPTION_NUMBER);
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

/* An option names a column that no input has; names[0..n) are those of all_names. */
static void no_such_column(struct crm_run *run, const char *option, enum crm_msg what,
                           struct crm_str text, const struct crm_str *names, size_t n)
{
    struct crm_fault fault = {.status = CRM_USAGE,
                              .what = what,
                              .column = crm_str_of(option),
                              .text = text,
                              .advice = CRM_MSG_ADVICE_EXPLAIN};

    crm_fail_near(&run->err, &fault, names, n);
}

/* Every rule's header must stand in some input. */
static void check_rules(struct crm_run *run)
{
    size_t i = 0;

    while (i < run->nrules && run->rules[i].is_used)
        i++;
    if (i == run->nrules)
        return;
    struct crm_str *names = crm_alloc_array(NAMES_MAX, sizeof(*names));
    size_t n = all_names(run, names, NAMES_MAX);
    no_such_column(run, "map", CRM_MSG_MAP_HEADER_MISSING, run->rules[i].header, names, n);
    free(names);
}

/* Columns that tools write of themselves: they may be named, and are written anyway. */
static const struct crm_str own_columns[] = {
    CRM_STR_INIT("customer_id"),       CRM_STR_INIT("source_customer_id"),
    CRM_STR_INIT("match_probability"), CRM_STR_INIT("records"),
    CRM_STR_INIT("channel"),           CRM_STR_INIT("issues"),
    CRM_STR_INIT("source_file"),       CRM_STR_INIT("source_row"),
    CRM_STR_INIT("email_key"),         CRM_STR_INIT("outliers"),
    CRM_STR_INIT("birthday"),          CRM_STR_INIT("gender"),
    CRM_STR_INIT("province"),          CRM_STR_INIT("city"),
    CRM_STR_INIT("district"),
};

static bool is_own_column(struct crm_str name)
{
    return crm_column_named(own_columns, sizeof(own_columns) / sizeof(*own_columns), name) !=
           CRM_NO_COLUMN;
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
        bool is_there = !word.n || n == NAMES_MAX || is_own_column(word) ||
                        crm_column_named(names, n, word) != CRM_NO_COLUMN;
        if (!is_there)
            no_such_column(run, "select", CRM_MSG_UNKNOWN_COLUMN, word, names, n);
    }
    free(words);
    free(names);
}

/* All inputs are open at once: more than the usual 1024 files, where the system allows them. */
static void allow_files(size_t nfiles)
{
    enum { OTHER_FILES = 64 }; /* outputs, spools, standard streams */
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || nfiles + OTHER_FILES <= limit.rlim_cur)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit); /* where this fails, opening says so */
}

/* A file without a header would lose its first row: where nothing in it is known as a header and
 * it looks like the rows below, say so. */
static void check_headers(struct crm_run *run)
{
    struct crm_input_facts f;

    for (size_t i = 0; i < run->nheads; i++) {
        bool has_role = false;
        for (size_t c = 0; c < run->maps[i].ncols; c++)
            has_role = has_role || run->maps[i].role[c] != CRM_ROLE_COUNT;
        crm_reader_facts(run->in, i, &f);
        if (has_role || !f.seems_without_header || f.data_column >= run->maps[i].ncols ||
            strcmp(crm_common.skip_lines, "auto") != 0)
            continue;
        CRM_FAIL(&run->err, .status = CRM_DATA, .what = CRM_MSG_NO_HEADER_ROW, .file = f.file,
                 .line = f.skipped_lines + 1, .text = run->maps[i].names[f.data_column],
                 .advice = CRM_MSG_ADVICE_NO_HEADER_ROW);
    }
}

void crm_inputs_open(struct crm_run *run)
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
        .is_strict = crm_common.strict,
    };
    struct crm_str *columns = NULL;

    if (!run->cli.nfiles && isatty(STDIN_FILENO))
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_NO_INPUT,
                 .advice = CRM_MSG_ADVICE_SEE, .hint = CRM_STR("--help"));
    if (crm_failed(&run->err))
        return;
    if (crm_common.columns)
        opts.columns = columns = crm_split_list(crm_common.columns, &opts.ncolumns);
    allow_files(nfiles);
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
    check_headers(run);
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
    bool is_in = false, has_in = false, is_out = false;

    if (!crm_common.select)
        return true;
    struct crm_str *words = crm_split_list(crm_common.select, &n);
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
