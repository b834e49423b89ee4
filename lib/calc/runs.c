#include "calc/runs.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/scratch.h"

enum {
    WRITE_BYTES = 256 * 1024,
    WINDOW_BYTES = 64 * 1024, /* of a run are read at once; less where the memory is small */
    WINDOW_MIN = 2 * 1024,
    WINDOWS_SHARE = 8, /* of the limit, for all windows */
};

/* In front of a record's key and rest. */
struct lengths {
    uint32_t key, rest;
};

/* A run in the file, and the record of it that comes next. */
struct run {
    off_t from, end;
    off_t at; /* read up to here */
    struct crm_buf window;
    size_t used; /* of the window */
    struct crm_str key, rest;
    uint64_t prefix; /* of the key: decides most comparisons */
};

struct crm_runs {
    struct crm_scratch *scratch;
    struct crm_lease lease;
    pthread_mutex_t lock; /* of what follows, while runs are opened */
    struct run *runs;
    size_t n, cap;
    size_t window_bytes; /* 0: not read yet */
    uint32_t *heap;      /* the runs that are not read to their end, the least record's on top */
    size_t nheap;
    bool has_given; /* the record on top was read by the caller */
};

struct crm_runs *crm_runs_new(const char *tmpdir, struct crm_budget *budget)
{
    struct crm_runs *r = crm_alloc(sizeof(*r));

    r->scratch = crm_scratch_new(tmpdir);
    r->lease.budget = budget;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void crm_runs_free(struct crm_runs *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++)
        crm_buf_clear(&r->runs[i].window);
    free(r->runs);
    free(r->heap);
    crm_scratch_free(r->scratch);
    crm_lease_end(&r->lease);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* ---- writing --------------------------------------------------------------------- */

size_t crm_runs_bytes(struct crm_str key, struct crm_str rest)
{
    return crm_add_size(sizeof(struct lengths), crm_add_size(key.n, rest.n));
}

int crm_runs_open(struct crm_runs *r, size_t bytes, struct crm_run_writer *w, struct crm_err *e)
{
    *w = (struct crm_run_writer){.runs = r};
    pthread_mutex_lock(&r->lock);
    int rc = crm_scratch_reserve(r->scratch, bytes, &w->at, e);
    if (!rc) {
        r->runs = crm_grow(r->runs, &r->cap, r->n + 1, sizeof(*r->runs));
        r->runs[r->n++] = (struct run){.from = w->at, .end = w->at + (off_t)bytes};
    }
    pthread_mutex_unlock(&r->lock);
    return rc;
}

static int write_out(struct crm_run_writer *w, struct crm_err *e)
{
    if (crm_scratch_write(w->runs->scratch, w->at, crm_buf_str(&w->buf), e))
        return -1;
    w->at += (off_t)w->buf.n;
    crm_buf_reset(&w->buf);
    return 0;
}

int crm_runs_add(struct crm_run_writer *w, struct crm_str key, struct crm_str rest,
                 struct crm_err *e)
{
    struct lengths n = {(uint32_t)key.n, (uint32_t)rest.n};

    if (key.n > UINT32_MAX || rest.n > UINT32_MAX)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT);
    crm_buf_add(&w->buf, (struct crm_str){(const char *)&n, sizeof(n)});
    crm_buf_add(&w->buf, key);
    crm_buf_add(&w->buf, rest);
    return w->buf.n < WRITE_BYTES ? 0 : write_out(w, e);
}

int crm_runs_close(struct crm_run_writer *w, struct crm_err *e)
{
    int rc = crm_failed(e) ? -1 : write_out(w, e);

    crm_buf_clear(&w->buf);
    return rc;
}

/* ---- reading --------------------------------------------------------------------- */

/* The run's next n bytes are in its window; what it holds moves to the front. */
static int need(struct crm_runs *r, struct run *run, size_t n, struct crm_err *e)
{
    struct crm_buf *w = &run->window;

    if (w->n - run->used >= n)
        return 0;
    size_t left = w->n - run->used, size = n > r->window_bytes ? n : r->window_bytes;
    if (left)
        memmove(w->p, w->p + run->used, left);
    w->n = left;
    run->used = 0;
    size_t more = size - left;
    if ((off_t)more > run->end - run->at)
        more = (size_t)(run->end - run->at);
    if (crm_scratch_read(r->scratch, run->at, crm_buf_room(w, more), more, e))
        return -1;
    w->n += more;
    run->at += (off_t)more;
    return 0;
}

/* The first eight bytes as a number that sorts as they do. */
static uint64_t prefix_of(struct crm_str s)
{
    uint64_t prefix = 0;

    for (size_t i = 0; i < sizeof(prefix); i++)
        prefix = prefix << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
    return prefix;
}

/* Move on to the run's next record; false at its end, or with e. */
static bool advance(struct crm_runs *r, struct run *run, struct crm_err *e)
{
    struct lengths n;

    if (run->at == run->end && run->used == run->window.n)
        return false;
    if (need(r, run, sizeof(n), e))
        return false;
    memcpy(&n, run->window.p + run->used, sizeof(n));
    run->used += sizeof(n);
    if (need(r, run, (size_t)n.key + n.rest, e))
        return false;
    run->key = (struct crm_str){run->window.p + run->used, n.key};
    run->rest = (struct crm_str){run->key.p + n.key, n.rest};
    run->used += (size_t)n.key + n.rest;
    run->prefix = prefix_of(run->key);
    return true;
}

static bool is_before(const struct crm_runs *r, uint32_t a, uint32_t b)
{
    const struct run *x = &r->runs[a], *y = &r->runs[b];

    if (x->prefix != y->prefix)
        return x->prefix < y->prefix;
    int c = crm_str_cmp(x->key, y->key);
    return c ? c < 0 : a < b;
}

/* The run at this place of the heap sinks below those with lesser records. */
static void sink(struct crm_runs *r, size_t at)
{
    uint32_t run = r->heap[at];

    for (size_t child; (child = 2 * at + 1) < r->nheap; at = child) {
        if (child + 1 < r->nheap && is_before(r, r->heap[child + 1], r->heap[child]))
            child++;
        if (!is_before(r, r->heap[child], run))
            break;
        r->heap[at] = r->heap[child];
    }
    r->heap[at] = run;
}

/* Memory for a part of each run. */
static int open_windows(struct crm_runs *r, struct crm_err *e)
{
    size_t limit = r->lease.budget->limit_bytes, bytes = WINDOW_BYTES;

    if (r->window_bytes || !r->n)
        return 0;
    if (limit && bytes > limit / WINDOWS_SHARE / r->n)
        bytes = limit / WINDOWS_SHARE / r->n;
    if (bytes < WINDOW_MIN)
        bytes = WINDOW_MIN;
    if (crm_lease_take(&r->lease, crm_mul_size(r->n, bytes + sizeof(*r->heap)), e))
        return -1;
    r->window_bytes = bytes;
    r->heap = crm_alloc_array(r->n, sizeof(*r->heap));
    return 0;
}

int crm_runs_rewind(struct crm_runs *r, struct crm_err *e)
{
    if (crm_failed(e) || open_windows(r, e))
        return -1;
    r->nheap = 0;
    r->has_given = false;
    for (size_t i = 0; i < r->n; i++) {
        struct run *run = &r->runs[i];
        crm_buf_reset(&run->window);
        run->used = 0;
        run->at = run->from;
        if (advance(r, run, e))
            r->heap[r->nheap++] = (uint32_t)i;
    }
    for (size_t at = r->nheap / 2; at-- > 0;)
        sink(r, at);
    return crm_failed(e) ? -1 : 0;
}

bool crm_runs_next(struct crm_runs *r, struct crm_str *key, struct crm_str *rest, struct crm_err *e)
{
    if (crm_failed(e))
        return false;
    if (r->has_given) {
        if (!advance(r, &r->runs[r->heap[0]], e)) {
            if (crm_failed(e))
                return false;
            r->heap[0] = r->heap[--r->nheap];
        }
        if (r->nheap)
            sink(r, 0);
    }
    r->has_given = r->nheap > 0;
    if (!r->nheap)
        return false;
    *key = r->runs[r->heap[0]].key;
    *rest = r->runs[r->heap[0]].rest;
    return true;
}
