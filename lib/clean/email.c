/*
 * email.c - addresses as mail programs and shops write them. What is around an address is taken off
 * (<...>, "...", mailto:, a name before it); the address itself is checked, never mended.
 */
#include "clean/type.h"

enum { LONGEST_ADDRESS = 254, LONGEST_LOCAL = 64, LONGEST_LABEL = 63 }; /* RFC 5321, RFC 1035 */

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

/* The text between the two bytes that it starts and ends with, or s. */
static struct crm_str unwrap(struct crm_str s, char open, char close)
{
    if (s.n >= 2 && s.p[0] == open && s.p[s.n - 1] == close)
        return crm_str_trim((struct crm_str){s.p + 1, s.n - 2});
    return s;
}

/* The address of `Name <address>`, where the name is no address itself. */
static struct crm_str without_name(struct crm_str s)
{
    const char *open = s.n ? memchr(s.p, '<', s.n) : NULL;

    if (!open || s.p[s.n - 1] != '>' || memchr(s.p, '@', (size_t)(open - s.p)))
        return s;
    s = crm_str_from(s, (size_t)(open - s.p));
    return unwrap(s, '<', '>');
}

static struct crm_str address_in(struct crm_str s)
{
    struct crm_str mailto = CRM_STR("mailto:");

    s = unwrap(without_name(unwrap(s, '"', '"')), '\'', '\'');
    if (s.n && s.p[0] == '\'')
        s = crm_str_from(s, 1);
    if (s.n > mailto.n && crm_str_eq_nocase((struct crm_str){s.p, mailto.n}, mailto))
        s = crm_str_from(s, mailto.n);
    if (s.n && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == ';'))
        s.n--;
    return crm_str_trim(s);
}

/* Two or more parts with an @, between signs that no address holds unquoted. */
static bool has_several(struct crm_str s)
{
    size_t addresses = 0;
    bool has_at = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '@' && !has_at)
            addresses++;
        has_at = s.p[i] == '@' || (has_at && !is_one_of(s.p[i], " ,;|/<>"));
        if (crm_str_starts(crm_str_from(s, i), CRM_STR("、")))
            has_at = false;
    }
    return addresses > 1;
}

/* Letters, digits, the other signs of RFC 5322 atext; points neither at an end nor doubled. */
static bool is_local(struct crm_str s)
{
    if (s.n == 0 || s.n > LONGEST_LOCAL || s.p[0] == '.' || s.p[0] == '\'' || s.p[s.n - 1] == '.')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '.' ? s.p[i - 1] == '.'
                     : !is_letter(c) && !crm_is_digit(c) && !is_one_of(c, "!#$%&'+-/=?^_`{|}~"))
            return false;
    }
    return true;
}

/* Letters, digits and inner hyphens; two hyphens in third place mean an encoded name, "xn--". */
static bool is_label(struct crm_str s)
{
    if (s.n == 0 || s.n > LONGEST_LABEL || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]) && !crm_is_digit(s.p[i]) && s.p[i] != '-')
            return false;
    return s.n < 4 || memcmp(s.p + 2, "--", 2) != 0 || memcmp(s.p, "xn", 2) == 0;
}

static bool is_top_label(struct crm_str s)
{
    if (s.n >= 2 && crm_str_starts(s, CRM_STR("xn--")))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]))
            return false;
    return s.n >= 2;
}

static bool is_domain(struct crm_str s)
{
    size_t labels = 0;

    for (;;) {
        const char *point = s.n ? memchr(s.p, '.', s.n) : NULL;
        struct crm_str label = {s.p, point ? (size_t)(point - s.p) : s.n};

        if (!is_label(label))
            return false;
        labels++;
        if (!point)
            return labels >= 2 && is_top_label(label);
        s = crm_str_from(s, label.n + 1);
    }
}

static enum crm_msg check_address(struct crm_str s)
{
    const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
    struct crm_str local, domain;

    if (!at || s.n > LONGEST_ADDRESS)
        return CRM_MSG_NOT_AN_EMAIL;
    local = (struct crm_str){s.p, (size_t)(at - s.p)};
    domain = crm_str_from(s, local.n + 1);
    return is_local(local) && is_domain(domain) ? CRM_MSG_NONE : CRM_MSG_NOT_AN_EMAIL;
}

/* ASCII letters as small ones, and the ideographic full stop as the point it stands for (IDNA). */
static size_t fold_address(char *to, struct crm_str s)
{
    size_t n = 0;

    while (s.n) {
        bool is_stop = crm_str_starts(s, CRM_STR("。"));

        to[n] = crm_lower(s.p[0]);
        if (is_stop)
            to[n] = '.';
        n++;
        s = crm_str_from(s, is_stop ? 3 : 1);
    }
    return n;
}

enum crm_msg crm_clean_email(struct crm_str raw, const struct crm_clean_opts *opts,
                             struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str s = crm_str_from(crm_buf_str(out), start);

    if (why != CRM_MSG_NONE)
        return why;
    if (crm_is_cipher(s))
        why = CRM_MSG_CIPHER;
    else if (crm_is_masked(s))
        why = CRM_MSG_MASKED;
    else if (has_several(s))
        why = CRM_MSG_MULTIPLE;
    if (why == CRM_MSG_NONE) {
        s.n = fold_address(out->p + start, address_in(s));
        why = check_address(s);
    }
    out->n = why == CRM_MSG_NONE ? start + s.n : start;
    return why;
}

const struct crm_type crm_type_email = {"email", crm_quick_email, crm_clean_email, NULL, 5};
