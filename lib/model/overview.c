#include "model/overview.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/codes.h"
#include "table/date.h"
#include "table/roles.h"

/* The typed columns that most figures come from; any may be NULL. */
struct columns {
    const int64_t *frequency, *recency_days, *r_score, *f_score;
    const crm_money *monetary, *refunds;
    const int32_t *first_order, *last_order;
};

static struct columns find_columns(const struct crm_frame *f)
{
    return (struct columns){
        .frequency = crm_frame_ints(f, "frequency"),
        .recency_days = crm_frame_ints(f, "recency_days"),
        .r_score = crm_frame_ints(f, "r_score"),
        .f_score = crm_frame_ints(f, "f_score"),
        .monetary = crm_frame_money(f, "monetary"),
        .refunds = crm_frame_money(f, "refunds"),
        .first_order = crm_frame_dates(f, "first_order"),
        .last_order = crm_frame_dates(f, "last_order"),
    };
}

static crm_money money_at(const crm_money *cells, size_t row)
{
    return cells && cells[row] != CRM_NO_INT ? cells[row] : 0;
}

static int64_t int_at(const int64_t *cells, size_t row)
{
    return cells ? cells[row] : CRM_NO_INT;
}

static int32_t date_at(const int32_t *cells, size_t row)
{
    return cells ? cells[row] : CRM_NO_DATE;
}

static bool is_buyer(const struct columns *c, size_t row)
{
    if (c->frequency)
        return c->frequency[row] != CRM_NO_INT && c->frequency[row] > 0;
    if (c->last_order)
        return c->last_order[row] != CRM_NO_DATE;
    return money_at(c->monetary, row) > 0;
}

static void add_dates(const struct columns *c, size_t row, struct crm_overview *o)
{
    int32_t first = date_at(c->first_order, row);
    int32_t last = date_at(c->last_order, row);

    if (first != CRM_NO_DATE && (o->first_date == CRM_NO_DATE || first < o->first_date))
        o->first_date = first;
    if (last != CRM_NO_DATE && (o->last_date == CRM_NO_DATE || last > o->last_date))
        o->last_date = last;
    /* as-of = last_order + recency_days, for all alike: the first customer that has both tells. */
    if (o->as_of == CRM_NO_DATE && last != CRM_NO_DATE) {
        int64_t recency = int_at(c->recency_days, row);
        if (recency >= 0 && recency <= INT32_MAX / 2 && last <= INT32_MAX / 2)
            o->as_of = last + (int32_t)recency;
    }
}

static void find_totals(const struct crm_frame *f, const struct columns *c, struct crm_overview *o)
{
    o->customers = f->nrows;
    o->as_of = f->as_of;
    o->first_date = o->last_date = CRM_NO_DATE;
    o->has_orders = c->frequency != NULL;
    o->has_revenue = c->monetary != NULL;
    o->has_refunds = c->refunds != NULL;
    for (size_t i = 0; i < f->nrows; i++) {
        int64_t orders = int_at(c->frequency, i);
        o->buyers += is_buyer(c, i);
        o->repeaters += orders >= 2;
        o->orders += orders > 0 ? orders : 0;
        o->revenue += money_at(c->monetary, i);
        o->refunds += money_at(c->refunds, i);
        add_dates(c, i, o);
    }
}

/* Count every customer under the text of that column. */
static void count_texts(const struct crm_frame *f, const struct columns *c, const char *name,
                        struct crm_arena *arena, struct crm_tally *t)
{
    const struct crm_column *column = crm_frame_find(f, name);
    struct crm_buf text = {0};

    t->has_column = column != NULL;
    for (size_t i = 0; column && i < f->nrows; i++) {
        crm_buf_reset(&text);
        crm_frame_cell(column, i, &text);
        crm_tally_add(t, arena, crm_buf_str(&text), money_at(c->monetary, i),
                      int_at(c->recency_days, i));
    }
    crm_buf_clear(&text);
}

static void find_rf_map(const struct crm_frame *f, const struct columns *c, struct crm_rf_map *map)
{
    map->is_known = c->r_score && c->f_score;
    map->r_bins = map->f_bins = 5;
    for (size_t i = 0; map->is_known && i < f->nrows; i++) {
        int64_t r = c->r_score[i];
        int64_t freq = c->f_score[i];
        if (r < 1 || r > CRM_MAP_BINS_MAX || freq < 1 || freq > CRM_MAP_BINS_MAX) {
            map->unscored++;
            continue;
        }
        struct crm_rf_cell *cell = &map->cell[r - 1][freq - 1];
        cell->customers++;
        cell->revenue += money_at(c->monetary, i);
        map->r_bins = (size_t)r > map->r_bins ? (size_t)r : map->r_bins;
        map->f_bins = (size_t)freq > map->f_bins ? (size_t)freq : map->f_bins;
    }
}

static void find_concentration(const struct crm_frame *f, const struct columns *c,
                               struct crm_concentration *spread)
{
    crm_money *net = crm_alloc_array(f->nrows, sizeof(*net));
    size_t n = 0;

    for (size_t i = 0; c->monetary && i < f->nrows; i++)
        if (is_buyer(c, i))
            net[n++] = money_at(c->monetary, i);
    crm_concentration_find(net, n, spread);
    free(net);
}

/* The rows of the list so far, highest net sum first. */
struct short_list {
    size_t n;
    size_t row[CRM_AT_RISK_MAX];
};

/* Rows come in the frame's order, so an equal sum goes behind those that are there. */
static void list_row(struct short_list *list, const crm_money *monetary, size_t row)
{
    size_t at = list->n;

    while (at > 0 && monetary[list->row[at - 1]] < monetary[row])
        at--;
    if (at == CRM_AT_RISK_MAX)
        return;
    if (list->n < CRM_AT_RISK_MAX)
        list->n++;
    memmove(list->row + at + 1, list->row + at, (list->n - 1 - at) * sizeof(*list->row));
    list->row[at] = row;
}

/* A copy of the cell's text, or "" where the frame has no such column. */
static struct crm_str copy_cell(const struct crm_frame *f, const char *name, size_t row,
                                struct crm_overview *o)
{
    const struct crm_column *column = crm_frame_find(f, name);
    struct crm_buf text = {0};

    if (column)
        crm_frame_cell(column, row, &text);
    struct crm_str copy = crm_arena_dup(&o->arena, crm_buf_str(&text));
    crm_buf_clear(&text);
    return copy;
}

static struct crm_at_risk describe(const struct crm_frame *f, const struct columns *c, size_t row,
                                   struct crm_overview *o)
{
    return (struct crm_at_risk){
        .id = copy_cell(f, "customer_id", row, o),
        .name = copy_cell(f, "name", row, o),
        .phone = copy_cell(f, "phone", row, o),
        .email = copy_cell(f, "email", row, o),
        .segment = copy_cell(f, "segment", row, o),
        .band = copy_cell(f, "churn_band", row, o),
        .reason = copy_cell(f, "churn_reason", row, o),
        .monetary = money_at(c->monetary, row),
        .frequency = int_at(c->frequency, row),
        .recency_days = int_at(c->recency_days, row),
        .last_order = date_at(c->last_order, row),
    };
}

/* Churn reasons are counted over all customers in band medium or high, buyers or not. */
static void find_at_risk(const struct crm_frame *f, const struct columns *c, struct crm_overview *o)
{
    const struct crm_column *band = crm_frame_find(f, "churn_band");
    const struct crm_column *reason = crm_frame_find(f, "churn_reason");
    struct short_list list = {0};
    struct crm_buf text = {0};

    o->churn_reasons.has_column = band && reason;
    for (size_t i = 0; band && i < f->nrows; i++) {
        crm_buf_reset(&text);
        crm_frame_cell(band, i, &text);
        uint8_t risk = crm_codes_read(CRM_CODES_BAND, crm_buf_str(&text));
        if (risk != CRM_BAND_HIGH && risk != CRM_BAND_MEDIUM)
            continue;
        if (reason) {
            crm_buf_reset(&text);
            crm_frame_cell(reason, i, &text);
            crm_tally_add(&o->churn_reasons, &o->arena, crm_buf_str(&text),
                          money_at(c->monetary, i), int_at(c->recency_days, i));
        }
        crm_money net = money_at(c->monetary, i);
        if (!is_buyer(c, i) || net <= 0)
            continue;
        o->nat_risk_all++;
        o->high_risk += risk == CRM_BAND_HIGH;
        o->high_risk_revenue += risk == CRM_BAND_HIGH ? net : 0;
        list_row(&list, c->monetary, i);
    }
    crm_buf_clear(&text);
    for (size_t i = 0; i < list.n; i++)
        o->at_risk[i] = describe(f, c, list.row[i], o);
    o->nat_risk = list.n;
}

/* Columns that the tools of this suite append: full or not, they say nothing about the data. */
static const struct crm_str appended[] = {
    CRM_STR_INIT("customer_id"),
    CRM_STR_INIT("first_order"),
    CRM_STR_INIT("last_order"),
    CRM_STR_INIT("frequency"),
    CRM_STR_INIT("order_days"),
    CRM_STR_INIT("monetary"),
    CRM_STR_INIT("first_day_monetary"),
    CRM_STR_INIT("refunds"),
    CRM_STR_INIT("recency_days"),
    CRM_STR_INIT("r_score"),
    CRM_STR_INIT("f_score"),
    CRM_STR_INIT("m_score"),
    CRM_STR_INIT("rfm_score"),
    CRM_STR_INIT("segment"),
    CRM_STR_INIT("abc_rank"),
    CRM_STR_INIT("abc_share"),
    CRM_STR_INIT("abc_cum_share"),
    CRM_STR_INIT("abc_class"),
    CRM_STR_INIT("xyz_class"),
    CRM_STR_INIT("stage"),
    CRM_STR_INIT("stage_since"),
    CRM_STR_INIT("expected_gap_days"),
    CRM_STR_INIT("overdue_ratio"),
    CRM_STR_INIT("horizon_days"),
    CRM_STR_INIT("churn_probability"),
    CRM_STR_INIT("churn_band"),
    CRM_STR_INIT("churn_reason"),
    CRM_STR_INIT("churn_rank"),
    CRM_STR_INIT("churn_model"),
    CRM_STR_INIT("p_alive"),
    CRM_STR_INIT("expected_orders"),
    CRM_STR_INIT("expected_order_value"),
    CRM_STR_INIT("clv"),
    CRM_STR_INIT("match_probability"),
    CRM_STR_INIT("issues"),
    CRM_STR_INIT("source_file"),
    CRM_STR_INIT("source_row"),
};

static bool is_appended(struct crm_str name)
{
    return crm_column_named(appended, sizeof(appended) / sizeof(*appended), name) != CRM_NO_COLUMN;
}

static void find_filled(const struct crm_frame *f, struct crm_overview *o)
{
    for (size_t i = 0; i < f->ncols; i++) {
        const struct crm_column *c = &f->cols[i];
        if (c->is_hidden || c->type != CRM_TEXT || is_appended(c->name))
            continue;
        if (o->nfilled == CRM_FILLED_MAX) {
            o->nfilled_more++;
            continue;
        }
        struct crm_filled *filled = &o->filled[o->nfilled++];
        filled->column = crm_arena_dup(&o->arena, c->name);
        for (size_t row = 0; row < f->nrows; row++)
            filled->customers += !crm_is_null_text(c->v.text[row]);
    }
}

static void find_contacts(const struct crm_frame *f, struct crm_overview *o)
{
    static const char *const names[] = {"phone", "email", "wechat", "address"};
    const struct crm_str *contact[sizeof(names) / sizeof(*names)];
    size_t n = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const struct crm_column *c = crm_frame_find(f, names[i]);
        if (c && c->type == CRM_TEXT)
            contact[n++] = c->v.text;
    }
    o->has_contacts = n > 0;
    for (size_t row = 0; n > 0 && row < f->nrows; row++) {
        bool is_reachable = false;
        for (size_t i = 0; i < n && !is_reachable; i++)
            is_reachable = !crm_is_null_text(contact[i][row]);
        o->without_contact += !is_reachable;
    }
}

/* A customer's life in the order of the stages' codes; texts that are none of them follow. */
static size_t stage_place(struct crm_str text)
{
    uint8_t stage = crm_codes_read(CRM_CODES_STAGE, text);

    return stage == CRM_STAGE_NONE ? CRM_STAGE_COUNT : stage;
}

/* High risk first; texts that are no band follow. */
static size_t band_place(struct crm_str text)
{
    return (size_t)CRM_BAND_COUNT - crm_codes_read(CRM_CODES_BAND, text);
}

static void find_groups(const struct crm_frame *f, const struct columns *c, struct crm_overview *o)
{
    count_texts(f, c, "segment", &o->arena, &o->segments);
    crm_tally_sort(&o->segments, CRM_BY_REVENUE);
    count_texts(f, c, "channel", &o->arena, &o->channels);
    crm_tally_sort(&o->channels, CRM_BY_REVENUE);
    count_texts(f, c, "abc_class", &o->arena, &o->abc);
    crm_tally_sort(&o->abc, CRM_BY_TEXT);
    count_texts(f, c, "stage", &o->arena, &o->stages);
    crm_tally_sort_by(&o->stages, stage_place);
    count_texts(f, c, "churn_band", &o->arena, &o->bands);
    crm_tally_sort_by(&o->bands, band_place);
}

void crm_overview_make(const struct crm_frame *f, struct crm_overview *o)
{
    struct columns c = find_columns(f);

    *o = (struct crm_overview){0};
    find_totals(f, &c, o);
    find_groups(f, &c, o);
    find_rf_map(f, &c, &o->rf);
    find_concentration(f, &c, &o->spread);
    find_at_risk(f, &c, o);
    crm_tally_sort(&o->churn_reasons, CRM_BY_CUSTOMERS);
    find_filled(f, o);
    find_contacts(f, o);
}

void crm_overview_clear(struct crm_overview *o)
{
    crm_arena_clear(&o->arena);
    *o = (struct crm_overview){0};
}
