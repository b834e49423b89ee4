/*
 * First pass, by several threads: each row is written as text to its piece (the rows of one batch),
 * and a record of it goes to the partition of its key. Second pass, partition by partition: of each
 * key the best record is found, and its row's bit is set in its piece. Third pass, piece by piece:
 * the rows whose bit is set are copied out, as many as stand side by side at once.
 *
 *   piece       text of all rows | where each row ends (uint32_t each)      in memory or in the
 * file a bit of each row: is it kept?                              in memory partition   record,
 * customer_id, key | record, customer_id, key | ...
 */
#include "match/keep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "base/mem.h"
#include "calc/hash.h"
#include "calc/partition.h"
#include "csv/columns.h"
#include "io/scratch.h"
#include "match/exact.h"
#include "match/keys.h"
#include "table/date.h"

enum {
    PARTS = 256,
    PART_BYTES = 1024, /* the least of a thread's part of a partition; else there are fewer */
    FIRST_SLOTS = 1024,
    DATES = 3,
    WORD_BITS = 64,
};

/* Older than any date. */
#define NEVER INT64_MIN

struct input {
    size_t ncols;
    size_t *exact;
    size_t *from;        /* the column of the input for each of the output, or CRM_NO_COLUMN */
    size_t dates[DATES]; /* updated, ordered, created */
    size_t customer;
    bool is_whole; /* its rows are written with the columns that they have */
};

/* The rows of one batch. */
struct piece {
    char *text; /* text_bytes and the ends of the rows; NULL: at `at` in the file */
    off_t at;
    size_t text_bytes;
    uint32_t nrows;
    _Atomic uint64_t *kept; /* nrows bits */
};

/* What is known of a row; its customer_id and its key follow. */
struct record {
    uint64_t hash;
    int64_t when; /* seconds since 1970-01-01, or NEVER */
    uint32_t piece, row;
    uint32_t customer_bytes, key_bytes;
};

/* What one thread of the first pass has of its own. */
struct lane {
    struct crm_writer writer;
    struct crm_keys keys;
    struct crm_str *cells; /* of the key */
    struct crm_str *row;   /* as it is written */
    struct crm_buf record, ends;
    size_t last_bytes; /* of its last piece */
};

struct crm_keep {
    struct crm_keep_opts o;
    struct crm_ledger *ledger;
    struct crm_budget *budget;
    struct crm_columns columns;
    struct input *inputs;
    size_t ninputs;
    size_t *written; /* columns of the output that are written */
    size_t nwritten;

    struct lane *lanes;
    struct crm_parts *parts;
    size_t nparts;
    struct crm_scratch *scratch;
    size_t share_bytes; /* of text that is held in memory; 0: no bound */

    pthread_mutex_t lock; /* of all below */
    struct crm_lease lease;
    size_t held_bytes;
    struct piece *pieces;
    size_t npieces, pieces_cap;
    struct crm_keep_counts counts;
    _Atomic size_t next_part;
    bool *is_chosen; /* by partition */
};

/* ---- columns --------------------------------------------------------------------- */

static bool is_by_date(const struct crm_keep *k)
{
    return k->o.which == CRM_KEEP_NEWEST || k->o.which == CRM_KEEP_OLDEST;
}

static int find_columns(struct crm_keep *k, struct input *in, const struct crm_head *head,
                        const struct crm_mapping *map, struct crm_err *e)
{
    static const enum crm_role dates[DATES] = {CRM_ROLE_updated_at, CRM_ROLE_order_date,
                                               CRM_ROLE_created_at};

    in->ncols = head->ncols;
    in->exact = crm_exact_columns(head, map, k->o.exact, k->o.nexact, e);
    if (!in->exact)
        return -1;
    in->customer = map->column[CRM_ROLE_customer_id];
    for (size_t d = 0; d < DATES && is_by_date(k); d++)
        if (crm_mapping_column(map, dates[d], &in->dates[d], e))
            return -1;
    return 0;
}

/* Lay the inputs' columns out side by side, once all are known. */
static void place_columns(struct crm_keep *k, const struct crm_head *const *heads)
{
    size_t **places = crm_alloc_array(k->ninputs, sizeof(*places));

    for (size_t i = 0; i < k->ninputs; i++) {
        places[i] = crm_alloc_array(heads[i]->ncols, sizeof(*places[i]));
        crm_columns_add(&k->columns, heads[i]->names, heads[i]->ncols, places[i]);
    }
    for (size_t i = 0; i < k->ninputs; i++) {
        size_t *from = crm_alloc_array(k->columns.n, sizeof(*from));
        for (size_t c = 0; c < k->columns.n; c++)
            from[c] = CRM_NO_COLUMN;
        for (size_t c = 0; c < heads[i]->ncols; c++)
            from[places[i][c]] = c;
        k->inputs[i].from = from;
        free(places[i]);
    }
    free(places);
}

/* Records and rows may each take a third of the memory that is left: the rest is for the choice. */
static void open_stores(struct crm_keep *k)
{
    size_t limit = k->budget->limit_bytes, used = k->budget->used_bytes;

    k->share_bytes = limit > used ? (limit - used) / 3 + 1 : limit ? 1 : 0;
    k->nparts = PARTS;
    while (k->share_bytes && k->nparts > 1 &&
           k->nparts * k->o.nworkers * PART_BYTES > k->share_bytes)
        k->nparts /= 2;
    k->parts = crm_parts_new(k->nparts, k->o.nworkers, k->share_bytes, k->o.tmpdir, k->budget);
    k->is_chosen = crm_alloc_array(k->nparts, sizeof(*k->is_chosen));
    k->scratch = crm_scratch_new(k->o.tmpdir);
}

struct crm_keep *crm_keep_new(const struct crm_head *const *heads, const struct crm_mapping *maps,
                              size_t n, const struct crm_keep_opts *o, struct crm_ledger *ledger,
                              struct crm_budget *budget, struct crm_err *e)
{
    if (crm_failed(e))
        return NULL;
    struct crm_keep *k = crm_alloc(sizeof(*k));
    k->o = *o;
    k->ledger = ledger;
    k->budget = k->lease.budget = budget;
    k->inputs = crm_alloc_array(n, sizeof(*k->inputs));
    k->ninputs = n;
    k->lanes = crm_alloc_array(o->nworkers, sizeof(*k->lanes));
    for (size_t w = 0; w < o->nworkers; w++)
        k->lanes[w].cells = crm_alloc_array(o->nexact, sizeof(*k->lanes[w].cells));
    pthread_mutex_init(&k->lock, NULL);
    open_stores(k);
    for (size_t i = 0; i < n; i++)
        if (find_columns(k, &k->inputs[i], heads[i], &maps[i], e)) {
            crm_keep_free(k);
            return NULL;
        }
    place_columns(k, heads);
    return k;
}

const struct crm_str *crm_keep_columns(const struct crm_keep *k, size_t *n)
{
    *n = k->columns.n;
    return k->columns.names;
}

/* Are the written columns those of the input, in its order? */
static bool is_whole(const struct crm_keep *k, const struct input *in)
{
    if (k->nwritten != in->ncols)
        return false;
    for (size_t i = 0; i < k->nwritten; i++)
        if (in->from[k->written[i]] != i)
            return false;
    return true;
}

void crm_keep_format(struct crm_keep *k, const struct crm_writer *like, const bool *selected)
{
    k->written = crm_alloc_array(k->columns.n, sizeof(*k->written));
    for (size_t c = 0; c < k->columns.n; c++)
        if (selected[c])
            k->written[k->nwritten++] = c;
    for (size_t i = 0; i < k->ninputs; i++)
        k->inputs[i].is_whole = is_whole(k, &k->inputs[i]);
    for (size_t w = 0; w < k->o.nworkers; w++) {
        struct crm_writer *writer = &k->lanes[w].writer;
        crm_writer_init(writer, NULL, &like->opts);
        writer->names = like->names;
        writer->ncols = like->ncols;
        k->lanes[w].row = crm_alloc_array(k->nwritten, sizeof(struct crm_str));
    }
}

/* ---- pieces ---------------------------------------------------------------------- */

/* May n bytes more of text stay in memory? */
static bool hold(struct crm_keep *k, size_t n)
{
    struct crm_err refused = {0};
    bool is_held = false;

    pthread_mutex_lock(&k->lock);
    if (!k->share_bytes || crm_add_size(k->held_bytes, n) <= k->share_bytes)
        is_held = !crm_lease_take(&k->lease, n, &refused);
    if (is_held)
        k->held_bytes += n;
    pthread_mutex_unlock(&k->lock);
    return is_held;
}

/* Make the lane's rows the text of the piece. */
static int put_text(struct crm_keep *k, struct lane *lane, struct piece *p, struct crm_err *e)
{
    struct crm_buf *text = &lane->writer.buf;

    p->text_bytes = text->n;
    crm_buf_add(text, crm_buf_str(&lane->ends));
    if (!hold(k, text->n)) {
        int rc = crm_scratch_add(k->scratch, crm_buf_str(text), &p->at, e);
        crm_buf_reset(text);
        return rc;
    }
    lane->last_bytes = text->n;
    p->text = crm_realloc(text->p, text->n);
    *text = (struct crm_buf){0};
    return 0;
}

static int put_piece(struct crm_keep *k, const struct crm_batch *b, const struct piece *p,
                     uint64_t without_key, struct crm_err *e)
{
    size_t need = (size_t)b->piece + 1;

    struct piece *pieces = NULL;

    pthread_mutex_lock(&k->lock);
    if (!crm_lease_take(&k->lease, (b->nrows / WORD_BITS + 1) * sizeof(*p->kept), e))
        pieces = crm_lease_grow(&k->lease, k->pieces, &k->pieces_cap, need, sizeof(*pieces), e);
    if (pieces) {
        k->pieces = pieces;
        for (; k->npieces < need; k->npieces++)
            pieces[k->npieces] = (struct piece){0};
        pieces[b->piece] = *p;
        k->counts.records += b->nrows;
        k->counts.without_key += without_key;
        k->ledger->rows_used += b->nrows;
    }
    pthread_mutex_unlock(&k->lock);
    return pieces ? 0 : -1;
}

static void set_kept(struct piece *p, size_t row)
{
    atomic_fetch_or_explicit(&p->kept[row / WORD_BITS], UINT64_C(1) << row % WORD_BITS,
                             memory_order_relaxed);
}

static bool is_kept(const struct piece *p, size_t row)
{
    return p->kept[row / WORD_BITS] >> row % WORD_BITS & 1;
}

/* ---- first pass ------------------------------------------------------------------ */

static int64_t when_of(const struct crm_keep *k, const struct input *in,
                       const struct crm_str *cells)
{
    struct crm_when w;

    for (size_t d = 0; d < DATES && is_by_date(k); d++) {
        if (in->dates[d] == CRM_NO_COLUMN ||
            crm_when_parse(cells[in->dates[d]], k->o.clean.order, &w) != CRM_MSG_NONE)
            continue;
        crm_when_to_zone(&w, &k->o.clean.zone);
        return ((w.day * INT64_C(24) + w.hour) * 60 + w.minute) * 60 + w.second;
    }
    return NEVER;
}

static int fail_long(struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
                    .advice = CRM_MSG_ADVICE_MEMORY);
}

static int add_record(struct crm_keep *k, size_t worker, const struct input *in,
                      const struct crm_str *cells, struct record r, struct crm_err *e)
{
    struct lane *lane = &k->lanes[worker];
    struct crm_str key = lane->keys.at[0].text;
    struct crm_str customer = is_by_date(k) ? crm_row_cell(cells, in->customer) : CRM_STR("");

    if (key.n > UINT32_MAX || customer.n > UINT32_MAX)
        return fail_long(e);
    r.hash = crm_hash(key);
    r.when = when_of(k, in, cells);
    r.customer_bytes = (uint32_t)customer.n;
    r.key_bytes = (uint32_t)key.n;
    crm_buf_reset(&lane->record);
    size_t n = sizeof(r) + customer.n + key.n;
    char *to = crm_buf_room(&lane->record, n);
    memcpy(to, &r, sizeof(r));
    memcpy(to + sizeof(r), customer.p, customer.n);
    memcpy(to + sizeof(r) + customer.n, key.p, key.n);
    /* The low bits choose the slot within the partition. */
    return crm_parts_add(k->parts, worker, (r.hash >> 56) & (k->nparts - 1),
                         (struct crm_str){to, n}, e);
}

static int write_row(const struct crm_keep *k, struct lane *lane, const struct input *in,
                     const struct crm_str *cells, struct crm_err *e)
{
    struct crm_writer *w = &lane->writer;

    for (size_t i = 0; i < k->nwritten && !in->is_whole; i++)
        lane->row[i] = crm_row_cell(cells, in->from[k->written[i]]);
    crm_writer_fields(w, in->is_whole ? cells : lane->row, k->nwritten);
    crm_writer_end(w, e);
    if (w->buf.n > UINT32_MAX)
        return fail_long(e);
    uint32_t end = (uint32_t)w->buf.n;
    crm_buf_add(&lane->ends, (struct crm_str){(const char *)&end, sizeof(end)});
    return 0;
}

static bool has_key(const struct crm_keep *k, struct lane *lane, const struct input *in,
                    const struct crm_str *cells)
{
    for (size_t i = 0; i < k->o.nexact; i++)
        lane->cells[i] = cells[in->exact[i]];
    crm_keys_of_columns(&lane->keys, lane->cells, k->o.nexact, &k->o.clean);
    return lane->keys.n;
}

int crm_keep_add(void *keep, size_t worker, const struct crm_batch *b, struct crm_err *e)
{
    struct crm_keep *k = keep;
    struct lane *lane = &k->lanes[worker];
    const struct input *in = &k->inputs[b->head->input];
    /* Of b->nrows and b->piece memory ends before 32 bits do. */
    struct piece p = {.nrows = (uint32_t)b->nrows,
                      .kept = crm_alloc_array(b->nrows / WORD_BITS + 1, sizeof(*p.kept))};
    uint64_t without_key = 0;
    int rc = 0;

    crm_buf_reset(&lane->ends);
    crm_buf_room(&lane->writer.buf, lane->last_bytes + lane->last_bytes / 8);
    for (size_t r = 0; r < b->nrows && !rc; r++) {
        const struct crm_str *cells = crm_batch_row(b, r);
        struct record record = {.piece = (uint32_t)b->piece, .row = (uint32_t)r};
        if (has_key(k, lane, in, cells)) {
            rc = add_record(k, worker, in, cells, record, e);
        } else {
            without_key++;
            set_kept(&p, r);
        }
        rc = rc ? rc : write_row(k, lane, in, cells, e);
    }
    rc = rc ? rc : put_text(k, lane, &p, e);
    rc = rc ? rc : put_piece(k, b, &p, without_key, e);
    if (rc) {
        free(p.text);
        free(p.kept);
    }
    return rc;
}

/* ---- second pass ----------------------------------------------------------------- */

/* Open addressing; empty where best is NULL. */
struct slot {
    uint64_t hash;
    const char *best; /* a record of a loaded partition */
};

/* What one thread of the second pass has of its own. */
struct chooser {
    struct crm_keep *k;
    struct crm_lease lease;
    struct slot *slots;
    size_t nslots; /* a power of two */
    size_t nkeys;  /* of the partition */
    uint64_t nkept;
    struct crm_buf texts[2];
    struct crm_err e;
};

static struct record record_at(const char *p)
{
    struct record r;

    memcpy(&r, p, sizeof(r));
    return r;
}

static struct crm_str customer_of(const char *p)
{
    return (struct crm_str){p + sizeof(struct record), record_at(p).customer_bytes};
}

static struct crm_str key_of(const char *p)
{
    struct record r = record_at(p);

    return (struct crm_str){p + sizeof(r) + r.customer_bytes, r.key_bytes};
}

/* Bytes [from, from + n) of a piece, borrowed from it or read into the buffer. */
static const char *piece_bytes(struct crm_keep *k, const struct piece *p, size_t from, size_t n,
                               struct crm_buf *room, struct crm_err *e)
{
    if (p->text)
        return p->text + from;
    crm_buf_reset(room);
    char *to = crm_buf_room(room, n);
    return crm_scratch_read(k->scratch, p->at + (off_t)from, to, n, e) ? NULL : to;
}

static uint32_t end_at(const char *ends, size_t row)
{
    uint32_t end;

    memcpy(&end, ends + row * sizeof(end), sizeof(end));
    return end;
}

/* The row as it is written; empty with an error in c->e. */
static struct crm_str row_text(struct chooser *c, const struct record *r, struct crm_buf *room)
{
    const struct piece *p = &c->k->pieces[r->piece];
    size_t before = r->row > 0; /* the end of the row before is where this one starts */
    const char *ends = piece_bytes(c->k, p, p->text_bytes + (r->row - before) * sizeof(uint32_t),
                                   (1 + before) * sizeof(uint32_t), room, &c->e);

    if (!ends)
        return CRM_STR("");
    size_t from = before ? end_at(ends, 0) : 0;
    size_t n = end_at(ends, before) - from;
    const char *text = piece_bytes(c->k, p, from, n, room, &c->e);
    return text ? (struct crm_str){text, n} : CRM_STR("");
}

static int place_order(const struct record *a, const struct record *b)
{
    if (a->piece != b->piece)
        return a->piece < b->piece ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Order by date, then by what does not depend on where the rows stand. */
static int date_order(struct chooser *c, const char *a, const char *b)
{
    struct record one = record_at(a), other = record_at(b);

    if (one.when != other.when)
        return one.when < other.when ? -1 : 1;
    int order = crm_str_cmp(customer_of(a), customer_of(b));
    if (order)
        return order;
    return crm_str_cmp(row_text(c, &one, &c->texts[0]), row_text(c, &other, &c->texts[1]));
}

/* Is record a kept rather than b? */
static bool is_better(struct chooser *c, const char *a, const char *b)
{
    struct record one = record_at(a), other = record_at(b);
    int place = place_order(&one, &other);

    if (!is_by_date(c->k))
        return c->k->o.which == CRM_KEEP_FIRST ? place < 0 : place > 0;
    int order = date_order(c, a, b);
    if (order == 0)
        return place < 0;
    return c->k->o.which == CRM_KEEP_NEWEST ? order > 0 : order < 0;
}

/* The slot of the key, or the empty one where it goes. */
static struct slot *find_slot(const struct chooser *c, uint64_t hash, struct crm_str key)
{
    size_t mask = c->nslots - 1;

    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct slot *s = &c->slots[i];
        if (!s->best || (s->hash == hash && crm_str_eq(key_of(s->best), key)))
            return s;
    }
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

static int take_record(struct chooser *c, const char *p)
{
    if (c->nkeys * 2 >= c->nslots && grow(c))
        return -1;
    uint64_t hash = record_at(p).hash;
    struct slot *s = find_slot(c, hash, key_of(p));
    if (!s->best)
        c->nkeys++;
    if (!s->best || is_better(c, p, s->best))
        *s = (struct slot){hash, p};
    return crm_failed(&c->e) ? -1 : 0;
}

static int take_records(struct chooser *c, struct crm_str records)
{
    while (records.n) {
        if (take_record(c, records.p))
            return -1;
        struct record r = record_at(records.p);
        records = crm_str_from(records, sizeof(r) + r.customer_bytes + r.key_bytes);
    }
    return 0;
}

/* Set the bits of those that are left, and empty the slots for the next partition. */
static void keep_best(struct chooser *c)
{
    for (size_t i = 0; i < c->nslots; i++) {
        if (!c->slots[i].best)
            continue;
        struct record r = record_at(c->slots[i].best);
        set_kept(&c->k->pieces[r.piece], r.row);
        c->slots[i].best = NULL;
    }
}

static int choose_loaded(struct chooser *c, size_t part)
{
    struct crm_parts_at at = {0};
    struct crm_str records;

    c->nkeys = 0;
    while (crm_parts_next(c->k->parts, part, &at, &records))
        if (take_records(c, records))
            return -1;
    keep_best(c);
    return 0;
}

static int choose_part(struct chooser *c, size_t part)
{
    if (crm_parts_load(c->k->parts, part, &c->e))
        return -1;
    if (choose_loaded(c, part)) {
        crm_parts_unload(c->k->parts, part);
        return -1;
    }
    crm_parts_drop(c->k->parts, part);
    c->k->is_chosen[part] = true;
    c->nkept += c->nkeys;
    return 0;
}

static void end_chooser(struct chooser *c)
{
    pthread_mutex_lock(&c->k->lock);
    c->k->counts.kept += c->nkept;
    pthread_mutex_unlock(&c->k->lock);
    crm_lease_end(&c->lease);
    free(c->slots);
    crm_buf_clear(&c->texts[0]);
    crm_buf_clear(&c->texts[1]);
}

/* Partition after partition; a thread for which there is no memory gives what it has to others. */
static void choose(void *keep, size_t worker)
{
    struct crm_keep *k = keep;
    struct chooser c = {.k = k, .lease = {.budget = k->budget}};
    size_t part;

    (void)worker;
    while ((part = atomic_fetch_add(&k->next_part, 1)) < k->nparts)
        if (choose_part(&c, part))
            break;
    end_chooser(&c);
}

/* What several threads at once had no memory for, or failed at: here that is the end. */
static int choose_rest(struct crm_keep *k, struct crm_err *e)
{
    struct chooser c = {.k = k, .lease = {.budget = k->budget}};
    int rc = 0;

    for (size_t part = 0; part < k->nparts && !rc; part++)
        if (!k->is_chosen[part])
            rc = choose_part(&c, part);
    if (rc)
        *e = c.e;
    end_chooser(&c);
    return rc;
}

int crm_keep_settle(struct crm_keep *k, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    k->counts.kept = k->counts.without_key;
    crm_crew_run(k->o.nworkers, choose, k);
    return choose_rest(k, e);
}

/* ---- third pass ------------------------------------------------------------------ */

size_t crm_keep_pieces(const struct crm_keep *k)
{
    return k->npieces;
}

static bool has_kept(const struct piece *p)
{
    for (size_t i = 0; i * WORD_BITS < p->nrows; i++)
        if (p->kept[i])
            return true;
    return false;
}

static void add_kept(const struct piece *p, const char *text, struct crm_writer *out)
{
    const char *ends = text + p->text_bytes;
    size_t from = 0; /* of the rows kept side by side */

    for (size_t r = 0; r < p->nrows; r++) {
        if (is_kept(p, r)) {
            out->rows++;
            continue;
        }
        size_t start = r ? end_at(ends, r - 1) : 0;
        crm_buf_add(&out->buf, (struct crm_str){text + from, start - from});
        from = end_at(ends, r);
    }
    crm_buf_add(&out->buf, (struct crm_str){text + from, p->text_bytes - from});
}

int crm_keep_take(void *keep, size_t piece, struct crm_writer *out, struct crm_err *e)
{
    struct crm_keep *k = keep;
    struct piece *p = &k->pieces[piece];
    size_t n = p->text_bytes + p->nrows * sizeof(uint32_t);
    struct crm_buf room = {0};
    const char *text = has_kept(p) ? piece_bytes(k, p, 0, n, &room, e) : NULL;

    if (text)
        add_kept(p, text, out);
    crm_buf_clear(&room);
    if (p->text) {
        free(p->text);
        p->text = NULL;
        pthread_mutex_lock(&k->lock);
        crm_lease_give(&k->lease, n);
        pthread_mutex_unlock(&k->lock);
    }
    return crm_failed(e) ? -1 : 0;
}

void crm_keep_counts(const struct crm_keep *k, struct crm_keep_counts *counts)
{
    *counts = k->counts;
}

static void free_lane(struct lane *lane)
{
    crm_writer_clear(&lane->writer);
    crm_keys_clear(&lane->keys);
    crm_buf_clear(&lane->record);
    crm_buf_clear(&lane->ends);
    free(lane->cells);
    free(lane->row);
}

void crm_keep_free(struct crm_keep *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->ninputs; i++) {
        free(k->inputs[i].exact);
        free(k->inputs[i].from);
    }
    for (size_t w = 0; w < k->o.nworkers; w++)
        free_lane(&k->lanes[w]);
    for (size_t i = 0; i < k->npieces; i++) {
        free(k->pieces[i].text);
        free(k->pieces[i].kept);
    }
    free(k->inputs);
    free(k->lanes);
    free(k->pieces);
    free(k->written);
    free(k->is_chosen);
    crm_columns_clear(&k->columns);
    crm_parts_free(k->parts);
    crm_scratch_free(k->scratch);
    crm_lease_end(&k->lease);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
