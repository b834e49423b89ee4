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
    struct crm_lifecycle_result r;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts rfm = {.lang = run.value_lang};
    struct crm_lifecycle_opts o = {.new_days = (int)new_days, .lang = run.value_lang};
    struct crm_frame *f = crm_run_customers(&run, &rfm);
    if (f && !crm_lifecycle_add(f, &o, &r, &run.err)) {
        crm_run_write(&run, f);
        crm_run_found_lifecycle(&run, &r);
    }
    int status = crm_finish(&run);
    crm_frame_free(f);
    return status;
}
