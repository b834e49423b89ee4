/* rfm - score customers by recency, frequency and money. */
#include "model/rfm.h"
#include "run/found.h"
#include "run/orders_in.h"

static struct {
    int64_t bins;
    int segments;
} want = {.bins = 5};

static const struct crm_opt options[] = {
    {0, "bins", CRM_ARG_INT, &want.bins, "N", CRM_MSG_OPT_BINS, 2, 10},
    {0, "segments", CRM_ARG_CHOICE, &want.segments, "10|cn8", CRM_MSG_OPT_SEGMENTS, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    .name = "rfm",
    .about = CRM_MSG_ABOUT_RFM,
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
    struct crm_rfm_result r;
    struct crm_rfm *rfm = NULL;

    crm_start(&run, &tool, argc, argv);
    struct crm_rfm_opts o = {
        .bins = (int)want.bins,
        .segments = (enum crm_rfm_segments)want.segments,
        .lang = run.value_lang,
    };
    if (!crm_run_customers(&run, NULL, &t))
        rfm = crm_rfm_new(&o, crm_pieces_rows(t.pieces), &run.budget, &r, &run.err);
    if (rfm) {
        struct crm_step step = crm_rfm_step(rfm);
        crm_run_write_table(&run, &t, &step);
        crm_run_found_rfm(&run, &r);
    }
    int status = crm_finish(&run);
    crm_rfm_free(rfm);
    crm_run_table_clear(&t);
    return status;
}
