/*
 * alloc.c - preloaded: memory runs out at a chosen call.
 *
 *   FAULT_ALLOC_AT=N       the N-th call of malloc, calloc or realloc returns NULL; 0 or unset:
 * none does FAULT_ALLOC_STICKY=1   and so do all later ones FAULT_ALLOC_COUNT=FILE the number of
 * calls is written there when the program ends
 *
 * Calls are counted from the moment the loader is done, so that N is a call of the tool or of a
 * library on its behalf.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own names for what is replaced here: dlsym would allocate. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static atomic_ulong calls;
static unsigned long fail_at;
static bool is_sticky, is_counting;

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("FAULT_ALLOC_AT");

    fail_at = at ? strtoul(at, NULL, 10) : 0;
    is_sticky = getenv("FAULT_ALLOC_STICKY") != NULL;
    is_counting = true;
}

__attribute__((destructor)) static void stop(void)
{
    const char *file = getenv("FAULT_ALLOC_COUNT");
    char text[32];

    is_counting = false;
    if (!file)
        return;
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int n = snprintf(text, sizeof(text), "%lu\n", atomic_load(&calls));
    if (fd < 0 || write(fd, text, (size_t)n) != n)
        _exit(99);
    close(fd);
}

static bool is_refused(void)
{
    if (!is_counting)
        return false;
    unsigned long now = atomic_fetch_add(&calls, 1) + 1;
    if (!fail_at || now < fail_at || (now > fail_at && !is_sticky))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t n)
{
    return is_refused() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return is_refused() ? NULL : __libc_realloc(p, n);
}
