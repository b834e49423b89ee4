/*
 * measure.c - run one command and print what it took.
 *
 *   measure OUTPUT COMMAND [ARG]...
 *   wall_ms cpu_ms peak_kib status rows other_ms
 *
 * OUTPUT is the file that the command's standard output goes to, or - for a pipe that is drained
 * and whose lines are counted here, as `| wc -l` does (rows is 0 for a file). cpu is user and
 * system time of the command and of the children that it waited for, peak the resident set of the
 * largest of them, status 128 + N for signal N. other is the processor time of everything else on
 * the machine in the meantime, this reader included: how far a wall time can be trusted; 0 where
 * /proc/stat is not.
 *
 * In C because a forked child counts its parent's resident set as its own until it executes: a
 * large interpreter here would be the peak of every small tool.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 255 * 512 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double timeval_ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* Processor time of the whole machine that was neither idle nor waiting for a disk. */
static double busy_ms(void)
{
    unsigned long long v[8] = {0};
    FILE *f = fopen("/proc/stat", "re");

    if (!f)
        return 0;
    if (fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", v, v + 1, v + 2, v + 3, v + 4,
               v + 5, v + 6, v + 7) != 8)
        memset(v, 0, sizeof v);
    fclose(f);
    return (double)(v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) * 1e3 / (double)sysconf(_SC_CLK_TCK);
}

/* In runs of 255 so that the compiler counts in bytes, which cannot overflow, and many at a time.
 */
static uint64_t count_lines(const unsigned char *p, size_t n)
{
    uint64_t lines = 0;

    while (n > 0) {
        size_t run = n < 255 ? n : 255;
        unsigned char few = 0;

        for (size_t i = 0; i < run; i++)
            few = (unsigned char)(few + (p[i] == '\n'));
        lines += few;
        p += run;
        n -= run;
    }
    return lines;
}

static uint64_t drain(int fd)
{
    static unsigned char block[BLOCK];
    uint64_t lines = 0;

    for (;;) {
        ssize_t n = read(fd, block, sizeof block);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return lines;
        lines += count_lines(block, (size_t)n);
    }
}

static void fail(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(125);
}

/* In the child: standard output to its place, then the command. */
static void run(int out, char **command)
{
    if (dup2(out, STDOUT_FILENO) < 0)
        fail("standard output");
    execvp(command[0], command);
    fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

int main(int argc, char **argv)
{
    int ends[2] = {-1, -1}, status = 0;
    struct rusage used;
    uint64_t lines = 0;

    if (argc < 3) {
        fprintf(stderr, "usage: measure OUTPUT COMMAND [ARG]...\n");
        return 2;
    }
    if (strcmp(argv[1], "-") == 0) {
        if (pipe2(ends, O_CLOEXEC))
            fail("pipe");
    } else if ((ends[1] = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0) {
        fail(argv[1]);
    }

    double busy = busy_ms(), start = now_ms();
    pid_t child = fork();

    if (child < 0)
        fail("fork");
    if (child == 0)
        run(ends[1], argv + 2);
    close(ends[1]);
    if (ends[0] >= 0)
        lines = drain(ends[0]);
    while (wait4(child, &status, 0, &used) < 0)
        if (errno != EINTR)
            fail("wait4");

    double wall = now_ms() - start, cpu = timeval_ms(used.ru_utime) + timeval_ms(used.ru_stime);
    double other = busy_ms() - busy - cpu;

    printf("%.3f %.3f %ld %d %llu %.0f\n", wall, cpu, used.ru_maxrss,
           WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
           (unsigned long long)lines, other > 0 ? other : 0.0);
    return 0;
}
