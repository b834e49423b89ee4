#include "clean/record.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/digits.h"
#include "base/mem.h"
#include "clean/fill.h"
#include "clean/order_cells.h"
#include "csv/columns.h"
#include "table/money.h"

/* A column that came in. */
struct column {
    const struct crm_column_plan *plan;
    crm_quick_fn *quick; /* of its type, where it is enough to know what comes out; else NULL */
    struct crm_str name; /* header */
    size_t place;        /* in the output; CRM_NO_COLUMN: dropped */
    size_t raw_place;    /* of the cell as it came, or CRM_NO_COLUMN */
    bool is_refund;
    bool is_of_country; /* a phone that is read as the country's in its row writes them */
};

struct input {
    const struct crm_mapping *map;
    struct column *columns;
    size_t first;           /* number of its first column among those of all inputs */
    struct crm_str channel; /* where the data name none */
    struct crm_order_places order;
    struct crm_fill_places fill;
    size_t country;                /* column, or CRM_NO_COLUMN */
    size_t email;                  /* place of the e-mail, or CRM_NO_COLUMN */
    size_t *column_at;             /* the column at each place of the output, or CRM_NO_COLUMN */
    size_t amounts;                /* the column whose marks must agree, or CRM_NO_COLUMN */
    struct crm_order_cells before; /* of the batches done so far */
    struct crm_buf order_text;     /* its texts */
};

/* A column of the output whose outliers are marked. */
struct marked {
    size_t place;
    bool is_date;
    struct crm_fence fence;
    _Atomic uint64_t n;
};

struct crm_cleaner {
    struct crm_record_opts o;
    struct input *inputs;
    size_t n;
    struct crm_columns columns;
    size_t npassed; /* of them came in */
    size_t channel_place, issues_place, trace_place, email_key_place;
    struct marked *marked;
    size_t nmarked;
    struct crm_arena texts;
    unsigned currency_marks; /* that all marks beside amounts may stand for */
    struct crm_record_counts counts;
};

/* A row whose value must be read and cannot. */
struct refused {
    size_t row, column;
    enum crm_msg why;
};

/* What is told of the rows of a batch: of those held, and of those behind them. */
struct side {
    struct crm_notes_part notes;
    struct refused *refused;
    size_t nrefused, cap;
};

struct crm_cleaner_lane {
    const struct crm_cleaner *c;
    char room[CRM_QUICK_BYTES];
    struct crm_buf value, issues;
    enum crm_msg *reasons; /* of each place: why its cell in this row could not be read */
    bool has_reasons;
    struct side sides[2]; /* held, behind */
    /* of the batch */
    const struct input *in;
    size_t nrows, held;
    struct crm_order_cells first, last; /* what the held rows and those behind them follow on */
    unsigned currency_marks;
    struct crm_record_counts counts;
    /* of the row */
    struct side *side;
    size_t row;
    uint64_t line;
    bool is_dropped;
    char region[3]; /* of phones in this row; "": as planned */
};

/* ---- columns --------------------------------------------------------------------- */

static bool is_own(const struct crm_cleaner *c, struct crm_str name)
{
    return crm_str_eq(name, CRM_STR("issues")) ||
           (c->o.outliers && crm_str_eq(name, CRM_STR("outliers"))) ||
           (c->o.has_email_key && crm_str_eq(name, CRM_STR("email_key"))) ||
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

static size_t role_place(const struct input *in, enum crm_role role)
{
    size_t column = in->map->column[role];

    return column == CRM_NO_COLUMN ? CRM_NO_COLUMN : in->columns[column].place;
}

static bool is_id_card(const struct crm_column_plan *plan)
{
    return plan->type == &crm_type_resident_id ||
           (plan->type == &crm_type_id && plan->opts.id_kind == CRM_ID_RESIDENT);
}

/* What cells of an input can be filled from. */
static struct crm_fill_places fill_sources(const struct input *in, size_t ncols)
{
    struct crm_fill_places p = {.id_card = CRM_NO_COLUMN,
                                .address = role_place(in, CRM_ROLE_address),
                                .postcode = role_place(in, CRM_ROLE_postcode),
                                .phone = role_place(in, CRM_ROLE_phone),
                                .order_id = role_place(in, CRM_ROLE_order_id)};

    for (size_t k = ncols; k-- > 0;)
        if (is_id_card(in->columns[k].plan))
            p.id_card = in->columns[k].place;
    return p;
}

static void find_fill_places(struct crm_cleaner *c, struct input *in, size_t ncols)
{
    in->fill = fill_sources(in, ncols);
    in->email = role_place(in, CRM_ROLE_email);
    for (size_t k = 0; k < CRM_FILLS; k++)
        in->fill.to[k] =
            crm_column_named(c->columns.names, c->columns.n, crm_fill_column((enum crm_fill)k));
}

static bool is_selected(const struct crm_cleaner *c, struct crm_str name)
{
    return !c->o.is_selected || c->o.is_selected(c->o.selector, name);
}

/* The columns that cells of some input can be filled in. A date of order alone is not made: that is
 * for a table that has the column. */
static void add_fill_columns(struct crm_cleaner *c)
{
    size_t place;

    for (size_t k = 0; k < CRM_FILLS; k++) {
        const struct crm_str name = crm_fill_column((enum crm_fill)k);
        bool can = false;
        for (size_t i = 0; i < c->n; i++) {
            struct crm_fill_places p = fill_sources(&c->inputs[i], c->inputs[i].map->ncols);
            can = can || crm_fill_can(&p, (enum crm_fill)k);
        }
        if (can && k != CRM_FILL_ORDER_DATE && is_selected(c, name))
            crm_columns_add(&c->columns, &name, 1, &place);
    }
}

/* Do amounts still tell their currency behind the plan? */
static bool keeps_currency(const struct crm_column_plan *plan)
{
    return !plan->type || (plan->type == &crm_type_money && plan->opts.has_code);
}

/* Where the output has what an input's rows need to be told apart and filled. */
static void find_places(struct crm_cleaner *c, struct input *in, size_t ncols)
{
    size_t *place = crm_alloc_array(ncols, sizeof(*place));

    for (size_t k = 0; k < ncols; k++)
        place[k] = in->columns[k].place;
    crm_order_places_find(&in->order, in->map, place);
    free(place);
    in->amounts = in->map->column[CRM_ROLE_currency] == CRM_NO_COLUMN
                      ? in->map->column[CRM_ROLE_amount]
                      : CRM_NO_COLUMN;
    find_fill_places(c, in, ncols);
    if (in->amounts != CRM_NO_COLUMN && keeps_currency(in->columns[in->amounts].plan))
        in->amounts = CRM_NO_COLUMN;
    in->column_at = crm_alloc_array(c->columns.n, sizeof(*in->column_at));
    for (size_t k = 0; k < c->columns.n; k++)
        in->column_at[k] = CRM_NO_COLUMN;
    for (size_t k = 0; k < ncols; k++)
        if (in->columns[k].place != CRM_NO_COLUMN)
            in->column_at[in->columns[k].place] = k;
}

/* A column of amounts that only its values tell: see plan.h. */
static bool is_guessed_money(const struct crm_column_plan *plan)
{
    return plan->currencies != ~0U;
}

/* Notes want to know what was done, and the user's spellings of nothing come first. */
static crm_quick_fn *quick_of(const struct crm_cleaner *c, const struct crm_column_plan *plan)
{
    bool needs_looks = c->o.notes || c->o.nnulls || is_guessed_money(plan);

    return plan->type && !needs_looks ? plan->type->quick : NULL;
}

/* The column that says in which country a row's phones are, or CRM_NO_COLUMN. */
static size_t country_column(const struct crm_cleaner *c, size_t i, const struct crm_mapping *map)
{
    size_t column = map->column[CRM_ROLE_country];

    return column != CRM_NO_COLUMN && c->o.plans[i][column].type == &crm_type_country
               ? column
               : CRM_NO_COLUMN;
}

/* A rule says what it says. */
static bool is_of_country(const struct input *in, const struct crm_column_plan *plan)
{
    return plan->type == &crm_type_phone && plan->chosen != CRM_BY_RULE &&
           in->country != CRM_NO_COLUMN;
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
    in->first = i ? c->inputs[i - 1].first + c->inputs[i - 1].map->ncols : 0;
    in->channel = c->o.channel ? crm_str_of(c->o.channel) : channel_of_file(&c->texts, head->file);
    for (int r = 0; r < CRM_ROLE_COUNT && !rc; r++)
        rc = crm_mapping_column(map, (enum crm_role)r, &column, e);
    in->country = country_column(c, i, map);
    for (size_t k = 0; k < head->ncols; k++) {
        const struct crm_column_plan *plan = &c->o.plans[i][k];
        in->columns[k] = (struct column){.plan = plan,
                                         .quick = quick_of(c, plan),
                                         .name = head->names[k],
                                         .place = CRM_NO_COLUMN,
                                         .raw_place = CRM_NO_COLUMN,
                                         .is_refund = map->role[k] == CRM_ROLE_refund_amount,
                                         .is_of_country = is_of_country(in, plan)};
        if (is_own(c, head->names[k]))
            continue;
        names[n] = output_name(c, map, k);
        kept[n++] = k;
    }
    crm_columns_add(&c->columns, names, n, place);
    for (size_t k = 0; k < n; k++)
        in->columns[kept[k]].place = place[k];
    free(names);
    free(kept);
    free(place);
    return rc;
}

/* NAME_raw for each typed column that is written, where no input has such a column already: then it
 * is kept. */
static void add_raw_columns(struct crm_cleaner *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->inputs[i].map->ncols; k++) {
            struct column *column = &c->inputs[i].columns[k];
            if (!column->plan->type || column->place == CRM_NO_COLUMN ||
                c->inputs[i].map->role[k] == CRM_ROLE_channel ||
                !is_selected(c, c->columns.names[column->place]))
                continue;
            struct crm_buf text = {0};
            crm_buf_add(&text, c->columns.names[column->place]);
            crm_buf_add_cstr(&text, "_raw");
            struct crm_str name = crm_arena_dup(&c->texts, crm_buf_str(&text));
            crm_buf_clear(&text);
            if (crm_column_named(c->columns.names, c->npassed, name) == CRM_NO_COLUMN)
                crm_columns_add(&c->columns, &name, 1, &column->raw_place);
        }
}

static bool is_marked(const struct crm_cleaner *c, size_t place)
{
    for (size_t i = 0; i < c->nmarked; i++)
        if (c->marked[i].place == place)
            return true;
    return false;
}

/* The columns of money and dates. */
static void find_marked(struct crm_cleaner *c)
{
    c->marked = crm_alloc_array(c->columns.n, sizeof(*c->marked));
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->inputs[i].map->ncols; k++) {
            const struct column *column = &c->inputs[i].columns[k];
            const struct crm_type *type = column->plan->type;
            bool is_date = crm_type_is_date(type);
            if ((!is_date && type != &crm_type_money) || column->place == CRM_NO_COLUMN ||
                is_marked(c, column->place))
                continue;
            struct marked *m = &c->marked[c->nmarked++];
            m->place = column->place;
            m->is_date = is_date;
        }
}

struct crm_cleaner *crm_cleaner_new(const struct crm_head *const *heads,
                                    const struct crm_mapping *maps, size_t n,
                                    const struct crm_record_opts *o, struct crm_err *e)
{
    static const struct crm_str own[] = {CRM_STR_INIT("issues"), CRM_STR_INIT("source_file"),
                                         CRM_STR_INIT("source_row")};
    static const struct crm_str channel = CRM_STR_INIT("channel");
    static const struct crm_str outliers = CRM_STR_INIT("outliers");
    static const struct crm_str email_key = CRM_STR_INIT("email_key");
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
    if (o->fills)
        add_fill_columns(c);
    if (o->keeps_raw)
        add_raw_columns(c);
    crm_columns_add(&c->columns, &channel, 1, &c->channel_place);
    if (o->has_email_key)
        crm_columns_add(&c->columns, &email_key, 1, &c->email_key_place);
    crm_columns_add(&c->columns, own, o->has_trace ? 3 : 1, places);
    c->issues_place = places[0];
    c->trace_place = places[1];
    if (o->outliers) {
        crm_columns_add(&c->columns, &outliers, 1, places);
        find_marked(c);
    }
    for (size_t i = 0; i < n; i++)
        find_places(c, &c->inputs[i], heads[i]->ncols);
    c->currency_marks = ~0U;
    return c;
}

const struct crm_str *crm_cleaner_columns(const struct crm_cleaner *c, size_t *npassed, size_t *n)
{
    *npassed = c->npassed;
    *n = c->columns.n;
    return c->columns.names;
}

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

/* ---- outliers -------------------------------------------------------------------- */

size_t crm_cleaner_nnumbers(const struct crm_cleaner *c)
{
    return c->nmarked;
}

static int64_t number_of(const struct marked *m, struct crm_str cell)
{
    crm_money amount;
    int32_t day;

    if (!m->is_date)
        return crm_money_parse(cell, '.', &amount) == CRM_MSG_NONE ? amount : INT64_MIN;
    return crm_day_parse(cell, CRM_ORDER_YMD, &(struct crm_zone){0}, &day) == CRM_MSG_NONE
               ? day
               : INT64_MIN;
}

void crm_cleaner_numbers(const void *lane, const struct crm_str *row, int64_t *numbers)
{
    const struct crm_cleaner *c = ((const struct crm_cleaner_lane *)lane)->c;

    for (size_t k = 0; k < c->nmarked; k++)
        numbers[k] = number_of(&c->marked[k], row[c->marked[k].place]);
}

int crm_cleaner_settle(void *cleaner, size_t k, const struct crm_values *values, struct crm_err *e)
{
    struct crm_cleaner *c = cleaner;

    return crm_fence_make(&c->marked[k].fence, c->o.outliers, values, e);
}

void crm_cleaner_mark(const void *cleaner, const int64_t *numbers, struct crm_buf *cell)
{
    const struct crm_cleaner *c = cleaner;

    for (size_t k = 0; k < c->nmarked; k++) {
        struct marked *m = &c->marked[k];
        if (numbers[k] == INT64_MIN || !m->fence.is_testable ||
            (numbers[k] >= m->fence.low && numbers[k] <= m->fence.high))
            continue;
        if (cell->n)
            crm_buf_add_char(cell, ';');
        crm_buf_add(cell, c->columns.names[m->place]);
        atomic_fetch_add(&m->n, 1);
    }
}

struct crm_str crm_cleaner_outliers(const struct crm_cleaner *c, size_t k, bool *is_testable,
                                    uint64_t *n)
{
    *is_testable = c->marked[k].fence.is_testable;
    *n = c->marked[k].n;
    return c->columns.names[c->marked[k].place];
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
        free(c->inputs[i].column_at);
        crm_buf_clear(&c->inputs[i].order_text);
    }
    free(c->inputs);
    free(c->marked);
    crm_columns_clear(&c->columns);
    crm_arena_clear(&c->texts);
    free(c);
}
