#include "model/abc.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/column.h"

#define HUNDRED_PERCENT ((crm_wide)100 * CRM_ABC_PERCENT)

static const struct crm_abc_opts eighty_ninetyfive = {
    .nthresholds = 2, .threshold = {80 * CRM_ABC_PERCENT, 95 * CRM_ABC_PERCENT}};

struct ranked {
    crm_money value;
    size_t row;
};

/* The rows by value, the highest first; of equal values the earlier row. */
static struct ranked *order_rows(const crm_money *value, size_t n)
{
    struct ranked *order = crm_alloc_array(n, sizeof(*order));
    struct crm_keyed *keys = crm_alloc_array(n, sizeof(*keys));

    for (size_t i = 0; i < n; i++) {
        crm_money v = value[i] == CRM_NO_INT ? 0 : value[i];
        keys[i] = (struct crm_keyed){~crm_key_of_int(v), i};
    }
    crm_keyed_sort(keys, n);
    for (size_t i = 0; i < n; i++) {
        size_t row = keys[i].item;
        order[i] = (struct ranked){value[row] == CRM_NO_INT ? 0 : value[row], row};
    }
    free(keys);
    return order;
}

static int check_thresholds(const struct crm_abc_opts *o, struct crm_err *e)
{
    bool is_good = o->nthresholds <= CRM_ABC_THRESHOLDS_MAX;
    int64_t last = 0;

    for (size_t k = 0; is_good && k < o->nthresholds; k++) {
        is_good = o->threshold[k] > last && o->threshold[k] < HUNDRED_PERCENT;
        last = o->threshold[k];
    }
    if (!is_good)
        return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_ABC_THRESHOLDS_ORDER);
    return 0;
}

/* The class, from 0, of a row with these sums before and with it. */
static size_t class_of(const struct crm_abc_opts *o, crm_wide before, crm_wide with, crm_wide total)
{
    size_t k = 0;

    for (; k < o->nthresholds; k++) {
        /* Fewer than 2^36 rows of 24 bytes fit any memory: sums < 2^99, products < 2^126. */
        crm_wide line = total * o->threshold[k];

        if (o->boundary == CRM_ABC_BEFORE ? before * HUNDRED_PERCENT < line
                                          : with * HUNDRED_PERCENT <= line)
            break;
    }
    return k;
}

static void put_positive(const struct ranked *order, size_t npositive, const struct crm_abc_opts *o,
                         const struct crm_abc_rows *rows, struct crm_abc_result *r)
{
    crm_wide so_far = 0;
    size_t k = 0;

    for (size_t i = 0; i < npositive; i++) {
        crm_money value = order[i].value;
        size_t row = order[i].row;
        bool is_tie = i > 0 && value == order[i - 1].value;

        if (!is_tie || o->ties == CRM_ABC_SPLIT)
            k = class_of(o, so_far, so_far + value, r->total);
        so_far += value;
        rows->share[row] = (double)value / (double)r->total;
        rows->cum_share[row] = (double)so_far / (double)r->total;
        rows->code[row] = (uint8_t)(k + 1);
        r->cls[k].rows++;
        r->cls[k].sum += value;
    }
}

static void put_rest(const struct ranked *order, size_t from, size_t n,
                     const struct crm_abc_rows *rows, struct crm_abc_result *r)
{
    struct crm_abc_class *last = &r->cls[r->nclasses - 1];

    for (size_t i = from; i < n; i++) {
        size_t row = order[i].row;

        rows->share[row] = 0;
        rows->cum_share[row] = (double)NAN;
        rows->code[row] = (uint8_t)r->nclasses;
        r->nonpositive_rows++;
        r->nonpositive_sum += order[i].value;
        last->rows++;
        last->sum += order[i].value;
    }
}

static void measure(const struct ranked *order, size_t n, struct crm_abc_result *r)
{
    crm_money *sorted = crm_alloc_array(n, sizeof(*sorted));

    for (size_t i = 0; i < n; i++)
        sorted[i] = order[i].value;
    crm_concentration_find(sorted, n, &r->pareto);
    free(sorted);
}

int crm_abc_rank(const crm_money *value, size_t n, const struct crm_abc_opts *o,
                 const struct crm_abc_rows *rows, struct crm_abc_result *r, struct crm_err *e)
{
    struct crm_abc_opts used = *o;

    *r = (struct crm_abc_result){.rows = n};
    if (crm_failed(e) || check_thresholds(o, e))
        return -1;
    if (used.nthresholds == 0) {
        used = eighty_ninetyfive;
        used.boundary = o->boundary;
        used.ties = o->ties;
    }
    r->nclasses = used.nthresholds + 1;

    struct ranked *order = order_rows(value, n);
    size_t npositive = 0;
    for (; npositive < n && order[npositive].value > 0; npositive++)
        r->total += order[npositive].value;
    for (size_t i = 0; i < n; i++)
        rows->rank[order[i].row] = (int64_t)i + 1;
    put_positive(order, npositive, &used, rows, r);
    put_rest(order, npositive, n, rows, r);
    measure(order, n, r);
    free(order);
    return 0;
}

int crm_abc_add(struct crm_frame *f, const struct crm_abc_opts *o, struct crm_abc_result *r,
                struct crm_err *e)
{
    struct crm_abc_rows rows;

    *r = (struct crm_abc_result){0};
    if (crm_failed(e) || check_thresholds(o, e))
        return -1;
    const crm_money *monetary = crm_need_money(f, "monetary", e);
    if (!monetary)
        return -1;
    rows.rank = crm_add_ints(f, "abc_rank");
    rows.share = crm_add_reals(f, "abc_share", 6);
    rows.cum_share = crm_add_reals(f, "abc_cum_share", 6);
    rows.code = crm_add_codes(f, "abc_class", CRM_CODES_ABC, CRM_EN);
    return crm_abc_rank(monetary, f->nrows, o, &rows, r, e);
}

int crm_abc_thresholds(struct crm_abc_opts *o, const char *text, struct crm_err *e)
{
    o->nthresholds = 0;
    for (const char *p = text;;) {
        size_t n = strcspn(p, ",");
        struct crm_str word = {p, n};
        if (o->nthresholds == CRM_ABC_THRESHOLDS_MAX ||
            crm_money_parse(word, '.', &o->threshold[o->nthresholds]))
            return CRM_FAIL(e, .status = CRM_USAGE, .what = CRM_MSG_BAD_OPTION_NUMBER,
                            .column = CRM_STR("thresholds"), .text = word);
        o->nthresholds++;
        if (!p[n])
            return 0;
        p += n + 1;
    }
}
