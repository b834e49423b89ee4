/*
 * orders_parts.h - what orders.c (rows to orders) and settle.c (orders to customers) share.
 */
#ifndef CRM_MODEL_ORDERS_PARTS_H
#define CRM_MODEL_ORDERS_PARTS_H

#include "calc/groups.h"
#include "io/spool.h"
#include "model/orders.h"

/* The columns of one input. */
struct columns {
    size_t customer, order, date, pay_date, amount, quantity, unit_price, status, refund_status,
        refund, currency, channel;
    size_t *carry;
    bool is_by_product; /* `by` tells products apart */
};

/* What a line may leave to another line of its order to state. */
enum { LACKS_DATE = 1, LACKS_STATUS = 2, LACKS_CURRENCY = 4 };

#define NO_CUSTOMER UINT32_MAX

/* One order, as far as its lines were seen. */
struct order {
    uint32_t customer;     /* NO_CUSTOMER while every line was left out */
    uint32_t channel;      /* of several that its lines name, the first by bytes */
    int32_t day, last_day; /* of its lines */
    uint32_t sale_lines;   /* counted as sales */
    uint32_t amount_lines; /* lines with an amount above zero */
    uint32_t refund_lines;
    uint8_t left_out; /* LACKS_*: what put some line out of the count */
    uint8_t lacks;    /* LACKS_*: what every line that counts does not state itself */
    bool has_amount;  /* some line has an amount, zero counts */
    bool has_product; /* some line has quantity x unit_price */
    bool has_sale;    /* some line sells */
    bool amounts_differ, refunds_differ;
    crm_money amount, one_amount; /* sum of the lines above zero; of one of them */
    crm_money product;            /* sum of quantity x unit_price */
    crm_money refund, one_refund; /* likewise of what was given back */
};

/*
 * Exports that state date, status or currency on an order's first line only: where that line was
 * left out for it, the lines that leave it to the first go with it.
 */
static inline bool order_is_dropped(const struct order *o)
{
    return o->customer == NO_CUSTOMER || (o->left_out & o->lacks) != 0;
}

/* A text that a customer keeps from its newest row. */
struct carried {
    struct crm_str text;
    int32_t day;
};

/* A row that waits for the end, as it lies in the spool: this, then each cell's length and bytes.
 */
struct pending_row {
    uint64_t line;
    uint32_t order, input;
    bool is_refund; /* counted as one, else as a sale */
};

struct crm_orders {
    struct crm_orders_opts o;
    const struct crm_mapping *maps;
    size_t nmaps;
    struct columns *columns;
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_budget *budget;

    struct crm_groups *customers, *orders, *channels, *currencies;
    struct order *order;
    size_t norders, orders_cap;
    struct carried *carried; /* ncarry for each customer */
    size_t carried_cap;
    struct crm_arena texts;
    size_t texts_taken; /* of the budget */
    const struct crm_head *const *heads;
    uint64_t npending;
    struct crm_spool *pending; /* rows that another line of their order must complete */
    struct crm_buf key, packed;
    uint32_t *place; /* of the order of each key, in `order` */
    size_t place_cap;
    int32_t last_day; /* of an order or refund that has its money */
    struct crm_orders_counts counts;
};

#endif
