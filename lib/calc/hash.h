/*
 * hash.h - the hash of a key, under a seed that is drawn once a process: a file cannot be made so
 * that all its keys fall on one place. Nothing that is put out may depend on it.
 */
#ifndef CRM_CALC_HASH_H
#define CRM_CALC_HASH_H

#include <stdint.h>

#include "base/str.h"

/* 64 bits, all of them good. */
uint64_t crm_hash(struct crm_str key);

static inline uint64_t crm_key_word(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return word;
}

/*
 * Are the keys equal? As crm_str_eq, but ids and dates, mostly of 8 to 16 bytes, are compared by
 * two words that may overlap instead of a call.
 */
static inline bool crm_key_eq(struct crm_str a, struct crm_str b)
{
    if (a.n < 8 || a.n > 16)
        return crm_str_eq(a, b);
    return a.n == b.n && crm_key_word(a.p + a.n - 8) == crm_key_word(b.p + b.n - 8) &&
           crm_key_word(a.p) == crm_key_word(b.p);
}

#endif
