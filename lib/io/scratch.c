#include "io/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/spool.h"

struct crm_scratch {
    char *dir;
    pthread_mutex_t lock; /* of making the file */
    int fd;               /* -1: nothing was written yet */
    _Atomic off_t end;
};

struct crm_scratch *crm_scratch_new(const char *dir)
{
    struct crm_scratch *s = crm_alloc(sizeof(*s));

    s->dir = crm_copy(dir);
    s->fd = -1;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void crm_scratch_free(struct crm_scratch *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    pthread_mutex_destroy(&s->lock);
    free(s->dir);
    free(s);
}

static int fail(const struct crm_scratch *s, int sys, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_SPOOL, .file = s->dir,
                    .advice = CRM_MSG_ADVICE_TMPDIR, .sys = sys);
}

static int file_of(struct crm_scratch *s, struct crm_err *e)
{
    pthread_mutex_lock(&s->lock);
    if (s->fd < 0)
        s->fd = crm_nameless_file(s->dir, e);
    int fd = s->fd;
    pthread_mutex_unlock(&s->lock);
    return fd;
}

int crm_scratch_add(struct crm_scratch *s, struct crm_str bytes, off_t *at, struct crm_err *e)
{
    int fd = file_of(s, e);
    off_t to = atomic_fetch_add(&s->end, (off_t)bytes.n);

    *at = to;
    while (fd >= 0 && bytes.n) {
        ssize_t n = pwrite(fd, bytes.p, bytes.n, to);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(s, errno, e);
        bytes = crm_str_from(bytes, (size_t)n);
        to += n;
    }
    return fd < 0 ? -1 : 0;
}

int crm_scratch_read(struct crm_scratch *s, off_t at, char *to, size_t n, struct crm_err *e)
{
    while (n) {
        ssize_t got = pread(s->fd, to, n, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(s, got < 0 ? errno : 0, e);
        to += got;
        n -= (size_t)got;
        at += got;
    }
    return 0;
}
