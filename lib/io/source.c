#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/gunzip.h"
#include "io/gzip.h"

enum {
    RAW_BYTES = 256 * 1024,
    PIPE_BYTES = 1024 * 1024,       /* what an unprivileged user may ask a pipe to hold */
    MEMBER_MAX = 2 * 1024 * 1024,   /* longer members are not held whole */
    PIECE_PACKED_MAX = 1024 * 1024, /* enough, even where it is little text */
};

struct crm_source {
    int fd;
    int stop_fd; /* -1: none */
    char *name;
    bool is_started; /* the first bytes were read and the kind is known */
    bool is_gzip;
    bool has_members; /* they tell their size, so far */
    bool in_member;   /* the end of the file would cut it */
    bool is_open;     /* the last member was one of ours with text: something must follow */
    bool raw_ended;   /* read(2) has returned 0 */
    char *raw;        /* raw[lo..hi): bytes not used yet */
    size_t lo, hi, cap;
    struct crm_gunzip *gunzip;   /* of a gzip file */
    _Atomic uint64_t bytes_read; /* asked for while another thread reads */
    uint64_t size;
    off_t first;             /* where in the file reading began */
    struct timespec changed; /* when it was, last before it was opened */
};

struct crm_piece {
    const char *file;     /* the source's */
    struct crm_buf bytes; /* whole members, or text */
    size_t text_bytes;    /* of all members, as they state it */
    bool is_text;
    struct crm_gunzip *gunzip;
};

struct crm_source *crm_source_open(const char *name, struct crm_err *e)
{
    bool is_stdin = strcmp(name, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;

    if (fd < 0) {
        CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN, .file = name, .sys = errno);
        return NULL;
    }
    struct crm_source *s = crm_alloc(sizeof(*s));
    s->fd = fd;
    s->stop_fd = -1;
    s->name = crm_copy(is_stdin ? "standard input" : name);
    s->cap = RAW_BYTES;
    s->raw = crm_alloc(s->cap);
    fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES); /* a help where it is a pipe, and nothing elsewhere */
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
        s->size = (uint64_t)st.st_size;
        s->changed = st.st_mtim;
        s->first = lseek(fd, 0, SEEK_CUR);
    }
    return s;
}

void crm_source_stop_on(struct crm_source *s, int fd)
{
    s->stop_fd = fd;
}

/* read(2) once there is something, unless stopped while waiting: then -1 with ECANCELED. */
static ssize_t wait_and_read(const struct crm_source *s, char *to, size_t n)
{
    struct pollfd wait[] = {{s->fd, POLLIN, 0}, {s->stop_fd, POLLIN, 0}};

    if (s->stop_fd >= 0) {
        if (poll(wait, 2, -1) < 0)
            return -1;
        if (wait[1].revents) {
            errno = ECANCELED;
            return -1;
        }
    }
    return read(s->fd, to, n);
}

/* Some bytes of the file to to[0..n); *got is 0 only at its end. */
static int read_some(struct crm_source *s, char *to, size_t n, size_t *got, struct crm_err *e)
{
    ssize_t rc;

    *got = 0;
    if (s->raw_ended)
        return 0;
    do
        rc = wait_and_read(s, to, n);
    while (rc < 0 && errno == EINTR);
    if (rc < 0)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = s->name,
                        .sys = errno);
    s->raw_ended = rc == 0;
    s->bytes_read += (uint64_t)rc;
    *got = (size_t)rc;
    return 0;
}

/* See to it that raw holds n unused bytes, fewer only where the file ends. */
static int want_raw(struct crm_source *s, size_t n, struct crm_err *e)
{
    if (s->hi - s->lo >= n || s->raw_ended)
        return 0;
    memmove(s->raw, s->raw + s->lo, s->hi - s->lo);
    s->hi -= s->lo;
    s->lo = 0;
    if (n > s->cap)
        s->raw = crm_grow(s->raw, &s->cap, n, 1);
    while (s->hi < n && !s->raw_ended) {
        size_t got;
        if (read_some(s, s->raw + s->hi, s->cap - s->hi, &got, e))
            return -1;
        s->hi += got;
    }
    return 0;
}

static struct crm_str unused_raw(const struct crm_source *s)
{
    return (struct crm_str){s->raw + s->lo, s->hi - s->lo};
}

static int bad_gzip(const char *file, enum crm_msg what, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_DATA, .what = what, .file = file,
                    .advice = CRM_MSG_ADVICE_GZIP);
}

/* Look at the first bytes: gzip or plain? */
static int start(struct crm_source *s, struct crm_err *e)
{
    bool is_ours;

    if (want_raw(s, 2, e))
        return -1;
    struct crm_str head = unused_raw(s);
    s->is_started = true;
    s->is_gzip = crm_str_starts(head, CRM_STR("\x1f\x8b"));
    if (s->is_gzip) {
        s->gunzip = crm_gunzip_new();
        if (want_raw(s, CRM_GZIP_HEAD, e))
            return -1;
        s->has_members = crm_gzip_stated(unused_raw(s), &is_ours) != 0;
        return 0;
    }
    if ((head.n == 1 && head.p[0] == 0x1f) ||
        (head.n == 0 && crm_str_ends(crm_str_of(s->name), CRM_STR(".gz"))))
        return bad_gzip(s->name, CRM_MSG_GZIP_CUT, e);
    return 0;
}

/* First what was read to look at it; then the file itself, without a copy. */
static int read_plain(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    size_t some = n < s->hi - s->lo ? n : s->hi - s->lo;

    memcpy(buf, s->raw + s->lo, some);
    s->lo += some;
    *got = some;
    while (*got < n && !s->raw_ended) {
        if (read_some(s, buf + *got, n - *got, &some, e))
            return -1;
        *got += some;
    }
    return 0;
}

/* No member of ours follows: must one? */
static int check_end(const struct crm_source *s, struct crm_err *e)
{
    if (!s->is_open)
        return 0;
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_GZIP_CUT, .file = s->name,
                    .advice = CRM_MSG_ADVICE_GZIP_END);
}

/* Nothing but zero bytes up to the end of the file. */
static int skip_padding(struct crm_source *s, struct crm_err *e)
{
    for (;;) {
        for (; s->lo < s->hi; s->lo++)
            if (s->raw[s->lo])
                return bad_gzip(s->name, CRM_MSG_GZIP_GARBAGE, e);
        if (want_raw(s, 1, e))
            return -1;
        if (s->lo == s->hi)
            return check_end(s, e);
    }
}

/* Between members: another member, zero padding up to the end, or garbage. */
static int next_member(struct crm_source *s, struct crm_err *e)
{
    bool is_ours;

    if (want_raw(s, s->is_open ? CRM_GZIP_HEAD : 1, e))
        return -1;
    struct crm_str head = unused_raw(s);
    if (!head.n)
        return check_end(s, e);
    if (head.p[0] != 0x1f)
        return skip_padding(s, e);
    /* Behind a cut in our header the member itself tells. */
    crm_gzip_stated(head, &is_ours);
    if (!is_ours && head.n >= CRM_GZIP_OUR_HEADER && check_end(s, e))
        return -1;
    crm_gunzip_reset(s->gunzip);
    s->in_member = true;
    return 0;
}

/* The member was read whole. */
static void end_member(struct crm_source *s, bool is_ours, uint64_t text_bytes)
{
    s->in_member = false;
    s->is_open = is_ours && text_bytes;
}

/* Text of the member, until it ends or n bytes are there. */
static int read_member(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    while (*got < n && s->in_member) {
        size_t some;

        if (want_raw(s, 1, e))
            return -1;
        struct crm_str in = unused_raw(s);
        enum crm_gunzip_is is = crm_gunzip_run(s->gunzip, &in, buf + *got, n - *got, &some);
        bool has_moved = some || in.n < s->hi - s->lo;
        s->lo = s->hi - in.n;
        *got += some;
        if (is == CRM_GUNZIP_BAD)
            return bad_gzip(s->name, CRM_MSG_GZIP_CORRUPT, e);
        if (is == CRM_GUNZIP_DONE)
            end_member(s, crm_gunzip_is_ours(s->gunzip), crm_gunzip_text_bytes(s->gunzip));
        else if (!has_moved)
            return bad_gzip(s->name, CRM_MSG_GZIP_CUT, e);
    }
    return 0;
}

static int read_gzip(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    while (*got < n) {
        if (!s->in_member && next_member(s, e))
            return -1;
        if (!s->in_member)
            return 0;
        if (read_member(s, buf, n, got, e))
            return -1;
    }
    return 0;
}

int crm_source_read(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    *got = 0;
    if (crm_failed(e) || (!s->is_started && start(s, e)))
        return -1;
    return s->is_gzip ? read_gzip(s, buf, n, got, e) : read_plain(s, buf, n, got, e);
}

bool crm_source_has_members(struct crm_source *s, struct crm_err *e)
{
    if (crm_failed(e) || (!s->is_started && start(s, e)))
        return false;
    return s->has_members;
}

/* Copy the next member to the piece; false when it is not one to be taken. */
static bool take_member(struct crm_source *s, struct crm_piece *piece, struct crm_err *e)
{
    bool is_ours;

    if (want_raw(s, CRM_GZIP_HEAD, e))
        return false;
    uint64_t stated = crm_gzip_stated(unused_raw(s), &is_ours);
    if (stated < 4 || stated > MEMBER_MAX || (s->is_open && !is_ours))
        return false;
    size_t n = (size_t)stated;
    if (want_raw(s, n, e) || s->hi - s->lo < n)
        return false;
    size_t text_bytes = crm_le32(s->raw + s->lo + n - 4);
    if (text_bytes > CRM_PIECE_TEXT_MAX - piece->text_bytes)
        return false;
    crm_buf_add(&piece->bytes, (struct crm_str){s->raw + s->lo, n});
    piece->text_bytes += text_bytes;
    s->lo += n;
    end_member(s, is_ours, text_bytes);
    return true;
}

bool crm_source_take(struct crm_source *s, struct crm_piece *piece, struct crm_err *e)
{
    crm_buf_reset(&piece->bytes);
    piece->text_bytes = 0;
    piece->file = s->name;
    if (!crm_source_has_members(s, e))
        return false;
    piece->is_text = s->in_member;
    if (s->in_member) {
        char *room = crm_buf_room(&piece->bytes, CRM_PIECE_TEXT);
        return read_member(s, room, CRM_PIECE_TEXT, &piece->bytes.n, e) == 0;
    }
    while (piece->text_bytes < CRM_PIECE_TEXT && piece->bytes.n < PIECE_PACKED_MAX &&
           take_member(s, piece, e))
        ;
    if (!piece->bytes.n)
        s->has_members = false;
    return piece->bytes.n && !crm_failed(e);
}

const char *crm_source_name(const struct crm_source *s)
{
    return s->name;
}

bool crm_source_is_gzip(const struct crm_source *s)
{
    return s->is_gzip;
}

uint64_t crm_source_bytes_read(const struct crm_source *s)
{
    return s->bytes_read;
}

uint64_t crm_source_size(const struct crm_source *s)
{
    return s->size;
}

bool crm_source_is_kept(const struct crm_source *s)
{
    return s->size && s->is_started && !s->is_gzip;
}

/* Is the file as it was when it was opened? */
static bool is_unchanged(const struct crm_source *s)
{
    struct stat st;

    return fstat(s->fd, &st) == 0 && (uint64_t)st.st_size == s->size &&
           st.st_mtim.tv_sec == s->changed.tv_sec && st.st_mtim.tv_nsec == s->changed.tv_nsec;
}

int crm_source_read_again(const struct crm_source *s, uint64_t at, char *to, size_t n,
                          struct crm_err *e)
{
    off_t from = s->first + (off_t)at;

    while (n) {
        ssize_t got = pread(s->fd, to, n, from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = s->name,
                            .sys = errno);
        if (got == 0)
            break;
        to += got;
        from += got;
        n -= (size_t)got;
    }
    if (n || !is_unchanged(s))
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_INPUT_CHANGED, .file = s->name,
                        .advice = CRM_MSG_ADVICE_INPUT_CHANGED);
    return 0;
}

void crm_source_close(struct crm_source *s)
{
    if (!s)
        return;
    crm_gunzip_free(s->gunzip);
    if (s->fd != STDIN_FILENO)
        close(s->fd);
    free(s->raw);
    free(s->name);
    free(s);
}

struct crm_piece *crm_piece_new(void)
{
    return crm_alloc(sizeof(struct crm_piece));
}

void crm_piece_free(struct crm_piece *piece)
{
    if (!piece)
        return;
    crm_gunzip_free(piece->gunzip);
    crm_buf_clear(&piece->bytes);
    free(piece);
}

int crm_piece_inflate(struct crm_piece *piece, struct crm_buf *text, struct crm_err *e)
{
    struct crm_str in = crm_buf_str(&piece->bytes);

    if (crm_failed(e))
        return -1;
    if (piece->is_text) {
        crm_buf_add(text, in);
        return 0;
    }
    if (!piece->gunzip)
        piece->gunzip = crm_gunzip_new();
    size_t left = piece->text_bytes;
    while (in.n) {
        enum crm_gunzip_is is;
        size_t got;

        crm_gunzip_reset(piece->gunzip);
        do {
            /* One byte more than can be, to find a member that has it. */
            char *room = crm_buf_room(text, left + 1);
            is = crm_gunzip_run(piece->gunzip, &in, room, left + 1, &got);
            if (is == CRM_GUNZIP_BAD || got > left || (is == CRM_GUNZIP_MORE && !in.n && !got))
                return bad_gzip(piece->file, CRM_MSG_GZIP_CORRUPT, e);
            text->n += got;
            left -= got;
        } while (is == CRM_GUNZIP_MORE);
    }
    return 0;
}
