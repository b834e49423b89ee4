#include "unit.h"

#include "match/golden.h"

static const struct crm_clean_opts china = {.region = "CN", .decimal = '.'};

enum { NAME, PHONE, EMAIL, ADDRESS, CITY, NCOLS };

static const enum crm_survival rules[NCOLS] = {
    CRM_SURVIVE_NAME, CRM_SURVIVE_PHONE, CRM_SURVIVE_EMAIL, CRM_SURVIVE_ADDRESS, CRM_SURVIVE_ANY};

struct record {
    int32_t day;
    const char *cells[NCOLS];
};

enum { MAX_RECORDS = 16 };

/* The golden record of records[order[0..n)] to out; it borrows from what static cells hold. */
static void golden_in_order(const struct record *records, const size_t *order, size_t n,
                            struct crm_str *out)
{
    static struct crm_str cells[MAX_RECORDS][NCOLS];
    struct crm_golden *g = crm_golden_new(rules, NCOLS, &china);

    /* A customer before, of whom nothing may be left. */
    const struct crm_str other[NCOLS] = {CRM_STR("x"), CRM_STR("13917264593"), CRM_STR("o@qq.com"),
                                         CRM_STR("y"), CRM_STR("z")};
    crm_golden_begin(g);
    crm_golden_add(g, other, 99999);

    crm_golden_begin(g);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < NCOLS; c++)
            cells[i][c] = crm_str_of(records[order[i]].cells[c]);
        crm_golden_add(g, cells[i], records[order[i]].day);
    }
    crm_golden_end(g, out);
    crm_golden_free(g);
}

static void golden(const struct record *records, size_t n, struct crm_str *out)
{
    size_t order[MAX_RECORDS] = {0};

    for (size_t i = 0; i < n; i++)
        order[i] = i;
    golden_in_order(records, order, n, out);
}

static void the_newest_value_survives(void **state)
{
    const struct record records[] = {
        {10, {"李雷", "13817264593", "old@qq.com", "北京路1号", "北京"}},
        {30, {"李磊", "13917264593", "new@qq.com", "南京路2号", "上海"}},
        {20, {"李蕾", "13717264593", "mid@qq.com", "天津路3号", "天津"}},
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 3, out);
    assert_str_eq(out[NAME], "李磊");
    assert_str_eq(out[PHONE], "13917264593");
    assert_str_eq(out[EMAIL], "new@qq.com");
    assert_str_eq(out[ADDRESS], "南京路2号");
    assert_str_eq(out[CITY], "上海");
}

static void blanks_are_filled_from_the_next_newest(void **state)
{
    const struct record records[] = {
        {10, {"李雷", "13817264593", "a1@qq.com", "", "北京"}},
        {30, {"", " ", "NULL", "", "-"}},
        {20, {"李蕾", "", "无", "", "天津"}},
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 3, out);
    assert_str_eq(out[NAME], "李蕾");
    assert_str_eq(out[PHONE], "13817264593");
    assert_str_eq(out[EMAIL], "a1@qq.com");
    assert_str_eq(out[ADDRESS], "");
    assert_str_eq(out[CITY], "天津");
}

static void refused_values_give_way_to_older_good_ones(void **state)
{
    const struct record records[] = {
        {10, {"李雷", "13817264593", "a1@qq.com", "北京路1号", "北京"}},
        {20, {"先生", "13800138000", "test@qq.com", "北京**", "北*"}},
        {30, {"李*", "138****4593", "a***@qq.com", "##c2Vj==", "北**"}},
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 3, out);
    assert_str_eq(out[NAME], "李雷");
    assert_str_eq(out[PHONE], "13817264593");
    assert_str_eq(out[EMAIL], "a1@qq.com");
    assert_str_eq(out[ADDRESS], "北京路1号");
    assert_str_eq(out[CITY], "北**"); /* the rule of this column takes anything */
}

static void refused_values_are_better_than_none(void **state)
{
    const struct record records[] = {
        {10, {"李*", "138****1111", "", "", ""}},
        {20, {"王*", "138****2222", "a***@qq.com", "", ""}},
        {30, {"", "", "", "", ""}},
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 3, out);
    assert_str_eq(out[NAME], "王*");
    assert_str_eq(out[PHONE], "138****2222");
    assert_str_eq(out[EMAIL], "a***@qq.com");
}

static void records_without_a_date_are_oldest(void **state)
{
    const struct record records[] = {
        {CRM_NO_DATE, {"a", "", "", "", "nodate"}},
        {-20000, {"b", "", "", "", "dated"}}, /* in 1915 */
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 2, out);
    assert_str_eq(out[CITY], "dated");
}

static void a_record_is_dated_by_update_then_order_then_creation(void **state)
{
    (void)state;
    assert_int_equal(crm_golden_day(1, 2, 3), 1);
    assert_int_equal(crm_golden_day(CRM_NO_DATE, 2, 3), 2);
    assert_int_equal(crm_golden_day(CRM_NO_DATE, CRM_NO_DATE, 3), 3);
    assert_int_equal(crm_golden_day(CRM_NO_DATE, CRM_NO_DATE, CRM_NO_DATE), CRM_NO_DATE);
}

static void on_one_day_the_smaller_content_wins(void **state)
{
    const struct record records[] = {
        {5, {"b", "", "", "", "first"}},
        {5, {"a", "", "", "", "second"}},
        {5, {"a", "", "", "z", "third"}},
    };
    struct crm_str out[NCOLS];

    (void)state;
    golden(records, 3, out);
    assert_str_eq(out[NAME], "a");
    assert_str_eq(out[CITY], "second");
    assert_str_eq(out[ADDRESS], "z");
}

static void no_record_gives_empty_cells(void **state)
{
    struct crm_str out[NCOLS];

    (void)state;
    golden(NULL, 0, out);
    for (size_t c = 0; c < NCOLS; c++)
        assert_int_equal(out[c].n, 0);
    crm_golden_free(NULL);
}

static uint32_t random_below(uint64_t *s, uint32_t n)
{
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*s >> 33) % n);
}

static void the_order_of_records_plays_no_part(void **state)
{
    static const char *const values[NCOLS][5] = {
        {"", "李雷", "李*", "先生", "韩梅梅"},
        {"-", "13817264593", "138****4593", "13800138000", "13917264593"},
        {"", "a1@qq.com", "a***@qq.com", "b2@qq.com", "x"},
        {"无", "北京路1号", "北京**", "##c2Vj", "南京路2号"},
        {"", "北京", "上海", "-", "天津"},
    };
    uint64_t seed = 3;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct record records[MAX_RECORDS];
        size_t order[MAX_RECORDS] = {0};
        struct crm_str first[NCOLS];
        struct crm_str again[NCOLS];
        size_t n = 1 + random_below(&seed, MAX_RECORDS);

        for (size_t i = 0; i < n; i++) {
            order[i] = i;
            records[i].day = random_below(&seed, 4) ? (int32_t)random_below(&seed, 3) : CRM_NO_DATE;
            for (size_t c = 0; c < NCOLS; c++)
                records[i].cells[c] = values[c][random_below(&seed, 5)];
        }
        golden(records, n, first);
        for (size_t c = 0; c < NCOLS; c++) /* the next call uses the cells again */
            first[c] = crm_str_of(first[c].n ? first[c].p : "");
        for (size_t i = n - 1; i > 0; i--) {
            size_t j = random_below(&seed, (uint32_t)i + 1);
            size_t swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        golden_in_order(records, order, n, again);
        for (size_t c = 0; c < NCOLS; c++)
            assert_true(crm_str_eq(first[c], again[c]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_value_survives),
        cmocka_unit_test(blanks_are_filled_from_the_next_newest),
        cmocka_unit_test(refused_values_give_way_to_older_good_ones),
        cmocka_unit_test(refused_values_are_better_than_none),
        cmocka_unit_test(records_without_a_date_are_oldest),
        cmocka_unit_test(a_record_is_dated_by_update_then_order_then_creation),
        cmocka_unit_test(on_one_day_the_smaller_content_wins),
        cmocka_unit_test(no_record_gives_empty_cells),
        cmocka_unit_test(the_order_of_records_plays_no_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
