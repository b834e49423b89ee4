#include "model/rhythm.h"

#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/column.h"

/*
 * Days of the years 1 to 9999: about 3.7 million, so that every product below fits: with D days at
 * most, t_x * b + 2a and R * (x + 2) stay below 4 D^2 < 2^63.
 */
enum { DAYS_MIN = -719162, DAYS_MAX = 2932896 };

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
    if (r->order_days[i] < 1 ||
        r->order_days[i] - 1 > (int64_t)r->last_order[i] - r->first_order[i])
        return "order_days";
    if (r->recency_days[i] < 0 || r->recency_days[i] > DAYS_MAX - r->last_order[i])
        return "recency_days";
    return NULL;
}

static int check(const struct crm_rhythm *r, const struct crm_frame *f, struct crm_err *e)
{
    const struct crm_str *id = crm_frame_text(f, "customer_id");

    for (size_t i = 0; i < f->nrows; i++) {
        const char *column = r->recency_days[i] == CRM_NO_INT ? NULL : contradiction(r, i);

        if (column)
            return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_CUSTOMER_CONTRADICTION,
                            .advice = CRM_MSG_ADVICE_RUN_RFM, .column = crm_str_of(column),
                            .text = id ? id[i] : CRM_STR(""));
    }
    return 0;
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
    return crm_failed(e) ? -1 : check(r, f, e);
}

struct crm_beat crm_rhythm_beat(const struct crm_rhythm *r, size_t row)
{
    if (r->recency_days[row] == CRM_NO_INT)
        return (struct crm_beat){.silent_days = CRM_NO_BEAT};
    return (struct crm_beat){(uint32_t)r->recency_days[row], (uint32_t)(r->order_days[row] - 1),
                             (uint32_t)(r->last_order[row] - r->first_order[row])};
}

/* ---- the shop's gaps ------------------------------------------------------------- */

static bool is_repeater(const struct crm_beat *b)
{
    return b->silent_days != CRM_NO_BEAT && b->repeats > 0;
}

/*
 * t_x/x as a key, that of others behind all. Both are below 2^22, so that two ratios that differ do
 * so by more than 2^-44 of their size: a double, whose bits stand in the order of the numbers,
 * tells them apart.
 */
static uint64_t gap_key(const void *beats, size_t i)
{
    const struct crm_beat *b = (const struct crm_beat *)beats + i;
    uint64_t key = UINT64_MAX;

    if (is_repeater(b)) {
        double gap = (double)b->span_days / b->repeats;
        memcpy(&key, &gap, sizeof(key));
    }
    return key;
}

/* The first gap up to which at least num/den of all weight lies; a gap weighs 1, or x. */
static struct crm_ratio gap_quantile(const struct crm_beat *b, const uint32_t *order, size_t n,
                                     bool is_weighted, unsigned num, unsigned den)
{
    uint64_t total = 0, upto = 0;
    size_t i = 0;

    for (size_t k = 0; k < n; k++)
        total += is_weighted ? b[order[k]].repeats : 1;
    for (; i + 1 < n; i++) {
        upto += is_weighted ? b[order[i]].repeats : 1;
        if ((crm_wide)upto * den >= (crm_wide)total * num)
            break;
    }
    return (struct crm_ratio){b[order[i]].span_days, b[order[i]].repeats};
}

struct crm_clock crm_clock_find(const struct crm_beat *b, size_t n, size_t nthreads)
{
    struct crm_clock c = {.gap_days = {CRM_RHYTHM_DEFAULT_GAP_DAYS, 1},
                          .first_gap_days = {CRM_RHYTHM_DEFAULT_GAP_DAYS, 1}};
    uint32_t *order = crm_alloc_array(n, sizeof(*order));
    size_t ngaps = 0;

    for (size_t i = 0; i < n; i++)
        ngaps += is_repeater(&b[i]);
    c.is_assumed = ngaps == 0;
    if (ngaps) {
        crm_order(b, gap_key, NULL, n, order, nthreads);
        c.gap_days = gap_quantile(b, order, ngaps, true, 1, 2);
        c.first_gap_days = gap_quantile(b, order, ngaps, false, 4, 5);
    }
    free(order);
    return c;
}

/* ---- a customer's ---------------------------------------------------------------- */

/* g = top / bottom with m = a/b: (t_x * b + 2a) / (b * (x + 2)). */
static int64_t gap_top(const struct crm_clock *c, const struct crm_beat *b)
{
    return b->span_days * c->gap_days.bottom + 2 * c->gap_days.top;
}

static int64_t gap_bottom(const struct crm_clock *c, const struct crm_beat *b)
{
    return c->gap_days.bottom * ((int64_t)b->repeats + 2);
}

double crm_clock_gap_days(const struct crm_clock *c, const struct crm_beat *b)
{
    return (double)gap_top(c, b) / (double)gap_bottom(c, b);
}

double crm_clock_overdue(const struct crm_clock *c, const struct crm_beat *b)
{
    crm_wide silence = (crm_wide)b->silent_days * gap_bottom(c, b);

    return (double)silence / (double)gap_top(c, b);
}

int64_t crm_clock_days_within(const struct crm_clock *c, const struct crm_beat *b, int gaps)
{
    return gaps * gap_top(c, b) / gap_bottom(c, b);
}

struct crm_ratio crm_clock_silence(const struct crm_clock *c, const struct crm_beat *b)
{
    return (struct crm_ratio){(int64_t)b->silent_days * ((int64_t)b->repeats + 2), gap_top(c, b)};
}
