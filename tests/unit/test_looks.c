/* test_looks.c - what a cell looks like, judged alone. */
#include "unit.h"

#include "csv/looks.h"

static void looks(const char *cell, enum crm_looks want)
{
    enum crm_looks got = crm_looks_of(crm_str_of(cell));

    if (got != want)
        fail_msg("\"%s\": got %d, want %d", cell, (int)got, (int)want);
}

static void cells_of_shops_look_like_what_they_are(void **state)
{
    static const struct {
        enum crm_looks looks;
        const char *cells[14];
    } want[] = {
        {CRM_LOOKS_EMPTY, {"", " ", "\t", "　", "-", "--", "——", "null", "N/A", "\\N"}},
        {CRM_LOOKS_WORD, {"Name", "订单号", "order_id", "王**", "##", "a,b", "--x"}},
        {CRM_LOOKS_TEXT, {"Order date", "a 1", "x@y z.cn", "5 x 3", "2024-01-05 lunch time"}},
        {CRM_LOOKS_CODE, {"MG-8769", "Address1", "C536379", "#1001", "1.2.3", "12:"}},
        {CRM_LOOKS_NUMBER, {"0", "17", "-3", "+5", "20240105", "'1", "=\"1930679858170647\""}},
        {CRM_LOOKS_AMOUNT,
         {"1,234.50", "0元", "¥1,234.50", "￥5", "28,900.00", "399,00", "(12.00)", "1.2万",
          "17850.0", "1.93068E+15", "$74.69", "100%", "CNY 12", "-$5"}},
        {CRM_LOOKS_DATE,
         {"2016/5/23 22:02", "2026-09-22 00:54:10", "2009-01-01T10:50:49-08:00", "12/1/2010 8:26",
          "3/15/2024 2:30 PM", "2024年1月5日", "28.01.2018", "2024-01-05 10:00:00 +0800",
          "2023年1月10日 20:56", "1/2/24", "2024-01-05 10:30:00,250", "2024.1.5"}},
        {CRM_LOOKS_TIME, {"00:15", "9:05:30", "10:30 AM", "10:30Z", "23:59:59.999"}},
        {CRM_LOOKS_EMAIL, {"a@b.cn", "ada.l+x@mail.example.com"}},
        {CRM_LOOKS_PHONE,
         {"13800138000", "138****1234", "186******05", "+8613800138000", "010-12345678",
          "+1 (555) 010-0199", "'18618486065", "136-1348-0475"}},
        {CRM_LOOKS_URL, {"http://a.cn", "https://a.cn/b?c=1,2", "www.a.cn"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
        for (size_t j = 0; j < 14 && want[i].cells[j]; j++)
            looks(want[i].cells[j], want[i].looks);
}

static void near_misses_are_texts(void **state)
{
    static const char *const texts[] = {
        "@",        "a@",         "a@b",    "@b.cn", "a@b.",      "a@b@c.cn", "1/2",
        "0/0/2024", "1,2,3x",     "1..2",   ",5",    "5,",        "1,23,456", "25:00",
        "10:60",    "2024-01/05", "123-45", "1:2",   "2024年1月", "http://",  "1;2"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        enum crm_looks got = crm_looks_of(crm_str_of(texts[i]));
        if (got > CRM_LOOKS_CODE || got == CRM_LOOKS_EMPTY)
            fail_msg("\"%s\": got %d", texts[i], (int)got);
    }
    /* A NUL is no mark, point or sign. */
    assert_int_equal(crm_looks_of(CRM_STR("1234\000567")), CRM_LOOKS_TEXT);
    assert_int_equal(crm_looks_of(CRM_STR("2024\00001\00005")), CRM_LOOKS_TEXT);
}

static void amounts_and_numbers_share_a_column(void **state)
{
    (void)state;
    assert_true(crm_looks_alike(CRM_LOOKS_NUMBER, CRM_LOOKS_AMOUNT));
    assert_true(crm_looks_alike(CRM_LOOKS_DATE, CRM_LOOKS_DATE));
    assert_false(crm_looks_alike(CRM_LOOKS_DATE, CRM_LOOKS_TIME));
    assert_false(crm_looks_alike(CRM_LOOKS_NUMBER, CRM_LOOKS_PHONE));
    assert_false(crm_looks_like_data(CRM_LOOKS_NUMBER));
    assert_true(crm_looks_like_data(CRM_LOOKS_AMOUNT));
    assert_false(crm_looks_like_data(CRM_LOOKS_CODE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_shops_look_like_what_they_are),
        cmocka_unit_test(near_misses_are_texts),
        cmocka_unit_test(amounts_and_numbers_share_a_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
