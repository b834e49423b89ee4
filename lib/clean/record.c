#include "clean/record.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/columns.h"
#include "table/money.h"

/* How the values of a role are cleaned. */
static crm_clean_fn *cleaner_of(enum crm_role role)
{
    switch ((int)role) {
    case CRM_ROLE_phone:
        return crm_clean_phone;
    case CRM_ROLE_email:
        return crm_clean_email;
    case CRM_ROLE_order_date:
    case CRM_ROLE_pay_date:
    case CRM_ROLE_complete_date:
    case CRM_ROLE_ship_date:
    case CRM_ROLE_created_at:
    case CRM_ROLE_updated_at:
    case CRM_ROLE_birthday:
    case CRM_ROLE_response_date:
    case CRM_ROLE_last_contact:
    case CRM_ROLE_next_contact:
    case CRM_ROLE_last_order_date:
    case CRM_ROLE_first_order_date:
        return crm_clean_when;
    case CRM_ROLE_amount:
    case CRM_ROLE_unit_price:
    case CRM_ROLE_refund_amount:
    case CRM_ROLE_discount:
    case CRM_ROLE_shipping_fee:
    case CRM_ROLE_tax:
    case CRM_ROLE_total_spent:
    case CRM_ROLE_avg_order_value:
        return crm_clean_amount;
    case CRM_ROLE_customer_id:
    case CRM_ROLE_order_id:
    case CRM_ROLE_line_id:
    case CRM_ROLE_product_id:
    case CRM_ROLE_postcode:
        return crm_clean_id;
    case CRM_ROLE_COUNT:
        return NULL; /* a column that nobody knows stays as it is */
    default:
        return crm_clean_text;
    }
}

/* What belongs to the order rather than to its line; amounts are left out on purpose. */
static const enum crm_role order_roles[] = {
    CRM_ROLE_customer_id, CRM_ROLE_account,    CRM_ROLE_name,           CRM_ROLE_first_name,
    CRM_ROLE_last_name,   CRM_ROLE_nickname,   CRM_ROLE_phone,          CRM_ROLE_email,
    CRM_ROLE_wechat,      CRM_ROLE_alipay,     CRM_ROLE_birthday,       CRM_ROLE_gender,
    CRM_ROLE_address,     CRM_ROLE_address2,   CRM_ROLE_district,       CRM_ROLE_city,
    CRM_ROLE_province,    CRM_ROLE_postcode,   CRM_ROLE_country,        CRM_ROLE_channel,
    CRM_ROLE_store,       CRM_ROLE_order_date, CRM_ROLE_pay_date,       CRM_ROLE_complete_date,
    CRM_ROLE_ship_date,   CRM_ROLE_currency,   CRM_ROLE_payment_method, CRM_ROLE_status,
};

enum { ORDER_ROLES = sizeof(order_roles) / sizeof(*order_roles) };

struct input {
    const struct crm_mapping *map;
    size_t *place;          /* of each column in the output; CRM_NO_COLUMN: dropped */
    struct crm_str channel; /* where the data name none */
    /* the order of the row before, for rows that leave its cells to it */
    struct crm_buf order_text;
    struct crm_str order_id;
    struct crm_str order_cells[ORDER_ROLES];
    enum crm_msg order_reasons[ORDER_ROLES];
};

struct crm_cleaner {
    struct crm_record_opts o;
    struct input *inputs;
    size_t n;
    struct crm_columns columns;
    size_t npassed; /* of them came in */
    size_t channel_place, issues_place, trace_place;
    struct crm_arena texts;
    struct crm_buf value, issues;
    enum crm_msg *reasons;   /* of each column: why its cell in this row stays as it was */
    unsigned currency_marks; /* that all marks beside amounts may stand for */
    struct crm_record_counts counts;
};

/* ---- columns --------------------------------------------------------------------- */

static bool is_own(const struct crm_cleaner *c, struct crm_str name)
{
    return crm_str_eq(name, CRM_STR("issues")) ||
           (c->o.has_trace &&
            (crm_str_eq(name, CRM_STR("source_file")) || crm_str_eq(name, CRM_STR("source_row"))));
}

/* The name of the file without folder and endings: the channel of an export that names none. */
static struct crm_str channel_of_file(struct crm_arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    struct crm_str base = crm_str_of(slash ? slash + 1 : file);
    const char *dot;

    if (strcmp(file, "standard input") == 0)
        return CRM_STR("");
    dot = base.n > 1 ? memchr(base.p + 1, '.', base.n - 1) : NULL;
    if (dot)
        base.n = (size_t)(dot - base.p);
    return crm_arena_dup(a, base);
}

/* The name that column i has in the output. */
static struct crm_str output_name(struct crm_cleaner *c, const struct crm_mapping *map, size_t i)
{
    if (map->role[i] != CRM_ROLE_COUNT)
        return crm_role_name(map->role[i]);
    enum crm_role same = crm_role_of_name(map->names[i]);
    if (same == CRM_ROLE_COUNT || map->column[same] == CRM_NO_COLUMN)
        return map->names[i];
    /* --map gave its role to another column: this one must not pass for it. */
    struct crm_buf name = {0};
    crm_buf_add(&name, map->names[i]);
    crm_buf_add_cstr(&name, "_source");
    struct crm_str kept = crm_arena_dup(&c->texts, crm_buf_str(&name));
    crm_buf_clear(&name);
    return kept;
}

static int add_input(struct crm_cleaner *c, size_t i, const struct crm_head *head,
                     const struct crm_mapping *map, struct crm_err *e)
{
    struct input *in = &c->inputs[i];
    struct crm_str *names = crm_alloc_array(head->ncols, sizeof(*names));
    size_t *kept = crm_alloc_array(head->ncols, sizeof(*kept));
    size_t *place = crm_alloc_array(head->ncols, sizeof(*place));
    size_t n = 0, column;
    int rc = 0;

    in->map = map;
    in->place = crm_alloc_array(head->ncols, sizeof(*in->place));
    in->channel = c->o.channel ? crm_str_of(c->o.channel) : channel_of_file(&c->texts, head->file);
    for (int r = 0; r < CRM_ROLE_COUNT && !rc; r++)
        rc = crm_mapping_column(map, (enum crm_role)r, &column, e);
    for (size_t k = 0; k < head->ncols; k++) {
        in->place[k] = CRM_NO_COLUMN;
        if (is_own(c, head->names[k]))
            continue;
        names[n] = output_name(c, map, k);
        kept[n++] = k;
    }
    crm_columns_add(&c->columns, names, n, place);
    for (size_t k = 0; k < n; k++)
        in->place[kept[k]] = place[k];
    free(names);
    free(kept);
    free(place);
    return rc;
}

struct crm_cleaner *crm_cleaner_new(const struct crm_head *const *heads,
                                    const struct crm_mapping *maps, size_t n,
                                    const struct crm_record_opts *o, struct crm_err *e)
{
    static const struct crm_str own[] = {CRM_STR_INIT("issues"), CRM_STR_INIT("source_file"),
                                         CRM_STR_INIT("source_row")};
    static const struct crm_str channel = CRM_STR_INIT("channel");
    size_t places[3] = {0};

    if (crm_failed(e))
        return NULL;
    struct crm_cleaner *c = crm_alloc(sizeof(*c));
    c->o = *o;
    c->n = n;
    c->inputs = crm_alloc_array(n, sizeof(*c->inputs));
    for (size_t i = 0; i < n; i++)
        if (add_input(c, i, heads[i], &maps[i], e)) {
            crm_cleaner_free(c);
            return NULL;
        }
    c->npassed = c->columns.n;
    crm_columns_add(&c->columns, &channel, 1, &c->channel_place);
    crm_columns_add(&c->columns, own, o->has_trace ? 3 : 1, places);
    c->issues_place = places[0];
    c->trace_place = places[1];
    c->currency_marks = ~0U;
    c->reasons = crm_alloc_array(c->columns.n, sizeof(*c->reasons));
    return c;
}

const struct crm_str *crm_cleaner_columns(const struct crm_cleaner *c, size_t *npassed, size_t *n)
{
    *npassed = c->npassed;
    *n = c->columns.n;
    return c->columns.names;
}

/* ---- a row ----------------------------------------------------------------------- */

/* In the order of the output's columns, so that reading it again gives the same. */
static void list_issues(struct crm_cleaner *c)
{
    crm_buf_reset(&c->issues);
    for (size_t k = 0; k < c->columns.n; k++) {
        if (c->reasons[k] == CRM_MSG_NONE)
            continue;
        if (c->issues.n)
            crm_buf_add_char(&c->issues, ';');
        crm_buf_add(&c->issues, c->columns.names[k]);
        crm_buf_add_char(&c->issues, ':');
        crm_buf_add_cstr(&c->issues, crm_msg_code(c->reasons[k]));
        c->counts.issues++;
    }
}

/* The canonical form of a cell; the cell itself, and *why, where it cannot be read. */
static struct crm_str clean_cell(struct crm_cleaner *c, enum crm_role role, struct crm_str raw,
                                 struct crm_arena *arena, enum crm_msg *why)
{
    crm_clean_fn *clean = cleaner_of(role);

    if (!clean || !raw.n)
        return raw;
    crm_buf_reset(&c->value);
    enum crm_msg reason = clean(raw, &c->o.clean, &c->value);
    /* Shops write words where nothing was given back (无退款申请). */
    if (reason == CRM_MSG_NOT_A_NUMBER && role == CRM_ROLE_refund_amount && raw.n < 64) {
        crm_clean_text(raw, &c->o.clean, &c->value);
        reason = crm_count_digits(crm_buf_str(&c->value)) ? reason : CRM_MSG_EMPTY_VALUE;
    }
    if (reason == CRM_MSG_EMPTY_VALUE) {
        c->counts.changed++;
        return CRM_STR("");
    }
    if (reason != CRM_MSG_NONE) {
        *why = reason;
        return raw;
    }
    if (crm_str_eq(crm_buf_str(&c->value), raw))
        return raw;
    c->counts.changed++;
    return crm_arena_dup(arena, crm_buf_str(&c->value));
}

static struct crm_str *role_cell(const struct input *in, enum crm_role role, struct crm_str *out)
{
    size_t column = in->map->column[role];

    return column == CRM_NO_COLUMN || in->place[column] == CRM_NO_COLUMN ? NULL
                                                                         : &out[in->place[column]];
}

static bool is_blank(const struct crm_str *cell)
{
    return !cell || crm_is_null_text(*cell);
}

/* The date of the order before. */
static struct crm_str order_date(const struct input *in)
{
    for (size_t k = 0; k < ORDER_ROLES; k++)
        if (order_roles[k] == CRM_ROLE_order_date)
            return in->order_cells[k];
    return CRM_STR("");
}

/* Does the row leave what belongs to its order to the row before? It has no amount, and no other
 * date. */
static bool leaves_to_order(const struct input *in, struct crm_str *out)
{
    const struct crm_str *id = role_cell(in, CRM_ROLE_order_id, out);
    const struct crm_str *date = role_cell(in, CRM_ROLE_order_date, out);
    const struct crm_str *amount = role_cell(in, CRM_ROLE_amount, out);

    return id && id->n && crm_str_eq(*id, in->order_id) && amount && is_blank(amount) && date &&
           (is_blank(date) || crm_str_eq(*date, order_date(in)));
}

static void remember_order(const struct crm_cleaner *c, struct input *in, struct crm_str *out)
{
    const struct crm_str *id = role_cell(in, CRM_ROLE_order_id, out);
    size_t ends[ORDER_ROLES + 1];

    crm_buf_reset(&in->order_text);
    if (id)
        crm_buf_add(&in->order_text, *id);
    ends[0] = in->order_text.n;
    for (size_t k = 0; k < ORDER_ROLES; k++) {
        const struct crm_str *cell = role_cell(in, order_roles[k], out);
        if (cell)
            crm_buf_add(&in->order_text, *cell);
        ends[k + 1] = in->order_text.n;
        in->order_reasons[k] = cell ? c->reasons[cell - out] : CRM_MSG_NONE;
    }
    const char *p = crm_buf_str(&in->order_text).p;
    in->order_id = (struct crm_str){p, ends[0]};
    for (size_t k = 0; k < ORDER_ROLES; k++)
        in->order_cells[k] = (struct crm_str){p + ends[k], ends[k + 1] - ends[k]};
}

static void fill_from_order(struct crm_cleaner *c, const struct input *in, struct crm_str *out,
                            struct crm_arena *arena)
{
    bool is_filled = false;

    for (size_t k = 0; k < ORDER_ROLES; k++) {
        struct crm_str *cell = role_cell(in, order_roles[k], out);
        if (!cell || !is_blank(cell) || !in->order_cells[k].n)
            continue;
        *cell = crm_arena_dup(arena, in->order_cells[k]);
        c->reasons[cell - out] = in->order_reasons[k];
        is_filled = true;
    }
    c->counts.filled_lines += is_filled;
}

static void add_trace(const struct crm_cleaner *c, const struct crm_batch *b, size_t r,
                      struct crm_str *out, struct crm_arena *arena)
{
    struct crm_buf number = {0};

    crm_buf_add_int(&number, (int64_t)b->rows[r]);
    out[c->trace_place] = crm_str_of(b->head->file);
    out[c->trace_place + 1] = crm_arena_dup(arena, crm_buf_str(&number));
    crm_buf_clear(&number);
}

/*
 * The sign beside an amount goes, so amounts of two currencies would look alike behind it: better
 * to stop, unless a column says which is which.
 */
static int check_currency(struct crm_cleaner *c, const struct input *in, const struct crm_batch *b,
                          size_t r, struct crm_err *e)
{
    size_t column = in->map->column[CRM_ROLE_amount];

    if (column == CRM_NO_COLUMN || in->map->column[CRM_ROLE_currency] != CRM_NO_COLUMN)
        return 0;
    struct crm_str amount = crm_batch_row(b, r)[column];
    c->currency_marks &= crm_money_currencies(amount);
    if (c->currency_marks)
        return 0;
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES, .file = b->head->file,
                    .line = b->lines[r], .column = b->head->names[column], .text = amount,
                    .advice = CRM_MSG_ADVICE_CURRENCY_COLUMN);
}

int crm_cleaner_row(void *cleaner, struct crm_batch *b, size_t r, struct crm_str *out,
                    struct crm_err *e)
{
    struct crm_cleaner *c = cleaner;
    struct input *in = &c->inputs[b->head->input];
    const struct crm_str *cells = crm_batch_row(b, r);

    for (size_t k = 0; k < c->columns.n; k++) {
        out[k] = CRM_STR("");
        c->reasons[k] = CRM_MSG_NONE;
    }
    for (size_t k = 0; k < b->head->ncols; k++) {
        size_t to = in->place[k];
        if (to != CRM_NO_COLUMN)
            out[to] = clean_cell(c, in->map->role[k], cells[k], &b->arena, &c->reasons[to]);
    }
    if (in->map->column[CRM_ROLE_order_id] != CRM_NO_COLUMN) {
        if (leaves_to_order(in, out))
            fill_from_order(c, in, out, &b->arena);
        else
            remember_order(c, in, out);
    }
    if (c->o.channel || !out[c->channel_place].n)
        out[c->channel_place] = in->channel;
    list_issues(c);
    out[c->issues_place] = crm_arena_dup(&b->arena, crm_buf_str(&c->issues));
    if (c->o.has_trace)
        add_trace(c, b, r, out, &b->arena);
    return check_currency(c, in, b, r, e);
}

void crm_cleaner_counts(const struct crm_cleaner *c, struct crm_record_counts *counts)
{
    *counts = c->counts;
}

void crm_cleaner_free(struct crm_cleaner *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        free(c->inputs[i].place);
        crm_buf_clear(&c->inputs[i].order_text);
    }
    free(c->inputs);
    crm_columns_clear(&c->columns);
    crm_arena_clear(&c->texts);
    crm_buf_clear(&c->value);
    crm_buf_clear(&c->issues);
    free(c->reasons);
    free(c);
}
