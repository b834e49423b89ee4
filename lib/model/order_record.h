/*
 * order_record.h - what is known of an order, and the bytes in which rows wait for the others of
 * their order.
 */
#ifndef CRM_MODEL_ORDER_RECORD_H
#define CRM_MODEL_ORDER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "table/money.h"

/*
 * What lines and orders have. In one number: as bools of their own, read together right after they
 * were written one by one, they held up the processor for a twelfth of the time of rfm.
 */
enum crm_order_has {
    CRM_HAS_AMOUNT = 1,  /* zero counts */
    CRM_HAS_PRODUCT = 2, /* quantity x unit_price */
    CRM_HAS_MONEY = CRM_HAS_AMOUNT | CRM_HAS_PRODUCT,
    CRM_HAS_LINE = 4,        /* some line counts */
    CRM_HAS_SALE = 8,        /* some line sells */
    CRM_AMOUNTS_DIFFER = 16, /* of the lines with one */
    CRM_REFUNDS_DIFFER = 32,
};

/* One order, as far as its lines were seen. */
struct crm_order {
    uint32_t customer;     /* its number among the customers of its partition */
    uint32_t channel;      /* of several that its lines name, the first by bytes */
    int32_t day, last_day; /* of its lines */
    uint32_t sale_lines;   /* counted as sales */
    uint32_t amount_lines; /* lines with an amount above zero */
    uint32_t refund_lines;
    uint8_t left_out;  /* CRM_LACKS_*: what put some line out of the count */
    uint8_t lacks;     /* CRM_LACKS_*: what every line that counts does not state itself */
    uint8_t has;       /* enum crm_order_has */
    crm_money amount;  /* sum of the lines above zero */
    crm_money product; /* sum of quantity x unit_price */
    crm_money refund;  /* sum of what was given back */
};

/* An order without lines. */
struct crm_order crm_order_none(void);

/*
 * Put the lines of b into a; the channel stays. The order of the calls does not count. False, and a
 * as it was, when a sum does not fit.
 */
bool crm_order_join(struct crm_order *a, const struct crm_order *b);

/* The order of one line that sells, with an amount above zero and nothing else. */
static inline void crm_order_set_sale(struct crm_order *o, int32_t day, crm_money amount)
{
    o->customer = o->channel = 0;
    o->day = o->last_day = day;
    o->sale_lines = o->amount_lines = 1;
    o->refund_lines = 0;
    o->left_out = o->lacks = 0;
    o->has = CRM_HAS_LINE | CRM_HAS_SALE | CRM_HAS_AMOUNT;
    o->amount = amount;
    o->product = o->refund = 0;
}

/* As crm_order_join of such a line; a has a day. */
static inline bool crm_order_join_sale(struct crm_order *a, int32_t day, crm_money amount)
{
    crm_money sum;

    if (__builtin_add_overflow(a->amount, amount, &sum))
        return false;
    if (a->amount_lines && (crm_wide)amount * a->amount_lines != a->amount)
        a->has |= CRM_AMOUNTS_DIFFER;
    a->has |= CRM_HAS_LINE | CRM_HAS_SALE | CRM_HAS_AMOUNT;
    a->amount = sum;
    if (day < a->day)
        a->day = day;
    if (day > a->last_day)
        a->last_day = day;
    a->sale_lines++;
    a->amount_lines++;
    a->lacks = 0;
    return true;
}

/*
 * Exports that state date, status or currency on an order's first line only: where that line was
 * left out for it, the lines that leave it to the first go with it.
 */
static inline bool crm_order_is_dropped(const struct crm_order *o)
{
    return !(o->has & CRM_HAS_LINE) || (o->left_out & o->lacks) != 0;
}

/* Rows of one order that stood one behind the other, or one row. */
struct crm_order_record {
    bool is_short; /* how it is written: see crm_order_record_size */
    size_t size, ntexts;
    struct crm_str customer, order; /* order is empty where there is no order_id */
    bool is_known;                  /* the row makes its customer known */
    bool is_pending;                /* one row that another must complete: row_number of worker */
    uint64_t worker, row_number;
    int32_t day;             /* of the texts */
    struct crm_order *lines; /* what they say; set before the record is read, to be filled */
    struct crm_str texts;    /* ncarry texts, each its length and its bytes; none unless is_known */
};

/* How many bytes crm_order_record_put writes, the texts being carried[0..ncarry). It keeps in
 * r what they found. */
size_t crm_order_record_size(struct crm_order_record *r, const struct crm_str *carried,
                             size_t ncarry);

/* Write the record to p, which has room for it; the texts are those of crm_order_record_size. */
void crm_order_record_put(char *p, const struct crm_order_record *r, const struct crm_str *carried,
                          size_t ncarry);

/* The names in the record at p, borrowed from there. Returns where the next record would begin. */
const char *crm_order_record_names(const char *p, struct crm_str *customer, struct crm_str *order);

/* Read the record at p, its lines to *r->lines. Its texts are borrowed from there; worker is set
 * where is_pending. */
void crm_order_record_read(const char *p, struct crm_order_record *r);

/* The next text of a record; it is taken off. */
struct crm_str crm_order_record_text(struct crm_str *texts);

#endif
