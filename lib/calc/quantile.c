#include "calc/quantile.h"

#include <assert.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

static int by_int(const void *pa, const void *pb)
{
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

    return (a > b) - (a < b);
}

void crm_ints_sort(int64_t *v, size_t n)
{
    if (n)
        qsort(v, n, sizeof(*v), by_int);
}

/* num/den of n, rounded up. */
static size_t part_of(size_t n, unsigned num, unsigned den)
{
    return (size_t)(((uwide)n * num + den - 1) / den);
}

int64_t crm_quantile(const int64_t *sorted, size_t n, unsigned num, unsigned den)
{
    assert(n > 0 && num > 0 && num <= den);
    return sorted[part_of(n, num, den) - 1];
}

/* Where the first value greater than v stands; n when there is none. */
static size_t after(const int64_t *sorted, size_t n, int64_t v)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (sorted[mid] > v)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

struct crm_cuts crm_cuts_make(const int64_t *sorted, size_t n, int bins, enum crm_better better)
{
    struct crm_cuts c = {.bins = bins, .better = better};

    assert(bins >= CRM_BINS_MIN && bins <= CRM_BINS_MAX);
    for (; c.nlevels < bins; c.nlevels++) {
        /* A run of equal values has as many values below it as its first one has. */
        size_t at = part_of(n, (unsigned)c.nlevels, (unsigned)bins);

        if (at > 0 && at < n && sorted[at] == sorted[at - 1])
            at = after(sorted, n, sorted[at]);
        if (at >= n)
            break;
        c.from[c.nlevels] = sorted[at];
    }
    return c;
}

int crm_cuts_score(const struct crm_cuts *c, int64_t v)
{
    int level = 0;

    while (level + 1 < c->nlevels && v >= c->from[level + 1])
        level++;
    return c->better == CRM_MORE_IS_BETTER ? 1 + level : c->bins - level;
}

bool crm_cuts_first(const struct crm_cuts *c, int score, int64_t *value)
{
    int level = c->better == CRM_MORE_IS_BETTER ? score - 1 : c->bins - score;

    if (level < 0 || level >= c->nlevels)
        return false;
    if (level + 1 < c->nlevels && c->from[level + 1] == c->from[level])
        return false;
    *value = c->from[level];
    return true;
}

static int by_ratio(const void *pa, const void *pb)
{
    const struct crm_ratio *a = pa, *b = pb;
    wide left = (wide)a->top * b->bottom, right = (wide)b->top * a->bottom;

    if (left != right)
        return left > right ? 1 : -1;
    return (a->bottom > b->bottom) - (a->bottom < b->bottom);
}

void crm_ratios_sort(struct crm_ratio *r, size_t n)
{
    if (n)
        qsort(r, n, sizeof(*r), by_ratio);
}

struct crm_ratio crm_ratios_quantile(const struct crm_ratio *sorted, size_t n, unsigned num,
                                     unsigned den)
{
    uwide total = 0, upto = 0;
    size_t i = 0;

    assert(n > 0 && num > 0 && num <= den);
    for (size_t k = 0; k < n; k++)
        total += sorted[k].weight;
    for (; i + 1 < n; i++) {
        upto += sorted[i].weight;
        if (upto * den >= total * num)
            break;
    }
    return sorted[i];
}
