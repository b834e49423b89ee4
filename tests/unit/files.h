/*
 * files.h - temporary files for the tests of what reads and writes by name.
 */
#ifndef CRM_TESTS_FILES_H
#define CRM_TESTS_FILES_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

/* A directory of its own for this program; made at the first call, to be removed by dir_remove. */
static inline const char *dir_path(void)
{
    static char path[512];

    if (!*path) {
        const char *tmp = getenv("TMPDIR");
        snprintf(path, sizeof(path), "%s/crm-unit-XXXXXX", tmp && *tmp ? tmp : "/tmp");
        assert_non_null(mkdtemp(path));
    }
    return path;
}

/* Take out every file in it; how many there were. */
static inline size_t dir_empty(void)
{
    DIR *dir = opendir(dir_path());
    size_t n = 0;

    assert_non_null(dir);
    for (struct dirent *d; (d = readdir(dir));)
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) {
            assert_int_equal(unlinkat(dirfd(dir), d->d_name, 0), 0);
            n++;
        }
    closedir(dir);
    return n;
}

/* A group teardown. */
static inline int dir_remove(void **state)
{
    (void)state;
    dir_empty();
    return rmdir(dir_path());
}

/* The path of a file in the directory; borrowed until the fourth call from now. */
static inline const char *file_path(const char *name)
{
    static char paths[4][600];
    static size_t next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", dir_path(), name);
    return path;
}

/* Write a file of that name; its path, as file_path. */
static inline const char *file_with(const char *name, struct crm_str text)
{
    const char *path = file_path(name);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* The content of a file of at most 1 MiB; borrowed until the next call. */
static inline struct crm_str file_text(const char *path)
{
    static char text[1 << 20];
    FILE *f = fopen(path, "rb");

    assert_non_null(f);
    size_t n = fread(text, 1, sizeof(text), f);
    assert_true(n < sizeof(text));
    fclose(f);
    return (struct crm_str){text, n};
}

static inline bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

#endif
