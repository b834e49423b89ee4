/*
 * order_status.c - a closed order (交易关闭) is a cancelled one: no shop says it of what was paid
 * and kept. A status that is not here is no mistake of the value: it stays as it is.
 *
 * From exports of Taobao, Tmall, JD, Pinduoduo, Douyin, WeChat shops, Youzan, Shopify, WooCommerce,
 * Stripe and Square.
 */
#include "clean/order_status.h"

#include "clean/lexicon.h"
#include "clean/type.h"
#include "text/unicode.h"

static const struct crm_lexicon_row rows[] = {
    {"completed",
     "complete|succeeded|success|successful|finished|closed won|交易成功|交易完成|已完成|完成|成功|"
     "已成交|正常|待评价|待評價|已评价|交易已完成|订单完成|訂單完成"},
    {"delivered", "已签收|已簽收|已收货|已收貨|已送达|已送達|确认收货|已确认收货|买家已收货"},
    {"shipped", "fulfilled|in transit|out for delivery|dispatched|卖家已发货|等待买家确认|"
                "卖家已发货,等待买家确认|卖家已发货,等待买家确认收货|已发货|已發貨|已发货,待签收|"
                "待收货|待收貨|"
                "待签收|等待确认收货|运输中|配送中|派送中|已出库"},
    {"partially_shipped", "partially fulfilled|partial fulfilment|卖家部分发货|部分发货|部分發貨"},
    {"paid", "payment|captured|processing|awaiting shipment|awaiting fulfillment|unfulfilled|"
             "买家已付款|等待卖家发货|买家已付款,等待卖家发货|已付款|已支付|支付成功|付款成功|"
             "待发货|待發貨|备货中|"
             "等待出库|待出库|已接单|待配送"},
    {"partially_paid", "部分付款|部分支付"},
    {"partial_refund", "partially refunded|部分退款"},
    {"refunded", "refund|fully refunded|已退款|退款成功|全额退款|全額退款|退款完成|已发货,退款成功|"
                 "未发货,退款成功|已签收,退款成功"},
    {"returned", "return|退货退款|退貨退款|已退货|已退貨|退货成功"},
    {"pending",
     "pending payment|unpaid|awaiting payment|等待买家付款|等待付款|待付款|待支付|未付款|未支付|"
     "待成团|待成團"},
    {"authorized", "authorised"},
    {"on_hold", "hold"},
    {"draft", "checkout draft"},
    {"failed", "expired|declined|支付失败|付款失败|已过期"},
    {"cancelled", "canceled|closed|voided|交易关闭|交易關閉|已关闭|已關閉|已取消|取消|交易取消|"
                  "订单取消|订单关闭|"
                  "未付款,交易关闭"},
};
static struct crm_lexicon lexicon = CRM_LEXICON(rows);

const char *crm_order_status(struct crm_str s)
{
    struct crm_buf folded = {0};
    const struct crm_lexicon_row *row = crm_lexicon_find(&lexicon, s);

    if (!row) {
        crm_buf_add(&folded, s);
        crm_normal_form(&folded, 0, CRM_NFKC);
        row = crm_lexicon_find(&lexicon, crm_buf_str(&folded));
        crm_buf_clear(&folded);
    }
    return row ? row->value : NULL;
}

enum crm_msg crm_clean_status(struct crm_str raw, const struct crm_clean_opts *opts,
                              struct crm_buf *out, crm_steps *steps)
{
    crm_steps before = 0;
    size_t start = out->n;
    enum crm_msg why = crm_clean_word(&lexicon, raw, opts, out, steps);

    if (why != CRM_MSG_UNKNOWN_VALUE)
        return why;
    why = crm_clean_text(raw, opts, out, &before);
    if (why == CRM_MSG_NONE)
        *steps |= before;
    else
        out->n = start;
    return why;
}

const struct crm_type crm_type_status = {"status", crm_quick_status, crm_clean_status, NULL, 0};
