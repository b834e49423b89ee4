/* test_spool.c - bytes kept for a second reading, in memory or in a file without a name. */
#include "files.h"

#include "io/spool.h"

enum { PIECES = 3000 };

static const size_t in_memory = SIZE_MAX / 2, on_disk = 0;

/* A piece of a length that its number gives, filled with its number. */
static size_t piece(size_t i, char *text)
{
    size_t n = i * 37 % 1009;

    memset(text, (int)(i & 0x7F), n);
    return n;
}

static void add_pieces(struct crm_spool *s, size_t from, size_t to, struct crm_err *e)
{
    char text[1009];

    for (size_t i = from; i < to; i++) {
        size_t n = piece(i, text);
        assert_int_equal(crm_spool_add(s, (struct crm_str){text, n}, e), 0);
    }
}

static void reads_back(struct crm_spool *s, struct crm_err *e)
{
    char text[1009], got[1009];

    for (size_t i = 0; i < PIECES; i++) {
        size_t n = piece(i, text);
        assert_int_equal(crm_spool_read(s, got, n, e), 0);
        assert_memory_equal(got, text, n);
    }
}

static void what_was_added_reads_back_as_often_as_wanted(size_t memory_bytes)
{
    struct crm_err e = {0};
    struct crm_spool *s = crm_spool_new(dir_path(), memory_bytes);

    add_pieces(s, 0, PIECES, &e); /* 1.5 MB */
    for (int time = 0; time < 3; time++) {
        assert_int_equal(crm_spool_rewind(s, &e), 0);
        reads_back(s, &e);
    }
    /* Stopping half-way does not matter. */
    char c[100];
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    assert_int_equal(crm_spool_read(s, c, sizeof(c), &e), 0);
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    reads_back(s, &e);
    crm_spool_free(s);
}

static void few_bytes_stay_in_memory(void **state)
{
    struct crm_err e = {0};

    (void)state;
    what_was_added_reads_back_as_often_as_wanted(in_memory);
    /* Its directory is not even looked at. */
    struct crm_spool *s = crm_spool_new("/nonexistent", 100);
    assert_int_equal(crm_spool_add(s, CRM_STR("abc"), &e), 0);
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    char got[3];
    assert_int_equal(crm_spool_read(s, got, 3, &e), 0);
    assert_memory_equal(got, "abc", 3);
    crm_spool_free(s);
}

static void many_bytes_go_to_a_file_without_a_name(void **state)
{
    (void)state;
    what_was_added_reads_back_as_often_as_wanted(on_disk);
    what_was_added_reads_back_as_often_as_wanted(100 * 1000);
    assert_int_equal(dir_empty(), 0);
}

static void reading_beyond_the_end_is_an_error(void **state)
{
    static const size_t memory[] = {SIZE_MAX / 2, 0};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct crm_err e = {0};
        struct crm_spool *s = crm_spool_new(dir_path(), memory[i]);
        char got[8];

        assert_int_equal(crm_spool_add(s, CRM_STR("abc"), &e), 0);
        assert_int_equal(crm_spool_rewind(s, &e), 0);
        assert_int_equal(crm_spool_read(s, got, 2, &e), 0);
        assert_int_equal(crm_spool_read(s, got, 2, &e), -1);
        assert_int_equal(e.status, CRM_SYSTEM);
        assert_int_equal(e.what, CRM_MSG_CANNOT_SPOOL);
        crm_spool_free(s);
    }
}

static void an_empty_spool_has_nothing_to_read(void **state)
{
    struct crm_err e = {0};
    struct crm_spool *s = crm_spool_new(dir_path(), on_disk);
    char c;

    (void)state;
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    assert_int_equal(crm_spool_read(s, &c, 0, &e), 0);
    assert_int_equal(crm_spool_read(s, &c, 1, &e), -1);
    crm_spool_free(s);
    crm_spool_free(NULL);
}

static void a_directory_that_is_not_there_is_named_with_the_way_out(void **state)
{
    struct crm_err e = {0};
    struct crm_spool *s = crm_spool_new("/nonexistent", on_disk);

    (void)state;
    assert_int_equal(crm_spool_add(s, CRM_STR("abc"), &e), -1);
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_string_equal(e.file, "/nonexistent");
    assert_int_equal(e.advice, CRM_MSG_ADVICE_TMPDIR);
    assert_true(e.sys != 0);
    crm_spool_free(s);
}

static void cells_come_back_as_they_were(size_t memory_bytes)
{
    const struct crm_str row[] = {CRM_STR("a"), CRM_STR(""), CRM_STR("x\0y\n"), CRM_STR("客户")};
    struct crm_err e = {0};
    struct crm_arena arena = {0};
    struct crm_str got[4];
    struct crm_spool *s = crm_spool_new(dir_path(), memory_bytes);

    assert_int_equal(crm_spool_add_cells(s, row, 4, &e), 0);
    assert_int_equal(crm_spool_add_cells(s, row, 0, &e), 0);
    assert_int_equal(crm_spool_add_cells(s, row + 3, 1, &e), 0);
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    assert_int_equal(crm_spool_read_cells(s, got, 4, &arena, &e), 0);
    for (size_t i = 0; i < 4; i++)
        assert_true(crm_str_eq(got[i], row[i]));
    assert_int_equal(crm_spool_read_cells(s, got, 1, &arena, &e), 0);
    assert_true(crm_str_eq(got[0], row[3]));
    assert_int_equal(crm_spool_read_cells(s, got, 1, &arena, &e), -1);
    crm_arena_clear(&arena);
    crm_spool_free(s);
}

static void rows_of_cells_come_back_from_memory(void **state)
{
    (void)state;
    cells_come_back_as_they_were(in_memory);
}

static void rows_of_cells_come_back_from_disk(void **state)
{
    (void)state;
    cells_come_back_as_they_were(on_disk);
}

/* Cells of row i: some empty, some longer than what is read at once where reading jumps. */
static void make_row(size_t i, char *text, struct crm_str *cells)
{
    size_t n = i % 50 == 0 ? 9000 : i % 200;

    memset(text, (int)('a' + i % 26), n);
    cells[0] = (struct crm_str){text, n};
    cells[1] = CRM_STR("");
    cells[2] = (struct crm_str){text, i % 7 < n ? i % 7 : n};
}

static void rows_are_where_they_were_put(size_t memory_bytes)
{
    enum { ROWS = 2000, STEP = 777 }; /* no common divisor: every row comes once */
    static uint64_t places[ROWS];
    static char text[9000];
    struct crm_err e = {0};
    struct crm_spool_window window = {0};
    struct crm_str row[3], got[3];
    struct crm_spool *s = crm_spool_new(dir_path(), memory_bytes);

    for (size_t i = 0; i < ROWS; i++) {
        make_row(i, text, row);
        assert_int_equal(crm_spool_add_row(s, row, 3, &places[i], &e), 0);
    }
    assert_int_equal(crm_spool_rewind(s, &e), 0);
    for (size_t step = 1; step <= STEP; step += STEP - 1) /* in order, then hither and thither */
        for (size_t i = 0; i < ROWS; i++) {
            size_t at = i * step % ROWS;
            make_row(at, text, row);
            assert_int_equal(crm_spool_read_row(s, places[at], got, 3, &window, &e), 0);
            for (size_t c = 0; c < 3; c++)
                assert_true(crm_str_eq(got[c], row[c]));
        }
    assert_int_equal(crm_spool_read_row(s, places[ROWS - 1] + 100000, got, 3, &window, &e), -1);
    assert_int_equal(e.what, CRM_MSG_CANNOT_SPOOL);
    crm_buf_clear(&window.buf);
    crm_spool_free(s);
}

static void rows_are_read_in_any_order_from_memory(void **state)
{
    (void)state;
    rows_are_where_they_were_put(in_memory);
}

static void rows_are_read_in_any_order_from_disk(void **state)
{
    (void)state;
    rows_are_where_they_were_put(on_disk);
    rows_are_where_they_were_put(100 * 1000);
}

static void behind_a_file_its_memory_is_given_back(void **state)
{
    enum { MEMORY = 4 * 1000 * 1000, PIECE = 1000 };
    static const char text[PIECE];
    struct crm_err e = {0};
    struct crm_spool *s = crm_spool_new(dir_path(), MEMORY);

    (void)state;
    for (size_t n = 0; n < MEMORY; n += PIECE)
        assert_int_equal(crm_spool_add(s, (struct crm_str){text, PIECE}, &e), 0);
    assert_true(crm_spool_held(s) >= MEMORY);
    assert_int_equal(crm_spool_add(s, (struct crm_str){text, PIECE}, &e), 0);
    assert_true(crm_spool_held(s) < MEMORY / 2);
    crm_spool_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_cells_come_back_from_memory),
        cmocka_unit_test(rows_of_cells_come_back_from_disk),
        cmocka_unit_test(rows_are_read_in_any_order_from_memory),
        cmocka_unit_test(rows_are_read_in_any_order_from_disk),
        cmocka_unit_test(behind_a_file_its_memory_is_given_back),
        cmocka_unit_test(few_bytes_stay_in_memory),
        cmocka_unit_test(many_bytes_go_to_a_file_without_a_name),
        cmocka_unit_test(reading_beyond_the_end_is_an_error),
        cmocka_unit_test(an_empty_spool_has_nothing_to_read),
        cmocka_unit_test(a_directory_that_is_not_there_is_named_with_the_way_out),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
