/*
 * dedupe.h - records in, one customer for all records of a person.
 *
 * Two records are one customer when they share a valid phone, e-mail, or the channel's own customer
 * id with its channel (keys.h says what is valid); having none of these, when they are lines of one
 * order and name the buyer alike; or, with exact columns, when they agree in those. A row that says
 * nothing about who it is (no name, contact, id or address) is anonymous: it belongs to no
 * customer, and no id is invented for it.
 *
 * A customer_id that comes in is the channel's own and becomes source_customer_id, unless this tool
 * wrote it (match_probability stands in the table): then it is replaced.
 *
 * Everything must be seen before the first answer: keys are kept, and the rows, in memory for
 * golden records, else in a spool.
 */
#ifndef CRM_MATCH_DEDUPE_H
#define CRM_MATCH_DEDUPE_H

#include "base/budget.h"
#include "base/err.h"
#include "clean/clean.h"
#include "csv/rejects.h"
#include "csv/writer.h"
#include "table/roles.h"

struct crm_dedupe_opts {
    struct crm_clean_opts clean;
    const struct crm_str *exact; /* columns of --exact, or NULL */
    size_t nexact;
    bool is_assign; /* every row and its customer_id; else one golden record a customer */
    const char *tmpdir;
};

struct crm_dedupe_counts {
    uint64_t records, customers, anonymous;
};

struct crm_dedupe;

/* NULL with CRM_DATA when no input has anything to join by, or a column of --exact is missing. */
struct crm_dedupe *crm_dedupe_new(const struct crm_head *const *heads,
                                  const struct crm_mapping *maps, size_t n,
                                  const struct crm_dedupe_opts *o, struct crm_rejects *rejects,
                                  struct crm_ledger *ledger, struct crm_budget *budget,
                                  struct crm_err *e);

/* Take in a batch; a crm_add_fn. */
int crm_dedupe_add(void *dedupe, size_t worker, const struct crm_batch *b, struct crm_err *e);

/* Join, once after the last batch. */
int crm_dedupe_settle(struct crm_dedupe *d, struct crm_err *e);

/* The output's columns, the first npassed of which came in; borrowed. */
const struct crm_str *crm_dedupe_columns(const struct crm_dedupe *d, size_t *npassed, size_t *n);

/*
 * Hand every output row to `put`: rows in input order with is_assign, else golden records by
 * customer_id. The cells live until the next call. id_map, unless NULL, gets
 * customer_id,channel,source_customer_id,file,row of every record, in input order.
 */
typedef int crm_put_fn(void *out, const struct crm_str *cells, struct crm_err *e);
int crm_dedupe_write(struct crm_dedupe *d, crm_put_fn *put, void *out, struct crm_writer *id_map,
                     struct crm_err *e);

/* How many records went in, were anonymous, and customers came out: after crm_dedupe_settle. */
void crm_dedupe_counts(const struct crm_dedupe *d, struct crm_dedupe_counts *counts);
void crm_dedupe_free(struct crm_dedupe *d);

#endif
