#include "model/lifecycle.h"

#include "customers.h"

static struct crm_lifecycle_result add(struct crm_frame *f, const struct crm_lifecycle_opts *o)
{
    struct crm_lifecycle_result r;
    struct crm_err e = {0};

    assert_int_equal(crm_lifecycle_add(f, o, &r, &e), 0);
    return r;
}

/* A customer silent for r days after x repeats, ten days apart each. */
static struct customer every_ten_days(int64_t r, int32_t x)
{
    return (struct customer){r, x + 1, x + 1, 10 * x, CRM_MONEY_UNIT};
}

/*
 * All gaps are ten days, so m = m1 = 10 and g = (10 x + 20) / (x + 2) = 10: the stage turns at 20,
 * 40 and 60 days of silence, and newness ends at 20. L: 80 % of 1 1 2 2 2 2 2 2 2 2 9 9 is the
 * tenth, 2, so the least, 4, holds.
 */
static const struct {
    int64_t silent;
    int32_t repeats;
    int32_t since_silent; /* days of silence on the day that the stage began */
    const char *stage, *zh;
} rounds[] = {
    {20, 0, 0, "new", "新客"},        {21, 0, 21, "one_time_lapsed", "一次性流失"},
    {0, 1, 0, "growing", "成长"},     {20, 1, 0, "growing", "成长"},
    {21, 1, 21, "declining", "衰退"}, {40, 1, 21, "declining", "衰退"},
    {41, 1, 41, "dormant", "沉睡"},   {60, 1, 41, "dormant", "沉睡"},
    {61, 1, 61, "lost", "流失"},      {900, 1, 61, "lost", "流失"},
    {20, 8, 0, "mature", "成熟"},     {21, 8, 21, "declining", "衰退"},
};

enum { ROUNDS = sizeof(rounds) / sizeof(*rounds) };

static struct crm_frame *rounds_new(void)
{
    struct customer c[ROUNDS + 1] = {{0}};

    for (size_t i = 0; i < ROUNDS; i++)
        c[i] = every_ten_days(rounds[i].silent, rounds[i].repeats);
    return customers_new(c, ROUNDS + 1); /* the last has no order */
}

static void each_stage_begins_and_ends_on_its_day(void **state)
{
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = rounds_new();
    struct crm_lifecycle_result r = add(f, &o);

    (void)state;
    assert_true(r.gap_days == 10);
    assert_true(r.first_gap_days == 10);
    assert_false(r.is_gap_assumed);
    assert_int_equal(r.new_within_days, 20);
    assert_int_equal(r.mature_from, 4);
    for (size_t i = 0; i < ROUNDS; i++) {
        int32_t last = AS_OF_DAY - (int32_t)rounds[i].silent;

        assert_str_eq(cell_of(f, "stage", i), rounds[i].stage);
        assert_int_equal(crm_frame_dates(f, "stage_since")[i], last + rounds[i].since_silent);
        assert_str_eq(cell_of(f, "expected_gap_days", i), "10.0");
    }
    assert_str_eq(cell_of(f, "overdue_ratio", 1), "2.100");
    assert_int_equal(r.stage[CRM_STAGE_LOST], 2);
    assert_int_equal(r.stage[CRM_STAGE_DECLINING], 3);
    assert_int_equal(r.stage[CRM_STAGE_PROSPECT], 1);
    crm_frame_free(f);
}

static void stages_have_chinese_names(void **state)
{
    struct crm_lifecycle_opts o = {.lang = CRM_ZH};
    struct crm_frame *f = rounds_new();

    (void)state;
    add(f, &o);
    for (size_t i = 0; i < ROUNDS; i++)
        assert_str_eq(cell_of(f, "stage", i), rounds[i].zh);
    assert_str_eq(cell_of(f, "stage", ROUNDS), "潜在");
    crm_frame_free(f);
}

static void a_customer_without_an_order_is_a_prospect_and_nothing_else(void **state)
{
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = rounds_new();

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "stage", ROUNDS), "prospect");
    assert_int_equal(crm_frame_dates(f, "stage_since")[ROUNDS], CRM_NO_DATE);
    assert_str_eq(cell_of(f, "expected_gap_days", ROUNDS), "");
    assert_str_eq(cell_of(f, "overdue_ratio", ROUNDS), "");
    crm_frame_free(f);
}

static void new_days_caps_how_long_one_is_new(void **state)
{
    struct crm_lifecycle_opts o = {.new_days = 15};
    struct customer c[] = {every_ten_days(15, 0), every_ten_days(16, 0), every_ten_days(5, 1)};
    struct crm_frame *f = customers_new(c, 3);

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "stage", 0), "new");
    assert_str_eq(cell_of(f, "stage", 1), "one_time_lapsed");
    assert_int_equal(crm_frame_dates(f, "stage_since")[1], AS_OF_DAY);
    o.new_days = 500; /* no more than 2 m1 all the same */
    assert_int_equal(add(f, &o).new_within_days, 20);
    crm_frame_free(f);
}

static void the_median_counts_gaps_and_the_first_gap_counts_customers(void **state)
{
    /* Gaps of 10, 20, nine times 100, 200: the sixth of twelve is 100. Of four customers the
     * fourth. */
    struct customer c[] = {
        {0, 2, 2, 10, 1}, {0, 2, 2, 20, 1}, {0, 10, 10, 900, 1}, {0, 2, 2, 200, 1}};
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = customers_new(c, 4);
    struct crm_lifecycle_result r = add(f, &o);

    (void)state;
    assert_true(r.gap_days == 100);
    assert_true(r.first_gap_days == 200);
    assert_int_equal(r.new_within_days, 400);
    assert_str_eq(cell_of(f, "expected_gap_days", 2), "100.0"); /* (900 + 200) / 11 */
    assert_str_eq(cell_of(f, "expected_gap_days", 3), "133.3"); /* (200 + 200) / 3 */
    crm_frame_free(f);
}

static void a_gap_of_ten_thirds_turns_between_six_and_seven_days(void **state)
{
    struct customer c[] = {{6, 4, 4, 10, 1}, {7, 4, 4, 10, 1}, {10, 4, 4, 10, 1}};
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = customers_new(c, 3);

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "expected_gap_days", 0), "3.3");
    assert_str_eq(cell_of(f, "overdue_ratio", 0), "1.800");
    assert_str_eq(cell_of(f, "overdue_ratio", 2), "3.000");
    assert_str_eq(cell_of(f, "stage", 0), "mature");
    assert_str_eq(cell_of(f, "stage", 1), "declining");
    assert_int_equal(crm_frame_dates(f, "stage_since")[2], AS_OF_DAY - 10 + 7);
    crm_frame_free(f);
}

static void where_many_buy_often_it_takes_more_to_be_mature(void **state)
{
    /* 80 % of 2 5 6 7 9 is the fourth: 7. */
    struct customer c[] = {every_ten_days(0, 1), every_ten_days(0, 4), every_ten_days(0, 5),
                           every_ten_days(0, 6), every_ten_days(0, 8)};
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = customers_new(c, 5);

    (void)state;
    assert_int_equal(add(f, &o).mature_from, 7);
    assert_str_eq(cell_of(f, "stage", 2), "growing");
    assert_str_eq(cell_of(f, "stage", 3), "mature");
    crm_frame_free(f);
}

static void without_repeats_the_gap_is_assumed_to_be_a_month(void **state)
{
    struct customer c[] = {every_ten_days(60, 0), every_ten_days(61, 0)};
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = customers_new(c, 2);
    struct crm_lifecycle_result r = add(f, &o);

    (void)state;
    assert_true(r.is_gap_assumed);
    assert_true(r.gap_days == 30);
    assert_str_eq(cell_of(f, "stage", 0), "new");
    assert_str_eq(cell_of(f, "stage", 1), "one_time_lapsed");
    crm_frame_free(f);
}

static void an_empty_table_is_answered(void **state)
{
    struct crm_lifecycle_opts o = {0};
    struct crm_frame *f = customers_new(NULL, 0);

    (void)state;
    assert_int_equal(add(f, &o).customers, 0);
    assert_non_null(crm_frame_find(f, "overdue_ratio"));
    crm_frame_free(f);
}

static void refused(struct crm_frame *f, enum crm_msg what, const char *column)
{
    struct crm_lifecycle_opts o = {0};
    struct crm_lifecycle_result r;
    struct crm_err e = {0};

    assert_int_equal(crm_lifecycle_add(f, &o, &r, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, what);
    assert_string_equal(e.column, column);
    assert_null(crm_frame_find(f, "stage"));
    crm_frame_free(f);
}

static void figures_that_contradict_each_other_are_refused(void **state)
{
    static const struct {
        struct customer c;
        const char *column;
    } bad[] = {
        {{5, 1, 1, -1, 1}, "last_order"}, /* before the first */
        {{5, 3, 3, 1, 1}, "order_days"},  /* three days of two */
        {{5, 1, 0, 0, 1}, "order_days"},  /* an order on no day */
        {{5, 1, INT64_MAX, 9, 1}, "order_days"}, {{5, 1, CRM_NO_INT, 0, 1}, "order_days"},
        {{-1, 1, 1, 0, 1}, "recency_days"}, /* after the as-of date */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        refused(customers_new(&bad[i].c, 1), CRM_MSG_CUSTOMER_CONTRADICTION, bad[i].column);
}

static void absurd_dates_and_days_are_refused(void **state)
{
    struct customer c = {5, 1, 1, 0, 1};
    struct crm_frame *late = customers_new(&c, 1), *silent = customers_new(&c, 1);
    struct crm_frame *undated = customers_new(&c, 1);

    (void)state;
    crm_frame_add(late, "last_order", CRM_DATE)->v.dates[0] = INT32_MAX;
    refused(late, CRM_MSG_CUSTOMER_CONTRADICTION, "last_order");
    crm_frame_add(silent, "recency_days", CRM_INT)->v.ints[0] = INT64_MAX;
    refused(silent, CRM_MSG_CUSTOMER_CONTRADICTION, "recency_days");
    crm_frame_add(undated, "first_order", CRM_DATE)->v.dates[0] = CRM_NO_DATE;
    refused(undated, CRM_MSG_CUSTOMER_CONTRADICTION, "first_order");
}

static void a_missing_column_is_named(void **state)
{
    struct crm_frame *f = crm_frame_new(1);

    (void)state;
    crm_frame_add(f, "first_order", CRM_DATE);
    crm_frame_add(f, "last_order", CRM_DATE);
    crm_frame_add(f, "recency_days", CRM_INT);
    refused(f, CRM_MSG_COLUMN_MISSING, "order_days");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stage_begins_and_ends_on_its_day),
        cmocka_unit_test(stages_have_chinese_names),
        cmocka_unit_test(a_customer_without_an_order_is_a_prospect_and_nothing_else),
        cmocka_unit_test(new_days_caps_how_long_one_is_new),
        cmocka_unit_test(the_median_counts_gaps_and_the_first_gap_counts_customers),
        cmocka_unit_test(a_gap_of_ten_thirds_turns_between_six_and_seven_days),
        cmocka_unit_test(where_many_buy_often_it_takes_more_to_be_mature),
        cmocka_unit_test(without_repeats_the_gap_is_assumed_to_be_a_month),
        cmocka_unit_test(an_empty_table_is_answered),
        cmocka_unit_test(figures_that_contradict_each_other_are_refused),
        cmocka_unit_test(absurd_dates_and_days_are_refused),
        cmocka_unit_test(a_missing_column_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
