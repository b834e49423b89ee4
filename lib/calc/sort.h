/*
 * sort.h - places in the order of an integer key: linear, on all threads.
 *
 * Source: D. E. Knuth, The Art of Computer Programming 3, 5.2.5 (distribution sort).
 */
#ifndef CRM_CALC_SORT_H
#define CRM_CALC_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* The key under which signed numbers stand in their order. */
static inline uint64_t crm_key_of_int(int64_t v)
{
    return (uint64_t)v ^ UINT64_C(0x8000000000000000);
}

/* The key of the i-th of `of`. */
typedef uint64_t crm_key_at(const void *of, size_t i);

/* How the a-th and the b-th, whose keys are equal, stand to each other; < 0: a before b. */
typedef int crm_rest_at(const void *of, size_t a, size_t b);

/*
 * The places 0 .. n - 1, n < 2^32, in the order of their keys, to order[0..n). Equal keys stand by
 * `rest`, and what is equal there too, or where it is NULL, by place. Up to nthreads threads. Takes
 * CRM_ORDER_BYTES * n bytes, twice that at worst, when most keys are next to each other.
 */
enum { CRM_ORDER_BYTES = 8 };
void crm_order(const void *of, crm_key_at *key, crm_rest_at *rest, size_t n, uint32_t *order,
               size_t nthreads);

/* The same for texts in the order of their bytes; text(i) is the i-th of `of`. Takes 8 n bytes
 * more, for keys. */
enum { CRM_TEXTS_ORDER_BYTES = CRM_ORDER_BYTES + 8 };
typedef struct crm_str crm_text_at(const void *of, size_t i);
void crm_texts_order(const void *of, crm_text_at *text, size_t n, uint32_t *order, size_t nthreads);

#endif
