/*
 * orders_in.h - the options of tools that take orders, and the customers table that they make.
 */
#ifndef CRM_RUN_ORDERS_IN_H
#define CRM_RUN_ORDERS_IN_H

#include "model/orders.h"
#include "model/rfm.h"
#include "run/run.h"

extern const struct crm_opt crm_orders_options[];

/*
 * The customers table of the inputs: read back in where they are customers tables, else built from
 * orders and, where rfm is not NULL, scored with it, as `rfm` would. NULL on error.
 */
struct crm_frame *crm_run_customers(struct crm_run *run, const struct crm_rfm_opts *rfm);

/*
 * The same table with one row for each value of a column of the orders (a header, or a role's name)
 * instead of for each customer: for `abc --by`. NULL on error.
 */
struct crm_frame *crm_run_orders_by(struct crm_run *run, const char *column);

#endif
