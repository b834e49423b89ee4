/*
 * escape.h - the one way by which foreign text enters a page.
 *
 * Cells come from outside. Whatever they hold, they stay text: no markup, no escape sequence for
 * the terminal, no mark that turns the reading direction of what stands around them, nothing
 * invisible.
 */
#ifndef CRM_RENDER_ESCAPE_H
#define CRM_RENDER_ESCAPE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* Where the text will stand. SVG text is CRM_IN_TEXT too. */
enum crm_context {
    CRM_IN_TEXT,      /* between tags: & < > become entities */
    CRM_IN_ATTRIBUTE, /* inside "..." or '...': quotes as well */
    CRM_IN_TERMINAL,  /* no entities */
};

#define CRM_UNCUT ((size_t)-1)

/*
 * Append s for that place, cut to max_columns display columns (the last one is then "...", as one
 * character) and, against endless combining marks, to twice as many characters.
 *
 *   blanks that break lines or tabulate   a space
 *   other control characters              their pictures (U+2400..2421); C1 as U+FFFD
 *   direction marks                       shown, as [U+202E]
 *   other invisible characters            dropped; joiners, which scripts and emoji need, are kept
 *   bytes that are not UTF-8              U+FFFD
 */
void crm_escape(struct crm_buf *out, enum crm_context where, struct crm_str s, size_t max_columns);

#endif
