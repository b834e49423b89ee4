/*
 * keep.h - one row of each key, as it stands, in the order of the input.
 *
 *   new -> format -> add (any worker, batches in any order) ... -> settle -> take each piece ->
 * free
 *
 * The key of a row are the columns of --exact (keys.h); a row without a key is kept. Of the rows of
 * one key one is kept:
 *
 *   newest   the latest updated_at, where that cannot be read order_date, then created_at; a row
 *            without any is older than all others. Of equals the one whose customer_id, then whose
 *            row as written comes last by its bytes: the order of the input plays no part
 *   oldest   the other end of the same order
 *   first, last   by their place in the input
 *
 * The rows of a plain file are read again when they are written; those of gzip, pipes and other
 * encodings wait as text, in memory or in a file (row_store.h). Besides, each row takes its key,
 * its customer_id and some 32 bytes, in partitions that go to a file too (key_table.h).
 */
#ifndef CRM_MATCH_KEEP_H
#define CRM_MATCH_KEEP_H

#include "base/budget.h"
#include "base/err.h"
#include "clean/clean.h"
#include "csv/rejects.h"
#include "csv/writer.h"
#include "table/roles.h"

enum crm_keep_which { CRM_KEEP_NEWEST, CRM_KEEP_OLDEST, CRM_KEEP_FIRST, CRM_KEEP_LAST };

struct crm_keep_opts {
    struct crm_clean_opts clean;
    const struct crm_str *exact; /* columns of --exact; must live as long as this */
    size_t nexact;
    enum crm_keep_which which;
    const char *tmpdir;
    size_t nworkers;
};

struct crm_keep_counts {
    uint64_t records, kept, without_key;
};

struct crm_keep;

/* NULL with CRM_DATA when a column of --exact is missing, or two columns could be the date. */
struct crm_keep *crm_keep_new(const struct crm_head *const *heads, const struct crm_mapping *maps,
                              size_t n, const struct crm_keep_opts *o, struct crm_ledger *ledger,
                              struct crm_budget *budget, struct crm_err *e);
void crm_keep_free(struct crm_keep *k);

/* The output's columns, all of which came in; borrowed. */
const struct crm_str *crm_keep_columns(const struct crm_keep *k, size_t *n);

/* How rows are written: as `like`, whose header is made, writes the columns that are selected. */
void crm_keep_format(struct crm_keep *k, const struct crm_writer *like, const bool *selected);

/* Take in a batch; a crm_add_fn. */
int crm_keep_add(void *keep, size_t worker, const struct crm_batch *b, struct crm_err *e);

/* Choose, once after the last batch, by nworkers threads. */
int crm_keep_settle(struct crm_keep *k, struct crm_err *e);

/* The rows kept, in pieces 0 .. n-1 in the order of the input. */
size_t crm_keep_pieces(const struct crm_keep *k);

/* Append the rows of a piece to the writer's buffer and count them there. Once for each piece, by
 * any thread. */
int crm_keep_take(void *keep, size_t piece, struct crm_writer *out, struct crm_err *e);

/* After crm_keep_settle. */
void crm_keep_counts(const struct crm_keep *k, struct crm_keep_counts *counts);

#endif
