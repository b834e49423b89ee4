/*
 * mask.h - personal data made unreadable, yet still telling who is meant to who knows.
 *
 * Input is UTF-8 as it stands in the table; output still has to be escaped. Empty in, empty out.
 */
#ifndef CRM_RENDER_MASK_H
#define CRM_RENDER_MASK_H

#include "base/buf.h"
#include "base/str.h"

/* The first character of each word: 张三 as 张*, Anna Berg as A*** B***. */
void crm_mask_name(struct crm_buf *out, struct crm_str s);

/* With seven digits or more the first three characters and the last two, else none: 138******78. */
void crm_mask_phone(struct crm_buf *out, struct crm_str s);

/* First character and the domain: a***@example.com. Without an @: as a name. */
void crm_mask_email(struct crm_buf *out, struct crm_str s);

/* A customer_id that is an e-mail address or a mobile number is masked as such; others stay. */
void crm_mask_id(struct crm_buf *out, struct crm_str s);

#endif
