/*
 * unicode.h - what UTF-8 text looks like: folding, trimming, width; validity is in utf8.h.
 *
 * Text in is UTF-8. ASCII takes a fast path; the rest goes through utf8proc.
 */
#ifndef CRM_TEXT_UNICODE_H
#define CRM_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/utf8.h"

/* Write the code point as UTF-8, U+FFFD where it is none; the number of bytes, at most four. */
size_t crm_utf8_put(char *to, int32_t c);

/* Append the code point as UTF-8. */
void crm_utf8_add(struct crm_buf *out, int32_t c);

/*
 * s without blanks at both ends: ASCII blanks, NBSP, U+3000, U+2000..200B, U+FEFF, U+202F, U+205F.
 * Borrowed from s.
 */
struct crm_str crm_trim_blanks(struct crm_str s);

/*
 * The character that a full-width form stands for: ASCII for U+FF01..FF5E, the sign itself for ￠
 * ￡ ￥ ￦ (U+FFE0, FFE1, FFE5, FFE6); any other character as it is. Never longer in UTF-8.
 */
int32_t crm_narrow(int32_t c);

/* Is s surely in NFC, by the ranges its characters are from? False: it takes a closer look. */
bool crm_is_plainly_nfc(struct crm_str s);

/* The first letter of a character's general category. */
enum crm_char_class {
    CRM_CHAR_OTHER, /* controls, formats, private, unassigned */
    CRM_CHAR_LETTER,
    CRM_CHAR_MARK,
    CRM_CHAR_NUMBER,
    CRM_CHAR_PUNCTUATION,
    CRM_CHAR_SYMBOL,
    CRM_CHAR_SEPARATOR,
};
enum crm_char_class crm_char_class(int32_t c);

/* A Chinese character: the unified ideographs, their extensions and compatibility forms, 〇 and 々.
 */
bool crm_is_han(int32_t c);

/* One character for one, whatever the language: İ is i, ß has no capital. */
int32_t crm_lower_char(int32_t c);
int32_t crm_upper_char(int32_t c);

/* Unicode's normal forms (UAX #15). */
enum crm_normal_form { CRM_NFC, CRM_NFD, CRM_NFKC };

/*
 * Bring what stands in `out` from `start` on, well-formed UTF-8, into the form; did that change it?
 * Works in the room behind the text, without memory of its own.
 */
bool crm_normal_form(struct crm_buf *out, size_t start, enum crm_normal_form form);

/*
 * Append the key under which headers are compared: NFKC, case folded, without blanks, quotes,
 * '=', and _ - . / #, without the unit suffixes (元) (件) (UTC). Empty in, empty out.
 */
void crm_header_key(struct crm_buf *out, struct crm_str s);

/* The same key as a text in the arena. */
struct crm_str crm_header_key_dup(struct crm_arena *a, struct crm_str s);

/* Columns that s takes on a terminal: East Asian wide characters two, combining marks none. */
size_t crm_display_width(struct crm_str s);

#endif
