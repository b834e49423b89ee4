/* test_source.c - bytes in: plain or gzip by content, and no error is taken for an end. */
#include "files.h"

#include <errno.h>
#include <sys/wait.h>
#include <zlib.h>

#include "gzip_text.h"
#include "io/gzip.h"
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

/* Read the file by its members, behind a first read; how many pieces there were. */
static enum crm_status take_file(const char *path, size_t read_first, struct crm_buf *text,
                                 size_t *npieces, struct crm_err *e)
{
    struct crm_piece *piece = crm_piece_new();
    size_t n = 100000, got;

    *e = (struct crm_err){0};
    *npieces = 0;
    crm_buf_reset(text);
    struct crm_source *s = crm_source_open(path, e);
    if (read_first && crm_source_read(s, crm_buf_room(text, read_first), read_first, &got, e) == 0)
        text->n += got;
    for (got = n; got == n && !crm_failed(e);) {
        if (crm_source_take(s, piece, e)) {
            crm_piece_inflate(piece, text, e);
            ++*npieces;
        } else if (crm_source_read(s, crm_buf_room(text, n), n, &got, e) == 0) {
            assert_false(crm_source_has_members(s, e));
            text->n += got;
        }
    }
    crm_source_close(s);
    crm_piece_free(piece);
    return e->status;
}

/* Both ways to read the bytes give the same: the text, or the error. */
static enum crm_status both_ways(struct crm_str bytes, struct crm_buf *text, struct crm_err *e)
{
    const char *path = file_with("both", bytes);
    struct crm_err other;
    struct bytes got;
    size_t npieces;
    enum crm_status status = take_file(path, 0, text, &npieces, e);

    assert_int_equal(read_file(path, 1000, &got, &other), status);
    assert_int_equal(e->what, other.what);
    assert_int_equal(e->advice, other.advice);
    if (status == CRM_OK)
        assert_true(crm_str_eq(crm_buf_str(text), (struct crm_str){got.p, got.n}));
    return status;
}

/* A file as we write it, in members of `part` bytes of text each. */
static void add_ours(struct crm_buf *b, struct crm_str text, size_t part)
{
    struct crm_deflater *d = crm_deflater_new(1);

    for (size_t n; text.n; text = crm_str_from(text, n)) {
        n = text.n < part ? text.n : part;
        crm_gzip_add(d, (struct crm_str){text.p, n}, b);
    }
    crm_gzip_end(b);
    crm_deflater_free(d);
}

static void members_are_taken_as_they_are_and_give_the_same_text(void **state)
{
    static const size_t parts[] = {1, 1000, 65280, 256 * 1024, 1024 * 1024};
    struct crm_buf text = {0}, packed = {0}, got = {0};
    struct crm_err e;
    size_t npieces;

    (void)state;
    for (size_t i = 0; i < 2 * 5; i++) {
        bool is_bgzf = i % 2;
        size_t part = parts[i / 2];

        if (is_bgzf && part > 65280)
            continue;
        crm_buf_reset(&text);
        crm_buf_reset(&packed);
        add_lines(&text, part < 1000 ? 5000 : 1500000, (uint32_t)i);
        if (is_bgzf)
            for (size_t at = 0; at < text.n; at += part)
                add_bgzf(&packed,
                         (struct crm_str){text.p + at, text.n - at < part ? text.n - at : part});
        else
            add_ours(&packed, crm_buf_str(&text), part);
        const char *path = file_with("members", crm_buf_str(&packed));
        for (size_t first = 0; first <= 300000; first = first * 3 + 1) {
            assert_int_equal(take_file(path, first, &got, &npieces, &e), CRM_OK);
            assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&text)));
            assert_true(first || npieces >= text.n / (CRM_PIECE_TEXT + part));
            assert_true(npieces <= text.n / CRM_PIECE_TEXT + 3); /* with a rest and the marker */
        }
        assert_int_equal(both_ways(crm_buf_str(&packed), &got, &e), CRM_OK);
    }
    crm_buf_clear(&text);
    crm_buf_clear(&packed);
    crm_buf_clear(&got);
}

static void what_tells_no_size_is_read_one_after_the_other(void **state)
{
    struct crm_buf packed = {0}, text = {0};
    struct crm_err e;
    size_t npieces;

    (void)state;
    assert_int_equal(take_file(file_with("plain", CRM_STR("a,b\n")), 0, &text, &npieces, &e),
                     CRM_OK);
    assert_str_eq(crm_buf_str(&text), "a,b\n");
    assert_int_equal(npieces, 0);
    add_gzip(&packed, NULL, CRM_STR("a,b\n"));
    add_ours(&packed, CRM_STR("1,2\n"), 10);
    assert_int_equal(take_file(file_with("ordinary", crm_buf_str(&packed)), 0, &text, &npieces, &e),
                     CRM_OK);
    assert_str_eq(crm_buf_str(&text), "a,b\n1,2\n");
    assert_int_equal(npieces, 0);
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

/* 100 MB of zero bytes in one member of 100 KB that states its size: no piece holds them. */
static void what_is_too_large_to_be_held_is_read_in_parts(void **state)
{
    size_t n = 100 * BIG;
    char *zeros = calloc(n, 1), *some = malloc(BIG);
    unsigned char extra[] = {'C', 'L', 4, 0, 0, 0, 0, 0};
    gz_header header = {.extra = extra, .extra_len = sizeof(extra)};
    struct crm_piece *piece = crm_piece_new();
    struct crm_buf packed = {0}, text = {0};
    struct crm_err e = {0};
    size_t got, total = 0;

    (void)state;
    add_ours(&packed, CRM_STR("first"), 10);
    size_t at = packed.n;
    add_gzip(&packed, &header, (struct crm_str){zeros, n});
    for (int i = 0; i < 4; i++)
        packed.p[at + 16 + (size_t)i] = (char)(unsigned char)((packed.n - at) >> 8 * i);
    add_ours(&packed, CRM_STR("last"), 10);
    struct crm_source *s = crm_source_open(file_with("bomb", crm_buf_str(&packed)), &e);
    assert_true(crm_source_take(s, piece, &e));
    assert_int_equal(crm_piece_inflate(piece, &text, &e), 0);
    assert_str_eq(crm_buf_str(&text), "first");
    assert_false(crm_source_take(s, piece, &e));
    assert_false(crm_source_has_members(s, &e));
    do {
        assert_int_equal(crm_source_read(s, some, BIG, &got, &e), 0);
        total += got;
    } while (got == BIG);
    assert_int_equal(total, n + 4);
    assert_memory_equal(some + got - 4, "last", 4);
    crm_source_close(s);

    /* It says it is small: no more than that is made of it. */
    packed.p[at + 3] = 4;
    size_t end = at + crm_le32(packed.p + at + 16);
    memcpy(packed.p + end - 4, "\x10\0\0\0", 4);
    s = crm_source_open(file_with("liar", crm_buf_str(&packed)), &e);
    assert_true(crm_source_take(s, piece, &e));
    crm_buf_reset(&text);
    assert_int_equal(crm_piece_inflate(piece, &text, &e), -1);
    assert_int_equal(e.what, CRM_MSG_GZIP_CORRUPT);
    assert_true(text.cap < 100000);
    crm_source_close(s);
    crm_piece_free(piece);
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
    free(zeros);
    free(some);
}

static void a_file_of_ours_that_is_cut_is_never_an_end(void **state)
{
    struct crm_buf packed = {0}, text = {0}, twice = {0};
    struct crm_err e;

    (void)state;
    add_ours(&packed, CRM_STR("customer_id,amount\nc1,2\nc2,3\n"), 23);
    size_t first = crm_le32(packed.p + 16), second = crm_le32(packed.p + first + 16);
    assert_int_equal(packed.n, first + second + 30);
    for (size_t n = 1; n < packed.n; n++) {
        assert_int_equal(both_ways((struct crm_str){packed.p, n}, &text, &e), CRM_DATA);
        assert_int_equal(e.what, CRM_MSG_GZIP_CUT);
        bool is_between = n == first || n == first + second;
        assert_int_equal(e.advice, is_between ? CRM_MSG_ADVICE_GZIP_END : CRM_MSG_ADVICE_GZIP);

        crm_buf_reset(&twice); /* behind a whole one */
        crm_buf_add(&twice, crm_buf_str(&packed));
        crm_buf_add(&twice, (struct crm_str){packed.p, n});
        assert_int_equal(both_ways(crm_buf_str(&twice), &text, &e), CRM_DATA);
        assert_int_equal(e.what, CRM_MSG_GZIP_CUT);
    }
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
    crm_buf_clear(&twice);
}

static void files_of_ours_may_follow_each_other_and_others(void **state)
{
    static char zeros[1000];
    struct crm_buf ours = {0}, all = {0}, text = {0};
    struct crm_err e;

    (void)state;
    add_ours(&ours, CRM_STR("abcdef"), 4);
    crm_buf_add(&all, crm_buf_str(&ours));
    crm_buf_add(&all, crm_buf_str(&ours));
    assert_int_equal(both_ways(crm_buf_str(&all), &text, &e), CRM_OK);
    assert_str_eq(crm_buf_str(&text), "abcdefabcdef");
    add_gzip(&all, NULL, CRM_STR("ghi"));
    add_bgzf(&all, CRM_STR("jkl"));
    crm_buf_add(&all, crm_buf_str(&ours));
    crm_buf_add(&all, (struct crm_str){zeros, sizeof(zeros)});
    assert_int_equal(both_ways(crm_buf_str(&all), &text, &e), CRM_OK);
    assert_str_eq(crm_buf_str(&text), "abcdefabcdefghijklabcdef");

    /* But not behind one that lacks its end; nor is padding an end, nor BGZF's. */
    for (int i = 0; i < 3; i++) {
        crm_buf_reset(&all);
        crm_buf_add(&all, (struct crm_str){ours.p, ours.n - 30});
        if (i == 0)
            add_gzip(&all, NULL, CRM_STR("x"));
        else if (i == 1)
            add_bgzf(&all, CRM_STR(""));
        else
            crm_buf_add(&all, (struct crm_str){zeros, sizeof(zeros)});
        assert_int_equal(both_ways(crm_buf_str(&all), &text, &e), CRM_DATA);
        assert_int_equal(e.what, CRM_MSG_GZIP_CUT);
        assert_int_equal(e.advice, CRM_MSG_ADVICE_GZIP_END);
    }
    crm_buf_clear(&ours);
    crm_buf_clear(&all);
    crm_buf_clear(&text);
}

static void a_flipped_bit_of_a_file_of_ours_never_passes_for_the_text(void **state)
{
    static const char want[] = "customer_id,amount\nc1,2\nc2,3\n";
    struct crm_buf packed = {0}, text = {0};
    struct crm_err e;

    (void)state;
    add_ours(&packed, crm_str_of(want), 23);
    for (size_t bit = 16; bit < packed.n * 8; bit++) {
        char *byte = packed.p + bit / 8;

        *byte = (char)(*byte ^ 1 << bit % 8);
        if (both_ways(crm_buf_str(&packed), &text, &e) == CRM_OK)
            assert_str_eq(crm_buf_str(&text), want);
        else
            assert_int_equal(e.status, CRM_DATA);
        *byte = (char)(*byte ^ 1 << bit % 8);
    }
    crm_buf_clear(&packed);
    crm_buf_clear(&text);
}

static void a_file_that_shrinks_or_grows_is_read_as_far_as_it_goes(void **state)
{
    static char some[BIG];
    struct crm_buf text = {0};
    struct crm_err e = {0};
    size_t got;

    (void)state;
    add_lines(&text, BIG, 6);
    for (int grows = 0; grows < 2; grows++) {
        const char *path = file_with("moving", crm_buf_str(&text));
        struct crm_source *s = crm_source_open(path, &e);

        assert_int_equal(crm_source_read(s, some, 300000, &got, &e), 0);
        assert_int_equal(got, 300000);
        assert_int_equal(truncate(path, grows ? BIG + 100000 : 400000), 0);
        assert_int_equal(crm_source_read(s, some, BIG, &got, &e), 0);
        assert_int_equal(got, grows ? 800000 : 100000);
        assert_memory_equal(some, text.p + 300000, grows ? 700000 : 100000);
        assert_int_equal(crm_source_read(s, some, BIG, &got, &e), 0);
        assert_int_equal(got, 0);
        crm_source_close(s);
    }
    crm_buf_clear(&text);
}

static void a_plain_file_can_be_read_again_until_it_is_changed(void **state)
{
    const char *path = file_with("again", CRM_STR("0123456789"));
    struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    struct crm_err e = {0};
    char got[10];
    size_t n;

    (void)state;
    struct crm_source *s = crm_source_open(path, &e);
    assert_false(crm_source_is_kept(s)); /* it may be gzip */
    assert_int_equal(crm_source_read(s, got, 4, &n, &e), 0);
    assert_true(crm_source_is_kept(s));
    assert_int_equal(crm_source_read_again(s, 3, got, 7, &e), 0);
    assert_memory_equal(got, "3456789", 7);
    assert_int_equal(crm_source_read(s, got, 2, &n, &e), 0); /* on from where it was */
    assert_memory_equal(got, "45", 2);
    assert_int_equal(crm_source_read_again(s, 4, got, 7, &e), -1); /* more than there is */
    assert_int_equal(e.what, CRM_MSG_INPUT_CHANGED);
    e = (struct crm_err){0};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(crm_source_read_again(s, 3, got, 1, &e), -1);
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_int_equal(e.what, CRM_MSG_INPUT_CHANGED);
    assert_string_equal(e.file, path);
    crm_source_close(s);
}

static void gzip_and_pipes_cannot_be_read_again(void **state)
{
    struct bytes packed = gzip("text", 4);
    const char *paths[] = {FILE_OF(packed), NULL};
    struct crm_err e = {0};
    char name[64], c;
    int ends[2];
    size_t n;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "text", 4), 4);
    close(ends[1]);
    snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[0]);
    paths[1] = name;
    for (size_t i = 0; i < 2; i++) {
        struct crm_source *s = crm_source_open(paths[i], &e);
        assert_int_equal(crm_source_read(s, &c, 1, &n, &e), 0);
        assert_int_equal(c, 't');
        assert_false(crm_source_is_kept(s));
        crm_source_close(s);
    }
    close(ends[0]);
    free(packed.p);
}

static int with_zlib(void **state)
{
    (void)state;
    crm_gzip_use_zlib(true);
    return 0;
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
        cmocka_unit_test(members_are_taken_as_they_are_and_give_the_same_text),
        cmocka_unit_test(what_tells_no_size_is_read_one_after_the_other),
        cmocka_unit_test(what_is_too_large_to_be_held_is_read_in_parts),
        cmocka_unit_test(a_file_of_ours_that_is_cut_is_never_an_end),
        cmocka_unit_test(files_of_ours_may_follow_each_other_and_others),
        cmocka_unit_test(a_flipped_bit_of_a_file_of_ours_never_passes_for_the_text),
        cmocka_unit_test(a_file_that_shrinks_or_grows_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_plain_file_can_be_read_again_until_it_is_changed),
        cmocka_unit_test(gzip_and_pipes_cannot_be_read_again),
    };

    /* By ISA-L, where it is there, and again by zlib. */
    return cmocka_run_group_tests_name("source", tests, NULL, NULL) +
           cmocka_run_group_tests_name("source by zlib", tests, with_zlib, dir_remove);
}
