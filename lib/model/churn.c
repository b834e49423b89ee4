#include "model/churn.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/column.h"
#include "model/rhythm.h"

enum { DEFAULT_HORIZON_DAYS = 90, LOW_GAPS = 2, MEDIUM_GAPS = 4, PROBABILITY_DECIMALS = 4 };

/* The ranks of a table. */
struct crm_churn {
    struct crm_churn_opts o;
    size_t nrows;
    struct crm_lease lease;
    struct crm_clock clock;
    struct crm_beat *beats; /* of each row, as monetary, until the ranks are known */
    crm_money *monetary;
    uint32_t *rank;       /* from 0 */
    pthread_mutex_t lock; /* of the result */
    struct crm_churn_result *result;
};

static enum crm_band band_of(const struct crm_clock *clock, const struct crm_beat *b)
{
    if (b->silent_days <= crm_clock_days_within(clock, b, LOW_GAPS))
        return CRM_BAND_LOW;
    if (b->silent_days <= crm_clock_days_within(clock, b, MEDIUM_GAPS))
        return CRM_BAND_MEDIUM;
    return CRM_BAND_HIGH;
}

static enum crm_reason reason_of(const struct crm_beat *b, enum crm_band band)
{
    bool is_single = b->repeats == 0;

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

/* ---- ranks ----------------------------------------------------------------------- */

/*
 * R/g as a key, the longest silence first, that of others behind all. Rounding to a double keeps
 * the order, but may make two that differ equal: then they are compared exactly.
 */
static uint64_t silence_key(const void *churn, size_t i)
{
    const struct crm_churn *c = churn;
    uint64_t bits;

    if (c->beats[i].silent_days == CRM_NO_BEAT)
        return UINT64_MAX;
    struct crm_ratio r = crm_clock_silence(&c->clock, &c->beats[i]);
    double silence = (double)r.top / (double)r.bottom;
    memcpy(&bits, &silence, sizeof(bits));
    return ~bits;
}

static int compare_silence(const void *churn, size_t a, size_t b)
{
    const struct crm_churn *c = churn;
    bool has_none = c->beats[a].silent_days == CRM_NO_BEAT;
    bool has_none_b = c->beats[b].silent_days == CRM_NO_BEAT;

    if (has_none || has_none_b) /* beside those who ordered today */
        return has_none - has_none_b;
    struct crm_ratio x = crm_clock_silence(&c->clock, &c->beats[a]);
    struct crm_ratio y = crm_clock_silence(&c->clock, &c->beats[b]);
    crm_wide left = (crm_wide)x.top * y.bottom, right = (crm_wide)y.top * x.bottom;

    if (left != right)
        return left < right ? 1 : -1;
    if (c->monetary[a] != c->monetary[b])
        return c->monetary[a] < c->monetary[b] ? 1 : -1;
    return 0;
}

static void find_ranks(struct crm_churn *c, size_t nthreads)
{
    uint32_t *order = crm_alloc_array(c->nrows, sizeof(*order));

    crm_order(c, silence_key, compare_silence, c->nrows, order, nthreads);
    c->rank = crm_alloc_array(c->nrows, sizeof(*c->rank));
    for (size_t i = 0; i < c->nrows; i++)
        c->rank[order[i]] = (uint32_t)i;
    free(order);
}

/* ---- a table in pieces ----------------------------------------------------------- */

/* Of a row: its figures; what sorting takes, or its order and rank; its rank. */
enum {
    FIGURE_BYTES = sizeof(struct crm_beat) + sizeof(crm_money),
    SORT_BYTES = CRM_CLOCK_BYTES,
    RANK_BYTES = sizeof(uint32_t),
};

struct crm_churn *crm_churn_new(const struct crm_churn_opts *o, size_t nrows,
                                struct crm_budget *budget, struct crm_churn_result *r,
                                struct crm_err *e)
{
    struct crm_lease lease = {.budget = budget};

    *r = (struct crm_churn_result){.customers = nrows};
    if (crm_failed(e))
        return NULL;
    if (nrows > UINT32_MAX) {
        CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
        return NULL;
    }
    if (crm_lease_take(&lease, crm_mul_size(nrows, FIGURE_BYTES), e))
        return NULL;
    struct crm_churn *c = crm_alloc(sizeof(*c));
    *c = (struct crm_churn){.o = *o, .nrows = nrows, .lease = lease, .result = r};
    c->beats = crm_alloc_array(nrows, sizeof(*c->beats));
    c->monetary = crm_alloc_array(nrows, sizeof(*c->monetary));
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

static void free_figures(struct crm_churn *c)
{
    free(c->beats);
    free(c->monetary);
    c->beats = NULL;
    c->monetary = NULL;
}

void crm_churn_free(struct crm_churn *c)
{
    if (!c)
        return;
    free_figures(c);
    free(c->rank);
    crm_lease_end(&c->lease);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static int look(void *of, const struct crm_frame *f, struct crm_err *e)
{
    struct crm_churn *c = of;
    struct crm_rhythm rhythm;

    if (c->o.horizon_days < 0)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_NEGATIVE_DAYS);
    const crm_money *monetary = crm_need_money(f, "monetary", e);
    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    for (size_t i = 0; i < f->nrows; i++) {
        c->beats[f->first + i] = crm_rhythm_beat(&rhythm, i);
        c->monetary[f->first + i] = monetary[i] == CRM_NO_INT ? 0 : monetary[i];
    }
    return 0;
}

static int decide(void *of, size_t nthreads, struct crm_err *e)
{
    struct crm_churn *c = of;
    struct crm_churn_result *r = c->result;

    if (crm_lease_take(&c->lease, crm_mul_size(c->nrows, SORT_BYTES), e))
        return -1;
    c->clock = crm_clock_find(c->beats, c->nrows, nthreads);
    find_ranks(c, nthreads);
    free_figures(c);
    crm_lease_give(&c->lease, crm_mul_size(c->nrows, FIGURE_BYTES + SORT_BYTES - RANK_BYTES));
    r->horizon_days = c->o.horizon_days ? c->o.horizon_days : DEFAULT_HORIZON_DAYS;
    r->gap_days = (double)c->clock.gap_days.top / (double)c->clock.gap_days.bottom;
    r->is_gap_assumed = c->clock.is_assumed;
    return 0;
}

/* Customers counted by what was said of them. */
struct counts {
    size_t ranked, band[CRM_BAND_COUNT], reason[CRM_REASON_COUNT];
};

static void add_counts(struct crm_churn *c, const struct counts *n)
{
    pthread_mutex_lock(&c->lock);
    c->result->ranked += n->ranked;
    for (size_t i = 0; i < CRM_BAND_COUNT; i++)
        c->result->band[i] += n->band[i];
    for (size_t i = 0; i < CRM_REASON_COUNT; i++)
        c->result->reason[i] += n->reason[i];
    pthread_mutex_unlock(&c->lock);
}

static int add(void *of, struct crm_frame *f, struct crm_err *e)
{
    struct crm_churn *c = of;
    struct crm_rhythm rhythm;
    struct counts n = {0};

    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    int64_t *horizon = crm_add_ints(f, "horizon_days");
    crm_add_reals(f, "churn_probability", PROBABILITY_DECIMALS);
    uint8_t *band = crm_add_codes(f, "churn_band", CRM_CODES_BAND, c->o.lang);
    uint8_t *reason = crm_add_codes(f, "churn_reason", CRM_CODES_REASON, c->o.lang);
    crm_add_reals(f, "p_alive", PROBABILITY_DECIMALS);
    crm_add_reals(f, "expected_orders", PROBABILITY_DECIMALS);
    int64_t *rank = crm_add_ints(f, "churn_rank");
    uint8_t *model = crm_add_codes(f, "churn_model", CRM_CODES_CHURN_MODEL, c->o.lang);

    for (size_t i = 0; i < f->nrows; i++) {
        struct crm_beat beat = crm_rhythm_beat(&rhythm, i);
        bool has_order = beat.silent_days != CRM_NO_BEAT;
        enum crm_band b = has_order ? band_of(&c->clock, &beat) : CRM_BAND_NONE;
        enum crm_reason why = has_order ? reason_of(&beat, b) : CRM_REASON_NO_ORDER;

        horizon[i] = c->result->horizon_days;
        band[i] = (uint8_t)b;
        reason[i] = (uint8_t)why;
        model[i] = CRM_CHURN_MODEL_HEURISTIC;
        if (has_order)
            rank[i] = (int64_t)c->rank[f->first + i] + 1;
        n.ranked += has_order;
        n.band[b]++;
        n.reason[why]++;
    }
    add_counts(c, &n);
    return 0;
}

struct crm_step crm_churn_step(struct crm_churn *c)
{
    return (struct crm_step){c, look, decide, add};
}

int crm_churn_add(struct crm_frame *f, const struct crm_churn_opts *o, struct crm_churn_result *r,
                  struct crm_err *e)
{
    struct crm_budget no_limit = {0};
    struct crm_churn *c = crm_churn_new(o, f->nrows, &no_limit, r, e);

    if (!c)
        return -1;
    struct crm_step step = crm_churn_step(c);
    int rc = crm_step_run(&step, f, e);
    crm_churn_free(c);
    return rc;
}
