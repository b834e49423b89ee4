/*
 * doublebyte.h - the East Asian encodings of one and two bytes, by table: GB18030, GBK, BIG5,
 * CP932.
 *
 * What comes out is what the system's iconv gives, byte for byte: the tables are made from it, at
 * first use, once for all threads. What a table cannot hold, the four-byte characters of GB18030
 * and what is not of the encoding, iconv itself is asked about.
 */
#ifndef CRM_TEXT_DOUBLEBYTE_H
#define CRM_TEXT_DOUBLEBYTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct crm_doublebyte;

/* The encoding of that name, letters of either case alike, or NULL. Lives as long as the program.
 */
const struct crm_doublebyte *crm_doublebyte_get(const char *name);

/* Has it characters of four bytes? GB18030 has, and with them all of Unicode. */
bool crm_doublebyte_has_quads(const struct crm_doublebyte *d);

/*
 * Append what can be read of `in`, which begins at a character, and return how many bytes that was.
 * When some are left, *is_cut tells whether they may still become a character. Any number of
 * threads at once.
 */
size_t crm_doublebyte_decode(const struct crm_doublebyte *d, struct crm_str in, struct crm_buf *out,
                             bool *is_cut);

/*
 * Where the last character of `in` that is whole ends, by the widths of the encoding alone; bytes
 * that fit nowhere count as one. `in` begins at a character.
 */
size_t crm_doublebyte_cut(const struct crm_doublebyte *d, struct crm_str in);

#endif
