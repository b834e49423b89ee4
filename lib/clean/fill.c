#include "clean/fill.h"

#include "base/buf.h"
#include "clean/clean.h"
#include "clean/places.h"
#include "table/date.h"
#include "table/money.h"

struct crm_str crm_fill_column(enum crm_fill fill)
{
    static const enum crm_role roles[] = {
        [CRM_FILL_BIRTHDAY] = CRM_ROLE_birthday, [CRM_FILL_GENDER] = CRM_ROLE_gender,
        [CRM_FILL_PROVINCE] = CRM_ROLE_province, [CRM_FILL_CITY] = CRM_ROLE_city,
        [CRM_FILL_DISTRICT] = CRM_ROLE_district, [CRM_FILL_ORDER_DATE] = CRM_ROLE_order_date,
    };

    return crm_role_name(roles[fill]);
}

bool crm_fill_can(const struct crm_fill_places *p, enum crm_fill fill)
{
    if (fill == CRM_FILL_BIRTHDAY || fill == CRM_FILL_GENDER)
        return p->id_card != CRM_NO_COLUMN;
    if (fill == CRM_FILL_ORDER_DATE)
        return p->order_id != CRM_NO_COLUMN;
    return p->address != CRM_NO_COLUMN || p->postcode != CRM_NO_COLUMN || p->phone != CRM_NO_COLUMN;
}

/* A row being filled. */
struct row {
    const struct crm_fill_places *places;
    struct crm_str *cells;
    const enum crm_msg *reasons;
    size_t *filled;
    size_t n;
};

/* The cell at a place, "" where it could not be read. */
static struct crm_str readable(const struct row *r, size_t place)
{
    if (place == CRM_NO_COLUMN || r->reasons[place] != CRM_MSG_NONE)
        return CRM_STR("");
    return r->cells[place];
}

static bool is_empty(const struct row *r, enum crm_fill fill)
{
    size_t place = r->places->to[fill];

    return place != CRM_NO_COLUMN && crm_is_null_text(r->cells[place]);
}

static void fill(struct row *r, enum crm_fill fill, struct crm_str value)
{
    if (!value.n || !is_empty(r, fill))
        return;
    r->cells[r->places->to[fill]] = value;
    r->filled[r->n++] = r->places->to[fill];
}

static void fill_from_id_card(struct row *r, struct crm_arena *arena)
{
    struct crm_str card = readable(r, r->places->id_card);
    struct crm_buf day = {0};
    int32_t birthday;
    char gender;

    if (!card.n || (!is_empty(r, CRM_FILL_BIRTHDAY) && !is_empty(r, CRM_FILL_GENDER)) ||
        !crm_resident_id_facts(card, &birthday, &gender))
        return;
    crm_date_add_text(&day, birthday);
    fill(r, CRM_FILL_BIRTHDAY, crm_arena_dup(arena, crm_buf_str(&day)));
    fill(r, CRM_FILL_GENDER, crm_arena_dup(arena, (struct crm_str){&gender, 1}));
    crm_buf_clear(&day);
}

/* Does the cell say nothing, or the same? */
static bool agrees(const struct row *r, enum crm_fill fill, struct crm_str value)
{
    size_t place = r->places->to[fill];

    return place == CRM_NO_COLUMN || !value.n || crm_is_null_text(r->cells[place]) ||
           crm_str_eq(r->cells[place], value);
}

static void fill_place(struct row *r, const struct crm_place *p)
{
    if (!agrees(r, CRM_FILL_PROVINCE, p->province) || !agrees(r, CRM_FILL_CITY, p->city) ||
        !agrees(r, CRM_FILL_DISTRICT, p->district))
        return;
    fill(r, CRM_FILL_PROVINCE, p->province);
    fill(r, CRM_FILL_CITY, p->city);
    fill(r, CRM_FILL_DISTRICT, p->district);
}

static void fill_places(struct row *r)
{
    struct crm_place place;

    if (!is_empty(r, CRM_FILL_PROVINCE) && !is_empty(r, CRM_FILL_CITY) &&
        !is_empty(r, CRM_FILL_DISTRICT))
        return;
    if (crm_place_of_address(readable(r, r->places->address), &place))
        fill_place(r, &place);
    if (crm_place_of_postcode(readable(r, r->places->postcode), &place))
        fill_place(r, &place);
    if (crm_place_of_phone(readable(r, r->places->phone), &place))
        fill_place(r, &place);
}

/* yymmdd, a hyphen and nine digits or more. */
static bool day_of_order_id(struct crm_str id, int32_t *day)
{
    enum { DAY = 6, NUMBER = 9 };
    struct crm_str number = crm_str_from(id, id.n < DAY + 1 ? id.n : DAY + 1);
    int part[3];

    if (number.n < NUMBER || id.p[DAY] != '-' || crm_count_digits(number) != number.n ||
        crm_count_digits((struct crm_str){id.p, DAY}) != DAY)
        return false;
    for (size_t i = 0; i < 3; i++)
        part[i] = 10 * (id.p[2 * i] - '0') + (id.p[2 * i + 1] - '0');
    /* The marketplace began in 2015. */
    if (part[0] < 15 || !crm_is_civil(2000 + part[0], part[1], part[2]))
        return false;
    *day = crm_days_from_civil(2000 + part[0], part[1], part[2]);
    return true;
}

static void fill_from_order_id(struct row *r, struct crm_arena *arena)
{
    struct crm_buf text = {0};
    int32_t day;

    if (!is_empty(r, CRM_FILL_ORDER_DATE) ||
        !day_of_order_id(readable(r, r->places->order_id), &day))
        return;
    crm_date_add_text(&text, day);
    fill(r, CRM_FILL_ORDER_DATE, crm_arena_dup(arena, crm_buf_str(&text)));
    crm_buf_clear(&text);
}

size_t crm_fill_row(const struct crm_fill_places *p, struct crm_str *row,
                    const enum crm_msg *reasons, struct crm_arena *arena, size_t filled[CRM_FILLS])
{
    struct row r = {p, row, reasons, filled, 0};

    fill_from_id_card(&r, arena);
    fill_places(&r);
    fill_from_order_id(&r, arena);
    return r.n;
}
