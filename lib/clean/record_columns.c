/*
 * record_columns.c - from the columns of the inputs to those of the records table.
 */
#include "clean/record_parts.h"

#include <stdlib.h>

#include "base/mem.h"

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
    bool needs_country = false;
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
        needs_country |= in->columns[k].is_of_country;
        if (is_own(c, head->names[k]))
            continue;
        names[n] = output_name(c, map, k);
        kept[n++] = k;
    }
    if (!needs_country)
        in->country = CRM_NO_COLUMN;
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
