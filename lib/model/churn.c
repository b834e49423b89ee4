#include "model/churn.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/column.h"
#include "model/rhythm.h"

enum { DEFAULT_HORIZON_DAYS = 90, LOW_GAPS = 2, MEDIUM_GAPS = 4, PROBABILITY_DECIMALS = 4 };

struct silent {
    struct crm_ratio silence; /* R/g up to a common factor */
    crm_money monetary;
    size_t row;
};

static int longest_first(const void *pa, const void *pb)
{
    const struct silent *a = pa, *b = pb;
    crm_wide left = (crm_wide)a->silence.top * b->silence.bottom;
    crm_wide right = (crm_wide)b->silence.top * a->silence.bottom;

    if (left != right)
        return left < right ? 1 : -1;
    if (a->monetary != b->monetary)
        return a->monetary < b->monetary ? 1 : -1;
    return (a->row > b->row) - (a->row < b->row);
}

static enum crm_band band_of(const struct crm_rhythm *rhythm, size_t i)
{
    int64_t days = rhythm->recency_days[i];

    if (days <= crm_rhythm_days_within(rhythm, i, LOW_GAPS))
        return CRM_BAND_LOW;
    if (days <= crm_rhythm_days_within(rhythm, i, MEDIUM_GAPS))
        return CRM_BAND_MEDIUM;
    return CRM_BAND_HIGH;
}

static enum crm_reason reason_of(const struct crm_rhythm *rhythm, size_t i, enum crm_band band)
{
    bool is_single = crm_rhythm_repeats(rhythm, i) == 0;

    switch (band) {
    case CRM_BAND_LOW:
        return is_single ? CRM_REASON_SINGLE_ORDER_RECENT : CRM_REASON_WITHIN_USUAL_GAP;
    case CRM_BAND_MEDIUM:
        return is_single ? CRM_REASON_SINGLE_ORDER_LONG_AGO : CRM_REASON_OVERDUE;
    case CRM_BAND_HIGH:
        return is_single ? CRM_REASON_SINGLE_ORDER_LONG_AGO : CRM_REASON_LONG_OVERDUE;
    case CRM_BAND_NONE:
    case CRM_BAND_COUNT:
        break;
    }
    return CRM_REASON_NO_ORDER;
}

static void put_ranks(const struct crm_rhythm *rhythm, const crm_money *monetary, size_t n,
                      int64_t *rank)
{
    struct silent *all = crm_alloc_array(n, sizeof(*all));
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (crm_rhythm_has_order(rhythm, i))
            all[k++] = (struct silent){crm_rhythm_silence(rhythm, i),
                                       monetary[i] == CRM_NO_INT ? 0 : monetary[i], i};
    qsort(all, k, sizeof(*all), longest_first);
    for (size_t i = 0; i < k; i++)
        rank[all[i].row] = (int64_t)i + 1;
    free(all);
}

static void add_columns(struct crm_frame *f, const struct crm_rhythm *rhythm,
                        const crm_money *monetary, enum crm_lang lang, struct crm_churn_result *r)
{
    int64_t *horizon = crm_add_ints(f, "horizon_days");
    crm_add_reals(f, "churn_probability", PROBABILITY_DECIMALS);
    uint8_t *band = crm_add_codes(f, "churn_band", CRM_CODES_BAND, lang);
    uint8_t *reason = crm_add_codes(f, "churn_reason", CRM_CODES_REASON, lang);
    crm_add_reals(f, "p_alive", PROBABILITY_DECIMALS);
    crm_add_reals(f, "expected_orders", PROBABILITY_DECIMALS);
    int64_t *rank = crm_add_ints(f, "churn_rank");
    uint8_t *model = crm_add_codes(f, "churn_model", CRM_CODES_CHURN_MODEL, lang);

    for (size_t i = 0; i < f->nrows; i++) {
        bool has_order = crm_rhythm_has_order(rhythm, i);
        enum crm_band b = has_order ? band_of(rhythm, i) : CRM_BAND_NONE;
        enum crm_reason why = has_order ? reason_of(rhythm, i, b) : CRM_REASON_NO_ORDER;

        horizon[i] = r->horizon_days;
        band[i] = (uint8_t)b;
        reason[i] = (uint8_t)why;
        model[i] = CRM_CHURN_MODEL_HEURISTIC;
        r->ranked += has_order;
        r->band[b]++;
        r->reason[why]++;
    }
    put_ranks(rhythm, monetary, f->nrows, rank);
}

int crm_churn_add(struct crm_frame *f, const struct crm_churn_opts *o, struct crm_churn_result *r,
                  struct crm_err *e)
{
    struct crm_rhythm rhythm;

    *r = (struct crm_churn_result){.customers = f->nrows};
    if (crm_failed(e))
        return -1;
    if (o->horizon_days < 0)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_NEGATIVE_DAYS);
    const crm_money *monetary = crm_need_money(f, "monetary", e);
    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    r->horizon_days = o->horizon_days ? o->horizon_days : DEFAULT_HORIZON_DAYS;
    r->gap_days = (double)rhythm.gap_days.top / (double)rhythm.gap_days.bottom;
    r->is_gap_assumed = rhythm.is_assumed;
    add_columns(f, &rhythm, monetary, o->lang, r);
    return 0;
}
