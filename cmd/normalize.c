/* normalize - many exports in, one clean records table out. */
#include "clean/record.h"
#include "run/run.h"

static struct {
    const char *channel, *region;
    bool has_trace;
} want = {.region = "CN"};

static const struct crm_opt options[] = {
    {0, "channel", CRM_ARG_TEXT, &want.channel, "NAME", CRM_MSG_OPT_CHANNEL, 0, 0},
    {0, "region", CRM_ARG_TEXT, &want.region, "CC", CRM_MSG_OPT_REGION, 0, 0},
    {0, "trace", CRM_ARG_FLAG, &want.has_trace, NULL, CRM_MSG_OPT_TRACE, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    "normalize",
    CRM_MSG_ABOUT_NORMALIZE,
    {{CRM_MSG_GROUP_OWN, options},
     {CRM_MSG_GROUP_INPUT, crm_input_options},
     {CRM_MSG_GROUP_OUTPUT, crm_output_options},
     {CRM_MSG_GROUP_GENERAL, crm_general_options}},
};

static void tell(struct crm_run *run, const struct crm_cleaner *cleaner)
{
    struct crm_record_counts counts;

    crm_cleaner_counts(cleaner, &counts);
    crm_run_found(run, "values_changed", (int64_t)counts.changed);
    crm_run_found(run, "values_not_read", (int64_t)counts.issues);
    crm_run_found(run, "lines_filled_from_their_order", (int64_t)counts.filled_lines);
}

int main(int argc, char **argv)
{
    struct crm_run run;
    size_t npassed, n;

    crm_start(&run, &tool, argc, argv);
    struct crm_record_opts o = {
        .clean = crm_clean_defaults(),
        .channel = want.channel,
        .has_trace = want.has_trace,
    };
    o.clean.region = want.region;
    o.clean.order = run.order;
    o.clean.zone = run.zone;
    o.clean.decimal = run.decimal;
    struct crm_cleaner *cleaner = crm_cleaner_new(run.heads, run.maps, run.nheads, &o, &run.err);
    if (cleaner) {
        const struct crm_str *columns = crm_cleaner_columns(cleaner, &npassed, &n);
        const struct crm_filter filter = {
            .shared = cleaner,
            .lane_new = crm_cleaner_lane_new,
            .lane_free = crm_cleaner_lane_free,
            .begin = crm_cleaner_begin,
            .row = crm_cleaner_row,
            .turn = crm_cleaner_turn,
            .done = crm_cleaner_done,
        };
        crm_run_stream(&run, columns, npassed, n, &filter);
        tell(&run, cleaner);
    }
    int status = crm_finish(&run);
    crm_cleaner_free(cleaner);
    return status;
}
