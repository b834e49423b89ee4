/*
 * spool.h - bytes kept for a second reading: in memory while few, then in a nameless file (0600) of
 * the temporary directory, which is gone when the program ends, however it ends.
 *
 *   new -> add... -> rewind -> read... -> free
 *
 * Rows that are added with their place can be read in any order, by several threads at once.
 */
#ifndef CRM_IO_SPOOL_H
#define CRM_IO_SPOOL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct crm_spool;

/* dir: where the file goes when more than memory_bytes are added. */
struct crm_spool *crm_spool_new(const char *dir, size_t memory_bytes);

/* -1 with CRM_SYSTEM when the file cannot be made or written. */
int crm_spool_add(struct crm_spool *s, struct crm_str bytes, struct crm_err *e);

/* Done adding: read from the start; also to read again. */
int crm_spool_rewind(struct crm_spool *s, struct crm_err *e);

/* Fill buf[0..n) with what was added, in order; -1 with CRM_SYSTEM when it cannot be read back. */
int crm_spool_read(struct crm_spool *s, void *buf, size_t n, struct crm_err *e);

/* A row of n cells, and n cells back: the texts are copied to the arena. */
int crm_spool_add_cells(struct crm_spool *s, const struct crm_str *cells, size_t n,
                        struct crm_err *e);
int crm_spool_read_cells(struct crm_spool *s, struct crm_str *cells, size_t n,
                         struct crm_arena *arena, struct crm_err *e);

/* A row of n cells, n > 0; *place says where it can be read. */
int crm_spool_add_row(struct crm_spool *s, const struct crm_str *cells, size_t n, uint64_t *place,
                      struct crm_err *e);

/* What one thread has read of a spool. {0} is nothing yet; crm_buf_clear(&w.buf) ends it. */
struct crm_spool_window {
    struct crm_buf buf;
    uint64_t from; /* where its bytes begin */
};

/*
 * The n cells of the row at that place, borrowed until the window is used again; behind
 * crm_spool_rewind. -1 with CRM_SYSTEM when they cannot be read back.
 */
int crm_spool_read_row(const struct crm_spool *s, uint64_t place, struct crm_str *cells, size_t n,
                       struct crm_spool_window *w, struct crm_err *e);

/* The bytes of memory it holds. */
size_t crm_spool_held(const struct crm_spool *s);

void crm_spool_free(struct crm_spool *s);

/* A nameless file (0600) in the directory, to write and read; -1 with CRM_SYSTEM. */
int crm_nameless_file(const char *dir, struct crm_err *e);

#endif
