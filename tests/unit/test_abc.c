#include "model/abc.h"

#include <math.h>

#include "customers.h"

enum { ROWS = 16 };

/* The answers for one array of values. */
struct answer {
    int64_t rank[ROWS];
    double share[ROWS], cum_share[ROWS];
    uint8_t code[ROWS];
    struct crm_abc_result r;
};

static struct answer rank(const crm_money *value, size_t n, const struct crm_abc_opts *o)
{
    struct answer a = {.rank = {0}};
    struct crm_frame *f = crm_frame_new(n);
    struct crm_err e = {0};

    memcpy(crm_frame_add(f, "monetary", CRM_MONEY)->v.money, value, n * sizeof(*value));
    assert_int_equal(crm_abc_add(f, o, &a.r, &e), 0);
    memcpy(a.rank, crm_frame_ints(f, "abc_rank"), n * sizeof(*a.rank));
    memcpy(a.share, crm_frame_find(f, "abc_share")->v.reals, n * sizeof(*a.share));
    memcpy(a.cum_share, crm_frame_find(f, "abc_cum_share")->v.reals, n * sizeof(*a.cum_share));
    memcpy(a.code, crm_frame_find(f, "abc_class")->v.code, n);
    crm_frame_free(f);
    return a;
}

static char letter(const struct answer *a, size_t row)
{
    return *crm_codes_texts(CRM_CODES_ABC, CRM_EN)[a->code[row]].p;
}

static void one_giant_customer_is_a(void **state)
{
    /* 85 % of all: the share before the giant is nothing. */
    static const crm_money v[] = {10, 850, 90, 50};
    struct crm_abc_opts before = {0}, upto = {.boundary = CRM_ABC_UPTO};
    struct answer a = rank(v, 4, &before), b = rank(v, 4, &upto);

    (void)state;
    assert_int_equal(letter(&a, 1), 'A');
    assert_int_equal(letter(&a, 2), 'B'); /* from 85 % */
    assert_int_equal(letter(&a, 3), 'B'); /* from 94 % */
    assert_int_equal(letter(&a, 0), 'C'); /* from 99 % */
    assert_int_equal(letter(&b, 1), 'B');
    assert_int_equal(a.rank[1], 1);
    assert_int_equal(a.rank[0], 4);
    assert_true(a.r.total == 1000);
    assert_int_equal(a.r.pareto.top_n, 1);
}

static void a_share_of_exactly_the_threshold_is_below_the_line(void **state)
{
    static const crm_money v[] = {80, 15, 5};
    struct crm_abc_opts before = {0}, upto = {.boundary = CRM_ABC_UPTO};
    struct answer a = rank(v, 3, &before), b = rank(v, 3, &upto);

    (void)state;
    assert_int_equal(letter(&a, 0), 'A');
    assert_int_equal(letter(&a, 1), 'B'); /* 80 % before it is not less than 80 % */
    assert_int_equal(letter(&a, 2), 'C');
    assert_int_equal(letter(&b, 0), 'A'); /* 80 % with it is no more than 80 % */
    assert_int_equal(letter(&b, 1), 'B');
    assert_int_equal(letter(&b, 2), 'C');
    assert_true(a.r.cls[0].sum == 80 && a.r.cls[1].sum == 15 && a.r.cls[2].sum == 5);
    assert_true(fabs(a.share[1] - 0.15) <= 1e-15);
    assert_true(fabs(a.cum_share[1] - 0.95) <= 1e-15);
}

static void equal_values_share_the_class_of_the_first(void **state)
{
    static const crm_money v[] = {25, 25, 25, 25};
    struct crm_abc_opts keep = {.nthresholds = 1, .threshold = {50 * CRM_ABC_PERCENT}};
    struct crm_abc_opts split = keep;

    (void)state;
    split.ties = CRM_ABC_SPLIT;
    struct answer a = rank(v, 4, &keep), b = rank(v, 4, &split);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(letter(&a, i), 'A');
        assert_int_equal(letter(&b, i), i < 2 ? 'A' : 'B');
        assert_int_equal(a.rank[i], i + 1); /* by index */
    }
    assert_int_equal(a.r.cls[1].rows, 0);
    assert_true(a.r.pareto.gini == 0);
}

static void values_not_above_zero_are_last_and_outside_the_base(void **state)
{
    static const crm_money v[] = {-40, 60, 0, 40, CRM_NO_INT};
    struct crm_abc_opts o = {0};
    struct answer a = rank(v, 5, &o);

    (void)state;
    assert_true(a.r.total == 100);
    assert_int_equal(letter(&a, 1), 'A');
    assert_int_equal(letter(&a, 3), 'A'); /* 60 % before it */
    for (size_t i = 0; i < 5; i++) {
        if (i == 1 || i == 3)
            continue;
        assert_int_equal(letter(&a, i), 'C');
        assert_true(a.share[i] == 0);
        assert_true(isnan(a.cum_share[i]));
    }
    assert_int_equal(a.rank[2], 3);
    assert_int_equal(a.rank[4], 4);
    assert_int_equal(a.rank[0], 5);
    assert_int_equal(a.r.nonpositive_rows, 3);
    assert_true(a.r.nonpositive_sum == -40);
    assert_int_equal(a.r.cls[2].rows, 3);
    assert_true(a.r.cls[2].sum == -40);
}

static void without_a_positive_total_all_are_in_the_last_class(void **state)
{
    static const crm_money v[] = {0, -5, 0};
    struct crm_abc_opts o = {0};
    struct answer a = rank(v, 3, &o);

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(letter(&a, i), 'C');
    assert_true(a.r.total == 0);
    assert_false(a.r.pareto.is_known);
}

static void one_row_and_no_row_are_answered(void **state)
{
    static const crm_money v[] = {7};
    struct crm_abc_opts o = {0};
    struct answer one = rank(v, 1, &o), none = rank(v, 0, &o);

    (void)state;
    assert_int_equal(letter(&one, 0), 'A');
    assert_true(one.cum_share[0] == 1);
    assert_int_equal(none.r.rows, 0);
    assert_int_equal(none.r.nclasses, 3);
}

static void thresholds_make_any_number_of_classes(void **state)
{
    static const crm_money v[] = {500, 249, 126, 125};
    struct crm_abc_opts o = {.nthresholds = 3,
                             .threshold = {50 * CRM_ABC_PERCENT, 74900000, 87500000}};
    struct answer a = rank(v, 4, &o);

    (void)state;
    assert_int_equal(a.r.nclasses, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(letter(&a, i), "ABCD"[i]);
}

static void huge_amounts_are_compared_exactly(void **state)
{
    /* Of 2^63 + 1 in all, 2^62 stand before the second: just less than half, which doubles call
     * half. */
    static const crm_money v[] = {INT64_C(1) << 62, (INT64_C(1) << 62) - 1, 2};
    static const crm_money wide[] = {INT64_MAX, INT64_MAX, INT64_MAX};
    struct crm_abc_opts o = {.nthresholds = 1, .threshold = {50 * CRM_ABC_PERCENT}};
    struct answer a = rank(v, 3, &o), b = rank(wide, 3, &o);

    (void)state;
    assert_int_equal(letter(&a, 0), 'A');
    assert_int_equal(letter(&a, 1), 'A');
    assert_int_equal(letter(&a, 2), 'B');
    assert_true(b.r.total == (crm_wide)INT64_MAX * 3);
}

static void thresholds_that_do_not_increase_are_refused(void **state)
{
    static const struct crm_abc_opts bad[] = {
        {.nthresholds = 2, .threshold = {80000000, 80000000}},
        {.nthresholds = 2, .threshold = {95000000, 80000000}},
        {.nthresholds = 1, .threshold = {0}},
        {.nthresholds = 1, .threshold = {-1}},
        {.nthresholds = 1, .threshold = {100000000}},
        {.nthresholds = CRM_ABC_THRESHOLDS_MAX + 1, .threshold = {1}},
    };
    struct customer c[] = {{3, 1, 1, 0, 100}};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct crm_frame *f = customers_new(c, 1);
        struct crm_abc_result r;
        struct crm_err e = {0};

        assert_int_equal(crm_abc_add(f, &bad[i], &r, &e), -1);
        assert_int_equal(e.status, CRM_USAGE);
        assert_null(crm_frame_find(f, "abc_class"));
        crm_frame_free(f);
    }
}

static void the_columns_are_written_with_six_decimals(void **state)
{
    struct customer c[] = {{3, 1, 1, 0, 100}, {0}, {3, 1, 1, 0, 200}};
    struct crm_frame *f = customers_new(c, 3);
    struct crm_abc_opts o = {0};
    struct crm_abc_result r;
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_abc_add(f, &o, &r, &e), 0);
    assert_str_eq(cell_of(f, "abc_rank", 0), "2");
    assert_str_eq(cell_of(f, "abc_share", 0), "0.333333");
    assert_str_eq(cell_of(f, "abc_cum_share", 2), "0.666667");
    assert_str_eq(cell_of(f, "abc_class", 1), "C");
    assert_str_eq(cell_of(f, "abc_share", 1), "0.000000");
    assert_str_eq(cell_of(f, "abc_cum_share", 1), "");
    crm_frame_free(f);
}

static void a_missing_column_is_named(void **state)
{
    struct crm_frame *f = crm_frame_new(1);
    struct crm_abc_opts o = {0};
    struct crm_abc_result r;
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_abc_add(f, &o, &r, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_string_equal(e.column, "monetary");
    crm_frame_free(f);
}

/* How many classes differ from the gold column, which splits ties. */
static size_t differences(const struct gold *g, const struct crm_abc_opts *o, const char *want)
{
    struct crm_frame *f = customers_new(g->customer, g->n);
    struct crm_abc_result r;
    struct crm_err e = {0};
    size_t different = 0;

    assert_int_equal(crm_abc_add(f, o, &r, &e), 0);
    for (size_t i = 0; i < g->n; i++)
        different += *cell_of(f, "abc_class", i).p != want[i];
    crm_frame_free(f);
    return different;
}

/*
 * tied: rows that stand behind the line but equal one before it, counted from the gold file with
 * Python's fractions. top_n: research on the same files: 777 of 2,357, 1,133 of 4,338, 606 of 995.
 */
static void classes_equal_gold(const char *name, size_t tied_start, size_t tied_upto, size_t top_n)
{
    const struct gold *g = gold_read(name);
    struct crm_abc_opts o = {.ties = CRM_ABC_SPLIT};
    struct crm_frame *f = customers_new(g->customer, g->n);
    struct crm_abc_result r;
    struct crm_err e = {0};

    assert_int_equal(differences(g, &o, g->abc_start), 0);
    o.boundary = CRM_ABC_UPTO;
    assert_int_equal(differences(g, &o, g->abc_upto), 0);
    o.ties = CRM_ABC_KEEP;
    assert_int_equal(differences(g, &o, g->abc_upto), tied_upto);
    o.boundary = CRM_ABC_BEFORE;
    assert_int_equal(differences(g, &o, g->abc_start), tied_start);

    assert_int_equal(crm_abc_add(f, &o, &r, &e), 0);
    assert_int_equal(r.pareto.top_n, top_n);
    crm_frame_free(f);
}

static void classes_of_cdnow_equal_gold(void **state)
{
    (void)state;
    classes_equal_gold("cdnow_sample", 3, 4, 777);
}

static void classes_of_online_retail_equal_gold(void **state)
{
    (void)state;
    classes_equal_gold("online_retail", 0, 0, 1133);
}

static void classes_of_rfm_orders_equal_gold(void **state)
{
    (void)state;
    classes_equal_gold("rfm_orders_r", 2, 2, 606);
}

/* Ranks, classes and shares of a table of many slices, one value after the other. */
static void assert_classes_are_those_of_a_walk(crm_money *value, size_t n,
                                               const struct crm_abc_opts *o)
{
    struct crm_frame *f = crm_frame_new(n);
    crm_money *monetary = crm_frame_add(f, "monetary", CRM_MONEY)->v.money;
    struct crm_abc_result r;
    struct crm_err e = {0};
    crm_wide total = 0, so_far = 0;
    size_t k = 0, rows[3] = {0};

    memcpy(monetary, value, n * sizeof(*value)); /* sorted, so that a row's rank is its place */
    for (size_t i = 0; i < n; i++)
        total += value[i] > 0 ? value[i] : 0;
    struct crm_abc *abc = crm_abc_new(o, n, &(struct crm_budget){0}, &r, &e);
    struct crm_step step = crm_abc_step(abc);
    assert_int_equal(step.look(step.of, f, &e) | step.decide(step.of, 3, &e), 0);
    assert_int_equal(step.add(step.of, f, &e), 0);
    const double *share = crm_frame_find(f, "abc_cum_share")->v.reals;
    const uint8_t *code = crm_frame_find(f, "abc_class")->v.code;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(crm_frame_ints(f, "abc_rank")[i], i + 1);
        if (value[i] <= 0) {
            k = 2;
            assert_true(isnan(share[i]));
        } else {
            crm_wide with = so_far + value[i];
            bool is_tie = i && value[i] == value[i - 1] && o->ties == CRM_ABC_KEEP;
            bool is_before = o->boundary == CRM_ABC_BEFORE;
            while (!is_tie && k < 2 &&
                   (is_before ? so_far * 100 >= total * (k ? 95 : 80)
                              : with * 100 > total * (k ? 95 : 80)))
                k++;
            so_far = with;
            assert_true(share[i] == (double)so_far / (double)total);
        }
        rows[k]++;
        assert_int_equal(code[i], k + 1);
    }
    assert_true(r.total == total);
    for (k = 0; k < 3; k++)
        assert_int_equal(r.cls[k].rows, rows[k]);
    crm_abc_free(abc);
    crm_frame_free(f);
}

static void many_rows_are_classed_as_one_after_the_other(void **state)
{
    enum { N = 100000 };
    crm_money *value = malloc(N * sizeof(*value));

    (void)state;
    for (int form = 0; form < 4; form++)
        for (int boundary = 0; boundary < 2; boundary++)
            for (int ties = 0; ties < 2; ties++) {
                struct crm_abc_opts o = {.boundary = (enum crm_abc_boundary)boundary,
                                         .ties = (enum crm_abc_ties)ties};
                for (size_t i = 0; i < N; i++) {
                    crm_money left = (crm_money)(N - i);
                    crm_money forms[] = {left * left, left / 30000, 7, left - N / 3};
                    value[i] = forms[form];
                }
                assert_classes_are_those_of_a_walk(value, N, &o);
                assert_classes_are_those_of_a_walk(value, N / 3 + 1, &o);
            }
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_giant_customer_is_a),
        cmocka_unit_test(a_share_of_exactly_the_threshold_is_below_the_line),
        cmocka_unit_test(equal_values_share_the_class_of_the_first),
        cmocka_unit_test(values_not_above_zero_are_last_and_outside_the_base),
        cmocka_unit_test(without_a_positive_total_all_are_in_the_last_class),
        cmocka_unit_test(one_row_and_no_row_are_answered),
        cmocka_unit_test(thresholds_make_any_number_of_classes),
        cmocka_unit_test(huge_amounts_are_compared_exactly),
        cmocka_unit_test(thresholds_that_do_not_increase_are_refused),
        cmocka_unit_test(the_columns_are_written_with_six_decimals),
        cmocka_unit_test(a_missing_column_is_named),
        cmocka_unit_test(many_rows_are_classed_as_one_after_the_other),
        cmocka_unit_test(classes_of_cdnow_equal_gold),
        cmocka_unit_test(classes_of_online_retail_equal_gold),
        cmocka_unit_test(classes_of_rfm_orders_equal_gold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
