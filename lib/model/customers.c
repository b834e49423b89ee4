#include "model/customers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "calc/sort.h"
#include "model/customers_parts.h"
#include "text/unicode.h"

const struct crm_figure crm_figures[FIGURES] = {
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

/* Rows in the spool before there is a file: a part of the limit, or this. */
enum { SPOOL_BYTES = 64 * 1024 * 1024, SPOOL_SHARE = 4 };

/* What is counted with may take this part of the limit: a table in memory needs as much again. */
enum { ROWS_PART = 3, ROWS_OF = 8, RUN_ROWS_MIN = 1000 };

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

/* The columns of input i: those of the figures, and where each goes in the output. */
static void map_input(struct crm_customers *m, size_t i, const struct crm_mapping *map)
{
    const struct crm_head *head = m->heads[i];

    for (size_t f = 0; f < FIGURES; f++) {
        size_t c = crm_column_named(head->names, head->ncols, crm_str_of(crm_figures[f].name));
        if (c == CRM_NO_COLUMN && crm_figures[f].role != CRM_ROLE_COUNT)
            c = map->column[crm_figures[f].role];
        m->figure_column[i][f] = c;
        m->is_present[f] |= c != CRM_NO_COLUMN;
    }
    m->places[i] = crm_alloc_array(head->ncols, sizeof(**m->places));
    crm_columns_add(&m->columns, head->names, head->ncols, m->places[i]);
}

static struct crm_spool *new_spool(const struct crm_customers *m, const struct crm_budget *budget)
{
    size_t share = budget->limit_bytes / SPOOL_SHARE;

    return crm_spool_new(m->o.tmpdir, share && share < SPOOL_BYTES ? share : SPOOL_BYTES);
}

struct crm_customers *crm_customers_new(const struct crm_customers_opts *o,
                                        const struct crm_head *const *heads,
                                        const struct crm_mapping *maps, size_t n,
                                        struct crm_rejects *rejects, struct crm_ledger *ledger,
                                        struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_customers *m = crm_alloc(sizeof(*m));
    *m = (struct crm_customers){.o = *o,
                                .heads = heads,
                                .n = n,
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
        map_input(m, i, &maps[i]);
    }
    m->cells = crm_alloc_array(m->columns.n + 1, sizeof(*m->cells));
    m->spool = new_spool(m, budget);
    if (o->in_pieces)
        m->runs = crm_runs_new(o->tmpdir, budget);
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

static enum crm_msg read_value(const struct crm_customers *m, enum crm_column_type type,
                               struct crm_str text, union value *v)
{
    switch (type) {
    case CRM_DATE:
        v->day = CRM_NO_DATE;
        return crm_day_parse(text, m->o.order, &(struct crm_zone){0}, &v->day);
    case CRM_INT:
        v->number = CRM_NO_INT;
        return read_int(text, &v->number);
    case CRM_MONEY:
        v->number = CRM_NO_INT;
        return crm_money_parse(text, m->o.decimal, &v->number);
    case CRM_TEXT:
    case CRM_REAL:
    case CRM_CODE:
    case CRM_SPOOLED:
        break;
    }
    return CRM_MSG_NONE;
}

/* Read the row's figures; *column names the one that cannot be read. */
static enum crm_msg read_figures(const struct crm_customers *m, size_t input,
                                 const struct crm_str *cells, union value *value, size_t *column)
{
    for (size_t f = 0; f < FIGURES; f++) {
        size_t c = m->figure_column[input][f];
        struct crm_str text = crm_trim_blanks(crm_row_cell(cells, c));
        enum crm_msg reason = read_value(m, crm_figures[f].type, text, &value[f]);
        if (reason == CRM_MSG_NONE || reason == CRM_MSG_EMPTY_VALUE)
            continue;
        *column = c;
        return reason;
    }
    return CRM_MSG_NONE;
}

size_t crm_figure_bytes(size_t figure)
{
    return crm_figures[figure].type == CRM_DATE ? sizeof(int32_t) : sizeof(int64_t);
}

/* Room for one more row in every array: they grow together. */
static int grow_rows(struct crm_customers *m, struct crm_err *e)
{
    size_t need = m->nrows + 1, cap = m->rows_cap;
    void *p;

    if (need <= cap)
        return 0;
    if (!(p = crm_lease_grow(&m->lease, m->ids, &cap, need, sizeof(*m->ids), e)))
        return -1;
    m->ids = p;
    cap = m->rows_cap;
    if (!(p = crm_lease_grow(&m->lease, m->spooled, &cap, need, sizeof(*m->spooled), e)))
        return -1;
    m->spooled = p;
    for (size_t f = 0; f < FIGURES; f++) {
        if (!m->is_present[f])
            continue;
        cap = m->rows_cap;
        if (!(p = crm_lease_grow(&m->lease, m->values[f].data, &cap, need, crm_figure_bytes(f), e)))
            return -1;
        m->values[f].data = p;
    }
    m->rows_cap = cap;
    return 0;
}

/* What the rows and the sort of their ids take. */
static size_t rows_bytes(const struct crm_customers *m)
{
    size_t row = sizeof(*m->ids) + sizeof(*m->spooled) + sizeof(*m->order) + CRM_TEXTS_ORDER_BYTES;

    for (size_t f = 0; f < FIGURES; f++)
        row += m->is_present[f] ? crm_figure_bytes(f) : 0;
    return m->nrows * row + m->texts.total_bytes;
}

/* Room for one more row: where the memory is too small, rows go to a run. */
static int make_room(struct crm_customers *m, struct crm_err *e)
{
    struct crm_err refused = {0};
    size_t limit = m->lease.budget->limit_bytes;
    bool is_full = limit && m->nrows >= RUN_ROWS_MIN && rows_bytes(m) > limit / ROWS_OF * ROWS_PART;

    if (!m->runs || !m->nrows)
        return grow_rows(m, e);
    if (!is_full && !grow_rows(m, &refused))
        return 0;
    return crm_customers_write_run(m, e);
}

static void keep_values(struct crm_customers *m, const union value *value)
{
    for (size_t f = 0; f < FIGURES; f++) {
        if (!m->is_present[f])
            continue;
        if (crm_figures[f].type == CRM_DATE)
            m->values[f].days[m->nrows] = value[f].day;
        else
            m->values[f].numbers[m->nrows] = value[f].number;
    }
}

static int spool_row(struct crm_customers *m, const struct origin *origin,
                     const struct crm_str *cells, struct crm_err *e)
{
    size_t n = m->columns.n;

    for (size_t c = 0; c < n; c++)
        m->cells[c] = CRM_STR("");
    for (size_t c = 0; c < m->heads[origin->input]->ncols; c++)
        m->cells[m->places[origin->input][c]] = cells[c];
    m->cells[n] = (struct crm_str){(const char *)origin, sizeof(*origin)};
    return crm_spool_add_row(m->spool, m->cells, n + 1, &m->spooled[m->nrows], e);
}

static int add_row(struct crm_customers *m, const struct crm_batch *b, size_t r, struct crm_err *e)
{
    struct origin origin = {b->lines[r], b->head->input};
    const struct crm_str *cells = crm_batch_row(b, r);
    size_t column = m->id_column[origin.input];
    struct crm_str id = crm_trim_blanks(cells[column]);
    union value value[FIGURES];
    enum crm_msg reason =
        id.n ? read_figures(m, origin.input, cells, value, &column) : CRM_MSG_NO_CUSTOMER;

    if (reason != CRM_MSG_NONE)
        return crm_reject(m->rejects, b, r, b->head->names[column], cells[column], reason, e);
    if (make_room(m, e) || spool_row(m, &origin, cells, e))
        return -1;
    keep_values(m, value);
    m->ids[m->nrows++] = crm_arena_dup(&m->texts, id);
    return 0;
}

/* Take or give back what the spool has come to hold since the last call. */
static int lease_spool(struct crm_customers *m, struct crm_err *e)
{
    size_t held = crm_spool_held(m->spool), leased = m->spool_leased_bytes;

    m->spool_leased_bytes = held;
    if (held >= leased)
        return crm_lease_take(&m->lease, held - leased, e);
    crm_lease_give(&m->lease, leased - held);
    return 0;
}

int crm_customers_add(void *customers, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_customers *m = customers;

    (void)worker;
    for (size_t r = 0; r < b->nrows; r++)
        if (add_row(m, b, r, e))
            return -1;
    if (lease_spool(m, e))
        return -1;
    return crm_lease_arena(&m->lease, &m->texts, e);
}

void crm_customers_give_back(struct crm_customers *m, void *array, size_t size)
{
    free(array);
    crm_lease_give(&m->lease, crm_mul_size(m->rows_cap, size));
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
    crm_spool_free(m->spool);
    crm_runs_free(m->runs);
    for (size_t f = 0; f < FIGURES; f++)
        free(m->values[f].data);
    free(m->ids);
    free(m->spooled);
    free(m->cells);
    free(m->order);
    free(m);
}
