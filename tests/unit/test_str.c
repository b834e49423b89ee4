/* test_str.c - borrowed text: comparing, cutting, trimming. */
#include "unit.h"

static void equal_text_has_equal_length_and_bytes(void **state)
{
    (void)state;
    assert_true(crm_str_eq(CRM_STR("abc"), CRM_STR("abc")));
    assert_false(crm_str_eq(CRM_STR("abc"), CRM_STR("abd")));
    assert_false(crm_str_eq(CRM_STR("abc"), CRM_STR("ab")));
    assert_true(crm_str_eq(CRM_STR("a\0b"), CRM_STR("a\0b")));
    assert_false(crm_str_eq(CRM_STR("a\0b"), CRM_STR("a\0c")));
    assert_true(crm_str_eq((struct crm_str){NULL, 0}, CRM_STR("")));
}

static void a_null_c_string_is_empty_text(void **state)
{
    (void)state;
    assert_int_equal(crm_str_of(NULL).n, 0);
    assert_non_null(crm_str_of(NULL).p);
    assert_int_equal(crm_str_of("abc").n, 3);
}

static void order_is_by_unsigned_bytes_and_a_prefix_comes_first(void **state)
{
    /* Ascending: every pair must compare as its places do. */
    static const struct crm_str ascending[] = {
        {"", 0}, {"\0", 1}, {"A", 1}, {"AB", 2}, {"a", 1}, {"b", 1}, {"\x7F", 1}, {"\xC3\xA9", 2},
    };
    enum { N = sizeof(ascending) / sizeof(*ascending) };

    (void)state;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int c = crm_str_cmp(ascending[i], ascending[j]);
            assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
        }
    assert_int_equal(crm_str_cmp((struct crm_str){NULL, 0}, CRM_STR("")), 0);
}

static void only_ascii_letters_fold(void **state)
{
    (void)state;
    assert_true(crm_str_eq_nocase(CRM_STR("Sep=Z"), CRM_STR("sEP=z")));
    assert_false(crm_str_eq_nocase(CRM_STR("ab"), CRM_STR("abc")));
    assert_false(crm_str_eq_nocase(CRM_STR("@"), CRM_STR("`"))); /* beside A and a */
    assert_false(crm_str_eq_nocase(CRM_STR("["), CRM_STR("{"))); /* beside Z and z */
    assert_false(crm_str_eq_nocase(CRM_STR("\xC3\x89"), CRM_STR("\xC3\xA9")));
}

static void starts_and_ends_take_the_whole_and_nothing(void **state)
{
    (void)state;
    assert_true(crm_str_starts(CRM_STR("orders.csv"), CRM_STR("orders")));
    assert_true(crm_str_starts(CRM_STR("a"), CRM_STR("a")));
    assert_true(crm_str_starts(CRM_STR("a"), CRM_STR("")));
    assert_false(crm_str_starts(CRM_STR("a"), CRM_STR("ab")));
    assert_true(crm_str_ends(CRM_STR("orders.csv.gz"), CRM_STR(".gz")));
    assert_true(crm_str_ends(CRM_STR(".gz"), CRM_STR(".gz")));
    assert_true(crm_str_ends(CRM_STR(""), CRM_STR("")));
    assert_false(crm_str_ends(CRM_STR("gz"), CRM_STR(".gz")));
}

static void a_rest_can_be_empty(void **state)
{
    (void)state;
    assert_str_eq(crm_str_from(CRM_STR("abc"), 0), "abc");
    assert_str_eq(crm_str_from(CRM_STR("abc"), 1), "bc");
    assert_str_eq(crm_str_from(CRM_STR("abc"), 3), "");
}

static void ascii_blanks_are_trimmed_at_both_ends_only(void **state)
{
    (void)state;
    assert_str_eq(crm_str_trim(CRM_STR(" \t\r\n\v\f a b \f\v\n\r\t ")), "a b");
    assert_str_eq(crm_str_trim(CRM_STR(" \t ")), "");
    assert_str_eq(crm_str_trim(CRM_STR("")), "");
    assert_str_eq(crm_str_trim(CRM_STR("\xC2\xA0x\xC2\xA0")), "\xC2\xA0x\xC2\xA0");
    assert_str_eq(crm_str_trim(CRM_STR("\x08x\x0E")), "\x08x\x0E"); /* beside TAB and CR */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_text_has_equal_length_and_bytes),
        cmocka_unit_test(a_null_c_string_is_empty_text),
        cmocka_unit_test(order_is_by_unsigned_bytes_and_a_prefix_comes_first),
        cmocka_unit_test(only_ascii_letters_fold),
        cmocka_unit_test(starts_and_ends_take_the_whole_and_nothing),
        cmocka_unit_test(a_rest_can_be_empty),
        cmocka_unit_test(ascii_blanks_are_trimmed_at_both_ends_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
