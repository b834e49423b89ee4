#include "model/rfm.h"

#include "customers.h"

static struct crm_rfm_result add(struct crm_frame *f, const struct crm_rfm_opts *o)
{
    struct crm_rfm_result r;
    struct crm_err e = {0};

    assert_int_equal(crm_rfm_add(f, o, &r, &e), 0);
    return r;
}

/* The map as it is published: what R and F match, and the name. */
static const char *segment_by_map(int r, int f)
{
    static const struct {
        const char *r, *f, *name;
    } map[] = {
        {"12", "12", "hibernating"},
        {"12", "34", "at_risk"},
        {"12", "5", "cant_lose"},
        {"3", "12", "about_to_sleep"},
        {"3", "3", "need_attention"},
        {"34", "45", "loyal_customers"},
        {"4", "1", "promising"},
        {"5", "1", "new_customers"},
        {"45", "23", "potential_loyalists"},
        {"5", "45", "champions"},
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(*map); i++)
        if (strchr(map[i].r, '0' + r) && strchr(map[i].f, '0' + f))
            return map[i].name;
    return "";
}

static void each_of_the_25_cells_gets_its_segment(void **state)
{
    struct customer c[25];
    struct crm_rfm_opts o = {.bins = 5};

    (void)state;
    /* Five of each value, so that the k-th lowest value has score k. */
    for (int i = 0; i < 25; i++)
        c[i] = (struct customer){
            .recency_days = 100 - 10 * (i / 5), .frequency = i % 5 + 1, .monetary = i};
    struct crm_frame *f = customers_new(c, 25);
    struct crm_rfm_result result = add(f, &o);

    for (size_t i = 0; i < 25; i++) {
        int r = (int)i / 5 + 1, fr = (int)i % 5 + 1;

        assert_int_equal(crm_frame_ints(f, "r_score")[i], r);
        assert_int_equal(crm_frame_ints(f, "f_score")[i], fr);
        assert_str_eq(cell_of(f, "segment", i), segment_by_map(r, fr));
    }
    assert_int_equal(result.segment[CRM_SEGMENT_HIBERNATING], 4);
    assert_int_equal(result.segment[CRM_SEGMENT_CHAMPIONS], 2);
    assert_int_equal(result.segment[CRM_SEGMENT_NEW_CUSTOMERS], 1);
    crm_frame_free(f);
}

static void each_of_the_eight_classes_gets_its_chinese_name(void **state)
{
    /* High or low R, F, M; a high R is few days. */
    static const struct {
        struct customer c;
        const char *zh, *en;
    } want[] = {
        {{1, 9, 1, 0, 900}, "重要价值客户", "important_value"},
        {{1, 2, 1, 0, 900}, "重要发展客户", "important_growth"},
        {{99, 9, 1, 0, 900}, "重要保持客户", "important_keep"},
        {{99, 2, 1, 0, 900}, "重要挽留客户", "important_win_back"},
        {{1, 9, 1, 0, 5}, "一般价值客户", "general_value"},
        {{1, 2, 1, 0, 5}, "一般发展客户", "general_growth"},
        {{99, 9, 1, 0, 5}, "一般保持客户", "general_keep"},
        {{99, 2, 1, 0, 5}, "一般挽留客户", "general_win_back"},
    };
    struct customer c[8];

    (void)state;
    for (size_t i = 0; i < 8; i++)
        c[i] = want[i].c;
    struct crm_frame *f = customers_new(c, 8);
    for (int bins = 2; bins <= 10; bins++) {
        struct crm_rfm_opts o = {.bins = bins, .segments = CRM_SEGMENTS_CN8, .lang = CRM_ZH};

        add(f, &o);
        for (size_t i = 0; i < 8; i++)
            assert_str_eq(cell_of(f, "segment", i), want[i].zh);
        o.lang = CRM_EN;
        add(f, &o);
        for (size_t i = 0; i < 8; i++)
            assert_str_eq(cell_of(f, "segment", i), want[i].en);
    }
    crm_frame_free(f);
}

static void a_score_at_the_mean_is_not_high(void **state)
{
    struct customer c[] = {{7, 3, 1, 0, 10}, {7, 3, 1, 0, 10}};
    struct crm_rfm_opts o = {.segments = CRM_SEGMENTS_CN8};
    struct crm_frame *f = customers_new(c, 2);

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "segment", 0), "general_win_back");
    assert_str_eq(cell_of(f, "segment", 1), "general_win_back");
    crm_frame_free(f);
}

static void customers_without_an_order_are_prospects_and_weigh_nothing(void **state)
{
    struct customer c[] = {{0}, {10, 1, 1, 0, 100}, {0}, {5, 2, 1, 0, 200}, {0}};
    struct crm_rfm_opts o = {.bins = 2};
    struct crm_frame *f = customers_new(c, 5);

    (void)state;
    struct crm_rfm_result r = add(f, &o);
    assert_int_equal(r.customers, 5);
    assert_int_equal(r.scored, 2);
    assert_int_equal(r.segment[CRM_SEGMENT_PROSPECT], 3);
    assert_str_eq(cell_of(f, "segment", 0), "prospect");
    assert_str_eq(cell_of(f, "r_score", 0), "");
    assert_str_eq(cell_of(f, "rfm_score", 0), "");
    assert_str_eq(cell_of(f, "rfm_score", 1), "111");
    assert_str_eq(cell_of(f, "rfm_score", 3), "222");
    o.lang = CRM_ZH;
    add(f, &o);
    assert_str_eq(cell_of(f, "segment", 4), "潜在客户");
    crm_frame_free(f);
}

static void ten_bins_are_joined_by_a_dash(void **state)
{
    struct customer c[10];
    struct crm_rfm_opts o = {.bins = 10};

    (void)state;
    for (int i = 0; i < 10; i++)
        c[i] = (struct customer){
            .recency_days = i, .frequency = i + 1, .monetary = i == 4 ? 0 : i + 1};
    struct crm_frame *f = customers_new(c, 10);
    add(f, &o);
    assert_str_eq(cell_of(f, "rfm_score", 0), "10-1-2");
    assert_str_eq(cell_of(f, "rfm_score", 4), "6-5-1");
    assert_str_eq(cell_of(f, "rfm_score", 9), "1-10-10");
    /* 1-10 on the scale of five is 1-5, 10-1 is 5-1. */
    assert_str_eq(cell_of(f, "segment", 9), "cant_lose");
    assert_str_eq(cell_of(f, "segment", 0), "new_customers");
    crm_frame_free(f);
}

static void two_bins_scale_to_three_and_five(void **state)
{
    struct customer c[] = {{9, 1, 1, 0, 1}, {1, 2, 1, 0, 2}};
    struct crm_rfm_opts o = {.bins = 2};
    struct crm_frame *f = customers_new(c, 2);

    (void)state;
    add(f, &o);
    assert_str_eq(cell_of(f, "segment", 0), "need_attention");
    assert_str_eq(cell_of(f, "segment", 1), "champions");
    crm_frame_free(f);
}

static void one_customer_and_no_customer_are_answered(void **state)
{
    struct customer c[] = {{3, 1, 1, 0, 100}};
    struct crm_rfm_opts o = {0};
    struct crm_frame *one = customers_new(c, 1), *none = customers_new(c, 0);

    (void)state;
    add(one, &o);
    assert_str_eq(cell_of(one, "rfm_score", 0), "511");
    struct crm_rfm_result r = add(none, &o);
    assert_int_equal(r.scored, 0);
    assert_non_null(crm_frame_find(none, "segment"));
    crm_frame_free(one);
    crm_frame_free(none);
}

static void the_cut_points_used_are_told(void **state)
{
    struct customer c[] = {
        {30, 1, 1, 0, 100}, {20, 1, 1, 0, 300}, {10, 1, 1, 0, 200}, {5, 4, 1, 0, 400}};
    struct crm_rfm_opts o = {.bins = 2};
    struct crm_frame *f = customers_new(c, 4);
    int64_t from = 0;

    (void)state;
    struct crm_rfm_result r = add(f, &o);
    assert_true(crm_cuts_first(&r.r, 2, &from));
    assert_int_equal(from, 5);
    assert_true(crm_cuts_first(&r.r, 1, &from));
    assert_int_equal(from, 20);
    assert_true(crm_cuts_first(&r.f, 2, &from));
    assert_int_equal(from, 4);
    assert_true(crm_cuts_first(&r.m, 2, &from));
    assert_int_equal(from, 300);
    crm_frame_free(f);
}

static void a_missing_column_is_named(void **state)
{
    struct crm_rfm_opts o = {0};
    struct crm_rfm_result r;
    struct crm_err e = {0};
    struct crm_frame *f = crm_frame_new(1);

    (void)state;
    crm_frame_add(f, "recency_days", CRM_INT);
    crm_frame_add(f, "monetary", CRM_MONEY);
    assert_int_equal(crm_rfm_add(f, &o, &r, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_COLUMN_MISSING);
    assert_string_equal(e.column, "frequency");
    assert_int_equal(f->ncols, 2);
    crm_frame_free(f);
}

static void bins_outside_two_to_ten_are_refused(void **state)
{
    struct customer c[] = {{3, 1, 1, 0, 100}};
    static const int bad[] = {-1, 1, 11, 1000000};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct crm_frame *f = customers_new(c, 1);
        struct crm_rfm_opts o = {.bins = bad[i]};
        struct crm_rfm_result r;
        struct crm_err e = {0};

        assert_int_equal(crm_rfm_add(f, &o, &r, &e), -1);
        assert_int_equal(e.status, CRM_USAGE);
        crm_frame_free(f);
    }
}

static void running_twice_replaces_the_columns(void **state)
{
    struct customer c[] = {{3, 1, 1, 0, 100}};
    struct crm_rfm_opts o = {0};
    struct crm_frame *f = customers_new(c, 1);

    (void)state;
    add(f, &o);
    size_t ncols = f->ncols;
    add(f, &o);
    assert_int_equal(f->ncols, ncols);
    assert_str_eq(f->cols[ncols - 1].name, "segment");
    crm_frame_free(f);
}

static void every_code_reads_back_in_both_languages(void **state)
{
    static const enum crm_code_set sets[] = {CRM_CODES_SEGMENT,     CRM_CODES_STAGE,
                                             CRM_CODES_BAND,        CRM_CODES_REASON,
                                             CRM_CODES_CHURN_MODEL, CRM_CODES_ABC};

    (void)state;
    for (size_t s = 0; s < sizeof(sets) / sizeof(*sets); s++)
        for (int lang = CRM_EN; lang <= CRM_ZH; lang++) {
            const struct crm_str *texts = crm_codes_texts(sets[s], (enum crm_lang)lang);

            assert_int_equal(texts[0].n, 0);
            for (size_t code = 1; code < crm_codes_count(sets[s]); code++) {
                assert_true(texts[code].n > 0);
                assert_int_equal(crm_codes_read(sets[s], texts[code]), code);
            }
        }
    assert_int_equal(crm_codes_read(CRM_CODES_STAGE, CRM_STR("")), 0);
    assert_int_equal(crm_codes_read(CRM_CODES_STAGE, CRM_STR("nonsense")), 0);
    assert_int_equal(crm_codes_read(CRM_CODES_STAGE, CRM_STR("成熟")), CRM_STAGE_MATURE);
}

static void scores_equal_gold(const char *name)
{
    const struct gold *g = gold_read(name);
    struct crm_rfm_opts o = {0};

    struct crm_frame *f = customers_new(g->customer, g->n);
    add(f, &o);
    for (size_t i = 0; i < g->n; i++) {
        assert_int_equal(crm_frame_ints(f, "r_score")[i], g->r_tie[i]);
        assert_int_equal(crm_frame_ints(f, "f_score")[i], g->f_tie[i]);
        assert_int_equal(crm_frame_ints(f, "m_score")[i], g->m_tie[i]);
    }
    crm_frame_free(f);
}

static void scores_of_cdnow_equal_gold(void **state)
{
    (void)state;
    scores_equal_gold("cdnow_sample");
}

static void scores_of_online_retail_equal_gold(void **state)
{
    (void)state;
    scores_equal_gold("online_retail");
}

static void scores_of_rfm_orders_equal_gold(void **state)
{
    (void)state;
    scores_equal_gold("rfm_orders_r");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_of_the_25_cells_gets_its_segment),
        cmocka_unit_test(each_of_the_eight_classes_gets_its_chinese_name),
        cmocka_unit_test(a_score_at_the_mean_is_not_high),
        cmocka_unit_test(customers_without_an_order_are_prospects_and_weigh_nothing),
        cmocka_unit_test(ten_bins_are_joined_by_a_dash),
        cmocka_unit_test(two_bins_scale_to_three_and_five),
        cmocka_unit_test(one_customer_and_no_customer_are_answered),
        cmocka_unit_test(the_cut_points_used_are_told),
        cmocka_unit_test(a_missing_column_is_named),
        cmocka_unit_test(bins_outside_two_to_ten_are_refused),
        cmocka_unit_test(running_twice_replaces_the_columns),
        cmocka_unit_test(every_code_reads_back_in_both_languages),
        cmocka_unit_test(scores_of_cdnow_equal_gold),
        cmocka_unit_test(scores_of_online_retail_equal_gold),
        cmocka_unit_test(scores_of_rfm_orders_equal_gold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
