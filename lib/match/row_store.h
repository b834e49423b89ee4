/*
 * row_store.h - all rows of a run as they will be written, but for those that are dropped.
 *
 *   new -> format -> put (any worker, batches in any order) ... -> text, drop (any thread) ...
 *   -> take each piece -> free
 *
 * The rows of a batch are a piece. A row that stands in a plain file as it will be written, or but
 * for the quotes around outer blanks, is remembered by its place there and read again when it is
 * wanted. Others wait as text, in memory or, past their share of it, in a file.
 */
#ifndef CRM_MATCH_ROW_STORE_H
#define CRM_MATCH_ROW_STORE_H

#include "base/budget.h"
#include "base/buf.h"
#include "csv/batch.h"
#include "csv/writer.h"

struct crm_row_store;

/* share_bytes: of texts and places that may be held in memory; 0: no bound. */
struct crm_row_store *crm_row_store_new(const char *tmpdir, size_t nworkers, size_t share_bytes,
                                        struct crm_budget *budget);
void crm_row_store_free(struct crm_row_store *s);

/* How rows are written: n fields each, as `like`, whose header is made, writes them. Once, first.
 */
void crm_row_store_format(struct crm_row_store *s, const struct crm_writer *like, size_t n);

/*
 * Take in the rows of a batch: of each the fields from[0..n), CRM_NO_COLUMN for an empty one; NULL
 * where these are all of the batch's, in their order. -1 with CRM_SYSTEM: memory or disk spent.
 */
int crm_row_store_put(struct crm_row_store *s, size_t worker, const struct crm_batch *b,
                      const size_t *from, struct crm_err *e);

/*
 * A row as it is written, its line end too; borrowed from the room or the store. Empty with an
 * error. Behind the last put, as what follows.
 */
struct crm_str crm_row_store_text(const struct crm_row_store *s, size_t piece, size_t row,
                                  struct crm_buf *room, struct crm_err *e);

struct crm_row_place {
    uint32_t piece, row;
};

/* Do not write these rows; any number of times. Many at once cost less. */
void crm_row_store_drop(struct crm_row_store *s, const struct crm_row_place *rows, size_t n);

/* The rows not dropped, in pieces 0 .. n-1 in the order of the input. */
size_t crm_row_store_pieces(const struct crm_row_store *s);

/* Append the rows of a piece to the writer's buffer and count them there. Once for each piece, by
 * any thread; a crm_piece_fn. */
int crm_row_store_take(void *store, size_t piece, struct crm_writer *out, struct crm_err *e);

#endif
