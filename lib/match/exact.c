#include "match/exact.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/nearest.h"

static void fail_missing(const struct crm_head *head, struct crm_str name, struct crm_err *e)
{
    struct crm_fault fault = {.status = CRM_DATA,
                              .what = CRM_MSG_UNKNOWN_COLUMN,
                              .file = head->file,
                              .column = CRM_STR("exact"),
                              .text = name,
                              .advice = CRM_MSG_ADVICE_EXPLAIN};

    crm_fail_near(e, &fault, head->names, head->ncols);
}

static size_t find(const struct crm_head *head, const struct crm_mapping *map, struct crm_str name)
{
    enum crm_role role = crm_role_of_name(name);
    size_t column = crm_column_named(head->names, head->ncols, name);

    return column == CRM_NO_COLUMN && role != CRM_ROLE_COUNT ? map->column[role] : column;
}

size_t *crm_exact_columns(const struct crm_head *head, const struct crm_mapping *map,
                          const struct crm_str *names, size_t n, struct crm_err *e)
{
    size_t *columns = crm_alloc_array(n, sizeof(*columns));

    for (size_t k = 0; k < n; k++) {
        columns[k] = find(head, map, names[k]);
        if (columns[k] == CRM_NO_COLUMN) {
            fail_missing(head, names[k], e);
            free(columns);
            return NULL;
        }
    }
    return columns;
}
