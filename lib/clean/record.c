#include "clean/record_parts.h"

#include <stdlib.h>

#include "base/digits.h"
#include "base/mem.h"
#include "table/money.h"

/* ---- a cell ---------------------------------------------------------------------- */

static bool is_extra_null(const struct crm_record_opts *o, struct crm_str raw)
{
    for (size_t i = 0; i < o->nnulls; i++)
        if (crm_str_eq(crm_str_trim(raw), o->nulls[i]))
            return true;
    return false;
}

/* The options of a cell: phones in a row that names its country are read as that country's. */
static const struct crm_clean_opts *opts_of(const struct crm_cleaner_lane *l,
                                            const struct column *column, struct crm_clean_opts *own)
{
    if (!column->is_of_country || !l->region[0])
        return &column->plan->opts;
    *own = column->plan->opts;
    own->region = l->region;
    return own;
}

static enum crm_msg clean_in_full(struct crm_cleaner_lane *l, const struct column *column,
                                  struct crm_str raw, crm_steps *steps)
{
    const struct crm_column_plan *plan = column->plan;
    struct crm_clean_opts own;
    const struct crm_clean_opts *opts = opts_of(l, column, &own);

    crm_buf_reset(&l->value);
    enum crm_msg why = plan->type->full(raw, opts, &l->value, steps);
    if (is_guessed_money(plan) && why != CRM_MSG_NONE && why != CRM_MSG_EMPTY_VALUE) {
        crm_buf_add(&l->value, raw);
        *steps = 0;
        why = CRM_MSG_NONE;
    }
    /* Shops write words where nothing was given back (无退款申请). */
    if (column->is_refund && why != CRM_MSG_NONE && why != CRM_MSG_EMPTY_VALUE && raw.n < 64) {
        crm_clean_text(raw, opts, &l->value, steps);
        why = crm_count_digits(crm_buf_str(&l->value)) ? why : CRM_MSG_EMPTY_VALUE;
    }
    return why;
}

/* The canonical form of a cell, borrowed from it or until the next call, and what was done; the
 * cell itself, and *why, where it cannot be read. */
static struct crm_str canonical(struct crm_cleaner_lane *l, const struct column *column,
                                struct crm_str raw, enum crm_msg *why, crm_steps *steps)
{
    const struct crm_record_opts *o = &l->c->o;
    const struct crm_type *type = column->plan->type;
    struct crm_clean_opts own;
    struct crm_str clean;

    *why = CRM_MSG_NONE;
    *steps = 0;
    if (!raw.n || !type)
        return raw;
    if (is_guessed_money(column->plan) && !(crm_money_currencies(raw) & column->plan->currencies))
        return raw;
    if (o->nnulls && is_extra_null(o, raw)) {
        *steps = CRM_STEP(null);
        return CRM_STR("");
    }
    /* What was done is known from the long way alone. */
    if (type->quick && type->quick(raw, opts_of(l, column, &own), l->room, &clean) &&
        (!o->notes || crm_str_eq(clean, raw)))
        return clean;
    *why = clean_in_full(l, column, raw, steps);
    if (*why == CRM_MSG_NONE)
        return crm_buf_str(&l->value);
    *steps = *why == CRM_MSG_EMPTY_VALUE ? CRM_STEP(null) : 0;
    if (*why != CRM_MSG_EMPTY_VALUE)
        return raw;
    *why = CRM_MSG_NONE;
    return CRM_STR("");
}

/* What becomes of a cell that cannot be read, by --on-reject. */
static struct crm_str refuse(struct crm_cleaner_lane *l, size_t k, struct crm_str raw,
                             enum crm_msg why)
{
    const struct column *column = &l->in->columns[k];
    struct side *side = l->side;

    l->reasons[column->place] = why;
    l->has_reasons = true;
    if (column->plan->on_reject == CRM_REJECT_KEEP)
        return raw;
    if (column->plan->on_reject == CRM_REJECT_EMPTY) {
        l->counts.emptied++;
        return CRM_STR("");
    }
    if (l->is_dropped)
        return raw;
    l->is_dropped = true;
    if (side->nrefused == side->cap) {
        side->cap = side->cap ? 2 * side->cap : 64;
        side->refused = crm_realloc(side->refused, side->cap * sizeof(*side->refused));
    }
    side->refused[side->nrefused++] = (struct refused){l->row, k, why};
    return raw;
}

static void note(struct crm_cleaner_lane *l, size_t k, struct crm_str before, struct crm_str after,
                 enum crm_msg why, crm_steps steps)
{
    crm_note(&l->side->notes, &(struct crm_note){.column = l->in->first + k,
                                                 .file = l->in->map->file,
                                                 .header = l->in->columns[k].name,
                                                 .line = l->line,
                                                 .before = before,
                                                 .after = after,
                                                 .why = why,
                                                 .steps = steps});
}

/* Mostly the first bytes tell. */
static inline bool is_same(struct crm_str a, struct crm_str b)
{
    if (a.n != b.n || (a.n >= 8 && crm_load8(a.p) != crm_load8(b.p)))
        return false;
    return a.p == b.p || crm_str_eq(a, b);
}

/* What a cell became, to live as long as the batch; counted when it is not what it was. */
static inline struct crm_str kept(struct crm_cleaner_lane *l, struct crm_str raw,
                                  struct crm_str clean, struct crm_arena *arena)
{
    if (is_same(clean, raw))
        return raw;
    l->counts.changed++;
    /* What is only trimmed is the cell's own text. */
    bool is_part = clean.n && (uintptr_t)clean.p - (uintptr_t)raw.p < raw.n;
    return is_part ? clean : crm_arena_dup(arena, clean);
}

/* The cell of column k cleaned, to live as long as the batch, with reason, counts and notes kept.
 */
static struct crm_str clean_cell(struct crm_cleaner_lane *l, size_t k, struct crm_str raw,
                                 struct crm_arena *arena)
{
    const struct column *column = &l->in->columns[k];
    enum crm_msg why;
    crm_steps steps;
    struct crm_str clean;

    if (column->quick && raw.n && !(column->is_of_country && l->region[0]) &&
        column->quick(raw, &column->plan->opts, l->room, &clean))
        return kept(l, raw, clean, arena);
    clean = canonical(l, column, raw, &why, &steps);
    if (why != CRM_MSG_NONE)
        clean = refuse(l, k, raw, why);
    if (l->c->o.notes)
        note(l, k, raw, clean, why, steps);
    return kept(l, raw, clean, arena);
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

/* A filled cell, in a column of the input or in one that only the output has. */
static void note_fill(struct crm_cleaner_lane *l, size_t place, struct crm_str value)
{
    const struct crm_cleaner *c = l->c;
    const struct input *last = &c->inputs[c->n - 1];
    size_t k = l->in->column_at[place], fill = 0;

    if (!c->o.notes)
        return;
    if (k != CRM_NO_COLUMN) {
        note(l, k, CRM_STR(""), value, CRM_MSG_NONE, CRM_STEP(fill));
        return;
    }
    while (fill + 1 < CRM_FILLS && l->in->fill.to[fill] != place)
        fill++;
    crm_note(&l->side->notes, &(struct crm_note){.column = last->first + last->map->ncols + fill,
                                                 .file = l->in->map->file,
                                                 .header = c->columns.names[place],
                                                 .line = l->line,
                                                 .before = CRM_STR(""),
                                                 .after = value,
                                                 .why = CRM_MSG_NONE,
                                                 .steps = CRM_STEP(fill)});
}

static void fill_from_order(struct crm_cleaner_lane *l, const struct crm_order_cells *before,
                            struct crm_str *out, struct crm_arena *arena)
{
    size_t filled[CRM_ORDER_CELLS_MAX];
    size_t n = crm_order_fill(&l->in->order, before, out, l->reasons, arena, filled);

    for (size_t i = 0; i < n; i++) {
        l->has_reasons |= l->reasons[filled[i]] != CRM_MSG_NONE;
        note_fill(l, filled[i], out[filled[i]]);
    }
    l->counts.filled_lines += n > 0;
}

/* Cells that follow from others of the row. */
static void fill_cells(struct crm_cleaner_lane *l, struct crm_str *out, struct crm_arena *arena)
{
    size_t filled[CRM_FILLS];
    size_t n = crm_fill_row(&l->in->fill, out, l->reasons, arena, filled);

    for (size_t i = 0; i < n; i++)
        note_fill(l, filled[i], out[filled[i]]);
    l->counts.filled += n;
}

static void add_email_key(struct crm_cleaner_lane *l, struct crm_str *out, struct crm_arena *arena)
{
    size_t email = l->in->email;

    crm_buf_reset(&l->value);
    if (email != CRM_NO_COLUMN && out[email].n && l->reasons[email] == CRM_MSG_NONE &&
        crm_email_key(out[email], &l->value))
        out[l->c->email_key_place] = crm_arena_dup(arena, crm_buf_str(&l->value));
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

/* The country of the row, as far as its own cell says it. */
static void find_region(struct crm_cleaner_lane *l, const struct crm_str *cells)
{
    size_t country = l->in->country;
    enum crm_msg why;
    crm_steps steps;

    l->region[0] = '\0';
    if (country == CRM_NO_COLUMN)
        return;
    struct crm_str code = canonical(l, &l->in->columns[country], cells[country], &why, &steps);
    if (why == CRM_MSG_NONE && code.n == 2)
        memcpy(l->region, code.p, 2);
}

static void clean_cells(struct crm_cleaner_lane *l, struct crm_batch *b, size_t r,
                        struct crm_str *out)
{
    const struct input *in = l->in;
    const struct crm_str *cells = crm_batch_row(b, r);

    find_region(l, cells);
    for (size_t k = 0; k < b->head->ncols; k++) {
        const struct column *column = &in->columns[k];
        if (column->place == CRM_NO_COLUMN)
            continue;
        out[column->place] = clean_cell(l, k, cells[k], &b->arena);
        if (column->raw_place != CRM_NO_COLUMN)
            out[column->raw_place] = cells[k];
    }
}

/* A row that is set aside goes as it came: none of its values was changed. */
static void take_back(struct crm_cleaner_lane *l, const struct crm_record_counts *counts,
                      const struct crm_notes_mark *mark)
{
    l->counts.changed = counts->changed;
    l->counts.emptied = counts->emptied;
    l->counts.filled_lines = counts->filled_lines;
    l->counts.dropped++;
    crm_notes_cut(&l->side->notes, mark);
}

int crm_cleaner_row(void *lane, struct crm_batch *b, size_t r, struct crm_str *out,
                    struct crm_err *e)
{
    struct crm_cleaner_lane *l = lane;
    const struct crm_cleaner *c = l->c;
    const struct input *in = l->in;

    l->row = r;
    l->line = b->lines[r];
    l->side = &l->sides[r >= l->held];
    l->is_dropped = false;
    const struct crm_record_counts counts = l->counts;
    const struct crm_notes_mark mark = crm_notes_mark(&l->side->notes);
    for (size_t k = 0; k < c->columns.n; k++)
        out[k] = CRM_STR("");
    clean_cells(l, b, r, out);
    if (in->order.has_orders) {
        struct crm_order_cells *before = r < l->held ? &l->first : &l->last;
        if (crm_order_leaves(&in->order, before, out))
            fill_from_order(l, before, out, &b->arena);
        else
            crm_order_remember(&in->order, out, l->reasons, before);
    }
    if (c->o.fills)
        fill_cells(l, out, &b->arena);
    if (c->o.has_email_key)
        add_email_key(l, out, &b->arena);
    if (c->o.channel || !out[c->channel_place].n)
        out[c->channel_place] = in->channel;
    if (l->has_reasons) {
        list_issues(l);
        out[c->issues_place] = crm_arena_dup(&b->arena, crm_buf_str(&l->issues));
    }
    if (c->o.has_trace)
        add_trace(c, b, r, out, &b->arena);
    if (l->is_dropped)
        take_back(l, &counts, &mark);
    return crm_failed(e) ? -1 : l->is_dropped;
}

/* ---- a batch --------------------------------------------------------------------- */

void *crm_cleaner_lane_new(void *cleaner)
{
    const struct crm_cleaner *c = cleaner;
    struct crm_cleaner_lane *l = crm_alloc(sizeof(*l));

    l->c = c;
    l->reasons = crm_alloc_array(c->columns.n, sizeof(*l->reasons));
    for (size_t i = 0; c->o.notes && i < 2; i++)
        crm_notes_part_init(&l->sides[i].notes, c->o.notes);
    return l;
}

void crm_cleaner_lane_free(void *lane)
{
    struct crm_cleaner_lane *l = lane;

    if (!l)
        return;
    for (size_t i = 0; i < 2; i++) {
        crm_notes_part_clear(&l->sides[i].notes);
        free(l->sides[i].refused);
    }
    crm_buf_clear(&l->value);
    crm_buf_clear(&l->issues);
    free(l->reasons);
    free(l);
}

/* Column k's cell as the row will have it, borrowed until the next call; nothing is counted. */
static struct crm_str clean_text_of(struct crm_cleaner_lane *l, size_t k, struct crm_str raw)
{
    const struct column *column = &l->in->columns[k];
    enum crm_msg why;
    crm_steps steps;
    struct crm_str clean = canonical(l, column, raw, &why, &steps);

    return why != CRM_MSG_NONE && column->plan->on_reject == CRM_REJECT_EMPTY ? CRM_STR("") : clean;
}

/*
 * How many rows from the first on may be lines of the order before the batch: they have no amount
 * and the order number of the first.
 */
static size_t held_rows(struct crm_cleaner_lane *l, const struct crm_batch *b)
{
    const struct input *in = l->in;
    struct crm_buf id = {0};
    size_t r = 0;

    for (; in->order.has_orders && r < b->nrows; r++) {
        const struct crm_str *cells = crm_batch_row(b, r);
        size_t amount = in->column_at[in->order.amount], order = in->column_at[in->order.id];
        if (!crm_is_null_text(clean_text_of(l, amount, cells[amount])))
            break;
        struct crm_str own = clean_text_of(l, order, cells[order]);
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
    l->first = l->last = (struct crm_order_cells){0};
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

/* Rows that must not pass, in their order. */
static int set_aside(const struct crm_cleaner *c, struct crm_cleaner_lane *l, struct side *side,
                     struct crm_batch *b, struct crm_err *e)
{
    int rc = 0;

    for (size_t i = 0; i < side->nrefused && !rc; i++) {
        const struct refused *f = &side->refused[i];
        const struct column *column = &l->in->columns[f->column];
        static struct crm_rejects none; /* the first one stops the run */
        rc = crm_reject(column->plan->on_reject == CRM_REJECT_FAIL ? &none : c->o.rejects, b,
                        f->row, column->name, crm_batch_row(b, f->row)[f->column], f->why, e);
    }
    side->nrefused = 0;
    return rc;
}

int crm_cleaner_done(void *cleaner, void *lane, struct crm_batch *b, struct crm_err *e)
{
    struct crm_cleaner *c = cleaner;
    struct crm_cleaner_lane *l = lane;
    struct input *in = &c->inputs[l->in - c->inputs];

    if (in->order.has_orders && l->nrows)
        crm_order_keep(&in->order, l->held < l->nrows ? &l->last : &l->first, &in->before,
                       &in->order_text);
    c->counts.issues += l->counts.issues;
    c->counts.changed += l->counts.changed;
    c->counts.filled_lines += l->counts.filled_lines;
    c->counts.emptied += l->counts.emptied;
    c->counts.dropped += l->counts.dropped;
    c->counts.filled += l->counts.filled;
    l->counts = (struct crm_record_counts){0};
    for (size_t i = 0; i < 2; i++) {
        if (c->o.notes)
            crm_notes_take(c->o.notes, &l->sides[i].notes, e);
        if (set_aside(c, l, &l->sides[i], b, e))
            return -1;
    }
    return crm_failed(e) ? -1 : 0;
}

void crm_cleaner_counts(const struct crm_cleaner *c, struct crm_record_counts *counts)
{
    *counts = c->counts;
}
