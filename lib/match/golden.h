/*
 * golden.h - one record out of the many of a customer.
 *
 * Each column takes the value of the newest record whose value is good; when none is, of the newest
 * whose value is at least something; else it is empty. So blanks are filled from the next newest,
 * and a masked phone gives way to a whole one that is older.
 *
 *   begin  ->  add each record of the cluster, in any order  ->  end
 *
 * Newer is the later day; on one day, and among records without a date, which are the oldest, it is
 * the record whose cells come first in byte order. The order of adding plays no part.
 * Memory is a few words a column, however many records.
 */
#ifndef CRM_MATCH_GOLDEN_H
#define CRM_MATCH_GOLDEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "clean/clean.h"
#include "table/date.h"

/* What makes a value good; blanks and null spellings never are, in any column. */
enum crm_survival {
    CRM_SURVIVE_ANY,     /* whatever is there */
    CRM_SURVIVE_PHONE,   /* cleans to a phone that is no placeholder */
    CRM_SURVIVE_EMAIL,   /* cleans to an e-mail that is no placeholder */
    CRM_SURVIVE_NAME,    /* not masked, not cipher text, no form of address or test name */
    CRM_SURVIVE_ADDRESS, /* not masked, not cipher text; also for other text that shops mask */
};

struct crm_golden;

/* The rules are kept, not copied, and so are the options. */
struct crm_golden *crm_golden_new(const enum crm_survival *rules, size_t ncols,
                                  const struct crm_clean_opts *opts);
void crm_golden_free(struct crm_golden *g);

/* The day that dates a record: of its update, else of the order, else of its creation; any may be
 * CRM_NO_DATE. */
static inline int32_t crm_golden_day(int32_t updated, int32_t ordered, int32_t created)
{
    if (updated != CRM_NO_DATE)
        return updated;
    return ordered != CRM_NO_DATE ? ordered : created;
}

/* The next customer. */
void crm_golden_begin(struct crm_golden *g);

/* A record of the customer; its cells must live until crm_golden_end. */
void crm_golden_add(struct crm_golden *g, const struct crm_str *cells, int32_t day);

/* The golden record to out[0..ncols), borrowed from the cells; empty where no record has a text. */
void crm_golden_end(const struct crm_golden *g, struct crm_str *out);

#endif
