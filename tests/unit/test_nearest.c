#include "unit.h"

#include "text/nearest.h"

static const struct crm_str names[] = {
    {"as-of", 5}, {"bins", 4}, {"delimiter", 9}, {"客户编号", 12}, {"delimiters", 10},
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static void a_typo_finds_the_name_that_was_meant(void **state)
{
    (void)state;
    assert_int_equal(crm_nearest(CRM_STR("as-off"), names, NAMES), 0);
    assert_int_equal(crm_nearest(CRM_STR("AS-OF"), names, NAMES), 0);
    assert_int_equal(crm_nearest(CRM_STR("bisn"), names, NAMES), 1);
    assert_int_equal(crm_nearest(CRM_STR("delimter"), names, NAMES), 2);
    assert_int_equal(crm_nearest(CRM_STR("dilemiters"), names, NAMES), 4);
    assert_int_equal(crm_nearest(CRM_STR("客户编码"), names, NAMES), 3);
}

static void equally_near_names_give_the_first(void **state)
{
    (void)state;
    /* one letter from each: delimiter + x, delimiters with s for x */
    assert_int_equal(crm_nearest(CRM_STR("delimiterx"), names, NAMES), 2);
}

static void nothing_near_finds_no_name(void **state)
{
    (void)state;
    assert_int_equal(crm_nearest(CRM_STR(""), names, NAMES), NAMES);
    assert_int_equal(crm_nearest(CRM_STR("bi"), names, NAMES), NAMES);             /* 2 of 2 away */
    assert_int_equal(crm_nearest(CRM_STR("bxyz"), names, NAMES), NAMES);           /* 3 of 4 away */
    assert_int_equal(crm_nearest(CRM_STR("delimiterswxyz"), names, NAMES), NAMES); /* 4 away */
    assert_int_equal(crm_nearest(CRM_STR("x"), names, 0), 0);
}

/* "sitting" is 3 away from "kitten" (Levenshtein's textbook pair): too far for 6 letters, not
 * for 9. */
static void a_third_of_the_letters_may_be_wrong(void **state)
{
    const struct crm_str six[] = {CRM_STR("sitting")};
    const struct crm_str nine[] = {CRM_STR("sitting of")};

    (void)state;
    assert_int_equal(crm_nearest(CRM_STR("kitten"), six, 1), 1);
    assert_int_equal(crm_nearest(CRM_STR("kitten of"), nine, 1), 0);
}

static void a_failure_names_the_nearest_or_keeps_its_own_advice(void **state)
{
    struct crm_fault fault = {.status = CRM_USAGE,
                              .what = CRM_MSG_UNKNOWN_COLUMN,
                              .text = CRM_STR("bisn"),
                              .advice = CRM_MSG_ADVICE_EXPLAIN,
                              .hint = CRM_STR("own")};
    struct crm_err near = {0}, far = {0};

    (void)state;
    assert_int_equal(crm_fail_near(&near, &fault, names, NAMES), -1);
    assert_int_equal(near.what, CRM_MSG_UNKNOWN_COLUMN);
    assert_int_equal(near.advice, CRM_MSG_ADVICE_DID_YOU_MEAN);
    assert_string_equal(near.hint, "bins");
    fault.text = CRM_STR("weight");
    assert_int_equal(crm_fail_near(&far, &fault, names, NAMES), -1);
    assert_int_equal(far.advice, CRM_MSG_ADVICE_EXPLAIN);
    assert_string_equal(far.hint, "own");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_typo_finds_the_name_that_was_meant),
        cmocka_unit_test(equally_near_names_give_the_first),
        cmocka_unit_test(nothing_near_finds_no_name),
        cmocka_unit_test(a_third_of_the_letters_may_be_wrong),
        cmocka_unit_test(a_failure_names_the_nearest_or_keeps_its_own_advice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
