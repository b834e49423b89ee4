/*
 * utf8.h - is it UTF-8, is it ASCII, and the code point at a place.
 *
 * Every block of every input passes the first two once, so they are the ones with vector code. All
 * bytes in, whatever they are, give the same answer on every machine.
 */
#ifndef CRM_TEXT_UTF8_H
#define CRM_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* How many bytes at the start of s are below 0x80. */
size_t crm_ascii_bytes(struct crm_str s);

/* Is every byte below 0x80? */
bool crm_is_ascii(struct crm_str s);

/*
 * Offset of the first byte that is not well-formed UTF-8 (overlong forms, surrogates and values
 * beyond U+10FFFF are not), or s.n. *is_cut (may be NULL) tells whether s only ends inside a
 * character that could still become valid.
 */
size_t crm_utf8_invalid_at(struct crm_str s, bool *is_cut);

/* The code point at s.p (s.n > 0), its length in bytes to *n; U+FFFD and 1 where malformed. */
int32_t crm_utf8_next(struct crm_str s, size_t *n);

#endif
