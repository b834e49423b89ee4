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

    for (int l = 1; l < c->nlevels; l++) /* no early end: a branch that none can foretell */
        level += v >= c->from[l];
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

/* ---- how often each value occurs ------------------------------------------------- */

enum { SMALL = 1 << 16 };

int crm_census_add(struct crm_census *c, int64_t v, struct crm_lease *lease, struct crm_err *e)
{
    if (!c->counts) {
        if (crm_lease_take(lease, SMALL * sizeof(*c->counts), e))
            return -1;
        c->counts = crm_alloc_array(SMALL, sizeof(*c->counts));
    }
    c->n++;
    if (v >= 0 && v < SMALL) {
        c->counts[v]++;
        return 0;
    }
    int64_t *others =
        crm_lease_grow(lease, c->others, &c->others_cap, c->nothers + 1, sizeof(*others), e);
    if (!others)
        return -1;
    c->others = others;
    others[c->nothers++] = v;
    return 0;
}

/* A walk over the values, ascending: {0}, then each value with its count. */
struct walk {
    bool is_sorted;
    size_t other;
    int64_t small;
    int64_t value;
    uint64_t count;
};

static bool walk_others(const struct crm_census *c, struct walk *w)
{
    if (w->other == c->nothers)
        return false;
    w->value = c->others[w->other];
    for (w->count = 0; w->other < c->nothers && c->others[w->other] == w->value; w->other++)
        w->count++;
    return true;
}

static bool walk_on(struct crm_census *c, struct walk *w)
{
    if (!w->is_sorted)
        crm_ints_sort(c->others, c->nothers);
    w->is_sorted = true;
    if (w->other < c->nothers && c->others[w->other] < 0)
        return walk_others(c, w);
    while (c->counts && w->small < SMALL) {
        w->value = w->small++;
        w->count = c->counts[w->value];
        if (w->count)
            return true;
    }
    return walk_others(c, w);
}

struct crm_cuts crm_census_cuts(struct crm_census *c, int bins, enum crm_better better)
{
    struct crm_cuts cuts = {.bins = bins, .better = better};
    struct walk w = {0};
    uint64_t below = 0;

    assert(bins >= CRM_BINS_MIN && bins <= CRM_BINS_MAX);
    while (walk_on(c, &w)) {
        int level = (int)((uwide)below * (unsigned)bins / c->n);
        while (cuts.nlevels <= level)
            cuts.from[cuts.nlevels++] = w.value;
        below += w.count;
    }
    return cuts;
}

int64_t crm_census_quantile(struct crm_census *c, unsigned num, unsigned den)
{
    struct walk w = {0};
    uint64_t upto = 0, want = part_of(c->n, num, den);

    assert(c->n > 0 && num > 0 && num <= den);
    while (upto < want && walk_on(c, &w))
        upto += w.count;
    return w.value;
}

uint64_t crm_census_scores(struct crm_census *c, const struct crm_cuts *cuts)
{
    struct walk w = {0};
    uint64_t sum = 0;

    while (walk_on(c, &w))
        sum += w.count * (uint64_t)crm_cuts_score(cuts, w.value);
    return sum;
}

void crm_census_clear(struct crm_census *c)
{
    free(c->counts);
    free(c->others);
    *c = (struct crm_census){0};
}
