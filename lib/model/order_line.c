#include "model/order_line.h"

#include <stdlib.h>

#include "base/mem.h"
#include "calc/hash.h"
#include "text/nearest.h"
#include "text/unicode.h"

/* ---- columns --------------------------------------------------------------------- */

/* The column that a name means: of the role of that name, else of that header. */
static size_t find_named(const struct crm_mapping *map, struct crm_str name)
{
    enum crm_role role = crm_role_of_name(name);

    if (role != CRM_ROLE_COUNT && map->column[role] != CRM_NO_COLUMN)
        return map->column[role];
    return crm_column_named(map->names, map->ncols, name);
}

/* The column that takes the customer's place. */
static int find_by(struct crm_order_columns *c, struct crm_str by, struct crm_err *e)
{
    const struct crm_mapping *map = c->map;

    c->customer = find_named(map, by);
    if (c->customer == CRM_NO_COLUMN) {
        struct crm_fault fault = {.status = CRM_DATA,
                                  .what = CRM_MSG_UNKNOWN_COLUMN,
                                  .file = map->file,
                                  .column = CRM_STR("by"),
                                  .text = by,
                                  .advice = CRM_MSG_ADVICE_EXPLAIN};
        return crm_fail_near(e, &fault, map->names, map->ncols);
    }
    enum crm_role role = map->role[c->customer];
    c->is_by_product = role == CRM_ROLE_product || role == CRM_ROLE_product_id ||
                       role == CRM_ROLE_variant || role == CRM_ROLE_category;
    return 0;
}

/* A shop's raw export mostly names its customers by phone or e-mail alone: dedupe makes ids of
 * them. */
static int find_customer(struct crm_order_columns *c, struct crm_err *e)
{
    if (c->map->column[CRM_ROLE_customer_id] != CRM_NO_COLUMN)
        return crm_mapping_need(c->map, CRM_ROLE_customer_id, &c->customer, e);

    struct crm_buf hint = {0};
    crm_buf_addf(&hint, "normalize %s | dedupe --assign | ...", c->map->file);
    CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_NO_CUSTOMER_COLUMN, .file = c->map->file,
             .advice = CRM_MSG_ADVICE_NO_CUSTOMER_COLUMN, .hint = crm_buf_str(&hint));
    crm_buf_clear(&hint);
    return -1;
}

int crm_order_columns_find(struct crm_order_columns *c, const struct crm_orders_opts *o,
                           const struct crm_mapping *map, struct crm_err *e)
{
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

    c->map = map;
    if (o->by ? find_by(c, crm_str_of(o->by), e) : find_customer(c, e))
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
    /* The golden record of a customer has the newest order alone: sums would be quietly wrong. */
    if (find_named(map, CRM_STR("records")) != CRM_NO_COLUMN &&
        find_named(map, CRM_STR("match_probability")) != CRM_NO_COLUMN)
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_GOLDEN_RECORDS, .file = map->file,
                        .column = CRM_STR("records"), .advice = CRM_MSG_ADVICE_GOLDEN_RECORDS,
                        .hint = CRM_STR("dedupe --assign"));
    c->has_plain_rows = !o->by && !o->status_ok && !o->currency.n && o->decimal != ',' &&
                        c->order != CRM_NO_COLUMN && c->amount != CRM_NO_COLUMN;
    c->carry = crm_alloc_array(o->ncarry, sizeof(*c->carry));
    for (size_t k = 0; k < o->ncarry; k++)
        c->carry[k] = find_named(map, o->carry[k]);
    return 0;
}

void crm_order_columns_clear(struct crm_order_columns *c)
{
    free(c->carry);
    *c = (struct crm_order_columns){0};
}

enum { SHORTEST_DATE = 8 };

#define NO_REFUND CRM_STR("0.00")

/* ---- a row ----------------------------------------------------------------------- */

/* Does text that begins with this byte begin with no blank? Visible ASCII, most Chinese. */
static inline bool starts_plain(char c)
{
    unsigned char u = (unsigned char)c;

    return (u > ' ' && u < 0x7F) || (u >= 0xE4 && u <= 0xE9);
}

/* Does text that ends with this byte end with no blank? Blanks beyond ASCII end in 80..8B, 9F, A0,
 * AF or BF. */
static inline bool ends_plain(char c)
{
    unsigned char u = (unsigned char)c;

    return u > ' ' && u != 0x7F && (u < 0x80 || u > 0x8B) && u != 0x9F && u != 0xA0 && u != 0xAF &&
           u != 0xBF;
}

static struct crm_str trim(struct crm_str s)
{
    return starts_plain(s.p[0]) && ends_plain(s.p[s.n - 1]) ? s : crm_trim_blanks(s);
}

static inline bool is_visible_ascii(char c)
{
    return (unsigned char)((unsigned char)c - '!') <= '~' - '!';
}

static inline struct crm_str cell(const struct crm_str *row, size_t column)
{
    struct crm_str s = crm_row_cell(row, column);

    if (!s.n || (is_visible_ascii(s.p[0]) && is_visible_ascii(s.p[s.n - 1])))
        return s;
    return trim(s);
}

struct crm_str crm_order_cell(const struct crm_str *row, size_t column)
{
    return cell(row, column);
}

bool crm_order_line_refuse(struct crm_order_line *l, const struct crm_order_columns *c,
                           size_t column, struct crm_str text, enum crm_msg reason)
{
    l->reason = reason;
    l->column = crm_row_cell(c->map->names, column);
    l->text = text;
    return false;
}

/* Read an amount that may be missing; *is_there tells. False when it cannot be read. */
static inline bool read_money(struct crm_order_line *l, const struct crm_orders_opts *o,
                              const struct crm_order_columns *c, const struct crm_str *row,
                              size_t column, crm_money *out, bool *is_there)
{
    struct crm_str text = cell(row, column);

    *out = 0;
    *is_there = false;
    if (!text.n)
        return true;
    if (o->decimal != ',' && crm_money_parse_plain(text, out)) {
        *is_there = true;
        return true;
    }
    if (column == c->amount)
        l->currencies &= crm_money_currencies(text);
    enum crm_msg reason = crm_money_parse(text, o->decimal, out);
    if (reason == CRM_MSG_EMPTY_VALUE)
        return true;
    if (reason != CRM_MSG_NONE)
        return crm_order_line_refuse(l, c, column, text, reason);
    *is_there = true;
    return true;
}

static bool read_amounts(struct crm_order_line *l, const struct crm_orders_opts *o,
                         const struct crm_order_columns *c, const struct crm_str *row)
{
    crm_money quantity, price;
    bool has_amount, has_quantity, has_price, has_refund = false;

    if (!read_money(l, o, c, row, c->amount, &l->amount, &has_amount))
        return false;
    l->has = has_amount ? CRM_HAS_AMOUNT : 0;
    if (!has_amount || c->is_by_product) {
        if (!read_money(l, o, c, row, c->quantity, &quantity, &has_quantity) ||
            !read_money(l, o, c, row, c->unit_price, &price, &has_price))
            return false;
        if (has_quantity && has_price) {
            if (!crm_money_multiply(quantity, price, &l->product))
                return crm_order_line_refuse(l, c, c->unit_price, cell(row, c->unit_price),
                                             CRM_MSG_OUT_OF_RANGE);
            l->has = CRM_HAS_PRODUCT;
            l->amount = 0;
        }
    }
    /* Shops write words where nothing was given back (无退款申请). */
    if (c->refund != CRM_NO_COLUMN && crm_count_digits(cell(row, c->refund)) &&
        !read_money(l, o, c, row, c->refund, &l->refund, &has_refund))
        return false;
    if (l->refund < 0)
        l->refund = -l->refund;
    if (l->is_refunded && !l->refund) /* a negative amount is one already: see add_money */
        l->refund = l->has & CRM_HAS_AMOUNT ? l->amount : l->product;
    if (l->refund < 0)
        l->refund = 0;
    return true;
}

/* crm_money_currencies of a cell beside the amount's, which read_money looks at; most are plain
 * numbers or not there. */
static inline unsigned marks_of(const struct crm_str *row, size_t column)
{
    struct crm_str s = crm_row_cell(row, column);

    if (!s.n || (crm_is_digit(s.p[0]) && crm_is_digit(s.p[s.n - 1])))
        return ~0U;
    return crm_money_currencies(cell(row, column));
}

/* Where the day of a date of SHORTEST bytes or more is remembered: days of two months differ in
 * these. */
static inline unsigned place_of_day(struct crm_str date)
{
    enum { DAYS = sizeof(((struct crm_order_memo *)0)->days) / sizeof(struct crm_day_met) };
    const char *last = date.p + date.n - 1;

    return ((unsigned char)last[0] + 10U * (unsigned char)last[-1] +
            32U * (unsigned char)last[-3]) %
           DAYS;
}

/* crm_day_parse, or as it was found before: most files have few days at a time. */
static inline enum crm_msg read_day(const struct crm_orders_opts *o, struct crm_str date,
                                    struct crm_order_memo *memo, int32_t *day)
{
    if (date.n < SHORTEST_DATE || date.n > sizeof(memo->days->text))
        return crm_day_parse(date, o->order, &o->zone, day);
    struct crm_day_met *met = &memo->days[place_of_day(date)];
    if (crm_key_eq(date, (struct crm_str){met->text, met->n})) {
        *day = met->day;
        return CRM_MSG_NONE;
    }
    enum crm_msg reason = crm_day_parse(date, o->order, &o->zone, day);
    if (reason == CRM_MSG_NONE) {
        crm_key_put(met->text, date);
        met->n = date.n;
        met->day = *day;
    }
    return reason;
}

/* The class of a status, as `find` has it or as it was found before. */
static enum crm_status_class class_of(struct crm_status_memo *memo, struct crm_str text,
                                      enum crm_status_class find(struct crm_str))
{
    enum { MET = sizeof(memo->met) / sizeof(*memo->met) };

    if (!text.n)
        return CRM_STATUS_SALE; /* nothing stated */
    for (size_t i = 0; i < MET && i < memo->nmet; i++)
        if (crm_str_eq((struct crm_str){memo->met[i].text, memo->met[i].n}, text))
            return memo->met[i].class;
    enum crm_status_class class = find(text);
    if (text.n <= sizeof(memo->met->text)) {
        size_t at = memo->nmet++ % MET;
        memcpy(memo->met[at].text, text.p, text.n);
        memo->met[at].n = text.n;
        memo->met[at].class = class;
    }
    return class;
}

static bool read_status(struct crm_order_line *l, const struct crm_orders_opts *o,
                        const struct crm_order_columns *c, const struct crm_str *row,
                        struct crm_order_memo *memo)
{
    struct crm_str text = cell(row, c->status);
    struct crm_str refund = cell(row, c->refund_status);

    if (!text.n && !refund.n && !o->status_ok) {
        l->status = CRM_STATUS_SALE;
        return true;
    }
    l->status = class_of(&memo->status, text, crm_status_class);
    l->is_refunded =
        l->status == CRM_STATUS_REFUNDED ||
        class_of(&memo->refund_status, refund, crm_refund_status_class) == CRM_STATUS_REFUNDED;
    if (o->status_ok) {
        if (l->status != CRM_STATUS_REFUNDED)
            l->status = CRM_STATUS_NOT_SALE;
        for (size_t i = 0; i < o->nstatus_ok; i++)
            if (crm_str_eq(text, o->status_ok[i]))
                l->status = CRM_STATUS_SALE;
    }
    if (l->status == CRM_STATUS_UNKNOWN)
        return crm_order_line_refuse(l, c, c->status, text, CRM_MSG_UNKNOWN_STATUS);
    return true;
}

/* What the line leaves to another line of its order. */
static uint8_t find_lacks(const struct crm_order_columns *c, const struct crm_str *row,
                          const struct crm_order_line *l)
{
    uint8_t lacks = 0;

    if (!l->order.n)
        return 0;
    if (l->day == CRM_NO_DATE)
        lacks |= CRM_LACKS_DATE;
    if (c->status != CRM_NO_COLUMN && !cell(row, c->status).n)
        lacks |= CRM_LACKS_STATUS;
    if (c->currency != CRM_NO_COLUMN && !l->currency.n)
        lacks |= CRM_LACKS_CURRENCY;
    return lacks;
}

bool crm_order_line_read(struct crm_order_line *l, const struct crm_orders_opts *o,
                         const struct crm_order_columns *c, const struct crm_str *row,
                         struct crm_order_memo *memo)
{
    struct crm_str date = cell(row, c->date);

    /* One by one: setting the whole struct to zero first took a fifth of the time of a row. */
    l->customer = cell(row, c->customer);
    l->order = cell(row, c->order);
    l->channel = cell(row, c->channel);
    l->currency = cell(row, c->currency);
    l->day = CRM_NO_DATE;
    l->has = 0;
    l->is_refunded = false;
    l->amount = l->product = l->refund = 0;
    if (!l->customer.n && !o->by)
        return crm_order_line_refuse(l, c, c->customer, l->customer, CRM_MSG_NO_CUSTOMER);
    if (!date.n && c->pay_date != CRM_NO_COLUMN)
        date = cell(row, c->pay_date);
    enum crm_msg reason = read_day(o, date, memo, &l->day);
    if (reason != CRM_MSG_NONE && reason != CRM_MSG_EMPTY_VALUE)
        return crm_order_line_refuse(l, c, c->date, date, reason);
    l->lacks = find_lacks(c, row, l);
    l->currencies = marks_of(row, c->unit_price) & marks_of(row, c->refund);
    return read_status(l, o, c, row, memo) && read_amounts(l, o, c, row);
}

/* ---- a plain row ----------------------------------------------------------------- */

/* The text of the cell if it has some, which begins and ends visibly. */
static inline bool read_name(const struct crm_str *row, size_t column, struct crm_str *name)
{
    *name = row[column];
    return name->n && is_visible_ascii(name->p[0]) && is_visible_ascii(name->p[name->n - 1]);
}

/* Was the text in that column met with a class that is, or is not, this one? No text is a sale. */
static inline bool is_met(const struct crm_status_memo *memo, struct crm_str text,
                          enum crm_status_class class, bool is_this)
{
    for (size_t i = 0; i < sizeof(memo->met) / sizeof(*memo->met) && i < memo->nmet; i++)
        if (crm_key_eq(text, (struct crm_str){memo->met[i].text, memo->met[i].n}))
            return (memo->met[i].class == class) == is_this;
    return false;
}

/* Does every column beside the needed ones, where the input has it, say nothing special? */
static inline bool is_rest_plain(struct crm_order_line *l, const struct crm_order_columns *c,
                                 const struct crm_str *row, const struct crm_order_memo *memo)
{
    if (c->status != CRM_NO_COLUMN && !is_met(&memo->status, row[c->status], CRM_STATUS_SALE, true))
        return false;
    if (c->refund_status != CRM_NO_COLUMN && row[c->refund_status].n &&
        !is_met(&memo->refund_status, row[c->refund_status], CRM_STATUS_REFUNDED, false))
        return false;
    if (c->refund != CRM_NO_COLUMN && row[c->refund].n && !crm_str_eq(row[c->refund], NO_REFUND))
        return false;
    if (c->unit_price != CRM_NO_COLUMN && marks_of(row, c->unit_price) != ~0U)
        return false;
    l->currency = CRM_STR("");
    return c->currency == CRM_NO_COLUMN || read_name(row, c->currency, &l->currency);
}

bool crm_order_line_read_plain(struct crm_order_line *l, const struct crm_order_columns *c,
                               const struct crm_str *row, struct crm_order_memo *memo)
{
    struct crm_str date = row[c->date];

    if (date.n < SHORTEST_DATE || !read_name(row, c->customer, &l->customer) ||
        !read_name(row, c->order, &l->order) || !is_rest_plain(l, c, row, memo))
        return false;
    const struct crm_day_met *met = &memo->days[place_of_day(date)];
    l->channel = cell(row, c->channel);
    l->day = met->day;
    return crm_key_eq(date, (struct crm_str){met->text, met->n}) &&
           crm_money_parse_plain(row[c->amount], &l->amount) && l->amount > 0;
}
