#include "model/abc.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/column.h"

#define HUNDRED_PERCENT ((crm_wide)100 * CRM_ABC_PERCENT)

static const struct crm_abc_opts eighty_ninetyfive = {
    .nthresholds = 2, .threshold = {80 * CRM_ABC_PERCENT, 95 * CRM_ABC_PERCENT}};

/* The ranks of a table. */
struct crm_abc {
    struct crm_abc_opts o; /* with thresholds */
    size_t nrows;
    struct crm_lease lease;
    struct crm_abc_result *result;
    union cell {
        crm_money value;
        double cum_share; /* once it is known: NaN for a value that is not above zero */
    } * cell;             /* of each row */
    uint32_t *rank;       /* from 0 */
    size_t first[CRM_ABC_CLASSES_MAX]; /* rank of each class; nrows where it has none */
};

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

/* The class, from 0, of a row with these sums before and with it, k or a later one. */
static size_t class_of(const struct crm_abc_opts *o, size_t k, crm_wide before, crm_wide with,
                       crm_wide total)
{
    for (; k < o->nthresholds; k++) {
        /* There are fewer than 2^32 rows: sums < 2^95, products < 2^122. */
        crm_wide line = total * o->threshold[k];

        if (o->boundary == CRM_ABC_BEFORE ? before * HUNDRED_PERCENT < line
                                          : with * HUNDRED_PERCENT <= line)
            break;
    }
    return k;
}

static uint64_t highest_first(const void *cells, size_t row)
{
    return ~crm_key_of_int(((const union cell *)cells)[row].value);
}

/* The rows by value, the highest first; of equal values the earlier row. */
static uint32_t *order_rows(const struct crm_abc *abc, size_t nthreads)
{
    uint32_t *order = crm_alloc_array(abc->nrows, sizeof(*order));

    crm_order(abc->cell, highest_first, NULL, abc->nrows, order, nthreads);
    return order;
}

/* The sorted values, those below zero as zero; the figures of their sum. */
static crm_money *sort_values(const struct crm_abc *abc, const uint32_t *order)
{
    struct crm_abc_result *r = abc->result;
    crm_money *sorted = crm_alloc_array(abc->nrows, sizeof(*sorted));

    for (size_t i = 0; i < abc->nrows; i++) {
        crm_money v = abc->cell[order[i]].value;
        sorted[i] = v > 0 ? v : 0;
        r->total += sorted[i];
        r->nonpositive_rows += v <= 0;
        r->nonpositive_sum += v <= 0 ? v : 0;
    }
    return sorted;
}

/* Who comes next is of class k or a later one, which begins here. */
static void begin_class(struct crm_abc *abc, size_t from, size_t k, size_t rank)
{
    while (from < k)
        abc->first[++from] = rank;
}

/* Ranks, classes and cumulative shares from the order of the rows. */
static void put_ranks(struct crm_abc *abc, const uint32_t *order, const crm_money *sorted)
{
    struct crm_abc_result *r = abc->result;
    size_t npositive = abc->nrows - r->nonpositive_rows, k = 0;
    crm_wide so_far = 0;

    for (size_t i = 0; i < npositive; i++) {
        bool is_tie = i > 0 && sorted[i] == sorted[i - 1];
        if (!is_tie || abc->o.ties == CRM_ABC_SPLIT) {
            size_t had = k;
            k = class_of(&abc->o, k, so_far, so_far + sorted[i], r->total);
            begin_class(abc, had, k, i);
        }
        so_far += sorted[i];
        abc->rank[order[i]] = (uint32_t)i;
        abc->cell[order[i]].cum_share = (double)so_far / (double)r->total;
        r->cls[k].rows++;
        r->cls[k].sum += sorted[i];
    }
    begin_class(abc, k, r->nclasses - 1, npositive);
    for (size_t i = npositive; i < abc->nrows; i++) {
        abc->rank[order[i]] = (uint32_t)i;
        abc->cell[order[i]].cum_share = (double)NAN;
    }
    r->cls[r->nclasses - 1].rows += r->nonpositive_rows;
    r->cls[r->nclasses - 1].sum += r->nonpositive_sum;
}

/* ---- a table in pieces ----------------------------------------------------------- */

/* A row's order and what sorting takes; then its order, sorted value, rank. */
enum { SORT_BYTES = 2 * sizeof(uint32_t) + CRM_ORDER_BYTES, RANK_BYTES = sizeof(uint32_t) };

struct crm_abc *crm_abc_new(const struct crm_abc_opts *o, size_t nrows, struct crm_budget *budget,
                            struct crm_abc_result *r, struct crm_err *e)
{
    struct crm_lease lease = {.budget = budget};

    *r = (struct crm_abc_result){.rows = nrows};
    if (crm_failed(e) || check_thresholds(o, e))
        return NULL;
    if (nrows > UINT32_MAX) {
        CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
        return NULL;
    }
    if (crm_lease_take(&lease, crm_mul_size(nrows, sizeof(union cell)), e))
        return NULL;
    struct crm_abc *abc = crm_alloc(sizeof(*abc));
    *abc = (struct crm_abc){.o = *o, .nrows = nrows, .lease = lease, .result = r};
    if (o->nthresholds == 0) {
        abc->o = eighty_ninetyfive;
        abc->o.boundary = o->boundary;
        abc->o.ties = o->ties;
    }
    r->nclasses = abc->o.nthresholds + 1;
    abc->cell = crm_alloc_array(nrows, sizeof(*abc->cell));
    return abc;
}

void crm_abc_free(struct crm_abc *abc)
{
    if (!abc)
        return;
    free(abc->cell);
    free(abc->rank);
    crm_lease_end(&abc->lease);
    free(abc);
}

static int look(void *of, const struct crm_frame *f, struct crm_err *e)
{
    struct crm_abc *abc = of;
    const crm_money *monetary = crm_need_money(f, "monetary", e);

    for (size_t i = 0; i < f->nrows && monetary; i++)
        abc->cell[f->first + i].value = monetary[i] == CRM_NO_INT ? 0 : monetary[i];
    return monetary ? 0 : -1;
}

static int decide(void *of, size_t nthreads, struct crm_err *e)
{
    struct crm_abc *abc = of;

    if (crm_lease_take(&abc->lease, crm_mul_size(abc->nrows, SORT_BYTES), e))
        return -1;
    uint32_t *order = order_rows(abc, nthreads);
    crm_money *sorted = sort_values(abc, order);
    abc->rank = crm_alloc_array(abc->nrows, sizeof(*abc->rank));
    put_ranks(abc, order, sorted);
    free(order);
    crm_concentration_sorted(sorted, abc->nrows, abc->result->total, &abc->result->pareto);
    free(sorted);
    crm_lease_give(&abc->lease, crm_mul_size(abc->nrows, SORT_BYTES - RANK_BYTES));
    return 0;
}

static uint8_t code_of(const struct crm_abc *abc, size_t rank)
{
    size_t k = 0;

    while (k + 1 < abc->result->nclasses && rank >= abc->first[k + 1])
        k++;
    return (uint8_t)(k + 1);
}

static int add(void *of, struct crm_frame *f, struct crm_err *e)
{
    const struct crm_abc *abc = of;
    const crm_money *monetary = crm_need_money(f, "monetary", e);
    int64_t *rank = crm_add_ints(f, "abc_rank");
    double *share = crm_add_reals(f, "abc_share", 6);
    double *cum_share = crm_add_reals(f, "abc_cum_share", 6);
    uint8_t *code = crm_add_codes(f, "abc_class", CRM_CODES_ABC, CRM_EN);

    for (size_t i = 0; i < f->nrows; i++) {
        size_t row = f->first + i;
        crm_money value = monetary[i] == CRM_NO_INT ? 0 : monetary[i];
        rank[i] = (int64_t)abc->rank[row] + 1;
        share[i] = value > 0 ? (double)value / (double)abc->result->total : 0;
        cum_share[i] = abc->cell[row].cum_share;
        code[i] = code_of(abc, abc->rank[row]);
    }
    return 0;
}

struct crm_step crm_abc_step(struct crm_abc *abc)
{
    return (struct crm_step){abc, look, decide, add};
}

int crm_abc_add(struct crm_frame *f, const struct crm_abc_opts *o, struct crm_abc_result *r,
                struct crm_err *e)
{
    struct crm_budget no_limit = {0};
    struct crm_abc *abc = crm_abc_new(o, f->nrows, &no_limit, r, e);

    if (!abc)
        return -1;
    struct crm_step step = crm_abc_step(abc);
    int rc = crm_step_run(&step, f, e);
    crm_abc_free(abc);
    return rc;
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
