#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "match/clusters.h"

/* A record of the tests: up to four keys as text, one cell of content, perhaps an id. */
struct record {
    const char *keys[4];
    const char *content;
    const char *id;
};

static const struct crm_str *cells_of(void *rows, uint32_t record, size_t *ncells,
                                      struct crm_err *e)
{
    (void)e;
    static struct crm_str cell;
    const struct record *records = rows;

    cell = crm_str_of(records[record].content);
    *ncells = 1;
    return &cell;
}

static void add(struct crm_clusters *c, const struct record *r)
{
    struct crm_err e = {0};
    struct crm_key keys[4];
    size_t n = 0;

    for (; n < 4 && r->keys[n]; n++) {
        keys[n].is_barred = r->keys[n][0] == '!';
        keys[n].text = crm_str_of(r->keys[n] + keys[n].is_barred);
    }
    assert_int_equal(crm_clusters_add(c, keys, n, &e), 0);
}

/* The ids of records[0..n), as text that the caller's arena holds. */
static void ids_of(const struct record *records, uint32_t n, struct crm_arena *a,
                   struct crm_str *ids)
{
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct crm_err e = {0};
    struct crm_str *record_ids = calloc(n, sizeof(*record_ids));

    for (uint32_t r = 0; r < n; r++) {
        add(c, &records[r]);
        record_ids[r] = crm_str_of(records[r].id);
    }
    assert_int_equal(crm_clusters_settle(c, cells_of, (void *)(uintptr_t)records, &e), 0);
    assert_int_equal(crm_clusters_ids(c, record_ids, a, ids, &e), 0);
    for (uint32_t r = 0; r < n; r++)
        ids[r] = crm_arena_dup(a, ids[r]);
    free(record_ids);
    crm_clusters_free(c);
    assert_int_equal(budget.used_bytes, 0);
}

static void the_smallest_number_is_the_root(void **state)
{
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct record nothing = {.content = ""};

    (void)state;
    for (int r = 0; r < 8; r++)
        add(c, &nothing);
    assert_int_equal(crm_clusters_count(c), 8);
    crm_clusters_join(c, 7, 6);
    crm_clusters_join(c, 6, 3);
    crm_clusters_join(c, 5, 4);
    crm_clusters_join(c, 4, 7);
    crm_clusters_join(c, 4, 4);
    for (uint32_t r = 3; r < 8; r++)
        assert_int_equal(crm_clusters_root(c, r), 3);
    for (uint32_t r = 0; r < 3; r++)
        assert_int_equal(crm_clusters_root(c, r), r);
    crm_clusters_free(c);
}

static void sharing_goes_over_any_number_of_steps(void **state)
{
    const struct record records[] = {
        {.keys = {"p:1"}},        {.keys = {"e:a", "p:2"}}, {.keys = {"p:3"}},
        {.keys = {"p:1", "e:a"}}, {.keys = {"p:2"}},
    };
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct crm_err e = {0};
    uint32_t members[5];
    uint32_t starts[6];
    uint32_t n;
    const uint32_t want[] = {0, 1, 3, 4, 2};

    (void)state;
    for (int r = 0; r < 5; r++)
        add(c, &records[r]);
    assert_int_equal(crm_clusters_settle(c, cells_of, (void *)(uintptr_t)records, &e), 0);
    assert_int_equal(crm_clusters_list(c, members, starts, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_int_equal(starts[0], 0);
    assert_int_equal(starts[1], 4);
    assert_int_equal(starts[2], 5);
    assert_memory_equal(members, want, sizeof(want));
    crm_clusters_free(c);
}

static void a_barred_key_joins_nobody_whenever_it_is_barred(void **state)
{
    const struct record late[] = {{.keys = {"p:1"}, .content = "a"},
                                  {.keys = {"p:1"}, .content = "b"},
                                  {.keys = {"!p:1"}, .content = "c"}};
    const struct record early[] = {{.keys = {"!p:1"}, .content = "c"},
                                   {.keys = {"p:1"}, .content = "a"},
                                   {.keys = {"p:1", "e:x"}, .content = "b"},
                                   {.keys = {"e:x"}, .content = "d"}};
    struct crm_arena a = {0};
    struct crm_str ids[4];

    (void)state;
    ids_of(late, 3, &a, ids);
    assert_false(crm_str_eq(ids[0], ids[1]));
    assert_false(crm_str_eq(ids[0], ids[2]));
    assert_false(crm_str_eq(ids[1], ids[2]));
    ids_of(early, 4, &a, ids);
    assert_false(crm_str_eq(ids[0], ids[1]));
    assert_false(crm_str_eq(ids[1], ids[2]));
    assert_true(crm_str_eq(ids[2], ids[3]));
    crm_arena_clear(&a);
}

/* XXH3_64("abc") = 78af5f94892f3950 and XXH3_64("a") = e6c632b61e964e1f, as published by other
 * implementations of xxHash 0.8. */
static void an_id_is_the_hash_of_the_smallest_key(void **state)
{
    const struct record records[] = {
        {.keys = {"b", "abc"}}, {.keys = {"zz", "b"}}, {.keys = {"a"}}};
    struct crm_arena a = {0};
    struct crm_str ids[3];

    (void)state;
    ids_of(records, 3, &a, ids);
    assert_str_eq(ids[0], "c78af5f94892f3950");
    assert_str_eq(ids[1], "c78af5f94892f3950");
    assert_str_eq(ids[2], "ce6c632b61e964e1f");
    crm_arena_clear(&a);
}

static void the_smallest_record_id_goes_before_the_hash(void **state)
{
    const struct record records[] = {
        {.keys = {"b"}, .id = "r9"}, {.keys = {"b"}, .id = "r10"},  {.keys = {"b"}, .id = " "},
        {.keys = {"abc"}, .id = ""}, {.keys = {"d"}, .id = " r2 "},
    };
    struct crm_arena a = {0};
    struct crm_str ids[5];

    (void)state;
    ids_of(records, 5, &a, ids);
    for (int r = 0; r < 3; r++)
        assert_str_eq(ids[r], "r10");
    assert_str_eq(ids[3], "c78af5f94892f3950");
    assert_str_eq(ids[4], "r2");
    crm_arena_clear(&a);
}

static void a_record_id_of_two_clusters_names_neither(void **state)
{
    const struct record records[] = {
        {.keys = {"abc"}, .id = "7"}, {.keys = {"a"}, .id = "7"}, {.keys = {"q"}, .id = "8"}};
    struct crm_arena a = {0};
    struct crm_str ids[3];

    (void)state;
    ids_of(records, 3, &a, ids);
    assert_str_eq(ids[0], "c78af5f94892f3950");
    assert_str_eq(ids[1], "ce6c632b61e964e1f");
    assert_str_eq(ids[2], "8");
    crm_arena_clear(&a);
}

/* Writes v as 8 bytes, the least first. */
static void put64(char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (char)(v >> 8 * i & 0xFF);
}

/*
 * Two keys of 16 bytes with one XXH3_64, from its definition for 9 to 16 bytes and seed 0:
 * hash = avalanche(16 + swap(lo) + hi + fold(lo * hi)), lo and hi being the halves of the key xored
 * with words of the secret (bytes 24..39, 40..55). So (0, h) and (swap(h), 0) agree.
 */
static void make_equal_hash64(uint64_t h, char one[16], char two[16])
{
    const uint64_t lo_flip = UINT64_C(0x1f67b3b7a4a44072) ^ UINT64_C(0x78e5c0cc4ee679cb);
    const uint64_t hi_flip = UINT64_C(0x2172ffcc7dd05a82) ^ UINT64_C(0x8e2443f7744608b8);

    put64(one, lo_flip);
    put64(one + 8, h ^ hi_flip);
    put64(two, __builtin_bswap64(h) ^ lo_flip);
    put64(two + 8, hi_flip);
}

/*
 * Keys of 256 bytes with one XXH3_128 (and XXH3_64), one for each value of `salt`: see
 * test_groups.c, equal_hashes_are_told_apart.
 */
static void make_equal_hash128(uint32_t salt, char key[256])
{
    static const unsigned char low[2][4] = {{0xB8, 0xFE, 0x6C, 0x39}, {0x7C, 0x01, 0x81, 0x2C}};
    uint32_t other = 1000 - salt;

    memset(key, 0, 256);
    memcpy(key, low[0], 4);
    memcpy(key + 4, &salt, 4);
    memcpy(key + 64, low[1], 4);
    memcpy(key + 68, &other, 4);
}

/* The ids of n records with one key each, keys[i] of n_bytes. */
static void ids_of_keys(const struct crm_str *keys, uint32_t n, struct crm_arena *a,
                        struct crm_str *ids)
{
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct crm_err e = {0};

    for (uint32_t r = 0; r < n; r++) {
        struct crm_key key = {keys[r], false};
        assert_int_equal(crm_clusters_add(c, &key, 1, &e), 0);
    }
    assert_int_equal(crm_clusters_settle(c, cells_of, NULL, &e), 0);
    assert_int_equal(crm_clusters_ids(c, NULL, a, ids, &e), 0);
    crm_clusters_free(c);
}

static void equal_short_hashes_become_long_for_both(void **state)
{
    char one[16];
    char two[16];
    struct crm_arena a = {0};
    struct crm_str ids[3];
    struct crm_str back[3];

    (void)state;
    make_equal_hash64(UINT64_C(0x0123456789abcdef), one, two);
    ids_of_keys((struct crm_str[]){{one, 16}, CRM_STR("abc"), {two, 16}}, 3, &a, ids);
    assert_int_equal(ids[0].n, 33);
    assert_int_equal(ids[2].n, 33);
    assert_false(crm_str_eq(ids[0], ids[2]));
    assert_str_eq(ids[1], "c78af5f94892f3950");
    ids_of_keys((struct crm_str[]){{two, 16}, {one, 16}, CRM_STR("abc")}, 3, &a, back);
    assert_true(crm_str_eq(back[0], ids[2]));
    assert_true(crm_str_eq(back[1], ids[0]));
    ids_of_keys((struct crm_str[]){{one, 16}}, 1, &a, ids);
    assert_int_equal(ids[0].n, 17);
    crm_arena_clear(&a);
}

static void equal_long_hashes_give_way_to_the_key(void **state)
{
    char one[256];
    char two[256];
    struct crm_arena a = {0};
    struct crm_str ids[2];

    (void)state;
    make_equal_hash128(1, one);
    make_equal_hash128(2, two);
    ids_of_keys((struct crm_str[]){{one, 256}, {two, 256}}, 2, &a, ids);
    assert_int_equal(ids[0].n, 513);
    assert_memory_equal(ids[0].p, "cb8fe6c3901000000", 17);
    assert_memory_equal(ids[1].p, "cb8fe6c3902000000", 17);
    crm_arena_clear(&a);
}

static void without_keys_only_equal_content_is_one(void **state)
{
    const struct record records[] = {
        {.content = "x"}, {.content = "y"}, {.content = "x"}, {.keys = {"a"}, .content = "x"}};
    struct crm_arena a = {0};
    struct crm_str ids[4];

    (void)state;
    ids_of(records, 4, &a, ids);
    assert_true(crm_str_eq(ids[0], ids[2]));
    assert_false(crm_str_eq(ids[0], ids[1]));
    assert_str_eq(ids[3], "ce6c632b61e964e1f");
    crm_arena_clear(&a);
}

static uint32_t random_below(uint64_t *s, uint32_t n)
{
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*s >> 33) % n);
}

enum { N = 60 };

/* Records that share a key, by comparing all with all until nothing changes. */
static void reference(const struct record *records, uint32_t *group)
{
    bool changed = true;

    for (uint32_t r = 0; r < N; r++)
        group[r] = r;
    while (changed) {
        changed = false;
        for (uint32_t r = 0; r < N * N; r++) {
            const struct record *x = &records[r / N];
            const struct record *y = &records[r % N];
            bool shared = false;
            for (int k = 0; k < 16; k++)
                shared |= x->keys[k / 4] && x->keys[k / 4] == y->keys[k % 4];
            if (shared && group[r / N] < group[r % N]) {
                group[r % N] = group[r / N];
                changed = true;
            }
        }
    }
}

static void shuffle(struct record *records, uint32_t *place, uint64_t *seed)
{
    for (uint32_t r = N - 1; r > 0; r--) {
        uint32_t s = random_below(seed, r + 1);
        struct record swap = records[r];
        uint32_t p = place[r];
        records[r] = records[s];
        records[s] = swap;
        place[r] = place[s];
        place[s] = p;
    }
}

static void clusters_are_the_closure_in_any_order_of_records(void **state)
{
    static char names[70][16];
    static char contents[N][16];
    uint64_t seed = 1;

    (void)state;
    for (int k = 0; k < 70; k++)
        snprintf(names[k], sizeof(names[k]), "p:%d", k * 7919 % 1000);
    for (int r = 0; r < N; r++)
        snprintf(contents[r], sizeof(contents[r]), "%d", r);
    for (int round = 0; round < 200; round++) {
        struct record records[N] = {0};
        struct crm_arena a = {0};
        struct crm_str ids[N];
        struct crm_str again[N];
        uint32_t group[N];
        uint32_t place[N];

        for (uint32_t r = 0; r < N; r++) {
            records[r].content = contents[r];
            place[r] = r;
            for (uint32_t k = random_below(&seed, 4); k > 0; k--)
                records[r].keys[k - 1] = names[random_below(&seed, 70)];
        }
        reference(records, group);
        ids_of(records, N, &a, ids);
        for (uint32_t r = 0; r < N * N; r++)
            assert_int_equal(crm_str_eq(ids[r / N], ids[r % N]), group[r / N] == group[r % N]);
        shuffle(records, place, &seed);
        ids_of(records, N, &a, again);
        for (uint32_t r = 0; r < N; r++)
            assert_true(crm_str_eq(again[r], ids[place[r]]));
        crm_arena_clear(&a);
    }
}

/* All pairs of 100,000 would be 5e9 steps, more than ten seconds; linear is some milliseconds. */
static void a_large_block_takes_linear_time(void **state)
{
    enum { BLOCK = 100000 };
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct crm_err e = {0};
    struct record one = {.keys = {"p:1", "e:2"}};
    uint32_t *members = calloc(BLOCK, sizeof(*members));
    uint32_t *starts = calloc(BLOCK + 1, sizeof(*starts));
    uint32_t n;
    clock_t start = clock();

    (void)state;
    for (int r = 0; r < BLOCK; r++)
        add(c, &one);
    assert_int_equal(crm_clusters_settle(c, cells_of, NULL, &e), 0);
    assert_int_equal(crm_clusters_list(c, members, starts, &n, &e), 0);
    assert_int_equal(n, 1);
    assert_int_equal(starts[1], BLOCK);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
    free(members);
    free(starts);
    crm_clusters_free(c);
}

/* Joined from the end, record r hangs on r - 1: without halving, all roots are 5e9 steps away. */
static void a_long_chain_takes_linear_time(void **state)
{
    enum { CHAIN = 100000 };
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct record nothing = {.content = ""};
    clock_t start = clock();

    (void)state;
    for (int r = 0; r < CHAIN; r++)
        add(c, &nothing);
    for (uint32_t r = CHAIN - 1; r > 0; r--)
        crm_clusters_join(c, r, r - 1);
    for (uint32_t r = CHAIN; r > 0; r--)
        assert_int_equal(crm_clusters_root(c, r - 1), 0);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
    crm_clusters_free(c);
}

static void a_refused_budget_is_an_error_anywhere(void **state)
{
    struct crm_err last = {0};
    bool done = false;

    (void)state;
    for (size_t limit = 1000; !done; limit += 1000) {
        struct crm_budget budget = {.limit_bytes = limit};
        struct crm_clusters *c = crm_clusters_new(&budget);
        struct crm_arena a = {0};
        struct crm_err e = {0};
        struct crm_str ids[40];
        uint32_t members[40];
        uint32_t starts[41];
        uint32_t n;
        for (int r = 0; r < 40; r++) {
            struct crm_key key = {r % 2 ? CRM_STR("p:1") : CRM_STR("p:2"), false};
            crm_clusters_add(c, &key, 1, &e);
        }
        if (!crm_failed(&e))
            crm_clusters_settle(c, cells_of, NULL, &e);
        crm_clusters_ids(c, NULL, &a, ids, &e);
        crm_clusters_list(c, members, starts, &n, &e);
        done = !crm_failed(&e);
        if (!done)
            last = e;
        assert_true(budget.used_bytes <= limit);
        crm_clusters_free(c);
        crm_arena_clear(&a);
        assert_int_equal(budget.used_bytes, 0);
    }
    assert_int_equal(last.status, CRM_SYSTEM);
    assert_int_equal(last.what, CRM_MSG_MEMORY_LIMIT);
}

static void no_records_is_fine(void **state)
{
    struct crm_budget budget = {0};
    struct crm_clusters *c = crm_clusters_new(&budget);
    struct crm_arena a = {0};
    struct crm_err e = {0};
    uint32_t starts[1];
    uint32_t n = 7;

    (void)state;
    assert_int_equal(crm_clusters_settle(c, cells_of, NULL, &e), 0);
    assert_int_equal(crm_clusters_ids(c, NULL, &a, NULL, &e), 0);
    assert_int_equal(crm_clusters_list(c, NULL, starts, &n, &e), 0);
    assert_int_equal(n, 0);
    crm_clusters_free(c);
    crm_clusters_free(NULL);
    crm_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_number_is_the_root),
        cmocka_unit_test(sharing_goes_over_any_number_of_steps),
        cmocka_unit_test(a_barred_key_joins_nobody_whenever_it_is_barred),
        cmocka_unit_test(an_id_is_the_hash_of_the_smallest_key),
        cmocka_unit_test(the_smallest_record_id_goes_before_the_hash),
        cmocka_unit_test(a_record_id_of_two_clusters_names_neither),
        cmocka_unit_test(equal_short_hashes_become_long_for_both),
        cmocka_unit_test(equal_long_hashes_give_way_to_the_key),
        cmocka_unit_test(without_keys_only_equal_content_is_one),
        cmocka_unit_test(clusters_are_the_closure_in_any_order_of_records),
        cmocka_unit_test(a_large_block_takes_linear_time),
        cmocka_unit_test(a_long_chain_takes_linear_time),
        cmocka_unit_test(a_refused_budget_is_an_error_anywhere),
        cmocka_unit_test(no_records_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
