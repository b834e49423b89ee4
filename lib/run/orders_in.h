/*
 * orders_in.h - the options of tools that take orders, and the customers table that they make.
 */
#ifndef CRM_RUN_ORDERS_IN_H
#define CRM_RUN_ORDERS_IN_H

#include "model/orders.h"
#include "model/rfm.h"
#include "run/run.h"

extern const struct crm_opt crm_orders_options[];

/* The customers table of a run. */
struct crm_run_table {
    struct crm_pieces *pieces;
    struct crm_rfm *rfm; /* its first step, or NULL */
    struct crm_rfm_result scored;
};

/*
 * The table of the inputs: read back in where they are customers tables, else built from orders
 * and, where rfm is not NULL, scored with it, as `rfm` would. -1 on error; crm_run_table_clear is
 * called in any case.
 */
int crm_run_customers(struct crm_run *run, const struct crm_rfm_opts *rfm, struct crm_run_table *t);

/*
 * The same table with one row for each value of a column of the orders (a header, or a role's name)
 * instead of for each customer: for `abc --by`.
 */
int crm_run_orders_by(struct crm_run *run, const char *column, struct crm_run_table *t);

/* Do the tool's step to the table, and write it. */
void crm_run_write_table(struct crm_run *run, const struct crm_run_table *t,
                         const struct crm_step *step);

void crm_run_table_clear(struct crm_run_table *t);

/* The table of the inputs as one frame in memory. NULL on error. */
struct crm_frame *crm_run_frame(struct crm_run *run, const struct crm_rfm_opts *rfm);

#endif
