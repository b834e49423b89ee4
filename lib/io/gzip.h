/*
 * gzip.h - text to gzip members that know their own size.
 *
 * Each member is a gzip file of its own, so that several threads can compress at once and every
 * reader takes them, one behind the other, for one stream. Like those of BGZF (SAM specification,
 * section 4.1) they carry their size in the extra field of the header, in a subfield of our own,
 * since that of BGZF ends at 64 KiB:
 *
 *   1f 8b 08 04 00 00 00 00 00 ff    deflate, FEXTRA, no time, no system
 *   08 00                            length of the extra field
 *   'C' 'L' 04 00  size              little-endian, all of the member from 1f to its length
 *   deflate data, CRC-32, length     as in RFC 1952
 *
 * The last member of a stream is empty, the end marker: a file of ours without it has been cut
 * between two members, which no other check tells.
 */
#ifndef CRM_IO_GZIP_H
#define CRM_IO_GZIP_H

#include <stdint.h>

#include "base/buf.h"

/* Longer texts are split, so that a reader can bound what it inflates at once. */
enum { CRM_MEMBER_TEXT_MAX = 1024 * 1024 };

struct crm_deflater;

/*
 * A compressor, for one thread at a time. level 1 to 9, fast to small: with ISA-L 1 and 2 are its
 * level 1, 3 is its 2, 4 and 5 are its 3; 6 and above, and all without it, are zlib's.
 */
struct crm_deflater *crm_deflater_new(int level);
void crm_deflater_free(struct crm_deflater *d);

/*
 * Append the text as a member, or several when it is longer than CRM_MEMBER_TEXT_MAX; none when it
 * is empty. The bytes depend on the text, the level and the library only, not on what came before.
 * Nothing is allocated but the room in `out`.
 */
void crm_gzip_add(struct crm_deflater *d, struct crm_str text, struct crm_buf *out);

/* Append the end marker. */
void crm_gzip_end(struct crm_buf *out);

/*
 * The size of the member that begins with `head`, as its header states it, 0 when it does not: by
 * our subfield (is_ours) or by that of BGZF, in a header with nothing but an extra field that ends
 * in `head`. CRM_GZIP_HEAD bytes of it are enough for all who write such members.
 */
enum { CRM_GZIP_HEAD = 64, CRM_GZIP_OUR_HEADER = 20 };
uint64_t crm_gzip_stated(struct crm_str head, bool *is_ours);

/* The same from the bytes of an extra field. */
uint64_t crm_gzip_stated_in(struct crm_str extra, bool *is_ours);

/* For tests: what is made from now on uses zlib alone, as if built without ISA-L. */
void crm_gzip_use_zlib(bool is_wanted);

/* Is ISA-L there, and wanted? */
bool crm_gzip_has_isal(void);

/* Little-endian numbers, as gzip writes them. */
static inline uint32_t crm_le16(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static inline uint32_t crm_le32(const char *p)
{
    return crm_le16(p) | crm_le16(p + 2) << 16;
}

#endif
