#include "clean/type.h"

#include "clean/protection.h"
#include "table/money.h"

/* 1.93068E+15: what Excel shows, and saves, of a long number. The digits are gone. */
static bool has_scientific(struct crm_str s)
{
    size_t i = 1;

    if (s.n < 5 || s.p[0] < '1' || s.p[0] > '9')
        return false;
    if (s.p[i] == '.')
        for (i++; i < s.n && crm_is_digit(s.p[i]);)
            i++;
    return s.n - i == 4 && (s.p[i] == 'E' || s.p[i] == 'e') && s.p[i + 1] == '+' &&
           crm_is_digit(s.p[i + 2]) && crm_is_digit(s.p[i + 3]);
}

enum crm_msg crm_clean_id(struct crm_str raw, const struct crm_clean_opts *opts,
                          struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str s;

    if (why != CRM_MSG_NONE)
        return why;
    s = crm_without_protection(crm_str_from(crm_buf_str(out), start), true);
    if (crm_is_null_text(s))
        why = CRM_MSG_EMPTY_VALUE;
    else if (has_scientific(s))
        why = CRM_MSG_SCIENTIFIC;
    else
        memmove(out->p + start, s.p, s.n);
    out->n = why == CRM_MSG_NONE ? start + s.n : start;
    return why;
}

const struct crm_type crm_type_id = {"id", crm_quick_id, crm_clean_id, NULL, 0};
