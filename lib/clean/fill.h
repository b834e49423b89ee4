/*
 * fill.h - empty cells that follow from others of the same row: birthday and gender from an id
 * card, province, city and district from an address, a postcode or a land line, the order's date
 * from an order number that begins with it (240105-123456789012345, as Pinduoduo writes them).
 *
 * Only a cell that is empty is filled, only from a cell that could be read, and only where all that
 * is there already agrees: the city of an address is not filled under another province.
 */
#ifndef CRM_CLEAN_FILL_H
#define CRM_CLEAN_FILL_H

#include "base/arena.h"
#include "base/msg.h"
#include "table/roles.h"

/* What can be filled. */
enum crm_fill {
    CRM_FILL_BIRTHDAY,
    CRM_FILL_GENDER,
    CRM_FILL_PROVINCE,
    CRM_FILL_CITY,
    CRM_FILL_DISTRICT,
    CRM_FILL_ORDER_DATE,
    CRM_FILLS
};

/* The name of the column, which is that of its role. */
struct crm_str crm_fill_column(enum crm_fill fill);

/* Places of a row: of what is filled, and of what it follows from; CRM_NO_COLUMN where there is no
 * such cell. */
struct crm_fill_places {
    size_t to[CRM_FILLS];
    size_t id_card, address, postcode, phone, order_id;
};

/* Can the column be filled from columns that are there? */
bool crm_fill_can(const struct crm_fill_places *p, enum crm_fill fill);

/*
 * Fill a row. reasons[place]: why a cell could not be read. Texts live as long as the program or in
 * the arena. The places filled, and how many.
 */
size_t crm_fill_row(const struct crm_fill_places *p, struct crm_str *row,
                    const enum crm_msg *reasons, struct crm_arena *arena, size_t filled[CRM_FILLS]);

#endif
