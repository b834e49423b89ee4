#include "calc/sort.h"

#include <endian.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"

/*
 * Keys are dealt to buckets by their distance from the least: by how many bits it has and the seven
 * below the first, so that a few far away do not push all others into one bucket. Then each bucket
 * is sorted by itself, in the processor's cache, by the next 32 bits; what is equal there is
 * compared.
 */
enum { BITS = 7, STEPS = 1 << BITS, BUCKETS = (64 - BITS + 1) << BITS, SLICES_MAX = 64 };
enum { TEXT_BYTES = 8, PLACE_BITS = 32, VALUES = 256, FEW = 64 };

/* What the threads share. */
struct ordering {
    const void *of;
    crm_key_at *key;
    crm_rest_at *rest;
    size_t n, nslices;
    uint32_t *order;
    uint64_t *v; /* bits of the key, and the place */
    struct slice {
        uint64_t least;
        size_t starts[BUCKETS]; /* first counts, then where the slice's next one goes */
    } * slices;
    uint64_t least;
    size_t ends[BUCKETS]; /* of each bucket */
    atomic_size_t next;   /* slice or bucket that nobody took yet */
};

/* How many bits of the distance are below those that tell the bucket. */
static unsigned rest_bits(uint64_t distance)
{
    return distance < STEPS ? 0 : 63 - (unsigned)__builtin_clzll(distance) - BITS;
}

static size_t bucket_of(uint64_t distance)
{
    unsigned bits = rest_bits(distance);

    if (distance < STEPS)
        return (size_t)distance;
    return (size_t)(bits + 1) << BITS | ((distance >> bits) & (STEPS - 1));
}

/* Within a bucket: the upper ones of the other bits, in front of the place. */
static uint64_t entry_of(uint64_t distance, size_t place)
{
    unsigned bits = rest_bits(distance);
    uint64_t rest = bits ? distance << (64 - bits) >> (64 - bits) : 0;

    if (bits > PLACE_BITS)
        rest >>= bits - PLACE_BITS;
    return rest << PLACE_BITS | place;
}

/* Are keys of the bucket equal where their entries are but for the place? */
static bool is_exact(size_t bucket)
{
    return bucket >> BITS <= PLACE_BITS + 1;
}

static size_t place_of(uint64_t entry)
{
    return entry & UINT32_MAX;
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
            uint64_t distance = o->key(o->of, i) - o->least;
            o->v[o->slices[s].starts[bucket_of(distance)]++] = entry_of(distance, i);
        }
}

/* ---- a bucket -------------------------------------------------------------------- */

static void sort_few(uint64_t *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t x = v[i];
        size_t at = i;
        for (; at && v[at - 1] > x; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

/* Turn counts into starts. False when all have one value there. */
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

/* Sort by the bits in front of the places, byte by byte; the places of each stay in their order. */
static void sort_entries(uint64_t *v, size_t n)
{
    size_t counts[sizeof(uint32_t)][VALUES] = {0};

    if (n <= FEW) {
        sort_few(v, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (unsigned b = 0; b < sizeof(uint32_t); b++)
            counts[b][(v[i] >> (PLACE_BITS + 8 * b)) & (VALUES - 1)]++;
    uint64_t *other = crm_realloc(NULL, crm_mul_size(n, sizeof(*other)));
    uint64_t *from = v, *to = other;
    for (unsigned b = 0; b < sizeof(uint32_t); b++) {
        if (!find_starts(counts[b], n))
            continue;
        for (size_t i = 0; i < n; i++)
            to[counts[b][(from[i] >> (PLACE_BITS + 8 * b)) & (VALUES - 1)]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != v)
        memcpy(v, from, n * sizeof(*v));
    free(other);
}

static int compare_places(const struct ordering *o, size_t a, size_t b)
{
    uint64_t x = o->key(o->of, a), y = o->key(o->of, b);
    int c = x == y && o->rest ? o->rest(o->of, a, b) : 0;

    if (x != y)
        return x < y ? -1 : 1;
    return c ? c : (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b, void *ordering)
{
    return compare_places(ordering, place_of(*(const uint64_t *)a), place_of(*(const uint64_t *)b));
}

/* Entries that are equal but for the place, beside each other. */
static void sort_equals(struct ordering *o, uint64_t *v, size_t n)
{
    if (n > FEW) {
        qsort_r(v, n, sizeof(*v), compare_entries, o);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint64_t x = v[i];
        size_t at = i;
        for (; at && compare_places(o, place_of(v[at - 1]), place_of(x)) > 0; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

static void sort_bucket(struct ordering *o, size_t bucket, size_t from, size_t to)
{
    uint64_t *v = o->v;
    bool is_done = is_exact(bucket) && !o->rest;

    sort_entries(v + from, to - from);
    for (size_t i = from, end; i < to && !is_done; i = end) {
        for (end = i + 1; end < to && v[end] >> PLACE_BITS == v[i] >> PLACE_BITS;)
            end++;
        if (end - i > 1)
            sort_equals(o, v + i, end - i);
    }
    for (size_t i = from; i < to; i++)
        o->order[i] = (uint32_t)place_of(v[i]);
}

static void sort_buckets(void *ordering, size_t worker)
{
    struct ordering *o = ordering;
    size_t b;

    (void)worker;
    while ((b = atomic_fetch_add(&o->next, 1)) < BUCKETS) {
        size_t from = b ? o->ends[b - 1] : 0;
        if (o->ends[b] > from)
            sort_bucket(o, b, from, o->ends[b]);
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
    if (!n)
        return;
    struct ordering *o = crm_alloc(sizeof(*o));
    *o = (struct ordering){of, key, rest, .n = n, .order = order, .least = UINT64_MAX};
    o->v = crm_realloc(NULL, crm_mul_size(n, sizeof(*o->v)));
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
    free(o->v);
    free(o);
}

/* ---- texts ----------------------------------------------------------------------- */

enum { TEXT_SLICE = 16384 };

struct texts {
    const void *of;
    crm_text_at *text;
    size_t n;
    uint64_t *keys;
    atomic_size_t next; /* the first text of the slice that nobody took yet */
    atomic_size_t skip; /* bytes that all begin with alike */
};

static size_t take_slice(struct texts *t, size_t *end)
{
    size_t from = atomic_fetch_add(&t->next, TEXT_SLICE);

    *end = from < t->n && t->n - from > TEXT_SLICE ? from + TEXT_SLICE : t->n;
    return from;
}

static void find_common(void *texts, size_t worker)
{
    struct texts *t = texts;
    struct crm_str first = t->text(t->of, 0);

    (void)worker;
    for (size_t end, i; (i = take_slice(t, &end)) < t->n;) {
        size_t common = atomic_load(&t->skip), had = common;
        for (; i < end && common; i++) {
            struct crm_str s = t->text(t->of, i);
            if (s.n >= common && memcmp(s.p, first.p, common) == 0)
                continue;
            size_t same = 0;
            while (same < common && same < s.n && s.p[same] == first.p[same])
                same++;
            common = same;
        }
        while (common < had && !atomic_compare_exchange_weak(&t->skip, &had, common))
            ;
    }
}

/* The bytes behind those that all share, as a number that sorts as they do. */
static uint64_t key_of_text(struct crm_str s, size_t skip)
{
    uint64_t key = 0;

    if (s.n >= skip + TEXT_BYTES) {
        memcpy(&key, s.p + skip, sizeof(key));
        return be64toh(key);
    }
    for (size_t k = skip; k < skip + TEXT_BYTES; k++)
        key = key << 8 | (k < s.n ? (unsigned char)s.p[k] : 0);
    return key;
}

static void find_keys(void *texts, size_t worker)
{
    struct texts *t = texts;

    (void)worker;
    for (size_t end, i; (i = take_slice(t, &end)) < t->n;)
        for (; i < end; i++)
            t->keys[i] = key_of_text(t->text(t->of, i), t->skip);
}

static uint64_t key_at(const void *texts, size_t i)
{
    return ((const struct texts *)texts)->keys[i];
}

static int compare_texts(const void *texts, size_t a, size_t b)
{
    const struct texts *t = texts;

    return crm_str_cmp(t->text(t->of, a), t->text(t->of, b));
}

void crm_texts_order(const void *of, crm_text_at *text, size_t n, uint32_t *order, size_t nthreads)
{
    struct texts t = {.of = of, .text = text, .n = n};
    size_t crew = n > TEXT_SLICE ? nthreads : 1;

    if (!n)
        return;
    t.skip = text(of, 0).n;
    crm_crew_run(crew, find_common, &t);
    t.keys = crm_realloc(NULL, crm_mul_size(n, sizeof(*t.keys)));
    t.next = 0;
    crm_crew_run(crew, find_keys, &t);
    crm_order(&t, key_at, compare_texts, n, order, nthreads);
    free(t.keys);
}
