#include "calc/quantile.h"

#include "unit.h"

#include <stdlib.h>

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

/* A census gives the cuts, the quantiles and the sum of scores that the sorted values give. */
static void a_census_is_as_good_as_sorted_values(void **state)
{
    static const int64_t scale[] = {1, 1000, 1 << 20};
    enum { N = 500 };
    struct crm_budget no_limit = {0};
    int64_t v[N];
    uint32_t seed = 3;

    (void)state;
    for (size_t s = 0; s < 3; s++)
        for (size_t n = 1; n <= N; n += 83) {
            struct crm_lease lease = {.budget = &no_limit};
            struct crm_census c = {0};
            struct crm_err e = {0};
            for (size_t i = 0; i < n; i++) { /* a third of them below zero */
                seed = seed * 1664525 + 1013904223;
                v[i] = ((int64_t)(seed >> 16) % 90 - 30) * scale[s];
                assert_int_equal(crm_census_add(&c, v[i], &lease, &e), 0);
            }
            struct crm_cuts want = cuts_of(v, n, 7, CRM_LESS_IS_BETTER);
            struct crm_cuts got = crm_census_cuts(&c, 7, CRM_LESS_IS_BETTER);
            uint64_t sum = 0;
            assert_int_equal(got.nlevels, want.nlevels);
            for (int l = 0; l < want.nlevels; l++)
                assert_int_equal(got.from[l], want.from[l]);
            for (size_t i = 0; i < n; i++)
                sum += (uint64_t)crm_cuts_score(&want, v[i]);
            assert_int_equal(crm_census_scores(&c, &got), sum);
            for (unsigned k = 1; k <= 9; k++)
                assert_int_equal(crm_census_quantile(&c, k, 9), crm_quantile(v, n, k, 9));
            crm_census_clear(&c);
            crm_lease_end(&lease);
            assert_int_equal(no_limit.used_bytes, 0);
        }
}

static void the_census_of_nothing_has_no_cuts(void **state)
{
    struct crm_census c = {0};

    (void)state;
    assert_int_equal(crm_census_cuts(&c, 5, CRM_MORE_IS_BETTER).nlevels, 0);
    crm_census_clear(&c);
}

static uint64_t drawn(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> 20;
}

static void assert_cuts_are_found(const int64_t *values, size_t n, int bins, size_t nthreads)
{
    int64_t *v = malloc((n + 1) * sizeof(*v)), *sorted = malloc((n + 1) * sizeof(*sorted));

    memcpy(v, values, n * sizeof(*v));
    memcpy(sorted, values, n * sizeof(*v));
    crm_ints_sort(sorted, n);
    struct crm_cuts want = crm_cuts_make(sorted, n, bins, CRM_MORE_IS_BETTER);
    struct crm_cuts got = crm_cuts_find(v, n, bins, CRM_MORE_IS_BETTER, nthreads);
    assert_int_equal(got.nlevels, want.nlevels);
    for (int l = 0; l < want.nlevels; l++)
        assert_true(got.from[l] == want.from[l]);
    crm_ints_sort(v, n); /* they are all there still */
    assert_memory_equal(v, sorted, n * sizeof(*v));
    free(v);
    free(sorted);
}

static void cuts_of_values_in_any_order_are_those_of_sorted_ones(void **state)
{
    enum { N = 200000 };
    static const uint64_t ranges[] = {1, 2, 3, 40, 1000, 1000000, UINT64_C(1) << 44};
    int64_t *v = malloc(N * sizeof(*v));
    uint64_t seed = 3;

    (void)state;
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++)
        for (int bins = CRM_BINS_MIN; bins <= CRM_BINS_MAX; bins++) {
            for (size_t n = 0; n < 60; n++) {
                for (size_t i = 0; i < n; i++)
                    v[i] = (int64_t)(drawn(&seed) % ranges[r]) - (int64_t)(ranges[r] / 3);
                assert_cuts_are_found(v, n, bins, 1);
            }
        }
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
        for (size_t i = 0; i < N; i++)
            v[i] = (int64_t)(drawn(&seed) % ranges[r]) - (int64_t)(ranges[r] / 3);
        v[0] = INT64_MAX;
        v[N / 2] = -INT64_MAX;
        assert_cuts_are_found(v, N, 5, 1);
        assert_cuts_are_found(v, N, 10, 3);
    }
    free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_values_fall_two_to_a_score),
        cmocka_unit_test(ties_share_a_score),
        cmocka_unit_test(cut_points_follow_the_direction),
        cmocka_unit_test(scores_equal_the_definition_for_any_bins_and_ties),
        cmocka_unit_test(extreme_values_and_no_values_are_fine),
        cmocka_unit_test(cuts_of_values_in_any_order_are_those_of_sorted_ones),
        cmocka_unit_test(a_quantile_is_one_of_the_values),
        cmocka_unit_test(a_census_is_as_good_as_sorted_values),
        cmocka_unit_test(the_census_of_nothing_has_no_cuts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
