#include "calc/partition.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/scratch.h"

/*
 *            partition 0              partition 1        ...
 * worker 0   chunk -> chunk -> chunk  chunk
 *            extent, extent           extent, extent           in the file
 * worker 1   chunk -> chunk           chunk -> chunk
 * loaded     chunk                    (while it is read: what stood in the file)
 *
 * Chunks grow with what their list holds, so that few records cost little and many are few chunks.
 */
struct chunk {
    struct chunk *next;
    size_t used, size;
    char bytes[];
};

enum { FIRST_BYTES = 1024, LAST_BYTES = 64 << 10, GROWTH = 4, NEXT_LINE = 64 };

struct extent {
    off_t at;
    size_t n;
};

/* What is written for each record comes first: one line of the cache for each partition. */
struct list {
    char *at, *end;  /* free room in the last chunk, whose `used` is brought up to date behind it */
    size_t nrecords; /* added, whether they are in memory or in the file */
    size_t bytes;
    struct chunk *first, *last;
    struct extent *extents;
    size_t nextents, extents_cap;
};

struct crm_parts {
    size_t nparts, nworkers;
    struct list *lists;       /* nparts of each worker, then nparts of what was loaded */
    size_t *held_bytes;       /* by each worker */
    size_t worker_bytes;      /* that a worker may hold; 0: no bound */
    struct crm_scratch *file; /* where they write what they may not hold */
    pthread_mutex_t lock;     /* of lease */
    struct crm_lease lease;
};

struct crm_parts *crm_parts_new(size_t nparts, size_t nworkers, size_t share_bytes,
                                const char *tmpdir, struct crm_budget *budget)
{
    struct crm_parts *p = crm_alloc(sizeof(*p));

    p->nparts = nparts;
    p->nworkers = nworkers;
    p->worker_bytes = share_bytes / nworkers;
    p->lists = crm_alloc_array(crm_mul_size(nworkers + 1, nparts), sizeof(*p->lists));
    p->held_bytes = crm_alloc_array(nworkers, sizeof(*p->held_bytes));
    p->file = crm_scratch_new(tmpdir);
    p->lease.budget = budget;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

static struct list *list_of(const struct crm_parts *p, size_t worker, size_t part)
{
    return &p->lists[worker * p->nparts + part];
}

static int take(struct crm_parts *p, size_t n, struct crm_err *e)
{
    pthread_mutex_lock(&p->lock);
    int rc = crm_lease_take(&p->lease, n, e);
    pthread_mutex_unlock(&p->lock);
    return rc;
}

static void free_chunks(struct crm_parts *p, struct list *l)
{
    size_t bytes = 0;

    for (struct chunk *c = l->first, *next; c; c = next) {
        next = c->next;
        bytes += c->size;
        free(c);
    }
    l->first = l->last = NULL;
    l->at = l->end = NULL;
    l->bytes = 0;
    pthread_mutex_lock(&p->lock);
    crm_lease_give(&p->lease, bytes);
    pthread_mutex_unlock(&p->lock);
}

static void free_list(struct crm_parts *p, struct list *l)
{
    free_chunks(p, l);
    free(l->extents);
    l->extents = NULL;
    l->nextents = l->extents_cap = 0;
}

void crm_parts_free(struct crm_parts *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < (p->nworkers + 1) * p->nparts; i++)
        free_list(p, &p->lists[i]);
    crm_scratch_free(p->file);
    crm_lease_end(&p->lease);
    pthread_mutex_destroy(&p->lock);
    free(p->lists);
    free(p->held_bytes);
    free(p);
}

/* What the chunk of the list holds. */
static struct crm_str records_of(const struct list *l, const struct chunk *c)
{
    bool is_open = c == l->last && l->at;

    return (struct crm_str){c->bytes, is_open ? (size_t)(l->at - c->bytes) : c->used};
}

/* ---- to the file and back -------------------------------------------------------- */

static int write_list(struct crm_parts *p, struct list *l, struct crm_err *e)
{
    off_t at;

    if (crm_scratch_reserve(p->file, l->bytes, &at, e))
        return -1;
    l->extents = crm_grow(l->extents, &l->extents_cap, l->nextents + 1, sizeof(*l->extents));
    l->extents[l->nextents++] = (struct extent){at, l->bytes};
    for (const struct chunk *c = l->first; c; c = c->next) {
        struct crm_str records = records_of(l, c);
        if (crm_scratch_write(p->file, at, records, e))
            return -1;
        at += (off_t)records.n;
    }
    free_chunks(p, l);
    return 0;
}

/* Write out all that the worker holds: one extent for each partition, as long as can be. */
static int write_out(struct crm_parts *p, size_t worker, struct crm_err *e)
{
    for (size_t part = 0; part < p->nparts; part++) {
        struct list *l = list_of(p, worker, part);
        if (l->bytes && write_list(p, l, e))
            return -1;
    }
    p->held_bytes[worker] = 0;
    return 0;
}

/* ---- adding ---------------------------------------------------------------------- */

static void append(struct list *l, struct chunk *c)
{
    if (l->last) {
        l->last->used = records_of(l, l->last).n;
        l->last->next = c;
    } else {
        l->first = c;
    }
    l->last = c;
}

static size_t chunk_bytes(const struct list *l, size_t need)
{
    size_t size = l->bytes / GROWTH;

    if (size > LAST_BYTES)
        size = LAST_BYTES;
    if (size < FIRST_BYTES)
        size = FIRST_BYTES;
    return size < need ? need : size;
}

/* A chunk with room for n bytes at the end of the list; what the worker holds makes room for it. */
static int new_chunk(struct crm_parts *p, size_t worker, struct list *l, size_t n,
                     struct crm_err *e)
{
    struct crm_err first_try = {0};
    size_t size = chunk_bytes(l, n), held = p->held_bytes[worker];
    bool is_full = held && p->worker_bytes && crm_add_size(held, size) > p->worker_bytes;

    if (is_full || take(p, size, &first_try)) {
        if (held && write_out(p, worker, e))
            return -1;
        size = chunk_bytes(l, n);
        if (take(p, size, e))
            return -1;
    }
    struct chunk *c = crm_realloc(NULL, crm_add_size(sizeof(*c), size));
    *c = (struct chunk){.size = size};
    append(l, c);
    l->at = c->bytes;
    l->end = c->bytes + size;
    p->held_bytes[worker] += size;
    return 0;
}

char *crm_parts_room(struct crm_parts *p, size_t worker, size_t part, size_t n, struct crm_err *e)
{
    struct list *l = list_of(p, worker, part);

    if ((!l->at || (size_t)(l->end - l->at) < n) && new_chunk(p, worker, l, n, e))
        return NULL;
    char *room = l->at;
    l->at += n;
    l->bytes += n;
    l->nrecords++;
    __builtin_prefetch(l->at + NEXT_LINE,
                       1); /* so that the next record finds its place in the cache */
    return room;
}

int crm_parts_add(struct crm_parts *p, size_t worker, size_t part, struct crm_str record,
                  struct crm_err *e)
{
    char *room = crm_parts_room(p, worker, part, record.n, e);

    if (!room)
        return -1;
    memcpy(room, record.p, record.n);
    return 0;
}

size_t crm_parts_count(const struct crm_parts *p, size_t part)
{
    size_t n = 0;

    for (size_t w = 0; w < p->nworkers; w++)
        n += list_of(p, w, part)->nrecords;
    return n;
}

/* ---- reading --------------------------------------------------------------------- */

static int load_extent(struct crm_parts *p, struct list *to, struct extent x, struct crm_err *e)
{
    if (take(p, x.n, e))
        return -1;
    struct chunk *c = crm_realloc(NULL, crm_add_size(sizeof(*c), x.n));
    *c = (struct chunk){.size = x.n, .used = x.n};
    append(to, c);
    return crm_scratch_read(p->file, x.at, c->bytes, x.n, e);
}

int crm_parts_load(struct crm_parts *p, size_t part, struct crm_err *e)
{
    struct list *loaded = list_of(p, p->nworkers, part);

    for (size_t w = 0; w < p->nworkers; w++) {
        const struct list *l = list_of(p, w, part);
        for (size_t i = 0; i < l->nextents; i++)
            if (load_extent(p, loaded, l->extents[i], e)) {
                free_chunks(p, loaded);
                return -1;
            }
    }
    return 0;
}

bool crm_parts_next(const struct crm_parts *p, size_t part, struct crm_parts_at *at,
                    struct crm_str *records)
{
    const struct chunk *c = at->chunk;

    for (c = c ? c->next : NULL; !c && at->list <= p->nworkers; at->list++)
        c = list_of(p, at->list, part)->first;
    at->chunk = c;
    if (c)
        *records = records_of(list_of(p, at->list - 1, part), c);
    return c != NULL;
}

void crm_parts_unload(struct crm_parts *p, size_t part)
{
    free_chunks(p, list_of(p, p->nworkers, part));
}

void crm_parts_drop(struct crm_parts *p, size_t part)
{
    for (size_t w = 0; w <= p->nworkers; w++)
        free_list(p, list_of(p, w, part));
}
