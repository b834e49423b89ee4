/* test_put.c - numbers, amounts and dates straight into memory: as the ways that append them. */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "table/put.h"

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> (*seed >> 58); /* of any length */
}

static void assert_int_is_put(int64_t v)
{
    char want[CRM_PUT_BYTES], got[CRM_PUT_BYTES];
    int n = snprintf(want, sizeof want, "%" PRId64, v);

    assert_int_equal(crm_put_int(got, v) - got, n);
    assert_memory_equal(got, want, (size_t)n);
}

static void assert_money_is_put(crm_money v)
{
    struct crm_buf want = {0};
    char got[CRM_PUT_BYTES];

    crm_money_add_text(&want, v);
    assert_int_equal(crm_put_money(got, v) - got, want.n);
    assert_memory_equal(got, want.p, want.n);
    crm_buf_clear(&want);
}

static void numbers_have_the_digits_that_printf_gives(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int64_t v = -20000; v <= 20000; v++)
        assert_int_is_put(v);
    for (int64_t ten = 1; ten <= INT64_MAX / 10; ten *= 10)
        for (int64_t v = ten - 2; v <= ten + 2; v++)
            assert_int_is_put(v);
    for (size_t i = 0; i < 100000; i++)
        assert_int_is_put((int64_t)next(&seed));
    assert_int_is_put(INT64_MAX);
    assert_int_is_put(-INT64_MAX);
}

static void all_numbers_of_eight_digits_are_right(void **state)
{
    (void)state;
    for (uint32_t v = 0; v < CRM_PUT_BLOCK; v += 37) {
        uint64_t digits = crm_eight_digits(v);
        uint32_t back = 0;
        for (unsigned i = 0; i < 8; i++)
            back = back * 10 + (uint32_t)(digits >> (8 * i) & 0xFF);
        assert_int_equal(back, v);
    }
}

static void amounts_have_two_decimals_or_more(void **state)
{
    char text[CRM_PUT_BYTES];
    uint64_t seed = 2;

    (void)state;
    assert_str_eq(((struct crm_str){text, (size_t)(crm_put_money(text, -12345000) - text)}),
                  "-12.345");
    assert_str_eq(((struct crm_str){text, (size_t)(crm_put_money(text, 50000) - text)}), "0.05");
    for (crm_money v = -30000; v <= 2000000; v += 7)
        assert_money_is_put(v);
    for (size_t i = 0; i < 100000; i++) {
        assert_money_is_put((crm_money)next(&seed) & INT64_MAX);
        assert_money_is_put(-(crm_money)(next(&seed) >> 20) / 10000 * 10000);
    }
    assert_money_is_put(INT64_MAX);
    assert_money_is_put(-INT64_MAX);
}

static void every_day_of_ten_thousand_years_is_right(void **state)
{
    struct crm_buf want = {0};
    char got[CRM_PUT_BYTES];

    (void)state;
    for (int32_t day = crm_days_from_civil(0, 1, 1); day <= crm_days_from_civil(9999, 12, 31);
         day++) {
        crm_buf_reset(&want);
        crm_date_add_text(&want, day);
        assert_int_equal(crm_put_day(got, day) - got, want.n);
        assert_memory_equal(got, want.p, want.n);
    }
    assert_ptr_equal(crm_put_day(got, CRM_NO_DATE), got);
    crm_buf_clear(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_the_digits_that_printf_gives),
        cmocka_unit_test(all_numbers_of_eight_digits_are_right),
        cmocka_unit_test(amounts_have_two_decimals_or_more),
        cmocka_unit_test(every_day_of_ten_thousand_years_is_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
