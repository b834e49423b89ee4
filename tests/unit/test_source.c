/* test_source.c - bytes in: plain or gzip by content, and no error is taken for an end. */
#include "files.h"

#include <errno.h>
#include <sys/wait.h>
#include <zlib.h>

#include "io/source.h"

enum { BIG = 1000 * 1000 };

struct bytes {
    char *p;
    size_t n;
};

/* Read the file in pieces of `piece` bytes; the status of the error, or 0 at the end. */
static enum crm_status read_file(const char *path, size_t piece, struct bytes *got,
                                 struct crm_err *e)
{
    static char space[4 * BIG];

    *got = (struct bytes){space, 0};
    *e = (struct crm_err){0};
    struct crm_source *s = crm_source_open(path, e);
    for (size_t n = piece; s && n == piece;) {
        assert_true(got->n + piece <= sizeof(space));
        if (crm_source_read(s, got->p + got->n, piece, &n, e))
            break;
        got->n += n;
    }
    crm_source_close(s);
    return e->status;
}

/* Compressed by zlib's own compressor, as one member. */
static struct bytes gzip(const char *p, size_t n)
{
    struct bytes out = {malloc(n + 1000), 0};
    z_stream z = {0};
    char *copy = malloc(n + 1);

    memcpy(copy, p, n);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)copy;
    z.avail_in = (uInt)n;
    z.next_out = (unsigned char *)out.p;
    z.avail_out = (uInt)(n + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    free(copy);
    return out;
}

/* A file of the parts, one behind the other. */
static const char *file_of(const struct bytes *parts, size_t n)
{
    const char *path = file_path("parts");
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(fwrite(parts[i].p, 1, parts[i].n, f), parts[i].n);
    fclose(f);
    return path;
}

#define FILE_OF(...)                                                                               \
    file_of((const struct bytes[]){__VA_ARGS__},                                                   \
            sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes))

/* A megabyte that does not compress to nothing. */
static struct bytes some_text(void)
{
    struct bytes b = {malloc(BIG), BIG};
    uint32_t x = 1;

    for (size_t i = 0; i < BIG; i++) {
        x = x * 1664525 + 1013904223;
        b.p[i] = (char)('a' + (x >> 24) % 26);
    }
    return b;
}

static void plain_bytes_come_as_they_are_in_pieces_of_any_size(void **state)
{
    static const size_t pieces[] = {1000, 65536, 262144, BIG, BIG + 1};
    struct bytes text = some_text(), got;
    struct crm_err e;

    (void)state;
    const char *path = FILE_OF(text);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        assert_int_equal(read_file(path, pieces[i], &got, &e), CRM_OK);
        assert_int_equal(got.n, BIG);
        assert_memory_equal(got.p, text.p, BIG);
    }
    free(text.p);
}

static void an_empty_file_is_an_end_and_no_error(void **state)
{
    struct bytes got;
    struct crm_err e;

    (void)state;
    assert_int_equal(read_file(file_with("empty", CRM_STR("")), 100, &got, &e), CRM_OK);
    assert_int_equal(got.n, 0);
}

static void gzip_is_known_by_its_content_and_members_follow_each_other(void **state)
{
    struct bytes text = some_text(), got;
    struct bytes one = gzip(text.p, BIG), none = gzip("", 0), two = gzip("tail", 4);
    struct crm_err e;

    (void)state;
    const char *path = FILE_OF(one, none, two); /* its name says nothing */
    assert_int_equal(read_file(path, 100000, &got, &e), CRM_OK);
    assert_int_equal(got.n, BIG + 4);
    assert_memory_equal(got.p, text.p, BIG);
    assert_memory_equal(got.p + BIG, "tail", 4);

    struct crm_source *s = crm_source_open(path, &e);
    char c;
    size_t n;
    assert_int_equal(crm_source_read(s, &c, 1, &n, &e), 0);
    assert_true(crm_source_is_gzip(s));
    assert_int_equal(crm_source_size(s), one.n + none.n + two.n);
    assert_true(crm_source_bytes_read(s) > 0 && crm_source_bytes_read(s) <= crm_source_size(s));
    assert_string_equal(crm_source_name(s), path);
    crm_source_close(s);
    free(text.p);
    free(one.p);
    free(none.p);
    free(two.p);
}

static void zero_padding_is_fine_and_garbage_is_not(void **state)
{
    static char zeros[600000]; /* longer than what is read at once */
    struct bytes z = gzip("text", 4), got, pad = {zeros, sizeof(zeros)};
    struct bytes even = {zeros, 2 * 262144 - z.n}; /* what follows begins a block of its own */
    char x[] = "x";
    struct bytes garbage = {x, 1}, more = gzip("more", 4);
    struct crm_err e;

    (void)state;
    assert_int_equal(read_file(FILE_OF(z, pad), 100, &got, &e), CRM_OK);
    assert_int_equal(got.n, 4);
    assert_int_equal(read_file(FILE_OF(z, garbage), 100, &got, &e), CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_GZIP_GARBAGE);
    assert_int_equal(read_file(FILE_OF(z, pad, garbage), 100, &got, &e), CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_GZIP_GARBAGE);
    assert_int_equal(read_file(FILE_OF(z, pad, more), 100, &got, &e), CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_GZIP_GARBAGE);
    assert_int_equal(read_file(FILE_OF(z, even, more), 100, &got, &e), CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_GZIP_GARBAGE);
    free(z.p);
    free(more.p);
}

static void a_cut_at_every_byte_is_an_error(void **state)
{
    struct bytes z = gzip("customer_id,amount\n1,2\n", 23), got;
    struct crm_err e;

    (void)state;
    for (size_t n = 1; n < z.n; n++) {
        struct bytes cut = {z.p, n};
        struct crm_err second;

        assert_int_equal(read_file(FILE_OF(cut), 100, &got, &e), CRM_DATA);
        assert_int_equal(e.what, CRM_MSG_GZIP_CUT);
        /* The same as the second member. */
        assert_int_equal(read_file(FILE_OF(z, cut), 100, &got, &second), CRM_DATA);
        assert_int_equal(second.what, CRM_MSG_GZIP_CUT);
    }
    /* Nothing at all under a name that promises gzip. */
    assert_int_equal(read_file(file_with("empty.csv.gz", CRM_STR("")), 100, &got, &e), CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_GZIP_CUT);
    free(z.p);
}

static void a_flipped_bit_never_passes_for_the_text(void **state)
{
    static const char text[] = "customer_id,amount\n1,2\n";
    struct bytes z = gzip(text, sizeof(text) - 1), got;
    struct crm_err e;

    (void)state;
    for (size_t i = 0; i < z.n * 8; i++) {
        size_t byte = i / 8;

        z.p[byte] = (char)(z.p[byte] ^ (1 << i % 8));
        bool is_read = read_file(FILE_OF(z), 100, &got, &e) == CRM_OK;
        if (byte < 2) /* no gzip any more: as it stands */
            assert_true(is_read && got.n == z.n);
        else if (byte >= z.n - 8) /* CRC and length */
            assert_false(is_read);
        else if (is_read) /* a comment of the header, or padding: the text is what it was */
            assert_true(got.n == sizeof(text) - 1 && memcmp(got.p, text, got.n) == 0);
        else
            assert_int_equal(e.status, CRM_DATA);
        z.p[byte] = (char)(z.p[byte] ^ (1 << i % 8));
    }
    free(z.p);
}

static void a_pipe_is_read_until_its_end_however_it_delivers(void **state)
{
    char got[16];
    size_t n;
    int ends[2];
    char name[64];
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[0]);
    struct crm_source *s = crm_source_open(name, &e);
    assert_non_null(s);
    assert_int_equal(crm_source_size(s), 0);
    pid_t child = fork();
    if (child == 0) {
        for (const char *p = "abcdefg"; *p; p++) {
            if (write(ends[1], p, 1) != 1)
                _exit(1);
            usleep(1000);
        }
        _exit(0);
    }
    close(ends[1]);
    assert_int_equal(crm_source_read(s, got, 5, &n, &e), 0);
    assert_int_equal(n, 5);
    assert_int_equal(crm_source_read(s, got + 5, 5, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_memory_equal(got, "abcdefg", 7);
    crm_source_close(s);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void standard_input_is_named_in_words(void **state)
{
    struct crm_err e = {0};

    (void)state;
    struct crm_source *s = crm_source_open("-", &e);
    assert_string_equal(crm_source_name(s), "standard input");
    int before = fcntl(STDIN_FILENO, F_GETFD);
    crm_source_close(s);
    assert_int_equal(fcntl(STDIN_FILENO, F_GETFD), before); /* not ours to close */
}

static void what_cannot_be_opened_or_read_is_a_system_error(void **state)
{
    struct bytes got;
    struct crm_err e;

    (void)state;
    assert_int_equal(read_file(file_path("none"), 100, &got, &e), CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_CANNOT_OPEN);
    assert_int_equal(e.sys, ENOENT);
    assert_int_equal(read_file(dir_path(), 100, &got, &e), CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_CANNOT_READ);
    assert_int_equal(e.sys, EISDIR);
    assert_string_equal(e.file, dir_path());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes_come_as_they_are_in_pieces_of_any_size),
        cmocka_unit_test(an_empty_file_is_an_end_and_no_error),
        cmocka_unit_test(gzip_is_known_by_its_content_and_members_follow_each_other),
        cmocka_unit_test(zero_padding_is_fine_and_garbage_is_not),
        cmocka_unit_test(a_cut_at_every_byte_is_an_error),
        cmocka_unit_test(a_flipped_bit_never_passes_for_the_text),
        cmocka_unit_test(a_pipe_is_read_until_its_end_however_it_delivers),
        cmocka_unit_test(standard_input_is_named_in_words),
        cmocka_unit_test(what_cannot_be_opened_or_read_is_a_system_error),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
