/*
 * customers.h - a customers table read back in: what rfm and its siblings wrote, or a shop's own.
 *
 * Every column passes through, byte for byte; the figures that the models know are read beside it
 * as hidden typed columns. The texts lie in a spool unless a tool wants them in memory, so that a
 * row takes little more than its id and its figures. A shop's own table is known by its roles
 * (Total Spent is monetary, Total Orders is frequency, and so on).
 */
#ifndef CRM_MODEL_CUSTOMERS_H
#define CRM_MODEL_CUSTOMERS_H

#include "base/budget.h"
#include "base/err.h"
#include "csv/rejects.h"
#include "model/pieces.h"
#include "table/date.h"
#include "table/roles.h"

/* Is it a customers table: a customer and a sum for each, and no orders? */
bool crm_is_customers(const struct crm_mapping *map);

struct crm_customers_opts {
    enum crm_date_order order;
    char decimal;
    const char *tmpdir; /* where the rows go that are more than the memory's share for them */
    bool keeps_texts;   /* in memory: CRM_TEXT, not CRM_SPOOLED */
    bool in_pieces;     /* crm_customers_pieces will be called, not crm_customers_frame */
};

struct crm_customers;

/* heads, maps: one for each input. NULL with CRM_DATA when an input has no customer_id. */
struct crm_customers *crm_customers_new(const struct crm_customers_opts *o,
                                        const struct crm_head *const *heads,
                                        const struct crm_mapping *maps, size_t n,
                                        struct crm_rejects *rejects, struct crm_ledger *ledger,
                                        struct crm_budget *budget, struct crm_err *e);

/* Take in a batch; a crm_add_fn. */
int crm_customers_add(void *customers, size_t worker, const struct crm_batch *b, struct crm_err *e);

/*
 * The table, sorted by customer_id; as_of is last_order + recency_days. A customer that stands
 * twice cannot be used the second time. NULL on error. Once; the table owns what it needs.
 */
struct crm_frame *crm_customers_frame(struct crm_customers *customers, struct crm_err *e);

/* The same in pieces, which may lie in the temporary directory. */
struct crm_pieces *crm_customers_pieces(struct crm_customers *customers, struct crm_err *e);

void crm_customers_free(struct crm_customers *customers);

#endif
