#include "match/padded.h"

#include <stdbool.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A bit for each of 64 bytes: is it the delimiter? */
static uint64_t delimiters(const char *p, char delimiter)
{
    uint64_t found = 0;

#ifdef __SSE2__
    for (int i = 0; i < 64; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        int equal = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter)));
        found |= (uint64_t)(unsigned)equal << i;
    }
#else
    for (int i = 0; i < 64; i++)
        found |= (uint64_t)(p[i] == delimiter) << i;
#endif
    return found;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *copy(char *to, const char *from, const char *end)
{
    if (from != end)
        memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

size_t crm_padded_quote(struct crm_str row, char delimiter, char *to)
{
    const char *field = row.p, *copied = row.p; /* where it starts; up to where all is out */
    char *start = to;

    for (size_t i = 0; i <= row.n; i += 64) {
        uint64_t ends = delimiters(row.p + i, delimiter);
        if (row.n - i < 64) /* the row's end counts, and nothing behind it */
            ends = (ends & ((UINT64_C(1) << (row.n - i)) - 1)) | UINT64_C(1) << (row.n - i);
        for (; ends; ends &= ends - 1) {
            const char *end = row.p + i + __builtin_ctzll(ends);
            if (field < end && (is_blank(*field) || is_blank(end[-1]))) {
                to = copy(to, copied, field);
                *to++ = '"';
                to = copy(to, field, end);
                *to++ = '"';
                copied = end;
            }
            field = end + 1;
        }
    }
    to = copy(to, copied, row.p + row.n);
    return (size_t)(to - start);
}
