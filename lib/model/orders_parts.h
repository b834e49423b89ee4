/*
 * orders_parts.h - what orders.c (rows to orders) and settle.c (orders to customers) share.
 */
#ifndef CRM_MODEL_ORDERS_PARTS_H
#define CRM_MODEL_ORDERS_PARTS_H

#include "calc/groups.h"
#include "io/spool.h"
#include "model/order_line.h"
#include "model/orders.h"

#define NO_CUSTOMER UINT32_MAX

/* One order, as far as its lines were seen. */
struct order {
    uint32_t customer;     /* NO_CUSTOMER while every line was left out */
    uint32_t channel;      /* of several that its lines name, the first by bytes */
    int32_t day, last_day; /* of its lines */
    uint32_t sale_lines;   /* counted as sales */
    uint32_t amount_lines; /* lines with an amount above zero */
    uint32_t refund_lines;
    uint8_t left_out; /* CRM_LACKS_*: what put some line out of the count */
    uint8_t lacks;    /* CRM_LACKS_*: what every line that counts does not state itself */
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

/* A row that waits for the end, as it lies in the spool: this, then its cells. */
struct pending_row {
    uint64_t line;
    uint32_t order, input;
    bool is_refund; /* counted as one, else as a sale */
};

struct crm_orders {
    struct crm_orders_opts o;
    const struct crm_head *const *heads;
    struct crm_order_columns *columns; /* of each input */
    size_t ninputs;
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_lease lease;

    struct crm_groups *customers, *orders, *channels, *currencies;
    struct order *order;
    size_t norders, orders_cap;
    struct carried *carried; /* ncarry for each customer */
    size_t carried_cap;
    struct crm_arena texts;
    uint32_t *place; /* of the order of each key, in `order` */
    size_t place_cap;
    struct crm_buf key;
    struct crm_spool *pending; /* rows that another line of their order must complete */
    uint64_t npending;
    unsigned currency_marks; /* that all marks beside amounts may stand for */
    int32_t last_day;        /* of an order or refund that has its money */
    struct crm_orders_counts counts;
};

#endif
