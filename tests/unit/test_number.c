/* Numbers for people. */
#include "unit.h"

#include "render/number.h"

#define DASH "\xe2\x80\x93"

static struct crm_buf out;

static int free_out(void **state)
{
    (void)state;
    crm_buf_clear(&out);
    return 0;
}

static struct crm_str count(crm_wide n)
{
    crm_buf_reset(&out);
    crm_add_count(&out, n);
    return crm_buf_str(&out);
}

static struct crm_str amount(crm_wide millionths)
{
    crm_buf_reset(&out);
    crm_add_amount(&out, millionths);
    return crm_buf_str(&out);
}

/* units with `hundredths` of one. */
static struct crm_str glance(crm_wide units, int hundredths, enum crm_lang lang)
{
    crm_buf_reset(&out);
    crm_add_short(&out, units * CRM_MONEY_UNIT + hundredths * 10000, lang);
    return crm_buf_str(&out);
}

static struct crm_str percent(crm_wide part, crm_wide whole)
{
    crm_buf_reset(&out);
    crm_add_percent(&out, part, whole);
    return crm_buf_str(&out);
}

static void counts_are_grouped_by_three(void **state)
{
    (void)state;
    assert_str_eq(count(0), "0");
    assert_str_eq(count(999), "999");
    assert_str_eq(count(1000), "1,000");
    assert_str_eq(count(-1234567), "-1,234,567");
    assert_str_eq(count((crm_wide)INT64_MAX * 10), "92,233,720,368,547,758,070");
}

static void amounts_round_half_away_from_zero(void **state)
{
    (void)state;
    assert_str_eq(amount(1234500000), "1,234.50");
    assert_str_eq(amount(5000), "0.01");
    assert_str_eq(amount(-5000), "-0.01");
    assert_str_eq(amount(4999), "0.00");
}

static void a_glance_has_three_digits_and_the_units_of_the_language(void **state)
{
    (void)state;
    assert_str_eq(glance(35, 28, CRM_EN), "35.28");
    assert_str_eq(glance(117, 33, CRM_EN), "117");
    assert_str_eq(glance(9876, 0, CRM_EN), "9,876");
    assert_str_eq(glance(12345, 0, CRM_EN), "12.3k");
    assert_str_eq(glance(999960, 0, CRM_EN), "1.00M");
    assert_str_eq(glance(8911408, 0, CRM_EN), "8.91M");
    assert_str_eq(glance(-2500000000, 0, CRM_EN), "-2.50B");
    assert_str_eq(glance(9876, 0, CRM_ZH), "9,876");
    assert_str_eq(glance(12345, 0, CRM_ZH), "1.23万");
    assert_str_eq(glance(8911408, 0, CRM_ZH), "891万");
    assert_str_eq(glance(123456789, 0, CRM_ZH), "1.23亿");
    assert_str_eq(glance(0, 0, CRM_ZH), "0");
}

static void only_all_is_hundred_percent_and_only_nothing_zero(void **state)
{
    (void)state;
    assert_str_eq(percent(1, 3), "33.3%");
    assert_str_eq(percent(1, 1), "100%");
    assert_str_eq(percent(0, 7), "0%");
    assert_str_eq(percent(999999, 1000000), ">99.9%");
    assert_str_eq(percent(1, 1000000), "<0.1%");
    assert_str_eq(percent(-1, 4), "-25.0%");
    assert_str_eq(percent(3, 2), "150.0%");
    assert_str_eq(percent(1, 0), DASH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_grouped_by_three),
        cmocka_unit_test(amounts_round_half_away_from_zero),
        cmocka_unit_test(a_glance_has_three_digits_and_the_units_of_the_language),
        cmocka_unit_test(only_all_is_hundred_percent_and_only_nothing_zero),
    };

    return cmocka_run_group_tests(tests, NULL, free_out);
}
