/*
 * partition.h - records in partitions, written by several threads, read one partition at a time.
 *
 *   new -> add (any worker, any partition) ... -> load, read with next, unload or drop -> free
 *
 * A record is any bytes; it stays whole, and records of one partition are read in no stated order.
 * Each worker appends to chunks of its own, so that adding takes no lock. When a worker holds more
 * than its share of the memory, all that it holds goes to a nameless file (0600) of the temporary
 * directory, partition by partition, and loading a partition reads it back.
 */
#ifndef CRM_CALC_PARTITION_H
#define CRM_CALC_PARTITION_H

#include "base/budget.h"
#include "base/err.h"
#include "base/str.h"

struct crm_parts;

/* share_bytes: what the workers may hold together before they write to the file; 0: no bound. */
struct crm_parts *crm_parts_new(size_t nparts, size_t nworkers, size_t share_bytes,
                                const char *tmpdir, struct crm_budget *budget);
void crm_parts_free(struct crm_parts *p);

/*
 * Room for one more record of n bytes at the end of the partition, for the caller to write it now.
 * One thread for a worker at a time. NULL with CRM_SYSTEM: memory or disk spent.
 */
char *crm_parts_room(struct crm_parts *p, size_t worker, size_t part, size_t n, struct crm_err *e);

/* The same for a record that lies elsewhere. -1 on error. */
int crm_parts_add(struct crm_parts *p, size_t worker, size_t part, struct crm_str record,
                  struct crm_err *e);

/* How many records were added to the partition. */
size_t crm_parts_count(const struct crm_parts *p, size_t part);

/* Bring the whole partition into memory. Partitions may be loaded by several threads at once. */
int crm_parts_load(struct crm_parts *p, size_t part, struct crm_err *e);

/* Where a reader stands in a loaded partition; {0} is the start. */
struct crm_parts_at {
    size_t list;
    const void *chunk;
};

/* The next run of records that lie one behind the other. False: there are no more. */
bool crm_parts_next(const struct crm_parts *p, size_t part, struct crm_parts_at *at,
                    struct crm_str *records);

/* Forget what load has read back; it may be loaded again. */
void crm_parts_unload(struct crm_parts *p, size_t part);

/* The partition is not needed any more. */
void crm_parts_drop(struct crm_parts *p, size_t part);

#endif
