/* test_budget.c - how much may be held, and who gives what back. */
#include "unit.h"

#include <stdlib.h>

#include "base/budget.h"

static void a_budget_is_taken_up_to_its_limit(void **state)
{
    struct crm_budget b = {.limit_bytes = 100};
    struct crm_lease l = {.budget = &b};
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_lease_take(&l, 60, &e), 0);
    assert_int_equal(crm_lease_take(&l, 40, &e), 0);
    assert_int_equal(b.used_bytes, 100);
    assert_int_equal(crm_lease_take(&l, 0, &e), 0);
    assert_int_equal(crm_lease_take(&l, 1, &e), -1);
    assert_int_equal(b.used_bytes, 100); /* a refusal takes nothing */
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_MEMORY_LIMIT);
    assert_int_equal(e.advice, CRM_MSG_ADVICE_MEMORY);
}

static void without_a_limit_everything_is_granted(void **state)
{
    struct crm_budget b = {0};
    struct crm_lease l = {.budget = &b};
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_lease_take(&l, SIZE_MAX / 2, &e), 0);
    assert_int_equal(crm_lease_take(&l, SIZE_MAX / 2, &e), 0);
    assert_false(crm_failed(&e));
}

static void a_lease_gives_back_its_own_and_nothing_of_others(void **state)
{
    struct crm_budget b = {0};
    struct crm_lease one = {.budget = &b}, other = {.budget = &b}, none = {0};
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_lease_take(&one, 30, &e), 0);
    assert_int_equal(crm_lease_take(&other, 7, &e), 0);
    crm_lease_give(&one, 10);
    assert_int_equal(b.used_bytes, 27);
    crm_lease_end(&one);
    assert_int_equal(b.used_bytes, 7);
    crm_lease_end(&one);
    crm_lease_end(&none);
    assert_int_equal(b.used_bytes, 7);
}

static void an_array_that_may_not_grow_stays_as_it_was(void **state)
{
    struct crm_budget b = {.limit_bytes = 300};
    struct crm_lease l = {.budget = &b};
    struct crm_err e = {0};
    size_t cap = 0;

    (void)state;
    int64_t *v = crm_lease_grow(&l, NULL, &cap, 20, sizeof(*v), &e);
    assert_non_null(v);
    assert_int_equal(cap, 20);
    assert_int_equal(b.used_bytes, 160);
    v[19] = 5;
    assert_ptr_equal(crm_lease_grow(&l, v, &cap, 20, sizeof(*v), &e), v);
    assert_null(crm_lease_grow(&l, v, &cap, 38, sizeof(*v), &e)); /* 304 bytes */
    assert_int_equal(cap, 20);
    assert_int_equal(v[19], 5);
    assert_int_equal(b.used_bytes, 160);
    assert_int_equal(e.what, CRM_MSG_MEMORY_LIMIT);
    free(v);
}

static void an_arena_is_counted_once(void **state)
{
    struct crm_budget b = {0};
    struct crm_lease l = {.budget = &b};
    struct crm_arena a = {0};
    struct crm_err e = {0};

    (void)state;
    crm_arena_alloc(&a, 10);
    assert_int_equal(crm_lease_arena(&l, &a, &e), 0);
    assert_int_equal(b.used_bytes, a.total_bytes);
    assert_int_equal(crm_lease_arena(&l, &a, &e), 0);
    assert_int_equal(b.used_bytes, a.total_bytes);
    crm_arena_alloc(&a, a.total_bytes);
    assert_int_equal(crm_lease_arena(&l, &a, &e), 0);
    assert_int_equal(b.used_bytes, a.total_bytes);
    crm_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_budget_is_taken_up_to_its_limit),
        cmocka_unit_test(without_a_limit_everything_is_granted),
        cmocka_unit_test(a_lease_gives_back_its_own_and_nothing_of_others),
        cmocka_unit_test(an_array_that_may_not_grow_stays_as_it_was),
        cmocka_unit_test(an_arena_is_counted_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
