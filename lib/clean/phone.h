/*
 * phone.h - one cell read as a phone number; the types' functions (clean.h) stand on this.
 */
#ifndef CRM_CLEAN_PHONE_H
#define CRM_CLEAN_PHONE_H

#include "clean/phone_plan.h"
#include "clean/phone_read.h"

enum {
    CRM_PHONE_EXTENSION = 6, /* digits */
    CRM_PHONE_BYTES = 1 + CRM_E164_DIGITS + 5 + CRM_PHONE_EXTENSION,
};

struct crm_phone_cell {
    struct crm_phone phone;
    struct crm_str extension; /* in kept; empty: none */
    char kept[CRM_PHONE_EXTENSION];
    crm_steps steps;
};

/* The number in a text that crm_clean_text gave; home may be NULL. Returns a reason or NONE. */
enum crm_msg crm_phone_cell(struct crm_str text, const struct crm_phone_region *home,
                            struct crm_phone_cell *out);

/* The canonical form: +8613812345678, +862164381231;ext=123. Returns its bytes. */
size_t crm_phone_write(const struct crm_phone_cell *cell, char text[CRM_PHONE_BYTES]);

#endif
