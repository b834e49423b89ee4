#include "model/churn.h"

#include "customers.h"

static struct crm_churn_result add(struct crm_frame *f, const struct crm_churn_opts *o)
{
    struct crm_churn_result r;
    struct crm_err e = {0};

    assert_int_equal(crm_churn_add(f, o, &r, &e), 0);
    return r;
}

/* All gaps are ten days, so everyone's usual gap is ten: the bands turn at 20 and 40 days. */
static const struct {
    struct customer c;
    const char *band, *reason, *rank;
} people[] = {
    {{20, 2, 2, 10, 5}, "low", "within_usual_gap", "6"},
    {{21, 2, 2, 10, 5}, "medium", "overdue", "5"},
    {{41, 2, 2, 10, 5}, "high", "long_overdue", "3"},
    {{41, 6, 6, 50, 9}, "high", "long_overdue", "2"},      /* as long, but worth more */
    {{20, 1, 1, 0, 5}, "low", "single_order_recent", "7"}, /* as the first, one row later */
    {{40, 1, 1, 0, 5}, "medium", "single_order_long_ago", "4"},
    {{90, 1, 1, 0, 5}, "high", "single_order_long_ago", "1"},
    {{0}, "", "no_order", ""},
};

enum { PEOPLE = sizeof(people) / sizeof(*people) };

static struct crm_frame *people_new(void)
{
    struct customer c[PEOPLE];

    for (size_t i = 0; i < PEOPLE; i++)
        c[i] = people[i].c;
    return customers_new(c, PEOPLE);
}

static void silence_in_usual_gaps_gives_band_reason_and_rank(void **state)
{
    struct crm_churn_opts o = {0};
    struct crm_frame *f = people_new();
    struct crm_churn_result r = add(f, &o);

    (void)state;
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_str_eq(cell_of(f, "churn_band", i), people[i].band);
        assert_str_eq(cell_of(f, "churn_reason", i), people[i].reason);
        assert_str_eq(cell_of(f, "churn_rank", i), people[i].rank);
        assert_str_eq(cell_of(f, "churn_model", i), "heuristic");
    }
    assert_int_equal(r.customers, 8);
    assert_int_equal(r.ranked, 7);
    assert_int_equal(r.band[CRM_BAND_LOW], 2);
    assert_int_equal(r.band[CRM_BAND_MEDIUM], 2);
    assert_int_equal(r.band[CRM_BAND_HIGH], 3);
    assert_int_equal(r.reason[CRM_REASON_NO_ORDER], 1);
    assert_true(r.gap_days == 10);
    crm_frame_free(f);
}

static void no_probability_is_invented(void **state)
{
    struct crm_churn_opts o = {.horizon_days = 60};
    struct crm_frame *f = people_new();

    (void)state;
    add(f, &o);
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_str_eq(cell_of(f, "horizon_days", i), "60");
        assert_str_eq(cell_of(f, "churn_probability", i), "");
        assert_str_eq(cell_of(f, "p_alive", i), "");
        assert_str_eq(cell_of(f, "expected_orders", i), "");
    }
    crm_frame_free(f);
}

static void the_columns_stand_in_the_order_of_the_contract(void **state)
{
    static const char *const names[] = {"horizon_days", "churn_probability", "churn_band",
                                        "churn_reason", "p_alive",           "expected_orders",
                                        "churn_rank",   "churn_model"};
    struct crm_churn_opts o = {0};
    struct crm_frame *f = people_new();
    size_t before = f->ncols;

    (void)state;
    add(f, &o);
    add(f, &o); /* twice is once */
    assert_int_equal(f->ncols, before + 8);
    for (size_t i = 0; i < 8; i++)
        assert_str_eq(f->cols[before + i].name, names[i]);
    assert_str_eq(cell_of(f, "horizon_days", 0), "90");
    crm_frame_free(f);
}

static void reasons_and_bands_have_chinese_names(void **state)
{
    struct crm_churn_opts o = {.lang = CRM_ZH};
    struct crm_frame *f = people_new();

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "churn_band", 0), "低");
    assert_str_eq(cell_of(f, "churn_band", 2), "高");
    assert_str_eq(cell_of(f, "churn_reason", 7), "无订单");
    assert_str_eq(cell_of(f, "churn_model", 7), "经验规则");
    crm_frame_free(f);
}

static void the_rank_compares_exactly(void **state)
{
    /*
     * m is 10 by the weight of the first customer. R/g: 300 * 32 / (300 + 20) = 30 for the first,
     * 30 * 3 / (10 + 20) = 3, 29 * 3 / (9 + 20) = 3 for the next two: a true tie, row decides.
     */
    struct customer c[] = {{300, 31, 31, 300, 1}, {30, 2, 2, 10, 1}, {29, 2, 2, 9, 1}};
    struct crm_churn_opts o = {0};
    struct crm_frame *f = customers_new(c, 3);

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "churn_rank", 0), "1");
    assert_str_eq(cell_of(f, "churn_rank", 1), "2");
    assert_str_eq(cell_of(f, "churn_rank", 2), "3");
    crm_frame_free(f);
}

static void an_empty_table_and_one_customer_are_answered(void **state)
{
    struct customer c = {61, 1, 1, 0, CRM_NO_INT};
    struct crm_churn_opts o = {0};
    struct crm_frame *none = customers_new(NULL, 0), *one = customers_new(&c, 1);

    (void)state;
    assert_int_equal(add(none, &o).ranked, 0);
    assert_true(add(one, &o).is_gap_assumed);
    assert_str_eq(cell_of(one, "churn_rank", 0), "1");
    assert_str_eq(cell_of(one, "churn_band", 0), "medium"); /* 61 days of a month each */
    crm_frame_free(none);
    crm_frame_free(one);
}

static void a_negative_horizon_is_refused(void **state)
{
    struct crm_churn_opts o = {.horizon_days = -1};
    struct crm_frame *f = people_new();
    struct crm_churn_result r;
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_churn_add(f, &o, &r, &e), -1);
    assert_int_equal(e.status, CRM_USAGE);
    crm_frame_free(f);
}

/* Silence 0 is the least there is, and still ranked, whatever stands before it. */
static void who_ordered_today_has_a_rank_and_who_never_did_has_none(void **state)
{
    struct customer c[] = {{0}, {0, 1, 1, 0, 5}, {0}, {3, 2, 2, 9, 1}, {0, 1, 1, 0, 7}, {0}};
    struct crm_frame *f = customers_new(c, 6);
    struct crm_churn_opts o = {0};

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "churn_rank", 3), "1");
    assert_str_eq(cell_of(f, "churn_rank", 4), "2");
    assert_str_eq(cell_of(f, "churn_rank", 1), "3");
    assert_str_eq(cell_of(f, "churn_rank", 0), "");
    assert_str_eq(cell_of(f, "churn_rank", 2), "");
    assert_str_eq(cell_of(f, "churn_rank", 5), "");
    crm_frame_free(f);
}

static void a_missing_column_is_named(void **state)
{
    struct crm_churn_opts o = {0};
    struct crm_frame *f = crm_frame_new(1);
    struct crm_churn_result r;
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_churn_add(f, &o, &r, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_string_equal(e.column, "monetary");
    assert_int_equal(f->ncols, 0);
    crm_frame_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_in_usual_gaps_gives_band_reason_and_rank),
        cmocka_unit_test(no_probability_is_invented),
        cmocka_unit_test(the_columns_stand_in_the_order_of_the_contract),
        cmocka_unit_test(reasons_and_bands_have_chinese_names),
        cmocka_unit_test(the_rank_compares_exactly),
        cmocka_unit_test(an_empty_table_and_one_customer_are_answered),
        cmocka_unit_test(a_negative_horizon_is_refused),
        cmocka_unit_test(who_ordered_today_has_a_rank_and_who_never_did_has_none),
        cmocka_unit_test(a_missing_column_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
