/* The figures of the report, checked by hand on five customers. */
#include "report_frame.h"

#include <stdio.h>

#include "model/codes.h"
#include "model/overview.h"

static struct crm_overview o;

static int make(void **state)
{
    struct crm_frame *f = report_frame_new();

    crm_overview_make(f, &o);
    crm_frame_free(f); /* the overview must not need it any more */
    *state = NULL;
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crm_overview_clear(&o);
    return 0;
}

static void totals_count_buyers_and_their_orders(void **state)
{
    (void)state;
    assert_int_equal(o.customers, 5);
    assert_int_equal(o.buyers, 4);
    assert_int_equal(o.repeaters, 3);
    assert_true(o.orders == 10);
    assert_true(o.revenue == 1000 * CRM_MONEY_UNIT);
    assert_true(o.refunds == 50 * CRM_MONEY_UNIT);
}

static void as_of_follows_from_last_order_and_recency(void **state)
{
    (void)state;
    assert_int_equal(o.as_of, TODAY);
    assert_int_equal(o.first_date, TODAY - 300);
    assert_int_equal(o.last_date, TODAY - 10);
}

static void segments_stand_by_revenue_and_empty_ones_last(void **state)
{
    const struct crm_group *g = o.segments.of;

    (void)state;
    assert_int_equal(o.segments.n, 3);
    assert_str_eq(g[0].text, "champions");
    assert_int_equal(g[0].customers, 2);
    assert_true(g[0].revenue == 700 * CRM_MONEY_UNIT);
    assert_true(g[0].recency_days == 60 && g[0].dated == 2);
    assert_str_eq(g[1].text, "at_risk");
    assert_str_eq(g[2].text, "");
    assert_int_equal(g[2].dated, 0);
}

static void stages_and_bands_stand_in_their_own_order(void **state)
{
    (void)state;
    assert_str_eq(o.stages.of[0].text, "prospect");
    assert_str_eq(o.stages.of[1].text, "mature");
    assert_str_eq(o.stages.of[2].text, "declining");
    assert_str_eq(o.stages.of[3].text, "lost");
    assert_str_eq(o.bands.of[0].text, "high");
    assert_str_eq(o.bands.of[1].text, "medium");
    assert_str_eq(o.bands.of[2].text, "low");
    assert_str_eq(o.bands.of[3].text, "");
}

static void the_map_counts_pairs_of_scores(void **state)
{
    (void)state;
    assert_true(o.rf.is_known);
    assert_int_equal(o.rf.r_bins, 5);
    assert_int_equal(o.rf.cell[0][0].customers, 1);
    assert_int_equal(o.rf.cell[3][4].customers, 1);
    assert_true(o.rf.cell[3][4].revenue == 400 * CRM_MONEY_UNIT);
    assert_int_equal(o.rf.unscored, 1);
}

/* For 1, 2 .. n the Gini coefficient is (n - 1) / (3 n): a quarter for four. */
static void concentration_of_one_to_four(void **state)
{
    (void)state;
    assert_true(o.spread.is_known);
    assert_int_equal(o.spread.customers, 4);
    assert_int_equal(o.spread.top_n, 3); /* 400 + 300 are 70 %, with 200 they are 90 % */
    assert_true(o.spread.gini > 0.25 - 1e-12 && o.spread.gini < 0.25 + 1e-12);
    assert_int_equal(o.spread.npoints, 4);
    assert_int_equal(o.spread.point[0].customers_ppm, 250000);
    assert_int_equal(o.spread.point[0].revenue_ppm, 400000);
    assert_int_equal(o.spread.point[1].revenue_ppm, 700000);
    assert_int_equal(o.spread.point[3].revenue_ppm, 1000000);
}

static void those_at_risk_stand_by_what_they_brought(void **state)
{
    (void)state;
    assert_int_equal(o.nat_risk_all, 3);
    assert_int_equal(o.nat_risk, 3);
    assert_str_eq(o.at_risk[0].id, "c4");
    assert_str_eq(o.at_risk[1].id, "c2");
    assert_str_eq(o.at_risk[1].name, "张三");
    assert_str_eq(o.at_risk[2].id, "c1");
    assert_int_equal(o.high_risk, 2);
    assert_true(o.high_risk_revenue == 500 * CRM_MONEY_UNIT);
    assert_str_eq(o.churn_reasons.of[0].text, "overdue");
    assert_int_equal(o.churn_reasons.of[0].customers, 2);
}

static void completeness_knows_spellings_of_nothing(void **state)
{
    (void)state;
    assert_int_equal(o.nfilled, 4); /* name phone email channel; the figures' columns are ours */
    assert_str_eq(o.filled[0].column, "name");
    assert_int_equal(o.filled[0].customers, 5);
    assert_int_equal(o.filled[1].customers, 2);
    assert_int_equal(o.filled[2].customers, 2);
    assert_true(o.has_contacts);
    assert_int_equal(o.without_contact, 2); /* c2 with N/A, c5 with - */
}

static void chinese_words_read_as_the_same_codes(void **state)
{
    struct crm_frame *f = report_frame_new();
    struct crm_overview zh;

    (void)state;
    for (size_t i = 0; i < f->ncols; i++)
        if (crm_str_eq(f->cols[i].name, CRM_STR("churn_band"))) {
            f->cols[i].v.text[0] = crm_codes_texts(CRM_CODES_BAND, CRM_ZH)[CRM_BAND_HIGH];
            f->cols[i].v.text[3] = crm_codes_texts(CRM_CODES_BAND, CRM_ZH)[CRM_BAND_HIGH];
        }
    crm_overview_make(f, &zh);
    crm_frame_free(f);
    assert_int_equal(zh.high_risk, 2);
    crm_overview_clear(&zh);
}

static void a_table_of_ids_alone_gives_no_figures_and_no_crash(void **state)
{
    struct crm_frame *f = crm_frame_new(2);
    struct crm_overview bare;

    (void)state;
    ADD_TEXTS(f, "customer_id", "a", "b");
    f->as_of = CRM_NO_DATE;
    crm_overview_make(f, &bare);
    assert_int_equal(bare.customers, 2);
    assert_int_equal(bare.buyers, 0);
    assert_false(bare.has_orders || bare.has_revenue || bare.has_refunds || bare.has_contacts);
    assert_false(bare.segments.has_column || bare.rf.is_known || bare.spread.is_known);
    assert_int_equal(bare.as_of, CRM_NO_DATE);
    crm_overview_clear(&bare);
    crm_frame_free(f);
}

static void an_empty_table_gives_no_figures_and_no_crash(void **state)
{
    struct crm_frame *f = crm_frame_new(0);
    struct crm_overview none;

    (void)state;
    crm_overview_make(f, &none);
    assert_int_equal(none.customers, 0);
    assert_false(none.spread.is_known);
    crm_overview_clear(&none);
    crm_frame_free(f);
}

/* Text i has i customers, so that the highest come last in the column. */
static void a_column_of_many_texts_keeps_the_largest_and_pools_the_others(void **state)
{
    enum { TEXTS = 40, ROWS = TEXTS * (TEXTS + 1) / 2 };
    struct crm_frame *f = crm_frame_new(ROWS);
    struct crm_str *segment = crm_frame_add_text(f, CRM_STR("segment"))->v.text;
    struct crm_overview many;
    size_t row = 0;

    (void)state;
    for (size_t i = 1; i <= TEXTS; i++)
        for (size_t k = 0; k < i; k++) {
            char text[16];
            size_t n = (size_t)snprintf(text, sizeof(text), "s%02zu", i);
            segment[row++] = crm_arena_dup(&f->arena, (struct crm_str){text, n});
        }
    crm_overview_make(f, &many);
    assert_int_equal(many.segments.n, CRM_TALLY_SHOWN + 1);
    assert_str_eq(many.segments.of[0].text, "s40");
    assert_str_eq(many.segments.of[13].text, "s27");
    assert_true(many.segments.of[14].is_rest);
    assert_int_equal(many.segments.of[14].customers, 26 * 27 / 2);
    crm_overview_clear(&many);
    crm_frame_free(f);
}

static void a_column_of_endless_texts_loses_nobody(void **state)
{
    enum { ROWS = 1000 };
    struct crm_frame *f = crm_frame_new(ROWS);
    struct crm_str *segment = crm_frame_add_text(f, CRM_STR("segment"))->v.text;
    struct crm_overview endless;
    uint64_t customers = 0;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char text[16];
        size_t n = (size_t)snprintf(text, sizeof(text), "s%zu", i);
        segment[i] = crm_arena_dup(&f->arena, (struct crm_str){text, i % 10 ? n : 0});
    }
    crm_overview_make(f, &endless);
    assert_int_equal(endless.segments.n, CRM_TALLY_SHOWN + 2);
    assert_str_eq(endless.segments.of[CRM_TALLY_SHOWN].text, "");
    assert_int_equal(endless.segments.of[CRM_TALLY_SHOWN].customers, ROWS / 10);
    for (size_t i = 0; i < endless.segments.n; i++)
        customers += endless.segments.of[i].customers;
    assert_int_equal(customers, ROWS);
    crm_overview_clear(&endless);
    crm_frame_free(f);
}

static void sums_of_huge_amounts_do_not_wrap(void **state)
{
    struct crm_frame *f = crm_frame_new(3);
    crm_money *monetary = crm_frame_add(f, "monetary", CRM_MONEY)->v.money;
    struct crm_overview huge;

    (void)state;
    for (int i = 0; i < 3; i++)
        monetary[i] = INT64_MAX;
    crm_overview_make(f, &huge);
    assert_true(huge.revenue == (crm_wide)INT64_MAX * 3);
    assert_int_equal(huge.spread.top_n, 3);
    assert_true(huge.spread.gini > -1e-12 && huge.spread.gini < 1e-12); /* all alike */
    crm_overview_clear(&huge);
    crm_frame_free(f);
}

/* Only whom one can win back: the biggest spenders of all, but at most as many as the list holds.
 */
static void the_list_keeps_the_highest_and_the_order_of_equals(void **state)
{
    enum { ROWS = 200 };
    struct crm_frame *f = crm_frame_new(ROWS);
    struct crm_str *id = crm_frame_add_text(f, CRM_STR("customer_id"))->v.text;
    struct crm_str *band = crm_frame_add_text(f, CRM_STR("churn_band"))->v.text;
    crm_money *monetary = crm_frame_add_hidden(f, "monetary", CRM_MONEY)->v.money;
    struct crm_overview many;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char text[16];
        size_t n = (size_t)snprintf(text, sizeof(text), "c%03zu", i);
        id[i] = crm_arena_dup(&f->arena, (struct crm_str){text, n});
        band[i] = CRM_STR("medium");
        monetary[i] = (crm_money)(i / 2 + 1); /* each sum twice */
    }
    crm_overview_make(f, &many);
    assert_int_equal(many.nat_risk_all, ROWS);
    assert_int_equal(many.nat_risk, CRM_AT_RISK_MAX);
    assert_str_eq(many.at_risk[0].id, "c198");
    assert_str_eq(many.at_risk[1].id, "c199");
    assert_str_eq(many.at_risk[CRM_AT_RISK_MAX - 1].id, "c151");
    crm_overview_clear(&many);
    crm_frame_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_count_buyers_and_their_orders),
        cmocka_unit_test(as_of_follows_from_last_order_and_recency),
        cmocka_unit_test(segments_stand_by_revenue_and_empty_ones_last),
        cmocka_unit_test(stages_and_bands_stand_in_their_own_order),
        cmocka_unit_test(the_map_counts_pairs_of_scores),
        cmocka_unit_test(concentration_of_one_to_four),
        cmocka_unit_test(those_at_risk_stand_by_what_they_brought),
        cmocka_unit_test(completeness_knows_spellings_of_nothing),
        cmocka_unit_test(chinese_words_read_as_the_same_codes),
        cmocka_unit_test(a_table_of_ids_alone_gives_no_figures_and_no_crash),
        cmocka_unit_test(an_empty_table_gives_no_figures_and_no_crash),
        cmocka_unit_test(a_column_of_many_texts_keeps_the_largest_and_pools_the_others),
        cmocka_unit_test(a_column_of_endless_texts_loses_nobody),
        cmocka_unit_test(sums_of_huge_amounts_do_not_wrap),
        cmocka_unit_test(the_list_keeps_the_highest_and_the_order_of_equals),
    };

    return cmocka_run_group_tests(tests, make, clear);
}
