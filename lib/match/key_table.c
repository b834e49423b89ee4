#include "match/key_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "calc/hash.h"
#include "calc/partition.h"

enum {
    PARTS = 512,         /* of ten million rows each fits a second-level cache */
    PART_BYTES = 1024,   /* the least of a thread's part of a partition; else there are fewer */
    PART_SHIFT = 32 - 9, /* the high bits of a record's hash choose the partition */
    LANE_BYTES = 32 << 10,
    FIRST_SLOTS = 1024,
    LOSERS = 128,  /* dropped together */
    AHEAD = 8,     /* records whose slots are fetched before they are needed */
    LONG = 0xFFFF, /* as a number of bytes: both numbers follow the record */
};

/* What is known of a row; its customer_id and its key follow. */
struct record {
    int64_t when;
    uint32_t hash; /* its low bits choose the slot */
    uint32_t piece, row;
    uint16_t customer_bytes, key_bytes;
};

struct crm_key_table {
    enum crm_keep_which which;
    struct crm_row_store *rows;
    size_t nworkers;
    struct crm_buf *lanes; /* by worker: records on their way to the partitions */
    struct crm_budget *budget;
    struct crm_parts *parts;
    size_t nparts;
    _Atomic size_t next_part;
    bool *is_chosen; /* by partition */
    _Atomic uint64_t ndropped;
};

struct crm_key_table *crm_key_table_new(enum crm_keep_which which, struct crm_row_store *rows,
                                        const char *tmpdir, size_t nworkers, size_t share_bytes,
                                        struct crm_budget *budget)
{
    struct crm_key_table *t = crm_alloc(sizeof(*t));

    t->which = which;
    t->rows = rows;
    t->nworkers = nworkers;
    t->lanes = crm_alloc_array(nworkers, sizeof(*t->lanes));
    t->budget = budget;
    t->nparts = PARTS;
    while (share_bytes && t->nparts > 1 && t->nparts * nworkers * PART_BYTES > share_bytes)
        t->nparts /= 2;
    t->parts = crm_parts_new(t->nparts, nworkers, share_bytes, tmpdir, budget);
    t->is_chosen = crm_alloc_array(t->nparts, sizeof(*t->is_chosen));
    return t;
}

void crm_key_table_free(struct crm_key_table *t)
{
    if (!t)
        return;
    for (size_t w = 0; w < t->nworkers; w++)
        crm_buf_clear(&t->lanes[w]);
    free(t->lanes);
    free(t->is_chosen);
    crm_parts_free(t->parts);
    free(t);
}

/* ---- records --------------------------------------------------------------------- */

/* A record read back, borrowed. */
struct view {
    struct record r;
    struct crm_str customer, key;
};

static struct view view_of(const char *p)
{
    struct view v;
    uint32_t n[2];

    memcpy(&v.r, p, sizeof(v.r));
    p += sizeof(v.r);
    n[0] = v.r.customer_bytes;
    n[1] = v.r.key_bytes;
    if (v.r.key_bytes == LONG) {
        memcpy(n, p, sizeof(n));
        p += sizeof(n);
    }
    v.customer = (struct crm_str){p, n[0]};
    v.key = (struct crm_str){p + n[0], n[1]};
    return v;
}

static const char *record_end(const char *p)
{
    struct view v = view_of(p);

    return v.key.p + v.key.n;
}

static int fail_long(struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
                    .advice = CRM_MSG_ADVICE_MEMORY);
}

static char *put(char *to, const void *bytes, size_t n)
{
    if (n)
        memcpy(to, bytes, n);
    return to + n;
}

/*
 * Send what is in the lane to the partitions. Not each record at once: a load from where bytes were
 * just written in smaller parts waits for all writes before them, and those to a partition miss
 * the cache. Apart, hashing and copying take half the time.
 */
static int distribute(struct crm_key_table *t, size_t worker, struct crm_err *e)
{
    struct crm_str all = crm_buf_str(&t->lanes[worker]);
    const char *next;

    for (const char *p = all.p; p < all.p + all.n; p = next) {
        struct record r;
        memcpy(&r, p, sizeof(r));
        next = record_end(p);
        if (crm_parts_add(t->parts, worker, r.hash >> PART_SHIFT & (t->nparts - 1),
                          (struct crm_str){p, (size_t)(next - p)}, e))
            return -1;
    }
    crm_buf_reset(&t->lanes[worker]);
    return 0;
}

int crm_key_table_add(struct crm_key_table *t, size_t worker, const struct crm_keyed_row *row,
                      struct crm_err *e)
{
    struct crm_str customer = row->customer, key = row->key;
    bool is_long = customer.n >= LONG || key.n >= LONG;
    uint64_t hash = crm_hash(key);

    if (customer.n > UINT32_MAX || key.n > UINT32_MAX)
        return fail_long(e);
    const uint32_t lengths[] = {(uint32_t)customer.n, (uint32_t)key.n};
    struct record r = {.when = row->when,
                       .hash = (uint32_t)hash,
                       .piece = row->piece,
                       .row = row->row,
                       .customer_bytes = is_long ? LONG : (uint16_t)customer.n,
                       .key_bytes = is_long ? LONG : (uint16_t)key.n};
    struct crm_buf *buf = &t->lanes[worker];
    char *to = crm_buf_room(buf, sizeof(r) + sizeof(lengths) + customer.n + key.n);
    to = put(to, &r, sizeof(r));
    if (is_long)
        to = put(to, lengths, sizeof(lengths));
    to = put(to, customer.p, customer.n);
    to = put(to, key.p, key.n);
    buf->n = (size_t)(to - buf->p);
    return buf->n < LANE_BYTES ? 0 : distribute(t, worker, e);
}

/* ---- choosing -------------------------------------------------------------------- */

/* Open addressing; empty where best is NULL. */
struct slot {
    const char *best; /* a record of a loaded partition */
    uint32_t hash;
};

/* What one thread that chooses has of its own. */
struct chooser {
    struct crm_key_table *t;
    struct crm_lease lease;
    struct slot *slots;
    size_t nslots;          /* a power of two */
    size_t nkeys, ndropped; /* of the partition */
    struct crm_row_place losers[LOSERS];
    size_t nlosers; /* of them, not yet dropped */
    struct crm_buf texts[2];
    struct crm_err e;
};

/* Order by date, then by what does not depend on where the rows stand. */
static int date_order(struct chooser *c, const struct view *a, const struct view *b)
{
    if (a->r.when != b->r.when)
        return a->r.when < b->r.when ? -1 : 1;
    int order = crm_str_cmp(a->customer, b->customer);
    if (order)
        return order;
    const struct crm_row_store *rows = c->t->rows;
    return crm_str_cmp(crm_row_store_text(rows, a->r.piece, a->r.row, &c->texts[0], &c->e),
                       crm_row_store_text(rows, b->r.piece, b->r.row, &c->texts[1], &c->e));
}

/* Does a stand before b? */
static bool is_before(const struct view *a, const struct view *b)
{
    return a->r.piece != b->r.piece ? a->r.piece < b->r.piece : a->r.row < b->r.row;
}

/* Is a kept rather than b? */
static bool is_better(struct chooser *c, const struct view *a, const struct view *b)
{
    switch (c->t->which) {
    case CRM_KEEP_FIRST:
        return is_before(a, b);
    case CRM_KEEP_LAST:
        return is_before(b, a);
    case CRM_KEEP_NEWEST:
    case CRM_KEEP_OLDEST:
        break;
    }
    int order = date_order(c, a, b);
    if (order == 0)
        return is_before(a, b);
    return c->t->which == CRM_KEEP_NEWEST ? order > 0 : order < 0;
}

static int grow(struct chooser *c)
{
    struct slot *old = c->slots;
    size_t n = c->nslots;

    if (crm_lease_take(&c->lease, (n ? 2 * n : FIRST_SLOTS) * sizeof(*old), &c->e))
        return -1;
    c->nslots = n ? 2 * n : FIRST_SLOTS;
    c->slots = crm_alloc_array(c->nslots, sizeof(*c->slots));
    for (size_t i = 0; i < n; i++) {
        size_t to = old[i].hash & (c->nslots - 1);
        if (!old[i].best)
            continue;
        while (c->slots[to].best) /* keys differ: the first empty one will do */
            to = (to + 1) & (c->nslots - 1);
        c->slots[to] = old[i];
    }
    free(old);
    crm_lease_give(&c->lease, n * sizeof(*old));
    return 0;
}

static void drop_losers(struct chooser *c)
{
    crm_row_store_drop(c->t->rows, c->losers, c->nlosers);
    c->ndropped += c->nlosers;
    c->nlosers = 0;
}

/* The better one of two rows of a key stays in the slot, the other is dropped. */
static void compare(struct chooser *c, struct slot *s, const char *p, const struct view *one,
                    const struct view *best)
{
    const struct view *loser = one;

    if (is_better(c, one, best)) {
        s->best = p;
        loser = best;
    }
    c->losers[c->nlosers++] = (struct crm_row_place){loser->r.piece, loser->r.row};
    if (c->nlosers == LOSERS)
        drop_losers(c);
}

static int take_record(struct chooser *c, const char *p)
{
    struct view v = view_of(p);

    if (c->nkeys * 2 >= c->nslots && grow(c))
        return -1;
    size_t mask = c->nslots - 1;
    for (size_t i = v.r.hash & mask;; i = (i + 1) & mask) {
        struct slot *s = &c->slots[i];
        if (!s->best) {
            *s = (struct slot){p, v.r.hash};
            c->nkeys++;
            return 0;
        }
        if (s->hash != v.r.hash)
            continue;
        struct view best = view_of(s->best);
        if (!crm_key_eq(best.key, v.key))
            continue;
        compare(c, s, p, &v, &best);
        return crm_failed(&c->e) ? -1 : 0;
    }
}

/* Fetch the slot of the record; returns its end. */
static const char *fetch(const struct chooser *c, const char *p)
{
    struct record r;

    memcpy(&r, p, sizeof(r));
    if (c->nslots)
        __builtin_prefetch(&c->slots[r.hash & (c->nslots - 1)]);
    return record_end(p);
}

static int take_records(struct chooser *c, struct crm_str records)
{
    const char *end = records.p + records.n, *ahead = records.p;

    for (size_t i = 0; i < AHEAD && ahead < end; i++)
        ahead = fetch(c, ahead);
    for (const char *p = records.p; p < end; p = record_end(p)) {
        if (ahead < end)
            ahead = fetch(c, ahead);
        if (take_record(c, p))
            return -1;
    }
    return 0;
}

static int choose_loaded(struct chooser *c, size_t part)
{
    struct crm_parts_at at = {0};
    struct crm_str records;

    c->nkeys = c->ndropped = c->nlosers = 0;
    if (c->nslots)
        memset(c->slots, 0, c->nslots * sizeof(*c->slots));
    while (crm_parts_next(c->t->parts, part, &at, &records))
        if (take_records(c, records))
            return -1;
    drop_losers(c);
    return 0;
}

static int choose_part(struct chooser *c, size_t part)
{
    struct crm_key_table *t = c->t;

    if (crm_parts_load(t->parts, part, &c->e))
        return -1;
    if (choose_loaded(c, part)) {
        crm_parts_unload(t->parts, part);
        return -1;
    }
    crm_parts_drop(t->parts, part);
    t->is_chosen[part] = true;
    t->ndropped += c->ndropped;
    return 0;
}

static void end_chooser(struct chooser *c)
{
    crm_lease_end(&c->lease);
    free(c->slots);
    crm_buf_clear(&c->texts[0]);
    crm_buf_clear(&c->texts[1]);
}

/* Partition after partition; a thread for which there is no memory gives what it has to others. */
static void choose(void *table, size_t worker)
{
    struct crm_key_table *t = table;
    struct chooser c = {.t = t, .lease = {.budget = t->budget}};
    size_t part;

    (void)worker;
    while ((part = atomic_fetch_add(&t->next_part, 1)) < t->nparts)
        if (choose_part(&c, part))
            break;
    end_chooser(&c);
}

/* What several threads at once had no memory for, or failed at: here that is the end. */
static int choose_rest(struct crm_key_table *t, struct crm_err *e)
{
    struct chooser c = {.t = t, .lease = {.budget = t->budget}};
    int rc = 0;

    for (size_t part = 0; part < t->nparts && !rc; part++)
        if (!t->is_chosen[part])
            rc = choose_part(&c, part);
    if (rc)
        *e = c.e;
    end_chooser(&c);
    return rc;
}

int crm_key_table_choose(struct crm_key_table *t, uint64_t *ndropped, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    for (size_t w = 0; w < t->nworkers; w++)
        if (distribute(t, w, e))
            return -1;
    crm_crew_run(t->nworkers, choose, t);
    int rc = choose_rest(t, e);
    *ndropped = t->ndropped;
    return rc;
}
