/* test_idn.c - domain labels beyond ASCII: RFC 3492 samples, what a label may hold, mapping. */
#include "unit.h"

#include "text/idn.h"

static void decodes(const char *ascii, const char *want)
{
    struct crm_buf out = {0};

    crm_idn_add_unicode(&out, crm_str_of(ascii));
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_clear(&out);
}

/* RFC 3492 section 7.1, without capitals; the top-level domains as IANA lists them. */
static void labels_are_decoded(void **state)
{
    (void)state;
    decodes("plain", "plain");
    decodes("xn--fiqs8s", "中国");
    decodes("XN--FIQS8S", "中国");
    decodes("xn--p1ai", "рф");
    decodes("xn--ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文");
    decodes("xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa", "なぜみんな日本語を話してくれないのか");
    decodes("xn--hxajbheg2az3al", "παράδειγμα");
    decodes("xn--mnchen-3ya", "münchen");
}

static void bytes_are(const char *label, size_t want)
{
    if (crm_idn_label_bytes(crm_str_of(label)) != want)
        fail_msg("%s: %zu bytes, want %zu", label, crm_idn_label_bytes(crm_str_of(label)), want);
}

static void labels_are_as_long_as_their_ascii(void **state)
{
    (void)state;
    bytes_are("a", 1);
    bytes_are("a-1", 3);
    bytes_are("中国", sizeof "xn--fiqs8s" - 1);
    bytes_are("他们为什么不说中文", sizeof "xn--ihqwcrb4cv8a8dqg056pqjye" - 1);
    bytes_are("münchen", sizeof "xn--mnchen-3ya" - 1);
    bytes_are("xn--mnchen-3ya", sizeof "xn--mnchen-3ya" - 1);
    bytes_are("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 63);
    bytes_are("faß", sizeof "xn--fa-hia" - 1);
    bytes_are("l·l", sizeof "xn--ll-0ea" - 1);
    bytes_are("〇", sizeof "xn--w6j" - 1);
}

static void other_labels_are_none(void **state)
{
    static const char *const labels[] = {
        "",
        "-a",
        "a-",
        "a_b",
        "a b",
        "yy--0",
        "xn--0",
        "xn--",
        "xn--a",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "中111111111222222222233333333334444444444555555555555666666",
        "Ü",    /* a capital is mapped before */
        "i♥ny", /* a symbol */
        "a·b",  /* a dot of Catalan without its l */
        "\xCC\x81"
        "a", /* begins with a mark */
        "a\xE2\x80\x8D"
        "b",            /* a joiner that joins nothing */
        "\xE3\x85\xA4", /* the filler of Hangul */
        "a\xFF",
    };

    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        bytes_are(labels[i], 0);
}

static void maps(const char *domain, const char *want)
{
    struct crm_buf out = {0};

    crm_buf_add_char(&out, '@');
    crm_buf_add_cstr(&out, domain);
    assert_true(crm_idn_map(&out, 1));
    assert_str_eq(crm_str_from(crm_buf_str(&out), 1), want);
    assert_true(crm_idn_map(&out, 1));
    assert_str_eq(crm_str_from(crm_buf_str(&out), 1), want);
    crm_buf_clear(&out);
}

static void domains_are_mapped(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    maps("Example.COM", "example.com");
    maps("ｑｑ．ｃｏｍ", "qq.com");
    maps("qq。com", "qq.com");
    maps("MÜNCHEN.de", "münchen.de");
    maps("mu\xCC\x88nchen.de", "münchen.de");
    maps("ﬁsh.com", "fish.com");
    maps("faß.de", "faß.de");
    crm_buf_add_cstr(&out, "⒈com.cn");
    assert_false(crm_idn_map(&out, 0));
    crm_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_decoded),
        cmocka_unit_test(labels_are_as_long_as_their_ascii),
        cmocka_unit_test(other_labels_are_none),
        cmocka_unit_test(domains_are_mapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
