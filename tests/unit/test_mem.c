/* test_mem.c - allocation, sizes that cannot wrap. */
#include "unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

static void fresh_memory_is_zeroed_and_never_null(void **state)
{
    (void)state;
    unsigned char *p = crm_alloc(1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(p[i], 0);
    free(p);
    p = crm_alloc(0);
    assert_non_null(p);
    free(p);
    p = crm_alloc_array(0, 8);
    assert_non_null(p);
    free(p);
    p = crm_realloc(NULL, 0);
    assert_non_null(p);
    free(p);
}

static void growing_keeps_the_elements(void **state)
{
    size_t cap = 0;
    uint32_t *v = NULL;

    (void)state;
    for (uint32_t i = 0; i < 10000; i++) {
        v = crm_grow(v, &cap, i + 1, sizeof(*v));
        assert_true(cap > i);
        v[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(v[i], i);
    size_t had = cap;
    uint32_t *same = crm_grow(v, &cap, 5, sizeof(*v));
    assert_ptr_equal(same, v);
    assert_int_equal(cap, had);
    v = crm_grow(v, &cap, 10 * had, sizeof(*v)); /* more than half again */
    assert_int_equal(cap, 10 * had);
    free(v);
}

static void sizes_add_and_multiply(void **state)
{
    (void)state;
    assert_int_equal(crm_add_size(SIZE_MAX - 1, 1), SIZE_MAX);
    assert_int_equal(crm_mul_size(SIZE_MAX / 2, 2), SIZE_MAX - 1);
    assert_int_equal(crm_mul_size(0, SIZE_MAX), 0);
}

enum wrap { WRAP_ADD, WRAP_MUL, WRAP_ARRAY, WRAP_GROW };

static void wrap(enum wrap how)
{
    size_t cap = 0;

    switch (how) {
    case WRAP_ADD:
        (void)crm_add_size(SIZE_MAX, 1);
        break;
    case WRAP_MUL:
        (void)crm_mul_size(SIZE_MAX / 2 + 1, 2);
        break;
    case WRAP_ARRAY:
        free(crm_alloc_array(SIZE_MAX / 4, 8));
        break;
    case WRAP_GROW:
        free(crm_grow(NULL, &cap, SIZE_MAX / 4, 8));
        break;
    }
}

static void a_size_that_would_wrap_ends_the_program_with_status_4(void **state)
{
    (void)state;
    for (enum wrap how = WRAP_ADD; how <= WRAP_GROW; how++) {
        int status;
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            close(STDERR_FILENO); /* the message is not what is tested */
            wrap(how);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), CRM_SYSTEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_memory_is_zeroed_and_never_null),
        cmocka_unit_test(growing_keeps_the_elements),
        cmocka_unit_test(sizes_add_and_multiply),
        cmocka_unit_test(a_size_that_would_wrap_ends_the_program_with_status_4),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
