/* test_runs.c - sorted runs come back as one sequence, in little memory. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "calc/runs.h"

enum { RUNS = 7, ROWS = 3000 };

static struct crm_str number(char *to, size_t size, unsigned v)
{
    return (struct crm_str){to, (size_t)snprintf(to, size, "customer %06u", v)};
}

/* Run k has the numbers k, k + RUNS, ...; the rest is as many bytes as the number modulo 5000. */
static void write_run(struct crm_runs *runs, unsigned k, struct crm_err *e)
{
    static char rest[5000];
    struct crm_run_writer w;
    char text[32];
    size_t bytes = 0;

    memset(rest, 'r', sizeof(rest));
    for (unsigned v = k; v < ROWS; v += RUNS)
        bytes += crm_runs_bytes(number(text, sizeof(text), v), (struct crm_str){rest, v % 5000});
    assert_int_equal(crm_runs_open(runs, bytes, &w, e), 0);
    for (unsigned v = k; v < ROWS; v += RUNS)
        assert_int_equal(
            crm_runs_add(&w, number(text, sizeof(text), v), (struct crm_str){rest, v % 5000}, e),
            0);
    assert_int_equal(crm_runs_close(&w, e), 0);
}

static void runs_are_read_as_one_as_often_as_asked(void **state)
{
    struct crm_budget budget = {.limit_bytes = 128 * 1024};
    struct crm_runs *runs = crm_runs_new("/tmp", &budget);
    struct crm_err e = {0};
    struct crm_str key, rest;
    char text[32];

    (void)state;
    for (unsigned k = 0; k < RUNS; k++)
        write_run(runs, k, &e);
    for (int again = 0; again < 2; again++) {
        unsigned v = 0;
        assert_int_equal(crm_runs_rewind(runs, &e), 0);
        for (; crm_runs_next(runs, &key, &rest, &e); v++) {
            struct crm_str want = number(text, sizeof(text), v);
            assert_true(crm_str_eq(key, want));
            assert_int_equal(rest.n, v % 5000);
        }
        assert_int_equal(v, ROWS);
        assert_false(crm_failed(&e));
    }
    assert_true(budget.used_bytes > 0 && budget.used_bytes <= budget.limit_bytes / 4);
    crm_runs_free(runs);
    assert_int_equal(budget.used_bytes, 0);
}

static void of_equal_keys_the_run_opened_first_comes_first(void **state)
{
    struct crm_budget budget = {0};
    struct crm_runs *runs = crm_runs_new("/tmp", &budget);
    struct crm_run_writer w[3];
    struct crm_err e = {0};
    struct crm_str key, rest, which[] = {CRM_STR("a"), CRM_STR("b"), CRM_STR("c")};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        size_t bytes = 2 * crm_runs_bytes(CRM_STR("same"), which[i]);
        assert_int_equal(crm_runs_open(runs, bytes, &w[i], &e), 0);
    }
    for (size_t i = 3; i-- > 0;) {
        crm_runs_add(&w[i], CRM_STR("same"), which[i], &e);
        crm_runs_add(&w[i], CRM_STR("same"), which[i], &e);
        assert_int_equal(crm_runs_close(&w[i], &e), 0);
    }
    assert_int_equal(crm_runs_rewind(runs, &e), 0);
    for (size_t i = 0; i < 6; i++) {
        assert_true(crm_runs_next(runs, &key, &rest, &e));
        assert_true(crm_str_eq(rest, which[i / 2]));
    }
    assert_false(crm_runs_next(runs, &key, &rest, &e));
    assert_false(crm_runs_next(runs, &key, &rest, &e));
    crm_runs_free(runs);
}

static void without_runs_there_are_no_records(void **state)
{
    struct crm_budget budget = {0};
    struct crm_runs *runs = crm_runs_new("/tmp", &budget);
    struct crm_err e = {0};
    struct crm_str key, rest;

    (void)state;
    assert_int_equal(crm_runs_rewind(runs, &e), 0);
    assert_false(crm_runs_next(runs, &key, &rest, &e));
    crm_runs_free(runs);
}

static void too_many_runs_for_the_memory_and_no_directory_are_errors(void **state)
{
    struct crm_budget budget = {.limit_bytes = 8 * 1024};
    struct crm_runs *runs = crm_runs_new("/tmp", &budget);
    struct crm_err e = {0};
    struct crm_run_writer w;

    (void)state;
    for (unsigned k = 0; k < RUNS; k++)
        write_run(runs, k, &e);
    assert_int_equal(crm_runs_rewind(runs, &e), -1);
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_MEMORY_LIMIT);
    crm_runs_free(runs);

    e = (struct crm_err){0};
    runs = crm_runs_new("/nowhere", &budget);
    assert_int_equal(crm_runs_open(runs, 10, &w, &e), -1);
    assert_int_equal(e.what, CRM_MSG_CANNOT_SPOOL);
    crm_runs_free(runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_read_as_one_as_often_as_asked),
        cmocka_unit_test(of_equal_keys_the_run_opened_first_comes_first),
        cmocka_unit_test(without_runs_there_are_no_records),
        cmocka_unit_test(too_many_runs_for_the_memory_and_no_directory_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
