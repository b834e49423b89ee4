/* lifecycle - the stage of each customer on the customer's own rhythm. */
#include "model/lifecycle.h"
#include "run/found.h"
#include "run/orders_in.h"

static int64_t new_days;

static const struct crm_opt options[] = {
    {0, "new-days", CRM_ARG_INT, &new_days, "N", CRM_MSG_OPT_NEW_DAYS, 0, 36500},
    {0},
};

static const struct crm_tool tool = {
    .name = "lifecycle",
    .about = CRM_MSG_ABOUT_LIFECYCLE,
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
    struct crm_lifecycle_result r;
    struct crm_lifecycle *lifecycle = NULL;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts rfm = {.lang = run.value_lang};
    struct crm_lifecycle_opts o = {.new_days = (int)new_days, .lang = run.value_lang};
    if (!crm_run_customers(&run, &rfm, &t))
        lifecycle = crm_lifecycle_new(&o, crm_pieces_rows(t.pieces), &run.budget, &r, &run.err);
    if (lifecycle) {
        struct crm_step step = crm_lifecycle_step(lifecycle);
        crm_run_write_table(&run, &t, &step);
        crm_run_found_lifecycle(&run, &r);
    }
    int status = crm_finish(&run);
    crm_lifecycle_free(lifecycle);
    crm_run_table_clear(&t);
    return status;
}
