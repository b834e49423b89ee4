/* test_sink.c - bytes out, all or nothing. */
#include "files.h"

#include <errno.h>
#include <zlib.h>

#include "io/gzip.h"
#include "io/sink.h"

enum { BIG = 500 * 1000 };

static mode_t mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void write_text(struct crm_sink *s, const char *text, struct crm_err *e)
{
    assert_non_null(s);
    assert_int_equal(crm_sink_write(s, text, strlen(text), e), 0);
}

static void a_file_stands_after_publish_and_not_before(void **state)
{
    const char *path = file_path("new.csv");
    struct crm_err e = {0};

    (void)state;
    dir_empty();
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    write_text(s, "a,b\n", &e);
    assert_false(file_exists(path));
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_false(file_exists(path));
    assert_int_equal(crm_sink_publish(s, &e), 0);
    assert_str_eq(file_text(path), "a,b\n");
    assert_int_equal(mode_of(path), 0600);
    crm_sink_free(s);
    assert_int_equal(dir_empty(), 1); /* nothing beside it */
}

static void an_old_file_is_whole_until_publish_and_keeps_its_mode(void **state)
{
    const char *path = file_with("old.csv", CRM_STR("old"));
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(chmod(path, 0640), 0);
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    write_text(s, "new", &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_str_eq(file_text(path), "old");
    assert_int_equal(crm_sink_publish(s, &e), 0);
    assert_str_eq(file_text(path), "new");
    assert_int_equal(mode_of(path), 0640);
    crm_sink_free(s);
    assert_int_equal(dir_empty(), 1);
}

static void freed_without_publish_nothing_is_left(void **state)
{
    const char *path = file_with("old.csv", CRM_STR("old"));
    const char *fresh = file_path("fresh.csv");
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    write_text(s, "new", &e);
    crm_sink_free(s);
    s = crm_sink_open(fresh, CRM_GZIP_NONE, &e);
    write_text(s, "new", &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    crm_sink_free(s);
    assert_str_eq(file_text(path), "old");
    assert_false(file_exists(fresh));
    assert_int_equal(dir_empty(), 1);
    crm_sink_free(NULL);
}

static void after_an_error_nothing_is_published(void **state)
{
    const char *path = file_with("old.csv", CRM_STR("old"));
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    write_text(s, "half", &e);
    CRM_FAIL(&e, .status = CRM_DATA, .what = CRM_MSG_NOT_A_NUMBER);
    assert_int_equal(crm_sink_write(s, "x", 1, &e), -1);
    assert_int_equal(crm_sink_finish(s, &e), -1);
    crm_sink_publish(s, &e);
    crm_sink_free(s);
    assert_str_eq(file_text(path), "old");
    assert_int_equal(dir_empty(), 1);
}

static void a_link_stays_a_link(void **state)
{
    const char *target = file_with("target.csv", CRM_STR("old"));
    const char *link = file_path("link.csv");
    struct crm_err e = {0};
    struct stat st;

    (void)state;
    assert_int_equal(symlink("target.csv", link), 0);
    struct crm_sink *s = crm_sink_open(link, CRM_GZIP_NONE, &e);
    write_text(s, "new", &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    crm_sink_free(s);
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_str_eq(file_text(target), "new");
    assert_int_equal(dir_empty(), 2);
}

/* A text that is longer than the buffers, in writes of odd sizes. */
static void write_big(struct crm_sink *s, struct crm_err *e)
{
    static char text[BIG];

    for (size_t i = 0; i < BIG; i++)
        text[i] = (char)('a' + i % 23);
    for (size_t at = 0, n = 1; at < BIG; at += n, n = n * 3 + 1) {
        if (n > BIG - at)
            n = BIG - at;
        assert_int_equal(crm_sink_write(s, text + at, n, e), 0);
    }
}

static void is_big(const char *p, size_t n)
{
    assert_int_equal(n, BIG);
    for (size_t i = 0; i < BIG; i++)
        if (p[i] != (char)('a' + i % 23))
            fail_msg("byte %zu differs", i);
}

static void writes_of_any_size_follow_each_other(void **state)
{
    const char *path = file_path("big.csv");
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    write_big(s, &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    crm_sink_free(s);
    struct crm_str text = file_text(path);
    is_big(text.p, text.n);
    dir_empty();
}

static void reads_back_as_gzip(const char *path)
{
    static char text[BIG + 1];
    gzFile f = gzopen(path, "rb");

    assert_non_null(f);
    assert_false(gzdirect(f));
    int n = gzread(f, text, sizeof(text));
    assert_int_equal(gzclose(f), Z_OK);
    assert_true(n >= 0);
    is_big(text, (size_t)n);
}

static void a_level_or_the_name_compresses(void **state)
{
    static const struct {
        const char *name;
        int level;
    } cases[] = {{"a.csv.gz", CRM_GZIP_NONE}, {"b.csv", 1}, {"c.csv.gz", 9}};
    struct crm_err e = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *path = file_path(cases[i].name);
        struct crm_sink *s = crm_sink_open(path, cases[i].level, &e);

        assert_non_null(s);
        write_big(s, &e);
        assert_int_equal(crm_sink_finish(s, &e), 0);
        assert_int_equal(crm_sink_publish(s, &e), 0);
        crm_sink_free(s);
        reads_back_as_gzip(path);
    }
    dir_empty();
}

/* The output under that name, once it is there. */
static struct crm_str published(struct crm_sink *s, const char *path, struct crm_err *e)
{
    assert_int_equal(crm_sink_finish(s, e), 0);
    assert_int_equal(crm_sink_publish(s, e), 0);
    crm_sink_free(s);
    return file_text(path);
}

static void an_empty_gzip_output_is_the_end_marker(void **state)
{
    const char *path = file_path("empty.gz");
    struct crm_buf marker = {0};
    struct crm_err e = {0};

    (void)state;
    crm_gzip_end(&marker);
    struct crm_str got = published(crm_sink_open(path, CRM_GZIP_NONE, &e), path, &e);
    assert_true(crm_str_eq(got, crm_buf_str(&marker)));
    crm_buf_clear(&marker);
    dir_empty();
}

/* Members of one size and the marker, whatever sizes were written. */
static void gzip_depends_on_the_text_and_not_on_how_it_is_written(void **state)
{
    const char *path = file_path("big.gz");
    struct crm_buf want = {0};
    struct crm_err e = {0};

    (void)state;
    struct crm_sink *s = crm_sink_open(path, 1, &e);
    for (size_t i = 0; i < BIG; i++) {
        char c = (char)('a' + i % 23);
        assert_int_equal(crm_sink_write(s, &c, 1, &e), 0);
    }
    crm_buf_add(&want, published(s, path, &e));
    s = crm_sink_open(path, 1, &e);
    write_big(s, &e);
    assert_true(crm_str_eq(published(s, path, &e), crm_buf_str(&want)));

    size_t n = 0, at = 0;
    for (bool is_ours = true; at < want.n && is_ours; n++)
        at += crm_gzip_stated(crm_str_from(crm_buf_str(&want), at), &is_ours);
    assert_int_equal(at, want.n);
    assert_int_equal(n, 3); /* 500,000 bytes in parts of 256 KiB, the marker */
    crm_buf_clear(&want);
    dir_empty();
}

static void packed_members_go_out_in_their_place(void **state)
{
    const char *path = file_path("packed.gz");
    struct crm_buf packed = {0};
    struct crm_err e = {0};
    char got[100];

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    assert_int_equal(crm_sink_gzip_level(s), CRM_GZIP_DEFAULT);
    struct crm_deflater *d = crm_deflater_new(crm_sink_gzip_level(s));
    write_text(s, "head,", &e);
    crm_gzip_add(d, CRM_STR("packed,"), &packed);
    assert_int_equal(crm_sink_put_packed(s, crm_buf_str(&packed), &e), 0);
    write_text(s, "tail", &e);
    published(s, path, &e);
    gzFile f = gzopen(path, "rb");
    assert_int_equal(gzread(f, got, sizeof(got)), 16);
    assert_memory_equal(got, "head,packed,tail", 16);
    assert_int_equal(gzclose(f), Z_OK);

    s = crm_sink_open(file_path("plain"), CRM_GZIP_NONE, &e);
    assert_int_equal(crm_sink_gzip_level(s), CRM_GZIP_NONE);
    crm_sink_free(s);
    crm_deflater_free(d);
    crm_buf_clear(&packed);
    dir_empty();
}

/* What stopped in a pipe is for gzip(1), too, a file cut short. */
static void a_stopped_gzip_stream_ends_inside_a_member(void **state)
{
    int ends[2];
    char name[64];
    static unsigned char raw[BIG], text[BIG];
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[1]);
    struct crm_sink *s = crm_sink_open(name, 1, &e);
    write_big(s, &e);
    crm_sink_poison(s, "tool");
    crm_sink_free(s);
    close(ends[1]);
    ssize_t n = read(ends[0], raw, sizeof(raw));
    close(ends[0]);
    assert_true(n > 30);

    z_stream z = {.next_in = raw, .avail_in = (uInt)n};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    int rc;
    do {
        z.next_out = text;
        z.avail_out = sizeof(text);
        rc = inflate(&z, Z_NO_FLUSH);
    } while (rc == Z_STREAM_END && z.avail_in && inflateReset(&z) == Z_OK);
    assert_int_equal(rc, Z_OK); /* a member has begun and wants more */
    assert_int_equal(z.avail_in, 0);
    inflateEnd(&z);
}

static void what_is_no_regular_file_is_written_to_directly(void **state)
{
    int ends[2];
    char name[64], got[8];
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[1]);
    struct crm_sink *s = crm_sink_open(name, CRM_GZIP_NONE, &e);
    write_text(s, "piped", &e);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    crm_sink_free(s);
    close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof(got)), 5);
    assert_memory_equal(got, "piped", 5);
    close(ends[0]);
}

static void standard_output_is_closed_and_checked(void **state)
{
    const char *path = file_path("stdout");
    struct crm_err e = {0};

    (void)state;
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(dup2(file, STDOUT_FILENO), STDOUT_FILENO);
    close(file);
    struct crm_sink *s = crm_sink_open("-", CRM_GZIP_NONE, &e);
    crm_sink_write(s, "out", 3, &e);
    crm_sink_finish(s, &e);
    crm_sink_publish(s, &e);
    crm_sink_free(s);
    bool is_closed = fcntl(STDOUT_FILENO, F_GETFD) < 0;
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    assert_false(crm_failed(&e));
    assert_true(is_closed);
    assert_str_eq(file_text(path), "out");
    dir_empty();
}

static void a_full_disk_is_an_error_at_the_latest_when_finishing(void **state)
{
    struct crm_err e = {0};

    (void)state;
    if (access("/dev/full", W_OK)) {
        print_message("skip: no /dev/full\n");
        skip();
    }
    struct crm_sink *s = crm_sink_open("/dev/full", CRM_GZIP_NONE, &e);
    write_text(s, "x", &e);
    assert_int_equal(crm_sink_finish(s, &e), -1);
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_CANNOT_WRITE);
    assert_int_equal(e.sys, ENOSPC);
    assert_string_equal(e.file, "/dev/full");
    crm_sink_free(s);
}

static void a_directory_or_a_missing_one_cannot_be_written(void **state)
{
    struct crm_err e = {0}, f = {0}, g = {0};

    (void)state;
    assert_null(crm_sink_open(dir_path(), CRM_GZIP_NONE, &e));
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.sys, EISDIR);
    assert_null(crm_sink_open(file_path("none/a.csv"), CRM_GZIP_NONE, &f));
    assert_int_equal(f.sys, ENOENT);
    if (geteuid() == 0)
        return; /* may write everywhere */
    const char *path = file_with("locked.csv", CRM_STR("old"));
    assert_int_equal(chmod(path, 0400), 0);
    assert_null(crm_sink_open(path, CRM_GZIP_NONE, &g));
    assert_int_equal(g.sys, EACCES);
    dir_empty();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_stands_after_publish_and_not_before),
        cmocka_unit_test(an_old_file_is_whole_until_publish_and_keeps_its_mode),
        cmocka_unit_test(freed_without_publish_nothing_is_left),
        cmocka_unit_test(after_an_error_nothing_is_published),
        cmocka_unit_test(a_link_stays_a_link),
        cmocka_unit_test(writes_of_any_size_follow_each_other),
        cmocka_unit_test(a_level_or_the_name_compresses),
        cmocka_unit_test(an_empty_gzip_output_is_the_end_marker),
        cmocka_unit_test(gzip_depends_on_the_text_and_not_on_how_it_is_written),
        cmocka_unit_test(packed_members_go_out_in_their_place),
        cmocka_unit_test(a_stopped_gzip_stream_ends_inside_a_member),
        cmocka_unit_test(what_is_no_regular_file_is_written_to_directly),
        cmocka_unit_test(standard_output_is_closed_and_checked),
        cmocka_unit_test(a_full_disk_is_an_error_at_the_latest_when_finishing),
        cmocka_unit_test(a_directory_or_a_missing_one_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
