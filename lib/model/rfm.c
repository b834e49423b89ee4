#include "model/rfm.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/column.h"

enum { DEFAULT_BINS = 5, SCALE = 5 };

/* What is read and what is written: one entry of each array a customer. */
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

/* Score one figure of all customers that have an order. */
static struct crm_cuts score(const struct work *w, const int64_t *v, enum crm_better better,
                             int64_t *scores)
{
    int64_t *sorted = crm_alloc_array(w->n, sizeof(*sorted));
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++)
        if (has_order(w, i))
            sorted[n++] = or_zero(v[i]);
    crm_ints_sort(sorted, n);
    struct crm_cuts cuts = crm_cuts_make(sorted, n, w->bins, better);
    free(sorted);

    for (size_t i = 0; i < w->n; i++)
        if (has_order(w, i))
            scores[i] = crm_cuts_score(&cuts, or_zero(v[i]));
    return cuts;
}

/* rfm_score: all texts are made once, and the rows point at theirs. */
static void add_text(struct crm_frame *f, const struct work *w)
{
    struct crm_column *c = crm_frame_add(f, "rfm_score", CRM_TEXT);
    int64_t side = w->bins, ntexts = side * side * side;
    struct crm_str *texts = crm_alloc_array((size_t)ntexts, sizeof(*texts));
    const char *joint = side > 9 ? "-" : "";
    struct crm_buf b = {0};

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

static int64_t sum_of(const struct work *w, const int64_t *scores)
{
    int64_t sum = 0;

    for (size_t i = 0; i < w->n; i++)
        if (has_order(w, i))
            sum += scores[i];
    return sum;
}

static void name_10(const struct work *w, uint8_t *segment)
{
    for (size_t i = 0; i < w->n; i++)
        segment[i] = has_order(w, i) ? (uint8_t)segment_10(on_five(w, w->r[i]), on_five(w, w->f[i]))
                                     : CRM_SEGMENT_PROSPECT;
}

static void name_cn8(const struct work *w, size_t scored, uint8_t *segment)
{
    int64_t n = (int64_t)scored; /* above the mean: n * score > sum */
    int64_t r = sum_of(w, w->r), f = sum_of(w, w->f), m = sum_of(w, w->m);

    for (size_t i = 0; i < w->n; i++)
        segment[i] = has_order(w, i)
                         ? (uint8_t)segment_cn8(n * w->r[i] > r, n * w->f[i] > f, n * w->m[i] > m)
                         : CRM_SEGMENT_PROSPECT;
}

static void add_segment(struct crm_frame *f, const struct work *w, const struct crm_rfm_opts *o,
                        struct crm_rfm_result *r)
{
    uint8_t *segment = crm_add_codes(f, "segment", CRM_CODES_SEGMENT, o->lang);

    switch (o->segments) {
    case CRM_SEGMENTS_10:
        name_10(w, segment);
        break;
    case CRM_SEGMENTS_CN8:
        name_cn8(w, r->scored, segment);
        break;
    }
    for (size_t i = 0; i < w->n; i++)
        r->segment[segment[i]]++;
}

int crm_rfm_add(struct crm_frame *f, const struct crm_rfm_opts *o, struct crm_rfm_result *r,
                struct crm_err *e)
{
    struct work w = {.n = f->nrows, .bins = o->bins ? o->bins : DEFAULT_BINS};

    *r = (struct crm_rfm_result){.customers = f->nrows};
    if (crm_failed(e))
        return -1;
    if (w.bins < CRM_BINS_MIN || w.bins > CRM_BINS_MAX)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_BINS_RANGE);
    w.recency = crm_need_ints(f, "recency_days", e);
    w.frequency = crm_need_ints(f, "frequency", e);
    w.monetary = crm_need_money(f, "monetary", e);
    if (crm_failed(e))
        return -1;

    for (size_t i = 0; i < w.n; i++)
        r->scored += has_order(&w, i);
    w.r = crm_add_ints(f, "r_score");
    w.f = crm_add_ints(f, "f_score");
    w.m = crm_add_ints(f, "m_score");
    r->r = score(&w, w.recency, CRM_LESS_IS_BETTER, w.r);
    r->f = score(&w, w.frequency, CRM_MORE_IS_BETTER, w.f);
    r->m = score(&w, w.monetary, CRM_MORE_IS_BETTER, w.m);
    add_text(f, &w);
    add_segment(f, &w, o, r);
    return 0;
}
