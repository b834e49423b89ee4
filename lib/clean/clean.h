/*
 * clean.h - what a value may look like, and its canonical form.
 *
 * Every normaliser has one shape: bytes in; canonical bytes appended to `out`, or a reason why not
 * and `out` untouched. Every one is idempotent: its own output gives the same bytes again, and no
 * step of change. Which normalisers there are, and which options each has, says type.h.
 */
#ifndef CRM_CLEAN_CLEAN_H
#define CRM_CLEAN_CLEAN_H

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"
#include "table/date.h"

/* What was done to a value, a bit each: the reasons in --changes and --report. */
#define CRM_STEPS(X)                                                                               \
    X(space)    /* blanks trimmed or joined */                                                     \
    X(width)    /* full width, ligatures and the like as plain characters */                       \
    X(ctl)      /* invisible characters taken out */                                               \
    X(nfc)      /* Unicode normal form */                                                          \
    X(excel)    /* ="...", a leading ' or TAB, a .0 behind digits */                               \
    X(null)     /* a spelling of nothing */                                                        \
    X(case)     /* letters' case */                                                                \
    X(prefix)   /* a label or wrapping around the value: tel:, mailto:, <...>, "..." */            \
    X(suffix)   /* a remark behind the value */                                                    \
    X(cc)       /* country code or trunk prefix */                                                 \
    X(ext)      /* an extension's spelling */                                                      \
    X(format)   /* the same value in its canonical spelling */                                     \
    X(order)    /* day, month and year, or the parts of a name, put in order */                    \
    X(zone)     /* moved to another time zone */                                                   \
    X(serial)   /* a spreadsheet's day number or a count of seconds */                             \
    X(unit)     /* a currency sign, a unit, a magnitude such as 万 */                             \
    X(group)    /* digits' grouping signs, the decimal sign */                                     \
    X(paren)    /* (12.00) or 12.00- for negative */                                               \
    X(round)    /* decimals beyond the scale */                                                    \
    X(alias)    /* another word for the same: 男 and M, CNY and RMB */                            \
    X(provider) /* the form in which a mail provider delivers it */                                \
    X(typo)     /* a misspelt domain */                                                            \
    X(mojibake) /* decoded twice, put right */                                                     \
    X(fill)     /* from another cell of the row, or the row above */

enum crm_clean_step {
#define CRM_STEP_PLACE(name) CRM_STEP_PLACE_##name,
    CRM_STEPS(CRM_STEP_PLACE)
#undef CRM_STEP_PLACE
        CRM_STEP_COUNT
};
typedef uint32_t crm_steps;
#define CRM_STEP(name) ((crm_steps)1 << CRM_STEP_PLACE_##name)

/* The name of a step, such as "space". */
const char *crm_step_name(enum crm_clean_step step);

/* The options of every type, for one column; crm_clean_defaults gives those of a run. */
struct crm_clean_opts {
    const char *region; /* phone, postcode: the country of values that name none, "CN" */

    /* id: type=cn_resident_id, cn_uscc */
    enum { CRM_ID_PLAIN, CRM_ID_RESIDENT, CRM_ID_CREDIT_CODE } id_kind;

    /* dates */
    enum crm_date_order order;
    bool
        is_order_found; /* by the column's values, not told: one that can only be another is read */
    struct crm_zone zone;                                                     /* to_tz */
    enum { CRM_SERIAL_NONE, CRM_SERIAL_1900, CRM_SERIAL_1904 } serial;        /* numbers are days */
    enum { CRM_EPOCH_NONE, CRM_EPOCH_S, CRM_EPOCH_MS, CRM_EPOCH_AUTO } epoch; /* or seconds */
    bool is_date_only; /* type=date: the time of day is left out */
    const char *lang;  /* of month names beside English: "de", "fr", "es", ... or NULL */

    /* money, quantity */
    char decimal;     /* '.' or ',' */
    char currency[4]; /* what ambiguous signs (¥, $, 円) mean, and bare amounts; "" */
    bool has_units;   /* 万, 亿, k, Chinese numerals are understood */
    bool has_code;    /* out=amount+code */
    int scale;        /* decimals, half away from zero; -1: as they are */

    int top; /* score: the end of the scale, 5 or 10; 0: not told */

    /* email */
    enum { CRM_EMAIL_NORM, CRM_EMAIL_CHECK, CRM_EMAIL_CANON } email_mode;
    enum { CRM_LOWER_ALL, CRM_LOWER_DOMAIN, CRM_LOWER_NONE } email_lower;
    /* A name before the address: AUTO allows it except where nothing is mended. */
    enum { CRM_DISPLAY_AUTO, CRM_DISPLAY_NO, CRM_DISPLAY_YES } display;
    bool allows_quoted, allows_utf8, allows_ip;
    bool refuses_reserved; /* reserved=reject: example.com, .test, .invalid ... */
    bool is_strict_email;  /* no comments: a(work)@b.com */
    bool skips_providers;  /* providers=none: canon knows none of them */
    bool fixes_typos;      /* typo=fix, --fix-typos */
    bool keeps_gmail_dots, keeps_subaddress;

    /* name */
    enum { CRM_FORM_NFC, CRM_FORM_NFD, CRM_FORM_NFKC, CRM_FORM_WIDTH } form;
    bool strips_honorific, strips_suffix, strips_paren;
    bool is_title_case, fixes_middot, fixes_mojibake, is_han_script, is_given_family;
    bool refuses_placeholder;
    enum { CRM_HAN_AS_IS, CRM_HAN_SIMPLIFIED, CRM_HAN_TRADITIONAL } han;
    bool decodes_html;
};

/* Those of a run without options: region CN, a decimal point, as the comments in type files say. */
struct crm_clean_opts crm_clean_defaults(void);

/* CRM_MSG_NONE when `out` got the canonical value, with what was done added to *steps; else the
 * reason; EMPTY_VALUE for a null spelling. */
typedef enum crm_msg crm_clean_fn(struct crm_str raw, const struct crm_clean_opts *opts,
                                  struct crm_buf *out, crm_steps *steps);

/* text.c - blanks trimmed and runs of them joined, width folded, Excel protection (="..", leading
 * TAB, ' before a digit or one of + - = @) taken off, invisible characters dropped. Every other
 * normaliser starts from this form, and shares its reasons: EMPTY_VALUE, NOT_UTF8. */
crm_clean_fn crm_clean_text;

/* name.c - of people and shops; by default as text, and refused where no name can be read: MASKED,
 * CIPHER, MOJIBAKE, NOT_A_NAME, PLACEHOLDER. */
crm_clean_fn crm_clean_name;

/* id.c - order numbers, SKUs, postcodes: protection (any leading ') and blanks taken off, never
 * retyped. Reason: SCIENTIFIC (1.93068E+15). */
crm_clean_fn crm_clean_id;

/* id_card.c, credit_code.c - the citizen identification number of China, and the unified social
 * credit code of its companies: 18 characters, blanks and hyphens taken out, capitals. Reasons:
 * LENGTH, INVALID, BIRTHDATE, CHECKSUM, MASKED, SCIENTIFIC. */
crm_clean_fn crm_clean_resident_id;
crm_clean_fn crm_clean_credit_code;

/* What a canonical identification number says of its bearer: day of birth (date.h), 'M' or 'F'.
 * False when it is none. */
bool crm_resident_id_facts(struct crm_str canonical, int32_t *birthday, char *gender);

/* phone.c - E.164 (+8613812345678), an extension as ";ext=123". What a number may look like in the
 * region, and in fourteen others behind a country code, says phone_table.c; elsewhere it is +CC
 * with 7..15 digits. A region without a plan knows only numbers with a country code. Reasons:
 * TOO_SHORT, TOO_LONG, INVALID_PREFIX, SHORT_CODE, UNKNOWN_COUNTRY, AMBIGUOUS (0512-5459277-1: an
 * extension or not), MASKED, CIPHER, PRIVACY_NUMBER, MULTIPLE, NOT_A_NUMBER, SCIENTIFIC (1.86E+10).
 */
crm_clean_fn crm_clean_phone;

/* email.c - an address (email_address.h) without what stood around it, lower case; mode=check: as
 * it is; mode=canon: as its provider delivers it. Reasons: INVALID, RESERVED, MASKED, CIPHER,
 * MULTIPLE.
 */
crm_clean_fn crm_clean_email;

/* Append the form of a canonical e-mail by which two of one mailbox are found equal: mode=canon
 * without options. False, nothing appended, when there is none. */
bool crm_email_key(struct crm_str canonical_email, struct crm_buf *out);

/* when.c - a date or time in the form of crm_when_add_text, read as crm_when_read does. Reasons:
 * INVALID (no date, or one that never was), NOT_A_DATE (a number, without serial or epoch),
 * AMBIGUOUS, ORDER, INCOMPLETE, AMBIGUOUS_ZONE. */
crm_clean_fn crm_clean_when;

/* amount.c - the decimal as it was written, without groups: 1234.50, with out=amount+code
 * "1234.50 CNY" (under a decimal comma three decimals are written as four where they would be a
 * group of three next time). Reasons as crm_decimal_read; AMBIGUOUS also for a currency that
 * neither sign nor option settles. */
crm_clean_fn crm_clean_amount;

/* address.c - addresses as text; provinces and cities of China by their official names. Reasons:
 * MASKED, CIPHER. */
crm_clean_fn crm_clean_address;
crm_clean_fn crm_clean_province;
crm_clean_fn crm_clean_city;

/* quantity.c - how many: a plain decimal, 2件 and x2 are 2. Reasons as amounts. */
crm_clean_fn crm_clean_quantity;

/* score.c - 0 to 10, or to top=. Reasons: RANGE, AMBIGUOUS (five stars where the top is not 5),
 * UNKNOWN_VALUE, INVALID. */
crm_clean_fn crm_clean_score;

/* boolean.c, gender.c, country.c - true, false; M, F; ISO 3166-1 alpha-2. Reasons: UNKNOWN_VALUE;
 * EMPTY_VALUE also for a gender that is not known (0, 9, 保密). */
crm_clean_fn crm_clean_boolean, crm_clean_gender, crm_clean_country;

/* currency_code.c - ISO 4217. Reasons: UNKNOWN_VALUE, AMBIGUOUS ($, unless currency= or region=
 * settle it). */
crm_clean_fn crm_clean_currency;

/* order_status.c - the words of order_status.h; any other status as it is. */
crm_clean_fn crm_clean_status;

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
