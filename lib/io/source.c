#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/str.h"

enum { RAW_BYTES = 256 * 1024 };

struct crm_source {
    int fd;
    int stop_fd; /* -1: none */
    char *name;
    bool is_started; /* the first block was read and its kind is known */
    bool is_gzip;
    bool in_member; /* inside a gzip member: the end of the file would cut it */
    bool raw_ended; /* read(2) has returned 0 */
    z_stream z;     /* next_in..avail_in: raw bytes not used yet, also for plain input */
    unsigned char *raw;
    _Atomic uint64_t bytes_read; /* asked for while another thread reads */
    uint64_t size;
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
    s->raw = crm_alloc(RAW_BYTES);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
        s->size = (uint64_t)st.st_size;
    return s;
}

void crm_source_stop_on(struct crm_source *s, int fd)
{
    s->stop_fd = fd;
}

/* read(2) once there is something, unless stopped while waiting: then -1 with ECANCELED. */
static ssize_t wait_and_read(const struct crm_source *s, unsigned char *to, size_t n)
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

/* Read the next raw block once the last one is used up. */
static int fill_raw(struct crm_source *s, struct crm_err *e)
{
    size_t have = 0;

    if (s->z.avail_in || s->raw_ended)
        return 0;
    while (have < RAW_BYTES) {
        ssize_t n = wait_and_read(s, s->raw + have, RAW_BYTES - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = s->name,
                            .sys = errno);
        s->raw_ended = n == 0;
        have += (size_t)n;
        /* A pipe is handed on as it comes once something is there; the caller asks again. */
        if (n == 0 || have >= 2)
            break;
    }
    s->bytes_read += have;
    s->z.next_in = s->raw;
    s->z.avail_in = (uInt)have;
    return 0;
}

static int bad_gzip(const struct crm_source *s, enum crm_msg what, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_DATA, .what = what, .file = s->name,
                    .advice = CRM_MSG_ADVICE_GZIP);
}

/* Look at the first bytes: gzip or plain? */
static int start(struct crm_source *s, struct crm_err *e)
{
    struct crm_str name = crm_str_of(s->name);

    if (fill_raw(s, e))
        return -1;
    s->is_started = true;
    s->is_gzip = s->z.avail_in >= 2 && s->raw[0] == 0x1f && s->raw[1] == 0x8b;
    if (s->is_gzip) {
        s->in_member = true;
        if (inflateInit2(&s->z, 15 + 16) != Z_OK)
            return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT, .file = s->name);
        return 0;
    }
    if ((s->z.avail_in == 1 && s->raw[0] == 0x1f) ||
        (s->z.avail_in == 0 && crm_str_ends(name, CRM_STR(".gz"))))
        return bad_gzip(s, CRM_MSG_GZIP_CUT, e);
    return 0;
}

static int read_plain(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    while (*got < n) {
        if (fill_raw(s, e))
            return -1;
        if (!s->z.avail_in)
            return 0;
        size_t take = n - *got < s->z.avail_in ? n - *got : s->z.avail_in;
        memcpy(buf + *got, s->z.next_in, take);
        s->z.next_in += take;
        s->z.avail_in -= (uInt)take;
        *got += take;
    }
    return 0;
}

/* Between members: another member, zero padding up to the end, or garbage. */
static int next_member(struct crm_source *s, struct crm_err *e)
{
    bool padded = false;

    for (;;) {
        if (fill_raw(s, e))
            return -1;
        if (!s->z.avail_in)
            return 0;
        if (!padded && s->z.next_in[0] == 0x1f) {
            s->in_member = true;
            return inflateReset(&s->z) == Z_OK ? 0 : bad_gzip(s, CRM_MSG_GZIP_CORRUPT, e);
        }
        for (; s->z.avail_in; s->z.next_in++, s->z.avail_in--)
            if (*s->z.next_in)
                return bad_gzip(s, CRM_MSG_GZIP_GARBAGE, e);
        padded = true;
    }
}

static int read_gzip(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e)
{
    while (*got < n) {
        if (!s->in_member) {
            if (next_member(s, e))
                return -1;
            if (!s->in_member)
                return 0;
        }
        if (fill_raw(s, e))
            return -1;
        if (!s->z.avail_in)
            return bad_gzip(s, CRM_MSG_GZIP_CUT, e);
        size_t room = n - *got;
        uInt ask = room > RAW_BYTES ? (uInt)RAW_BYTES : (uInt)room;
        s->z.next_out = (unsigned char *)buf + *got;
        s->z.avail_out = ask;
        int rc = inflate(&s->z, Z_NO_FLUSH);
        *got += ask - s->z.avail_out;
        if (rc == Z_STREAM_END)
            s->in_member = false;
        else if (rc == Z_MEM_ERROR) /* the window is allocated late */
            crm_out_of_memory();
        else if (rc != Z_OK)
            return bad_gzip(s, CRM_MSG_GZIP_CORRUPT, e);
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

void crm_source_close(struct crm_source *s)
{
    if (!s)
        return;
    if (s->is_gzip)
        inflateEnd(&s->z);
    if (s->fd != STDIN_FILENO)
        close(s->fd);
    free(s->raw);
    free(s->name);
    free(s);
}
