/* test_buf.c - bytes that grow at the end. */
#include "unit.h"

#include "base/buf.h"

static void bytes_stand_in_the_order_of_adding(void **state)
{
    struct crm_buf b = {0};

    (void)state;
    crm_buf_add(&b, CRM_STR("a\0b"));
    crm_buf_add_char(&b, ',');
    crm_buf_add_cstr(&b, "cd");
    crm_buf_add(&b, (struct crm_str){NULL, 0});
    crm_buf_addf(&b, " %s=%d", "x", 7);
    assert_true(crm_str_eq(crm_buf_str(&b), CRM_STR("a\0b,cd x=7")));
    crm_buf_clear(&b);
}

static void integers_are_written_to_both_ends_of_their_range(void **state)
{
    static const struct {
        int64_t v;
        const char *text;
    } want[] = {
        {0, "0"},
        {7, "7"},
        {-1, "-1"},
        {1000000007, "1000000007"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    struct crm_buf b = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        crm_buf_reset(&b);
        crm_buf_add_int(&b, want[i].v);
        assert_str_eq(crm_buf_str(&b), want[i].text);
    }
    crm_buf_clear(&b);
}

static void long_formatted_text_is_whole(void **state)
{
    struct crm_buf b = {0};

    (void)state;
    crm_buf_add_char(&b, '<');
    crm_buf_addf(&b, "%5000d", 42);
    crm_buf_addf(&b, "%s", "");
    crm_buf_add_char(&b, '>');
    assert_int_equal(b.n, 5002);
    assert_str_eq(crm_str_from(crm_buf_str(&b), 4998), " 42>");
    crm_buf_clear(&b);
}

static void growth_keeps_the_bytes_and_is_linear(void **state)
{
    struct crm_buf b = {0};
    size_t moves = 0, cap = 0;

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        crm_buf_add_char(&b, (char)('a' + i % 26));
        moves += b.cap != cap;
        cap = b.cap;
    }
    assert_int_equal(b.n, 1000000);
    for (int i = 0; i < 1000000; i++)
        assert_int_equal(b.p[i], 'a' + i % 26);
    /* At least half more each time: from 16 to a million are 28 steps. */
    assert_true(moves <= 30);
    crm_buf_clear(&b);
}

static void room_is_not_length_until_the_caller_says_so(void **state)
{
    struct crm_buf b = {0};

    (void)state;
    crm_buf_add_cstr(&b, "ab");
    char *p = crm_buf_room(&b, 1000);
    memset(p, 'x', 1000);
    assert_str_eq(crm_buf_str(&b), "ab");
    assert_true(b.cap >= 1002);
    b.n += 3;
    assert_str_eq(crm_buf_str(&b), "abxxx");
    crm_buf_clear(&b);
}

static void an_empty_buffer_is_empty_text(void **state)
{
    struct crm_buf b = {0};

    (void)state;
    assert_str_eq(crm_buf_str(&b), "");
    assert_non_null(crm_buf_str(&b).p);
    crm_buf_add_cstr(&b, "x");
    size_t cap = b.cap;
    crm_buf_reset(&b);
    assert_str_eq(crm_buf_str(&b), "");
    assert_int_equal(b.cap, cap);
    crm_buf_clear(&b);
    assert_null(b.p);
    crm_buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_stand_in_the_order_of_adding),
        cmocka_unit_test(integers_are_written_to_both_ends_of_their_range),
        cmocka_unit_test(long_formatted_text_is_whole),
        cmocka_unit_test(growth_keeps_the_bytes_and_is_linear),
        cmocka_unit_test(room_is_not_length_until_the_caller_says_so),
        cmocka_unit_test(an_empty_buffer_is_empty_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
