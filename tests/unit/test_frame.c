/* test_frame.c - a table in memory: columns of one length, by name and type. */
#include "unit.h"

#include <math.h>

#include "table/date.h"
#include "table/frame.h"

static struct crm_str cell(const struct crm_column *c, size_t row)
{
    static struct crm_buf b;

    crm_buf_reset(&b);
    crm_frame_cell(c, row, &b);
    return crm_buf_str(&b);
}

static void each_type_is_written_in_its_form_and_nothing_as_nothing(void **state)
{
    static const struct crm_str codes[] = {{"", 0}, {"loyal", 5}, {"忠诚", 6}};
    struct crm_frame *f = crm_frame_new(2);
    struct crm_column *c;

    (void)state;
    c = crm_frame_add(f, "text", CRM_TEXT);
    c->v.text[0] = CRM_STR(" a,\"b\" ");
    assert_str_eq(cell(c, 0), " a,\"b\" ");
    assert_str_eq(cell(c, 1), "");
    c = crm_frame_add(f, "int", CRM_INT);
    c->v.ints[0] = -12;
    c->v.ints[1] = CRM_NO_INT;
    assert_str_eq(cell(c, 0), "-12");
    assert_str_eq(cell(c, 1), "");
    c = crm_frame_add(f, "money", CRM_MONEY);
    c->v.money[0] = -12345000;
    c->v.money[1] = CRM_NO_INT;
    assert_str_eq(cell(c, 0), "-12.345");
    assert_str_eq(cell(c, 1), "");
    c = crm_frame_add(f, "date", CRM_DATE);
    c->v.dates[0] = crm_days_from_civil(2024, 2, 29);
    c->v.dates[1] = CRM_NO_DATE;
    assert_str_eq(cell(c, 0), "2024-02-29");
    assert_str_eq(cell(c, 1), "");
    c = crm_frame_add(f, "real", CRM_REAL);
    c->decimals = 3;
    c->v.reals[0] = 0.0625;
    c->v.reals[1] = (double)NAN;
    assert_str_eq(cell(c, 0), "0.062"); /* a tie goes to the even digit */
    assert_str_eq(cell(c, 1), "");
    c = crm_frame_add(f, "code", CRM_CODE);
    c->codes = codes;
    c->v.code[0] = 2;
    assert_str_eq(cell(c, 0), "忠诚");
    assert_str_eq(cell(c, 1), "");
    crm_frame_free(f);
}

static void new_cells_are_zero(void **state)
{
    struct crm_frame *f = crm_frame_new(1000);

    (void)state;
    assert_int_equal(f->as_of, CRM_NO_DATE);
    const int64_t *ints = crm_frame_add(f, "n", CRM_INT)->v.ints;
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(ints[i], 0);
    crm_frame_free(f);
    crm_frame_free(NULL);
}

static void a_column_takes_the_place_of_one_of_its_name_at_the_end(void **state)
{
    struct crm_frame *f = crm_frame_new(1);

    (void)state;
    crm_frame_add_text(f, CRM_STR("customer_id"))->v.text[0] = CRM_STR("c1");
    crm_frame_add_text(f, CRM_STR("segment"))->v.text[0] = CRM_STR("old");
    crm_frame_add_text(f, CRM_STR("note"))->v.text[0] = CRM_STR("x");
    crm_frame_add_hidden(f, "segment", CRM_INT)->v.ints[0] = 7;
    crm_frame_add(f, "segment", CRM_TEXT)->v.text[0] = CRM_STR("new");
    assert_int_equal(f->ncols, 3);
    assert_str_eq(f->cols[0].name, "customer_id");
    assert_str_eq(f->cols[1].name, "note");
    assert_str_eq(f->cols[2].name, "segment");
    assert_str_eq(cell(&f->cols[2], 0), "new");
    assert_null(crm_frame_ints(f, "segment")); /* the hidden reading went too */
    crm_frame_free(f);
}

static void names_of_columns_that_came_in_may_repeat_and_are_copied(void **state)
{
    struct crm_frame *f = crm_frame_new(0);
    char name[] = "note";

    (void)state;
    crm_frame_add_text(f, crm_str_of(name));
    crm_frame_add_text(f, crm_str_of(name));
    name[0] = 'X';
    assert_int_equal(f->ncols, 2);
    assert_str_eq(f->cols[0].name, "note");
    assert_str_eq(f->cols[1].name, "note");
    assert_true(f->cols[0].is_passed);
    crm_frame_free(f);
}

static void texts_that_are_passed_may_lie_in_a_spool(void **state)
{
    const struct crm_str rows[2][2] = {{CRM_STR("a"), CRM_STR("b")}, {CRM_STR(""), CRM_STR("d")}};
    struct crm_frame *f = crm_frame_new(2);
    struct crm_err e = {0};
    struct crm_spool_window window = {0};
    struct crm_buf nothing = {0};
    struct crm_str got[2];
    uint64_t places[2];

    (void)state;
    f->passed = (struct crm_passed){crm_spool_new("/nonexistent", 1000), places, 2};
    for (size_t i = 0; i < 2; i++) /* the last row first */
        crm_spool_add_row(f->passed.spool, rows[1 - i], 2, &places[1 - i], &e);
    assert_int_equal(crm_spool_rewind(f->passed.spool, &e), 0);
    crm_frame_add_spooled(f, CRM_STR("note"), 1);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(crm_frame_passed(f, i, got, &window, &e), 0);
        assert_str_eq(got[1], i ? "d" : "b");
    }
    assert_true(f->cols[0].is_passed);
    assert_int_equal(crm_frame_find(f, "note")->v.place, 1);
    assert_null(crm_frame_text(f, "note"));
    crm_frame_cell(&f->cols[0], 0, &nothing);
    assert_int_equal(nothing.n, 0);
    crm_frame_add(f, "note", CRM_INT); /* takes its place out, as any column's */
    assert_int_equal(f->ncols, 1);
    crm_buf_clear(&window.buf);
    crm_frame_free(f);
}

static void columns_are_found_by_name_and_type_also_hidden_ones(void **state)
{
    struct crm_frame *f = crm_frame_new(1);

    (void)state;
    crm_frame_add_text(f, CRM_STR("monetary"))->v.text[0] = CRM_STR("12.50");
    crm_frame_add_hidden(f, "monetary", CRM_MONEY)->v.money[0] = 12500000;
    crm_frame_add_hidden(f, "frequency", CRM_INT)->v.ints[0] = 3;
    crm_frame_add(f, "last_order", CRM_DATE)->v.dates[0] = 19000;
    crm_frame_add(f, "share", CRM_REAL)->v.reals[0] = 0.5;
    crm_frame_add(f, "class", CRM_CODE)->v.code[0] = 1;
    assert_str_eq(crm_frame_text(f, "monetary")[0], "12.50");
    assert_int_equal(crm_frame_money(f, "monetary")[0], 12500000);
    assert_int_equal(crm_frame_ints(f, "frequency")[0], 3);
    assert_int_equal(crm_frame_dates(f, "last_order")[0], 19000);
    assert_true(crm_frame_find(f, "share")->v.reals[0] == 0.5);
    assert_int_equal(crm_frame_find(f, "class")->v.code[0], 1);
    assert_null(crm_frame_ints(f, "monetary"));
    assert_null(crm_frame_text(f, "none"));
    /* To be written out, there is the text alone. */
    assert_int_equal(crm_frame_find(f, "monetary")->type, CRM_TEXT);
    assert_null(crm_frame_find(f, "frequency"));
    crm_frame_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_is_written_in_its_form_and_nothing_as_nothing),
        cmocka_unit_test(new_cells_are_zero),
        cmocka_unit_test(a_column_takes_the_place_of_one_of_its_name_at_the_end),
        cmocka_unit_test(names_of_columns_that_came_in_may_repeat_and_are_copied),
        cmocka_unit_test(texts_that_are_passed_may_lie_in_a_spool),
        cmocka_unit_test(columns_are_found_by_name_and_type_also_hidden_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
