/*
 * orders.h - orders in, customers out.
 *
 * Every tool that takes orders builds its customers table here, so that they agree. A row is one
 * line of an order; the lines of an order may stand anywhere. What counts:
 *
 * - An order is the rows of one customer with one order_id; without an order_id each row is one.
 * - Its amount is the sum of its lines. Where exports repeat the order's amount on each of its
 * lines, it counts once: that is so for a channel when the lines with a positive amount agree in at
 * least 19 of 20 of its orders that have several (or as told). Where no line has an amount it is
 * quantity x unit_price.
 * - Refunds (negative rows, refund_amount, a status that says refunded) lower the net sum and are
 * no order; an order that was wholly refunded is none.
 * - An order counts when its net amount is at least min_amount; below it, it adds nothing.
 * - Rows whose status says that nothing was sold and contact rows (a customer without date, amount
 * and order_id) are counted and make a customer known, nothing more. Rows outside the window or in
 * another currency are counted and make nobody known.
 *
 * Exports that fill date, status or currency on an order's first line only: the other lines go with
 * that one where it does not count. A line without an amount or a date of its own waits until all
 * lines of its order were seen.
 *
 * Batches may come in any order and from several threads; what comes out is the same.
 *
 * Memory: lines of an order that follow each other become one record of about 20 bytes, its
 * customer and order_id and the carried texts; records beyond half of the budget go to the
 * temporary directory. At the end per customer about 180 bytes and the carried texts - in pieces,
 * customers beyond three eighths of the budget go to the temporary directory too - and the orders
 * of one of 256 parts of the customers at a time for each thread.
 */
#ifndef CRM_MODEL_ORDERS_H
#define CRM_MODEL_ORDERS_H

#include "base/budget.h"
#include "base/err.h"
#include "csv/rejects.h"
#include "model/pieces.h"
#include "table/date.h"
#include "table/money.h"
#include "table/roles.h"

enum crm_occasion { CRM_OCCASION_ORDER, CRM_OCCASION_DAY };
enum crm_amount_per { CRM_AMOUNT_AUTO, CRM_AMOUNT_ORDER, CRM_AMOUNT_LINE };

struct crm_orders_opts {
    bool ignore_refunds;        /* leave refund rows and refund amounts out altogether */
    enum crm_occasion occasion; /* what frequency counts */
    crm_money min_amount;
    enum crm_amount_per amount_per;
    const struct crm_str *status_ok; /* the statuses that are sales; NULL: those known to be */
    size_t nstatus_ok;
    struct crm_str currency;     /* use only rows in it (or in none stated); empty: all */
    int32_t as_of, since, until; /* days, or CRM_NO_DATE */
    enum crm_date_order order;
    struct crm_zone zone;
    char decimal;
    const char *tmpdir; /* where rows wait that other lines of their order must complete */
    /*
     * NULL, or a column (a header or a role's name) that takes the customer's place: rows are
     * summed for each of its values, blank ones too. Where it tells products apart, quantity x
     * unit_price goes before an amount, which may be the whole order's.
     */
    const char *by;
    size_t nworkers;             /* threads that take batches in, and settle; 0 is one */
    const struct crm_str *carry; /* roles or headers whose newest value each customer keeps */
    size_t ncarry;
};

/* What the rows were; their sum is the rows used. */
struct crm_orders_counts {
    uint64_t sale_rows, refund_rows, not_sale_rows, outside_rows, contact_rows, other_currency_rows;
    uint64_t orders;             /* that count */
    uint64_t orders_amount_once; /* whose repeated amount was counted once */
};

struct crm_orders;

/*
 * maps, heads: one for each input. -1 of every function sets e: CRM_DATA where the inputs lack a
 * customer, a date or an amount. NULL on error.
 */
struct crm_orders *crm_orders_new(const struct crm_orders_opts *o, const struct crm_mapping *maps,
                                  const struct crm_head *const *heads, size_t nmaps,
                                  struct crm_rejects *rejects, struct crm_ledger *ledger,
                                  struct crm_budget *budget, struct crm_err *e);

/*
 * Take in a batch; a crm_add_fn. Several threads may call it at once, each with a worker of its
 * own below o->nworkers.
 */
int crm_orders_add(void *orders, size_t worker, const struct crm_batch *b, struct crm_err *e);

/*
 * The customers table: customer_id, the carried columns, first_order last_order frequency
 * order_days monetary first_day_monetary refunds recency_days; sorted by customer_id. as_of is the
 * latest day of an order or refund unless it was told. NULL on error: two currencies, an order
 * without any amount, a sum out of range (of the first such customer by bytes), memory.
 */
struct crm_frame *crm_orders_customers(struct crm_orders *orders, struct crm_err *e);

/* The same table in pieces, which may lie in the temporary directory. */
struct crm_pieces *crm_orders_pieces(struct crm_orders *orders, struct crm_err *e);

/* What was counted, after one of these; the ledger is brought up to date there too. */
void crm_orders_counts(const struct crm_orders *orders, struct crm_orders_counts *counts);

void crm_orders_free(struct crm_orders *orders);

#endif
