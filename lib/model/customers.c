#include "model/customers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "csv/columns.h"
#include "text/unicode.h"

/* The figures that models read, by our name or by the role of a shop's own column. */
static const struct figure {
    const char *name;
    enum crm_type type;
    enum crm_role role; /* CRM_ROLE_COUNT: by name only */
} figures[] = {
    {"first_order", CRM_DATE, CRM_ROLE_first_order_date},
    {"last_order", CRM_DATE, CRM_ROLE_last_order_date},
    {"frequency", CRM_INT, CRM_ROLE_order_count},
    {"order_days", CRM_INT, CRM_ROLE_COUNT},
    {"monetary", CRM_MONEY, CRM_ROLE_total_spent},
    {"first_day_monetary", CRM_MONEY, CRM_ROLE_COUNT},
    {"refunds", CRM_MONEY, CRM_ROLE_COUNT},
    {"recency_days", CRM_INT, CRM_ROLE_COUNT},
    {"r_score", CRM_INT, CRM_ROLE_COUNT},
    {"f_score", CRM_INT, CRM_ROLE_COUNT},
    {"m_score", CRM_INT, CRM_ROLE_COUNT},
    {"abc_rank", CRM_INT, CRM_ROLE_COUNT},
    {"churn_rank", CRM_INT, CRM_ROLE_COUNT},
};

enum { FIGURES = sizeof(figures) / sizeof(*figures) };

/* A cell of a figure, in its type. */
union value {
    int64_t number;
    int32_t day;
};

struct row {
    struct crm_str id;
    struct crm_str *cells; /* in the order of the input's header */
    union value value[FIGURES];
    uint64_t line;
    uint32_t input;
};

struct crm_customers {
    const struct crm_head *const *heads;
    size_t n;
    size_t *id_column;
    size_t (*figure_column)[FIGURES];
    struct crm_columns columns; /* of the output */
    size_t **places;            /* places[input][column] in it */
    enum crm_date_order order;
    char decimal;
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_lease lease;
    struct crm_arena texts;
    struct row *rows;
    size_t nrows, rows_cap;
};

static bool has_name(const struct crm_mapping *map, struct crm_str name)
{
    return crm_column_named(map->names, map->ncols, name) != CRM_NO_COLUMN;
}

bool crm_is_customers(const struct crm_mapping *map)
{
    if (has_name(map, CRM_STR("customer_id")) && has_name(map, CRM_STR("monetary")))
        return true;
    return map->column[CRM_ROLE_customer_id] != CRM_NO_COLUMN &&
           map->column[CRM_ROLE_total_spent] != CRM_NO_COLUMN &&
           map->column[CRM_ROLE_order_id] == CRM_NO_COLUMN &&
           map->column[CRM_ROLE_order_date] == CRM_NO_COLUMN;
}

struct crm_customers *crm_customers_new(const struct crm_head *const *heads,
                                        const struct crm_mapping *maps, size_t n,
                                        enum crm_date_order order, char decimal,
                                        struct crm_rejects *rejects, struct crm_ledger *ledger,
                                        struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_customers *m = crm_alloc(sizeof(*m));
    *m = (struct crm_customers){.heads = heads,
                                .n = n,
                                .order = order,
                                .decimal = decimal,
                                .rejects = rejects,
                                .ledger = ledger,
                                .lease = {.budget = budget}};
    m->id_column = crm_alloc_array(n, sizeof(*m->id_column));
    m->figure_column = crm_alloc_array(n, sizeof(*m->figure_column));
    m->places = crm_alloc_array(n, sizeof(*m->places));
    for (size_t i = 0; i < n; i++) {
        if (crm_mapping_need(&maps[i], CRM_ROLE_customer_id, &m->id_column[i], e)) {
            crm_customers_free(m);
            return NULL;
        }
        for (size_t f = 0; f < FIGURES; f++) {
            size_t c =
                crm_column_named(heads[i]->names, heads[i]->ncols, crm_str_of(figures[f].name));
            if (c == CRM_NO_COLUMN && figures[f].role != CRM_ROLE_COUNT)
                c = maps[i].column[figures[f].role];
            m->figure_column[i][f] = c;
        }
        m->places[i] = crm_alloc_array(heads[i]->ncols, sizeof(**m->places));
        crm_columns_add(&m->columns, heads[i]->names, heads[i]->ncols, m->places[i]);
    }
    return m;
}

/* ---- rows ------------------------------------------------------------------------ */

static enum crm_msg read_int(struct crm_str text, int64_t *out)
{
    crm_money v;
    enum crm_msg reason = crm_money_parse(text, '.', &v);

    if (reason == CRM_MSG_NONE && v % CRM_MONEY_UNIT)
        reason = CRM_MSG_NOT_A_NUMBER;
    if (reason == CRM_MSG_NONE)
        *out = v / CRM_MONEY_UNIT;
    return reason;
}

static enum crm_msg read_value(const struct crm_customers *m, enum crm_type type,
                               struct crm_str text, union value *v)
{
    switch (type) {
    case CRM_DATE:
        v->day = CRM_NO_DATE;
        return crm_day_parse(text, m->order, &(struct crm_zone){0}, &v->day);
    case CRM_INT:
        v->number = CRM_NO_INT;
        return read_int(text, &v->number);
    case CRM_MONEY:
        v->number = CRM_NO_INT;
        return crm_money_parse(text, m->decimal, &v->number);
    case CRM_TEXT:
    case CRM_REAL:
    case CRM_CODE:
        break;
    }
    return CRM_MSG_NONE;
}

/* Read the row's figures; *column names the one that cannot be read. */
static enum crm_msg read_figures(const struct crm_customers *m, size_t input,
                                 const struct crm_str *cells, struct row *row, size_t *column)
{
    for (size_t f = 0; f < FIGURES; f++) {
        size_t c = m->figure_column[input][f];
        struct crm_str text = crm_trim_blanks(crm_row_cell(cells, c));
        enum crm_msg reason = read_value(m, figures[f].type, text, &row->value[f]);
        if (reason == CRM_MSG_NONE || reason == CRM_MSG_EMPTY_VALUE)
            continue;
        *column = c;
        return reason;
    }
    return CRM_MSG_NONE;
}

static int add_row(struct crm_customers *m, const struct crm_batch *b, size_t r, struct crm_err *e)
{
    size_t input = b->head->input;
    const struct crm_str *cells = crm_batch_row(b, r);
    struct row row = {.id = crm_trim_blanks(cells[m->id_column[input]]),
                      .line = b->lines[r],
                      .input = (uint32_t)input};
    size_t column = m->id_column[input];
    enum crm_msg reason =
        row.id.n ? read_figures(m, input, cells, &row, &column) : CRM_MSG_NO_CUSTOMER;

    if (reason != CRM_MSG_NONE)
        return crm_reject(m->rejects, b, r, b->head->names[column], cells[column], reason, e);
    row.id = crm_arena_dup(&m->texts, row.id);
    row.cells = crm_arena_alloc(&m->texts, b->head->ncols * sizeof(*row.cells));
    for (size_t c = 0; c < b->head->ncols; c++)
        row.cells[c] = crm_arena_dup(&m->texts, cells[c]);
    struct row *rows =
        crm_lease_grow(&m->lease, m->rows, &m->rows_cap, m->nrows + 1, sizeof(*m->rows), e);
    if (!rows)
        return -1;
    m->rows = rows;
    m->rows[m->nrows++] = row;
    return 0;
}

int crm_customers_add(void *customers, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_customers *m = customers;

    (void)worker;
    for (size_t r = 0; r < b->nrows; r++)
        if (add_row(m, b, r, e))
            return -1;
    return crm_lease_arena(&m->lease, &m->texts, e);
}

/* ---- the table ------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = crm_str_cmp(x->id, y->id);

    if (c)
        return c;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Set aside the second row of a customer; they stand beside each other. */
static int drop_doubles(struct crm_customers *m, struct crm_err *e)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->nrows; i++) {
        const struct row *row = &m->rows[i];
        if (!kept || !crm_str_eq(m->rows[kept - 1].id, row->id)) {
            m->rows[kept++] = *row;
            continue;
        }
        const struct crm_head *head = m->heads[row->input];
        if (crm_reject_cells(m->rejects, head, row->line, row->cells, head->ncols,
                             head->names[m->id_column[row->input]], row->id, CRM_MSG_CUSTOMER_TWICE,
                             e))
            return -1;
    }
    m->nrows = kept;
    m->ledger->rows_used += kept;
    return 0;
}

static void fill_texts(const struct crm_customers *m, struct crm_frame *f)
{
    for (size_t c = 0; c < m->columns.n; c++) {
        struct crm_str *text = crm_frame_add_text(f, m->columns.names[c])->v.text;
        for (size_t r = 0; r < m->nrows; r++)
            text[r] = CRM_STR("");
    }
    for (size_t r = 0; r < m->nrows; r++) {
        const struct row *row = &m->rows[r];
        for (size_t c = 0; c < m->heads[row->input]->ncols; c++)
            f->cols[m->places[row->input][c]].v.text[r] = row->cells[c];
    }
}

static bool is_present(const struct crm_customers *m, size_t figure)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->figure_column[i][figure] != CRM_NO_COLUMN)
            return true;
    return false;
}

static void fill_figures(const struct crm_customers *m, struct crm_frame *f)
{
    for (size_t i = 0; i < FIGURES; i++) {
        if (!is_present(m, i))
            continue;
        struct crm_column *c = crm_frame_add_hidden(f, figures[i].name, figures[i].type);
        for (size_t r = 0; r < m->nrows; r++) {
            if (figures[i].type == CRM_DATE)
                c->v.dates[r] = m->rows[r].value[i].day;
            else
                c->v.ints[r] = m->rows[r].value[i].number;
        }
    }
}

/* The day that recency counts back from, as the rows tell it. */
static int32_t find_as_of(const struct crm_frame *f)
{
    const int32_t *last = crm_frame_dates(f, "last_order");
    const int64_t *recency = crm_frame_ints(f, "recency_days");
    int32_t as_of = CRM_NO_DATE;

    for (size_t r = 0; last && recency && r < f->nrows; r++)
        if (last[r] != CRM_NO_DATE && recency[r] != CRM_NO_INT && recency[r] >= 0 &&
            recency[r] < INT32_MAX / 2 && last[r] + (int32_t)recency[r] > as_of)
            as_of = last[r] + (int32_t)recency[r];
    return as_of;
}

struct crm_frame *crm_customers_frame(struct crm_customers *m, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    if (m->nrows)
        qsort(m->rows, m->nrows, sizeof(*m->rows), compare_rows);
    if (drop_doubles(m, e))
        return NULL;
    struct crm_frame *f = crm_frame_new(m->nrows);
    f->arena = m->texts; /* the table owns its texts from here on */
    m->texts = (struct crm_arena){0};
    fill_texts(m, f);
    /* A shop's own name for the customer's id: the models find it under ours. */
    if (!crm_frame_text(f, "customer_id")) {
        struct crm_str *id = crm_frame_add_hidden(f, "customer_id", CRM_TEXT)->v.text;
        for (size_t r = 0; r < m->nrows; r++)
            id[r] = m->rows[r].id;
    }
    fill_figures(m, f);
    f->as_of = find_as_of(f);
    return f;
}

void crm_customers_free(struct crm_customers *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n; i++)
        free(m->places[i]);
    free(m->places);
    free(m->id_column);
    free(m->figure_column);
    crm_columns_clear(&m->columns);
    crm_lease_end(&m->lease);
    crm_arena_clear(&m->texts);
    free(m->rows);
    free(m);
}
