/* abc - Pareto classes of customers, products, channels. */
#include "model/abc.h"
#include "run/found.h"
#include "run/orders_in.h"

static struct {
    const char *by, *thresholds;
    int boundary;
} want = {.thresholds = "80,95"};

static const struct crm_opt options[] = {
    {0, "by", CRM_ARG_TEXT, &want.by, "COLUMN", CRM_MSG_OPT_BY, 0, 0},
    {0, "thresholds", CRM_ARG_TEXT, &want.thresholds, "LIST", CRM_MSG_OPT_THRESHOLDS, 0, 0},
    {0, "boundary", CRM_ARG_CHOICE, &want.boundary, "before|upto", CRM_MSG_OPT_BOUNDARY, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    .name = "abc",
    .about = CRM_MSG_ABOUT_ABC,
    .groups = {{CRM_MSG_GROUP_OWN, options},
               {CRM_MSG_GROUP_ORDERS, crm_orders_options},
               {CRM_MSG_GROUP_INPUT, crm_input_options},
               {CRM_MSG_GROUP_OUTPUT, crm_output_options},
               {CRM_MSG_GROUP_GENERAL, crm_general_options}},
};

int main(int argc, char **argv)
{
    struct crm_run run;
    struct crm_run_table t;
    struct crm_abc_result r;
    struct crm_abc *abc = NULL;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts rfm = {.lang = run.value_lang};
    struct crm_abc_opts o = {.boundary = (enum crm_abc_boundary)want.boundary};
    crm_abc_thresholds(&o, want.thresholds, &run.err);
    if (!(want.by ? crm_run_orders_by(&run, want.by, &t) : crm_run_customers(&run, &rfm, &t)))
        abc = crm_abc_new(&o, crm_pieces_rows(t.pieces), &run.budget, &r, &run.err);
    if (abc) {
        struct crm_step step = crm_abc_step(abc);
        crm_run_write_table(&run, &t, &step);
        crm_run_found_abc(&run, &r);
    }
    int status = crm_finish(&run);
    crm_abc_free(abc);
    crm_run_table_clear(&t);
    return status;
}
