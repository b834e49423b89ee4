/* churn-score - who is likely not to come back, and why. */
#include "model/churn.h"
#include "run/found.h"
#include "run/orders_in.h"

static int64_t horizon_days = 90;

static const struct crm_opt options[] = {
    {0, "horizon", CRM_ARG_INT, &horizon_days, "DAYS", CRM_MSG_OPT_HORIZON, 1, 36500},
    {0},
};

static const struct crm_tool tool = {
    .name = "churn-score",
    .about = CRM_MSG_ABOUT_CHURN,
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
    struct crm_churn_result r;
    struct crm_churn *churn = NULL;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts rfm = {.lang = run.value_lang};
    struct crm_churn_opts o = {.horizon_days = (int)horizon_days, .lang = run.value_lang};
    if (!crm_run_customers(&run, &rfm, &t))
        churn = crm_churn_new(&o, crm_pieces_rows(t.pieces), &run.budget, &r, &run.err);
    if (churn) {
        struct crm_step step = crm_churn_step(churn);
        crm_run_write_table(&run, &t, &step);
        crm_run_found_churn(&run, &r);
    }
    int status = crm_finish(&run);
    crm_churn_free(churn);
    crm_run_table_clear(&t);
    return status;
}
