/*
 * Rows become two kinds of records, both found by key in a hash table: customers (by customer_id)
 * and orders (by customer and order_id). An order keeps sums that do not depend on the order of its
 * lines: the amount summed over the lines, one line's amount and whether all agree, quantity x
 * unit_price. What an order is worth is decided at the end, when it is known how its channel writes
 * amounts.
 */
#include "model/orders.h"

#include <ctype.h>
#include <stdlib.h>

#include "model/orders_parts.h"
#include "model/status.h"
#include "text/unicode.h"

enum { PENDING_BYTES = 16 << 20 }; /* of waiting rows are held in memory, the rest on disk */

/* ---- opening --------------------------------------------------------------------- */

/* The column that a name means: of the role of that name, else of that header. */
static size_t find_named(const struct crm_mapping *map, struct crm_str name)
{
    enum crm_role role = crm_role_of_name(name);

    if (role != CRM_ROLE_COUNT && map->column[role] != CRM_NO_COLUMN)
        return map->column[role];
    for (size_t i = 0; i < map->ncols; i++)
        if (crm_str_eq(map->names[i], name))
            return i;
    return CRM_NO_COLUMN;
}

/* The column that takes the customer's place. */
static int find_by(const struct crm_orders *m, const struct crm_mapping *map, struct columns *c,
                   struct crm_err *e)
{
    struct crm_str by = crm_str_of(m->o.by);

    c->customer = find_named(map, by);
    if (c->customer == CRM_NO_COLUMN) {
        size_t near = crm_nearest(by, map->names, map->ncols);
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_UNKNOWN_COLUMN, .file = map->file,
                        .column = CRM_STR("by"), .text = by,
                        .advice = near < map->ncols ? CRM_MSG_ADVICE_DID_YOU_MEAN
                                                    : CRM_MSG_ADVICE_EXPLAIN,
                        .hint = near < map->ncols ? map->names[near] : CRM_STR(""));
    }
    enum crm_role role = map->role[c->customer];
    c->is_by_product = role == CRM_ROLE_product || role == CRM_ROLE_product_id ||
                       role == CRM_ROLE_variant || role == CRM_ROLE_category;
    return 0;
}

static int find_columns(struct crm_orders *m, size_t i, struct crm_err *e)
{
    const struct crm_mapping *map = &m->maps[i];
    struct columns *c = &m->columns[i];
    const struct {
        size_t *column;
        enum crm_role role;
    } wanted[] = {
        {&c->order, CRM_ROLE_order_id},       {&c->date, CRM_ROLE_order_date},
        {&c->pay_date, CRM_ROLE_pay_date},    {&c->amount, CRM_ROLE_amount},
        {&c->quantity, CRM_ROLE_quantity},    {&c->unit_price, CRM_ROLE_unit_price},
        {&c->status, CRM_ROLE_status},        {&c->refund_status, CRM_ROLE_refund_status},
        {&c->refund, CRM_ROLE_refund_amount}, {&c->currency, CRM_ROLE_currency},
        {&c->channel, CRM_ROLE_channel},
    };

    if (m->o.by ? find_by(m, map, c, e)
                : crm_mapping_need(map, CRM_ROLE_customer_id, &c->customer, e))
        return -1;
    for (size_t w = 0; w < sizeof(wanted) / sizeof(*wanted); w++)
        if (crm_mapping_column(map, wanted[w].role, wanted[w].column, e))
            return -1;
    if (c->date == CRM_NO_COLUMN)
        c->date = c->pay_date;
    if (c->date == CRM_NO_COLUMN)
        return crm_mapping_need(map, CRM_ROLE_order_date, &c->date, e);
    if (c->amount == CRM_NO_COLUMN &&
        (c->quantity == CRM_NO_COLUMN || c->unit_price == CRM_NO_COLUMN))
        return crm_mapping_need(map, CRM_ROLE_amount, &c->amount, e);
    c->carry = crm_alloc_array(m->o.ncarry, sizeof(*c->carry));
    for (size_t k = 0; k < m->o.ncarry; k++)
        c->carry[k] = find_named(map, m->o.carry[k]);
    return 0;
}

struct crm_orders *crm_orders_new(const struct crm_orders_opts *o, const struct crm_mapping *maps,
                                  const struct crm_head *const *heads, size_t nmaps,
                                  struct crm_rejects *rejects, struct crm_ledger *ledger,
                                  struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_orders *m = crm_alloc(sizeof(*m));
    *m = (struct crm_orders){.o = *o,
                             .maps = maps,
                             .heads = heads,
                             .nmaps = nmaps,
                             .rejects = rejects,
                             .ledger = ledger,
                             .budget = budget,
                             .last_day = CRM_NO_DATE};
    m->columns = crm_alloc_array(nmaps, sizeof(*m->columns));
    m->customers = crm_groups_new(budget);
    m->orders = crm_groups_new(budget);
    m->channels = crm_groups_new(budget);
    m->currencies = crm_groups_new(budget);
    m->pending = crm_spool_new(o->tmpdir, PENDING_BYTES);
    for (size_t i = 0; i < nmaps; i++)
        if (find_columns(m, i, e)) {
            crm_orders_free(m);
            return NULL;
        }
    return m;
}

/* ---- one row --------------------------------------------------------------------- */

/* A row as read: what it says, in types. */
struct line {
    struct crm_str customer, order, channel, currency;
    int32_t day;
    bool has_amount, has_product, is_refunded;
    crm_money amount, product, refund;
    uint8_t lacks; /* LACKS_*: left to another line of its order */
    enum crm_status_class status;
    /* a cell that cannot be used */
    enum crm_msg reason;
    struct crm_str column, text;
};

static struct crm_str cell(const struct crm_str *row, size_t column)
{
    return column == CRM_NO_COLUMN ? CRM_STR("") : crm_trim_blanks(row[column]);
}

static bool refuse(struct line *l, const struct crm_mapping *map, size_t column,
                   struct crm_str text, enum crm_msg reason)
{
    l->reason = reason;
    l->column = column == CRM_NO_COLUMN ? CRM_STR("") : map->names[column];
    l->text = text;
    return false;
}

/* Read an amount that may be missing; *is_there tells. False when it cannot be read. */
static bool read_money(const struct crm_orders *m, const struct crm_mapping *map,
                       const struct crm_str *row, size_t column, struct line *l, crm_money *out,
                       bool *is_there)
{
    struct crm_str text = cell(row, column);

    *out = 0;
    *is_there = false;
    if (!text.n)
        return true;
    enum crm_msg reason = crm_money_parse(text, m->o.decimal, out);
    if (reason == CRM_MSG_EMPTY_VALUE)
        return true;
    if (reason != CRM_MSG_NONE)
        return refuse(l, map, column, text, reason);
    *is_there = true;
    return true;
}

static bool has_digit(struct crm_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

static bool read_amounts(const struct crm_orders *m, const struct crm_mapping *map,
                         const struct columns *c, const struct crm_str *row, struct line *l)
{
    crm_money quantity, price;
    bool has_quantity, has_price, has_refund = false;

    if (!read_money(m, map, row, c->amount, l, &l->amount, &l->has_amount))
        return false;
    if (!l->has_amount || c->is_by_product) {
        if (!read_money(m, map, row, c->quantity, l, &quantity, &has_quantity) ||
            !read_money(m, map, row, c->unit_price, l, &price, &has_price))
            return false;
        l->has_product = has_quantity && has_price;
        if (l->has_product && !crm_money_multiply(quantity, price, &l->product))
            return refuse(l, map, c->unit_price, cell(row, c->unit_price), CRM_MSG_OUT_OF_RANGE);
        l->has_amount = l->has_amount && !l->has_product;
    }
    /* Shops write words where nothing was given back (无退款申请). */
    if (has_digit(cell(row, c->refund)) &&
        !read_money(m, map, row, c->refund, l, &l->refund, &has_refund))
        return false;
    if (l->refund < 0)
        l->refund = -l->refund;
    if (l->is_refunded && !l->refund) /* a negative amount is one already: see add_money */
        l->refund = l->has_amount ? l->amount : l->product;
    if (l->refund < 0)
        l->refund = 0;
    return true;
}

static bool read_status(const struct crm_orders *m, const struct crm_mapping *map,
                        const struct columns *c, const struct crm_str *row, struct line *l)
{
    struct crm_str text = cell(row, c->status);

    l->status = crm_status_class(text);
    l->is_refunded = l->status == CRM_STATUS_REFUNDED ||
                     crm_refund_status_class(cell(row, c->refund_status)) == CRM_STATUS_REFUNDED;
    if (m->o.status_ok) {
        if (l->status != CRM_STATUS_REFUNDED)
            l->status = CRM_STATUS_NOT_SALE;
        for (size_t i = 0; i < m->o.nstatus_ok; i++)
            if (crm_str_eq(text, m->o.status_ok[i]))
                l->status = CRM_STATUS_SALE;
    }
    if (l->status == CRM_STATUS_UNKNOWN)
        return refuse(l, map, c->status, text, CRM_MSG_UNKNOWN_STATUS);
    return true;
}

/* What the line leaves to another line of its order. */
static uint8_t find_lacks(const struct columns *c, const struct crm_str *row, const struct line *l)
{
    uint8_t lacks = 0;

    if (!l->order.n)
        return 0;
    if (l->day == CRM_NO_DATE)
        lacks |= LACKS_DATE;
    if (c->status != CRM_NO_COLUMN && !cell(row, c->status).n)
        lacks |= LACKS_STATUS;
    if (c->currency != CRM_NO_COLUMN && !l->currency.n)
        lacks |= LACKS_CURRENCY;
    return lacks;
}

static bool read_line(const struct crm_orders *m, size_t input, const struct crm_str *row,
                      struct line *l)
{
    const struct crm_mapping *map = &m->maps[input];
    const struct columns *c = &m->columns[input];
    struct crm_str date = cell(row, c->date);

    *l = (struct line){.customer = cell(row, c->customer),
                       .order = cell(row, c->order),
                       .channel = cell(row, c->channel),
                       .currency = cell(row, c->currency),
                       .day = CRM_NO_DATE};
    if (!l->customer.n && !m->o.by)
        return refuse(l, map, c->customer, l->customer, CRM_MSG_NO_CUSTOMER);
    if (!date.n && c->pay_date != CRM_NO_COLUMN)
        date = cell(row, c->pay_date);
    enum crm_msg reason = crm_day_parse(date, m->o.order, &m->o.zone, &l->day);
    if (reason != CRM_MSG_NONE && reason != CRM_MSG_EMPTY_VALUE)
        return refuse(l, map, c->date, date, reason);
    l->lacks = find_lacks(c, row, l);
    return read_status(m, map, c, row, l) && read_amounts(m, map, c, row, l);
}

static bool is_outside(const struct crm_orders_opts *o, int32_t day)
{
    return (o->since != CRM_NO_DATE && day < o->since) ||
           (o->until != CRM_NO_DATE && day > o->until) ||
           (o->as_of != CRM_NO_DATE && day > o->as_of);
}

/* Which count a line belongs to; the lines of orders are the ones of sale_rows and refund_rows. */
static uint64_t *kind_of(struct crm_orders *m, const struct line *l)
{
    struct crm_orders_counts *n = &m->counts;
    bool is_negative = (l->has_amount && l->amount < 0) || (l->has_product && l->product < 0);

    if (l->day == CRM_NO_DATE && !l->order.n && !l->has_amount && !l->has_product)
        return &n->contact_rows;
    if (l->day != CRM_NO_DATE && is_outside(&m->o, l->day))
        return &n->outside_rows;
    if (m->o.currency.n && l->currency.n && !crm_str_eq_nocase(l->currency, m->o.currency))
        return &n->other_currency_rows;
    if (l->status == CRM_STATUS_NOT_SALE)
        return &n->not_sale_rows;
    if (is_negative || l->is_refunded || l->status == CRM_STATUS_REFUNDED)
        return &n->refund_rows;
    return &n->sale_rows;
}

/* ---- one customer ---------------------------------------------------------------- */

/* Keep what the budget knows in step with the texts that customers hold. */
static int take_texts(struct crm_orders *m, struct crm_err *e)
{
    size_t more = m->texts.total_bytes - m->texts_taken;

    m->texts_taken = m->texts.total_bytes;
    return more ? crm_budget_take(m->budget, more, e) : 0;
}

/* The newest text wins; of one day the one that is first by bytes, so that row order does not
 * count. */
static void carry(struct crm_orders *m, uint32_t customer, size_t input, const struct crm_str *row,
                  int32_t day)
{
    const struct columns *c = &m->columns[input];

    for (size_t k = 0; k < m->o.ncarry; k++) {
        struct carried *had = &m->carried[customer * m->o.ncarry + k];
        struct crm_str text = cell(row, c->carry[k]);
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

static int put_customer(struct crm_orders *m, const struct line *l, uint32_t *customer,
                        struct crm_err *e)
{
    bool is_new;

    if (crm_groups_put(m->customers, l->customer, customer, &is_new, e))
        return -1;
    if (!is_new || !m->o.ncarry)
        return 0;
    size_t had = m->carried_cap;
    size_t from = *customer * m->o.ncarry;
    m->carried = crm_grow(m->carried, &m->carried_cap, from + m->o.ncarry, sizeof(*m->carried));
    if (crm_budget_take(m->budget, (m->carried_cap - had) * sizeof(*m->carried), e))
        return -1;
    for (size_t k = 0; k < m->o.ncarry; k++)
        m->carried[from + k] = (struct carried){.day = CRM_NO_DATE};
    return 0;
}

/* ---- one order ------------------------------------------------------------------- */

static struct order *new_order(struct crm_orders *m, struct crm_err *e)
{
    size_t had = m->orders_cap;

    m->order = crm_grow(m->order, &m->orders_cap, m->norders + 1, sizeof(*m->order));
    if (crm_budget_take(m->budget, (m->orders_cap - had) * sizeof(*m->order), e))
        return NULL;
    return &m->order[m->norders++];
}

/* The order of the line: found by customer and order_id, or a new one where there is no order_id.
 */
static struct order *put_order(struct crm_orders *m, const struct line *l, struct crm_err *e)
{
    struct order fresh = {.customer = NO_CUSTOMER,
                          .day = CRM_NO_DATE,
                          .last_day = CRM_NO_DATE,
                          .lacks = LACKS_DATE | LACKS_STATUS | LACKS_CURRENCY};
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
        /* Orders without an id have no key, so the number of a key is not the place of its order.
         */
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
static bool add_money(struct order *o, const struct line *l)
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

/* Does the row lack what only another line of its order can tell? */
static bool is_incomplete(const struct line *l)
{
    return l->day == CRM_NO_DATE || !(l->has_amount || l->has_product);
}

/* Keep the row until all lines of its order were seen. */
static int keep_pending(struct crm_orders *m, const struct order *o, bool is_refund,
                        const struct crm_batch *b, size_t r, struct crm_err *e)
{
    const struct crm_str *row = crm_batch_row(b, r);
    struct pending_row head = {.line = b->lines[r],
                               .order = (uint32_t)(o - m->order),
                               .input = (uint32_t)b->head->input,
                               .is_refund = is_refund};

    crm_buf_reset(&m->packed);
    crm_buf_add(&m->packed, (struct crm_str){(const char *)&head, sizeof(head)});
    for (size_t c = 0; c < b->head->ncols; c++) {
        crm_buf_add(&m->packed, (struct crm_str){(const char *)&row[c].n, sizeof(row[c].n)});
        crm_buf_add(&m->packed, row[c]);
    }
    m->npending++;
    return crm_spool_add(m->pending, crm_buf_str(&m->packed), e);
}

/* The line counts: put it into its order. */
static int add_order_line(struct crm_orders *m, uint32_t customer, const struct line *l,
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
    if (is_incomplete(l))
        return keep_pending(m, o, is_refund, b, r, e);
    m->ledger->rows_used++;
    return 0;
}

/* The line does not count, and lines of its order that leave `why` to it do not either. */
static int leave_out(struct crm_orders *m, const struct line *l, uint8_t why, struct crm_err *e)
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
static int add_row(struct crm_orders *m, const struct crm_batch *b, size_t r, struct line *l,
                   struct crm_err *e)
{
    struct crm_orders_counts *n = &m->counts;
    uint64_t *kind = kind_of(m, l);
    bool is_refund = kind == &n->refund_rows;
    bool is_order = is_refund || kind == &n->sale_rows;
    const struct columns *c = &m->columns[b->head->input];
    uint32_t customer;

    if (is_order && !l->order.n && is_incomplete(l)) {
        enum crm_msg reason = l->day == CRM_NO_DATE ? CRM_MSG_NO_DATE : CRM_MSG_NO_AMOUNT;
        size_t column = l->day == CRM_NO_DATE ? c->date : c->amount;
        refuse(l, &m->maps[b->head->input], column, CRM_STR(""), reason);
        return 1;
    }
    ++*kind;
    if (kind == &n->outside_rows)
        return leave_out(m, l, LACKS_DATE, e);
    if (kind == &n->other_currency_rows)
        return leave_out(m, l, LACKS_CURRENCY, e);
    if (is_refund && m->o.ignore_refunds)
        return leave_out(m, l, l->is_refunded ? LACKS_STATUS : 0, e);
    if (m->o.ignore_refunds)
        l->refund = 0;
    if (put_customer(m, l, &customer, e))
        return -1;
    carry(m, customer, b->head->input, crm_batch_row(b, r), l->day);
    if (kind == &n->not_sale_rows)
        return leave_out(m, l, LACKS_STATUS, e);
    if (!is_order) {
        m->ledger->rows_used++;
        return 0;
    }
    if (put_currency(m, l->currency, e))
        return -1;
    return add_order_line(m, customer, l, b, r, e);
}

int crm_orders_add(void *orders, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_orders *m = orders;
    struct line l;

    for (size_t r = 0; r < b->nrows; r++) {
        int rc = 1;
        if (read_line(m, b->head->input, crm_batch_row(b, r), &l))
            rc = add_row(m, b, r, &l, e);
        if (rc > 0)
            rc = crm_reject(m->rejects, b, r, l.column, l.text, l.reason, e);
        if (rc)
            return -1;
    }
    return take_texts(m, e);
}

void crm_orders_counts(const struct crm_orders *orders, struct crm_orders_counts *counts)
{
    *counts = orders->counts;
}

void crm_orders_free(struct crm_orders *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->nmaps; i++)
        free(m->columns[i].carry);
    free(m->columns);
    crm_groups_free(m->customers);
    crm_groups_free(m->orders);
    crm_groups_free(m->channels);
    crm_groups_free(m->currencies);
    crm_buf_clear(&m->key);
    crm_buf_clear(&m->packed);
    crm_spool_free(m->pending);
    free(m->place);
    crm_arena_clear(&m->texts);
    free(m->order);
    free(m->carried);
    free(m);
}
