/*
 * each.c - run a command once for every fault of a kind, and say which one it does not stand.
 *
 *   each cut  INPUT WANT COMMAND...    standard input is INPUT cut after 0, 1, 2 ... size - 1 bytes
 *   each flip INPUT WANT COMMAND...    one bit of INPUT is flipped: the first, the second ...
 *   each byte INPUT WANT COMMAND...    all bits of one byte are flipped
 *   each once INPUT WANT COMMAND...    call N of malloc fails (alloc.so must be in FAULT_ALLOC_SO)
 *   each ever INPUT WANT COMMAND...    and so do all calls after it
 *
 * A damaged input must end in status 3, refused memory in status 4, both with a message; or, but
 * for a cut, the command ends in status 0 with WANT on standard output. Damage done to what does
 * not matter (the time in a gzip header) and memory that was not needed are no faults.
 *
 * FAULT_STEP=K runs every K-th of them only. Prints how many ran, or what went wrong, and ends
 * with 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    INPUT_MAX =
        60 * 1024, /* fits a pipe whole, so that it can be filled before the command starts */
    OUTPUT_MAX = 256 * 1024,
    LIMIT_SECONDS = 60,
    ALL_UP_TO = 60, /* calls of malloc that are tried one by one, before a sample of the rest */
    SAMPLES = 200,
};

struct text {
    char *p;
    size_t n;
};

static _Noreturn void stop(const char *what)
{
    printf("%s: %s\n", what, strerror(errno));
    exit(99);
}

static struct text read_fd(int fd)
{
    struct stat st;
    struct text t = {0};

    if (fd < 0 || fstat(fd, &st) || st.st_size < 0)
        stop("cannot read back");
    t.p = malloc((size_t)st.st_size + 1);
    if (!t.p)
        stop("no memory");
    for (ssize_t n = 1; n > 0 && t.n < (size_t)st.st_size; t.n += (size_t)n)
        if ((n = pread(fd, t.p + t.n, (size_t)st.st_size - t.n, (off_t)t.n)) < 0)
            stop("cannot read back");
    t.p[t.n] = '\0';
    return t;
}

static struct text read_file(const char *name)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    struct text t = read_fd(fd);

    close(fd);
    return t;
}

/* All of a pipe that nobody writes to any more. */
static struct text read_pipe(int fd)
{
    struct text t = {malloc(OUTPUT_MAX), 0};
    ssize_t n = 1;

    while (t.p && n > 0 && t.n < OUTPUT_MAX) {
        n = read(fd, t.p + t.n, OUTPUT_MAX - t.n);
        t.n += n > 0 ? (size_t)n : 0;
    }
    if (!t.p || n < 0)
        stop("cannot read back");
    return t;
}

/* Run the command with `in` on standard input; its wait status, output and messages. */
static int run(char **command, struct text in, struct text *out, struct text *err)
{
    int from[2], to[2], err_fd = memfd_create("err", MFD_CLOEXEC);
    int status;

    if (err_fd < 0 || pipe2(from, O_CLOEXEC) || pipe2(to, O_CLOEXEC) ||
        fcntl(to[1], F_SETPIPE_SZ, OUTPUT_MAX) < 0 || write(from[1], in.p, in.n) != (ssize_t)in.n)
        stop("cannot set up");
    close(from[1]);
    pid_t child = fork();
    if (child == 0) {
        dup2(from[0], STDIN_FILENO);
        dup2(to[1], STDOUT_FILENO);
        dup2(err_fd, STDERR_FILENO);
        alarm(LIMIT_SECONDS);
        if (getenv("FAULT_ALLOC_AT") || getenv("FAULT_ALLOC_COUNT"))
            setenv("LD_PRELOAD", getenv("FAULT_ALLOC_SO"), 1);
        execv(command[0], command);
        _exit(127);
    }
    close(from[0]);
    close(to[1]);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        stop("cannot run");
    *out = read_pipe(to[0]);
    *err = read_fd(err_fd);
    close(to[0]);
    close(err_fd);
    return status;
}

/* Is the end as it should be? If not, say so. */
static bool check(const char *kind, unsigned long at, char **command, struct text in,
                  struct text want, int bad_status)
{
    struct text out, err;
    int status = run(command, in, &out, &err);
    bool is_cut = strcmp(kind, "cut") == 0;
    const char *why = NULL;

    if (WIFSIGNALED(status))
        why = strsignal(WTERMSIG(status));
    else if (WEXITSTATUS(status) == 0 && is_cut)
        why = "status 0";
    else if (WEXITSTATUS(status) == 0 && (out.n != want.n || memcmp(out.p, want.p, want.n) != 0))
        why = "status 0 and other output";
    else if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != bad_status)
        why = "status";
    else if (WEXITSTATUS(status) == bad_status && !err.n)
        why = "no message";
    else if (strstr(err.p, "Sanitizer") || strstr(err.p, "runtime error"))
        why = "sanitizer";
    if (why)
        printf("%s %lu: %s (%d): %.200s\n", kind, at, why,
               WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), err.p);
    free(out.p);
    free(err.p);
    return !why;
}

/* How often the command allocates when all goes well. */
static unsigned long count_calls(char **command, struct text in)
{
    char name[] = "/tmp/fault-count-XXXXXX";
    struct text out, err;
    int fd = mkostemp(name, O_CLOEXEC);

    if (fd < 0)
        stop("cannot make a file");
    setenv("FAULT_ALLOC_COUNT", name, 1);
    run(command, in, &out, &err);
    unsetenv("FAULT_ALLOC_COUNT");
    struct text count = read_file(name);
    unsigned long n = strtoul(count.p, NULL, 10);
    unlink(name);
    close(fd);
    free(count.p);
    free(out.p);
    free(err.p);
    return n;
}

static unsigned long run_damaged(const char *kind, char **command, struct text in, struct text want,
                                 unsigned long step, unsigned long *bad)
{
    bool is_cut = strcmp(kind, "cut") == 0, is_bit = strcmp(kind, "flip") == 0;
    unsigned long n = in.n * (is_bit ? 8 : 1), runs = 0;

    for (unsigned long i = 0; i < n; i += step, runs++) {
        struct text now = in;
        size_t at = is_bit ? i / 8 : i;
        if (is_cut)
            now.n = i;
        else
            in.p[at] = (char)(in.p[at] ^ (is_bit ? 1 << i % 8 : 0xff));
        *bad += !check(kind, i, command, now, want, 3);
        if (!is_cut)
            in.p[at] = (char)(in.p[at] ^ (is_bit ? 1 << i % 8 : 0xff));
    }
    return runs;
}

static unsigned long run_refused(const char *kind, char **command, struct text in, struct text want,
                                 unsigned long step, unsigned long *bad)
{
    unsigned long n = count_calls(command, in), runs = 0;
    unsigned long rest = n > ALL_UP_TO ? (n - ALL_UP_TO) / SAMPLES + 1 : 1;
    char at[32];

    if (n == 0) {
        printf("%s: no call of malloc was counted\n", kind);
        ++*bad;
        return 0;
    }
    if (strcmp(kind, "ever") == 0)
        setenv("FAULT_ALLOC_STICKY", "1", 1);
    for (unsigned long i = 1; i <= n + rest; i += i < ALL_UP_TO ? step : rest * step, runs++) {
        snprintf(at, sizeof(at), "%lu", i);
        setenv("FAULT_ALLOC_AT", at, 1);
        *bad += !check(kind, i, command, in, want, 4);
    }
    return runs;
}

int main(int argc, char **argv)
{
    unsigned long step = getenv("FAULT_STEP") ? strtoul(getenv("FAULT_STEP"), NULL, 10) : 1;
    unsigned long bad = 0, runs;

    if (argc < 5)
        return 99;
    signal(SIGPIPE, SIG_DFL);
    struct text in = read_file(argv[2]), want = read_file(argv[3]);
    if (in.n > INPUT_MAX)
        stop("the input is too long");
    bool is_alloc = strcmp(argv[1], "once") == 0 || strcmp(argv[1], "ever") == 0;
    runs =
        (is_alloc ? run_refused : run_damaged)(argv[1], argv + 4, in, want, step ? step : 1, &bad);
    printf("%lu runs, %lu bad\n", runs, bad);
    free(in.p);
    free(want.p);
    return bad || !runs;
}
