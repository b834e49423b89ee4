/*
 * encoding.h - a named encoding, and turning blocks of it into UTF-8, on any number of threads.
 *
 *   crm_encoding_new       what a name stands for
 *   crm_encoding_mark      once, at the start of the input: bytes of the byte-order mark to step
 * over crm_encoding_cut       in order: how much of what was read is a block by itself
 *   crm_decode_block       in any order, on any thread: that block as UTF-8
 *   crm_encoding_free
 *
 * A block begins at a character and needs nothing of the one before, so the text of an input is the
 * text of its blocks, wherever they were cut. Bytes that are not of the encoding are an error,
 * never read another way.
 *
 * In a transparent encoding every byte below 0x30 is that character and nothing else: line feeds,
 * quotes, commas and tabs can be found in the bytes as they are. All are transparent but UTF-16 and
 * the serial ones. A serial encoding (UTF-16 without a byte order, UTF-32, ISO-2022-JP, EBCDIC ...)
 * cannot be cut; crm_decoder (decoder.h) reads it from start to end.
 */
#ifndef CRM_TEXT_ENCODING_H
#define CRM_TEXT_ENCODING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Does not change once made. */
struct crm_encoding;

/*
 * The encoding of that name: any that iconv knows, letters of either case alike. NULL with
 * CRM_USAGE where iconv does not know it.
 */
struct crm_encoding *crm_encoding_new(const char *name, struct crm_err *e);

void crm_encoding_free(struct crm_encoding *enc);

/* ASCII: what an input is while nothing else was seen of it. Not to be freed. */
const struct crm_encoding *crm_encoding_ascii(void);

/* The name as given to crm_encoding_new, or "ASCII". Borrowed. */
const char *crm_encoding_name(const struct crm_encoding *enc);

/* UTF-8 or ASCII: what crm_utf8_check finds no fault with can be used where it stands. */
bool crm_encoding_is_utf8(const struct crm_encoding *enc);

bool crm_encoding_is_transparent(const struct crm_encoding *enc);

bool crm_encoding_is_serial(const struct crm_encoding *enc);

/* Bytes of the byte-order mark that raw, the start of the input, begins with. */
size_t crm_encoding_mark(const struct crm_encoding *enc, struct crm_str raw);

/*
 * How many bytes at the start of raw, which begins at a character, make a block; what is behind
 * them belongs before the next bytes of the input. All of raw when at_end. Else at most some bytes
 * are left, a character or the text since the last byte below 0x30, and from 4 bytes on there is
 * always progress; of ASCII, what is not ASCII is left, be it all of raw. Not for a serial
 * encoding.
 *
 * Looks at the end of raw only, unless it holds no byte below 0x30.
 */
size_t crm_encoding_cut(const struct crm_encoding *enc, struct crm_str raw, bool at_end);

/*
 * Append the block as UTF-8. -1 with CRM_DATA at bytes that are not of the encoding, a character
 * that the end cuts among them: the text before is appended, the fault's text holds the bytes as
 * hex, its line counts the line feeds before them in this block plus 1 (the caller adds those of
 * the blocks before), its advice names -e. Not for a serial encoding.
 */
int crm_decode_block(const struct crm_encoding *enc, struct crm_str block, struct crm_buf *out,
                     struct crm_err *e);

/* The same for a block of UTF-8 or ASCII, which is its own text. */
int crm_utf8_check(struct crm_str block, struct crm_err *e);

/*
 * -1 with CRM_DATA: the bytes at bad.p, up to the next ASCII and at most four, are not of the named
 * encoding. `text` is what was read before them, `at` how many bytes it was, or
 * CRM_NO_OFFSET.
 */
#define CRM_NO_OFFSET UINT64_MAX
int crm_encoding_fault(const char *name, struct crm_str text, uint64_t at, struct crm_str bad,
                       struct crm_err *e);

/* How many line feeds s holds. */
uint64_t crm_count_lines(struct crm_str s);

#endif
