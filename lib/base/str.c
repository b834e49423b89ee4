#include "base/str.h"

int crm_str_cmp(struct crm_str a, struct crm_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    if (c)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

bool crm_str_eq_nocase(struct crm_str a, struct crm_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (crm_lower(a.p[i]) != crm_lower(b.p[i]))
            return false;
    return true;
}

bool crm_str_is_among(struct crm_str s, const struct crm_str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (crm_str_eq_nocase(s, words[i]))
            return true;
    return false;
}

size_t crm_count_digits(struct crm_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += crm_is_digit(s.p[i]);
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct crm_str crm_str_trim(struct crm_str s)
{
    while (s.n && is_blank(s.p[0]))
        s = crm_str_from(s, 1);
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}
