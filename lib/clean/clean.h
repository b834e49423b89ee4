/*
 * clean.h - what a value may look like, and its canonical form.
 *
 * Every normaliser has one shape: bytes in; canonical bytes appended to `out`, or a reason why not
 * and `out` untouched. Every one is idempotent: its own output gives the same bytes again.
 */
#ifndef CRM_CLEAN_CLEAN_H
#define CRM_CLEAN_CLEAN_H

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"
#include "table/date.h"

struct crm_clean_opts {
    const char *region; /* of phones without +CC: "CN" */
    enum crm_date_order order;
    struct crm_zone zone;
    char decimal; /* '.' or ',' */
};

/* CRM_MSG_NONE when `out` got the canonical value, else the reason; EMPTY_VALUE for a null
 * spelling. */
typedef enum crm_msg crm_clean_fn(struct crm_str raw, const struct crm_clean_opts *opts,
                                  struct crm_buf *out);

/* text.c - blanks trimmed and runs of them joined, width folded, Excel protection (="..", leading
 * TAB, ' before a digit or one of + - = @) taken off, invisible characters dropped. Every other
 * normaliser starts from this form, and shares its reasons: EMPTY_VALUE, NOT_UTF8. */
crm_clean_fn crm_clean_text;

/* id.c - order numbers, SKUs, postcodes: protection (any leading ') and blanks taken off, never
 * retyped. Reason: LOST_DIGITS (1.93068E+15). */
crm_clean_fn crm_clean_id;

/* phone.c - E.164 (+8613812345678), an extension as ";ext=123". Region CN knows mobiles, land lines
 * with area code, 400/800; elsewhere +CC with 7..15 digits. Reasons: TOO_SHORT, TOO_LONG,
 * INVALID_PREFIX, MASKED_VALUE, CIPHER_VALUE, PRIVACY_NUMBER, SEVERAL_VALUES, NOT_A_PHONE,
 * LOST_DIGITS (1.86E+10). */
crm_clean_fn crm_clean_phone;

/* email.c - trimmed, width folded, lower case; one @, a dotted domain. Reasons: NOT_AN_EMAIL,
 * MASKED_VALUE, CIPHER_VALUE, SEVERAL_VALUES. */
crm_clean_fn crm_clean_email;

/* when.c - a date or time in the form of crm_when_add_text. Reasons as crm_when_parse. */
crm_clean_fn crm_clean_when;

/* amount.c - an amount in the form of crm_money_add_text (under --decimal ',' three decimals are
 * written as four, so that they are no group of three next time). Reasons as crm_money_parse. */
crm_clean_fn crm_clean_amount;

/* identity.c - values that name nobody, for whoever joins records. */

/* Masked by the shop: 138****1234, 张*, ****, x***@qq.com. */
bool crm_is_masked(struct crm_str s);

/* Cipher text instead of a value: ##..., $$... */
bool crm_is_cipher(struct crm_str s);

/* A canonical phone of samples and test orders (+8613800138000, one digit repeated, ...). */
bool crm_is_placeholder_phone(struct crm_str e164);

/* A canonical e-mail that belongs to nobody (a@a.com, test@..., noreply@..., example.com). */
bool crm_is_placeholder_email(struct crm_str email);

/* A name that is a form of address or a test: 先生, 女士, test, 匿名, 顾客, guest. */
bool crm_is_placeholder_name(struct crm_str name);

#endif
