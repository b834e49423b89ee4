#include "model/status.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/unicode.h"

static const struct {
    const char *word;
    enum crm_status_class class;
} words[] = {
    {"交易成功", CRM_STATUS_SALE},
    {"交易完成", CRM_STATUS_SALE},
    {"已完成", CRM_STATUS_SALE},
    {"完成", CRM_STATUS_SALE},
    {"成功", CRM_STATUS_SALE},
    {"已成交", CRM_STATUS_SALE},
    {"正常", CRM_STATUS_SALE},
    {"卖家已发货", CRM_STATUS_SALE},
    {"卖家部分发货", CRM_STATUS_SALE},
    {"等待买家确认", CRM_STATUS_SALE},
    {"卖家已发货,等待买家确认", CRM_STATUS_SALE},
    {"卖家已发货,等待买家确认收货", CRM_STATUS_SALE},
    {"已发货", CRM_STATUS_SALE},
    {"已发货,待签收", CRM_STATUS_SALE},
    {"已签收", CRM_STATUS_SALE},
    {"已收货", CRM_STATUS_SALE},
    {"待收货", CRM_STATUS_SALE},
    {"待签收", CRM_STATUS_SALE},
    {"买家已付款", CRM_STATUS_SALE},
    {"等待卖家发货", CRM_STATUS_SALE},
    {"买家已付款,等待卖家发货", CRM_STATUS_SALE},
    {"已付款", CRM_STATUS_SALE},
    {"已支付", CRM_STATUS_SALE},
    {"支付成功", CRM_STATUS_SALE},
    {"付款成功", CRM_STATUS_SALE},
    {"待发货", CRM_STATUS_SALE},
    {"备货中", CRM_STATUS_SALE},
    {"等待出库", CRM_STATUS_SALE},
    {"等待确认收货", CRM_STATUS_SALE},
    {"待评价", CRM_STATUS_SALE},
    {"部分退款", CRM_STATUS_SALE},
    {"completed", CRM_STATUS_SALE},
    {"complete", CRM_STATUS_SALE},
    {"paid", CRM_STATUS_SALE},
    {"payment", CRM_STATUS_SALE},
    {"partially paid", CRM_STATUS_SALE},
    {"processing", CRM_STATUS_SALE},
    {"shipped", CRM_STATUS_SALE},
    {"fulfilled", CRM_STATUS_SALE},
    {"delivered", CRM_STATUS_SALE},
    {"succeeded", CRM_STATUS_SALE},
    {"success", CRM_STATUS_SALE},
    {"captured", CRM_STATUS_SALE},
    {"closed", CRM_STATUS_NOT_SALE},
    {"partially refunded", CRM_STATUS_SALE},
    {"partial refund", CRM_STATUS_SALE},
    {"交易关闭", CRM_STATUS_NOT_SALE},
    {"已关闭", CRM_STATUS_NOT_SALE},
    {"已取消", CRM_STATUS_NOT_SALE},
    {"取消", CRM_STATUS_NOT_SALE},
    {"交易取消", CRM_STATUS_NOT_SALE},
    {"等待买家付款", CRM_STATUS_NOT_SALE},
    {"等待付款", CRM_STATUS_NOT_SALE},
    {"待付款", CRM_STATUS_NOT_SALE},
    {"待支付", CRM_STATUS_NOT_SALE},
    {"未付款", CRM_STATUS_NOT_SALE},
    {"未支付", CRM_STATUS_NOT_SALE},
    {"支付失败", CRM_STATUS_NOT_SALE},
    {"待成团", CRM_STATUS_NOT_SALE},
    {"voided", CRM_STATUS_NOT_SALE},
    {"cancelled", CRM_STATUS_NOT_SALE},
    {"canceled", CRM_STATUS_NOT_SALE},
    {"pending", CRM_STATUS_NOT_SALE},
    {"pending payment", CRM_STATUS_NOT_SALE},
    {"authorized", CRM_STATUS_NOT_SALE},
    {"on hold", CRM_STATUS_NOT_SALE},
    {"unpaid", CRM_STATUS_NOT_SALE},
    {"failed", CRM_STATUS_NOT_SALE},
    {"expired", CRM_STATUS_NOT_SALE},
    {"draft", CRM_STATUS_NOT_SALE},
    {"checkout draft", CRM_STATUS_NOT_SALE},
    {"已退款", CRM_STATUS_REFUNDED},
    {"退款成功", CRM_STATUS_REFUNDED},
    {"全额退款", CRM_STATUS_REFUNDED},
    {"退货退款", CRM_STATUS_REFUNDED},
    {"退款完成", CRM_STATUS_REFUNDED},
    {"已发货,退款成功", CRM_STATUS_REFUNDED},
    {"未发货,退款成功", CRM_STATUS_REFUNDED},
    {"已签收,退款成功", CRM_STATUS_REFUNDED},
    {"refunded", CRM_STATUS_REFUNDED},
    {"refund", CRM_STATUS_REFUNDED},
    {"fully refunded", CRM_STATUS_REFUNDED},
    {"returned", CRM_STATUS_REFUNDED},
};

enum { WORDS = sizeof(words) / sizeof(*words) };

/* The words' keys, made once. */
static struct crm_arena key_texts;
static struct crm_str keys[WORDS];
static pthread_once_t keys_made = PTHREAD_ONCE_INIT;

static void free_keys(void)
{
    crm_arena_clear(&key_texts);
}

static void make_keys(void)
{
    for (size_t i = 0; i < WORDS; i++)
        keys[i] = crm_header_key_dup(&key_texts, crm_str_of(words[i].word));
    atexit(free_keys);
}

static enum crm_status_class find(struct crm_str status, enum crm_status_class otherwise)
{
    struct crm_buf key = {0};
    enum crm_status_class found = otherwise;

    if (!status.n)
        return CRM_STATUS_SALE; /* nothing stated */
    pthread_once(&keys_made, make_keys);
    crm_header_key(&key, status); /* folds the full-width comma as well */
    if (!key.n)
        found = CRM_STATUS_SALE;
    for (size_t i = 0; key.n && i < WORDS; i++)
        if (crm_str_eq(crm_buf_str(&key), keys[i])) {
            found = words[i].class;
            break;
        }
    crm_buf_clear(&key);
    return found;
}

enum crm_status_class crm_status_class(struct crm_str status)
{
    return find(status, CRM_STATUS_UNKNOWN);
}

enum crm_status_class crm_refund_status_class(struct crm_str status)
{
    return find(status, CRM_STATUS_SALE) == CRM_STATUS_REFUNDED ? CRM_STATUS_REFUNDED
                                                                : CRM_STATUS_SALE;
}
