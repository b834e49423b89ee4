#include "clean/type.h"

enum crm_msg crm_clean_when(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_when when;

    if (why != CRM_MSG_NONE)
        return why;
    why = crm_when_parse(crm_str_from(crm_buf_str(out), start), opts->order, &when);
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    crm_when_to_zone(&when, &opts->zone);
    crm_when_add_text(out, &when);
    return CRM_MSG_NONE;
}

static const struct crm_key keys[] = {
    {"order", CRM_KEY_ORDER, offsetof(struct crm_clean_opts, order), NULL, NULL},
    {"to_tz", CRM_KEY_ZONE, offsetof(struct crm_clean_opts, zone), NULL, NULL},
    {0},
};
const struct crm_type crm_type_date = {"date", crm_quick_when, crm_clean_when, keys, 4};
const struct crm_type crm_type_datetime = {"datetime", crm_quick_when, crm_clean_when, keys, 0};
