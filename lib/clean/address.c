/*
 * address.c - addresses, and the provinces and cities in columns of their own. Chinese ones get
 * their official name; what is not known to be one is text as any other.
 */
#include "clean/places.h"
#include "clean/type.h"

enum crm_msg crm_clean_address(struct crm_str raw, const struct crm_clean_opts *opts,
                               struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str s = crm_str_from(crm_buf_str(out), start);

    if (why == CRM_MSG_NONE && crm_is_cipher(s))
        why = CRM_MSG_CIPHER;
    else if (why == CRM_MSG_NONE && crm_is_masked(s))
        why = CRM_MSG_MASKED;
    if (why != CRM_MSG_NONE)
        out->n = start;
    return why;
}

typedef bool official_fn(struct crm_str name, struct crm_str *official);

static enum crm_msg clean_name(struct crm_str raw, const struct crm_clean_opts *opts,
                               struct crm_buf *out, crm_steps *steps, official_fn *official)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_address(raw, opts, out, steps);
    struct crm_str name;

    if (why != CRM_MSG_NONE || !official(crm_str_from(crm_buf_str(out), start), &name) ||
        crm_str_eq(crm_str_from(crm_buf_str(out), start), name))
        return why;
    out->n = start;
    crm_buf_add(out, name);
    *steps |= CRM_STEP(alias);
    return why;
}

enum crm_msg crm_clean_province(struct crm_str raw, const struct crm_clean_opts *opts,
                                struct crm_buf *out, crm_steps *steps)
{
    return clean_name(raw, opts, out, steps, crm_province_named);
}

enum crm_msg crm_clean_city(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    return clean_name(raw, opts, out, steps, crm_city_named);
}

const struct crm_type crm_type_address = {"address", crm_quick_address, crm_clean_address, NULL, 0};
const struct crm_type crm_type_province = {"province", crm_quick_province, crm_clean_province, NULL,
                                           0};
const struct crm_type crm_type_city = {"city", crm_quick_city, crm_clean_city, NULL, 0};
const struct crm_type crm_type_district = {"district", crm_quick_address, crm_clean_address, NULL,
                                           0};
