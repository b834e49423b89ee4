/*
 * idn.h - domain names in letters beyond ASCII (IDNA 2008, RFC 5890 to 5892; UTS #46).
 *
 * A label is a U-label, such as 中国, or its A-label, xn--fiqs8s. What a label may hold is derived
 * from Unicode's properties as RFC 5892 does it; of the rules that look at neighbours those for
 * joiners and dots are kept, those for the direction of scripts (RFC 5893) are not.
 */
#ifndef CRM_TEXT_IDN_H
#define CRM_TEXT_IDN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum { CRM_IDN_LABEL_BYTES = 63 }; /* RFC 1035 */

/*
 * Bring the domain that stands in `out` from `start` on into the form in which labels are compared:
 * compatibility forms and capitals resolved, 。 as the full stop (UTS #46, not transitional). False
 * when a character stands for a full stop that must not (⒈).
 */
bool crm_idn_map(struct crm_buf *out, size_t start);

/*
 * The bytes that a mapped label has in ASCII, at most 63: as it is for an LDH label or a
 * well-formed A-label, as xn--... for a U-label. 0 when it is none of these.
 */
size_t crm_idn_label_bytes(struct crm_str label);

/* The characters of a label, those of the U-label for xn--...; 0 where these are none or too many.
 */
unsigned crm_idn_points(struct crm_str label, int32_t points[CRM_IDN_LABEL_BYTES]);

/* Append those characters. */
void crm_idn_add_unicode(struct crm_buf *out, struct crm_str label);

#endif
