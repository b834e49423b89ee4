#include "model/rfm.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/column.h"

enum { DEFAULT_BINS = 5, SCALE = 5 };

/* The scores of a table: what was seen of its pieces, then where scores begin. */
struct crm_rfm {
    struct crm_rfm_opts o;
    int bins;
    struct crm_lease lease;
    pthread_mutex_t lock; /* of what follows */
    struct crm_rfm_result *result;
    struct crm_census recency, frequency;
    crm_money *monetary;          /* of those with an order, in any order, until cuts are made */
    uint64_t r_sum, f_sum, m_sum; /* of their scores, for the eight classes */
};

/* What is read and what is written of a piece: one entry of each array a customer. */
struct work {
    size_t n;
    int bins;
    const int64_t *recency, *frequency;
    const crm_money *monetary;
    int64_t *r, *f, *m; /* scores; CRM_NO_INT without an order */
};

/* Rows are R 1..5, columns are F 1..5: complete and disjoint. */
static const enum crm_segment by_r_and_f[SCALE][SCALE] = {
    {CRM_SEGMENT_HIBERNATING, CRM_SEGMENT_HIBERNATING, CRM_SEGMENT_AT_RISK, CRM_SEGMENT_AT_RISK,
     CRM_SEGMENT_CANT_LOSE},
    {CRM_SEGMENT_HIBERNATING, CRM_SEGMENT_HIBERNATING, CRM_SEGMENT_AT_RISK, CRM_SEGMENT_AT_RISK,
     CRM_SEGMENT_CANT_LOSE},
    {CRM_SEGMENT_ABOUT_TO_SLEEP, CRM_SEGMENT_ABOUT_TO_SLEEP, CRM_SEGMENT_NEED_ATTENTION,
     CRM_SEGMENT_LOYAL_CUSTOMERS, CRM_SEGMENT_LOYAL_CUSTOMERS},
    {CRM_SEGMENT_PROMISING, CRM_SEGMENT_POTENTIAL_LOYALISTS, CRM_SEGMENT_POTENTIAL_LOYALISTS,
     CRM_SEGMENT_LOYAL_CUSTOMERS, CRM_SEGMENT_LOYAL_CUSTOMERS},
    {CRM_SEGMENT_NEW_CUSTOMERS, CRM_SEGMENT_POTENTIAL_LOYALISTS, CRM_SEGMENT_POTENTIAL_LOYALISTS,
     CRM_SEGMENT_CHAMPIONS, CRM_SEGMENT_CHAMPIONS},
};

/* The one of the ten segments for r and f, each 1..5. */
static enum crm_segment segment_10(int r, int f)
{
    assert(r >= 1 && r <= SCALE && f >= 1 && f <= SCALE);
    return by_r_and_f[r - 1][f - 1];
}

/* The one of the eight classes. */
static enum crm_segment segment_cn8(bool r_is_high, bool f_is_high, bool m_is_high)
{
    static const enum crm_segment by_m_r_f[2][2][2] = {
        {{CRM_SEGMENT_GENERAL_WIN_BACK, CRM_SEGMENT_GENERAL_KEEP},
         {CRM_SEGMENT_GENERAL_GROWTH, CRM_SEGMENT_GENERAL_VALUE}},
        {{CRM_SEGMENT_IMPORTANT_WIN_BACK, CRM_SEGMENT_IMPORTANT_KEEP},
         {CRM_SEGMENT_IMPORTANT_GROWTH, CRM_SEGMENT_IMPORTANT_VALUE}},
    };

    return by_m_r_f[m_is_high][r_is_high][f_is_high];
}

static bool has_order(const struct work *w, size_t i)
{
    return w->recency[i] != CRM_NO_INT;
}

static int64_t or_zero(int64_t v)
{
    return v == CRM_NO_INT ? 0 : v;
}

/* Score one figure of the customers that have an order. */
static void score(const struct work *w, const int64_t *v, const struct crm_cuts *cuts,
                  int64_t *scores)
{
    for (size_t i = 0; i < w->n; i++)
        if (has_order(w, i))
            scores[i] = crm_cuts_score(cuts, or_zero(v[i]));
}

/* rfm_score: all texts are made once, and the rows point at theirs. */
static void add_text(struct crm_frame *f, const struct work *w)
{
    struct crm_column *c = crm_frame_add(f, "rfm_score", CRM_TEXT);
    int64_t side = w->bins, ntexts = side * side * side;
    struct crm_str *texts = crm_alloc_array((size_t)ntexts, sizeof(*texts));
    const char *joint = side > 9 ? "-" : "";
    struct crm_buf b = {0};

    c->is_plain = true;
    for (int64_t t = 0; t < ntexts; t++) {
        crm_buf_reset(&b);
        crm_buf_add_int(&b, t / side / side + 1);
        crm_buf_add_cstr(&b, joint);
        crm_buf_add_int(&b, t / side % side + 1);
        crm_buf_add_cstr(&b, joint);
        crm_buf_add_int(&b, t % side + 1);
        texts[t] = crm_arena_dup(&f->arena, crm_buf_str(&b));
    }
    for (size_t i = 0; i < w->n; i++)
        c->v.text[i] = has_order(w, i)
                           ? texts[((w->r[i] - 1) * side + w->f[i] - 1) * side + w->m[i] - 1]
                           : CRM_STR("");
    crm_buf_clear(&b);
    free(texts);
}

/* ceil(score * 5 / bins) */
static int on_five(const struct work *w, int64_t s)
{
    return (int)((s * SCALE + w->bins - 1) / w->bins);
}

static void name_10(const struct work *w, uint8_t *segment)
{
    for (size_t i = 0; i < w->n; i++)
        segment[i] = has_order(w, i) ? (uint8_t)segment_10(on_five(w, w->r[i]), on_five(w, w->f[i]))
                                     : CRM_SEGMENT_PROSPECT;
}

static void name_cn8(const struct crm_rfm *rfm, const struct work *w, uint8_t *segment)
{
    uint64_t n = rfm->result->scored; /* above the mean: n * score > sum */

    for (size_t i = 0; i < w->n; i++)
        segment[i] = has_order(w, i) ? (uint8_t)segment_cn8(n * (uint64_t)w->r[i] > rfm->r_sum,
                                                            n * (uint64_t)w->f[i] > rfm->f_sum,
                                                            n * (uint64_t)w->m[i] > rfm->m_sum)
                                     : CRM_SEGMENT_PROSPECT;
}

static void add_segment(struct crm_rfm *rfm, struct crm_frame *f, const struct work *w)
{
    uint8_t *segment = crm_add_codes(f, "segment", CRM_CODES_SEGMENT, rfm->o.lang);
    size_t counts[CRM_SEGMENT_COUNT] = {0};

    switch (rfm->o.segments) {
    case CRM_SEGMENTS_10:
        name_10(w, segment);
        break;
    case CRM_SEGMENTS_CN8:
        name_cn8(rfm, w, segment);
        break;
    }
    for (size_t i = 0; i < w->n; i++)
        counts[segment[i]]++;
    pthread_mutex_lock(&rfm->lock);
    for (size_t i = 0; i < CRM_SEGMENT_COUNT; i++)
        rfm->result->segment[i] += counts[i];
    pthread_mutex_unlock(&rfm->lock);
}

/* ---- a table in pieces ----------------------------------------------------------- */

struct crm_rfm *crm_rfm_new(const struct crm_rfm_opts *o, size_t nrows, struct crm_budget *budget,
                            struct crm_rfm_result *r, struct crm_err *e)
{
    struct crm_lease lease = {.budget = budget};

    *r = (struct crm_rfm_result){.customers = nrows};
    if (crm_failed(e) || crm_lease_take(&lease, crm_mul_size(nrows, sizeof(crm_money)), e))
        return NULL;
    struct crm_rfm *rfm = crm_alloc(sizeof(*rfm));
    *rfm = (struct crm_rfm){.o = *o, .bins = o->bins ? o->bins : DEFAULT_BINS, .lease = lease};
    rfm->result = r;
    rfm->monetary = crm_alloc_array(nrows, sizeof(*rfm->monetary));
    pthread_mutex_init(&rfm->lock, NULL);
    return rfm;
}

void crm_rfm_free(struct crm_rfm *rfm)
{
    if (!rfm)
        return;
    crm_census_clear(&rfm->recency);
    crm_census_clear(&rfm->frequency);
    free(rfm->monetary);
    crm_lease_end(&rfm->lease);
    pthread_mutex_destroy(&rfm->lock);
    free(rfm);
}

static int find_figures(const struct crm_rfm *rfm, const struct crm_frame *f, struct work *w,
                        struct crm_err *e)
{
    *w = (struct work){.n = f->nrows, .bins = rfm->bins};
    if (w->bins < CRM_BINS_MIN || w->bins > CRM_BINS_MAX) {
        CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_BINS_RANGE);
        return -1;
    }
    w->recency = crm_need_ints(f, "recency_days", e);
    w->frequency = crm_need_ints(f, "frequency", e);
    w->monetary = crm_need_money(f, "monetary", e);
    return w->recency && w->frequency && w->monetary ? 0 : -1;
}

static int look(void *of, const struct crm_frame *f, struct crm_err *e)
{
    struct crm_rfm *rfm = of;
    struct work w;
    int rc = find_figures(rfm, f, &w, e);

    pthread_mutex_lock(&rfm->lock);
    for (size_t i = 0; i < w.n && !rc; i++) {
        if (!has_order(&w, i))
            continue;
        rc = crm_census_add(&rfm->recency, w.recency[i], &rfm->lease, e) ||
             crm_census_add(&rfm->frequency, or_zero(w.frequency[i]), &rfm->lease, e);
        rfm->monetary[rfm->result->scored++] = or_zero(w.monetary[i]);
    }
    pthread_mutex_unlock(&rfm->lock);
    return rc ? -1 : 0;
}

static int decide(void *of, size_t nthreads, struct crm_err *e)
{
    struct crm_rfm *rfm = of;
    struct crm_rfm_result *r = rfm->result;
    size_t bytes = crm_mul_size(r->customers, sizeof(*rfm->monetary));

    if (crm_lease_take(&rfm->lease, bytes, e))
        return -1;
    r->r = crm_census_cuts(&rfm->recency, rfm->bins, CRM_LESS_IS_BETTER);
    r->f = crm_census_cuts(&rfm->frequency, rfm->bins, CRM_MORE_IS_BETTER);
    r->m = crm_cuts_find(rfm->monetary, r->scored, rfm->bins, CRM_MORE_IS_BETTER, nthreads);
    rfm->r_sum = crm_census_scores(&rfm->recency, &r->r);
    rfm->f_sum = crm_census_scores(&rfm->frequency, &r->f);
    for (size_t i = 0; i < r->scored && rfm->o.segments == CRM_SEGMENTS_CN8; i++)
        rfm->m_sum += (uint64_t)crm_cuts_score(&r->m, rfm->monetary[i]);
    free(rfm->monetary);
    rfm->monetary = NULL;
    crm_lease_give(&rfm->lease, 2 * bytes);
    return 0;
}

static int add(void *of, struct crm_frame *f, struct crm_err *e)
{
    struct crm_rfm *rfm = of;
    struct work w;

    if (find_figures(rfm, f, &w, e))
        return -1;
    w.r = crm_add_ints(f, "r_score");
    w.f = crm_add_ints(f, "f_score");
    w.m = crm_add_ints(f, "m_score");
    score(&w, w.recency, &rfm->result->r, w.r);
    score(&w, w.frequency, &rfm->result->f, w.f);
    score(&w, w.monetary, &rfm->result->m, w.m);
    add_text(f, &w);
    add_segment(rfm, f, &w);
    return 0;
}

struct crm_step crm_rfm_step(struct crm_rfm *rfm)
{
    return (struct crm_step){rfm, look, decide, add};
}

int crm_rfm_add(struct crm_frame *f, const struct crm_rfm_opts *o, struct crm_rfm_result *r,
                struct crm_err *e)
{
    struct crm_budget no_limit = {0};
    struct crm_rfm *rfm = crm_rfm_new(o, f->nrows, &no_limit, r, e);

    if (!rfm)
        return -1;
    struct crm_step step = crm_rfm_step(rfm);
    int rc = crm_step_run(&step, f, e);
    crm_rfm_free(rfm);
    return rc;
}
