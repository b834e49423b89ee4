#include "calc/quantile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "calc/sort.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

enum { BYTES = 8, VALUES = 256, FEW = 64 };

static int by_int(const void *pa, const void *pb)
{
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

    return (a > b) - (a < b);
}

/* The byte at `shift`, of a number that counts from the least. */
static size_t byte_of(int64_t v, unsigned shift)
{
    return (crm_key_of_int(v) >> shift) & (VALUES - 1);
}

/* Move v to `to`, sorted by one byte. False, and nothing moved, when all have the same there. */
static bool sort_by_byte(const int64_t *v, size_t n, unsigned shift, int64_t *to)
{
    size_t starts[VALUES] = {0}, sum = 0;

    for (size_t i = 0; i < n; i++)
        starts[byte_of(v[i], shift)]++;
    if (starts[byte_of(v[0], shift)] == n)
        return false;
    for (size_t x = 0; x < VALUES; x++) {
        size_t count = starts[x];
        starts[x] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[starts[byte_of(v[i], shift)]++] = v[i];
    return true;
}

void crm_ints_sort(int64_t *v, size_t n)
{
    if (n <= FEW) {
        if (n)
            qsort(v, n, sizeof(*v), by_int);
        return;
    }
    int64_t *other = crm_realloc(NULL, crm_mul_size(n, sizeof(*other)));
    int64_t *from = v, *to = other;
    for (unsigned b = 0; b < BYTES; b++)
        if (sort_by_byte(from, n, 8 * b, to)) {
            int64_t *swap = from;
            from = to;
            to = swap;
        }
    if (from != v)
        memcpy(v, from, n * sizeof(*v));
    free(other);
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
