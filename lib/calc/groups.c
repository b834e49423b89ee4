#include "calc/groups.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/mem.h"
#include "calc/hash.h"

/*
 * Open addressing with linear probing over 8-byte slots:
 *
 *   slots   | tag id+1 | 0 0 | tag id+1 | tag id+1 | 0 0 | ...      2^bits of them, 0 is free
 *                |
 *   keys    [id] -> p, n -> bytes in the arena
 *
 * The tag is the upper half of the hash. Its top bits are the slot where the search begins, so a
 * table can be grown without reading a key, and by walking the old table from left to right the new
 * one is filled from left to right too. It grows x4 at three quarters full, so that a
 * large table is seldom copied.
 *
 * The hash (hash.h) has a seed of the process: a file cannot be made so that all its keys fall on
 * one slot.
 */
struct slot {
    uint32_t tag;
    uint32_t id1; /* id + 1; 0 in a free slot */
};

struct crm_groups {
    struct slot *slots;
    struct crm_str *keys; /* by id */
    uint32_t count;
    uint32_t full; /* the count at which the table grows */
    unsigned bits; /* 0 while there is no table */
    size_t keys_cap;
    struct crm_arena arena;
    struct crm_lease lease;
};

enum {
    FIRST_BITS = 10,
    GROW_BITS = 2,
    LAST_BITS = 32, /* as many as a tag has */
    HUGE_PAGE_BYTES = 2 << 20,
};

static uint32_t tag_of(struct crm_str key)
{
    return (uint32_t)(crm_hash(key) >> 32);
}

/* n zeroed slots, on huge pages where that saves address translation; NULL without memory. */
static struct slot *new_slots(size_t n)
{
    size_t bytes = n * sizeof(struct slot); /* n is at most 2^32 */
    void *p = NULL;

    if (bytes < HUGE_PAGE_BYTES)
        return crm_alloc(bytes);
    if (posix_memalign(&p, HUGE_PAGE_BYTES, bytes))
        return NULL;
    madvise(p, bytes, MADV_HUGEPAGE); /* only a wish: small pages work too */
    return memset(p, 0, bytes);
}

static size_t slots_of(unsigned bits)
{
    return bits ? (size_t)1 << bits : 0;
}

static void move_slots(struct slot *to, unsigned bits, const struct slot *from, size_t n)
{
    size_t mask = slots_of(bits) - 1;

    for (size_t i = 0; i < n; i++) {
        if (!from[i].id1)
            continue;
        size_t at = from[i].tag >> (LAST_BITS - bits);
        while (to[at].id1)
            at = (at + 1) & mask;
        to[at] = from[i];
    }
}

static int grow_table(struct crm_groups *g, struct crm_err *e)
{
    unsigned bits = g->bits ? g->bits + GROW_BITS : FIRST_BITS;
    size_t old = slots_of(g->bits);
    size_t fresh = slots_of(bits);

    if (bits > LAST_BITS)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
    if (crm_lease_take(&g->lease, fresh * sizeof(struct slot), e))
        return -1;
    struct slot *slots = new_slots(fresh);
    if (!slots) {
        crm_lease_give(&g->lease, fresh * sizeof(struct slot));
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT, .sys = ENOMEM);
    }
    move_slots(slots, bits, g->slots, old);
    free(g->slots);
    crm_lease_give(&g->lease, old * sizeof(struct slot));
    g->slots = slots;
    g->bits = bits;
    g->full = (uint32_t)(fresh / 4 * 3);
    return 0;
}

/* Room for one more key: in the list of keys and in the table. */
static int make_room(struct crm_groups *g, struct crm_err *e)
{
    if (g->count == g->full && grow_table(g, e))
        return -1;
    struct crm_str *keys =
        crm_lease_grow(&g->lease, g->keys, &g->keys_cap, (size_t)g->count + 1, sizeof(*g->keys), e);
    if (!keys)
        return -1;
    g->keys = keys;
    return 0;
}

struct crm_groups *crm_groups_new(struct crm_budget *budget)
{
    struct crm_groups *g = crm_alloc(sizeof(*g));

    g->lease.budget = budget;
    return g;
}

void crm_groups_free(struct crm_groups *g)
{
    if (!g)
        return;
    crm_lease_end(&g->lease);
    crm_arena_clear(&g->arena);
    free(g->keys);
    free(g->slots);
    free(g);
}

void crm_groups_reset(struct crm_groups *g)
{
    if (g->slots)
        memset(g->slots, 0, slots_of(g->bits) * sizeof(struct slot));
    g->count = 0;
    crm_arena_reset(&g->arena);
}

/* The slot that holds the key, or the free one where it belongs. There is a table, never full. */
static struct slot *slot_of(const struct crm_groups *g, uint32_t tag, struct crm_str key)
{
    size_t mask = slots_of(g->bits) - 1;
    size_t at = tag >> (LAST_BITS - g->bits);

    while (g->slots[at].id1) {
        const struct slot *s = &g->slots[at];
        if (s->tag == tag && crm_key_eq(g->keys[s->id1 - 1], key))
            break;
        at = (at + 1) & mask;
    }
    return &g->slots[at];
}

int crm_groups_put(struct crm_groups *g, struct crm_str key, uint32_t *id, bool *is_new,
                   struct crm_err *e)
{
    uint32_t tag = tag_of(key);

    if (crm_failed(e))
        return -1;
    struct slot *s = g->bits ? slot_of(g, tag, key) : NULL;
    bool is_there = s && s->id1;
    if (is_there) {
        *id = s->id1 - 1;
    } else {
        if (make_room(g, e))
            return -1;
        g->keys[g->count] = crm_arena_dup(&g->arena, key);
        if (crm_lease_arena(&g->lease, &g->arena, e))
            return -1;
        s = slot_of(g, tag, key); /* the table may have moved */
        *id = g->count++;
        *s = (struct slot){tag, g->count};
    }
    if (is_new)
        *is_new = !is_there;
    return 0;
}

struct crm_str crm_groups_key(const struct crm_groups *g, uint32_t id)
{
    return g->keys[id];
}

uint32_t crm_groups_count(const struct crm_groups *g)
{
    return g->count;
}
