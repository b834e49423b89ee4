/*
 * The cuts of values that are not sorted: they are counted in buckets, ascending, and only those of
 * the few buckets in which a level begins are sorted.
 */
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "calc/quantile.h"

__extension__ typedef unsigned __int128 uwide;

/* A bucket has how many bits a value has and the seven below the first, as in sort.c. */
enum { BITS = 7, STEPS = 1 << BITS, POSITIVE = (64 - BITS) << BITS, BUCKETS = 2 * POSITIVE };
enum { SLICE = 1 << 16 };

struct counting {
    const int64_t *v;
    size_t n;
    atomic_size_t next; /* the first value of the slice that nobody took yet */
    atomic_size_t counts[BUCKETS];
};

static size_t bucket_of_magnitude(uint64_t v)
{
    if (v < STEPS)
        return (size_t)v;
    unsigned bits = 63 - (unsigned)__builtin_clzll(v) - BITS;
    return (size_t)(bits + 1) << BITS | ((v >> bits) & (STEPS - 1));
}

static size_t bucket_of(int64_t v)
{
    return v < 0 ? POSITIVE - 1 - bucket_of_magnitude(~(uint64_t)v)
                 : POSITIVE + bucket_of_magnitude((uint64_t)v);
}

static size_t take(struct counting *c, size_t *end)
{
    size_t from = atomic_fetch_add(&c->next, SLICE);

    *end = from < c->n && c->n - from > SLICE ? from + SLICE : c->n;
    return from;
}

static void count_values(void *counting, size_t worker)
{
    struct counting *c = counting;
    uint32_t *counts = crm_alloc_array(BUCKETS, sizeof(*counts));

    (void)worker;
    for (size_t end, i; (i = take(c, &end)) < c->n;)
        for (; i < end; i++)
            counts[bucket_of(c->v[i])]++;
    for (size_t b = 0; b < BUCKETS; b++)
        if (counts[b])
            atomic_fetch_add(&c->counts[b], counts[b]);
    free(counts);
}

/* The level of a value that has `below` values below it. */
static int level_of(size_t below, size_t n, int bins)
{
    return (int)((uwide)below * (unsigned)bins / n);
}

/*
 * The buckets in which a level may begin: one that begins further below, or with the first value of
 * the bucket before, has begun.
 */
static void find_buckets(const struct counting *c, int bins, bool *is_needed)
{
    size_t below = 0;
    int begun = -1;

    for (size_t b = 0; b < BUCKETS; b++) {
        size_t count = c->counts[b];
        if (!count)
            continue;
        is_needed[b] = level_of(below + count - 1, c->n, bins) > begun;
        begun = level_of(below, c->n, bins);
        below += count;
    }
}

/* Put the values of those buckets in front, sorted. */
static void gather(int64_t *v, size_t n, const bool *is_needed)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        int64_t value = v[i];
        v[i] = v[found];
        v[found] = value;
        found += is_needed[bucket_of(value)];
    }
    crm_ints_sort(v, found);
}

/* The levels that begin within a bucket. */
static void begin_levels(struct crm_cuts *cuts, const int64_t *sorted, size_t count, size_t below,
                         size_t n)
{
    for (size_t i = 0; i < count; i++) {
        if (i && sorted[i] == sorted[i - 1])
            continue;
        int level = level_of(below + i, n, cuts->bins);
        while (cuts->nlevels <= level)
            cuts->from[cuts->nlevels++] = sorted[i];
    }
}

struct crm_cuts crm_cuts_find(int64_t *v, size_t n, int bins, enum crm_better better,
                              size_t nthreads)
{
    struct crm_cuts cuts = {.bins = bins, .better = better};
    size_t below = 0, at = 0;

    assert(bins >= CRM_BINS_MIN && bins <= CRM_BINS_MAX);
    if (!n)
        return cuts;
    struct counting *c = crm_alloc(sizeof(*c));
    bool *is_needed = crm_alloc_array(BUCKETS, sizeof(*is_needed));
    c->v = v;
    c->n = n;
    crm_crew_run(n > SLICE ? nthreads : 1, count_values, c);
    find_buckets(c, bins, is_needed);
    gather(v, n, is_needed);
    for (size_t b = 0; b < BUCKETS; b++) {
        size_t count = c->counts[b];
        if (is_needed[b]) {
            begin_levels(&cuts, v + at, count, below, n);
            at += count;
        }
        below += count;
    }
    free(is_needed);
    free(c);
    return cuts;
}
