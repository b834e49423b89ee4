/*
 * short.c - preloaded: every read and write moves at most 1 to 7 bytes, as a slow pipe may.
 */
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_uint calls;

static size_t clamp(size_t n)
{
    size_t most = atomic_fetch_add(&calls, 1) % 7 + 1;

    return n < most ? n : most;
}

ssize_t read(int fd, void *buf, size_t n)
{
    return syscall(SYS_read, fd, buf, clamp(n));
}

ssize_t write(int fd, const void *buf, size_t n)
{
    return syscall(SYS_write, fd, buf, clamp(n));
}
