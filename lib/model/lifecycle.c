#include "model/lifecycle.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/quantile.h"
#include "model/column.h"
#include "model/rhythm.h"
#include "table/date.h"

enum { MATURE_FROM_MIN = 4, NEW_GAPS = 2 };

/* Silence in usual gaps up to which a repeat customer is active, declining, dormant. */
enum { ACTIVE_GAPS = 2, DECLINING_GAPS = 4, DORMANT_GAPS = 6 };

/* The stages of a table. */
struct crm_lifecycle {
    struct crm_lifecycle_opts o;
    struct crm_lease lease;
    struct crm_beat *beats; /* of each row, until the clock is known */
    struct crm_clock clock;
    pthread_mutex_t lock; /* of what follows */
    struct crm_lifecycle_result *result;
    struct crm_census order_days;
};

/* A stage, and after how many days of silence it began. */
struct state {
    enum crm_stage stage;
    int64_t after_days;
};

static int64_t find_new_within(const struct crm_clock *clock, int new_days)
{
    int64_t days = NEW_GAPS * clock->first_gap_days.top / clock->first_gap_days.bottom;

    return new_days && new_days < days ? new_days : days;
}

static struct state state_of(const struct crm_clock *clock, const struct crm_beat *b,
                             const struct crm_lifecycle_result *r)
{
    int64_t silent = b->silent_days;

    if (b->repeats == 0) {
        if (silent <= r->new_within_days)
            return (struct state){CRM_STAGE_NEW, 0};
        return (struct state){CRM_STAGE_ONE_TIME_LAPSED, r->new_within_days + 1};
    }
    int64_t active = crm_clock_days_within(clock, b, ACTIVE_GAPS);
    int64_t declining = crm_clock_days_within(clock, b, DECLINING_GAPS);
    int64_t dormant = crm_clock_days_within(clock, b, DORMANT_GAPS);
    bool is_mature = (int64_t)b->repeats + 1 >= r->mature_from;

    if (silent <= active)
        return (struct state){is_mature ? CRM_STAGE_MATURE : CRM_STAGE_GROWING, 0};
    if (silent <= declining)
        return (struct state){CRM_STAGE_DECLINING, active + 1};
    if (silent <= dormant)
        return (struct state){CRM_STAGE_DORMANT, declining + 1};
    return (struct state){CRM_STAGE_LOST, dormant + 1};
}

/* ---- a table in pieces ----------------------------------------------------------- */

struct crm_lifecycle *crm_lifecycle_new(const struct crm_lifecycle_opts *o, size_t nrows,
                                        struct crm_budget *budget, struct crm_lifecycle_result *r,
                                        struct crm_err *e)
{
    struct crm_lease lease = {.budget = budget};
    size_t bytes = crm_mul_size(nrows, sizeof(struct crm_beat));

    *r = (struct crm_lifecycle_result){.customers = nrows};
    if (crm_failed(e) || crm_lease_take(&lease, bytes, e))
        return NULL;
    struct crm_lifecycle *l = crm_alloc(sizeof(*l));
    *l = (struct crm_lifecycle){.o = *o, .lease = lease, .result = r};
    l->beats = crm_alloc_array(nrows, sizeof(*l->beats));
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void crm_lifecycle_free(struct crm_lifecycle *l)
{
    if (!l)
        return;
    free(l->beats);
    crm_census_clear(&l->order_days);
    crm_lease_end(&l->lease);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static int look(void *of, const struct crm_frame *f, struct crm_err *e)
{
    struct crm_lifecycle *l = of;
    struct crm_rhythm rhythm;
    int rc = 0;

    if (l->o.new_days < 0)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_NEGATIVE_DAYS);
    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < f->nrows && !rc; i++) {
        struct crm_beat *b = &l->beats[f->first + i];
        *b = crm_rhythm_beat(&rhythm, i);
        if (b->silent_days != CRM_NO_BEAT)
            rc = crm_census_add(&l->order_days, (int64_t)b->repeats + 1, &l->lease, e);
    }
    pthread_mutex_unlock(&l->lock);
    return rc;
}

static int decide(void *of, size_t nthreads, struct crm_err *e)
{
    struct crm_lifecycle *l = of;
    struct crm_lifecycle_result *r = l->result;
    int64_t most = l->order_days.n ? crm_census_quantile(&l->order_days, 4, 5) : 0;

    if (crm_lease_take(&l->lease, crm_mul_size(r->customers, CRM_CLOCK_BYTES), e))
        return -1;
    l->clock = crm_clock_find(l->beats, r->customers, nthreads);
    free(l->beats);
    l->beats = NULL;
    crm_lease_end(&l->lease);
    l->lease.taken_bytes = 0;
    r->gap_days = (double)l->clock.gap_days.top / (double)l->clock.gap_days.bottom;
    r->first_gap_days =
        (double)l->clock.first_gap_days.top / (double)l->clock.first_gap_days.bottom;
    r->is_gap_assumed = l->clock.is_assumed;
    r->new_within_days = find_new_within(&l->clock, l->o.new_days);
    r->mature_from = most > MATURE_FROM_MIN ? most : MATURE_FROM_MIN;
    return 0;
}

static int add(void *of, struct crm_frame *f, struct crm_err *e)
{
    struct crm_lifecycle *l = of;
    struct crm_rhythm rhythm;
    size_t counts[CRM_STAGE_COUNT] = {0};

    if (crm_rhythm_read(&rhythm, f, e))
        return -1;
    uint8_t *stage = crm_add_codes(f, "stage", CRM_CODES_STAGE, l->o.lang);
    int32_t *since = crm_frame_add(f, "stage_since", CRM_DATE)->v.dates;
    double *gap = crm_add_reals(f, "expected_gap_days", 1);
    double *overdue = crm_add_reals(f, "overdue_ratio", 3);
    for (size_t i = 0; i < f->nrows; i++) {
        struct crm_beat b = crm_rhythm_beat(&rhythm, i);
        struct state s = {CRM_STAGE_PROSPECT, 0};

        since[i] = CRM_NO_DATE;
        if (b.silent_days != CRM_NO_BEAT) {
            s = state_of(&l->clock, &b, l->result);
            /* At most the recency, which the rhythm has checked to be a span of the calendar. */
            since[i] = rhythm.last_order[i] + (int32_t)s.after_days;
            gap[i] = crm_clock_gap_days(&l->clock, &b);
            overdue[i] = crm_clock_overdue(&l->clock, &b);
        }
        stage[i] = (uint8_t)s.stage;
        counts[s.stage]++;
    }
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < CRM_STAGE_COUNT; i++)
        l->result->stage[i] += counts[i];
    pthread_mutex_unlock(&l->lock);
    return 0;
}

struct crm_step crm_lifecycle_step(struct crm_lifecycle *l)
{
    return (struct crm_step){l, look, decide, add};
}

int crm_lifecycle_add(struct crm_frame *f, const struct crm_lifecycle_opts *o,
                      struct crm_lifecycle_result *r, struct crm_err *e)
{
    struct crm_budget no_limit = {0};
    struct crm_lifecycle *l = crm_lifecycle_new(o, f->nrows, &no_limit, r, e);

    if (!l)
        return -1;
    struct crm_step step = crm_lifecycle_step(l);
    int rc = crm_step_run(&step, f, e);
    crm_lifecycle_free(l);
    return rc;
}
