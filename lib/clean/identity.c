#include "clean/clean.h"

#include "table/money.h"
#include "text/unicode.h"

#define WORD CRM_STR_INIT

/* 138xxxx1234: three or more x in a number; x in other text is a letter. */
static bool has_crossed_digits(struct crm_str s)
{
    size_t digits = 0, run = 0, longest = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool is_x = s.p[i] == 'x' || s.p[i] == 'X';

        run = is_x ? run + 1 : 0;
        longest = run > longest ? run : longest;
        if (crm_is_digit(s.p[i]))
            digits++;
        else if (!is_x && (s.p[i] == '\0' || !strchr("+- ()", s.p[i])))
            return false;
    }
    return digits >= 3 && longest >= 3;
}

bool crm_is_masked(struct crm_str s)
{
    static const char wide_star[] = "\xEF\xBC\x8A";

    return s.n &&
           (memchr(s.p, '*', s.n) || memmem(s.p, s.n, wide_star, 3) || has_crossed_digits(s));
}

bool crm_is_cipher(struct crm_str s)
{
    if (s.n < 3 || s.p[0] != s.p[1] || (s.p[0] != '#' && s.p[0] != '$'))
        return false;
    /* "#####" alone is a column that was too narrow for Excel. */
    for (size_t i = 2; i < s.n; i++)
        if (s.p[i] != s.p[0])
            return true;
    return false;
}

/* Are the last n bytes of s one digit repeated? */
static bool ends_in_one_digit(struct crm_str s, size_t n)
{
    if (s.n < n)
        return false;
    for (size_t i = s.n - n; i < s.n; i++)
        if (s.p[i] != s.p[s.n - 1])
            return false;
    return true;
}

/* +1 area 555 0100..0199 is kept free for fiction. */
static bool is_fictional(struct crm_str e164)
{
    return e164.n == 12 && crm_str_starts(e164, CRM_STR("+1")) &&
           memcmp(e164.p + 5, "55501", 5) == 0;
}

bool crm_is_placeholder_phone(struct crm_str e164)
{
    static const struct crm_str mobile_tails[] = {
        WORD("00138000"),
        WORD("00139000"),
        WORD("12345678"),
        WORD("87654321"),
    };
    const char *extension = e164.n ? memchr(e164.p, ';', e164.n) : NULL;

    if (extension)
        e164.n = (size_t)(extension - e164.p);
    if (ends_in_one_digit(e164, 7) || is_fictional(e164))
        return true;
    return e164.n == 14 && crm_str_starts(e164, CRM_STR("+861")) &&
           CRM_IS_AMONG(crm_str_from(e164, 6), mobile_tails);
}

/* 123, 1234, ... 123456789, 1234567890. */
static bool counts_up(struct crm_str s)
{
    return s.n >= 3 && s.n <= 10 && memcmp(s.p, "1234567890", s.n) == 0;
}

/* test, test1, Test02: the word with or without a number behind it. */
static bool is_numbered_test(struct crm_str s)
{
    while (s.n && crm_is_digit(s.p[s.n - 1]))
        s.n--;
    return crm_str_eq_nocase(s, CRM_STR("test"));
}

static bool is_placeholder_domain(struct crm_str domain)
{
    static const struct crm_str domains[] = {
        WORD("example.com"), WORD("example.org"), WORD("example.net"),
        WORD("example.cn"),  WORD("test.com"),    WORD("test.cn"),
    };
    static const struct crm_str reserved[] = {
        WORD(".example"),
        WORD(".test"),
        WORD(".invalid"),
        WORD(".localhost"),
    };

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (crm_str_ends(domain, reserved[i]))
            return true;
    return CRM_IS_AMONG(domain, domains);
}

bool crm_is_placeholder_email(struct crm_str email)
{
    static const struct crm_str locals[] = {
        WORD("noreply"),    WORD("no-reply"),     WORD("no_reply"),  WORD("no.reply"),
        WORD("donotreply"), WORD("do-not-reply"), WORD("null"),      WORD("none"),
        WORD("na"),         WORD("unknown"),      WORD("anonymous"), WORD("guest"),
        WORD("tester"),     WORD("testing"),      WORD("asdf"),      WORD("example"),
    };
    const char *at = email.n ? memchr(email.p, '@', email.n) : NULL;
    struct crm_str local, domain;

    if (!at)
        return false;
    local = (struct crm_str){email.p, (size_t)(at - email.p)};
    domain = crm_str_from(email, local.n + 1);
    if (is_placeholder_domain(domain) || CRM_IS_AMONG(local, locals) || counts_up(local) ||
        is_numbered_test(local))
        return true;
    /* a@a.com, qq@qq.com: the domain said twice. */
    return local.n <= 3 && domain.n > local.n && domain.p[local.n] == '.' &&
           memcmp(domain.p, local.p, local.n) == 0;
}

bool crm_is_placeholder_name(struct crm_str name)
{
    static const struct crm_str words[] = {
        WORD("先生"),     WORD("女士"),     WORD("小姐"),     WORD("太太"),      WORD("老师"),
        WORD("同学"),     WORD("老板"),     WORD("亲"),       WORD("本人"),      WORD("客户"),
        WORD("顾客"),     WORD("用户"),     WORD("买家"),     WORD("会员"),      WORD("收货人"),
        WORD("收件人"),   WORD("匿名"),     WORD("匿名用户"), WORD("匿名买家"),  WORD("匿名客户"),
        WORD("匿名顾客"), WORD("测试"),     WORD("测试用户"), WORD("测试客户"),  WORD("测试订单"),
        WORD("未知"),     WORD("未填写"),   WORD("无名"),     WORD("无名氏"),    WORD("默认"),
        WORD("guest"),    WORD("customer"), WORD("user"),     WORD("anonymous"), WORD("unknown"),
        WORD("tester"),   WORD("testing"),  WORD("asdf"),     WORD("admin"),     WORD("na"),
        WORD("mr"),       WORD("mrs"),      WORD("ms"),       WORD("miss"),      WORD("sir"),
        WORD("madam"),    WORD("mr."),      WORD("mrs."),     WORD("ms."),
    };

    name = crm_trim_blanks(name);
    return crm_is_null_text(name) || is_numbered_test(name) || CRM_IS_AMONG(name, words);
}
