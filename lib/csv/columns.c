#include "csv/columns.h"

#include <stdlib.h>

#include "base/mem.h"

/* The column of the union that is the k-th of that name, added when it is not there. */
static size_t place_of(struct crm_columns *u, struct crm_str name, size_t k)
{
    for (size_t i = 0; i < u->n; i++)
        if (crm_str_eq(u->names[i], name) && k-- == 0)
            return i;
    u->names = crm_grow(u->names, &u->cap, u->n + 1, sizeof(*u->names));
    u->names[u->n] = name;
    return u->n++;
}

void crm_columns_add(struct crm_columns *u, const struct crm_str *names, size_t n, size_t *place)
{
    for (size_t i = 0; i < n; i++) {
        size_t before = 0;
        for (size_t j = 0; j < i; j++)
            before += crm_str_eq(names[j], names[i]);
        place[i] = place_of(u, names[i], before);
    }
}

void crm_columns_clear(struct crm_columns *u)
{
    free(u->names);
    *u = (struct crm_columns){0};
}
