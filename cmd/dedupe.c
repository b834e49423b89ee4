/* dedupe - one customer is one. */
#include <stdlib.h>

#include "match/dedupe.h"
#include "match/keep.h"
#include "run/inputs.h"
#include "run/run.h"

static struct {
    const char *exact, *id_map, *region;
    bool is_assign;
    int keep; /* 0: golden records, then enum crm_keep_which + 1 */
} want = {.region = "CN"};

static const struct crm_opt options[] = {
    {0, "assign", CRM_ARG_FLAG, &want.is_assign, NULL, CRM_MSG_OPT_ASSIGN, 0, 0},
    {0, "exact", CRM_ARG_TEXT, &want.exact, "COLUMNS", CRM_MSG_OPT_EXACT, 0, 0},
    {0, "id-map", CRM_ARG_TEXT, &want.id_map, "FILE", CRM_MSG_OPT_ID_MAP, 0, 0},
    {0, "keep", CRM_ARG_CHOICE, &want.keep, "none|newest|oldest|first|last", CRM_MSG_OPT_KEEP, 0,
     0},
    {0, "region", CRM_ARG_TEXT, &want.region, "CC", CRM_MSG_OPT_REGION, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    .name = "dedupe",
    .about = CRM_MSG_ABOUT_DEDUPE,
    .groups = {{CRM_MSG_GROUP_OWN, options},
               {CRM_MSG_GROUP_INPUT, crm_input_options},
               {CRM_MSG_GROUP_OUTPUT, crm_output_options},
               {CRM_MSG_GROUP_GENERAL, crm_general_options}},
};

static void check_keep(struct crm_run *run)
{
    if (!want.exact)
        crm_run_usage(run, "keep", NULL, CRM_MSG_NEEDS_EXACT);
    if (want.is_assign)
        crm_run_usage(run, "assign", NULL, CRM_MSG_NOT_WITH_KEEP);
    if (want.id_map)
        crm_run_usage(run, "id-map", NULL, CRM_MSG_NOT_WITH_KEEP);
}

/* One row of each key, as it stands. */
static void keep_rows(struct crm_run *run, const struct crm_keep_opts *o)
{
    struct crm_keep_counts counts;
    size_t n;

    struct crm_keep *k =
        crm_keep_new(run->heads, run->maps, run->nheads, o, &run->ledger, &run->budget, &run->err);
    if (!k)
        return;
    const struct crm_str *columns = crm_keep_columns(k, &n);
    crm_run_header(run, columns, n, n);
    crm_keep_format(k, run->out, run->selected);
    crm_run_each(run, crm_keep_add, k);
    if (!crm_keep_settle(k, &run->err))
        crm_run_pieces(run, crm_keep_pieces(k), crm_keep_take, k);
    crm_keep_counts(k, &counts);
    crm_run_found(run, "rows_kept", (int64_t)counts.kept);
    crm_run_found(run, "rows_dropped", (int64_t)(counts.records - counts.kept));
    crm_run_found(run, "rows_without_key", (int64_t)counts.without_key);
    crm_keep_free(k);
}

static void write_customers(struct crm_run *run, struct crm_dedupe *d)
{
    struct crm_dedupe_counts counts;
    size_t npassed, n;

    struct crm_output *id_map = want.id_map ? crm_run_output(run, want.id_map) : NULL;
    const struct crm_str *columns = crm_dedupe_columns(d, &npassed, &n);
    crm_run_header(run, columns, npassed, n);
    crm_dedupe_write(d, crm_run_row, run, id_map ? &id_map->writer : NULL, &run->err);
    crm_dedupe_counts(d, &counts);
    crm_run_found(run, "records", (int64_t)counts.records);
    crm_run_found(run, "customers", (int64_t)counts.customers);
    crm_run_found(run, "anonymous", (int64_t)counts.anonymous);
}

static void join_records(struct crm_run *run, const struct crm_dedupe_opts *o)
{
    struct crm_dedupe *d = crm_dedupe_new(run->heads, run->maps, run->nheads, o, &run->rejects,
                                          &run->ledger, &run->budget, &run->err);

    if (!d)
        return;
    crm_run_each_in_order(run, crm_dedupe_add, d);
    if (!crm_dedupe_settle(d, &run->err))
        write_customers(run, d);
    crm_dedupe_free(d);
}

int main(int argc, char **argv)
{
    struct crm_run run;

    crm_start(&run, &tool, argc, argv);
    size_t nexact = 0;
    struct crm_str *exact = want.exact ? crm_split_list(want.exact, &nexact) : NULL;
    struct crm_clean_opts clean = crm_clean_defaults();
    clean.region = want.region;
    clean.order = run.order;
    clean.zone = run.zone;
    clean.decimal = run.decimal;
    if (want.keep) {
        check_keep(&run);
        keep_rows(&run, &(struct crm_keep_opts){
                            .clean = clean,
                            .exact = exact,
                            .nexact = nexact,
                            .which = (enum crm_keep_which)(want.keep - 1),
                            .tmpdir = run.tmpdir,
                            .nworkers = (size_t)crm_common.threads,
                        });
    } else {
        join_records(&run, &(struct crm_dedupe_opts){
                               .clean = clean,
                               .exact = exact,
                               .nexact = nexact,
                               .is_assign = want.is_assign,
                               .tmpdir = run.tmpdir,
                           });
    }
    int status = crm_finish(&run);
    free(exact);
    return status;
}
