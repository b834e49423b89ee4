/* test_total_row.c - the sums below the rows of an export. */
#include "unit.h"

#include "csv/total_row.h"

static bool is_total(const char *a, const char *b, const char *c, const char *d)
{
    const struct crm_str cells[] = {crm_str_of(a), crm_str_of(b), crm_str_of(c), crm_str_of(d)};
    size_t n = d ? 4 : c ? 3 : 2;

    return crm_is_total_row(cells, n);
}

static void words_for_a_sum_head_a_total_row(void **state)
{
    static const char *const words[] = {
        "合计",      "总计",     "小计",      "共计",     "累计",        "汇总",
        "合計",      "總計",     "小計",      "総計",     "総合計",      "合 计",
        "合　计",    "合计：",   "合计:",     "合计(元)", "合计（元）",  " 合计 ",
        "本页小计",  "Total",    "TOTAL",     "Total:",   "Grand total", "Grand Total (CNY)",
        "Sub-total", "Subtotal", "Sub total", "Totals",   "Sum",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (!is_total(words[i], "", "1,234.50", "12"))
            fail_msg("\"%s\" is not seen", words[i]);
}

static void other_cells_are_sums_or_empty(void **state)
{
    (void)state;
    assert_true(is_total("合计", "", "1234", NULL));
    assert_true(is_total("", "", "合计", "¥1,234.00"));
    assert_true(is_total("总计", "-", "——", "12笔"));
    assert_true(is_total("小计", "5", "3.50", NULL));
    assert_true(is_total("合计", "12345678901.50", "", NULL));
    assert_true(is_total("Total", "1234.00", NULL, NULL));
    assert_true(is_total("Total", "100%", "", NULL));
}

static void rows_of_the_table_are_no_totals(void **state)
{
    (void)state;
    assert_false(is_total("合计", "", "", NULL));                   /* nothing is summed */
    assert_false(is_total("合计", "2024-01-05", "12", NULL));       /* a day */
    assert_false(is_total("合计", "13800138000", "12", NULL));      /* a phone */
    assert_false(is_total("合计", "1930679858170647", "12", NULL)); /* an order */
    assert_false(is_total("合计", "张三", "12", NULL));
    assert_false(is_total("合计有限公司", "", "12", NULL));
    assert_false(is_total("Total", "5", "3.50", NULL)); /* may be a product's name */
    assert_false(is_total("Colgate Total", "", "3.50", NULL));
    assert_false(is_total("Totally", "", "3.50", NULL));
    assert_false(is_total("A1", "Total", "3.50", NULL));
    assert_false(is_total("", "", "", NULL));
    assert_false(is_total("(元)", "", "12", NULL));
    assert_false(is_total("合计合计合计合计合计合计合计合计", "", "12", NULL));
    assert_false(crm_is_total_row(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_for_a_sum_head_a_total_row),
        cmocka_unit_test(other_cells_are_sums_or_empty),
        cmocka_unit_test(rows_of_the_table_are_no_totals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
