#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "calc/groups.h"
#include "calc/hash.h"

static uint32_t put(struct crm_groups *g, struct crm_str key)
{
    struct crm_err e = {0};
    uint32_t id = UINT32_MAX;

    assert_int_equal(crm_groups_put(g, key, &id, NULL, &e), 0);
    return id;
}

static void numbers_follow_first_appearance(void **state)
{
    struct crm_budget budget = {0};
    struct crm_groups *g = crm_groups_new(&budget);
    struct crm_err e = {0};
    uint32_t id;
    bool is_new;

    (void)state;
    assert_int_equal(put(g, CRM_STR("b")), 0);
    assert_int_equal(put(g, CRM_STR("a")), 1);
    assert_int_equal(put(g, CRM_STR("b")), 0);
    crm_groups_put(g, CRM_STR("c"), &id, &is_new, &e);
    assert_true(is_new);
    assert_int_equal(id, 2);
    crm_groups_put(g, CRM_STR("a"), &id, &is_new, &e);
    assert_false(is_new);
    assert_int_equal(id, 1);
    assert_int_equal(crm_groups_count(g), 3);
    assert_str_eq(crm_groups_key(g, 0), "b");
    assert_str_eq(crm_groups_key(g, 2), "c");
    crm_groups_free(g);
}

static void keys_are_any_bytes_compared_whole(void **state)
{
    struct crm_budget budget = {0};
    struct crm_groups *g = crm_groups_new(&budget);
    char *big = calloc(1, 1000000);

    (void)state;
    assert_int_equal(put(g, CRM_STR("")), 0);
    assert_int_equal(put(g, CRM_STR("\0")), 1);
    assert_int_equal(put(g, CRM_STR("a\0b")), 2);
    assert_int_equal(put(g, CRM_STR("a\0c")), 3);
    assert_int_equal(put(g, CRM_STR("a")), 4);
    assert_int_equal(put(g, (struct crm_str){big, 1000000}), 5);
    assert_int_equal(put(g, (struct crm_str){big, 999999}), 6);
    big[999999] = 1;
    assert_int_equal(put(g, (struct crm_str){big, 1000000}), 7);
    assert_int_equal(put(g, (struct crm_str){NULL, 0}), 0);
    assert_int_equal(put(g, CRM_STR("a\0c")), 3);
    free(big);
    crm_groups_free(g);
}

enum { MANY = 200000 };

/* Growing four times over: 1024 slots hold 768, then x4 each. */
static void numbers_stay_when_the_table_grows(void **state)
{
    struct crm_budget budget = {0};
    struct crm_groups *g = crm_groups_new(&budget);
    char text[16];

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        size_t n = (size_t)snprintf(text, sizeof(text), "k%u", i);
        assert_int_equal(put(g, (struct crm_str){text, n}), i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        size_t n = (size_t)snprintf(text, sizeof(text), "k%u", i);
        assert_int_equal(put(g, (struct crm_str){text, n}), i);
    }
    assert_int_equal(crm_groups_count(g), MANY);
    assert_int_equal(put(g, CRM_STR("x0")), MANY);
    crm_groups_free(g);
    assert_int_equal(budget.used_bytes, 0);
}

/*
 * Keys of one hash, built from the definition of XXH3 for long inputs and seed 0 (main sets it):
 * the first words of the first two stripes meet in one sum, lane 0; where their lower halves equal
 * the secret's the product in that sum is 0, and the upper halves only count by their total.
 */
static void equal_hashes_are_told_apart(void **state)
{
    enum { N = 3000, BYTES = 256 };
    static const unsigned char low[2][4] = {{0xB8, 0xFE, 0x6C, 0x39}, {0x7C, 0x01, 0x81, 0x2C}};
    struct crm_budget budget = {0};
    struct crm_groups *g = crm_groups_new(&budget);
    unsigned char key[BYTES] = {0};

    (void)state;
    memcpy(key, low[0], 4);
    memcpy(key + 64, low[1], 4);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < N; i++) {
            uint32_t other = 1000000 - i;
            memcpy(key + 4, &i, 4);
            memcpy(key + 68, &other, 4);
            assert_int_equal(put(g, (struct crm_str){(const char *)key, BYTES}), i);
        }
    crm_groups_free(g);
}

static void a_refused_key_is_an_error_and_is_not_there(void **state)
{
    struct crm_budget budget = {.limit_bytes = 700000};
    struct crm_groups *g = crm_groups_new(&budget);
    struct crm_err e = {0};
    uint32_t id;
    uint32_t i = 0;
    char text[16];
    struct crm_str key;

    (void)state;
    do {
        key = (struct crm_str){text, (size_t)snprintf(text, sizeof(text), "%u", i++)};
    } while (!crm_groups_put(g, key, &id, NULL, &e));
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_MEMORY_LIMIT);
    assert_true(i > 768); /* the first table was not the limit */
    assert_int_equal(crm_groups_count(g), i - 1);
    assert_int_equal(crm_groups_put(g, CRM_STR("0"), &id, NULL, &e), -1); /* the error sticks */
    assert_true(budget.used_bytes <= budget.limit_bytes);
    crm_groups_free(g);
    assert_int_equal(budget.used_bytes, 0);
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    crm_groups_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_first_appearance),
        cmocka_unit_test(keys_are_any_bytes_compared_whole),
        cmocka_unit_test(numbers_stay_when_the_table_grows),
        cmocka_unit_test(equal_hashes_are_told_apart),
        cmocka_unit_test(a_refused_key_is_an_error_and_is_not_there),
        cmocka_unit_test(freeing_nothing_is_fine),
    };

    crm_hash_seeds[0] = 0; /* under which the keys of equal_hashes_are_told_apart have one hash */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
