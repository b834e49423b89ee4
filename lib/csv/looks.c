#include "csv/looks.h"

#include "text/unicode.h"

/* The word at the start of *s, if it stands there, is taken off it. */
static bool take(struct crm_str *s, struct crm_str word)
{
    if (!crm_str_starts(*s, word))
        return false;
    *s = crm_str_from(*s, word.n);
    return true;
}

static bool take_any(struct crm_str *s, const struct crm_str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (take(s, words[i]))
            return true;
    return false;
}

static void take_blanks(struct crm_str *s)
{
    while (s->n && (s->p[0] == ' ' || s->p[0] == '\t'))
        *s = crm_str_from(*s, 1);
}

static bool is_one_of(char c, struct crm_str set)
{
    return memchr(set.p, c, set.n) != NULL;
}

static bool is_letter(char c)
{
    return crm_lower(c) >= 'a' && crm_lower(c) <= 'z';
}

/* The digits at the start of *s, at most max of them; how many to *n. More digits than that: false.
 */
static bool take_number(struct crm_str *s, size_t max, size_t *n, unsigned *value)
{
    *n = 0;
    *value = 0;
    while (*n < s->n && crm_is_digit(s->p[*n])) {
        if (*n == max)
            return false;
        *value = *value * 10 + (unsigned)(s->p[*n] - '0');
        ++*n;
    }
    *s = crm_str_from(*s, *n);
    return *n > 0;
}

/* ="123" and '123 as sheets write digits that shall stay as they are. */
static struct crm_str unprotected(struct crm_str s)
{
    if (s.n > 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
        return (struct crm_str){s.p + 2, s.n - 3};
    if (s.n > 1 && s.p[0] == '\'' && crm_is_digit(s.p[1]))
        return crm_str_from(s, 1);
    return s;
}

static bool is_empty(struct crm_str s)
{
    static const struct crm_str words[] = {CRM_STR_INIT("NULL"), CRM_STR_INIT("N/A"),
                                           CRM_STR_INIT("\\N")};
    static const struct crm_str dashes[] = {CRM_STR_INIT("-"), CRM_STR_INIT("—"),
                                            CRM_STR_INIT("―")};

    if (CRM_IS_AMONG(s, words))
        return true;
    while (take_any(&s, dashes, sizeof(dashes) / sizeof(*dashes)))
        ;
    return s.n == 0;
}

/* What stands between a date's first and second number, and behind its last. */
static bool take_date_mark(struct crm_str *s, size_t which, char *mark)
{
    static const struct crm_str units[] = {CRM_STR_INIT("年"), CRM_STR_INIT("月"),
                                           CRM_STR_INIT("日")};

    if (take(s, units[which])) {
        *mark = 'Y';
        return true;
    }
    if (!s->n || !is_one_of(s->p[0], CRM_STR("-/.")))
        return false;
    *mark = s->p[0];
    *s = crm_str_from(*s, 1);
    return true;
}

/* A date at the start of *s: three numbers, the year first or last. */
static bool take_date(struct crm_str *s)
{
    struct crm_str rest = *s;
    size_t n[3];
    unsigned v[3];
    char marks[3] = {0, 0, 0};

    for (size_t i = 0; i < 3; i++) {
        if (!take_number(&rest, 4, &n[i], &v[i]))
            return false;
        if (i < 2 && !take_date_mark(&rest, i, &marks[i]))
            return false;
    }
    if (marks[0] != marks[1] || (marks[0] == 'Y' && !take_date_mark(&rest, 2, &marks[2])))
        return false;
    bool has_year = n[0] == 4 || n[2] == 4;
    if (n[1] > 2 || (!has_year && (marks[0] == '.' || n[0] > 2 || n[2] != 2)))
        return false;
    unsigned day = n[0] == 4 ? v[2] : v[0];
    if ((n[0] == 4 ? n[2] : n[0]) > 2 || !day || !v[1] || day > 31 || v[1] > 31 ||
        (day > 12 && v[1] > 12))
        return false;
    *s = rest;
    return true;
}

/* A time at the start of *s, with seconds, their fraction, AM or PM, and a zone where there. */
static bool take_time(struct crm_str *s)
{
    struct crm_str rest = *s;
    size_t n;
    unsigned hour, minute, ignored;

    if (!take_number(&rest, 2, &n, &hour) || hour > 24 || !take(&rest, CRM_STR(":")) ||
        !take_number(&rest, 2, &n, &minute) || n != 2 || minute > 59)
        return false;
    if (take(&rest, CRM_STR(":")) && (!take_number(&rest, 2, &n, &ignored) || n != 2))
        return false;
    if ((take(&rest, CRM_STR(".")) || take(&rest, CRM_STR(","))) &&
        !take_number(&rest, 9, &n, &ignored))
        return false;
    take_blanks(&rest);
    while (rest.n && rest.n <= 4 && is_letter(rest.p[0])) /* PM, UTC, Z */
        rest = crm_str_from(rest, 1);
    if (take(&rest, CRM_STR("+")) || take(&rest, CRM_STR("-")))
        while (rest.n && (crm_is_digit(rest.p[0]) || rest.p[0] == ':'))
            rest = crm_str_from(rest, 1);
    *s = rest;
    return true;
}

static bool is_date(struct crm_str s)
{
    if (!take_date(&s))
        return false;
    take(&s, CRM_STR("T"));
    take_blanks(&s);
    return s.n == 0 || (take_time(&s) && s.n == 0);
}

static bool is_time(struct crm_str s)
{
    return take_time(&s) && s.n == 0;
}

static bool is_email(struct crm_str s)
{
    const char *at = memchr(s.p, '@', s.n);

    if (!at || at == s.p)
        return false;
    struct crm_str domain = crm_str_from(s, (size_t)(at - s.p) + 1);
    const char *dot = memchr(domain.p, '.', domain.n);
    if (!dot || dot == domain.p || domain.p[domain.n - 1] == '.')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (is_one_of(s.p[i], CRM_STR(" \t\r\n,;<>\"|")) || (s.p[i] == '@' && s.p + i != at))
            return false;
    return true;
}

static bool is_url(struct crm_str s)
{
    return (take(&s, CRM_STR("http://")) || take(&s, CRM_STR("https://")) ||
            take(&s, CRM_STR("www."))) &&
           s.n > 3 && !memchr(s.p, ' ', s.n);
}

static bool is_phone(struct crm_str s)
{
    size_t digits = 0, stars = 0, marks = 0;
    bool has_plus = take(&s, CRM_STR("+"));

    for (size_t i = 0; i < s.n; i++) {
        if (crm_is_digit(s.p[i]))
            digits++;
        else if (s.p[i] == '*')
            stars++;
        else if (is_one_of(s.p[i], CRM_STR(" -()")))
            marks++;
        else
            return false;
    }
    if (!has_plus && !marks && digits + stars == 11) /* a mobile number of China, or a masked one */
        return s.p[0] == '1' && s.p[1] >= '3' && s.p[1] <= '9' && stars <= 6;
    return !stars && (has_plus || marks) && digits >= 7 && digits <= 15;
}

/* A number's digits: one point or comma anywhere, or several between groups of three. */
static bool is_digits(struct crm_str s, bool *is_plain)
{
    size_t marks = 0, digits = 0, group = 0;
    bool has_odd_group = false;

    for (size_t i = 0; i < s.n; i++) {
        if (crm_is_digit(s.p[i])) {
            digits++;
            group++;
        } else if ((s.p[i] == '.' || s.p[i] == ',') && group) {
            has_odd_group = has_odd_group || (marks && group != 3);
            marks++;
            group = 0;
        } else {
            return false;
        }
    }
    *is_plain = marks == 0;
    return digits && group && !has_odd_group;
}

static bool is_number(struct crm_str s, bool *is_plain)
{
    static const struct crm_str before[] = {
        CRM_STR_INIT("$"),   CRM_STR_INIT("¥"),   CRM_STR_INIT("￥"),
        CRM_STR_INIT("€"),   CRM_STR_INIT("£"),   CRM_STR_INIT("RM"),
        CRM_STR_INIT("CNY"), CRM_STR_INIT("USD"), CRM_STR_INIT("EUR"),
    };
    static const struct crm_str after[] = {
        CRM_STR_INIT("元"), CRM_STR_INIT("%"),   CRM_STR_INIT("€"),   CRM_STR_INIT("円"),
        CRM_STR_INIT("万"), CRM_STR_INIT("CNY"), CRM_STR_INIT("USD"), CRM_STR_INIT("EUR"),
    };
    bool has_mark = false;

    if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
        s = (struct crm_str){s.p + 1, s.n - 2};
        has_mark = true;
    }
    if (!take(&s, CRM_STR("-")))
        take(&s, CRM_STR("+"));
    if (take_any(&s, before, sizeof(before) / sizeof(*before))) {
        has_mark = true;
        take_blanks(&s);
        take(&s, CRM_STR("-"));
    }
    for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++)
        if (s.n > after[i].n && crm_str_ends(s, after[i])) {
            s.n -= after[i].n;
            has_mark = true;
        }
    s = crm_str_trim(s);
    const char *e = s.n ? memchr(s.p, 'E', s.n) : NULL; /* 1.93E+15 */
    if (e && e + 2 < s.p + s.n && (e[1] == '+' || e[1] == '-')) {
        s.n = (size_t)(e - s.p);
        has_mark = true;
    }
    if (!is_digits(s, is_plain))
        return false;
    *is_plain = *is_plain && !has_mark;
    return true;
}

enum crm_looks crm_looks_of(struct crm_str cell)
{
    struct crm_str s = unprotected(crm_trim_blanks(cell));
    bool has_digit = false, has_blank = false, is_plain;

    if (s.n == 0 || is_empty(s))
        return CRM_LOOKS_EMPTY;
    for (size_t i = 0; i < s.n; i++) {
        has_digit = has_digit || crm_is_digit(s.p[i]);
        has_blank = has_blank || (unsigned char)s.p[i] <= ' ';
    }
    if (has_digit && s.n <= 40) {
        if (is_date(s))
            return CRM_LOOKS_DATE;
        if (is_time(s))
            return CRM_LOOKS_TIME;
        if (is_phone(s))
            return CRM_LOOKS_PHONE;
        if (is_number(s, &is_plain))
            return is_plain ? CRM_LOOKS_NUMBER : CRM_LOOKS_AMOUNT;
    }
    if (has_blank)
        return CRM_LOOKS_TEXT;
    if (is_email(s))
        return CRM_LOOKS_EMAIL;
    if (is_url(s))
        return CRM_LOOKS_URL;
    return has_digit ? CRM_LOOKS_CODE : CRM_LOOKS_WORD;
}

bool crm_looks_alike(enum crm_looks a, enum crm_looks b)
{
    if (a == CRM_LOOKS_AMOUNT)
        a = CRM_LOOKS_NUMBER;
    if (b == CRM_LOOKS_AMOUNT)
        b = CRM_LOOKS_NUMBER;
    return a == b;
}

bool crm_looks_like_data(enum crm_looks looks)
{
    return looks >= CRM_LOOKS_AMOUNT && looks < CRM_LOOKS_COUNT;
}
