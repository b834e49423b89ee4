/* test_digits.c - digits by twos and bytes by eights. */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/digits.h"
#include "table/money.h"

static void a_pattern_asks_for_digits_and_its_own_signs(void **state)
{
    char text[9] = "12-34:56";

    (void)state;
    assert_true(crm_is_like(text, "00-00:00"));
    for (size_t i = 0; i < 8; i++)
        for (int c = 0; c < 256; c++) {
            char kept = text[i];
            bool is_sign = i == 2 || i == 5;

            text[i] = (char)c;
            assert_int_equal(crm_is_like(text, "00-00:00"),
                             is_sign ? (char)c == kept : c >= '0' && c <= '9');
            text[i] = kept;
        }
}

static void a_byte_is_found_at_each_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < 8; i++)
        for (unsigned c = 0; c < 256; c++) {
            char text[9] = "\x2D\xAC\x2B\x80\xFF\x01\x7F\x22";

            text[i] = (char)c;
            for (size_t k = 0; k < 8; k++)
                assert_true(crm_has_byte(crm_load8(text), (unsigned char)text[k]));
            assert_int_equal(crm_has_byte(crm_load8(text), ','), c == ',');
        }
}

/* Against the C library. */
static void numbers_are_written_as_printf_writes_them(void **state)
{
    struct crm_buf got = {0};
    char want[32];

    (void)state;
    for (int digits = 0; digits < 64; digits++)
        for (int step = -101; step <= 101; step++)
            for (int sign = -1; sign <= 1; sign += 2) {
                uint64_t v = (UINT64_C(1) << digits) + (uint64_t)step;
                int64_t number = (int64_t)(sign < 0 ? 0 - v : v);

                crm_buf_reset(&got);
                crm_buf_add_int(&got, number);
                snprintf(want, sizeof want, "%" PRId64, number);
                assert_str_eq(crm_buf_str(&got), want);
            }
    crm_buf_clear(&got);
}

static void amounts_are_written_as_printf_writes_them(void **state)
{
    static const int64_t millionths[] = {0, 10, 123456, 120000, 123000, 100, 990000, 1, 999999};
    struct crm_buf got = {0};
    char want[40];

    (void)state;
    for (int64_t units = 0; units < INT64_C(9000000000000); units = units * 7 + 3)
        for (size_t i = 0; i < sizeof millionths / sizeof *millionths; i++) {
            int n = snprintf(want, sizeof want, "-%" PRId64 ".%06" PRId64, units, millionths[i]);

            for (int k = 0; k < 4 && want[n - 1] == '0'; k++)
                want[--n] = '\0';
            crm_buf_reset(&got);
            crm_money_add_text(&got, -(units * CRM_MONEY_UNIT + millionths[i]));
            assert_str_eq(crm_buf_str(&got), units || millionths[i] ? want : want + 1);
        }
    crm_buf_clear(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_asks_for_digits_and_its_own_signs),
        cmocka_unit_test(a_byte_is_found_at_each_place),
        cmocka_unit_test(numbers_are_written_as_printf_writes_them),
        cmocka_unit_test(amounts_are_written_as_printf_writes_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
