/*
 * sort.h - sorting by an integer key, byte by byte (least significant first): linear, stable, and
 * bytes that all keys share cost nothing.
 *
 * Source: D. E. Knuth, The Art of Computer Programming 3, 5.2.5 (distribution sort).
 */
#ifndef CRM_CALC_SORT_H
#define CRM_CALC_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Something to be sorted, and the key that says where it stands. */
struct crm_keyed {
    uint64_t key;
    uint64_t item;
};

/* Sort v[0..n) by key ascending; of equal keys the earlier stays first. Takes 16 n bytes. */
void crm_keyed_sort(struct crm_keyed *v, size_t n);

/* The key under which signed numbers stand in their order. */
static inline uint64_t crm_key_of_int(int64_t v)
{
    return (uint64_t)v ^ UINT64_C(0x8000000000000000);
}

/*
 * The places 0 .. n - 1 of texts in the order of their bytes, to order[0..n). Equal texts stand by
 * place. text(i) is the i-th of `of`. Takes 32 n bytes.
 */
typedef struct crm_str crm_text_at(const void *of, size_t i);
void crm_texts_order(const void *of, crm_text_at *text, size_t n, uint32_t *order);

#endif
