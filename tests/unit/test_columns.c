/* test_columns.c - one row shape for inputs with different headers. */
#include "unit.h"

#include "csv/columns.h"

static void columns_stand_in_order_of_first_appearance(void **state)
{
    const struct crm_str one[] = {CRM_STR("id"), CRM_STR("name")};
    const struct crm_str two[] = {CRM_STR("amount"), CRM_STR("name"), CRM_STR("id")};
    struct crm_columns u = {0};
    size_t place[3];

    (void)state;
    crm_columns_add(&u, one, 2, place);
    assert_int_equal(place[0], 0);
    assert_int_equal(place[1], 1);
    crm_columns_add(&u, two, 3, place);
    assert_int_equal(place[0], 2);
    assert_int_equal(place[1], 1);
    assert_int_equal(place[2], 0);
    assert_int_equal(u.n, 3);
    assert_str_eq(u.names[0], "id");
    assert_str_eq(u.names[1], "name");
    assert_str_eq(u.names[2], "amount");
    crm_columns_clear(&u);
}

static void a_repeated_name_stands_as_often_as_its_header_repeats_it(void **state)
{
    const struct crm_str twice[] = {CRM_STR("note"), CRM_STR("id"), CRM_STR("note")};
    const struct crm_str thrice[] = {CRM_STR("note"), CRM_STR("note"), CRM_STR("note")};
    const struct crm_str once[] = {CRM_STR("note")};
    struct crm_columns u = {0};
    size_t place[3];

    (void)state;
    crm_columns_add(&u, twice, 3, place);
    assert_int_equal(place[0], 0);
    assert_int_equal(place[1], 1);
    assert_int_equal(place[2], 2);
    crm_columns_add(&u, thrice, 3, place);
    assert_int_equal(place[0], 0);
    assert_int_equal(place[1], 2);
    assert_int_equal(place[2], 3);
    crm_columns_add(&u, once, 1, place);
    assert_int_equal(place[0], 0);
    assert_int_equal(u.n, 4);
    crm_columns_clear(&u);
}

static void names_are_compared_by_their_bytes(void **state)
{
    const struct crm_str names[] = {CRM_STR("ID"), CRM_STR("id"), CRM_STR(""), CRM_STR("id ")};
    struct crm_columns u = {0};
    size_t place[4];

    (void)state;
    crm_columns_add(&u, names, 4, place);
    assert_int_equal(u.n, 4);
    crm_columns_add(&u, names, 0, place);
    assert_int_equal(u.n, 4);
    crm_columns_clear(&u);
    assert_int_equal(u.n, 0);
    crm_columns_clear(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_stand_in_order_of_first_appearance),
        cmocka_unit_test(a_repeated_name_stands_as_often_as_its_header_repeats_it),
        cmocka_unit_test(names_are_compared_by_their_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
