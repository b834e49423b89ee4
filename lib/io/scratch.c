#include "io/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/spool.h"

struct crm_scratch {
    char *dir;
    pthread_mutex_t lock; /* of what follows, until a place is reserved */
    int fd;               /* -1: nothing was reserved yet */
    off_t end;
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

int crm_scratch_reserve(struct crm_scratch *s, size_t n, off_t *at, struct crm_err *e)
{
    pthread_mutex_lock(&s->lock);
    if (s->fd < 0)
        s->fd = crm_nameless_file(s->dir, e);
    int fd = s->fd;
    *at = s->end;
    s->end += (off_t)n;
    pthread_mutex_unlock(&s->lock);
    return fd < 0 ? -1 : 0;
}

int crm_scratch_write(struct crm_scratch *s, off_t at, struct crm_str bytes, struct crm_err *e)
{
    while (bytes.n) {
        ssize_t n = pwrite(s->fd, bytes.p, bytes.n, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(s, errno, e);
        bytes = crm_str_from(bytes, (size_t)n);
        at += n;
    }
    return 0;
}

int crm_scratch_add(struct crm_scratch *s, struct crm_str bytes, off_t *at, struct crm_err *e)
{
    return crm_scratch_reserve(s, bytes.n, at, e) ? -1 : crm_scratch_write(s, *at, bytes, e);
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
