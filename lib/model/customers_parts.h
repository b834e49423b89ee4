/*
 * customers_parts.h - what these share: customers.c (rows in), customers_table.c (the rows as a
 * frame) and customers_runs.c (rows that the memory is too small for).
 */
#ifndef CRM_MODEL_CUSTOMERS_PARTS_H
#define CRM_MODEL_CUSTOMERS_PARTS_H

#include "calc/runs.h"
#include "csv/columns.h"
#include "io/spool.h"
#include "model/customers.h"

/* A figure that models read, by our name or by the role of a shop's own column. */
struct crm_figure {
    const char *name;
    enum crm_column_type type;
    enum crm_role role; /* CRM_ROLE_COUNT: by name only */
};

enum { FIGURES = 13 };

extern const struct crm_figure crm_figures[FIGURES];

/* A cell of a figure, in its type. */
union value {
    int64_t number;
    int32_t day;
};

/* The cells of a figure that an input has. */
union values {
    int64_t *numbers;
    int32_t *days;
    void *data; /* NULL: no input has it, or no row has come */
};

/* Where a row stood; in the spool it is the cell behind the columns. */
struct origin {
    uint64_t line;
    size_t input;
};

/* Of a row there stays in memory what is counted with; its texts wait in the spool. */
struct crm_customers {
    struct crm_customers_opts o;
    const struct crm_head *const *heads;
    size_t n;
    size_t *id_column;
    size_t (*figure_column)[FIGURES];
    bool is_present[FIGURES];   /* in an input */
    struct crm_columns columns; /* of the output */
    size_t **places;            /* places[input][column] in it */
    struct crm_rejects *rejects;
    struct crm_ledger *ledger;
    struct crm_lease lease;
    struct crm_arena texts; /* of the ids */
    struct crm_str *ids;
    uint64_t *spooled; /* where each row lies in the spool */
    union values values[FIGURES];
    size_t nrows, rows_cap;
    struct crm_spool *spool;
    size_t spool_leased_bytes;
    struct crm_str *cells; /* of one row, as it is spooled */
    uint32_t *order;       /* the rows by id; NULL: as they came */
    struct crm_runs *runs; /* where rows go that are too many; NULL: they stay in memory */
    bool has_runs;         /* some went there */
};

/* What a cell of the figure takes. */
size_t crm_figure_bytes(size_t figure);

/* An array of the rows that is not needed any more. */
void crm_customers_give_back(struct crm_customers *m, void *array, size_t size);

/* customers_table.c: the places of the rows by id, equal ones as they came, to m->order; NULL: they
 * stand so. */
int crm_customers_sort(struct crm_customers *m, struct crm_err *e);
size_t crm_customers_row(const struct crm_customers *m, size_t i);

/* The row as it came in, to the file of rejects: the customer stands twice. */
int crm_customers_reject(struct crm_customers *m, uint64_t place, struct crm_str id,
                         struct crm_spool_window *w, struct crm_err *e);

/* The day that recency counts back from, if a row tells a later one. */
int32_t crm_customers_as_of(int32_t as_of, int32_t last, int64_t recency);

/* customers_runs.c: the rows so far go to a run; there are none then. */
int crm_customers_write_run(struct crm_customers *m, struct crm_err *e);

#endif
