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

/* Append the code point as UTF-8. */
void crm_utf8_add(struct crm_buf *out, int32_t c);

/*
 * s without blanks at both ends: ASCII blanks, NBSP, U+3000, U+2000..200B, U+FEFF, U+202F, U+205F.
 * Borrowed from s.
 */
struct crm_str crm_trim_blanks(struct crm_str s);

/*
 * Append s with full-width ASCII (U+FF01..FF5E) as ASCII, ￥ (U+FFE5) as ¥, and U+3000, NBSP and
 * the other blanks above as a space; zero-width and byte-order marks (U+200B, U+FEFF) dropped.
 */
void crm_fold_width(struct crm_buf *out, struct crm_str s);

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
