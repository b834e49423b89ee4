/*
 * email_provider.c - the rules are those that validator.js' normalizeEmail collects (MIT), as
 * facts: support.google.com/mail/answer/7436150, answer/22370; Outlook's and iCloud's +, Yahoo's -
 * addresses; Yandex' domains. Its lists of domains are said as rules here: outlook.TLD and the
 * like.
 */
#include "clean/email_provider.h"

#include "clean/email_address.h"

#define WORD CRM_STR_INIT

/* Is what stands behind the first label "com", a country's two letters, or com.cc or co.cc? */
static bool is_national(struct crm_str suffix)
{
    if (crm_str_starts(suffix, CRM_STR("com.")))
        suffix = crm_str_from(suffix, 4);
    else if (crm_str_starts(suffix, CRM_STR("co.")))
        suffix = crm_str_from(suffix, 3);
    return crm_str_eq(suffix, CRM_STR("com")) ||
           (suffix.n == 2 && !memchr(suffix.p, '.', suffix.n));
}

static enum crm_provider provider_of_small(struct crm_str domain)
{
    static const struct crm_str gmail[] = {WORD("gmail.com"), WORD("googlemail.com")};
    static const struct crm_str icloud[] = {WORD("icloud.com"), WORD("me.com"), WORD("mac.com")};
    static const struct crm_str outlook[] = {WORD("msn.com"), WORD("passport.com"), WORD("live.eu"),
                                             WORD("windowslive.com")};
    static const struct crm_str yahoo[] = {WORD("ymail.com"), WORD("rocketmail.com")};
    static const struct crm_str yandex[] = {WORD("yandex.ru"), WORD("yandex.ua"),
                                            WORD("yandex.kz"), WORD("yandex.com"),
                                            WORD("yandex.by"), WORD("ya.ru")};
    static const struct crm_str microsoft_names[] = {WORD("outlook"), WORD("hotmail"),
                                                     WORD("live")};
    const char *point = domain.n ? memchr(domain.p, '.', domain.n) : NULL;
    struct crm_str name, suffix;

    if (!point)
        return CRM_PROVIDER_OTHER;
    name = (struct crm_str){domain.p, (size_t)(point - domain.p)};
    suffix = crm_str_from(domain, name.n + 1);
    if (CRM_IS_AMONG(domain, gmail))
        return CRM_PROVIDER_GMAIL;
    if (CRM_IS_AMONG(domain, icloud))
        return CRM_PROVIDER_ICLOUD;
    if (CRM_IS_AMONG(domain, outlook) ||
        (CRM_IS_AMONG(name, microsoft_names) && is_national(suffix)))
        return CRM_PROVIDER_OUTLOOK;
    if (CRM_IS_AMONG(domain, yandex))
        return CRM_PROVIDER_YANDEX;
    /* Yahoo Japan is another company, with other rules. */
    if (CRM_IS_AMONG(domain, yahoo) || (crm_str_eq(name, CRM_STR("yahoo")) && is_national(suffix) &&
                                        !crm_str_eq(suffix, CRM_STR("co.jp"))))
        return CRM_PROVIDER_YAHOO;
    return CRM_PROVIDER_OTHER;
}

enum crm_provider crm_provider_of(struct crm_str domain)
{
    enum { LONGEST = 20 };
    char small[LONGEST];

    if (domain.n > LONGEST)
        return CRM_PROVIDER_OTHER;
    for (size_t i = 0; i < domain.n; i++)
        small[i] = crm_lower(domain.p[i]);
    return provider_of_small((struct crm_str){small, domain.n});
}

/* Points of a local part that stand alone, taken out in place; what is left. */
static size_t drop_points(char *local, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        bool is_alone = local[i] == '.' && (i == 0 || local[i - 1] != '.') &&
                        (i + 1 == n || local[i + 1] != '.');
        char c = local[i];

        if (!is_alone)
            local[kept++] = c;
    }
    return kept;
}

/* The local part up to the first sign, so that nothing is left to cut: a name at Yahoo holds no -.
 */
static struct crm_str without_subaddress(struct crm_str local, char sign)
{
    const char *end = local.n ? memchr(local.p, sign, local.n) : NULL;

    return end ? (struct crm_str){local.p, (size_t)(end - local.p)} : local;
}

bool crm_provider_canon(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts)
{
    struct crm_address a;
    enum crm_provider provider;
    char domain[CRM_ADDRESS_BYTES];
    size_t n;

    if (!crm_address_cut(crm_str_from(crm_buf_str(out), start), &a) || a.domain.n > sizeof domain)
        return false;
    provider = crm_provider_of(a.domain);
    if (provider == CRM_PROVIDER_OTHER || a.local.p[0] == '"')
        return true;
    if (!opts->keeps_subaddress && provider != CRM_PROVIDER_YANDEX)
        a.local = without_subaddress(a.local, provider == CRM_PROVIDER_YAHOO ? '-' : '+');
    n = a.local.n;
    memcpy(domain, a.domain.p, a.domain.n);
    if (provider == CRM_PROVIDER_GMAIL && !opts->keeps_gmail_dots)
        n = drop_points(out->p + start, n);
    /* a.+b is no address without +b, but Gmail cares for no points. */
    if (n == 0 || (provider != CRM_PROVIDER_GMAIL && out->p[start + n - 1] == '.'))
        return false;
    out->n = start + n;
    crm_buf_add_char(out, '@');
    if (provider == CRM_PROVIDER_GMAIL)
        crm_buf_add_cstr(out, "gmail.com");
    else if (provider == CRM_PROVIDER_YANDEX)
        crm_buf_add_cstr(out, "yandex.ru");
    else
        crm_buf_add(out, (struct crm_str){domain, a.domain.n});
    return true;
}

/* ---- misspelt domains ------------------------------------------------------------ */

/* Is b a with one letter more, less, another, or with two neighbours in turn? */
static bool is_one_slip(struct crm_str a, struct crm_str b)
{
    size_t same = 0, tail = 0;
    size_t most = a.n < b.n ? a.n : b.n;

    while (same < most && a.p[same] == b.p[same])
        same++;
    while (tail < most - same && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
        tail++;
    if (a.n == b.n && a.n - same - tail == 2)
        return a.p[same] == b.p[same + 1] && a.p[same + 1] == b.p[same];
    return same + tail + 1 == (a.n > b.n ? a.n : b.n);
}

/* Mail domains of their own that are one slip from another's. */
static bool is_known_neighbour(struct crm_str name)
{
    static const struct crm_str names[] = {
        WORD("mail"),  WORD("email"), WORD("ymail"), WORD("gmail"), WORD("gail"),  WORD("cloud"),
        WORD("fmail"), WORD("qmail"), WORD("tmail"), WORD("vmail"), WORD("zmail"), WORD("kmail"),
        WORD("xmail"), WORD("imail"), WORD("umail"), WORD("amail"), WORD("bmail"), WORD("jmail"),
        WORD("gmai1"), WORD("smail"), WORD("pmail"), WORD("omail"), WORD("wmail"), WORD("mmail"),
        WORD("dmail"), WORD("rmail"), WORD("nmail"), WORD("lmail"), WORD("cmail"),
    };

    return CRM_IS_AMONG(name, names);
}

/* Slips of the hand for "com"; .co, .cm and .om are countries where these providers are not. */
static bool is_meant_for_com(struct crm_str top)
{
    static const struct crm_str slips[] = {
        WORD("con"),  WORD("cm"),   WORD("co"),   WORD("om"),   WORD("cmo"),
        WORD("ocm"),  WORD("vom"),  WORD("xom"),  WORD("cim"),  WORD("cpm"),
        WORD("clm"),  WORD("comm"), WORD("coom"), WORD("c0m"),  WORD("ccom"),
        WORD("cok"),  WORD("vcom"), WORD("comn"), WORD("cpom"), WORD("comc"),
        WORD("xcom"), WORD("coml"), WORD("cop"),  WORD("kom"),  WORD("dom"),
    };

    return CRM_IS_AMONG(top, slips);
}

struct crm_str crm_provider_without_typo(struct crm_str domain)
{
    /* Long names may be a slip off; of short ones only the end is mended. */
    static const struct crm_str names[] = {
        WORD("gmail"),   WORD("hotmail"), WORD("outlook"), WORD("yahoo"), WORD("icloud"),
        WORD("foxmail"), WORD("aliyun"),  WORD("qq"),      WORD("163"),   WORD("126"),
        WORD("139"),     WORD("189"),     WORD("sina"),    WORD("sohu"),  WORD("vip.qq"),
        WORD("vip.163"), WORD("msn"),     WORD("aol")};
    static const struct crm_str meant[] = {
        WORD("gmail.com"),  WORD("hotmail.com"), WORD("outlook.com"), WORD("yahoo.com"),
        WORD("icloud.com"), WORD("foxmail.com"), WORD("aliyun.com"),  WORD("qq.com"),
        WORD("163.com"),    WORD("126.com"),     WORD("139.com"),     WORD("189.com"),
        WORD("sina.com"),   WORD("sohu.com"),    WORD("vip.qq.com"),  WORD("vip.163.com"),
        WORD("msn.com"),    WORD("aol.com")};
    enum { LONG_NAMES = 7, NAMES = sizeof names / sizeof *names };
    const char *point = domain.n ? memrchr(domain.p, '.', domain.n) : NULL;
    struct crm_str name, top;
    bool is_com, is_slip;

    if (!point)
        return domain;
    name = (struct crm_str){domain.p, (size_t)(point - domain.p)};
    top = crm_str_from(domain, name.n + 1);
    is_com = crm_str_eq_nocase(top, CRM_STR("com"));
    is_slip = is_meant_for_com(top);
    for (size_t i = 0; i < NAMES; i++) {
        if (is_slip && crm_str_eq_nocase(name, names[i]))
            return meant[i];
        if (i < LONG_NAMES && (is_com || is_slip) && is_one_slip(names[i], name) &&
            !is_known_neighbour(name))
            return meant[i];
    }
    return domain;
}
