/* test_gzip.c - text to members that know their size, by either library. */
#include "gzip_text.h"

#include "io/gzip.h"

/* All members of `packed` by zlib's own reading of gzip, appended to `text`. */
static void inflate_all(struct crm_str packed, struct crm_buf *text)
{
    while (packed.n) {
        z_stream z = {0};
        int rc;

        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        z.next_in = (unsigned char *)(uintptr_t)packed.p;
        z.avail_in = (uInt)packed.n;
        do {
            z.next_out = (unsigned char *)crm_buf_room(text, 65536);
            z.avail_out = 65536;
            rc = inflate(&z, Z_NO_FLUSH);
            text->n += 65536 - z.avail_out;
        } while (rc == Z_OK);
        assert_int_equal(rc, Z_STREAM_END);
        packed = crm_str_from(packed, packed.n - z.avail_in);
        inflateEnd(&z);
    }
}

/* The members state their sizes, which lead from each to the next up to the end; how many. */
static size_t count_members(struct crm_str packed)
{
    size_t n = 0;

    for (; packed.n; n++) {
        bool is_ours;
        uint64_t size = crm_gzip_stated(packed, &is_ours);
        assert_true(is_ours && size >= 30 && size <= packed.n);
        packed = crm_str_from(packed, (size_t)size);
    }
    return n;
}

static void every_level_of_either_library_reads_back(void **state)
{
    static const size_t sizes[] = {
        1, 2, 100, 70000, CRM_MEMBER_TEXT_MAX, CRM_MEMBER_TEXT_MAX + 1, 2500000};
    struct crm_buf text = {0}, packed = {0}, back = {0};

    (void)state;
    for (int i = 0; i < 2 * 9 * 2 * 7; i++) {
        size_t n = sizes[i / 36];

        crm_gzip_use_zlib(i & 1);
        crm_buf_reset(&text);
        crm_buf_reset(&packed);
        crm_buf_reset(&back);
        if (i & 2)
            add_noise(&text, n, (uint32_t)i);
        else
            add_lines(&text, n, (uint32_t)i);
        struct crm_deflater *d = crm_deflater_new(i / 4 % 9 + 1);
        crm_gzip_add(d, crm_buf_str(&text), &packed);
        crm_deflater_free(d);
        assert_int_equal(count_members(crm_buf_str(&packed)),
                         (n + CRM_MEMBER_TEXT_MAX - 1) / CRM_MEMBER_TEXT_MAX);
        inflate_all(crm_buf_str(&packed), &back);
        assert_true(crm_str_eq(crm_buf_str(&back), crm_buf_str(&text)));
    }
    crm_gzip_use_zlib(false);
    crm_deflater_free(NULL);
    crm_buf_clear(&text);
    crm_buf_clear(&packed);
    crm_buf_clear(&back);
}

/* Whatever the compressor had before, and wherever the bytes go. */
static void the_bytes_depend_on_the_text_alone(void **state)
{
    struct crm_buf text = {0}, other = {0}, want = {0}, got = {0};

    (void)state;
    add_lines(&text, 200000, 1);
    add_lines(&other, 300000, 2);
    for (int level = 1; level <= 9; level++) {
        struct crm_deflater *d = crm_deflater_new(level);

        crm_buf_reset(&want);
        crm_gzip_add(d, crm_buf_str(&text), &want);
        crm_gzip_add(d, crm_buf_str(&other), &got);
        size_t at = got.n;
        crm_gzip_add(d, crm_buf_str(&text), &got);
        assert_true(crm_str_eq(crm_str_from(crm_buf_str(&got), at), crm_buf_str(&want)));
        crm_deflater_free(d);
        crm_buf_clear(&got); /* another room for the next */
    }
    crm_buf_clear(&text);
    crm_buf_clear(&other);
    crm_buf_clear(&want);
}

static void a_member_has_no_time_no_name_and_its_size(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    struct crm_deflater *d = crm_deflater_new(1);
    crm_gzip_add(d, CRM_STR(""), &out);
    assert_int_equal(out.n, 0);
    crm_gzip_add(d, CRM_STR("a,b\n"), &out);
    assert_memory_equal(out.p, "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x08\0CL\x04\0", 16);
    assert_int_equal(crm_le32(out.p + 16), out.n);
    assert_int_equal(crm_le32(out.p + out.n - 4), 4);
    crm_deflater_free(d);
    crm_buf_clear(&out);
}

/* RFC 1952 around the empty block of RFC 1951, section 3.2.6: 1, 01, 0000000. */
static void the_end_marker_is_an_empty_member(void **state)
{
    struct crm_buf out = {0}, text = {0};

    (void)state;
    crm_gzip_end(&out);
    assert_int_equal(out.n, 30);
    assert_memory_equal(
        out.p, "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x08\0CL\x04\0\x1e\0\0\0\3\0\0\0\0\0\0\0\0\0", 30);
    inflate_all(crm_buf_str(&out), &text);
    assert_int_equal(text.n, 0);
    crm_buf_clear(&out);
    crm_buf_clear(&text);
}

static void sizes_are_found_among_other_fields_and_only_where_they_are(void **state)
{
    static const struct {
        struct crm_str extra;
        uint64_t size;
        bool is_ours;
    } cases[] = {
        {CRM_STR_INIT(""), 0, false},
        {CRM_STR_INIT("CL\4\0\1\2\3\4"), 0x04030201, true},
        {CRM_STR_INIT("CL\4\0\1\2\3"), 0, false},
        {CRM_STR_INIT("CL\2\0\1\2\3\4"), 0, false},
        {CRM_STR_INIT("BC\2\0\xff\xff"), 65536, false},
        {CRM_STR_INIT("BC\2\0\xff"), 0, false},
        {CRM_STR_INIT("BC\4\0\xff\xff\0\0"), 0, false},
        {CRM_STR_INIT("XX\1\0xBC\2\0\x1b\0"), 28, false},
        {CRM_STR_INIT("XX\0\0CL\4\0\1\0\0\0"), 1, true},
        {CRM_STR_INIT("XX\xff\xff"
                      "CL\4\0\1\0\0\0"),
         0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct crm_buf head = {0};
        bool is_ours;

        assert_int_equal(crm_gzip_stated_in(cases[i].extra, &is_ours), cases[i].size);
        assert_int_equal(is_ours, cases[i].is_ours);
        crm_buf_add(&head, CRM_STR("\x1f\x8b\x08\x04\0\0\0\0\0\xff"));
        crm_buf_add_char(&head, (char)cases[i].extra.n);
        crm_buf_add_char(&head, '\0');
        crm_buf_add(&head, cases[i].extra);
        assert_int_equal(crm_gzip_stated(crm_buf_str(&head), &is_ours), cases[i].size);
        assert_int_equal(is_ours, cases[i].is_ours);
        head.n--; /* the field does not end there */
        assert_int_equal(crm_gzip_stated(crm_buf_str(&head), &is_ours), 0);
        assert_false(is_ours);
        crm_buf_clear(&head);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_of_either_library_reads_back),
        cmocka_unit_test(the_bytes_depend_on_the_text_alone),
        cmocka_unit_test(a_member_has_no_time_no_name_and_its_size),
        cmocka_unit_test(the_end_marker_is_an_empty_member),
        cmocka_unit_test(sizes_are_found_among_other_fields_and_only_where_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
