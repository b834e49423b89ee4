#include "calc/sort.h"

#include <stdlib.h>

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

/* ---- texts ----------------------------------------------------------------------- */

/* The bytes from `skip` on as a number that sorts as they do. */
static uint64_t key_of_text(struct crm_str s, size_t skip)
{
    uint64_t key = 0;

    for (size_t i = skip; i < skip + BYTES; i++)
        key = key << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
    return key;
}

/* How many bytes all texts begin with alike. */
static size_t common_bytes(const void *of, crm_text_at *text, size_t n)
{
    struct crm_str first = n ? text(of, 0) : CRM_STR("");
    size_t common = first.n;

    for (size_t i = 1; i < n; i++) {
        struct crm_str s = text(of, i);
        size_t same = 0;
        while (same < common && same < s.n && s.p[same] == first.p[same])
            same++;
        common = same;
    }
    return common;
}

struct texts {
    const void *of;
    crm_text_at *text;
};

static int compare_texts(const void *a, const void *b, void *texts)
{
    const struct crm_keyed *x = a, *y = b;
    const struct texts *t = texts;
    int c = crm_str_cmp(t->text(t->of, x->item), t->text(t->of, y->item));

    return c ? c : (x->item > y->item) - (x->item < y->item);
}

/* Texts whose keys are equal, beside each other, by the rest of their bytes. */
static void sort_run(struct crm_keyed *v, size_t n, struct texts *t)
{
    if (n > FEW) {
        qsort_r(v, n, sizeof(*v), compare_texts, t);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct crm_keyed x = v[i];
        size_t at = i;
        for (; at && compare_texts(&v[at - 1], &x, t) > 0; at--)
            v[at] = v[at - 1];
        v[at] = x;
    }
}

void crm_texts_order(const void *of, crm_text_at *text, size_t n, uint32_t *order)
{
    struct texts texts = {of, text};
    struct crm_keyed *v = crm_realloc(NULL, crm_mul_size(n ? n : 1, sizeof(*v)));
    size_t skip = common_bytes(of, text, n);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct crm_keyed){key_of_text(text(of, i), skip), i};
    crm_keyed_sort(v, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && v[end].key == v[i].key;)
            end++;
        sort_run(v + i, end - i, &texts);
    }
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)v[i].item;
    free(v);
}
