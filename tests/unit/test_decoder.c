#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/decoder.h"

/* Chinese for "Chinese, hello" and a line: bytes by the tables of GB 18030-2005 and Unicode. */
#define GB_TEXT   "\xD6\xD0\xCE\xC4,\xC4\xE3\xBA\xC3\n"
#define UTF8_TEXT "中文,你好\n"

/* What the whole of a file shows; decoding it may still fail. */
static void assert_detects(struct crm_str sample, const char *hint, const char *want)
{
    struct crm_err e = {0};
    struct crm_buf out = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, hint, &e);

    crm_decoder_add(d, sample, true, &out, &e);
    assert_string_equal(crm_decoder_encoding(d), want);
    crm_decoder_free(d);
    crm_buf_clear(&out);
}

static void a_byte_order_mark_decides(void **state)
{
    (void)state;
    assert_detects(CRM_STR("\xEF\xBB\xBFid\n"), NULL, "UTF-8");
    assert_detects(CRM_STR("\xFF\xFEi\0d\0"), NULL, "UTF-16LE");
    assert_detects(CRM_STR("\xFE\xFF\0i\0d"), NULL, "UTF-16BE");
    assert_detects(CRM_STR("\x84\x31\x95\x33id\n"), "west", "GB18030");
    /* a mark elsewhere is none: the first bytes are U+9519 */
    assert_detects(CRM_STR("\xE9\x94\x99\xEF\xBB\xBF"), NULL, "UTF-8");
}

static void many_nuls_are_utf16(void **state)
{
    (void)state;
    assert_detects(CRM_STR("i\0d\0,\0\x2D\x4E\n\0"), NULL, "UTF-16LE");
    assert_detects(CRM_STR("\0i\0d\0,\x4E\x2D\0\n"), NULL, "UTF-16BE");
    /* U+4E00 has its NUL on the other side, and is in every second address */
    assert_detects(CRM_STR("i\0,\0\0\x4E\0\x4E,\0\n\0"), NULL, "UTF-16LE");
}

static void a_few_nuls_are_data(void **state)
{
    (void)state;
    assert_detects(CRM_STR("a\0b"), NULL, "ASCII");
    assert_detects(CRM_STR("id,name\n1,\0\0\n2,plain text\n"), NULL, "ASCII");
    assert_detects(CRM_STR("\0\0\0\0\0\0"), NULL, "ASCII");
    assert_detects(CRM_STR("id\0,name\n1,中\n"), NULL, "UTF-8");
}

static void ascii_is_not_decided(void **state)
{
    (void)state;
    assert_detects(CRM_STR(""), NULL, "ASCII");
    assert_detects(CRM_STR("id,name\r\n1,Smith\r\n"), "tw", "ASCII");
    assert_detects((struct crm_str){NULL, 0}, NULL, "ASCII");
}

static void what_is_not_utf8_is_gb18030_or_as_hinted(void **state)
{
    (void)state;
    assert_detects(CRM_STR(UTF8_TEXT), "west", "UTF-8");
    assert_detects(CRM_STR(GB_TEXT), NULL, "GB18030");
    assert_detects(CRM_STR(GB_TEXT), "zh", "GB18030");
    assert_detects(CRM_STR("\xA4\xA4\xA4\xE5\n"), "tw", "BIG5");
    assert_detects(CRM_STR("\x93\xFA\x96{\n"), "ja", "CP932");
    assert_detects(CRM_STR("Jos\xE9\n"), "west", "WINDOWS-1252");
}

static void a_sample_cut_inside_a_character_is_still_utf8(void **state)
{
    (void)state;
    for (size_t n = 4; n <= 6; n++) { /* less waits for more */
        struct crm_err e = {0};
        struct crm_buf out = {0};
        struct crm_decoder *d = crm_decoder_new(NULL, NULL, &e);

        assert_int_equal(crm_decoder_add(d, (struct crm_str){"中文", n}, false, &out, &e), 0);
        assert_string_equal(crm_decoder_encoding(d), "UTF-8");
        crm_decoder_free(d);
        crm_buf_clear(&out);
    }
    /* a file that ends so lost its end, unless these two bytes are all there is of it: 涓 in GBK */
    assert_detects(CRM_STR("中,\xE4\xB8"), NULL, "UTF-8");
    assert_detects(CRM_STR("id,\xE4\xB8"), NULL, "GB18030");
}

/* Decode `in` by blocks of `step` bytes, each in its own allocation, so that reading past it shows.
 */
static void decode(const char *name, struct crm_str in, size_t step, struct crm_buf *out,
                   struct crm_err *e)
{
    struct crm_decoder *d = crm_decoder_new(name, NULL, e);
    size_t i = 0;

    assert_non_null(d);
    do {
        size_t n = in.n - i < step ? in.n - i : step;
        char *block = malloc(n + !n);
        if (n)
            memcpy(block, in.p + i, n);
        i += n;
        crm_decoder_add(d, (struct crm_str){block, n}, i == in.n, out, e);
        free(block);
    } while (i < in.n && !crm_failed(e));
    crm_decoder_free(d);
}

/* The same text comes out whatever the size of the blocks. */
static void assert_decodes(const char *name, struct crm_str in, const char *want)
{
    for (size_t step = 1; step <= in.n + 1; step++) {
        struct crm_buf out = {0};
        struct crm_err e = {0};
        decode(name, in, step, &out, &e);
        assert_false(crm_failed(&e));
        assert_str_eq(crm_buf_str(&out), want);
        crm_buf_clear(&out);
    }
}

static void blocks_may_end_anywhere(void **state)
{
    (void)state;
    assert_decodes("UTF-8", CRM_STR(UTF8_TEXT "\xF0\x9F\x98\x80"), UTF8_TEXT "\xF0\x9F\x98\x80");
    assert_decodes("GB18030", CRM_STR(GB_TEXT "name of eight\n" GB_TEXT),
                   UTF8_TEXT "name of eight\n" UTF8_TEXT);
    assert_decodes("GBK", CRM_STR(GB_TEXT), UTF8_TEXT);
    assert_decodes("UTF-16LE", CRM_STR("\x2D\x4E\x87\x65,\0\x3D\xD8\0\xDE"),
                   "中文,\xF0\x9F\x98\x80");
    assert_decodes("BIG5", CRM_STR("\xA4\xA4\xA4\xE5\n"), "中文\n");
    assert_decodes("WINDOWS-1252", CRM_STR("Jos\xE9 \x80\n"), "José €\n");
    assert_decodes("CP932", CRM_STR("\x93\xFA\x96{\n"), "日本\n");
    /* JIS X 0208 467C 4B5C, switched to and back: a state that outlives a block */
    assert_decodes("ISO-2022-JP", CRM_STR("\x1B$BF|K\\\x1B(B\n"), "日本\n");
    assert_decodes("UTF-8", CRM_STR(""), "");
}

/*
 * GB 18030-2005: the first and last four-byte code, U+20000 among two-byte codes. Microsoft's
 * CP936.TXT: its first and last ideograph, 8140 and FE4F.
 */
static void gb18030_reaches_all_of_unicode(void **state)
{
    (void)state;
    assert_decodes("GB18030", CRM_STR("\x81\x30\x81\x30"), "\xC2\x80");
    assert_decodes("GB18030", CRM_STR("\xE3\x32\x9A\x35"), "\xF4\x8F\xBF\xBF");
    assert_decodes("GB18030", CRM_STR("\xA2\xE3\x95\x32\x82\x36\xA2\xE3"), "€\xF0\xA0\x80\x80€");
    assert_decodes("gb18030", CRM_STR("\x81\x40\xFE\x4F"), "丂\xEF\xA8\xA9");
}

static void a_mark_at_the_start_is_dropped_and_later_kept(void **state)
{
    (void)state;
    assert_decodes("UTF-8", CRM_STR("\xEF\xBB\xBFid\xEF\xBB\xBF"), "id\xEF\xBB\xBF");
    assert_decodes("UTF-16LE", CRM_STR("\xFF\xFEi\0d\0\xFF\xFE"), "id\xEF\xBB\xBF");
    assert_decodes("GB18030", CRM_STR("\x84\x31\x95\x33id\x84\x31\x95\x33"), "id\xEF\xBB\xBF");
    assert_decodes("UTF-8", CRM_STR("\xEF\xBB\xBF"), "");
}

static void appending_leaves_what_was_there(void **state)
{
    struct crm_buf out = {0};
    struct crm_err e = {0};

    (void)state;
    crm_buf_add_cstr(&out, "before ");
    decode("GB18030", CRM_STR("\x84\x31\x95\x33\xD6\xD0"), 64, &out, &e);
    assert_str_eq(crm_buf_str(&out), "before 中");
    crm_buf_clear(&out);
}

/* Feed one block to d and check what is known after it. */
static void feed(struct crm_decoder *d, struct crm_str block, bool at_end,
                 const char *want_encoding)
{
    struct crm_buf out = {0};
    struct crm_err e = {0};

    assert_int_equal(crm_decoder_add(d, block, at_end, &out, &e), 0);
    assert_str_eq(crm_str_of(crm_decoder_encoding(d)), want_encoding);
    crm_buf_clear(&out);
}

static void the_first_block_that_is_not_ascii_decides(void **state)
{
    struct crm_err e = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, NULL, &e);

    (void)state;
    feed(d, CRM_STR("id,name\n"), false, "ASCII");
    feed(d, CRM_STR("1,Smith\n"), false, "ASCII");
    feed(d, CRM_STR(GB_TEXT), false, "GB18030");
    feed(d, CRM_STR("2,Miller\n"), true, "GB18030");
    crm_decoder_free(d);
}

static void a_cut_character_alone_does_not_decide(void **state)
{
    struct crm_err e = {0};
    struct crm_buf out = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, NULL, &e);

    (void)state;
    crm_decoder_add(d, CRM_STR("name\n\xD6"), false, &out, &e);
    assert_str_eq(crm_str_of(crm_decoder_encoding(d)), "ASCII");
    crm_decoder_add(d, CRM_STR("\xD0\xCE\xC4\n"), true, &out, &e);
    assert_str_eq(crm_str_of(crm_decoder_encoding(d)), "GB18030");
    assert_str_eq(crm_buf_str(&out), "name\n中文\n");
    assert_false(crm_failed(&e));
    crm_decoder_free(d);
    crm_buf_clear(&out);
}

static void marks_and_nuls_count_only_at_the_start(void **state)
{
    struct crm_err e = {0};
    struct crm_buf out = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, NULL, &e);

    (void)state;
    crm_decoder_add(d, CRM_STR("id\n"), false, &out, &e);
    crm_decoder_add(d, CRM_STR("a\0b\0\n"), false, &out, &e);
    assert_str_eq(crm_str_of(crm_decoder_encoding(d)), "ASCII");
    crm_decoder_add(d, CRM_STR("\xEF\xBB\xBF中"), true, &out, &e);
    assert_int_equal(out.n, 3 + 5 + 6);
    assert_memory_equal(out.p, "id\na\0b\0\n\xEF\xBB\xBF中", out.n);
    crm_decoder_free(d);
    crm_buf_clear(&out);
}

static void assert_refused(const char *name, struct crm_str in, uint64_t line, const char *text,
                           const char *hint)
{
    struct crm_buf out = {0};
    struct crm_err e = {0};

    decode(name, in, in.n, &out, &e);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_BAD_ENCODING);
    assert_int_equal(e.advice, CRM_MSG_ADVICE_ENCODING);
    assert_int_equal(e.line, line);
    assert_str_eq(crm_str_of(e.text), text);
    assert_str_eq(crm_str_of(e.hint), hint);
    crm_buf_clear(&out);
}

static void bytes_of_another_encoding_are_an_error(void **state)
{
    (void)state;
    assert_refused("UTF-8", CRM_STR("id\n中\n\xA1\xFF,x\n"), 3, "\\xa1\\xff", "UTF-8");
    assert_refused("UTF-8", CRM_STR(GB_TEXT), 1, "\\xd6\\xd0\\xce\\xc4", "UTF-8");
    assert_refused("GB18030", CRM_STR(GB_TEXT "\xFF\n"), 2, "\\xff", "GB18030");
    assert_refused("GB18030", CRM_STR("\n\n\xC4,\n"), 3, "\\xc4", "GB18030");
    assert_refused("GBK", CRM_STR("\x81\x30\x81\x30\n"), 1, "\\x81", "GBK");
    assert_refused("UTF-16LE", CRM_STR("\n\0\x3D\xD8x\0"), 2, "\\x3d\\xd8", "UTF-16LE");
    assert_refused("WINDOWS-1252", CRM_STR("\x81\n"), 1, "\\x81", "WINDOWS-1252");
    /* found to be UTF-8 by its first line, so what comes later must be */
    assert_refused(NULL, CRM_STR("\xEF\xBB\xBFid\n\xC4\xE3\n"), 2, "\\xc4\\xe3", "UTF-8");
}

static void a_character_cut_by_the_end_is_an_error(void **state)
{
    (void)state;
    assert_refused("UTF-8", CRM_STR("a\n\xE4\xB8"), 2, "\\xe4\\xb8", "UTF-8");
    assert_refused(NULL, CRM_STR("中\n\xE4\xB8"), 2, "\\xe4\\xb8", "UTF-8");
    assert_refused("GB18030", CRM_STR("a\n\xD6"), 2, "\\xd6", "GB18030");
    assert_refused("GB18030", CRM_STR("\x95\x32\x82"), 1, "\\x95", "GB18030");
    assert_refused("UTF-16LE", CRM_STR("a\0b"), 1, "\\x62", "UTF-16LE");
}

static void utf8_that_breaks_in_a_later_block_is_never_decoded_otherwise(void **state)
{
    struct crm_err e = {0};
    struct crm_buf out = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, NULL, &e);

    (void)state;
    assert_int_equal(crm_decoder_add(d, CRM_STR(UTF8_TEXT), false, &out, &e), 0);
    assert_int_equal(crm_decoder_add(d, CRM_STR(GB_TEXT), true, &out, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.line, 2);
    assert_str_eq(crm_buf_str(&out), UTF8_TEXT);
    /* the first error sticks */
    assert_int_equal(crm_decoder_add(d, CRM_STR("x"), true, &out, &e), -1);
    assert_str_eq(crm_buf_str(&out), UTF8_TEXT);
    crm_decoder_free(d);
    crm_buf_clear(&out);
}

static void an_unknown_name_is_a_usage_error(void **state)
{
    /* "" would be the locale's encoding, a suffix would drop what cannot be read */
    static const char *const wrong[] = {"no-such-encoding", "", "GB18030//IGNORE"};

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct crm_err e = {0};
        assert_null(crm_decoder_new(wrong[i], NULL, &e));
        assert_int_equal(e.status, CRM_USAGE);
        assert_int_equal(e.what, CRM_MSG_UNKNOWN_ENCODING);
        assert_str_eq(crm_str_of(e.text), wrong[i]);
    }
    crm_decoder_free(NULL);
}

static void a_told_name_is_in_use_from_the_start(void **state)
{
    struct crm_err e = {0};
    struct crm_decoder *d = crm_decoder_new("gbk", "tw", &e);

    (void)state;
    feed(d, CRM_STR("ascii\n"), true, "gbk");
    crm_decoder_free(d);
}

static void a_hint_serves_where_nothing_else_tells(void **state)
{
    struct crm_err e = {0};
    struct crm_buf out = {0};
    struct crm_decoder *d = crm_decoder_new(NULL, "tw", &e);

    (void)state;
    assert_int_equal(crm_decoder_add(d, CRM_STR("\xA4\xA4\xA4\xE5\n"), true, &out, &e), 0);
    assert_str_eq(crm_buf_str(&out), "中文\n");
    crm_decoder_free(d);
    crm_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_order_mark_decides),
        cmocka_unit_test(many_nuls_are_utf16),
        cmocka_unit_test(a_few_nuls_are_data),
        cmocka_unit_test(ascii_is_not_decided),
        cmocka_unit_test(what_is_not_utf8_is_gb18030_or_as_hinted),
        cmocka_unit_test(a_sample_cut_inside_a_character_is_still_utf8),
        cmocka_unit_test(blocks_may_end_anywhere),
        cmocka_unit_test(gb18030_reaches_all_of_unicode),
        cmocka_unit_test(a_mark_at_the_start_is_dropped_and_later_kept),
        cmocka_unit_test(appending_leaves_what_was_there),
        cmocka_unit_test(the_first_block_that_is_not_ascii_decides),
        cmocka_unit_test(a_cut_character_alone_does_not_decide),
        cmocka_unit_test(marks_and_nuls_count_only_at_the_start),
        cmocka_unit_test(bytes_of_another_encoding_are_an_error),
        cmocka_unit_test(a_character_cut_by_the_end_is_an_error),
        cmocka_unit_test(utf8_that_breaks_in_a_later_block_is_never_decoded_otherwise),
        cmocka_unit_test(an_unknown_name_is_a_usage_error),
        cmocka_unit_test(a_told_name_is_in_use_from_the_start),
        cmocka_unit_test(a_hint_serves_where_nothing_else_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
