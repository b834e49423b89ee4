#include "clean/clean.h"

enum crm_msg crm_clean_when(struct crm_str raw, const struct crm_clean_opts *opts,
                            struct crm_buf *out)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out);
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
