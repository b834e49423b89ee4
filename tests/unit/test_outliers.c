/* test_outliers.c - order statistics of values that are read again, and fences made of them. */
#include "unit.h"

#include <stdlib.h>

#include "calc/quantile.h"
#include "clean/outliers.h"

/* Values in memory, handed out a few at a time. */
struct some {
    const int64_t *v;
    size_t n, at;
};

static int rewind_some(void *source, struct crm_err *e)
{
    (void)e;
    ((struct some *)source)->at = 0;
    return 0;
}

static int next_some(void *source, const int64_t **v, size_t *n, struct crm_err *e)
{
    struct some *s = source;

    (void)e;
    *v = s->v + s->at;
    *n = s->n - s->at < 3 ? s->n - s->at : 3;
    s->at += *n;
    return 0;
}

static struct crm_values values_of(struct some *s)
{
    return (struct crm_values){s, rewind_some, next_some};
}

static void select_gives_what_sorting_gives(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 60; round++) {
        int64_t v[200];
        size_t n = 1 + (size_t)rand() % 200;
        for (size_t i = 0; i < n; i++)
            v[i] = round % 3 == 0   ? rand() % 5 - 2
                   : round % 3 == 1 ? (int64_t)(((uint64_t)rand() << 33) ^ (uint64_t)rand())
                                    : -((int64_t)rand() << 20);
        int64_t sorted[200];
        memcpy(sorted, v, sizeof(*v) * n);
        crm_ints_sort(sorted, n);
        struct some s = {v, n, 0};
        struct crm_values values = values_of(&s);
        for (unsigned num = 1; num <= 4; num++) {
            struct crm_err e = {0};
            uint64_t count;
            int64_t got;
            assert_int_equal(crm_select(&values, num, 4, &count, &got, &e), 0);
            assert_int_equal(count, n);
            assert_true(got == crm_quantile(sorted, n, num, 4));
        }
    }
}

static void extremes_do_not_overflow(void **state)
{
    const int64_t v[] = {INT64_MIN, INT64_MAX, INT64_MAX};
    struct some s = {v, 3, 0};
    struct crm_values values = values_of(&s);
    struct crm_err e = {0};
    uint64_t distance;

    (void)state;
    assert_int_equal(crm_select_distance(&values, INT64_MAX, 3, 3, &distance, &e), 0);
    assert_true(distance == UINT64_MAX);
}

static struct crm_fence fence(const char *rule, const int64_t *v, size_t n)
{
    struct some s = {v, n, 0};
    struct crm_values values = values_of(&s);
    struct crm_outlier_opts o;
    struct crm_fence f;
    struct crm_err e = {0};

    assert_true(crm_outlier_parse(rule, &o));
    assert_int_equal(crm_fence_make(&f, &o, &values, &e), 0);
    return f;
}

static void the_median_and_its_distances_make_a_fence(void **state)
{
    /* The example of the article on MAD in Wikipedia: median 2, MAD 1. */
    const int64_t v[] = {1, 1, 2, 2, 4, 6, 9};
    struct crm_fence f = fence("mad:3", v, 7);

    (void)state;
    assert_true(f.is_testable);
    assert_int_equal(f.high, 2 + 4); /* 3 * 1.4826 = 4.4 */
    assert_int_equal(f.low, 2 - 4);
}

static void tukeys_fences(void **state)
{
    const int64_t v[] = {10, 20, 30, 40, 50, 60, 70, 800};
    struct crm_fence f = fence("iqr:1.5", v, 8); /* quartiles 20 and 60 */

    (void)state;
    assert_int_equal(f.low, 20 - 60);
    assert_int_equal(f.high, 60 + 60);
}

static void without_spread_nothing_is_an_outlier(void **state)
{
    const int64_t same[] = {5, 5, 5, 5, 900}, most[] = {5, 5, 5, 5, 5, 6, 7, 900};

    (void)state;
    assert_false(fence("mad", same, 5).is_testable);
    assert_false(fence("iqr", same, 5).is_testable);
    assert_true(fence("mad", most, 8).is_testable); /* MAD is 0, the quartiles are not the same */
    assert_false(fence("mad", same, 0).is_testable);
}

static void rules_are_read(void **state)
{
    struct crm_outlier_opts o;

    (void)state;
    assert_true(crm_outlier_parse("mad:3.5", &o));
    assert_int_equal(o.thousandths, 3500);
    assert_true(crm_outlier_parse("iqr", &o));
    assert_int_equal(o.thousandths, 1500);
    assert_false(crm_outlier_parse("mad:", &o));
    assert_false(crm_outlier_parse("mad:-1", &o));
    assert_false(crm_outlier_parse("mad:0", &o));
    assert_false(crm_outlier_parse("sd:3", &o));
    assert_false(crm_outlier_parse("iqr:1.23456", &o));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(select_gives_what_sorting_gives),
        cmocka_unit_test(extremes_do_not_overflow),
        cmocka_unit_test(the_median_and_its_distances_make_a_fence),
        cmocka_unit_test(tukeys_fences),
        cmocka_unit_test(without_spread_nothing_is_an_outlier),
        cmocka_unit_test(rules_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
