#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

enum { IO_BYTES = 256 * 1024, NEAR_BYTES = 4096, LENGTH_BYTES = 10 };

struct crm_spool {
    char *dir;
    size_t memory_bytes;
    int fd;             /* -1 while everything is in memory */
    struct crm_buf buf; /* adding: not yet written; reading: what was read ahead */
    size_t at;          /* reading: used up to here */
    uint64_t added;     /* bytes so far */
    bool is_reading;    /* nothing is left to be written */
};

struct crm_spool *crm_spool_new(const char *dir, size_t memory_bytes)
{
    struct crm_spool *s = crm_alloc(sizeof(*s));

    s->dir = crm_copy(dir);
    s->memory_bytes = memory_bytes;
    s->fd = -1;
    return s;
}

static int fail(const char *dir, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_SPOOL, .file = dir,
                    .advice = CRM_MSG_ADVICE_TMPDIR, .sys = errno);
}

int crm_nameless_file(const char *dir, struct crm_err *e)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char *path;

    if (fd >= 0)
        return fd;
    if (asprintf(&path, "%s/crmXXXXXX", dir) < 0)
        return fail(dir, e);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd < 0 ? fail(dir, e) : fd;
}

static int write_out(struct crm_spool *s, struct crm_err *e)
{
    if (s->fd < 0 && (s->fd = crm_nameless_file(s->dir, e)) < 0)
        return -1;
    for (size_t done = 0; done < s->buf.n;) {
        ssize_t n = write(s->fd, s->buf.p + done, s->buf.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(s->dir, e);
        done += (size_t)n;
    }
    if (s->buf.cap / 2 > IO_BYTES) /* what was held before there was a file */
        crm_buf_clear(&s->buf);
    crm_buf_reset(&s->buf);
    return 0;
}

int crm_spool_add(struct crm_spool *s, struct crm_str bytes, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    crm_buf_add(&s->buf, bytes);
    s->added += bytes.n;
    return s->buf.n > (s->fd < 0 ? s->memory_bytes : IO_BYTES) ? write_out(s, e) : 0;
}

int crm_spool_rewind(struct crm_spool *s, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    s->at = 0;
    if (s->fd < 0)
        return 0;
    if (!s->is_reading && write_out(s, e))
        return -1;
    s->is_reading = true;
    crm_buf_reset(&s->buf);
    return lseek(s->fd, 0, SEEK_SET) < 0 ? fail(s->dir, e) : 0;
}

static int read_ahead(struct crm_spool *s, struct crm_err *e)
{
    ssize_t n;

    if (s->fd < 0)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_SPOOL, .file = s->dir);
    crm_buf_reset(&s->buf);
    s->at = 0;
    do
        n = read(s->fd, crm_buf_room(&s->buf, IO_BYTES), IO_BYTES);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return fail(s->dir, e);
    s->buf.n = (size_t)n;
    return 0;
}

int crm_spool_read(struct crm_spool *s, void *buf, size_t n, struct crm_err *e)
{
    char *to = buf;

    if (crm_failed(e))
        return -1;
    while (n) {
        if (s->at == s->buf.n && read_ahead(s, e))
            return -1;
        size_t part = n < s->buf.n - s->at ? n : s->buf.n - s->at;
        memcpy(to, s->buf.p + s->at, part);
        s->at += part;
        to += part;
        n -= part;
    }
    return 0;
}

/* Each cell is its length, as a size_t lies in memory, and its bytes. */
int crm_spool_add_cells(struct crm_spool *s, const struct crm_str *cells, size_t n,
                        struct crm_err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct crm_str length = {(const char *)&cells[i].n, sizeof(cells[i].n)};
        if (crm_spool_add(s, length, e) || crm_spool_add(s, cells[i], e))
            return -1;
    }
    return 0;
}

int crm_spool_read_cells(struct crm_spool *s, struct crm_str *cells, size_t n,
                         struct crm_arena *arena, struct crm_err *e)
{
    for (size_t i = 0; i < n; i++) {
        size_t length = 0;
        if (crm_spool_read(s, &length, sizeof(length), e))
            return -1;
        char *text = crm_arena_text(arena, length);
        if (crm_spool_read(s, text, length, e))
            return -1;
        cells[i] = (struct crm_str){text, length};
    }
    return 0;
}

/* ---- rows in any order ----------------------------------------------------------- */

/* Seven bits a byte, low ones first; all bytes but the last have the high bit set. */
static size_t put_length(size_t v, char *to)
{
    size_t n = 0;

    for (; v > 0x7F; v >>= 7)
        to[n++] = (char)(v | 0x80);
    to[n++] = (char)v;
    return n;
}

static size_t take_length(const char **p)
{
    size_t v = 0;

    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = (unsigned char)*(*p)++;
        v |= (size_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return v;
    }
}

/* The row's bytes, as a size_t lies in memory; then each cell as its length and its bytes. */
int crm_spool_add_row(struct crm_spool *s, const struct crm_str *cells, size_t n, uint64_t *place,
                      struct crm_err *e)
{
    char length[LENGTH_BYTES];
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes = crm_add_size(bytes, crm_add_size(put_length(cells[i].n, length), cells[i].n));
    *place = s->added;
    if (crm_spool_add(s, (struct crm_str){(const char *)&bytes, sizeof(bytes)}, e))
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct crm_str head = {length, put_length(cells[i].n, length)};
        if (crm_spool_add(s, head, e) || crm_spool_add(s, cells[i], e))
            return -1;
    }
    return 0;
}

/* Move the window to n bytes from `from` on. It reads far ahead only where it moves on. */
static int move_window(const struct crm_spool *s, uint64_t from, size_t n,
                       struct crm_spool_window *w, struct crm_err *e)
{
    size_t want = from >= w->from && from - w->from <= w->buf.n ? IO_BYTES : NEAR_BYTES;

    want = want < n ? n : want;
    crm_buf_reset(&w->buf);
    w->from = from;
    while (w->buf.n < n) {
        char *to = crm_buf_room(&w->buf, want - w->buf.n);
        ssize_t got = pread(s->fd, to, want - w->buf.n, (off_t)(from + w->buf.n));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(s->dir, e);
        w->buf.n += (size_t)got;
    }
    return 0;
}

/* n bytes from `from` on, borrowed until the next call. */
static const char *bytes_at(const struct crm_spool *s, uint64_t from, size_t n,
                            struct crm_spool_window *w, struct crm_err *e)
{
    if (n > s->added || from > s->added - n) {
        CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_SPOOL, .file = s->dir);
        return NULL;
    }
    if (s->fd < 0)
        return s->buf.p + from;
    bool is_within =
        from >= w->from && from - w->from <= w->buf.n && n <= w->buf.n - (size_t)(from - w->from);
    if (!is_within && move_window(s, from, n, w, e))
        return NULL;
    return w->buf.p + (from - w->from);
}

int crm_spool_read_row(const struct crm_spool *s, uint64_t place, struct crm_str *cells, size_t n,
                       struct crm_spool_window *w, struct crm_err *e)
{
    size_t bytes;
    const char *p;

    if (crm_failed(e) || !(p = bytes_at(s, place, sizeof(bytes), w, e)))
        return -1;
    memcpy(&bytes, p, sizeof(bytes));
    if (!(p = bytes_at(s, place + sizeof(bytes), bytes, w, e)))
        return -1;
    for (size_t i = 0; i < n; i++) {
        size_t length = take_length(&p);
        cells[i] = (struct crm_str){p, length};
        p += length;
    }
    return 0;
}

size_t crm_spool_held(const struct crm_spool *s)
{
    return s->buf.cap;
}

void crm_spool_free(struct crm_spool *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    crm_buf_clear(&s->buf);
    free(s->dir);
    free(s);
}
