#include "clean/email_around.h"

#include "clean/email_address.h"

#define WORD CRM_STR_INIT

/* Between the signs that the text starts and ends with. */
static bool unwrap(struct crm_around *a)
{
    static const struct crm_str pairs[][2] = {
        {WORD("\""), WORD("\"")}, {WORD("'"), WORD("'")},   {WORD("<"), WORD(">")},
        {WORD("["), WORD("]")},   {WORD("("), WORD(")")},   {WORD("“"), WORD("”")},
        {WORD("‘"), WORD("’")},   {WORD("「"), WORD("」")}, {WORD("【"), WORD("】")},
        {WORD("《"), WORD("》")}, {WORD("〈"), WORD("〉")},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct crm_str open = pairs[i][0], close = pairs[i][1], inner;

        if (a->text.n < open.n + close.n || !crm_str_starts(a->text, open) ||
            !crm_str_ends(a->text, close))
            continue;
        inner = (struct crm_str){a->text.p + open.n, a->text.n - open.n - close.n};
        if (inner.n == 0 || memmem(inner.p, inner.n, close.p, close.n))
            continue;
        a->text = inner;
        a->steps |= CRM_STEP(prefix);
        return true;
    }
    return false;
}

/* A quote that guards the cell, commas and points that are the sentence's. */
static bool take_off_signs(struct crm_around *a)
{
    static const struct crm_str signs[] = {WORD(","),  WORD(";"),  WORD("."), WORD(":"),
                                           WORD("、"), WORD("。"), WORD("｡"), WORD("!")};
    struct crm_str *s = &a->text;

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (crm_str_ends(*s, signs[i])) {
            s->n -= signs[i].n;
            a->steps |= CRM_STEP(suffix);
            return true;
        }
    if (s->n > 1 && (s->p[0] == '\'' || s->p[0] == ',' || s->p[0] == ';')) {
        a->steps |= s->p[0] == '\'' ? CRM_STEP(excel) : CRM_STEP(prefix);
        *s = crm_str_from(*s, 1);
        return true;
    }
    return false;
}

/* mailto:, with what it asks of the mail program (?subject=...), and the words of forms. */
static bool take_off_label(struct crm_around *a)
{
    static const struct crm_str labels[] = {
        WORD("mailto"),       WORD("smtp"),          WORD("mail"),           WORD("email"),
        WORD("e-mail"),       WORD("email address"), WORD("e-mail address"), WORD("邮箱"),
        WORD("邮箱地址"),     WORD("电子邮箱"),      WORD("邮件"),           WORD("邮件地址"),
        WORD("电子邮件"),     WORD("电邮"),          WORD("信箱"),           WORD("郵箱"),
        WORD("電郵"),         WORD("電子郵箱"),      WORD("電子郵件"),       WORD("电子邮箱地址"),
        WORD("电子邮件地址"), WORD("联系邮箱"),      WORD("メール"),         WORD("メールアドレス"),
        WORD("이메일"),       WORD("correo"),        WORD("courriel"),
    };
    const char *colon = a->text.n ? memchr(a->text.p, ':', a->text.n) : NULL;
    const char *query;
    struct crm_str label;

    if (!colon)
        return false;
    label = crm_str_trim((struct crm_str){a->text.p, (size_t)(colon - a->text.p)});
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (!crm_str_eq_nocase(label, labels[i]))
            continue;
        a->text = crm_str_from(a->text, (size_t)(colon - a->text.p) + 1);
        query = i == 0 && a->text.n ? memchr(a->text.p, '?', a->text.n) : NULL;
        if (query)
            a->text.n = (size_t)(query - a->text.p);
        a->steps |= CRM_STEP(prefix);
        return true;
    }
    return false;
}

/* The name of `Name <address>`; one with an @ is another address, unless it is the same. */
static bool take_off_name(struct crm_around *a, const struct crm_clean_opts *opts)
{
    struct crm_str s = a->text, name, address;
    const char *open = s.n ? memrchr(s.p, '<', s.n) : NULL;

    if (!open || open == s.p || s.p[s.n - 1] != '>')
        return false;
    name = crm_str_trim((struct crm_str){s.p, (size_t)(open - s.p)});
    address = crm_str_trim((struct crm_str){open + 1, (size_t)(s.p + s.n - open) - 2});
    if (name.n > 2 && (name.p[0] == '"' || name.p[0] == '\'') && name.p[name.n - 1] == name.p[0])
        name = (struct crm_str){name.p + 1, name.n - 2};
    if (memchr(name.p, '@', name.n) && !crm_str_eq_nocase(name, address))
        return false;
    a->has_name |= opts->display == CRM_DISPLAY_NO;
    a->text = address;
    a->steps |= CRM_STEP(prefix);
    return true;
}

void crm_around_take_off(struct crm_around *a, const struct crm_clean_opts *opts)
{
    do
        a->text = crm_str_trim(a->text);
    while (unwrap(a) || take_off_signs(a) || take_off_label(a) || take_off_name(a, opts));
}

bool crm_around_has_several(struct crm_str s)
{
    size_t addresses = 0;
    bool has_at = false;

    s = crm_str_from(s, crm_address_quoted(s).n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '@' && !has_at)
            addresses++;
        has_at = s.p[i] == '@' || (has_at && !strchr(" ,;|/<>()", s.p[i]));
        if (crm_str_starts(crm_str_from(s, i), CRM_STR("、")))
            has_at = false;
    }
    return addresses > 1;
}

size_t crm_around_without_comments(char *to, struct crm_str s)
{
    size_t n = 0, depth = 0;
    bool is_quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '"' && depth == 0)
            is_quoted = !is_quoted;
        if (is_quoted && c == '\\' && i + 1 < s.n) {
            to[n++] = c;
            to[n++] = s.p[++i];
            continue;
        }
        depth += c == '(' && !is_quoted;
        if (depth == 0)
            to[n++] = c;
        if (c == ')' && !is_quoted && depth-- == 0)
            break;
    }
    if (depth == 0)
        return n;
    memcpy(to, s.p, s.n);
    return s.n;
}
