#include "calc/select.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { DIGIT_BITS = 16, DIGITS = 4, PLACES = 1 << DIGIT_BITS };

/* What is ordered: the values themselves, or how far they are from a center. */
struct measure {
    bool is_distance;
    int64_t center;
};

static uint64_t key_of(int64_t v, const struct measure *m)
{
    if (!m->is_distance)
        return (uint64_t)v ^ (UINT64_C(1) << 63);
    return v < m->center ? (uint64_t)m->center - (uint64_t)v : (uint64_t)v - (uint64_t)m->center;
}

/* Count the digit behind `known` bits of all keys that begin with those of `prefix`. */
static int count_digit(const struct crm_values *v, const struct measure *m, uint64_t prefix,
                       int known, uint64_t counts[PLACES], struct crm_err *e)
{
    const int64_t *values;
    size_t n;

    memset(counts, 0, PLACES * sizeof(*counts));
    if (v->rewind(v->source, e))
        return -1;
    for (;;) {
        if (v->next(v->source, &values, &n, e))
            return -1;
        if (!n)
            return 0;
        for (size_t i = 0; i < n; i++) {
            uint64_t key = key_of(values[i], m);
            if (!known || (key ^ prefix) >> (64 - known) == 0)
                counts[key >> (64 - known - DIGIT_BITS) & (PLACES - 1)]++;
        }
    }
}

/* How many values up to the quantile: num/den of n, rounded up, at least one. */
static uint64_t rank_of(uint64_t n, unsigned num, unsigned den)
{
    return (n / den) * num + ((n % den) * num + den - 1) / den;
}

static int find(const struct crm_values *v, const struct measure *m, unsigned num, unsigned den,
                uint64_t *n, uint64_t *key, struct crm_err *e)
{
    uint64_t *counts = crm_alloc_array(PLACES, sizeof(*counts));
    uint64_t prefix = 0, rank = 0;
    int rc = 0;

    for (int known = 0; known < DIGITS * DIGIT_BITS && !rc; known += DIGIT_BITS) {
        uint64_t place = 0;
        rc = count_digit(v, m, prefix, known, counts, e);
        if (rc)
            break;
        if (!known) {
            *n = 0;
            for (size_t i = 0; i < PLACES; i++)
                *n += counts[i];
            rank = rank_of(*n, num, den);
            if (!*n)
                break;
        }
        while (rank > counts[place])
            rank -= counts[place++];
        prefix |= place << (64 - known - DIGIT_BITS);
    }
    *key = prefix;
    free(counts);
    return rc;
}

int crm_select(const struct crm_values *v, unsigned num, unsigned den, uint64_t *n, int64_t *value,
               struct crm_err *e)
{
    uint64_t key;

    if (find(v, &(struct measure){0}, num, den, n, &key, e))
        return -1;
    if (*n)
        *value = (int64_t)(key ^ (UINT64_C(1) << 63));
    return 0;
}

int crm_select_distance(const struct crm_values *v, int64_t center, unsigned num, unsigned den,
                        uint64_t *distance, struct crm_err *e)
{
    uint64_t n;

    return find(v, &(struct measure){true, center}, num, den, &n, distance, e);
}
