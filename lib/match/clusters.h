/*
 * clusters.h - which records are one customer, and what the customer is called.
 *
 *   add each record with its keys  ->  settle  ->  ids, list
 *
 * Records are numbered from 0 as they are added. A cluster is what hangs together by shared keys,
 * over any number of steps. Nothing that comes out depends on the order of the records but their
 * numbers: the partition is that of the keys, and an id is made from the content of the cluster.
 */
#ifndef CRM_MATCH_CLUSTERS_H
#define CRM_MATCH_CLUSTERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/budget.h"
#include "base/err.h"
#include "base/str.h"
#include "match/keys.h"

struct crm_clusters;

/* No record yet. The budget must outlive it; it gets back in crm_clusters_free what was taken. */
struct crm_clusters *crm_clusters_new(struct crm_budget *budget);
void crm_clusters_free(struct crm_clusters *c);

/*
 * The next record, with its n keys (copied). A barred key joins nobody, also not the records that
 * had it as a common key before. -1 with CRM_SYSTEM when the budget refuses.
 */
int crm_clusters_add(struct crm_clusters *c, const struct crm_key *keys, size_t n,
                     struct crm_err *e);

/* How many records there are. */
uint32_t crm_clusters_count(const struct crm_clusters *c);

/* Two records are one customer, for whatever reason the caller has. Before or after settling. */
void crm_clusters_join(struct crm_clusters *c, uint32_t a, uint32_t b);

/* The smallest record number of the cluster that the record is in. */
uint32_t crm_clusters_root(struct crm_clusters *c, uint32_t record);

/*
 * All cells of a record, as crm_clusters_settle asks for them, in ascending order of records. NULL
 * with an error when they cannot be had.
 */
typedef const struct crm_str *crm_cells_fn(void *rows, uint32_t record, size_t *ncells,
                                           struct crm_err *e);

/*
 * Join by the keys, once after the last record. A record without any key that joins gets its whole
 * content for a key: it is alone, or with those that nothing tells from it.
 */
int crm_clusters_settle(struct crm_clusters *c, crm_cells_fn *cells, void *rows, struct crm_err *e);

/*
 * The id of each record's cluster, to ids[0..count). After settling. The texts are in the arena,
 * or borrowed from record_ids.
 *
 *   record_ids  NULL, or each record's own id; blank ones are passed over
 *
 * The id is the smallest record id of the cluster, by bytes. Without record ids it is "c" and 16
 * hex digits, XXH3_64 with seed 0 of the smallest key. Ids that two clusters would share are made
 * longer for all who share them: a record id gives way to the hash, that to 32 digits (XXH3_128),
 * and those, which a file can be built to share, to the key itself in hex. So ids differ where
 * clusters do.
 */
int crm_clusters_ids(struct crm_clusters *c, const struct crm_str *record_ids, struct crm_arena *a,
                     struct crm_str *ids, struct crm_err *e);

/*
 * The records cluster by cluster: cluster k is members[starts[k] .. starts[k + 1]), ascending;
 * clusters in the order of their smallest record number, how many to *nclusters.
 * members has room for count, starts for count + 1.
 */
int crm_clusters_list(struct crm_clusters *c, uint32_t *members, uint32_t *starts,
                      uint32_t *nclusters, struct crm_err *e);

#endif
