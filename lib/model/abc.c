#include "model/abc.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
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

/* ---- ranks ----------------------------------------------------------------------- */

enum { SLICE_ROWS = 16384 };

/* The rows in the order of their values, the highest first; of equal values the earlier row. */
struct ranking {
    struct crm_abc *abc;
    uint32_t *order;
    crm_money *sorted; /* the values, those below zero as zero */
    size_t nslices;
    struct slice {
        crm_wide sum; /* of its sorted values; then of those before it */
        size_t nonpositive_rows;
        crm_wide nonpositive_sum;
    } * slices;
    atomic_size_t next; /* slice that nobody took yet */
};

static size_t slice_end(const struct ranking *r, size_t slice)
{
    size_t end = (slice + 1) * SLICE_ROWS;

    return end < r->abc->nrows ? end : r->abc->nrows;
}

static void sort_slices(void *ranking, size_t worker)
{
    struct ranking *r = ranking;
    size_t s;

    (void)worker;
    while ((s = atomic_fetch_add(&r->next, 1)) < r->nslices) {
        struct slice *slice = &r->slices[s];
        for (size_t i = s * SLICE_ROWS; i < slice_end(r, s); i++) {
            crm_money v = r->abc->cell[r->order[i]].value;
            r->sorted[i] = v > 0 ? v : 0;
            slice->sum += r->sorted[i];
            slice->nonpositive_rows += v <= 0;
            slice->nonpositive_sum += v <= 0 ? v : 0;
        }
    }
}

/* The figures of all slices; what is before each. */
static void add_up(struct ranking *r)
{
    struct crm_abc_result *result = r->abc->result;

    for (size_t s = 0; s < r->nslices; s++) {
        crm_wide sum = r->slices[s].sum;
        r->slices[s].sum = result->total;
        result->total += sum;
        result->nonpositive_rows += r->slices[s].nonpositive_rows;
        result->nonpositive_sum += r->slices[s].nonpositive_sum;
    }
}

/* The sum of the slice and of all before it. */
static crm_wide sum_with(const struct ranking *r, size_t slice)
{
    return slice + 1 < r->nslices ? r->slices[slice + 1].sum : r->abc->result->total;
}

/* Who comes next is of class k or a later one, which begins here. */
static void begin_class(struct crm_abc *abc, size_t from, size_t k, size_t rank)
{
    while (from < k)
        abc->first[++from] = rank;
}

/* Rows [from, to), one after the other; k is the class of the one before. Returns the last one's.
 */
static size_t walk_classes(const struct ranking *r, size_t from, size_t to, size_t k,
                           crm_wide so_far)
{
    struct crm_abc *abc = r->abc;
    const crm_money *sorted = r->sorted;

    for (size_t i = from; i < to; i++) {
        bool is_tie = i > 0 && sorted[i] == sorted[i - 1];
        if (!is_tie || abc->o.ties == CRM_ABC_SPLIT) {
            size_t had = k;
            k = class_of(&abc->o, k, so_far, so_far + sorted[i], abc->result->total);
            begin_class(abc, had, k, i);
        }
        so_far += sorted[i];
        abc->result->cls[k].rows++;
        abc->result->cls[k].sum += sorted[i];
    }
    return k;
}

/* Where classes begin. Sums only grow: a slice whose last row would be of the class of the row
 * before it is of that class as a whole. */
static void find_classes(struct ranking *r)
{
    struct crm_abc *abc = r->abc;
    struct crm_abc_result *result = abc->result;
    size_t npositive = abc->nrows - result->nonpositive_rows, k = 0;

    for (size_t s = 0; s * SLICE_ROWS < npositive; s++) {
        size_t from = s * SLICE_ROWS,
               to = slice_end(r, s) < npositive ? slice_end(r, s) : npositive;
        crm_wide before = r->slices[s].sum, with = sum_with(r, s);
        if (class_of(&abc->o, k, with - r->sorted[to - 1], with, result->total) != k) {
            k = walk_classes(r, from, to, k, before);
            continue;
        }
        result->cls[k].rows += to - from;
        result->cls[k].sum += with - before;
    }
    begin_class(abc, k, result->nclasses - 1, npositive);
    result->cls[result->nclasses - 1].rows += result->nonpositive_rows;
    result->cls[result->nclasses - 1].sum += result->nonpositive_sum;
}

/* Ranks and cumulative shares of a slice; the values, which give way to them, are no longer needed.
 */
static void put_ranks(const struct ranking *r, size_t slice)
{
    struct crm_abc *abc = r->abc;
    crm_wide so_far = r->slices[slice].sum;
    double total = (double)abc->result->total;
    size_t npositive = abc->nrows - abc->result->nonpositive_rows;

    for (size_t i = slice * SLICE_ROWS; i < slice_end(r, slice); i++) {
        so_far += r->sorted[i];
        abc->rank[r->order[i]] = (uint32_t)i;
        abc->cell[r->order[i]].cum_share = i < npositive ? (double)so_far / total : (double)NAN;
    }
}

/* The curve, which adds one value after the other, is one thread's work; then it helps with ranks.
 */
static void rank_slices(void *ranking, size_t worker)
{
    struct ranking *r = ranking;
    struct crm_abc_result *result = r->abc->result;
    size_t s;

    if (worker == 0)
        crm_concentration_sorted(r->sorted, r->abc->nrows, result->total, &result->pareto);
    while ((s = atomic_fetch_add(&r->next, 1)) < r->nslices)
        put_ranks(r, s);
}

static void rank_rows(struct crm_abc *abc, size_t nthreads)
{
    size_t n = abc->nrows;
    struct ranking r = {.abc = abc, .nslices = (n + SLICE_ROWS - 1) / SLICE_ROWS};

    r.order = crm_alloc_array(n, sizeof(*r.order));
    r.sorted = crm_alloc_array(n, sizeof(*r.sorted));
    r.slices = crm_alloc_array(r.nslices, sizeof(*r.slices));
    crm_order(abc->cell, highest_first, NULL, n, r.order, nthreads);
    crm_crew_run(nthreads, sort_slices, &r);
    add_up(&r);
    find_classes(&r);
    abc->rank = crm_alloc_array(n, sizeof(*abc->rank));
    atomic_store(&r.next, 0);
    crm_crew_run(nthreads, rank_slices, &r);
    free(r.order);
    free(r.sorted);
    free(r.slices);
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
    rank_rows(abc, nthreads);
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
