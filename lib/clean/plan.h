/*
 * plan.h - how each column of an input is cleaned: as what type, with which options, and who says
 * so.
 *
 * In this order: a rule of the user; what the header is known to hold; and where it is not known,
 * what nearly all values of the first rows are. A column that no one claims is left as it is, and
 * one whose header speaks of an id, a code or a number of something is never taken for anything
 * else. Whether the day or the month comes first is decided once for each column of dates, by the
 * values of the first rows that can be only one of the two; likewise whether its numbers are a
 * spreadsheet's days (of the 1900 system) or the seconds or milliseconds of a clock.
 *
 * A column of amounts that only its values tell is of one currency, and loses the signs that told:
 * so whatever in it is no such amount is left as it is, and not named as an issue, since a second
 * run could not know the column again.
 */
#ifndef CRM_CLEAN_PLAN_H
#define CRM_CLEAN_PLAN_H

#include "clean/rules.h"
#include "csv/batch.h"

enum crm_chosen { CRM_BY_NOTHING, CRM_BY_RULE, CRM_BY_HEADER, CRM_BY_VALUES };

struct crm_column_plan {
    const struct crm_type *type; /* NULL: as it is */
    struct crm_clean_opts opts;
    enum crm_chosen chosen;
    enum crm_on_reject on_reject;
    /* Of the values in the first rows: how many are not null, how many of these are of the type. */
    size_t values, votes;
    /* Of those that are dates: which can only have the day first, only the month, or be either. */
    size_t day_first, month_first, either;
    /* Of those that are not: numbers that a spreadsheet or a clock writes for dates of our time. */
    size_t serials, seconds, milliseconds;
    /* Of amounts that only their values tell: what the marks beside them may stand for, as
     * crm_money_currencies; of all others ~0U. */
    unsigned currencies;
};

struct crm_plan_opts {
    struct crm_clean_opts clean; /* of columns without rules; an order that is set is kept */
    enum crm_on_reject on_reject;
};

/*
 * plan[0..map->ncols) for an input. sample: its first rows, or none (nrows 0). The first
 * CRM_PLAN_ROWS of them have a vote.
 */
enum { CRM_PLAN_ROWS = 10000 };
void crm_plan_make(struct crm_column_plan *plan, const struct crm_mapping *map,
                   struct crm_rules *rules, const struct crm_plan_opts *o,
                   const struct crm_batch *sample);

/* Is it named as --keep-raw names what it keeps? Such columns are left as they are. */
bool crm_is_raw_column(struct crm_str name);

/* "rule", "header", "values", "none". */
const char *crm_chosen_name(enum crm_chosen chosen);

/* Append the column's rule as a rules file has it: "header = type key=value ...". No rule can name
 * a column without a header. */
void crm_plan_add_text(struct crm_buf *out, struct crm_str header,
                       const struct crm_column_plan *plan);

#endif
