/*
 * hash.h - the hash of a key, under a seed that is drawn once a process: a file cannot be made so
 * that all its keys fall on one place. Nothing that is put out may depend on it.
 */
#ifndef CRM_CALC_HASH_H
#define CRM_CALC_HASH_H

#include <stdint.h>

#include "base/digits.h"
#include "base/str.h"

/* The seeds; drawn before main. */
extern uint64_t crm_hash_seeds[3];

/* crm_hash of keys of more than 16 bytes. */
uint64_t crm_hash_long(struct crm_str key);

/* Both halves of the product, one on the other. */
static inline uint64_t crm_fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/*
 * 64 bits, all of them good. Keys of up to 16 bytes, as nearly all are, are two words that may
 * overlap, multiplied and folded with seeds: the short case of XXH3 and wyhash, here to be inlined.
 */
static inline uint64_t crm_hash(struct crm_str key)
{
    uint64_t first = 0, last = 0;

    if (key.n > 16)
        return crm_hash_long(key);
    if (key.n >= 8) {
        first = crm_load8(key.p);
        last = crm_load8(key.p + key.n - 8);
    } else if (key.n) {
        first = crm_load_few(key.p, key.n);
    }
    return crm_fold(crm_fold(first ^ crm_hash_seeds[0], last ^ crm_hash_seeds[1]) ^ key.n,
                    crm_hash_seeds[2]);
}

/*
 * Keys are mostly ids, dates and short words, each of a length of its own: up to 16 bytes they are
 * compared and copied here, by two words that may overlap, instead of by a call that has to find
 * out how long they are.
 */
static inline bool crm_bytes_eq(const char *a, const char *b, size_t n)
{
    if (n > 16)
        return memcmp(a, b, n) == 0;
    if (n >= 8)
        return crm_load8(a + n - 8) == crm_load8(b + n - 8) && crm_load8(a) == crm_load8(b);
    return n == 0 || crm_load_few(a, n) == crm_load_few(b, n);
}

/* As crm_str_eq. */
static inline bool crm_key_eq(struct crm_str a, struct crm_str b)
{
    return a.n == b.n && crm_bytes_eq(a.p, b.p, a.n);
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
