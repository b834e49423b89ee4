/*
 * quoted.h - a field in well placed quotes: one at its start, one at its end, two together within.
 */
#ifndef CRM_CSV_QUOTED_H
#define CRM_CSV_QUOTED_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/str.h"

/* Has what stands inside quotes a quote or a line end? Bytes behind it may be read. */
static inline bool crm_quoted_is_special(const char *p, size_t n, char quote)
{
#if defined(__SSE2__)
    const __m128i quotes = _mm_set1_epi8(quote), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');

    for (size_t i = 0; i < n; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i is_any = _mm_or_si128(_mm_cmpeq_epi8(v, quotes),
                                      _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
        unsigned bits = (unsigned)_mm_movemask_epi8(is_any);
        if (n - i < 16)
            bits &= (1U << (n - i)) - 1;
        if (bits)
            return true;
    }
    return false;
#else
    return n && (memchr(p, quote, n) || memchr(p, '\n', n) || memchr(p, '\r', n));
#endif
}

/* crm_quoted_text where something is to be done. */
struct crm_str crm_quoted_unquote(char *p, size_t n, char quote, uint64_t *line_ends);

/*
 * The text of the n bytes at p, quotes included, with two of them made one in place. Adds the line
 * ends within to *line_ends. Up to 16 bytes behind the field may be read.
 */
static inline struct crm_str crm_quoted_text(char *p, size_t n, char quote, uint64_t *line_ends)
{
    if (crm_quoted_is_special(p + 1, n - 2, quote))
        return crm_quoted_unquote(p, n, quote, line_ends);
    return (struct crm_str){p + 1, n - 2};
}

#endif
