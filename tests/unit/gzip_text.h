/*
 * gzip_text.h - texts, and members made by hand, for the tests of gzip.
 */
#ifndef CRM_TESTS_GZIP_TEXT_H
#define CRM_TESTS_GZIP_TEXT_H

#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"
#include "unit.h"

/* The next of a fixed row of numbers that look random. */
static inline uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525 + 1013904223;
    return *x >> 8;
}

/* Lines of numbers and words. */
static inline void add_lines(struct crm_buf *b, size_t n, uint32_t seed)
{
    size_t end = b->n + n;

    while (b->n < end)
        crm_buf_addf(b, "c%06u,2024-%02u-%02u,%u.%02u,note\n", next_random(&seed) % 100000,
                     next_random(&seed) % 12 + 1, next_random(&seed) % 28 + 1,
                     next_random(&seed) % 1000, next_random(&seed) % 100);
    b->n = end;
}

/* Bytes that do not compress. */
static inline void add_noise(struct crm_buf *b, size_t n, uint32_t seed)
{
    for (; n; n--)
        crm_buf_add_char(b, (char)(unsigned char)(next_random(&seed) & 0xff));
}

/* A member by zlib's compressor alone; the header may be given (its flags among it). */
static inline void add_gzip(struct crm_buf *b, gz_header *header, struct crm_str text)
{
    z_stream z = {0};
    char *room = crm_buf_room(b, text.n + text.n / 100 + 1000);

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (header)
        assert_int_equal(deflateSetHeader(&z, header), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (unsigned char *)room;
    z.avail_out = (uInt)(text.n + text.n / 100 + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    b->n += z.total_out;
    deflateEnd(&z);
}

/* A block as bgzip writes it: its size less one in the extra field, subfield BC. */
static inline void add_bgzf(struct crm_buf *b, struct crm_str text)
{
    unsigned char extra[] = {'B', 'C', 2, 0, 0, 0};
    gz_header header = {.extra = extra, .extra_len = sizeof(extra), .os = 255};
    size_t at = b->n;

    add_gzip(b, &header, text);
    size_t size = b->n - at - 1;
    assert_true(size < 65536);
    b->p[at + 16] = (char)(unsigned char)(size & 0xff);
    b->p[at + 17] = (char)(unsigned char)(size >> 8);
}

#endif
