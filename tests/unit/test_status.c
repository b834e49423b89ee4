/* test_status.c - what the status of an order means for its money. */
#include "unit.h"

#include "model/status.h"

static void classes(enum crm_status_class want, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (crm_status_class(crm_str_of(words[i])) != want)
            fail_msg("%s: class %d, want %d", words[i], (int)crm_status_class(crm_str_of(words[i])),
                     (int)want);
}

#define CLASSES(want, ...)                                                                         \
    classes((want), (const char *const[]){__VA_ARGS__},                                            \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void paid_shipped_and_done_are_sales(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_SALE, "交易成功", "卖家已发货，等待买家确认", "买家已付款,等待卖家发货",
            "已完成", "待发货", "部分退款", "paid", "completed", "partially_refunded",
            "processing");
}

static void nothing_stated_is_a_sale(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_SALE, "", " ", "\xE3\x80\x80");
}

static void unpaid_cancelled_and_closed_are_none(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_NOT_SALE, "交易关闭", "等待买家付款", "已取消", "待付款", "voided",
            "pending", "Cancelled", "canceled", "on-hold", "failed", "authorized");
}

static void wholly_given_back_is_refunded(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_REFUNDED, "refunded", "已退款", "退款成功", "全额退款", "Refund",
            "returned");
}

static void case_width_and_blanks_do_not_count(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_SALE, "PAID", " Paid ", "Ｐａｉｄ", "partially paid", "Partially_Paid");
    CLASSES(CRM_STATUS_NOT_SALE, "Pending Payment", "pending-payment");
}

static void a_word_that_nobody_knows_is_unknown_and_never_a_sale(void **state)
{
    (void)state;
    CLASSES(CRM_STATUS_UNKNOWN, "kept back", "paid?no", "未", "42", "unpaid later", "已退款中");
}

static void an_after_sales_status_counts_only_when_all_went_back(void **state)
{
    static const char *const none[] = {
        "",         "无退款",    "退款中",       "退款关闭",
        "部分退款", "requested", "没有申请退款", "partially refunded",
        "交易关闭"};

    (void)state;
    assert_int_equal(crm_refund_status_class(CRM_STR("退款成功")), CRM_STATUS_REFUNDED);
    assert_int_equal(crm_refund_status_class(CRM_STR("refunded")), CRM_STATUS_REFUNDED);
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
        assert_int_equal(crm_refund_status_class(crm_str_of(none[i])), CRM_STATUS_SALE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paid_shipped_and_done_are_sales),
        cmocka_unit_test(nothing_stated_is_a_sale),
        cmocka_unit_test(unpaid_cancelled_and_closed_are_none),
        cmocka_unit_test(wholly_given_back_is_refunded),
        cmocka_unit_test(case_width_and_blanks_do_not_count),
        cmocka_unit_test(a_word_that_nobody_knows_is_unknown_and_never_a_sale),
        cmocka_unit_test(an_after_sales_status_counts_only_when_all_went_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
