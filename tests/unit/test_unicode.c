#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "text/unicode.h"

static void assert_valid(const char *p, size_t n)
{
    bool is_cut = true;

    assert_int_equal(crm_utf8_invalid_at((struct crm_str){p, n}, &is_cut), n);
    assert_false(is_cut);
}

static void assert_invalid(const char *p, size_t n, size_t at, bool want_cut)
{
    bool is_cut = !want_cut;

    assert_int_equal(crm_utf8_invalid_at((struct crm_str){p, n}, &is_cut), at);
    assert_int_equal(is_cut, want_cut);
}

static void one_high_byte_anywhere_is_not_ascii(void **state)
{
    (void)state;
    assert_true(crm_is_ascii(CRM_STR("")));
    for (size_t n = 1; n < 80; n++) {
        char *p = malloc(n); /* exactly n, so that reading past it is seen */
        memset(p, 0x7F, n);
        assert_true(crm_is_ascii((struct crm_str){p, n}));
        assert_valid(p, n);
        for (size_t i = 0; i < n; i++) {
            p[i] = (char)0x80;
            assert_false(crm_is_ascii((struct crm_str){p, n}));
            assert_invalid(p, n, i, false);
            p[i] = 0x7F;
        }
        free(p);
    }
}

/* Unicode 15.0, table 3-7: the first and last sequence of every row. */
static void every_row_of_the_well_formed_table_is_valid(void **state)
{
    static const char *const edges[] = {
        "\x01",
        "\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xE0\xBF\xBF",
        "\xE1\x80\x80",
        "\xEC\xBF\xBF",
        "\xED\x80\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF0\xBF\xBF\xBF",
        "\xF1\x80\x80\x80",
        "\xF3\xBF\xBF\xBF",
        "\xF4\x80\x80\x80",
        "\xF4\x8F\xBF\xBF",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
        assert_valid(edges[i], strlen(edges[i]));
    assert_valid("\0", 1);
}

static void overlong_surrogate_and_too_large_are_invalid(void **state)
{
    static const char *const bad[] = {
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80",
        "\xFF",
        "\xFE",
        "\x80",
        "\xBF",
        "\xE4\xB8\x41",
        "\xE4\x41\xAD",
        "\xF0\x9F\x98\x41",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_invalid(bad[i], strlen(bad[i]), 0, false);
    assert_invalid("中文\xFF中", 10, 6, false);
}

static void a_character_without_its_end_is_cut(void **state)
{
    (void)state;
    assert_invalid("ab\xC3", 3, 2, true);
    assert_invalid("中\xE4", 4, 3, true);
    assert_invalid("中\xE4\xB8", 5, 3, true);
    assert_invalid("\xF0\x9F\x98", 3, 0, true);
    assert_invalid("\xE0", 1, 0, true);
    /* these could not become valid any more */
    assert_invalid("\xE0\x9F", 2, 0, false);
    assert_invalid("\xED\xA0", 2, 0, false);
    assert_invalid("\xF4\x90", 2, 0, false);
}

static void assert_next(const char *p, size_t len, int32_t want, size_t want_n)
{
    size_t n = 0;

    assert_int_equal(crm_utf8_next((struct crm_str){p, len}, &n), want);
    assert_int_equal(n, want_n);
}

static void next_reads_a_code_point_of_any_length(void **state)
{
    (void)state;
    assert_next("Az", 2, 'A', 1);
    assert_next("\xC3\xA9", 2, 0xE9, 2);
    assert_next("中文", 6, 0x4E2D, 3);
    assert_next("\xF0\x9F\x98\x80", 4, 0x1F600, 4);
    assert_next("\xE4\xB8", 2, 0xFFFD, 1);
    assert_next("\xA1\xA1", 2, 0xFFFD, 1);
}

static void add_writes_what_next_reads_and_nothing_malformed(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    crm_utf8_add(&out, 'A');
    crm_utf8_add(&out, 0xE9);
    crm_utf8_add(&out, 0x4E2D);
    crm_utf8_add(&out, 0x1F600);
    assert_str_eq(crm_buf_str(&out), "A\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80");
    crm_buf_reset(&out);
    crm_utf8_add(&out, 0xD800);
    crm_utf8_add(&out, 0x110000);
    crm_utf8_add(&out, -1);
    assert_str_eq(crm_buf_str(&out), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    crm_buf_clear(&out);
}

static void blanks_of_every_script_are_trimmed(void **state)
{
    (void)state;
    assert_str_eq(crm_trim_blanks(CRM_STR("")), "");
    assert_str_eq(crm_trim_blanks(CRM_STR(" \t\r\n\v\f")), "");
    assert_str_eq(crm_trim_blanks(CRM_STR(" \t a b \n")), "a b");
    /* U+3000, NBSP, U+2000, U+200B, U+FEFF, U+202F, U+205F on both sides */
    assert_str_eq(
        crm_trim_blanks(CRM_STR("\xE3\x80\x80\xC2\xA0\xE2\x80\x80\xE2\x80\x8B\xEF\xBB\xBF"
                                "\xE2\x80\xAF\xE2\x81\x9F张　三\xE2\x81\x9F\xE2\x80\xAF"
                                "\xEF\xBB\xBF\xE2\x80\x8B\xE2\x80\x80\xC2\xA0\xE3\x80\x80")),
        "张　三");
    /* zero-width joiners (U+200C, U+200D) are part of words and emoji */
    assert_str_eq(crm_trim_blanks(CRM_STR("a\xE2\x80\x8D")), "a\xE2\x80\x8D");
}

static void trimming_leaves_malformed_bytes(void **state)
{
    (void)state;
    assert_str_eq(crm_trim_blanks(CRM_STR(" \x80\x80 ")), "\x80\x80");
    assert_str_eq(crm_trim_blanks(CRM_STR("\xE3\x80")), "\xE3\x80");
    assert_str_eq(crm_trim_blanks(CRM_STR("\x80\xA0")), "\x80\xA0");
    assert_str_eq(crm_trim_blanks(CRM_STR("\x80\x80\x80\x80\x80")), "\x80\x80\x80\x80\x80");
}

static void full_width_forms_have_narrow_ones(void **state)
{
    (void)state;
    assert_int_equal(crm_narrow(0xFF01), '!');
    assert_int_equal(crm_narrow(0xFF21), 'A');
    assert_int_equal(crm_narrow(0xFF5E), '~');
    assert_int_equal(crm_narrow(0xFFE5), 0xA5);
    assert_int_equal(crm_narrow('A'), 'A');
    /* U+FF00, U+FF5F, half-width katakana, U+3001: beside what is folded */
    assert_int_equal(crm_narrow(0xFF00), 0xFF00);
    assert_int_equal(crm_narrow(0xFF5F), 0xFF5F);
    assert_int_equal(crm_narrow(0xFF71), 0xFF71);
    assert_int_equal(crm_narrow(0x3001), 0x3001);
}

static void assert_normal(const char *text, enum crm_normal_form form, const char *want)
{
    struct crm_buf out = {0};
    bool has_changed;

    crm_buf_add_char(&out, '>');
    crm_buf_add_cstr(&out, text);
    has_changed = crm_normal_form(&out, 1, form);
    assert_str_eq(crm_str_from(crm_buf_str(&out), 1), want);
    assert_int_equal(has_changed, strcmp(text, want) != 0);
    assert_false(crm_normal_form(&out, 1, form));
    crm_buf_clear(&out);
}

/* Characters and their forms as in UAX #15, figures 3 to 6. */
static void text_takes_each_normal_form(void **state)
{
    (void)state;
    assert_normal("", CRM_NFC, "");
    assert_normal("plain", CRM_NFC, "plain");
    assert_normal("\xE2\x84\xAB", CRM_NFC, "\xC3\x85");                     /* U+212B: U+00C5 */
    assert_normal("\xE2\x84\xAB", CRM_NFD, "A\xCC\x8A");                    /* A U+030A */
    assert_normal("s\xCC\xA3\xCC\x87", CRM_NFC, "\xE1\xB9\xA9");            /* U+1E69 */
    assert_normal("\xE1\xB8\x8B\xCC\xA3", CRM_NFC, "\xE1\xB8\x8D\xCC\x87"); /* marks in order */
    assert_normal("\xE1\xB8\x8B\xCC\xA3", CRM_NFD, "d\xCC\xA3\xCC\x87");
    assert_normal("\xEF\xAC\x81", CRM_NFC, "\xEF\xAC\x81"); /* U+FB01 is kept */
    assert_normal("\xEF\xAC\x81", CRM_NFKC, "fi");
    assert_normal("2\xE2\x81\xB5", CRM_NFKC, "25");
    /* One of those that grow most: U+FB2C is three characters in NFC. */
    assert_normal("\xEF\xAC\xAC", CRM_NFC, "\xD7\xA9\xD6\xBC\xD7\x81");
}

/* What is taken for normal at a glance is normal: every character, alone and behind a letter. */
static void a_glance_at_normal_text_is_right(void **state)
{
    struct crm_buf text = {0};
    size_t inert = 0;

    (void)state;
    for (int32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        for (const char *before = "Ae<\xE1\x84\x80"; *before; before++) {
            crm_buf_reset(&text);
            if (before[0] == '\xE1')
                crm_buf_add_cstr(&text, before); /* a consonant of Hangul */
            else
                crm_buf_add_char(&text, *before);
            crm_utf8_add(&text, c);
            if (crm_is_plainly_nfc(crm_buf_str(&text)) && ++inert &&
                crm_normal_form(&text, 0, CRM_NFC))
                fail_msg("U+%04X is not normal", (unsigned)c);
            if (before[0] == '\xE1')
                break;
        }
    }
    crm_buf_clear(&text);
    assert_true(inert > 200000);
}

static void assert_key(struct crm_str header, const char *want)
{
    struct crm_buf out = {0};

    crm_buf_add_char(&out, '>');
    crm_header_key(&out, header);
    assert_str_eq(crm_str_from(crm_buf_str(&out), 1), want);
    crm_buf_clear(&out);
}

static void spellings_of_a_header_share_a_key(void **state)
{
    (void)state;
    assert_key(CRM_STR(""), "");
    assert_key(CRM_STR("Customer ID"), "customerid");
    assert_key(CRM_STR("customer_id"), "customerid");
    assert_key(CRM_STR("CustomerID\r"), "customerid");
    assert_key(CRM_STR("=\"order-id\""), "orderid");
    assert_key(CRM_STR("\xEF\xBB\xBF主订单编号\t"), "主订单编号");
    assert_key(CRM_STR("Ｅ－ｍａｉｌ　Ａｄｄｒｅｓｓ"), "emailaddress");
    assert_key(CRM_STR("Country / Region"), "countryregion");
    assert_key(CRM_STR("收货人/提货人"), "收货人提货人");
    assert_key(CRM_STR("Item #"), "item");
    assert_key(CRM_STR("ÉTAT"), "état");
    assert_key(CRM_STR("E\xCC\x81tat"), "état");
    assert_key(CRM_STR("Straße"), "strasse");
    assert_key(CRM_STR("ﬁrst name"), "firstname");
}

static void unit_suffixes_do_not_count(void **state)
{
    (void)state;
    assert_key(CRM_STR("商品总价(元)"), "商品总价");
    assert_key(CRM_STR("金额（元）"), "金额");
    assert_key(CRM_STR("商品数量( 件 )"), "商品数量");
    assert_key(CRM_STR("Created date (UTC)"), "createddate");
    /* other brackets tell columns apart */
    assert_key(CRM_STR("Phone (Mobile)"), "phone(mobile)");
    assert_key(CRM_STR("电话（手机）"), "电话(手机)");
    assert_key(CRM_STR("(元)金额"), "(元)金额");
    assert_key(CRM_STR("(UTC)"), "(utc)");
}

static void a_malformed_header_still_has_a_key(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    assert_key(CRM_STR("Na me\xFF"), "name\xFF");
    /* NUL is a character like any other: what follows it still counts */
    crm_header_key(&out, (struct crm_str){"A\0B", 3});
    assert_int_equal(out.n, 3);
    assert_memory_equal(out.p, "a\0b", 3);
    crm_buf_clear(&out);
}

static void a_key_may_be_kept_in_an_arena(void **state)
{
    struct crm_arena a = {0};
    struct crm_str one, other;

    (void)state;
    one = crm_header_key_dup(&a, CRM_STR("Order Date"));
    other = crm_header_key_dup(&a, CRM_STR("-"));
    assert_str_eq(one, "orderdate");
    assert_int_equal(other.n, 0);
    crm_arena_clear(&a);
}

static void wide_characters_take_two_columns(void **state)
{
    (void)state;
    assert_int_equal(crm_display_width(CRM_STR("")), 0);
    assert_int_equal(crm_display_width(CRM_STR("abc 12")), 6);
    assert_int_equal(crm_display_width(CRM_STR("客户ab")), 6);
    assert_int_equal(crm_display_width(CRM_STR("（）")), 4);
    assert_int_equal(crm_display_width(CRM_STR("e\xCC\x81")), 1);
    assert_int_equal(crm_display_width(CRM_STR("\xF0\x9F\x98\x80")), 2);
    assert_int_equal(crm_display_width(CRM_STR("\xFF")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_high_byte_anywhere_is_not_ascii),
        cmocka_unit_test(every_row_of_the_well_formed_table_is_valid),
        cmocka_unit_test(overlong_surrogate_and_too_large_are_invalid),
        cmocka_unit_test(a_character_without_its_end_is_cut),
        cmocka_unit_test(next_reads_a_code_point_of_any_length),
        cmocka_unit_test(add_writes_what_next_reads_and_nothing_malformed),
        cmocka_unit_test(blanks_of_every_script_are_trimmed),
        cmocka_unit_test(trimming_leaves_malformed_bytes),
        cmocka_unit_test(full_width_forms_have_narrow_ones),
        cmocka_unit_test(text_takes_each_normal_form),
        cmocka_unit_test(a_glance_at_normal_text_is_right),
        cmocka_unit_test(spellings_of_a_header_share_a_key),
        cmocka_unit_test(unit_suffixes_do_not_count),
        cmocka_unit_test(a_malformed_header_still_has_a_key),
        cmocka_unit_test(a_key_may_be_kept_in_an_arena),
        cmocka_unit_test(wide_characters_take_two_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
