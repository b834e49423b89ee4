/*
 * lines.h - lines of text for a terminal: padded cells, bars, wrapped sentences.
 *
 * Widths are display columns: CJK characters take two. Everything is written with Unicode signs;
 * crm_lines_to_ascii turns what was written into ASCII, column for column.
 */
#ifndef CRM_RENDER_LINES_H
#define CRM_RENDER_LINES_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "table/money.h"

/* Append the text, escaped, cut and padded to exactly `columns`. */
void crm_add_left(struct crm_buf *out, struct crm_str text, size_t columns);
void crm_add_right(struct crm_buf *out, struct crm_str text, size_t columns);

/* A bar of blocks, part / whole of `columns`, in eighths of a column; nothing behind it. */
void crm_add_bar(struct crm_buf *out, crm_wide part, crm_wide whole, size_t columns);

/* n times the text. */
void crm_add_times(struct crm_buf *out, const char *text, size_t n);

/*
 * A paragraph in lines of at most `columns`, each after `indent`. Breaks at spaces and between CJK
 * characters, not before their closing marks; a word longer than a line stands alone.
 */
void crm_add_wrapped(struct crm_buf *out, struct crm_str text, const char *indent, size_t columns);

/* Replace what stands in out from byte `from` on by ASCII of the same width. */
void crm_lines_to_ascii(struct crm_buf *out, size_t from);

#endif
