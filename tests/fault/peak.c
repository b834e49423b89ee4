/*
 * peak.c - what a command took.   peak FILE COMMAND [ARG]...
 *
 * Runs the command, writes its peak memory in KiB and its time in milliseconds to FILE, and ends as
 * it did: with its status, or 128 and the signal that ended it.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timespec from, to;
    struct rusage used;
    int status;

    if (argc < 3)
        return 99;
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0)
        return 99;
    clock_gettime(CLOCK_MONOTONIC, &to);

    FILE *f = fopen(argv[1], "we");
    long ms = (long)(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    if (!f || fprintf(f, "%ld %ld\n", used.ru_maxrss, ms) < 0 || fclose(f))
        return 99;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
