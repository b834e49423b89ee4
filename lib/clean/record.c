#include "clean/record.h"

#include <stdlib.h>

#include "base/mem.h"
#include "clean/quick.h"
#include "csv/columns.h"
#include "table/money.h"

/* How the values of a role are cleaned: most of them in short, the others by `full`. */
struct way {
    crm_quick_fn *quick;
    crm_clean_fn *full; /* NULL: as they are */
};

static struct way way_of(enum crm_role role)
{
    switch ((int)role) {
    case CRM_ROLE_phone:
        return (struct way){crm_quick_phone, crm_clean_phone};
    case CRM_ROLE_email:
        return (struct way){crm_quick_email, crm_clean_email};
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
        return (struct way){crm_quick_when, crm_clean_when};
    case CRM_ROLE_amount:
    case CRM_ROLE_unit_price:
    case CRM_ROLE_refund_amount:
    case CRM_ROLE_discount:
    case CRM_ROLE_shipping_fee:
    case CRM_ROLE_tax:
    case CRM_ROLE_total_spent:
    case CRM_ROLE_avg_order_value:
        return (struct way){crm_quick_amount, crm_clean_amount};
    case CRM_ROLE_customer_id:
    case CRM_ROLE_order_id:
    case CRM_ROLE_line_id:
    case CRM_ROLE_product_id:
    case CRM_ROLE_postcode:
        return (struct way){crm_quick_id, crm_clean_id};
    case CRM_ROLE_COUNT:
        return (struct way){NULL, NULL}; /* a column that nobody knows stays as it is */
    default:
        return (struct way){crm_quick_text, crm_clean_text};
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

/* What a row left for the rows of its order that follow. */
struct order {
    struct crm_str id;
    struct crm_str cells[ORDER_ROLES];
    enum crm_msg reasons[ORDER_ROLES];
};

/* A column that came in. */
struct column {
    struct way way;
    size_t place; /* in the output; CRM_NO_COLUMN: dropped */
    bool is_refund;
};

struct input {
    const struct crm_mapping *map;
    struct column *columns;
    struct crm_str channel;           /* where the data name none */
    bool has_orders;                  /* rows may leave cells to the order before */
    size_t order_places[ORDER_ROLES]; /* of those that are written */
    size_t norder, date_at;           /* how many; which of them is the order's date */
    size_t id, date, amount;          /* columns */
    size_t amounts;                   /* the column whose marks must agree, or CRM_NO_COLUMN */
    struct order before;              /* of the batches done so far */
    struct crm_buf order_text;        /* its texts */
};

struct crm_cleaner {
    struct crm_record_opts o;
    struct input *inputs;
    size_t n;
    struct crm_columns columns;
    size_t npassed; /* of them came in */
    size_t channel_place, issues_place, trace_place;
    struct crm_arena texts;
    unsigned currency_marks; /* that all marks beside amounts may stand for */
    struct crm_record_counts counts;
};

struct crm_cleaner_lane {
    const struct crm_cleaner *c;
    char room[CRM_QUICK_BYTES];
    struct crm_buf value, issues;
    crm_steps steps;
    enum crm_msg *reasons; /* of each column: why its cell in this row stays as it was */
    bool has_reasons;
    /* of the batch */
    const struct input *in;
    size_t nrows, held;       /* the first `held` rows wait for the order before the batch */
    struct order first, last; /* what the held rows and those behind them follow on */
    unsigned currency_marks;
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

/* The role's column where it is written, or CRM_NO_COLUMN. */
static size_t written_column(const struct input *in, enum crm_role role)
{
    size_t column = in->map->column[role];

    return column != CRM_NO_COLUMN && in->columns[column].place != CRM_NO_COLUMN ? column
                                                                                 : CRM_NO_COLUMN;
}

static void find_order_columns(struct input *in)
{
    in->id = written_column(in, CRM_ROLE_order_id);
    in->date = written_column(in, CRM_ROLE_order_date);
    in->amount = written_column(in, CRM_ROLE_amount);
    in->has_orders =
        in->id != CRM_NO_COLUMN && in->date != CRM_NO_COLUMN && in->amount != CRM_NO_COLUMN;
    for (size_t k = 0; k < ORDER_ROLES; k++) {
        size_t column = written_column(in, order_roles[k]);
        if (column == CRM_NO_COLUMN)
            continue;
        if (order_roles[k] == CRM_ROLE_order_date)
            in->date_at = in->norder;
        in->order_places[in->norder++] = in->columns[column].place;
    }
    in->amounts = in->map->column[CRM_ROLE_currency] == CRM_NO_COLUMN
                      ? in->map->column[CRM_ROLE_amount]
                      : CRM_NO_COLUMN;
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
    in->columns = crm_alloc_array(head->ncols, sizeof(*in->columns));
    in->channel = c->o.channel ? crm_str_of(c->o.channel) : channel_of_file(&c->texts, head->file);
    for (int r = 0; r < CRM_ROLE_COUNT && !rc; r++)
        rc = crm_mapping_column(map, (enum crm_role)r, &column, e);
    for (size_t k = 0; k < head->ncols; k++) {
        in->columns[k] = (struct column){way_of(map->role[k]), CRM_NO_COLUMN,
                                         map->role[k] == CRM_ROLE_refund_amount};
        if (is_own(c, head->names[k]))
            continue;
        names[n] = output_name(c, map, k);
        kept[n++] = k;
    }
    crm_columns_add(&c->columns, names, n, place);
    for (size_t k = 0; k < n; k++)
        in->columns[kept[k]].place = place[k];
    find_order_columns(in);
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
static void list_issues(struct crm_cleaner_lane *l)
{
    const struct crm_columns *columns = &l->c->columns;

    crm_buf_reset(&l->issues);
    for (size_t k = 0; k < columns->n; k++) {
        if (l->reasons[k] == CRM_MSG_NONE)
            continue;
        if (l->issues.n)
            crm_buf_add_char(&l->issues, ';');
        crm_buf_add(&l->issues, columns->names[k]);
        crm_buf_add_char(&l->issues, ':');
        crm_buf_add_cstr(&l->issues, crm_msg_code(l->reasons[k]));
        l->counts.issues++;
        l->reasons[k] = CRM_MSG_NONE;
    }
    l->has_reasons = false;
}

static enum crm_msg clean_in_full(struct crm_cleaner_lane *l, const struct column *column,
                                  struct crm_str raw)
{
    const struct crm_clean_opts *opts = &l->c->o.clean;

    crm_buf_reset(&l->value);
    enum crm_msg why = column->way.full(raw, opts, &l->value, &l->steps);
    /* Shops write words where nothing was given back (无退款申请). */
    if (why == CRM_MSG_INVALID && column->is_refund && raw.n < 64) {
        crm_clean_text(raw, opts, &l->value, &l->steps);
        why = crm_count_digits(crm_buf_str(&l->value)) ? why : CRM_MSG_EMPTY_VALUE;
    }
    return why;
}

/* The canonical form of a cell, borrowed from it or until the next call; the cell itself, and *why,
 * where it cannot be read. */
static struct crm_str canonical(struct crm_cleaner_lane *l, const struct column *column,
                                struct crm_str raw, enum crm_msg *why)
{
    struct crm_str clean;

    *why = CRM_MSG_NONE;
    if (!raw.n || !column->way.full || column->way.quick(raw, &l->c->o.clean, l->room, &clean))
        return raw.n && column->way.full ? clean : raw;
    *why = clean_in_full(l, column, raw);
    if (*why == CRM_MSG_NONE)
        return crm_buf_str(&l->value);
    if (*why != CRM_MSG_EMPTY_VALUE)
        return raw;
    *why = CRM_MSG_NONE;
    return CRM_STR("");
}

/* The same, to live as long as the batch, with reason and counts kept. */
static struct crm_str clean_cell(struct crm_cleaner_lane *l, const struct column *column,
                                 struct crm_str raw, struct crm_arena *arena)
{
    enum crm_msg why;
    struct crm_str clean = canonical(l, column, raw, &why);

    if (why != CRM_MSG_NONE) {
        l->reasons[column->place] = why;
        l->has_reasons = true;
    }
    if ((clean.p == raw.p && clean.n == raw.n) || crm_str_eq(clean, raw))
        return raw;
    l->counts.changed++;
    /* What is only trimmed is the cell's own text. */
    bool is_part = clean.n && (uintptr_t)clean.p - (uintptr_t)raw.p < raw.n;
    return is_part ? clean : crm_arena_dup(arena, clean);
}

/* Does the row leave what belongs to its order to the row before? It has no amount, and no other
 * date. */
static bool leaves_to_order(const struct input *in, const struct order *before,
                            const struct crm_str *out)
{
    struct crm_str id = out[in->columns[in->id].place];
    struct crm_str date = out[in->columns[in->date].place];

    return crm_is_null_text(out[in->columns[in->amount].place]) && id.n &&
           crm_str_eq(id, before->id) &&
           (crm_is_null_text(date) || crm_str_eq(date, before->cells[in->date_at]));
}

static void remember_order(const struct crm_cleaner_lane *l, const struct crm_str *out,
                           struct order *o)
{
    const struct input *in = l->in;

    o->id = out[in->columns[in->id].place];
    for (size_t k = 0; k < in->norder; k++) {
        size_t place = in->order_places[k];
        o->cells[k] = out[place];
        o->reasons[k] = l->reasons[place];
    }
}

static void fill_from_order(struct crm_cleaner_lane *l, const struct order *before,
                            struct crm_str *out, struct crm_arena *arena)
{
    bool is_filled = false;

    for (size_t k = 0; k < l->in->norder; k++) {
        size_t place = l->in->order_places[k];
        if (!crm_is_null_text(out[place]) || !before->cells[k].n)
            continue;
        out[place] = crm_arena_dup(arena, before->cells[k]);
        l->reasons[place] = before->reasons[k];
        l->has_reasons |= before->reasons[k] != CRM_MSG_NONE;
        is_filled = true;
    }
    l->counts.filled_lines += is_filled;
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

int crm_cleaner_row(void *lane, struct crm_batch *b, size_t r, struct crm_str *out,
                    struct crm_err *e)
{
    struct crm_cleaner_lane *l = lane;
    const struct crm_cleaner *c = l->c;
    const struct input *in = l->in;
    const struct crm_str *cells = crm_batch_row(b, r);

    for (size_t k = 0; k < c->columns.n; k++)
        out[k] = CRM_STR("");
    for (size_t k = 0; k < b->head->ncols; k++) {
        const struct column *column = &in->columns[k];
        if (column->place != CRM_NO_COLUMN)
            out[column->place] = clean_cell(l, column, cells[k], &b->arena);
    }
    if (in->has_orders) {
        struct order *before = r < l->held ? &l->first : &l->last;
        if (leaves_to_order(in, before, out))
            fill_from_order(l, before, out, &b->arena);
        else
            remember_order(l, out, before);
    }
    if (c->o.channel || !out[c->channel_place].n)
        out[c->channel_place] = in->channel;
    if (l->has_reasons) {
        list_issues(l);
        out[c->issues_place] = crm_arena_dup(&b->arena, crm_buf_str(&l->issues));
    }
    if (c->o.has_trace)
        add_trace(c, b, r, out, &b->arena);
    return crm_failed(e) ? -1 : 0;
}

/* ---- a batch --------------------------------------------------------------------- */

void *crm_cleaner_lane_new(void *cleaner)
{
    const struct crm_cleaner *c = cleaner;
    struct crm_cleaner_lane *l = crm_alloc(sizeof(*l));

    l->c = c;
    l->reasons = crm_alloc_array(c->columns.n, sizeof(*l->reasons));
    return l;
}

void crm_cleaner_lane_free(void *lane)
{
    struct crm_cleaner_lane *l = lane;

    if (!l)
        return;
    crm_buf_clear(&l->value);
    crm_buf_clear(&l->issues);
    free(l->reasons);
    free(l);
}

/*
 * How many rows from the first on may be lines of the order before the batch: they have no amount
 * and the order number of the first.
 */
static size_t held_rows(struct crm_cleaner_lane *l, const struct crm_batch *b)
{
    const struct column *columns = l->in->columns;
    struct crm_buf id = {0};
    enum crm_msg why;
    size_t r = 0;

    for (; l->in->has_orders && r < b->nrows; r++) {
        const struct crm_str *cells = crm_batch_row(b, r);
        if (!crm_is_null_text(canonical(l, &columns[l->in->amount], cells[l->in->amount], &why)))
            break;
        struct crm_str own = canonical(l, &columns[l->in->id], cells[l->in->id], &why);
        if (!own.n || (r && !crm_str_eq(own, crm_buf_str(&id))))
            break;
        crm_buf_reset(&id);
        crm_buf_add(&id, own);
    }
    crm_buf_clear(&id);
    return r;
}

/* What the marks beside the amounts of all rows may stand for. */
static unsigned marks_of(const struct input *in, const struct crm_batch *b)
{
    unsigned marks = ~0U;

    for (size_t r = 0; in->amounts != CRM_NO_COLUMN && r < b->nrows; r++)
        marks &= crm_money_currencies(crm_batch_row(b, r)[in->amounts]);
    return marks;
}

size_t crm_cleaner_begin(void *lane, const struct crm_batch *b)
{
    struct crm_cleaner_lane *l = lane;

    l->in = &l->c->inputs[b->head->input];
    l->nrows = b->nrows;
    l->first = l->last = (struct order){0};
    l->currency_marks = marks_of(l->in, b);
    l->held = held_rows(l, b);
    return l->held;
}

/*
 * The sign beside an amount goes, so amounts of two currencies would look alike behind it: better
 * to stop, unless a column says which is which.
 */
static int fail_at_currency(unsigned marks, const struct input *in, const struct crm_batch *b,
                            struct crm_err *e)
{
    size_t r = 0;

    while (marks &= crm_money_currencies(crm_batch_row(b, r)[in->amounts]))
        r++;
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TWO_CURRENCIES, .file = b->head->file,
                    .line = b->lines[r], .column = b->head->names[in->amounts],
                    .text = crm_batch_row(b, r)[in->amounts],
                    .advice = CRM_MSG_ADVICE_CURRENCY_COLUMN);
}

int crm_cleaner_turn(void *cleaner, void *lane, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_cleaner *c = cleaner;
    struct crm_cleaner_lane *l = lane;

    if (crm_failed(e))
        return -1;
    if (!(c->currency_marks & l->currency_marks))
        return fail_at_currency(c->currency_marks, l->in, b, e);
    c->currency_marks &= l->currency_marks;
    if (l->held)
        l->first = l->in->before;
    return 0;
}

/* Keep an order beyond its batch. It may be the one kept already. */
static void keep_order(struct input *in, const struct order *o)
{
    struct crm_buf text = {0};
    size_t ends[ORDER_ROLES + 1] = {0};

    crm_buf_add(&text, o->id);
    ends[0] = text.n;
    for (size_t k = 0; k < in->norder; k++) {
        crm_buf_add(&text, o->cells[k]);
        ends[k + 1] = text.n;
    }
    const char *p = crm_buf_str(&text).p;
    in->before = *o;
    in->before.id = (struct crm_str){p, ends[0]};
    for (size_t k = 0; k < in->norder; k++)
        in->before.cells[k] = (struct crm_str){p + ends[k], ends[k + 1] - ends[k]};
    crm_buf_clear(&in->order_text);
    in->order_text = text;
}

void crm_cleaner_done(void *cleaner, void *lane)
{
    struct crm_cleaner *c = cleaner;
    struct crm_cleaner_lane *l = lane;

    if (l->in->has_orders && l->nrows)
        keep_order(&c->inputs[l->in - c->inputs], l->held < l->nrows ? &l->last : &l->first);
    c->counts.issues += l->counts.issues;
    c->counts.changed += l->counts.changed;
    c->counts.filled_lines += l->counts.filled_lines;
    l->counts = (struct crm_record_counts){0};
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
        free(c->inputs[i].columns);
        crm_buf_clear(&c->inputs[i].order_text);
    }
    free(c->inputs);
    crm_columns_clear(&c->columns);
    crm_arena_clear(&c->texts);
    free(c);
}
