#include "model/rhythm.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/column.h"

/*
 * Days of the years 1 to 9999: about 3.7 million, so that every product below fits: with D days at
 * most, t_x * b + 2a and R * (x + 2) stay below 4 D^2 < 2^63.
 */
enum { DAYS_MIN = -719162, DAYS_MAX = 2932896 };

bool crm_rhythm_has_order(const struct crm_rhythm *r, size_t customer)
{
    return r->recency_days[customer] != CRM_NO_INT;
}

int64_t crm_rhythm_repeats(const struct crm_rhythm *r, size_t customer)
{
    return r->order_days[customer] - 1;
}

static int64_t span_days(const struct crm_rhythm *r, size_t customer)
{
    return (int64_t)r->last_order[customer] - r->first_order[customer];
}

static bool is_civil_day(int32_t day)
{
    return day >= DAYS_MIN && day <= DAYS_MAX;
}

/* The name of the column that cannot be true, or NULL. */
static const char *contradiction(const struct crm_rhythm *r, size_t i)
{
    if (!is_civil_day(r->first_order[i]))
        return "first_order";
    if (!is_civil_day(r->last_order[i]) || r->last_order[i] < r->first_order[i])
        return "last_order";
    if (r->order_days[i] < 1 || r->order_days[i] - 1 > span_days(r, i))
        return "order_days";
    if (r->recency_days[i] < 0 || r->recency_days[i] > DAYS_MAX - r->last_order[i])
        return "recency_days";
    return NULL;
}

static int check(const struct crm_rhythm *r, const struct crm_frame *f, struct crm_err *e)
{
    const struct crm_str *id = crm_frame_text(f, "customer_id");

    for (size_t i = 0; i < f->nrows; i++) {
        const char *column = crm_rhythm_has_order(r, i) ? contradiction(r, i) : NULL;

        if (column)
            return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_CUSTOMER_CONTRADICTION,
                            .advice = CRM_MSG_ADVICE_RUN_RFM, .column = crm_str_of(column),
                            .text = id ? id[i] : CRM_STR(""));
    }
    return 0;
}

/* Find m and m1 from the customers who came back. */
static void measure(struct crm_rhythm *r, size_t n)
{
    struct crm_ratio *gaps = crm_alloc_array(n, sizeof(*gaps));
    size_t ngaps = 0;

    for (size_t i = 0; i < n; i++) {
        if (!crm_rhythm_has_order(r, i) || crm_rhythm_repeats(r, i) == 0)
            continue;
        int64_t x = crm_rhythm_repeats(r, i);
        gaps[ngaps++] = (struct crm_ratio){span_days(r, i), x, (uint64_t)x};
    }
    r->is_assumed = ngaps == 0;
    r->gap_days = r->first_gap_days = (struct crm_ratio){CRM_RHYTHM_DEFAULT_GAP_DAYS, 1, 1};
    if (ngaps) {
        crm_ratios_sort(gaps, ngaps);
        r->gap_days = crm_ratios_quantile(gaps, ngaps, 1, 2);
        for (size_t i = 0; i < ngaps; i++)
            gaps[i].weight = 1;
        r->first_gap_days = crm_ratios_quantile(gaps, ngaps, 4, 5);
    }
    free(gaps);
}

int crm_rhythm_read(struct crm_rhythm *r, const struct crm_frame *f, struct crm_err *e)
{
    *r = (struct crm_rhythm){0};
    if (crm_failed(e))
        return -1;
    r->first_order = crm_need_dates(f, "first_order", e);
    r->last_order = crm_need_dates(f, "last_order", e);
    r->order_days = crm_need_ints(f, "order_days", e);
    r->recency_days = crm_need_ints(f, "recency_days", e);
    if (crm_failed(e) || check(r, f, e))
        return -1;
    measure(r, f->nrows);
    return 0;
}

/* g = top / bottom with m = a/b: (t_x * b + 2a) / (b * (x + 2)). */
static int64_t gap_top(const struct crm_rhythm *r, size_t i)
{
    return span_days(r, i) * r->gap_days.bottom + 2 * r->gap_days.top;
}

static int64_t gap_bottom(const struct crm_rhythm *r, size_t i)
{
    return r->gap_days.bottom * (crm_rhythm_repeats(r, i) + 2);
}

double crm_rhythm_gap_days(const struct crm_rhythm *r, size_t customer)
{
    return (double)gap_top(r, customer) / (double)gap_bottom(r, customer);
}

double crm_rhythm_overdue(const struct crm_rhythm *r, size_t customer)
{
    crm_wide silence = (crm_wide)r->recency_days[customer] * gap_bottom(r, customer);

    return (double)silence / (double)gap_top(r, customer);
}

int64_t crm_rhythm_days_within(const struct crm_rhythm *r, size_t customer, int gaps)
{
    return gaps * gap_top(r, customer) / gap_bottom(r, customer);
}

struct crm_ratio crm_rhythm_silence(const struct crm_rhythm *r, size_t customer)
{
    int64_t days = r->recency_days[customer];

    return (struct crm_ratio){days * (crm_rhythm_repeats(r, customer) + 2), gap_top(r, customer),
                              1};
}
