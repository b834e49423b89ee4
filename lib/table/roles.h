/*
 * roles.h - which column of an input is what.
 *
 * A header is known by its canonical name, then by an alias (header_aliases.csv, compiled in). They
 * are compared by crm_header_key: case, blanks, punctuation, width and unit suffixes do not count;
 * never by a part of a name. Where several headers could have a role, the one whose alias stands
 * first in the list has it and the others stay what they are. Where a header could have several
 * roles, what kind of table it is decides (in one that is not of orders, `Created at` is no order's
 * date), then the alias that is spelled most alike.
 */
#ifndef CRM_TABLE_ROLES_H
#define CRM_TABLE_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum crm_role {
#define ROLE(name) CRM_ROLE_##name,
#include "table/roles.def"
#undef ROLE
    CRM_ROLE_COUNT
};

#define CRM_NO_COLUMN ((size_t)-1)

/* The first of names[0..n) that is the name, byte for byte; CRM_NO_COLUMN when none is. */
size_t crm_column_named(const struct crm_str *names, size_t n, struct crm_str name);

/* The cell of a row in that column; empty for CRM_NO_COLUMN. */
static inline struct crm_str crm_row_cell(const struct crm_str *row, size_t column)
{
    return column == CRM_NO_COLUMN ? CRM_STR("") : row[column];
}

/* The canonical name of a role, and the role of a canonical name (CRM_ROLE_COUNT: none). */
struct crm_str crm_role_name(enum crm_role role);
enum crm_role crm_role_of_name(struct crm_str name);

/* What --map said: role NAME is the header HEADER; an empty header takes the role away. */
struct crm_map_rule {
    enum crm_role role;
    struct crm_str header;
    bool is_used; /* some input had that header */
};

/* The mapping of one header. */
struct crm_mapping {
    const char *file;
    const struct crm_str *names; /* borrowed: the header */
    size_t ncols;
    size_t column[CRM_ROLE_COUNT]; /* the column of each role, or CRM_NO_COLUMN */
    size_t rival[CRM_ROLE_COUNT];  /* a second column with the same right to it, or CRM_NO_COLUMN */
    enum crm_role *role;           /* the role of each column, or CRM_ROLE_COUNT */
    bool is_orders;                /* order columns were seen: what `Name` and the like mean */
};

/* Map a header. rules may be NULL. Free what it holds with crm_mapping_clear. */
void crm_mapping_init(struct crm_mapping *m, const char *file, const struct crm_str *names,
                      size_t ncols, struct crm_map_rule *rules, size_t nrules);

void crm_mapping_clear(struct crm_mapping *m);

/*
 * The column of a role, CRM_NO_COLUMN when the input has none. -1 with CRM_DATA when two headers
 * claim it at the same rank: the message names both and the --map that settles it.
 */
int crm_mapping_column(const struct crm_mapping *m, enum crm_role role, size_t *column,
                       struct crm_err *e);

/* The same where the role must be there: CRM_DATA names it and --map, and the nearest header. */
int crm_mapping_need(const struct crm_mapping *m, enum crm_role role, size_t *column,
                     struct crm_err *e);

#endif
