/* test_money.c - amounts as shops write them, exact to the millionth. */
#include "unit.h"

#include "table/money.h"

#define UNREAD ((crm_money)77) /* what a refused amount leaves alone */

static void reads(const char *text, char decimal, crm_money want)
{
    crm_money v = UNREAD;

    if (crm_money_parse(crm_str_of(text), decimal, &v) != CRM_MSG_NONE || v != want)
        fail_msg("\"%s\": got %lld, want %lld", text, (long long)v, (long long)want);
}

static void refuses(const char *text, char decimal, enum crm_msg why)
{
    crm_money v = UNREAD;
    enum crm_msg got = crm_money_parse(crm_str_of(text), decimal, &v);

    if (got != why || v != UNREAD)
        fail_msg("\"%s\": got %s, want %s", text, crm_msg_code(got), crm_msg_code(why));
}

static void plain_digits_are_read(void **state)
{
    (void)state;
    reads("0", '.', 0);
    reads("007", '.', 7000000);
    reads("12", '.', 12000000);
    reads("-12.5", '.', -12500000);
    reads("0.000001", '.', 1);
    reads("999999999999.999999", '.', 999999999999999999);
    reads("12345678", '.', 12345678000000);
    reads("0.123456", '.', 123456);
    reads("-1234.56", '.', -1234560000);
    reads("-9", '.', -9000000);
    reads(".50", '.', 500000);
}

static void shops_amounts_are_read(void **state)
{
    (void)state;
    reads("0元", '.', 0);
    reads("¥1,234.50", '.', 1234500000);
    reads("￥12", '.', 12000000);
    reads("１２．５０", '.', 12500000);
    reads("+5", '.', 5000000);
    reads("=\"12.00\"", '.', 12000000);
    reads("'12.00", '.', 12000000);
    reads("CNY 12", '.', 12000000);
    reads("12.5 USD", '.', 12500000);
    reads("usd12.5", '.', 12500000);
    reads("\xE3\x80\x80 12.50\xC2\xA0", '.', 12500000);
    reads("28,900.00", '.', 28900000000);
    reads("1,234,567", '.', 1234567000000);
    reads("HK$12,054,285.06", '.', 12054285060000);
    reads("$12.50 CAD", '.', 12500000);
    reads("¥12元", '.', 12000000);
}

static void a_minus_may_stand_anywhere_once(void **state)
{
    (void)state;
    reads("(12.00)", '.', -12000000);
    reads("($36,934.98)", '.', -36934980000);
    reads("12.00-", '.', -12000000);
    reads("-￥12", '.', -12000000);
    reads("￥-12", '.', -12000000);
    reads("\xE2\x88\x92"
          "12",
          '.', -12000000);
    reads("-0.00", '.', 0);
    refuses("-(5)", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("(-5)", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("--5", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("(5", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("5)", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("12+", '.', CRM_MSG_NOT_A_NUMBER);
}

/* What groups there are: tests/unit/test_clean_amount.c. */
static void only_groups_are_groups(void **state)
{
    (void)state;
    reads("12,34,567", '.', 1234567000000);
    reads("1,2345", '.', 12345000000);
    reads("1.234,56", '.', 1234560000);
    refuses("1,23", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("399,00", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("1234,567", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("0,123", '.', CRM_MSG_NOT_A_NUMBER);
    refuses(",123", '.', CRM_MSG_NOT_A_NUMBER);
    refuses("1,234,", '.', CRM_MSG_NOT_A_NUMBER);
}

static void a_decimal_comma_swaps_the_roles(void **state)
{
    (void)state;
    reads("1.234,50", ',', 1234500000);
    reads("399,00", ',', 399000000);
    reads("2.762", ',', 2762000000);
    reads("12", ',', 12000000);
    reads("12.50", ',', 12500000);
    reads("1,234.50", ',', 1234500000);
}

static void what_is_no_amount_is_refused(void **state)
{
    static const char *const texts[] = {"12,3O", "NaN",  "inf",   "0x10",   "1e400",  "1e3",
                                        "12.",   ".",    "￥",    "12.5.6", "12 34",  "12-15",
                                        "12.5%", "赠品", "1.2万", "¥12起",  "€12 元", "#REF!",
                                        "1\xFF", "+",    "()",    "¥ $ 1"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuses(texts[i], '.', CRM_MSG_NOT_A_NUMBER);
}

static void null_spellings_are_empty(void **state)
{
    static const char *const texts[] = {"",     " ",   "\xE3\x80\x80", "-",   "--", "——", "NULL",
                                        "null", "N/A", "n/a",          "\\N", "无", "－"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuses(texts[i], '.', CRM_MSG_EMPTY_VALUE);
    assert_false(crm_is_null_text(CRM_STR("0")));
    assert_false(crm_is_null_text(CRM_STR("---")));
}

static void the_range_is_checked(void **state)
{
    (void)state;
    reads("9223372036854.775807", '.', INT64_MAX);
    reads("-9223372036854.775807", '.', -INT64_MAX);
    refuses("9223372036854.775808", '.', CRM_MSG_OUT_OF_RANGE);
    refuses("-9223372036854.775808", '.', CRM_MSG_OUT_OF_RANGE);
    refuses("9223372036854.7758075", '.', CRM_MSG_OUT_OF_RANGE);
    refuses("99999999999999999999999999999999", '.', CRM_MSG_OUT_OF_RANGE);
    refuses("10000000000000", '.', CRM_MSG_OUT_OF_RANGE);
}

static void the_seventh_decimal_rounds_half_away_from_zero(void **state)
{
    (void)state;
    reads("0.0000005", '.', 1);
    reads("-0.0000005", '.', -1);
    reads("0.00000049999999", '.', 0);
    reads("1.9999995", '.', 2000000);
}

static void writes(crm_money v, const char *want)
{
    struct crm_buf out = {0};

    crm_money_add_text(&out, v);
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_reset(&out);
    crm_wide_add_text(&out, v);
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_clear(&out);
}

static void amounts_are_written_with_two_to_six_decimals(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    writes(0, "0.00");
    writes(12000000, "12.00");
    writes(12500000, "12.50");
    writes(-1234, "-0.001234");
    writes(1050, "0.00105");
    writes(1020000, "1.02");
    writes(-100, "-0.0001");
    writes(INT64_MAX, "9223372036854.775807");
    crm_wide_add_text(&out, (crm_wide)INT64_MAX * -1000);
    assert_str_eq(crm_buf_str(&out), "-9223372036854775.807");
    crm_buf_clear(&out);
}

static void sums_and_products_say_when_they_do_not_fit(void **state)
{
    crm_money v;

    (void)state;
    assert_true(crm_money_add(INT64_MAX - 1, 1, &v));
    assert_true(v == INT64_MAX);
    assert_false(crm_money_add(INT64_MAX, 1, &v));
    assert_false(crm_money_add(-INT64_MAX, -1, &v)); /* INT64_MIN means "no value" */
    assert_true(crm_money_multiply(3 * CRM_MONEY_UNIT, 19990000, &v));
    assert_int_equal(v, 59970000);
    assert_true(crm_money_multiply(500000, 1, &v)); /* half a millionth */
    assert_int_equal(v, 1);
    assert_true(crm_money_multiply(-500000, 1, &v));
    assert_int_equal(v, -1);
    assert_true(crm_money_multiply(499999, 1, &v));
    assert_int_equal(v, 0);
    assert_false(crm_money_multiply(INT64_MAX, INT64_MAX, &v));
    assert_false(crm_money_multiply(INT64_MIN, INT64_MIN, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_digits_are_read),
        cmocka_unit_test(shops_amounts_are_read),
        cmocka_unit_test(a_minus_may_stand_anywhere_once),
        cmocka_unit_test(only_groups_are_groups),
        cmocka_unit_test(a_decimal_comma_swaps_the_roles),
        cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(null_spellings_are_empty),
        cmocka_unit_test(the_range_is_checked),
        cmocka_unit_test(the_seventh_decimal_rounds_half_away_from_zero),
        cmocka_unit_test(amounts_are_written_with_two_to_six_decimals),
        cmocka_unit_test(sums_and_products_say_when_they_do_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
