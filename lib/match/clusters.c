#include "match/clusters.h"

#include <stdlib.h>

#include <xxhash.h>

#include "base/mem.h"
#include "calc/groups.h"
#include "table/money.h"
#include "text/unicode.h"

/*
 * Union-find (Galler and Fischer 1964) with path halving; the smaller number becomes the root, so
 * the shape needs no ranks and parent[r] <= r always.
 *
 *   keys     "p:+86138..." -> number -> owner, the first record that had it
 *   links    (record, key) of every later record with that key
 *   parent   record -> a smaller record of its cluster, or itself
 *
 * Joining waits for the last record, because a key may turn out barred only then. A key costs one
 * owner and a repeated key one link, so a block of n equal keys costs n steps, not n squared.
 */
struct link {
    uint32_t record, key;
};

struct crm_clusters {
    struct crm_lease lease;
    struct crm_groups *keys;
    uint32_t *parent;
    size_t count, parent_cap;
    uint32_t *owner; /* by key number */
    size_t owner_cap;
    struct link *links;
    size_t nlinks, links_cap;
};

static const uint32_t BARRED = UINT32_MAX; /* as an owner */
static const uint32_t NO_KEY = UINT32_MAX;

struct crm_clusters *crm_clusters_new(struct crm_budget *budget)
{
    struct crm_clusters *c = crm_alloc(sizeof(*c));

    c->lease.budget = budget;
    c->keys = crm_groups_new(budget);
    return c;
}

void crm_clusters_free(struct crm_clusters *c)
{
    if (!c)
        return;
    crm_lease_end(&c->lease);
    crm_groups_free(c->keys);
    free(c->parent);
    free(c->owner);
    free(c->links);
    free(c);
}

uint32_t crm_clusters_count(const struct crm_clusters *c)
{
    return (uint32_t)c->count; /* add_record keeps it below UINT32_MAX */
}

static int add_record(struct crm_clusters *c, struct crm_err *e)
{
    if (c->count >= UINT32_MAX - 1)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_TOO_MANY_KEYS);
    uint32_t *parent =
        crm_lease_grow(&c->lease, c->parent, &c->parent_cap, c->count + 1, sizeof(*c->parent), e);
    if (!parent)
        return -1;
    c->parent = parent;
    parent[c->count] = (uint32_t)c->count;
    c->count++;
    return 0;
}

static int add_link(struct crm_clusters *c, uint32_t record, uint32_t key, struct crm_err *e)
{
    struct link *links =
        crm_lease_grow(&c->lease, c->links, &c->links_cap, c->nlinks + 1, sizeof(*c->links), e);

    if (!links)
        return -1;
    c->links = links;
    links[c->nlinks++] = (struct link){record, key};
    return 0;
}

/* The number of a key; a new one is owned by the record. */
static int key_number(struct crm_clusters *c, uint32_t record, struct crm_str text, uint32_t *key,
                      bool *is_new, struct crm_err *e)
{
    size_t need = (size_t)crm_groups_count(c->keys) + 1;
    uint32_t *owner =
        crm_lease_grow(&c->lease, c->owner, &c->owner_cap, need, sizeof(*c->owner), e);

    if (!owner)
        return -1;
    c->owner = owner;
    if (crm_groups_put(c->keys, text, key, is_new, e))
        return -1;
    if (*is_new)
        owner[*key] = record;
    return 0;
}

static int add_key(struct crm_clusters *c, uint32_t record, const struct crm_key *k,
                   struct crm_err *e)
{
    uint32_t key;
    bool is_new;

    if (key_number(c, record, k->text, &key, &is_new, e))
        return -1;
    if (k->is_barred)
        c->owner[key] = BARRED;
    else if (!is_new && c->owner[key] != BARRED && c->owner[key] != record)
        return add_link(c, record, key, e);
    return 0;
}

int crm_clusters_add(struct crm_clusters *c, const struct crm_key *keys, size_t n,
                     struct crm_err *e)
{
    uint32_t record = crm_clusters_count(c);

    if (crm_failed(e) || add_record(c, e))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (add_key(c, record, &keys[i], e))
            return -1;
    return 0;
}

uint32_t crm_clusters_root(struct crm_clusters *c, uint32_t record)
{
    uint32_t *parent = c->parent;

    while (parent[record] != record) {
        parent[record] = parent[parent[record]];
        record = parent[record];
    }
    return record;
}

void crm_clusters_join(struct crm_clusters *c, uint32_t a, uint32_t b)
{
    a = crm_clusters_root(c, a);
    b = crm_clusters_root(c, b);
    if (a < b)
        c->parent[b] = a;
    else
        c->parent[a] = b;
}

/* An array of one number a record, for as long as a call; every byte is `fill`. */
static uint32_t *new_numbers(struct crm_clusters *c, int fill, struct crm_err *e)
{
    size_t bytes = crm_mul_size(c->count + 1, sizeof(uint32_t));

    if (crm_lease_take(&c->lease, bytes, e))
        return NULL;
    return memset(crm_alloc(bytes), fill, bytes);
}

static void free_numbers(struct crm_clusters *c, uint32_t *numbers)
{
    crm_lease_give(&c->lease, crm_mul_size(c->count + 1, sizeof(uint32_t)));
    free(numbers);
}

/* best[root] becomes the cluster's smallest key, NO_KEY where it has none that joins. */
static void find_smallest_keys(struct crm_clusters *c, uint32_t *best)
{
    uint32_t nkeys = crm_groups_count(c->keys);

    for (uint32_t key = 0; key < nkeys; key++) {
        if (c->owner[key] == BARRED)
            continue;
        uint32_t *b = &best[crm_clusters_root(c, c->owner[key])];
        if (*b == NO_KEY ||
            crm_str_cmp(crm_groups_key(c->keys, key), crm_groups_key(c->keys, *b)) < 0)
            *b = key;
    }
}

/* The record's whole content as its key: "x:" is no kind that crm_keys_of_* gives. */
static int join_by_content(struct crm_clusters *c, uint32_t record, const struct crm_str *cells,
                           size_t n, struct crm_buf *text, struct crm_err *e)
{
    uint32_t key;
    bool is_new;

    crm_buf_reset(text);
    crm_buf_add_cstr(text, "x:");
    crm_key_add_cells(text, cells, n);
    if (key_number(c, record, crm_buf_str(text), &key, &is_new, e))
        return -1;
    if (!is_new)
        crm_clusters_join(c, record, c->owner[key]);
    return 0;
}

int crm_clusters_settle(struct crm_clusters *c, crm_cells_fn *cells, void *rows, struct crm_err *e)
{
    struct crm_buf text = {0};
    size_t n;
    uint32_t count = crm_clusters_count(c);
    uint32_t *best = crm_failed(e) ? NULL : new_numbers(c, 0xFF, e); /* all NO_KEY */

    if (!best)
        return -1;
    for (size_t i = 0; i < c->nlinks; i++)
        if (c->owner[c->links[i].key] != BARRED)
            crm_clusters_join(c, c->links[i].record, c->owner[c->links[i].key]);
    find_smallest_keys(c, best);
    for (uint32_t r = 0; r < count && !crm_failed(e); r++) {
        if (best[crm_clusters_root(c, r)] != NO_KEY)
            continue;
        const struct crm_str *row = cells(rows, r, &n, e);
        if (row)
            join_by_content(c, r, row, n, &text, e);
    }
    crm_buf_clear(&text);
    free_numbers(c, best);
    return crm_failed(e) ? -1 : 0;
}

/* What an id is made from, the weaker first. */
enum { BY_RECORD_ID, BY_HASH64, BY_HASH128, BY_KEY };

/* How the ids come about: by record number, of use at the roots. */
struct naming {
    struct crm_clusters *c;
    struct crm_arena *arena;
    struct crm_str *ids;
    uint32_t *smallest_key;
    uint32_t *level; /* BY_... */
};

static struct crm_str hex_id(struct crm_arena *a, struct crm_str bytes)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = crm_add_size(1, crm_mul_size(2, bytes.n));
    char *p = crm_arena_text(a, n);

    p[0] = 'c';
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char b = (unsigned char)bytes.p[i];
        p[1 + 2 * i] = digits[b >> 4];
        p[2 + 2 * i] = digits[b & 15];
    }
    return (struct crm_str){p, n};
}

/* The id of a level from BY_HASH64 on. */
static struct crm_str key_id(struct crm_arena *a, uint32_t level, struct crm_str key)
{
    XXH64_canonical_t short_hash;
    XXH128_canonical_t long_hash;

    if (level == BY_KEY)
        return hex_id(a, key);
    if (level == BY_HASH128) {
        XXH128_canonicalFromHash(&long_hash, XXH3_128bits_withSeed(key.p, key.n, 0));
        return hex_id(a,
                      (struct crm_str){(const char *)long_hash.digest, sizeof(long_hash.digest)});
    }
    XXH64_canonicalFromHash(&short_hash, XXH3_64bits_withSeed(key.p, key.n, 0));
    return hex_id(a, (struct crm_str){(const char *)short_hash.digest, sizeof(short_hash.digest)});
}

static bool is_root(const struct crm_clusters *c, uint32_t record)
{
    return c->parent[record] == record;
}

/* The smallest record id of each cluster, borrowed; clusters without one begin with the hash. */
static void name_by_record_ids(struct naming *m, const struct crm_str *record_ids)
{
    for (uint32_t r = 0; r < m->c->count; r++) {
        m->ids[r] = (struct crm_str){NULL, 0};
        m->level[r] = BY_HASH64;
    }
    for (uint32_t r = 0; record_ids && r < m->c->count; r++) {
        struct crm_str id = crm_trim_blanks(record_ids[r]);
        uint32_t root = crm_clusters_root(m->c, r);
        if (crm_is_null_text(id))
            continue;
        if (m->level[root] != BY_RECORD_ID || crm_str_cmp(id, m->ids[root]) < 0)
            m->ids[root] = id;
        m->level[root] = BY_RECORD_ID;
    }
}

static void name_by_key(struct naming *m, uint32_t root)
{
    struct crm_str key = crm_groups_key(m->c->keys, m->smallest_key[root]);

    m->ids[root] = key_id(m->arena, m->level[root], key);
}

/*
 * Give every cluster that shares its id the next level and a new name; how many did is *changed.
 * Keys differ, so the last level cannot be shared by two that are on it.
 */
static int part_equal_ids(struct naming *m, uint32_t *changed, struct crm_err *e)
{
    struct crm_groups *seen = crm_groups_new(m->c->lease.budget);
    uint32_t *first = new_numbers(m->c, 0, e); /* by number of the id: a root that has it */
    uint32_t *clash = first ? new_numbers(m->c, 0, e) : NULL;
    uint32_t number;
    bool is_new;

    *changed = 0;
    for (uint32_t r = 0; clash && r < m->c->count; r++) {
        if (!is_root(m->c, r))
            continue;
        if (crm_groups_put(seen, m->ids[r], &number, &is_new, e))
            break;
        if (is_new)
            first[number] = r;
        else
            clash[r] = clash[first[number]] = 1;
    }
    for (uint32_t r = 0; clash && !crm_failed(e) && r < m->c->count; r++) {
        if (!clash[r] || m->level[r] == BY_KEY)
            continue;
        m->level[r]++;
        name_by_key(m, r);
        ++*changed;
    }
    if (clash)
        free_numbers(m->c, clash);
    if (first)
        free_numbers(m->c, first);
    crm_groups_free(seen);
    return crm_failed(e) ? -1 : 0;
}

static int name_clusters(struct naming *m, const struct crm_str *record_ids, struct crm_err *e)
{
    uint32_t changed;

    name_by_record_ids(m, record_ids);
    for (uint32_t r = 0; r < m->c->count; r++)
        if (is_root(m->c, r) && m->level[r] != BY_RECORD_ID)
            name_by_key(m, r);
    do {
        if (part_equal_ids(m, &changed, e))
            return -1;
    } while (changed);
    for (uint32_t r = 0; r < m->c->count; r++)
        m->ids[r] = m->ids[crm_clusters_root(m->c, r)];
    return 0;
}

int crm_clusters_ids(struct crm_clusters *c, const struct crm_str *record_ids, struct crm_arena *a,
                     struct crm_str *ids, struct crm_err *e)
{
    struct naming m = {.c = c, .arena = a, .ids = ids};

    if (crm_failed(e))
        return -1;
    m.smallest_key = new_numbers(c, 0xFF, e); /* all NO_KEY */
    m.level = m.smallest_key ? new_numbers(c, 0, e) : NULL;
    if (m.level) {
        find_smallest_keys(c, m.smallest_key);
        if (!name_clusters(&m, record_ids, e))
            crm_lease_arena(&c->lease, a, e);
        free_numbers(c, m.level);
    }
    if (m.smallest_key)
        free_numbers(c, m.smallest_key);
    return crm_failed(e) ? -1 : 0;
}

int crm_clusters_list(struct crm_clusters *c, uint32_t *members, uint32_t *starts,
                      uint32_t *nclusters, struct crm_err *e)
{
    uint32_t count = crm_clusters_count(c);
    uint32_t n = 0;
    uint32_t *next =
        crm_failed(e) ? NULL : new_numbers(c, 0, e); /* by root: size, then free place */

    if (!next)
        return -1;
    for (uint32_t r = 0; r < count; r++)
        next[crm_clusters_root(c, r)]++;
    starts[0] = 0;
    for (uint32_t r = 0; r < count; r++) {
        if (!is_root(c, r))
            continue;
        starts[n + 1] = starts[n] + next[r];
        next[r] = starts[n++];
    }
    for (uint32_t r = 0; r < count; r++)
        members[next[crm_clusters_root(c, r)]++] = r;
    *nclusters = n;
    free_numbers(c, next);
    return 0;
}
