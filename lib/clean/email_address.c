#include "clean/email_address.h"

#include <arpa/inet.h>

#include "text/idn.h"
#include "text/unicode.h"

#define WORD CRM_STR_INIT

struct crm_str crm_address_quoted(struct crm_str s)
{
    if (s.n == 0 || s.p[0] != '"')
        return CRM_STR("");
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"')
            return (struct crm_str){s.p, i + 1};
        i += s.p[i] == '\\';
    }
    return CRM_STR("");
}

bool crm_address_cut(struct crm_str s, struct crm_address *a)
{
    struct crm_str quoted = crm_address_quoted(s);
    const char *at = NULL;

    if (quoted.n && quoted.n < s.n && s.p[quoted.n] == '@')
        at = s.p + quoted.n;
    else if (s.n)
        at = memrchr(s.p, '@', s.n);
    if (!at)
        return false;
    a->local = (struct crm_str){s.p, (size_t)(at - s.p)};
    a->domain = crm_str_from(s, a->local.n + 1);
    return true;
}

static bool is_atext(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || crm_is_digit(c) ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Beyond ASCII: what can be told from others in print. */
static bool is_local_char(int32_t c)
{
    switch (crm_char_class(c)) {
    case CRM_CHAR_LETTER:
    case CRM_CHAR_MARK:
    case CRM_CHAR_NUMBER:
    case CRM_CHAR_PUNCTUATION:
        return true;
    case CRM_CHAR_SYMBOL:
    case CRM_CHAR_SEPARATOR:
    case CRM_CHAR_OTHER:
        return false;
    }
    return false;
}

bool crm_address_is_atoms(struct crm_str s)
{
    bool is_start = true;
    size_t bytes = 0;

    for (; s.n; s = crm_str_from(s, bytes)) {
        bool is_ascii = (unsigned char)s.p[0] < 0x80;
        int32_t c = is_ascii ? s.p[0] : crm_utf8_next(s, &bytes);

        bytes = is_ascii ? 1 : bytes;
        if (c == '.' ? is_start : c < 0x80 ? !is_atext((char)c) : !is_local_char(c))
            return false;
        if (is_start && c >= 0x80 && crm_char_class(c) == CRM_CHAR_MARK)
            return false;
        is_start = c == '.';
    }
    return !is_start;
}

bool crm_address_is_quoted(struct crm_str s)
{
    size_t bytes;

    if (s.n < 3 || crm_address_quoted(s).n != s.n)
        return false;
    for (s = (struct crm_str){s.p + 1, s.n - 2}; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);

        if (c < ' ' || c == 0x7F || (c >= 0x80 && !is_local_char(c)))
            return false;
    }
    return true;
}

/* Two letters or more, in ASCII; else of one script, as far as that tells com邮箱 from 邮箱. */
static bool is_top_label(struct crm_str s)
{
    int32_t points[CRM_IDN_LABEL_BYTES];
    unsigned n = crm_idn_points(s, points), ascii = 0, latin = 0;

    for (unsigned i = 0; i < n; i++) {
        if (points[i] < 0x80 &&
            (crm_lower_char(points[i]) < 'a' || crm_lower_char(points[i]) > 'z'))
            return false;
        ascii += points[i] < 0x80;
        latin += points[i] < 0x250;
    }
    return n >= 2 && (latin == n || !ascii);
}

static bool is_ip(struct crm_str s, int family)
{
    char text[INET6_ADDRSTRLEN], address[sizeof(struct in6_addr)];

    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return strlen(text) == s.n && inet_pton(family, text, address) == 1;
}

/* [192.0.2.1], [IPv6:2001:db8::1] (RFC 5321 4.1.3); without brackets for the first. */
static bool is_literal(struct crm_str s)
{
    struct crm_str tag = CRM_STR("IPv6:");

    if (is_ip(s, AF_INET))
        return true;
    if (s.n < 2 || s.p[0] != '[' || s.p[s.n - 1] != ']')
        return false;
    s = (struct crm_str){s.p + 1, s.n - 2};
    if (s.n > tag.n && crm_str_eq_nocase((struct crm_str){s.p, tag.n}, tag))
        return is_ip(crm_str_from(s, tag.n), AF_INET6);
    return is_ip(s, AF_INET) || is_ip(s, AF_INET6);
}

size_t crm_address_domain_bytes(struct crm_str domain, const struct crm_clean_opts *opts)
{
    size_t bytes = 0, labels = 0;
    struct crm_str s = domain;

    if (opts->allows_ip && is_literal(domain))
        return domain.n;
    for (;;) {
        const char *point = s.n ? memchr(s.p, '.', s.n) : NULL;
        struct crm_str label = {s.p, point ? (size_t)(point - s.p) : s.n};
        size_t n = crm_idn_label_bytes(label);

        bytes += n + (labels++ > 0);
        if (n == 0 || bytes > CRM_DOMAIN_BYTES)
            return 0;
        if (!point)
            return labels >= 2 && is_top_label(label) ? bytes : 0;
        s = crm_str_from(s, label.n + 1);
    }
}

bool crm_address_is_reserved(struct crm_str domain)
{
    static const struct crm_str reserved[] = {
        WORD("example"),     WORD("test"),        WORD("invalid"),     WORD("localhost"),
        WORD("local"),       WORD("onion"),       WORD("arpa"),        WORD("alt"),
        WORD("example.com"), WORD("example.net"), WORD("example.org"),
    };

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        size_t n = reserved[i].n;
        struct crm_str tail = crm_str_from(domain, domain.n > n ? domain.n - n : 0);

        if (crm_str_eq_nocase(tail, reserved[i]) &&
            (domain.n == n || domain.p[domain.n - n - 1] == '.'))
            return true;
    }
    return false;
}
