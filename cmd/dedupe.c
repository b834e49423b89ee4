/* dedupe - one customer is one. */
#include <stdlib.h>

#include "match/dedupe.h"
#include "run/run.h"

static struct {
    const char *exact, *id_map, *region;
    bool is_assign;
} want = {.region = "CN"};

static const struct crm_opt options[] = {
    {0, "assign", CRM_ARG_FLAG, &want.is_assign, NULL, CRM_MSG_OPT_ASSIGN, 0, 0},
    {0, "exact", CRM_ARG_TEXT, &want.exact, "COLUMNS", CRM_MSG_OPT_EXACT, 0, 0},
    {0, "id-map", CRM_ARG_TEXT, &want.id_map, "FILE", CRM_MSG_OPT_ID_MAP, 0, 0},
    {0, "region", CRM_ARG_TEXT, &want.region, "CC", CRM_MSG_OPT_REGION, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    "dedupe",
    CRM_MSG_ABOUT_DEDUPE,
    {{CRM_MSG_GROUP_OWN, options},
     {CRM_MSG_GROUP_INPUT, crm_input_options},
     {CRM_MSG_GROUP_OUTPUT, crm_output_options},
     {CRM_MSG_GROUP_GENERAL, crm_general_options}},
};

static void write_out(struct crm_run *run, struct crm_dedupe *d)
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

int main(int argc, char **argv)
{
    struct crm_run run;

    crm_start(&run, &tool, argc, argv);
    struct crm_dedupe_opts o = {
        .clean = {want.region, run.order, run.zone, run.decimal},
        .is_assign = want.is_assign,
        .tmpdir = run.tmpdir,
    };
    struct crm_str *exact = want.exact ? crm_split_list(want.exact, &o.nexact) : NULL;
    o.exact = exact;
    struct crm_dedupe *d = crm_dedupe_new(run.heads, run.maps, run.nheads, &o, &run.rejects,
                                          &run.ledger, &run.budget, &run.err);
    if (d) {
        crm_run_each_in_order(&run, crm_dedupe_add, d);
        if (!crm_dedupe_settle(d, &run.err))
            write_out(&run, d);
    }
    int status = crm_finish(&run);
    crm_dedupe_free(d);
    free(exact);
    return status;
}
