/*
 * hash.h - the hash of a key, under a seed that is drawn once a process: a file cannot be made so
 * that all its keys fall on one place. Nothing that is put out may depend on it.
 */
#ifndef CRM_CALC_HASH_H
#define CRM_CALC_HASH_H

#include <stdint.h>

#include "base/digits.h"
#include "base/str.h"

/* 64 bits, all of them good. */
uint64_t crm_hash(struct crm_str key);

/*
 * Keys are mostly ids, dates and short words, each of a length of its own: up to 16 bytes they are
 * compared and copied here, by two words that may overlap, instead of by a call that has to find
 * out how long they are.
 */
static inline bool crm_key_eq(struct crm_str a, struct crm_str b)
{
    if (a.n != b.n)
        return false;
    if (a.n > 16)
        return memcmp(a.p, b.p, a.n) == 0;
    if (a.n >= 8)
        return crm_load8(a.p + a.n - 8) == crm_load8(b.p + b.n - 8) &&
               crm_load8(a.p) == crm_load8(b.p);
    return a.n == 0 || crm_load_few(a.p, a.n) == crm_load_few(b.p, b.n);
}

/* The bytes of the key to `to`, which has room for them; returns the place behind them. */
static inline char *crm_key_put(char *to, struct crm_str key)
{
    if (key.n >= 8 && key.n <= 16) {
        uint64_t first = crm_load8(key.p), last = crm_load8(key.p + key.n - 8);
        memcpy(to, &first, sizeof(first));
        memcpy(to + key.n - 8, &last, sizeof(last));
    } else if (key.n >= 4 && key.n < 8) {
        uint32_t first, last;
        memcpy(&first, key.p, sizeof(first));
        memcpy(&last, key.p + key.n - 4, sizeof(last));
        memcpy(to, &first, sizeof(first));
        memcpy(to + key.n - 4, &last, sizeof(last));
    } else if (key.n) {
        memcpy(to, key.p, key.n);
    }
    return to + key.n;
}

#endif
