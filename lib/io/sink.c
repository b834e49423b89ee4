/*
 * The order of calls that survives a power cut: write, fsync(file), rename, fsync(directory).
 */
#include "io/sink.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/gzip.h"

enum {
    OUT_BYTES = 256 * 1024,   /* also the text of a member */
    DIRECT_BYTES = 32 * 1024, /* written from where they are */
    PIPE_BYTES = 1024 * 1024  /* what an unprivileged user may ask a pipe to hold */
};

struct crm_sink {
    int fd;
    char *name;   /* for messages; the real path of a named file */
    char *temp;   /* its temporary name, once it has one */
    bool is_file; /* takes its name at publish */
    bool is_finished;
    bool has_written; /* something has left */
    mode_t mode;
    int level; /* of gzip */
    struct crm_deflater *deflater;
    struct crm_buf packed;
    size_t used; /* of out: text that has not left yet */
    char *out;
};

/* ---- a temporary name must not outlive the program ------------------------------- */

/* Unlinked when a signal ends the program; one output has a name at a time. */
static char *volatile doomed;

static void on_signal(int signo)
{
    if (doomed)
        unlink(doomed);
    signal(signo, SIG_DFL);
    raise(signo);
}

static void guard(char *temp)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

    doomed = temp;
    for (size_t i = 0; temp && i < sizeof(signals) / sizeof(*signals); i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            signal(signals[i], on_signal);
    }
}

/* ---- opening --------------------------------------------------------------------- */

static int fail(const struct crm_sink *s, enum crm_msg what, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_SYSTEM, .what = what, .file = s->name, .sys = errno);
}

/* A name beside s->name that nobody has: .NAME.crmXXXXXXXX */
static char *temp_name(const struct crm_sink *s)
{
    const char *slash = strrchr(s->name, '/');
    int dir = slash ? (int)(slash - s->name) + 1 : 0;
    unsigned long long r = 0;
    size_t size = strlen(s->name) + 32;
    char *t = crm_alloc(size);

    if (getrandom(&r, sizeof(r), 0) < 0)
        r = (unsigned long long)getpid();
    snprintf(t, size, "%.*s.%s.crm%016llx", dir, s->name, s->name + dir, r);
    return t;
}

static char *directory_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    char *dir = crm_copy(slash ? name : ".");

    if (slash)
        dir[slash == name ? 1 : slash - name] = '\0';
    return dir;
}

static int open_file(struct crm_sink *s, struct crm_err *e)
{
    char *dir = directory_of(s->name);

    s->is_file = true;
    s->fd = -1;
    if (access("/proc/self/fd", X_OK) == 0)
        s->fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (s->fd < 0) {
        /* No nameless files on this file system: a hidden name, removed by on_signal. */
        s->temp = temp_name(s);
        guard(s->temp);
        s->fd = open(s->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (s->fd < 0) {
            guard(NULL);
            free(s->temp);
            s->temp = NULL;
        }
    }
    free(dir);
    return s->fd < 0 ? fail(s, CRM_MSG_CANNOT_WRITE, e) : 0;
}

static int open_named(struct crm_sink *s, const char *name, struct crm_err *e)
{
    struct stat st;
    char real[PATH_MAX];

    s->mode = 0600;
    if (stat(name, &st) == 0 && !S_ISREG(st.st_mode)) {
        if (S_ISDIR(st.st_mode)) {
            errno = EISDIR;
            return fail(s, CRM_MSG_CANNOT_WRITE, e);
        }
        s->fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return s->fd < 0 ? fail(s, CRM_MSG_CANNOT_WRITE, e) : 0;
    }
    if (lstat(name, &st) == 0 && S_ISLNK(st.st_mode) && stat(name, &st)) {
        errno = ENOENT; /* a link to nothing: to replace it is not what was asked for */
        return fail(s, CRM_MSG_CANNOT_WRITE, e);
    }
    if (stat(name, &st) == 0) {
        if (access(name, W_OK)) /* a file that is write-protected is not to be replaced */
            return fail(s, CRM_MSG_CANNOT_WRITE, e);
        s->mode = st.st_mode & 07777;
        if (!realpath(name, real)) /* replace what a link points to, keep the link */
            return fail(s, CRM_MSG_CANNOT_WRITE, e);
        free(s->name);
        s->name = crm_copy(real);
    }
    return open_file(s, e);
}

struct crm_sink *crm_sink_open(const char *name, int gzip_level, struct crm_err *e)
{
    bool is_stdout = !name || strcmp(name, "-") == 0;
    struct crm_sink *s = crm_alloc(sizeof(*s));

    s->fd = STDOUT_FILENO;
    s->name = crm_copy(is_stdout ? "standard output" : name);
    s->out = crm_alloc(OUT_BYTES);
    if (!is_stdout && gzip_level == CRM_GZIP_NONE && crm_str_ends(crm_str_of(name), CRM_STR(".gz")))
        gzip_level = CRM_GZIP_DEFAULT;
    if (!is_stdout && open_named(s, name, e)) {
        s->fd = -1;
        crm_sink_free(s);
        return NULL;
    }
    s->level = gzip_level;
    if (s->level != CRM_GZIP_NONE)
        s->deflater = crm_deflater_new(s->level);
    fcntl(s->fd, F_SETPIPE_SZ, PIPE_BYTES); /* a help where it is a pipe, and nothing elsewhere */
    return s;
}

/* What stands where s writes to, or will when it takes its name. */
static bool place_of(const struct crm_sink *s, struct stat *st)
{
    return (s->is_file ? stat(s->name, st) : fstat(s->fd, st)) == 0;
}

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 : name;
}

bool crm_sink_is_same(const struct crm_sink *a, const struct crm_sink *b)
{
    struct stat x, y;

    if (a->fd == b->fd)
        return true;
    bool has_x = place_of(a, &x), has_y = place_of(b, &y);
    if (!has_x && !has_y && strcmp(last_part(a->name), last_part(b->name)) == 0) {
        /* both are new: the same name in the same directory? */
        char *in_a = directory_of(a->name), *in_b = directory_of(b->name);
        has_x = stat(in_a, &x) == 0;
        has_y = stat(in_b, &y) == 0;
        free(in_a);
        free(in_b);
    }
    return has_x && has_y && !S_ISCHR(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* ---- writing --------------------------------------------------------------------- */

static int write_all(struct crm_sink *s, const char *p, size_t n, struct crm_err *e)
{
    while (n) {
        ssize_t done = write(s->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return fail(s, CRM_MSG_CANNOT_WRITE, e);
        s->has_written = true;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

/* Compress s->packed from the text, and write it. */
static int write_text(struct crm_sink *s, struct crm_str text, struct crm_err *e)
{
    if (!s->deflater)
        return write_all(s, text.p, text.n, e);
    crm_buf_reset(&s->packed);
    crm_gzip_add(s->deflater, text, &s->packed);
    return write_all(s, s->packed.p, s->packed.n, e);
}

static int flush(struct crm_sink *s, struct crm_err *e)
{
    size_t n = s->used;

    s->used = 0;
    return write_text(s, (struct crm_str){s->out, n}, e);
}

int crm_sink_write(struct crm_sink *s, const char *p, size_t n, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    if (!s->deflater && n >= DIRECT_BYTES)
        return flush(s, e) ? -1 : write_all(s, p, n, e);
    while (n) {
        size_t part = n < OUT_BYTES - s->used ? n : OUT_BYTES - s->used;
        memcpy(s->out + s->used, p, part);
        s->used += part;
        p += part;
        n -= part;
        if (s->used == OUT_BYTES && flush(s, e))
            return -1;
    }
    return 0;
}

int crm_sink_gzip_level(const struct crm_sink *s)
{
    return s->level;
}

int crm_sink_put_packed(struct crm_sink *s, struct crm_str members, struct crm_err *e)
{
    assert(s->deflater);
    if (crm_failed(e) || flush(s, e))
        return -1;
    return write_all(s, members.p, members.n, e);
}

/* ---- the end --------------------------------------------------------------------- */

int crm_sink_finish(struct crm_sink *s, struct crm_err *e)
{
    if (crm_failed(e))
        return -1;
    if (flush(s, e))
        return -1;
    if (s->deflater) {
        crm_buf_reset(&s->packed);
        crm_gzip_end(&s->packed);
        if (write_all(s, s->packed.p, s->packed.n, e))
            return -1;
    }
    if (s->is_file && (fchmod(s->fd, s->mode) || fsync(s->fd)))
        return fail(s, CRM_MSG_CANNOT_WRITE, e);
    if (!s->is_file) {
        int fd = s->fd;
        s->fd = -1;
        if (close(fd))
            return fail(s, CRM_MSG_CANNOT_WRITE, e);
    }
    s->is_finished = true;
    return 0;
}

static int sync_directory(const struct crm_sink *s, struct crm_err *e)
{
    char *dir = directory_of(s->name);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    /* EINVAL: a file system that cannot sync a directory has nothing to promise. */
    if (fd >= 0 && fsync(fd) && errno != EINVAL)
        rc = fail(s, CRM_MSG_CANNOT_WRITE, e);
    if (fd >= 0)
        close(fd);
    free(dir);
    return rc;
}

int crm_sink_publish(struct crm_sink *s, struct crm_err *e)
{
    if (!s->is_finished || !s->is_file)
        return 0;
    if (!s->temp) {
        char proc[64];
        snprintf(proc, sizeof(proc), "/proc/self/fd/%d", s->fd);
        s->temp = temp_name(s);
        guard(s->temp);
        if (linkat(AT_FDCWD, proc, AT_FDCWD, s->temp, AT_SYMLINK_FOLLOW)) {
            fail(s, CRM_MSG_CANNOT_WRITE, e);
            guard(NULL);
            free(s->temp);
            s->temp = NULL;
            return -1;
        }
    }
    if (rename(s->temp, s->name))
        return fail(s, CRM_MSG_CANNOT_WRITE, e);
    guard(NULL);
    free(s->temp);
    s->temp = NULL;
    return sync_directory(s, e);
}

void crm_sink_poison(struct crm_sink *s, const char *tool)
{
    if (s->is_file || !s->has_written || s->fd < 0 || isatty(s->fd))
        return;
    if (s->deflater)
        dprintf(s->fd, "\x1f\x8b\x08"); /* a member that never comes: gzip knows that, too */
    else
        dprintf(s->fd, "\n\"#ABORT %s", tool);
}

void crm_sink_free(struct crm_sink *s)
{
    if (!s)
        return;
    crm_deflater_free(s->deflater);
    crm_buf_clear(&s->packed);
    if (s->fd > STDERR_FILENO)
        close(s->fd);
    if (s->temp) {
        unlink(s->temp);
        guard(NULL);
        free(s->temp);
    }
    free(s->out);
    free(s->name);
    free(s);
}
