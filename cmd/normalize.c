/* normalize - many exports in, one clean records table out. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "clean/record.h"
#include "clean/report.h"
#include "run/explain.h"
#include "run/inputs.h"
#include "run/run.h"
#include "text/nearest.h"

static struct {
    const char *channel, *region, *rules, *changes, *report, *outliers;
    struct crm_list types;
    int on_reject; /* enum crm_on_reject */
    bool has_trace, keeps_raw, fixes_typos, fills, has_email_key;
} want = {.region = "CN"};

static const struct crm_opt options[] = {
    {'t', "type", CRM_ARG_LIST, &want.types, "COLUMN=TYPE[:KEY=VALUE,...]", CRM_MSG_OPT_TYPE, 0, 0},
    {'r', "rules", CRM_ARG_TEXT, &want.rules, "FILE", CRM_MSG_OPT_RULES, 0, 0},
    {0, "region", CRM_ARG_TEXT, &want.region, "CC", CRM_MSG_OPT_REGION, 0, 0},
    {0, "fix-typos", CRM_ARG_FLAG, &want.fixes_typos, NULL, CRM_MSG_OPT_FIX_TYPOS, 0, 0},
    {0, "on-reject", CRM_ARG_CHOICE, &want.on_reject, "keep|empty|drop-row|fail",
     CRM_MSG_OPT_ON_REJECT, 0, 0},
    {0, "fill", CRM_ARG_FLAG, &want.fills, NULL, CRM_MSG_OPT_FILL, 0, 0},
    {0, "email-key", CRM_ARG_FLAG, &want.has_email_key, NULL, CRM_MSG_OPT_EMAIL_KEY, 0, 0},
    {0, "outliers", CRM_ARG_TEXT, &want.outliers, "mad:K|iqr:K", CRM_MSG_OPT_OUTLIERS, 0, 0},
    {0, "keep-raw", CRM_ARG_FLAG, &want.keeps_raw, NULL, CRM_MSG_OPT_KEEP_RAW, 0, 0},
    {0, "changes", CRM_ARG_TEXT, &want.changes, "FILE", CRM_MSG_OPT_CHANGES, 0, 0},
    {0, "report", CRM_ARG_TEXT, &want.report, "FILE", CRM_MSG_OPT_REPORT, 0, 0},
    {0, "channel", CRM_ARG_TEXT, &want.channel, "NAME", CRM_MSG_OPT_CHANNEL, 0, 0},
    {0, "trace", CRM_ARG_FLAG, &want.has_trace, NULL, CRM_MSG_OPT_TRACE, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    .name = "normalize",
    .about = CRM_MSG_ABOUT_NORMALIZE,
    .groups = {{CRM_MSG_GROUP_OWN, options},
               {CRM_MSG_GROUP_INPUT, crm_input_options},
               {CRM_MSG_GROUP_OUTPUT, crm_output_options},
               {CRM_MSG_GROUP_GENERAL, crm_general_options}},
    .explains_more = true,
};

/* ---- plans ----------------------------------------------------------------------- */

/* How the columns of all inputs are cleaned. */
struct plans {
    struct crm_rules rules;
    struct crm_column_plan **of_input;
    size_t ncolumns; /* of all inputs */
};

/* All inputs' first rows are in memory at once, each with its share of this. */
enum { SAMPLE_BYTES = 1024 * 1024, SAMPLES_BYTES = 16 * 1024 * 1024 };

static void read_rules(struct plans *p, struct crm_err *e)
{
    for (size_t i = 0; i < want.types.n; i++)
        crm_rules_add(&p->rules, want.types.items[i], e);
    if (want.rules)
        crm_rules_read(&p->rules, want.rules, e);
}

/* A rule of -t must fit some column. */
static void check_rules(struct crm_run *run, const struct plans *p)
{
    const struct crm_rule *rule = crm_rules_unused(&p->rules);
    struct crm_str *names = crm_alloc_array(p->ncolumns, sizeof(*names));
    size_t n = 0;

    for (size_t i = 0; i < run->nheads; i++)
        for (size_t c = 0; c < run->heads[i]->ncols; c++)
            names[n++] = run->heads[i]->names[c];
    struct crm_fault fault = {.status = CRM_USAGE,
                              .what = CRM_MSG_UNKNOWN_COLUMN,
                              .column = CRM_STR("type"),
                              .text = rule ? crm_str_of(rule->patterns[0]) : CRM_STR(""),
                              .advice = CRM_MSG_ADVICE_EXPLAIN};
    if (rule)
        crm_fail_near(&run->err, &fault, names, n);
    free(names);
}

static void make_plans(struct crm_run *run, struct plans *p)
{
    struct crm_plan_opts o = {.clean = crm_clean_defaults(),
                              .on_reject = (enum crm_on_reject)want.on_reject};
    struct crm_batch sample = {0};
    size_t share = SAMPLES_BYTES / run->nheads;

    o.clean.region = want.region;
    o.clean.order = run->order;
    o.clean.zone = run->zone;
    o.clean.decimal = run->decimal;
    o.clean.fixes_typos = want.fixes_typos;
    p->of_input = crm_alloc_array(run->nheads, sizeof(*p->of_input));
    for (size_t i = 0; i < run->nheads; i++) {
        size_t ncols = run->heads[i]->ncols;
        p->of_input[i] = crm_alloc_array(ncols, sizeof(**p->of_input));
        p->ncolumns += ncols;
        crm_reader_sample(run->in, i, share < SAMPLE_BYTES ? share : SAMPLE_BYTES, &sample);
        crm_plan_make(p->of_input[i], &run->maps[i], &p->rules, &o, &sample);
    }
    crm_batch_clear(&sample);
    check_rules(run, p);
}

static void clear_plans(struct crm_run *run, struct plans *p)
{
    for (size_t i = 0; p->of_input && i < run->nheads; i++)
        free(p->of_input[i]);
    free(p->of_input);
    crm_rules_clear(&p->rules);
}

/* Rows can be set aside only where there is a file for them. */
static void check_on_reject(struct crm_run *run, const struct plans *p)
{
    bool drops = false;

    for (size_t i = 0; i < run->nheads; i++)
        for (size_t c = 0; c < run->heads[i]->ncols; c++)
            drops = drops || p->of_input[i][c].on_reject == CRM_REJECT_DROP_ROW;
    if (drops && !crm_common.rejects)
        CRM_FAIL(&run->err, .status = CRM_USAGE, .what = CRM_MSG_DROP_NEEDS_REJECTS,
                 .column = CRM_STR("on-reject"));
}

/* ---- telling --------------------------------------------------------------------- */

/* The effective rule of each column, as a rules file has it; why it is so behind it as a remark. */
static void explain(struct crm_run *run, const struct plans *p)
{
    struct crm_buf text = {0};

    for (size_t i = 0; i < run->nheads; i++)
        for (size_t c = 0; c < run->heads[i]->ncols; c++) {
            const struct crm_column_plan *plan = &p->of_input[i][c];
            if (!run->heads[i]->names[c].n)
                continue;
            crm_buf_add_cstr(&text, "rule\t");
            crm_plan_add_text(&text, run->heads[i]->names[c], plan);
            crm_buf_addf(&text, " # by %s, %zu of %zu values\n", crm_chosen_name(plan->chosen),
                         plan->votes, plan->values);
        }
    crm_run_explain(run, crm_buf_str(&text));
    crm_buf_clear(&text);
}

static void tell(struct crm_run *run, const struct crm_cleaner *cleaner)
{
    struct crm_record_counts counts;

    crm_cleaner_counts(cleaner, &counts);
    crm_run_found(run, "values_changed", (int64_t)counts.changed);
    crm_run_found(run, "values_not_read", (int64_t)counts.issues);
    crm_run_found(run, "values_emptied", (int64_t)counts.emptied);
    if (want.fills)
        crm_run_found(run, "values_filled", (int64_t)counts.filled);
    crm_run_found(run, "lines_filled_from_their_order", (int64_t)counts.filled_lines);
}

/* How many outliers each column has; -1 where it has no spread to tell. */
static void tell_outliers(struct crm_run *run, const struct crm_cleaner *cleaner)
{
    struct crm_buf name = {0};
    bool is_testable;
    uint64_t n;

    for (size_t k = 0; k < crm_cleaner_nnumbers(cleaner); k++) {
        struct crm_str column = crm_cleaner_outliers(cleaner, k, &is_testable, &n);
        crm_buf_reset(&name);
        crm_buf_add_cstr(&name, "outliers_");
        crm_buf_add(&name, column);
        crm_buf_add_char(&name, '\0');
        crm_run_found(run, name.p, is_testable ? (int64_t)n : -1);
    }
    crm_buf_clear(&name);
}

static bool is_json(const char *file)
{
    size_t n = strlen(file);

    return n > 5 && strcmp(file + n - 5, ".json") == 0;
}

static void write_report(struct crm_run *run, struct crm_output *out, const struct plans *p,
                         const struct crm_notes *notes)
{
    const struct crm_clean_report report = {
        run->maps, (const struct crm_column_plan *const *)p->of_input, run->nheads, notes};
    struct crm_buf text = {0};

    if (crm_failed(&run->err))
        return;
    if (!is_json(want.report)) {
        crm_clean_report_csv(&report, &out->writer, &run->err);
        return;
    }
    crm_clean_report_json(&report, &text);
    crm_sink_write(out->sink, text.p, text.n, &run->err);
    crm_buf_clear(&text);
}

/* ---- cleaning -------------------------------------------------------------------- */

static bool is_selected(const void *run, struct crm_str name)
{
    return crm_run_selects(run, name);
}

static void clean(struct crm_run *run, const struct crm_record_opts *o)
{
    struct crm_cleaner *cleaner = crm_cleaner_new(run->heads, run->maps, run->nheads, o, &run->err);
    size_t npassed, n;

    if (!cleaner)
        return;
    const struct crm_str *columns = crm_cleaner_columns(cleaner, &npassed, &n);
    const struct crm_late_column outliers = {
        .nvalues = crm_cleaner_nnumbers(cleaner),
        .values = crm_cleaner_numbers,
        .settle = crm_cleaner_settle,
        .cell = crm_cleaner_mark,
    };
    const struct crm_filter filter = {
        .shared = cleaner,
        .late = o->outliers ? &outliers : NULL,
        .lane_new = crm_cleaner_lane_new,
        .lane_free = crm_cleaner_lane_free,
        .begin = crm_cleaner_begin,
        .row = crm_cleaner_row,
        .turn = crm_cleaner_turn,
        .done = crm_cleaner_done,
    };
    crm_run_stream(run, columns, npassed, n, &filter);
    tell(run, cleaner);
    tell_outliers(run, cleaner);
    crm_cleaner_free(cleaner);
}

int main(int argc, char **argv)
{
    struct crm_run run;
    struct plans plans = {0};
    struct crm_notes notes = {0};
    struct crm_outlier_opts outliers;

    crm_start(&run, &tool, argc, argv);
    if (want.outliers && !crm_outlier_parse(want.outliers, &outliers))
        crm_run_usage(&run, "outliers", want.outliers, CRM_MSG_BAD_OUTLIERS);
    read_rules(&plans, &run.err);
    if (!crm_failed(&run.err))
        make_plans(&run, &plans);
    if (crm_common.explain && !crm_failed(&run.err))
        explain(&run, &plans);
    if (!crm_failed(&run.err))
        check_on_reject(&run, &plans);
    struct crm_output *changes = want.changes ? crm_run_output(&run, want.changes) : NULL;
    struct crm_output *report = want.report ? crm_run_output(&run, want.report) : NULL;
    if (!crm_failed(&run.err)) {
        if (changes || report)
            crm_notes_init(&notes, plans.ncolumns + CRM_FILLS, changes ? &changes->writer : NULL,
                           report, &run.err);
        clean(&run, &(struct crm_record_opts){
                        .plans = (const struct crm_column_plan *const *)plans.of_input,
                        .channel = want.channel,
                        .has_trace = want.has_trace,
                        .keeps_raw = want.keeps_raw,
                        .fills = want.fills,
                        .has_email_key = want.has_email_key,
                        .outliers = want.outliers ? &outliers : NULL,
                        .is_selected = is_selected,
                        .selector = &run,
                        .nulls = plans.rules.nulls,
                        .nnulls = plans.rules.nnulls,
                        .notes = changes || report ? &notes : NULL,
                        .rejects = &run.rejects,
                    });
    }
    if (report)
        write_report(&run, report, &plans, &notes);
    crm_notes_clear(&notes);
    clear_plans(&run, &plans);
    crm_list_clear(&want.types);
    return crm_finish(&run);
}
