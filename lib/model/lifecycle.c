#include "model/lifecycle.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/column.h"
#include "model/rhythm.h"
#include "table/date.h"

enum { MATURE_FROM_MIN = 4, NEW_GAPS = 2 };

/* Silence in usual gaps up to which a repeat customer is active, declining, dormant. */
enum { ACTIVE_GAPS = 2, DECLINING_GAPS = 4, DORMANT_GAPS = 6 };

/* A stage, and after how many days of silence it began. */
struct state {
    enum crm_stage stage;
    int64_t after_days;
};

static int64_t find_mature_from(const struct crm_rhythm *rhythm, size_t n)
{
    int64_t *occasions = crm_alloc_array(n, sizeof(*occasions));
    int64_t from = MATURE_FROM_MIN;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (crm_rhythm_has_order(rhythm, i))
            occasions[k++] = rhythm->order_days[i];
    if (k) {
        crm_ints_sort(occasions, k);
        int64_t most = crm_quantile(occasions, k, 4, 5);
        from = most > from ? most : from;
    }
    free(occasions);
    return from;
}

static int64_t find_new_within(const struct crm_rhythm *rhythm, int new_days)
{
    int64_t days = NEW_GAPS * rhythm->first_gap_days.top / rhythm->first_gap_days.bottom;

    return new_days && new_days < days ? new_days : days;
}

static struct state state_of(const struct crm_rhythm *rhythm, size_t i,
                             const struct crm_lifecycle_result *r)
{
    int64_t silent = rhythm->recency_days[i];

    if (crm_rhythm_repeats(rhythm, i) == 0) {
        if (silent <= r->new_within_days)
            return (struct state){CRM_STAGE_NEW, 0};
        return (struct state){CRM_STAGE_ONE_TIME_LAPSED, r->new_within_days + 1};
    }
    int64_t active = crm_rhythm_days_within(rhythm, i, ACTIVE_GAPS);
    int64_t declining = crm_rhythm_days_within(rhythm, i, DECLINING_GAPS);
    int64_t dormant = crm_rhythm_days_within(rhythm, i, DORMANT_GAPS);
    bool is_mature = rhythm->order_days[i] >= r->mature_from;

    if (silent <= active)
        return (struct state){is_mature ? CRM_STAGE_MATURE : CRM_STAGE_GROWING, 0};
    if (silent <= declining)
        return (struct state){CRM_STAGE_DECLINING, active + 1};
    if (silent <= dormant)
        return (struct state){CRM_STAGE_DORMANT, declining + 1};
    return (struct state){CRM_STAGE_LOST, dormant + 1};
}

static void add_columns(struct crm_frame *f, const struct crm_rhythm *rhythm, enum crm_lang lang,
                        struct crm_lifecycle_result *r)
{
    uint8_t *stage = crm_add_codes(f, "stage", CRM_CODES_STAGE, lang);
    int32_t *since = crm_frame_add(f, "stage_since", CRM_DATE)->v.dates;
    double *gap = crm_add_reals(f, "expected_gap_days", 1);
    double *overdue = crm_add_reals(f, "overdue_ratio", 3);

    for (size_t i = 0; i < f->nrows; i++) {
        struct state s = {CRM_STAGE_PROSPECT, 0};

        since[i] = CRM_NO_DATE;
        if (crm_rhythm_has_order(rhythm, i)) {
            s = state_of(rhythm, i, r);
            /* At most the recency, which the rhythm has checked to be a span of the calendar. */
            since[i] = rhythm->last_order[i] + (int32_t)s.after_days;
            gap[i] = crm_rhythm_gap_days(rhythm, i);
            overdue[i] = crm_rhythm_overdue(rhythm, i);
        }
        stage[i] = (uint8_t)s.stage;
        r->stage[s.stage]++;
    }
}

int crm_lifecycle_add(struct crm_frame *f, const struct crm_lifecycle_opts *o,
                      struct crm_lifecycle_result *r, struct crm_err *e)
{
    struct crm_rhythm rhythm;

    *r = (struct crm_lifecycle_result){.customers = f->nrows};
    if (crm_failed(e))
        return -1;
    if (o->new_days < 0)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_NEGATIVE_DAYS);
    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    r->gap_days = (double)rhythm.gap_days.top / (double)rhythm.gap_days.bottom;
    r->first_gap_days = (double)rhythm.first_gap_days.top / (double)rhythm.first_gap_days.bottom;
    r->is_gap_assumed = rhythm.is_assumed;
    r->new_within_days = find_new_within(&rhythm, o->new_days);
    r->mature_from = find_mature_from(&rhythm, f->nrows);
    add_columns(f, &rhythm, o->lang, r);
    return 0;
}
