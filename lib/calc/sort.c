#include "calc/sort.h"

#include <endian.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"

enum { BYTES = 8, VALUES = 256, FEW = 64 };

static void sort_few(struct crm_keyed *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct crm_keyed x = v[i];
        size_t at = i;
        for (; at && v[at - 1].key > x.key; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

/* Move v to `to`, sorted by the byte at `shift`; starts[x]: where those with the value x begin. */
static void distribute(const struct crm_keyed *v, size_t n, unsigned shift, size_t *starts,
                       struct crm_keyed *to)
{
    for (size_t i = 0; i < n; i++)
        to[starts[(v[i].key >> shift) & (VALUES - 1)]++] = v[i];
}

/* Turn counts into starts. False when all keys have one value there. */
static bool find_starts(size_t *counts, size_t n)
{
    size_t sum = 0;

    for (size_t x = 0; x < VALUES; x++) {
        size_t count = counts[x];
        if (count == n)
            return false;
        counts[x] = sum;
        sum += count;
    }
    return true;
}

void crm_keyed_sort(struct crm_keyed *v, size_t n)
{
    size_t counts[BYTES][VALUES] = {0};

    if (n <= FEW) {
        sort_few(v, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (unsigned b = 0; b < BYTES; b++)
            counts[b][(v[i].key >> (8 * b)) & (VALUES - 1)]++;
    struct crm_keyed *other = crm_realloc(NULL, crm_mul_size(n, sizeof(*other)));
    struct crm_keyed *from = v, *to = other;
    for (unsigned b = 0; b < BYTES; b++) {
        if (!find_starts(counts[b], n))
            continue;
        distribute(from, n, 8 * b, counts[b], to);
        struct crm_keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != v)
        memcpy(v, from, n * sizeof(*v));
    free(other);
}

/* ---- places ---------------------------------------------------------------------- */

/*
 * Keys are dealt to buckets by their distance from the least: by how many bits it has and the seven
 * below the first, so that a few far away do not push all others into one bucket. Then each bucket
 * is sorted by itself, in the processor's cache.
 */
enum { BITS = 7, STEPS = 1 << BITS, BUCKETS = (64 - BITS + 1) << BITS, SLICES_MAX = 64 };

/* What the threads share. */
struct ordering {
    const void *of;
    crm_key_at *key;
    crm_rest_at *rest;
    size_t n, nslices;
    uint32_t *order;
    struct crm_keyed *v;
    struct slice {
        uint64_t least;
        size_t starts[BUCKETS]; /* first counts, then where the slice's next one goes */
    } * slices;
    uint64_t least;
    size_t ends[BUCKETS]; /* of each bucket */
    atomic_size_t next;   /* slice or bucket that nobody took yet */
};

static size_t bucket_of(uint64_t distance)
{
    if (distance < STEPS)
        return (size_t)distance;
    unsigned bit = 63 - (unsigned)__builtin_clzll(distance);
    return (size_t)(bit - BITS + 1) << BITS | ((distance >> (bit - BITS)) & (STEPS - 1));
}

static size_t slice_start(const struct ordering *o, size_t slice)
{
    return o->n / o->nslices * slice + (slice == o->nslices ? o->n % o->nslices : 0);
}

static void find_least(void *ordering, size_t worker)
{
    struct ordering *o = ordering;
    size_t s;

    (void)worker;
    while ((s = atomic_fetch_add(&o->next, 1)) < o->nslices) {
        uint64_t least = UINT64_MAX;
        for (size_t i = slice_start(o, s); i < slice_start(o, s + 1); i++) {
            uint64_t key = o->key(o->of, i);
            least = key < least ? key : least;
        }
        o->slices[s].least = least;
    }
}

static void count_keys(void *ordering, size_t worker)
{
    struct ordering *o = ordering;
    size_t s;

    (void)worker;
    while ((s = atomic_fetch_add(&o->next, 1)) < o->nslices)
        for (size_t i = slice_start(o, s); i < slice_start(o, s + 1); i++)
            o->slices[s].starts[bucket_of(o->key(o->of, i) - o->least)]++;
}

static void deal(void *ordering, size_t worker)
{
    struct ordering *o = ordering;
    size_t s;

    (void)worker;
    while ((s = atomic_fetch_add(&o->next, 1)) < o->nslices)
        for (size_t i = slice_start(o, s); i < slice_start(o, s + 1); i++) {
            uint64_t key = o->key(o->of, i);
            o->v[o->slices[s].starts[bucket_of(key - o->least)]++] = (struct crm_keyed){key, i};
        }
}

static int compare_rest(const void *a, const void *b, void *ordering)
{
    const struct crm_keyed *x = a, *y = b;
    const struct ordering *o = ordering;
    int c = o->rest(o->of, x->item, y->item);

    return c ? c : (x->item > y->item) - (x->item < y->item);
}

/* Those whose keys are equal, beside each other, by the rest. */
static void sort_equals(struct ordering *o, struct crm_keyed *v, size_t n)
{
    if (n > FEW) {
        qsort_r(v, n, sizeof(*v), compare_rest, o);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct crm_keyed x = v[i];
        size_t at = i;
        for (; at && compare_rest(&v[at - 1], &x, o) > 0; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

static void sort_bucket(struct ordering *o, size_t from, size_t to)
{
    struct crm_keyed *v = o->v;

    crm_keyed_sort(v + from, to - from);
    for (size_t i = from, end; i < to && o->rest; i = end) {
        for (end = i + 1; end < to && v[end].key == v[i].key;)
            end++;
        sort_equals(o, v + i, end - i);
    }
    for (size_t i = from; i < to; i++)
        o->order[i] = (uint32_t)v[i].item;
}

static void sort_buckets(void *ordering, size_t worker)
{
    struct ordering *o = ordering;
    size_t b;

    (void)worker;
    while ((b = atomic_fetch_add(&o->next, 1)) < BUCKETS) {
        size_t from = b ? o->ends[b - 1] : 0;
        if (o->ends[b] > from)
            sort_bucket(o, from, o->ends[b]);
    }
}

/* Turn the slices' counts into where each begins in each bucket. */
static void find_places(struct ordering *o)
{
    size_t sum = 0;

    for (size_t b = 0; b < BUCKETS; b++) {
        for (size_t s = 0; s < o->nslices; s++) {
            size_t count = o->slices[s].starts[b];
            o->slices[s].starts[b] = sum;
            sum += count;
        }
        o->ends[b] = sum;
    }
}

static void each_slice(struct ordering *o, size_t nthreads, crm_crew_fn *fn)
{
    atomic_store(&o->next, 0);
    crm_crew_run(nthreads, fn, o);
}

void crm_order(const void *of, crm_key_at *key, crm_rest_at *rest, size_t n, uint32_t *order,
               size_t nthreads)
{
    enum { ALONE = 4096 }; /* below, buckets and threads cost more than they give */

    if (!n)
        return;
    struct ordering *o = crm_alloc(sizeof(*o));
    *o = (struct ordering){of, key, rest, .n = n, .order = order, .least = UINT64_MAX};
    o->v = crm_realloc(NULL, crm_mul_size(n, sizeof(*o->v)));
    if (n < ALONE) {
        for (size_t i = 0; i < n; i++)
            o->v[i] = (struct crm_keyed){key(of, i), i};
        sort_bucket(o, 0, n);
    } else {
        o->nslices = nthreads < SLICES_MAX ? nthreads : SLICES_MAX;
        o->slices = crm_alloc_array(o->nslices, sizeof(*o->slices));
        each_slice(o, nthreads, find_least);
        for (size_t s = 0; s < o->nslices; s++)
            o->least = o->slices[s].least < o->least ? o->slices[s].least : o->least;
        each_slice(o, nthreads, count_keys);
        find_places(o);
        each_slice(o, nthreads, deal);
        each_slice(o, nthreads, sort_buckets);
        free(o->slices);
    }
    free(o->v);
    free(o);
}

/* ---- texts ----------------------------------------------------------------------- */

struct texts {
    const void *of;
    crm_text_at *text;
    size_t skip; /* bytes that all begin with alike */
};

/* The bytes behind those that all share, as a number that sorts as they do. */
static uint64_t key_of_text(const void *texts, size_t i)
{
    const struct texts *t = texts;
    struct crm_str s = t->text(t->of, i);
    uint64_t key = 0;

    if (s.n >= t->skip + BYTES) {
        memcpy(&key, s.p + t->skip, sizeof(key));
        return be64toh(key);
    }
    for (size_t k = t->skip; k < t->skip + BYTES; k++)
        key = key << 8 | (k < s.n ? (unsigned char)s.p[k] : 0);
    return key;
}

static int compare_texts(const void *texts, size_t a, size_t b)
{
    const struct texts *t = texts;

    return crm_str_cmp(t->text(t->of, a), t->text(t->of, b));
}

/* How many bytes all texts begin with alike. */
static size_t common_bytes(const void *of, crm_text_at *text, size_t n)
{
    struct crm_str first = n ? text(of, 0) : CRM_STR("");
    size_t common = first.n;

    for (size_t i = 1; i < n && common; i++) {
        struct crm_str s = text(of, i);
        if (s.n >= common && memcmp(s.p, first.p, common) == 0)
            continue;
        size_t same = 0;
        while (same < common && same < s.n && s.p[same] == first.p[same])
            same++;
        common = same;
    }
    return common;
}

void crm_texts_order(const void *of, crm_text_at *text, size_t n, uint32_t *order, size_t nthreads)
{
    struct texts texts = {of, text, common_bytes(of, text, n)};

    crm_order(&texts, key_of_text, compare_texts, n, order, nthreads);
}
