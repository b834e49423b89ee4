/*
 * convert.h - what decoders share: the system's iconv, one step at a time, and ASCII.
 */
#ifndef CRM_TEXT_CONVERT_H
#define CRM_TEXT_CONVERT_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* A converter from the named encoding to UTF-8, for iconv_close; false where there is none. */
bool crm_convert_open(const char *name, iconv_t *cd);

/*
 * Append as much of `in` as cd converts, and return how many bytes that was. When some are left,
 * *is_cut tells whether they may still become a character. With in.n 0 what iconv holds back is
 * appended.
 */
size_t crm_convert(iconv_t cd, struct crm_str in, struct crm_buf *out, bool *is_cut);

/* How many of the eight bytes, in the order of memory, are ASCII before the first that is not. */
static inline size_t crm_ascii_of_eight(uint64_t eight)
{
    const uint64_t high = eight & 0x8080808080808080u;

    if (!high)
        return 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(high) / 8;
#else
    return (size_t)__builtin_clzll(high) / 8;
#endif
}

/*
 * Copy the ASCII from in.p + i on to *to, moved on behind it; the index after it. Writes up to 8
 * bytes more than it says, so *to has room for those.
 */
static inline size_t crm_copy_ascii(struct crm_str in, size_t i, char **to)
{
    char *w = *to;

    while (in.n - i >= 8) {
        uint64_t eight;
        memcpy(&eight, in.p + i, 8);
        memcpy(w, &eight, 8);
        size_t n = crm_ascii_of_eight(eight);
        i += n;
        w += n;
        if (n < 8)
            break;
    }
    while (i < in.n && (unsigned char)in.p[i] < 0x80)
        *w++ = in.p[i++];
    *to = w;
    return i;
}

#endif
