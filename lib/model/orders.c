/*
 * Rows, as order_line.c reads them, become two kinds of records, both found by key in a hash table:
 * customers (by customer_id) and orders (by customer and order_id). An order keeps sums that do not
 * depend on the order of its lines: the amount summed over the lines, one line's amount and whether
 * all agree, quantity x unit_price. What an order is worth is decided at the end (settle.c), when
 * it is known how its channel writes amounts.
 */
#include "model/orders.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/orders_parts.h"
#include "text/unicode.h"

enum { PENDING_BYTES = 16 << 20 }; /* of waiting rows are held in memory, the rest on disk */

/* ---- opening --------------------------------------------------------------------- */

struct crm_orders *crm_orders_new(const struct crm_orders_opts *o, const struct crm_mapping *maps,
                                  const struct crm_head *const *heads, size_t nmaps,
                                  struct crm_rejects *rejects, struct crm_ledger *ledger,
                                  struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_orders *m = crm_alloc(sizeof(*m));
    *m = (struct crm_orders){.o = *o,
                             .heads = heads,
                             .ninputs = nmaps,
                             .rejects = rejects,
                             .ledger = ledger,
                             .lease = {.budget = budget},
                             .last_day = CRM_NO_DATE,
                             .currency_marks = ~0U};
    m->columns = crm_alloc_array(nmaps, sizeof(*m->columns));
    m->customers = crm_groups_new(budget);
    m->orders = crm_groups_new(budget);
    m->channels = crm_groups_new(budget);
    m->currencies = crm_groups_new(budget);
    m->pending = crm_spool_new(o->tmpdir, PENDING_BYTES);
    for (size_t i = 0; i < nmaps; i++)
        if (crm_order_columns_find(&m->columns[i], o, &maps[i], e)) {
            crm_orders_free(m);
            return NULL;
        }
    return m;
}

/* ---- one line -------------------------------------------------------------------- */

static bool is_outside(const struct crm_orders_opts *o, int32_t day)
{
    return (o->since != CRM_NO_DATE && day < o->since) ||
           (o->until != CRM_NO_DATE && day > o->until) ||
           (o->as_of != CRM_NO_DATE && day > o->as_of);
}

/* Which count a line belongs to; the lines of orders are the ones of sale_rows and refund_rows. */
static uint64_t *kind_of(struct crm_orders *m, const struct crm_order_line *l)
{
    struct crm_orders_counts *n = &m->counts;
    bool is_negative = (l->has_amount && l->amount < 0) || (l->has_product && l->product < 0);

    if (l->day == CRM_NO_DATE && !l->order.n && !l->has_amount && !l->has_product)
        return &n->contact_rows;
    if (l->day != CRM_NO_DATE && is_outside(&m->o, l->day))
        return &n->outside_rows;
    if (m->o.currency.n && l->currency.n && !crm_str_eq_nocase(l->currency, m->o.currency))
        return &n->other_currency_rows;
    if (m->o.currency.n && !l->currency.n && !(l->currencies & crm_money_currencies(m->o.currency)))
        return &n->other_currency_rows;
    if (l->status == CRM_STATUS_NOT_SALE)
        return &n->not_sale_rows;
    if (is_negative || l->is_refunded || l->status == CRM_STATUS_REFUNDED)
        return &n->refund_rows;
    return &n->sale_rows;
}

/* ---- one customer ---------------------------------------------------------------- */

/* The newest text wins; of one day the one that is first by bytes, so that row order does not
 * count. */
static void carry(struct crm_orders *m, uint32_t customer, size_t input, const struct crm_str *row,
                  int32_t day)
{
    const struct crm_order_columns *c = &m->columns[input];

    for (size_t k = 0; k < m->o.ncarry; k++) {
        struct carried *had = &m->carried[customer * m->o.ncarry + k];
        struct crm_str text = crm_trim_blanks(crm_row_cell(row, c->carry[k]));
        if (!text.n || (had->text.n && day < had->day))
            continue;
        int order = crm_str_cmp(text, had->text);
        if (had->text.n && day == had->day && order >= 0)
            continue;
        had->day = day;
        if (order)
            had->text = crm_arena_dup(&m->texts, text);
    }
}

static int put_customer(struct crm_orders *m, const struct crm_order_line *l, uint32_t *customer,
                        struct crm_err *e)
{
    bool is_new;

    if (crm_groups_put(m->customers, l->customer, customer, &is_new, e))
        return -1;
    if (!is_new || !m->o.ncarry)
        return 0;
    size_t from = *customer * m->o.ncarry;
    struct carried *carried = crm_lease_grow(&m->lease, m->carried, &m->carried_cap,
                                             from + m->o.ncarry, sizeof(*m->carried), e);
    if (!carried)
        return -1;
    m->carried = carried;
    for (size_t k = 0; k < m->o.ncarry; k++)
        m->carried[from + k] = (struct carried){.day = CRM_NO_DATE};
    return 0;
}

/* ---- one order ------------------------------------------------------------------- */

static struct order *new_order(struct crm_orders *m, struct crm_err *e)
{
    struct order *order =
        crm_lease_grow(&m->lease, m->order, &m->orders_cap, m->norders + 1, sizeof(*m->order), e);

    if (!order)
        return NULL;
    m->order = order;
    return &m->order[m->norders++];
}

/* The order of the line: found by customer and order_id, a new one where there is no order_id. */
static struct order *put_order(struct crm_orders *m, const struct crm_order_line *l,
                               struct crm_err *e)
{
    struct order fresh = {.customer = NO_CUSTOMER,
                          .day = CRM_NO_DATE,
                          .last_day = CRM_NO_DATE,
                          .lacks = CRM_LACKS_DATE | CRM_LACKS_STATUS | CRM_LACKS_CURRENCY};
    struct crm_str parts[] = {l->customer, l->order};
    uint32_t number;
    bool is_new = true;

    if (crm_groups_put(m->channels, l->channel, &fresh.channel, NULL, e))
        return NULL;
    if (l->order.n) {
        crm_buf_reset(&m->key);
        for (size_t i = 0; i < 2; i++) {
            crm_buf_add(&m->key, (struct crm_str){(const char *)&parts[i].n, sizeof(parts[i].n)});
            crm_buf_add(&m->key, parts[i]);
        }
        if (crm_groups_put(m->orders, crm_buf_str(&m->key), &number, &is_new, e))
            return NULL;
    }
    struct order *o = is_new ? new_order(m, e) : &m->order[m->place[number]];
    if (!o)
        return NULL;
    if (is_new)
        *o = fresh;
    if (is_new && l->order.n) {
        /* Orders without an id have no key: the number of a key is not the place of its order. */
        m->place = crm_grow(m->place, &m->place_cap, (size_t)number + 1, sizeof(*m->place));
        m->place[number] = (uint32_t)(m->norders - 1);
    }
    if (crm_str_cmp(l->channel, crm_groups_key(m->channels, o->channel)) < 0)
        o->channel = fresh.channel;
    return o;
}

static bool add_to(crm_money *sum, crm_money v)
{
    return crm_money_add(*sum, v, sum);
}

/* Put a line's money into its order. False when a sum does not fit. */
static bool add_money(struct order *o, const struct crm_order_line *l)
{
    crm_money amount = l->has_amount ? l->amount : l->product;
    crm_money refund = amount < 0 && -amount > l->refund ? -amount : l->refund;
    bool fits = true;

    if (amount >= 0 && !l->is_refunded)
        o->has_sale = o->has_sale || l->has_amount || l->has_product;
    o->has_amount = o->has_amount || l->has_amount;
    o->has_product = o->has_product || l->has_product;
    if (l->has_amount && amount > 0) {
        o->amounts_differ = o->amounts_differ || (o->amount_lines && amount != o->one_amount);
        o->one_amount = amount;
        o->amount_lines++;
        fits = add_to(&o->amount, amount);
    } else if (l->has_product && amount > 0) {
        fits = add_to(&o->product, amount);
    }
    if (refund > 0) {
        o->refunds_differ = o->refunds_differ || (o->refund_lines && refund != o->one_refund);
        o->one_refund = refund;
        o->refund_lines++;
        fits = fits && add_to(&o->refund, refund);
    }
    return fits;
}

/* Keep the row until all lines of its order were seen. */
static int keep_pending(struct crm_orders *m, const struct order *o, bool is_refund,
                        const struct crm_batch *b, size_t r, struct crm_err *e)
{
    struct pending_row head = {.line = b->lines[r],
                               .order = (uint32_t)(o - m->order),
                               .input = (uint32_t)b->head->input,
                               .is_refund = is_refund};

    m->npending++;
    if (crm_spool_add(m->pending, (struct crm_str){(const char *)&head, sizeof(head)}, e))
        return -1;
    return crm_spool_add_cells(m->pending, crm_batch_row(b, r), b->head->ncols, e);
}

/* The line counts: put it into its order. */
static int add_order_line(struct crm_orders *m, uint32_t customer, const struct crm_order_line *l,
                          const struct crm_batch *b, size_t r, struct crm_err *e)
{
    struct order *o = put_order(m, l, e);
    bool is_refund = kind_of(m, l) == &m->counts.refund_rows;

    if (!o)
        return -1;
    o->customer = customer;
    o->lacks &= l->lacks;
    o->sale_lines += !is_refund;
    if (o->day == CRM_NO_DATE || (l->day != CRM_NO_DATE && l->day < o->day))
        o->day = l->day;
    if (l->day > o->last_day)
        o->last_day = l->day;
    if (!add_money(o, l))
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_SUM_OUT_OF_RANGE,
                        .file = b->head->file, .line = b->lines[r], .column = CRM_STR("order_id"),
                        .text = l->order);
    if (crm_order_line_is_incomplete(l))
        return keep_pending(m, o, is_refund, b, r, e);
    m->ledger->rows_used++;
    return 0;
}

/* The line does not count, and lines of its order that leave `why` to it do not either. */
static int leave_out(struct crm_orders *m, const struct crm_order_line *l, uint8_t why,
                     struct crm_err *e)
{
    m->ledger->rows_used++;
    if (!l->order.n)
        return 0;
    struct order *o = put_order(m, l, e);
    if (!o)
        return -1;
    o->left_out |= why;
    return 0;
}

/* Currencies are told apart by letters, not by case. */
static int put_currency(struct crm_orders *m, struct crm_str currency, struct crm_err *e)
{
    uint32_t number;

    if (!currency.n)
        return 0;
    crm_buf_reset(&m->key);
    for (size_t i = 0; i < currency.n; i++)
        crm_buf_add_char(&m->key, (char)toupper((unsigned char)currency.p[i]));
    return crm_groups_put(m->currencies, crm_buf_str(&m->key), &number, NULL, e);
}

/* ---- a batch --------------------------------------------------------------------- */

/* Take the row in. 1 when it cannot be used: l then says why. */
static int add_row(struct crm_orders *m, const struct crm_batch *b, size_t r,
                   struct crm_order_line *l, struct crm_err *e)
{
    struct crm_orders_counts *n = &m->counts;
    uint64_t *kind = kind_of(m, l);
    bool is_refund = kind == &n->refund_rows;
    bool is_order = is_refund || kind == &n->sale_rows;
    const struct crm_order_columns *c = &m->columns[b->head->input];
    uint32_t customer;

    if (is_order && !l->order.n && crm_order_line_is_incomplete(l)) {
        enum crm_msg reason = l->day == CRM_NO_DATE ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT;
        size_t column = l->day == CRM_NO_DATE ? c->date : c->amount;
        crm_order_line_refuse(l, c, column, CRM_STR(""), reason);
        return 1;
    }
    ++*kind;
    if (kind == &n->outside_rows)
        return leave_out(m, l, CRM_LACKS_DATE, e);
    if (kind == &n->other_currency_rows)
        return leave_out(m, l, CRM_LACKS_CURRENCY, e);
    if (is_refund && m->o.ignore_refunds)
        return leave_out(m, l, l->is_refunded ? CRM_LACKS_STATUS : 0, e);
    if (m->o.ignore_refunds)
        l->refund = 0;
    if (put_customer(m, l, &customer, e))
        return -1;
    carry(m, customer, b->head->input, crm_batch_row(b, r), l->day);
    if (kind == &n->not_sale_rows)
        return leave_out(m, l, CRM_LACKS_STATUS, e);
    if (!is_order) {
        m->ledger->rows_used++;
        return 0;
    }
    if (put_currency(m, l->currency, e))
        return -1;
    m->currency_marks &= l->currencies;
    if (!m->currency_marks)
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES,
                        .file = b->head->file, .line = b->lines[r],
                        .column = c->amount == CRM_NO_COLUMN ? CRM_STR("unit_price")
                                                             : b->head->names[c->amount],
                        .text = c->amount == CRM_NO_COLUMN ? l->currency
                                                           : crm_batch_row(b, r)[c->amount],
                        .advice = CRM_MSG_ADVICE_CURRENCY);
    return add_order_line(m, customer, l, b, r, e);
}

int crm_orders_add(void *orders, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_orders *m = orders;
    struct crm_order_line l;

    (void)worker;
    for (size_t r = 0; r < b->nrows; r++) {
        int rc = 1;
        if (crm_order_line_read(&l, &m->o, &m->columns[b->head->input], crm_batch_row(b, r)))
            rc = add_row(m, b, r, &l, e);
        if (rc > 0)
            rc = crm_reject(m->rejects, b, r, l.column, l.text, l.reason, e);
        if (rc)
            return -1;
    }
    return crm_lease_arena(&m->lease, &m->texts, e);
}

void crm_orders_counts(const struct crm_orders *orders, struct crm_orders_counts *counts)
{
    *counts = orders->counts;
}

void crm_orders_free(struct crm_orders *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->ninputs; i++)
        crm_order_columns_clear(&m->columns[i]);
    free(m->columns);
    crm_lease_end(&m->lease);
    crm_groups_free(m->customers);
    crm_groups_free(m->orders);
    crm_groups_free(m->channels);
    crm_groups_free(m->currencies);
    crm_buf_clear(&m->key);
    crm_spool_free(m->pending);
    free(m->place);
    crm_arena_clear(&m->texts);
    free(m->order);
    free(m->carried);
    free(m);
}
