/* test_arena.c - memory that is given back all at once. */
#include "unit.h"

#include <stdalign.h>

#include "base/arena.h"

enum { PIECES = 2000, LARGE = 1000 * 1000 };

static void every_piece_is_aligned_and_keeps_its_bytes(void **state)
{
    struct crm_arena a = {0};
    unsigned char *piece[PIECES];

    (void)state;
    /* Sizes from 0 to 1,999 bytes: about 2 MB, so eight blocks. */
    for (size_t i = 0; i < PIECES; i++) {
        piece[i] = crm_arena_alloc(&a, i);
        assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t), 0);
        memset(piece[i], (int)(i & 0xFF), i);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_equal(piece[i][k], i & 0xFF);
    crm_arena_clear(&a);
}

static void alignment_holds_behind_odd_text(void **state)
{
    struct crm_arena a = {0};

    (void)state;
    for (size_t n = 0; n < 40; n++) {
        crm_arena_text(&a, n);
        assert_int_equal((uintptr_t)crm_arena_alloc(&a, 8) % alignof(max_align_t), 0);
    }
    crm_arena_clear(&a);
}

static void a_piece_larger_than_a_block_fits(void **state)
{
    struct crm_arena a = {0};

    (void)state;
    char *small = crm_arena_text(&a, 1);
    *small = 's';
    char *large = crm_arena_text(&a, LARGE);
    memset(large, 'l', LARGE);
    assert_true(a.total_bytes >= LARGE + 1);
    assert_int_equal(*small, 's');
    crm_arena_clear(&a);
}

static void copies_do_not_need_the_original(void **state)
{
    struct crm_arena a = {0};
    char text[] = "a\0b";

    (void)state;
    struct crm_str copy = crm_arena_dup(&a, (struct crm_str){text, 3});
    memset(text, 'x', sizeof(text));
    assert_true(crm_str_eq(copy, CRM_STR("a\0b")));
    struct crm_str nothing = crm_arena_dup(&a, (struct crm_str){NULL, 0});
    assert_int_equal(nothing.n, 0);
    assert_non_null(nothing.p);
    crm_arena_clear(&a);
}

static void a_reset_keeps_the_memory_for_the_next_batch(void **state)
{
    struct crm_arena a = {0};

    (void)state;
    for (int batch = 0; batch < 5; batch++) {
        size_t before = a.total_bytes;
        for (int i = 0; i < 100; i++)
            memset(crm_arena_alloc(&a, 10000), i, 10000);
        memset(crm_arena_alloc(&a, LARGE), batch, LARGE);
        if (batch)
            assert_int_equal(a.total_bytes, before);
        crm_arena_reset(&a);
    }
    crm_arena_clear(&a);
}

static void a_block_too_small_for_a_piece_is_used_later(void **state)
{
    struct crm_arena a = {0};
    char *piece[64];

    (void)state;
    for (int i = 0; i < 4; i++)
        crm_arena_alloc(&a, 200000); /* one block each */
    crm_arena_reset(&a);
    for (size_t i = 0; i < 64; i++) {
        size_t n = i % 8 ? 100000 : LARGE;
        piece[i] = crm_arena_alloc(&a, n);
        memset(piece[i], (int)i, n);
    }
    for (size_t i = 0; i < 64; i++)
        for (size_t k = 0; k < 100000; k += 999)
            assert_int_equal(piece[i][k], i);
    crm_arena_clear(&a);
}

static void a_cleared_arena_is_empty_and_usable(void **state)
{
    struct crm_arena a = {0};

    (void)state;
    crm_arena_clear(&a);
    crm_arena_reset(&a);
    crm_arena_alloc(&a, 10);
    crm_arena_clear(&a);
    assert_null(a.first);
    assert_null(a.here);
    assert_int_equal(a.total_bytes, 0);
    assert_non_null(crm_arena_alloc(&a, 0));
    crm_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_aligned_and_keeps_its_bytes),
        cmocka_unit_test(alignment_holds_behind_odd_text),
        cmocka_unit_test(a_piece_larger_than_a_block_fits),
        cmocka_unit_test(copies_do_not_need_the_original),
        cmocka_unit_test(a_reset_keeps_the_memory_for_the_next_batch),
        cmocka_unit_test(a_block_too_small_for_a_piece_is_used_later),
        cmocka_unit_test(a_cleared_arena_is_empty_and_usable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
