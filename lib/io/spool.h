/*
 * spool.h - bytes kept for a second reading: in memory while few, then in a nameless file (0600) of
 * the temporary directory, which is gone when the program ends, however it ends.
 *
 *   new -> add... -> rewind -> read... -> free
 */
#ifndef CRM_IO_SPOOL_H
#define CRM_IO_SPOOL_H

#include "base/arena.h"
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

void crm_spool_free(struct crm_spool *s);

/* A nameless file (0600) in the directory, to write and read; -1 with CRM_SYSTEM. */
int crm_nameless_file(const char *dir, struct crm_err *e);

#endif
