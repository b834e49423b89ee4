#include "clean/protection.h"

/* A name such as 't Hooft keeps its quote; what Excel would retype does not need it any more. */
static bool is_guarded(struct crm_str s, bool is_id)
{
    if (s.n == 0 || s.p[0] != '\'')
        return false;
    return is_id || (s.n > 1 && (crm_is_digit(s.p[1]) || (s.p[1] && strchr("+-=@", s.p[1]))));
}

/* ="..." around text without quotes; with quotes inside it may be a formula, and stays. */
static bool is_formula_text(struct crm_str s)
{
    return s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' &&
           memchr(s.p + 2, '"', s.n - 2) == s.p + s.n - 1;
}

struct crm_str crm_without_protection(struct crm_str s, bool is_id)
{
    for (;;) {
        s = crm_str_trim(s);
        if (is_guarded(s, is_id))
            s = crm_str_from(s, 1);
        else if (is_formula_text(s))
            s = (struct crm_str){s.p + 2, s.n - 3};
        else
            return s;
    }
}
