/*
 * type.h - the types that a column's values may have, each with its options by name.
 *
 * A type is a file of its own: phone.c defines crm_type_phone, type.c lists it. Options are written
 * TYPE:key=value,key=value, as in -t and rules files.
 */
#ifndef CRM_CLEAN_TYPE_H
#define CRM_CLEAN_TYPE_H

#include <stddef.h>

#include "base/err.h"
#include "clean/clean.h"
#include "clean/quick.h"

enum crm_key_kind {
    CRM_KEY_TEXT,   /* const char *: kept, NUL-ended, by the caller of crm_type_option */
    CRM_KEY_CODE3,  /* char[4]: three letters, made capitals */
    CRM_KEY_INT,    /* int: a number from 0 to 99999 */
    CRM_KEY_CHOICE, /* an enum or int: the place of the value in choices */
    CRM_KEY_FLAG,   /* bool: choices[0] is false, choices[1] true; without choices, 0 and 1 */
    CRM_KEY_CHAR,   /* char: chars[i] for the i-th of choices */
    CRM_KEY_ORDER,  /* enum crm_date_order: ymd, dmy, mdy */
    CRM_KEY_ZONE,   /* struct crm_zone: as --tz */
};

/* An option of a type. */
struct crm_key {
    const char *name;
    enum crm_key_kind kind;
    size_t offset;              /* in struct crm_clean_opts */
    const char *const *choices; /* NULL-ended */
    const char *chars;
};

struct crm_type {
    const char *name;
    crm_quick_fn
        *quick; /* most cells in short, or NULL; knows only what no option changes, or asks */
    crm_clean_fn *full;
    const struct crm_key *keys; /* ended by a name of NULL; NULL: no options */
    /* How surely a column without a known header is of this type when its values parse: 0 never
     * (free text), else types that say more win: an e-mail before an id. */
    int weight;
};

extern const struct crm_type crm_type_text, crm_type_name, crm_type_id, crm_type_resident_id,
    crm_type_credit_code, crm_type_phone, crm_type_email, crm_type_date, crm_type_datetime,
    crm_type_money, crm_type_quantity, crm_type_score, crm_type_currency, crm_type_status,
    crm_type_boolean, crm_type_gender, crm_type_country, crm_type_address, crm_type_province,
    crm_type_city, crm_type_district, crm_type_postcode;

/* Every type, ended by NULL, in the order that --explain and the manual show. */
extern const struct crm_type *const crm_types[];

/* Are its values dates, with a time or without? type may be NULL. */
static inline bool crm_type_is_date(const struct crm_type *type)
{
    return type == &crm_type_date || type == &crm_type_datetime;
}

/* The type of a name, or NULL. */
const struct crm_type *crm_type_named(struct crm_str name);

/*
 * Set an option of the type from its text. The value must live as long as opts. Returns
 * CRM_MSG_NONE; UNKNOWN_KEY; or BAD_KEY_VALUE, opts unchanged.
 */
enum crm_msg crm_type_option(const struct crm_type *type, struct crm_str key, const char *value,
                             struct crm_clean_opts *opts);

/* Append " key=value" for each option that is not as crm_clean_defaults has it. */
void crm_type_add_options(struct crm_buf *out, const struct crm_type *type,
                          const struct crm_clean_opts *opts);

#endif
