/*
 * order_line.h - one row of an orders table: where its cells stand, and what they say, in types.
 */
#ifndef CRM_MODEL_ORDER_LINE_H
#define CRM_MODEL_ORDER_LINE_H

#include "model/order_record.h"
#include "model/orders.h"
#include "model/status.h"

/* The columns of one input, CRM_NO_COLUMN for what it has not. */
struct crm_order_columns {
    const struct crm_mapping *map; /* borrowed */
    size_t customer, order, date, pay_date, amount, quantity, unit_price, status, refund_status,
        refund, currency, channel;
    size_t *carry;       /* of each text that customers keep */
    bool is_by_product;  /* `by` tells products apart */
    bool has_plain_rows; /* rows may be read by crm_order_line_read_plain */
};

/*
 * Find them. -1 with CRM_DATA where the input lacks a customer, a date or an amount, two headers
 * claim one role, or it is a table of golden records. Clear it either way.
 */
int crm_order_columns_find(struct crm_order_columns *c, const struct crm_orders_opts *o,
                           const struct crm_mapping *map, struct crm_err *e);

void crm_order_columns_clear(struct crm_order_columns *c);

/* What a line may leave to another line of its order to state. */
enum { CRM_LACKS_DATE = 1, CRM_LACKS_STATUS = 2, CRM_LACKS_CURRENCY = 4 };

/* A row as read; its texts are borrowed from the row. */
struct crm_order_line {
    struct crm_str customer, order, channel, currency;
    unsigned currencies; /* that the marks beside the amounts may stand for */
    int32_t day;         /* CRM_NO_DATE: not stated */
    uint8_t has;         /* CRM_HAS_AMOUNT, CRM_HAS_PRODUCT */
    bool is_refunded;
    crm_money amount, product,
        refund;    /* product: quantity x unit_price; refund: never below zero */
    uint8_t lacks; /* CRM_LACKS_*: left to another line of its order */
    enum crm_status_class status;
    /* a cell that cannot be used: why, its header, what it holds; set by crm_order_line_refuse */
    enum crm_msg reason;
    struct crm_str column, text;
};

/* The classes of statuses met lately: finding one takes longer than all else in a row. */
struct crm_status_memo {
    struct {
        char text[64];
        size_t n;
        enum crm_status_class class;
    } met[8];
    size_t nmet;
};

/* A date met lately, and its day. */
struct crm_day_met {
    char text[32]; /* as written, blanks trimmed */
    size_t n;      /* 0: none yet */
    int32_t day;
};

/* What the reader of one thread remembers; {0} is nothing. */
struct crm_order_memo {
    struct crm_status_memo status, refund_status;
    struct crm_day_met days[64];
};

/* Read a row. False when a cell cannot be used, which *l then names. */
bool crm_order_line_read(struct crm_order_line *l, const struct crm_orders_opts *o,
                         const struct crm_order_columns *c, const struct crm_str *row,
                         struct crm_order_memo *memo);

/*
 * The short way for what most rows are: a sale of an order_id on a stated day, with an amount above
 * zero, nothing given back and nothing left to other lines. False for any other row, and for some
 * of these: read it again by crm_order_line_read. What a plain row does not have is not set in *l;
 * plain are customer, order, channel, currency, day and amount.
 */
bool crm_order_line_read_plain(struct crm_order_line *l, const struct crm_order_columns *c,
                               const struct crm_str *row, struct crm_order_memo *memo);

/* The text of the cell in that column (CRM_NO_COLUMN: none), blanks trimmed. */
struct crm_str crm_order_cell(const struct crm_str *row, size_t column);

/* The line cannot be used for the text in that column (CRM_NO_COLUMN: none). Always false. */
bool crm_order_line_refuse(struct crm_order_line *l, const struct crm_order_columns *c,
                           size_t column, struct crm_str text, enum crm_msg reason);

/* Does it lack what only another line of its order can tell, a day or money? */
static inline bool crm_order_line_is_incomplete(const struct crm_order_line *l)
{
    return l->day == CRM_NO_DATE || !l->has;
}

#endif
