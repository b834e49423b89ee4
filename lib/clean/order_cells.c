#include "clean/order_cells.h"

#include "table/money.h"

/* What belongs to the order rather than to its line; amounts are left out on purpose. */
static const enum crm_role roles[] = {
    CRM_ROLE_customer_id, CRM_ROLE_account,    CRM_ROLE_name,           CRM_ROLE_first_name,
    CRM_ROLE_last_name,   CRM_ROLE_nickname,   CRM_ROLE_phone,          CRM_ROLE_email,
    CRM_ROLE_wechat,      CRM_ROLE_alipay,     CRM_ROLE_birthday,       CRM_ROLE_gender,
    CRM_ROLE_address,     CRM_ROLE_address2,   CRM_ROLE_district,       CRM_ROLE_city,
    CRM_ROLE_province,    CRM_ROLE_postcode,   CRM_ROLE_country,        CRM_ROLE_channel,
    CRM_ROLE_store,       CRM_ROLE_order_date, CRM_ROLE_pay_date,       CRM_ROLE_complete_date,
    CRM_ROLE_ship_date,   CRM_ROLE_currency,   CRM_ROLE_payment_method, CRM_ROLE_status,
};
enum { ROLES = sizeof(roles) / sizeof(*roles) };
_Static_assert((int)ROLES <= (int)CRM_ORDER_CELLS_MAX, "room for a cell of each role");

static size_t place_of(const struct crm_mapping *map, const size_t *place, enum crm_role role)
{
    size_t column = map->column[role];

    return column == CRM_NO_COLUMN ? CRM_NO_COLUMN : place[column];
}

void crm_order_places_find(struct crm_order_places *p, const struct crm_mapping *map,
                           const size_t *place)
{
    *p = (struct crm_order_places){.id = place_of(map, place, CRM_ROLE_order_id),
                                   .date = place_of(map, place, CRM_ROLE_order_date),
                                   .amount = place_of(map, place, CRM_ROLE_amount)};
    p->has_orders =
        p->id != CRM_NO_COLUMN && p->date != CRM_NO_COLUMN && p->amount != CRM_NO_COLUMN;
    for (size_t k = 0; k < ROLES; k++) {
        size_t at = place_of(map, place, roles[k]);
        if (at == CRM_NO_COLUMN)
            continue;
        if (roles[k] == CRM_ROLE_order_date)
            p->date_at = p->n;
        p->cells[p->n++] = at;
    }
}

bool crm_order_leaves(const struct crm_order_places *p, const struct crm_order_cells *before,
                      const struct crm_str *row)
{
    struct crm_str id = row[p->id], date = row[p->date];

    return crm_is_null_text(row[p->amount]) && id.n && crm_str_eq(id, before->id) &&
           (crm_is_null_text(date) || crm_str_eq(date, before->cells[p->date_at]));
}

void crm_order_remember(const struct crm_order_places *p, const struct crm_str *row,
                        const enum crm_msg *reasons, struct crm_order_cells *o)
{
    o->id = row[p->id];
    for (size_t k = 0; k < p->n; k++) {
        o->cells[k] = row[p->cells[k]];
        o->reasons[k] = reasons[p->cells[k]];
    }
}

size_t crm_order_fill(const struct crm_order_places *p, const struct crm_order_cells *before,
                      struct crm_str *row, enum crm_msg *reasons, struct crm_arena *arena,
                      size_t filled[CRM_ORDER_CELLS_MAX])
{
    size_t n = 0;

    for (size_t k = 0; k < p->n; k++) {
        size_t at = p->cells[k];
        if (!crm_is_null_text(row[at]) || !before->cells[k].n)
            continue;
        row[at] = crm_arena_dup(arena, before->cells[k]);
        reasons[at] = before->reasons[k];
        filled[n++] = at;
    }
    return n;
}

void crm_order_keep(const struct crm_order_places *p, const struct crm_order_cells *o,
                    struct crm_order_cells *kept, struct crm_buf *text)
{
    struct crm_buf copy = {0};
    size_t ends[CRM_ORDER_CELLS_MAX + 1] = {0};

    crm_buf_add(&copy, o->id);
    ends[0] = copy.n;
    for (size_t k = 0; k < p->n; k++) {
        crm_buf_add(&copy, o->cells[k]);
        ends[k + 1] = copy.n;
    }
    const char *at = crm_buf_str(&copy).p;
    *kept = *o;
    kept->id = (struct crm_str){at, ends[0]};
    for (size_t k = 0; k < p->n; k++)
        kept->cells[k] = (struct crm_str){at + ends[k], ends[k + 1] - ends[k]};
    crm_buf_clear(text);
    *text = copy;
}
