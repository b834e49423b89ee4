#include "calc/quantile.h"

#include "unit.h"

static struct crm_cuts cuts_of(int64_t *v, size_t n, int bins, enum crm_better better)
{
    crm_ints_sort(v, n);
    return crm_cuts_make(v, n, bins, better);
}

static void ten_values_fall_two_to_a_score(void **state)
{
    int64_t v[] = {30, 10, 100, 20, 90, 40, 80, 50, 70, 60};
    struct crm_cuts more = cuts_of(v, 10, 5, CRM_MORE_IS_BETTER);
    struct crm_cuts less = cuts_of(v, 10, 5, CRM_LESS_IS_BETTER);
    static const int want[] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5};

    (void)state;
    for (int64_t i = 0; i < 10; i++) {
        assert_int_equal(crm_cuts_score(&more, 10 * (i + 1)), want[i]);
        assert_int_equal(crm_cuts_score(&less, 10 * (i + 1)), 6 - want[i]);
    }
}

static void ties_share_a_score(void **state)
{
    /* Four of five are equal: nobody is below them, and four fifths are below the last. */
    int64_t v[] = {1, 1, 2, 1, 1};
    struct crm_cuts c = cuts_of(v, 5, 5, CRM_MORE_IS_BETTER);
    int64_t from = 0;

    (void)state;
    assert_int_equal(crm_cuts_score(&c, 1), 1);
    assert_int_equal(crm_cuts_score(&c, 2), 5);
    assert_true(crm_cuts_first(&c, 1, &from));
    assert_int_equal(from, 1);
    for (int empty = 2; empty <= 4; empty++)
        assert_false(crm_cuts_first(&c, empty, &from));
    assert_true(crm_cuts_first(&c, 5, &from));
    assert_int_equal(from, 2);
}

static void cut_points_follow_the_direction(void **state)
{
    int64_t v[] = {3, 8, 20, 90};
    struct crm_cuts c = cuts_of(v, 4, 2, CRM_LESS_IS_BETTER);
    int64_t from = 0;

    (void)state;
    assert_true(crm_cuts_first(&c, 2, &from));
    assert_int_equal(from, 3);
    assert_true(crm_cuts_first(&c, 1, &from));
    assert_int_equal(from, 20);
    assert_false(crm_cuts_first(&c, 0, &from));
    assert_false(crm_cuts_first(&c, 3, &from));
}

/* 1 + floor(bins * #{values below} / n), by counting. */
static int score_by_counting(const int64_t *v, size_t n, int bins, int64_t of)
{
    size_t below = 0;

    for (size_t i = 0; i < n; i++)
        below += v[i] < of;
    return 1 + (int)((size_t)bins * below / n);
}

static void scores_equal_the_definition_for_any_bins_and_ties(void **state)
{
    int64_t v[97];
    uint32_t seed = 1;

    (void)state;
    for (size_t n = 1; n <= 97; n++)
        for (int bins = 2; bins <= 10; bins++) {
            for (size_t i = 0; i < n; i++) {
                seed = seed * 1664525 + 1013904223;
                v[i] = (int64_t)(seed >> 16) % 23 * ((seed >> 8) % 3);
            }
            struct crm_cuts more = cuts_of(v, n, bins, CRM_MORE_IS_BETTER);
            struct crm_cuts less = cuts_of(v, n, bins, CRM_LESS_IS_BETTER);
            for (size_t i = 0; i < n; i++) {
                int want = score_by_counting(v, n, bins, v[i]);
                int64_t from = 0;

                assert_int_equal(crm_cuts_score(&more, v[i]), want);
                assert_int_equal(crm_cuts_score(&less, v[i]), bins + 1 - want);
                assert_true(crm_cuts_first(&more, want, &from));
                assert_true(from <= v[i]);
                assert_int_equal(score_by_counting(v, n, bins, from), want);
            }
        }
}

static void extreme_values_and_no_values_are_fine(void **state)
{
    int64_t v[] = {INT64_MAX, INT64_MIN, 0};
    struct crm_cuts c = cuts_of(v, 3, 3, CRM_MORE_IS_BETTER);
    struct crm_cuts none = cuts_of(v, 0, 5, CRM_MORE_IS_BETTER);
    int64_t from = 0;

    (void)state;
    assert_int_equal(crm_cuts_score(&c, INT64_MIN), 1);
    assert_int_equal(crm_cuts_score(&c, 0), 2);
    assert_int_equal(crm_cuts_score(&c, INT64_MAX), 3);
    for (int score = 1; score <= 5; score++)
        assert_false(crm_cuts_first(&none, score, &from));
}

static void a_quantile_is_one_of_the_values(void **state)
{
    int64_t v[] = {5, 1, 4, 2, 3};

    (void)state;
    crm_ints_sort(v, 5);
    assert_int_equal(crm_quantile(v, 5, 1, 2), 3);
    assert_int_equal(crm_quantile(v, 4, 1, 2), 2); /* the lower median of 1 2 3 4 */
    assert_int_equal(crm_quantile(v, 5, 4, 5), 4);
    assert_int_equal(crm_quantile(v, 5, 81, 100), 5);
    assert_int_equal(crm_quantile(v, 5, 1, 1), 5);
    assert_int_equal(crm_quantile(v, 1, 1, 1000), 1);
}

static void ratios_are_compared_exactly(void **state)
{
    /* One third, and its neighbours below and above that a float would not tell apart. */
    struct crm_ratio v[] = {{1000000000000000001, 3000000000000000000, 1},
                            {1, 3, 1},
                            {999999999999999999, 3000000000000000000, 1}};

    (void)state;
    crm_ratios_sort(v, 3);
    assert_int_equal(v[0].top, 999999999999999999);
    assert_int_equal(v[1].top, 1);
    assert_int_equal(v[2].top, 1000000000000000001);
}

static void the_weighted_median_counts_weights(void **state)
{
    struct crm_ratio v[] = {{50, 1, 1}, {10, 1, 3}, {40, 2, 1}};

    (void)state;
    crm_ratios_sort(v, 3);
    assert_int_equal(crm_ratios_quantile(v, 3, 1, 2).top, 10); /* 10 10 10 20 50 */
    assert_int_equal(crm_ratios_quantile(v, 3, 3, 5).top, 10);
    assert_int_equal(crm_ratios_quantile(v, 3, 61, 100).top, 40);
    assert_int_equal(crm_ratios_quantile(v, 3, 1, 1).top, 50);
}

static void half_the_weight_is_enough_for_the_lower_median(void **state)
{
    struct crm_ratio v[] = {{1, 1, 2}, {9, 1, 2}};

    (void)state;
    assert_int_equal(crm_ratios_quantile(v, 2, 1, 2).top, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_values_fall_two_to_a_score),
        cmocka_unit_test(ties_share_a_score),
        cmocka_unit_test(cut_points_follow_the_direction),
        cmocka_unit_test(scores_equal_the_definition_for_any_bins_and_ties),
        cmocka_unit_test(extreme_values_and_no_values_are_fine),
        cmocka_unit_test(a_quantile_is_one_of_the_values),
        cmocka_unit_test(ratios_are_compared_exactly),
        cmocka_unit_test(the_weighted_median_counts_weights),
        cmocka_unit_test(half_the_weight_is_enough_for_the_lower_median),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
