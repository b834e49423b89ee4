/*
 * key_table.h - of all rows with one key, the one to keep.
 *
 *   new -> add (any worker) ... -> choose -> free
 *
 * Rows come with their keys in partitions of one hash space, which go to a file past their share of
 * the memory. A partition fits a core's cache; of each key in it the best row so far is known, and
 * the loser of every comparison is dropped from the store of the rows.
 */
#ifndef CRM_MATCH_KEY_TABLE_H
#define CRM_MATCH_KEY_TABLE_H

#include "base/budget.h"
#include "match/keep.h"
#include "match/row_store.h"

struct crm_key_table;

/* Older than any date. */
#define CRM_NEVER INT64_MIN

struct crm_keyed_row {
    struct crm_str key;      /* any bytes */
    struct crm_str customer; /* decides between equal dates */
    int64_t when;            /* seconds since 1970-01-01, or CRM_NEVER */
    uint32_t piece, row;     /* its place in the store */
};

/* share_bytes: of keys that may be held in memory; 0: no bound. The rows are borrowed. */
struct crm_key_table *crm_key_table_new(enum crm_keep_which which, struct crm_row_store *rows,
                                        const char *tmpdir, size_t nworkers, size_t share_bytes,
                                        struct crm_budget *budget);
void crm_key_table_free(struct crm_key_table *t);

/* -1 with CRM_SYSTEM: memory or disk spent. */
int crm_key_table_add(struct crm_key_table *t, size_t worker, const struct crm_keyed_row *row,
                      struct crm_err *e);

/* Drop all rows but the best of each key, by nworkers threads; *ndropped: how many. Once. */
int crm_key_table_choose(struct crm_key_table *t, uint64_t *ndropped, struct crm_err *e);

#endif
