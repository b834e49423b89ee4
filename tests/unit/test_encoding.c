#include "unit.h"

#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/convert.h"
#include "text/encoding.h"

/* What iconv makes of `in`, up to what it refuses; true when it took all. */
static bool by_iconv(iconv_t cd, struct crm_str in, struct crm_buf *out)
{
    bool is_cut;

    iconv(cd, NULL, NULL, NULL, NULL);
    crm_buf_reset(out);
    bool is_whole = crm_convert(cd, in, out, &is_cut) == in.n;
    crm_convert(cd, CRM_STR(""), out, &is_cut);
    return is_whole;
}

static void assert_as_iconv(const struct crm_encoding *enc, iconv_t cd, struct crm_str in)
{
    static struct crm_buf want, got;
    struct crm_err e = {0};

    bool is_right = by_iconv(cd, in, &want);
    crm_buf_reset(&got);
    assert_int_equal(crm_decode_block(enc, in, &got, &e), is_right ? 0 : -1);
    assert_int_equal(got.n, want.n);
    assert_memory_equal(crm_buf_str(&got).p, crm_buf_str(&want).p, want.n);
}

static struct crm_encoding *encoding(const char *name)
{
    struct crm_err e = {0};
    struct crm_encoding *enc = crm_encoding_new(name, &e);

    assert_non_null(enc);
    return enc;
}

/* Every pair of bytes, followed by ASCII and by nothing, right or wrong: as iconv has it. */
static void all_pairs_are_as_iconv_has_them(void **state)
{
    static const char *const names[] = {"GB18030", "GBK",          "BIG5",     "CP932",
                                        "EUC-KR",  "WINDOWS-1252", "UTF-16LE", "UTF-16BE"};

    (void)state;
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        struct crm_encoding *enc = encoding(names[k]);
        iconv_t cd;
        assert_true(crm_convert_open(names[k], &cd));
        for (unsigned i = 0; i < 0x10000; i++) {
            const char in[] = {(char)(i >> 8), (char)(i & 0xFF), 'a', 0};
            assert_as_iconv(enc, cd, (struct crm_str){in, 2});
            if (i % 16 == 1)
                assert_as_iconv(enc, cd, (struct crm_str){in, 4});
        }
        iconv_close(cd);
        crm_encoding_free(enc);
    }
}

/* Also in the middle of long text, where the table is gone through without a stop. */
static void all_pairs_in_one_text(void **state)
{
    static const char *const names[] = {"GB18030", "GBK", "BIG5", "CP932"};

    (void)state;
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        struct crm_encoding *enc = encoding(names[k]);
        struct crm_buf in = {0}, one = {0};
        iconv_t cd;
        assert_true(crm_convert_open(names[k], &cd));
        for (unsigned i = 0x8000; i < 0x10000; i++) {
            const char pair[] = {(char)(i >> 8), (char)(i & 0xFF)};
            if (!by_iconv(cd, (struct crm_str){pair, 2}, &one))
                continue;
            crm_buf_add(&in, (struct crm_str){pair, 2});
            crm_buf_add(&in, (struct crm_str){"shop,12345\n", i % 12});
        }
        assert_true(in.n > 10000);
        assert_as_iconv(enc, cd, crm_buf_str(&in));
        iconv_close(cd);
        crm_buf_clear(&in);
        crm_buf_clear(&one);
        crm_encoding_free(enc);
    }
}

/* Four-byte codes of GB18030: both ends of both ranges and every 89th between, alone and in a row.
 */
static void four_bytes_are_as_iconv_has_them(void **state)
{
    struct crm_encoding *enc = encoding("GB18030");
    struct crm_buf row = {0}, one = {0};
    iconv_t cd;

    (void)state;
    assert_true(crm_convert_open("GB18030", &cd));
    for (unsigned i = 0; i < 126 * 12600; i = i % 12600 < 12599 - 89 ? i + 89 : i + 1) {
        const char four[] = {(char)(0x81 + i / 12600), (char)(0x30 + i / 1260 % 10),
                             (char)(0x81 + i / 10 % 126), (char)(0x30 + i % 10)};
        assert_as_iconv(enc, cd, (struct crm_str){four, 4});
        assert_as_iconv(enc, cd, (struct crm_str){four, 3});
        if (by_iconv(cd, (struct crm_str){four, 4}, &one))
            crm_buf_add(&row, (struct crm_str){four, 4});
        if (i % 7 == 0)
            crm_buf_add(&row, CRM_STR("\xD6\xD0,"));
    }
    assert_as_iconv(enc, cd, crm_buf_str(&row));
    iconv_close(cd);
    crm_buf_clear(&row);
    crm_buf_clear(&one);
    crm_encoding_free(enc);
}

static void surrogates_are_as_iconv_has_them(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        const char *name = big ? "UTF-16BE" : "UTF-16LE";
        struct crm_encoding *enc = encoding(name);
        iconv_t cd;
        assert_true(crm_convert_open(name, &cd));
        for (unsigned i = 0xD700; i < 0xE100; i++) {
            static const unsigned next[] = {'x', 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000};
            for (size_t k = 0; k < sizeof(next) / sizeof(next[0]); k++) {
                char in[4] = {(char)(i & 0xFF), (char)(i >> 8), (char)(next[k] & 0xFF),
                              (char)(next[k] >> 8)};
                if (big) {
                    const char swapped[4] = {in[1], in[0], in[3], in[2]};
                    memcpy(in, swapped, 4);
                }
                assert_as_iconv(enc, cd, (struct crm_str){in, 4});
                assert_as_iconv(enc, cd, (struct crm_str){in, 3});
            }
        }
        iconv_close(cd);
        crm_encoding_free(enc);
    }
}

/* Reading `step` bytes at a time and cutting gives the text that iconv gives for all at once. */
static void assert_cuts_well(const char *name, struct crm_str in)
{
    struct crm_encoding *enc = encoding(name);
    struct crm_buf want = {0};
    iconv_t cd;

    assert_true(crm_convert_open(name, &cd));
    assert_true(by_iconv(cd, in, &want));
    for (size_t step = 4; step <= in.n; step++) {
        struct crm_buf got = {0};
        struct crm_err e = {0};
        for (size_t i = 0; i < in.n;) {
            size_t n = in.n - i < step ? in.n - i : step;
            char *raw = malloc(n); /* exactly n, so that reading past it is seen */
            memcpy(raw, in.p + i, n);
            size_t cut = crm_encoding_cut(enc, (struct crm_str){raw, n}, i + n == in.n);
            assert_in_range(cut, 1, n);
            assert_int_equal(crm_decode_block(enc, (struct crm_str){raw, cut}, &got, &e), 0);
            free(raw);
            i += cut;
        }
        assert_int_equal(got.n, want.n);
        assert_memory_equal(got.p, want.p, want.n);
        crm_buf_clear(&got);
    }
    iconv_close(cd);
    crm_buf_clear(&want);
    crm_encoding_free(enc);
}

static void a_block_may_be_cut_anywhere(void **state)
{
    (void)state;
    assert_cuts_well("UTF-8", CRM_STR("id,中文é\xF0\x9F\x98\x80\n中中中中,"));
    assert_cuts_well("UTF-16LE", CRM_STR("\x2D\x4E\x0A\x0A,\0\x3D\xD8\0\xDE\x0A\0\x2D\x4E"));
    assert_cuts_well("UTF-16BE", CRM_STR("\x4E\x2D\x0A\x0A\0,\xD8\x3D\xDE\0\0\x0A\x4E\x2D"));
    assert_cuts_well("GB18030", CRM_STR("\xD6\xD0,\xCE\xC4\x95\x32\x82\x36\n1\x81\x30\x81\x30\n"));
    assert_cuts_well("CP932", CRM_STR("\x93\xFA\x96{,\xB6\xB0\xC4\xDE\n\x83X\x83j\x81[\n"));
    assert_cuts_well("BIG5", CRM_STR("\xA4\xA4\xA4\xE5,\xA7L\xA9\x40\n"));
    assert_cuts_well("EUC-JP", CRM_STR("\xC6\xFC\xCB\xDC,\x8E\xB6\x8F\xB0\xA1\n"));
    assert_cuts_well("BIG5-HKSCS", CRM_STR("\x88\x66,\x88\x62\n\x88\x66\xA4\xA4\n"));
    assert_cuts_well("WINDOWS-1258", CRM_STR("a\xCC,e\xEC\nE\xD2x\n"));
    assert_cuts_well("WINDOWS-1252", CRM_STR("Jos\xE9 \x80\n\xFC\xFC\xFC\n"));
}

/* No byte below 0x30 tells where to cut: the characters are gone through from the start. */
static void text_without_blanks_is_cut_between_characters(void **state)
{
    (void)state;
    assert_cuts_well("GB18030",
                     CRM_STR("\xD6\xD0\xCE\xC4\x95\x32\x82\x36\x81\x30\x81\x30zz\xD6\xD0"));
    assert_cuts_well("CP932", CRM_STR("\x93\xFA\x96{\xB6\xB0\xC4\xDE\x83X\x83j\x81["));
    assert_cuts_well("BIG5", CRM_STR("\xA4\xA4\xA4\xE5\xA7L\xA9\x40"));
    assert_cuts_well("EUC-JP", CRM_STR("\xC6\xFC\xCB\xDC\x8E\xB6\x8F\xB0\xA1"));
    assert_cuts_well("UTF-8", CRM_STR("中文中文\xF0\x9F\x98\x80\xF0\x9F\x98\x80"));
}

static void ascii_is_cut_before_what_is_not(void **state)
{
    const struct crm_encoding *ascii = crm_encoding_ascii();

    (void)state;
    assert_int_equal(crm_encoding_cut(ascii, CRM_STR("id,name\n1,\xD6\xD0"), false), 10);
    assert_int_equal(crm_encoding_cut(ascii, CRM_STR("id"), false), 2);
    assert_int_equal(crm_encoding_cut(ascii, CRM_STR("\xD6\xD0"), false), 0);
    assert_string_equal(crm_encoding_name(ascii), "ASCII");
    assert_true(crm_encoding_is_utf8(ascii));
}

/* Bytes that are of no encoding must not stop the reading of blocks, where they would be named. */
static void wrong_bytes_are_cut_too(void **state)
{
    static const char *const names[] = {"UTF-8", "GB18030", "GBK", "BIG5", "CP932", "EUC-JP"};

    (void)state;
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        struct crm_encoding *enc = encoding(names[k]);
        assert_int_not_equal(crm_encoding_cut(enc, CRM_STR("\xFF\xFF\xFF\xFF"), false), 0);
        assert_int_not_equal(crm_encoding_cut(enc, CRM_STR("\x80\x80\x80\x80"), false), 0);
        assert_int_equal(crm_encoding_cut(enc, CRM_STR("a\xFF"), true), 2);
        crm_encoding_free(enc);
    }
}

static void a_mark_is_known_in_its_encoding_only(void **state)
{
    static const struct {
        const char *name;
        struct crm_str mark;
    } marks[] = {
        {"utf-8", CRM_STR_INIT("\xEF\xBB\xBF")},
        {"UTF-16LE", CRM_STR_INIT("\xFF\xFE")},
        {"UTF-16BE", CRM_STR_INIT("\xFE\xFF")},
        {"gb18030", CRM_STR_INIT("\x84\x31\x95\x33")},
        {"GBK", CRM_STR_INIT("")},
        {"WINDOWS-1252", CRM_STR_INIT("")},
    };
    enum { MARKS = sizeof(marks) / sizeof(marks[0]) };

    (void)state;
    for (size_t i = 0; i < MARKS; i++) {
        struct crm_encoding *enc = encoding(marks[i].name);
        for (size_t k = 0; k < MARKS; k++)
            assert_int_equal(crm_encoding_mark(enc, marks[k].mark), i == k ? marks[k].mark.n : 0);
        crm_encoding_free(enc);
    }
}

static void iconv_tells_which_encodings_cannot_be_cut(void **state)
{
    static const struct {
        const char *name;
        bool is_serial, is_transparent;
    } kinds[] = {
        {"UTF-8", false, true},       {"UTF-16LE", false, false},    {"UTF-16", true, false},
        {"UTF-32", true, false},      {"UTF-7", true, false},        {"ISO-2022-JP", true, false},
        {"ISO-2022-KR", true, false}, {"IBM037", true, false},       {"EUC-JP", false, true},
        {"EUC-KR", false, true},      {"CP950", false, true},        {"BIG5-HKSCS", false, true},
        {"KOI8-R", false, true},      {"ISO-8859-15", false, true},  {"GB2312", false, true},
        {"GB18030", false, true},     {"WINDOWS-1258", false, true}, {"CP949", false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct crm_encoding *enc = encoding(kinds[i].name);
        assert_int_equal(crm_encoding_is_serial(enc), kinds[i].is_serial);
        assert_int_equal(crm_encoding_is_transparent(enc), kinds[i].is_transparent);
        crm_encoding_free(enc);
    }
}

static void a_fault_names_the_line_in_the_block(void **state)
{
    struct crm_encoding *enc = encoding("GB18030");
    struct crm_buf out = {0};
    struct crm_err e = {0};

    (void)state;
    crm_buf_add_cstr(&out, "\n\n");
    assert_int_equal(crm_decode_block(enc, CRM_STR("a\n\xD6\xD0\n\xFF\xFE,"), &out, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_BAD_ENCODING);
    assert_int_equal(e.line, 3);
    assert_str_eq(crm_str_of(e.text), "\\xff\\xfe");
    assert_str_eq(crm_str_of(e.hint), "GB18030");
    assert_str_eq(crm_buf_str(&out), "\n\na\n中\n");
    /* the first error sticks */
    assert_int_equal(crm_decode_block(enc, CRM_STR("a"), &out, &e), -1);
    crm_buf_clear(&out);
    crm_encoding_free(enc);
}

static void utf8_is_checked_where_it_stands(void **state)
{
    struct crm_err e = {0};

    (void)state;
    assert_int_equal(crm_utf8_check(CRM_STR("id\n中\n"), &e), 0);
    assert_int_equal(crm_utf8_check(CRM_STR(""), &e), 0);
    assert_int_equal(crm_utf8_check(CRM_STR("id\n中\n\xE4\xB8"), &e), -1);
    assert_int_equal(e.line, 3);
    assert_str_eq(crm_str_of(e.text), "\\xe4\\xb8");
    assert_str_eq(crm_str_of(e.hint), "UTF-8");
}

static struct crm_encoding *shared[4];

/* The first use of the tables, which fills them, from several threads at once. */
static void *decode_some(void *arg)
{
    for (size_t i = 0; i < 300; i++) {
        struct crm_err e = {0};
        struct crm_buf out = {0};
        crm_decode_block(shared[i % 4], CRM_STR("\xA4\xA4\xB0\xA1\xFF\n"), &out, &e);
        *(size_t *)arg += out.n;
        crm_buf_clear(&out);
    }
    return NULL;
}

static void threads_share_an_encoding(void **state)
{
    static const char *const names[4] = {"GB18030", "BIG5", "CP932", "EUC-KR"};
    pthread_t threads[4];
    size_t sums[4] = {0};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        shared[i] = encoding(names[i]);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, decode_some, &sums[i]), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(sums[i], sums[0]);
        crm_encoding_free(shared[i]);
    }
    assert_true(sums[0] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_an_encoding),
        cmocka_unit_test(all_pairs_are_as_iconv_has_them),
        cmocka_unit_test(all_pairs_in_one_text),
        cmocka_unit_test(four_bytes_are_as_iconv_has_them),
        cmocka_unit_test(surrogates_are_as_iconv_has_them),
        cmocka_unit_test(a_block_may_be_cut_anywhere),
        cmocka_unit_test(text_without_blanks_is_cut_between_characters),
        cmocka_unit_test(ascii_is_cut_before_what_is_not),
        cmocka_unit_test(wrong_bytes_are_cut_too),
        cmocka_unit_test(a_mark_is_known_in_its_encoding_only),
        cmocka_unit_test(iconv_tells_which_encodings_cannot_be_cut),
        cmocka_unit_test(a_fault_names_the_line_in_the_block),
        cmocka_unit_test(utf8_is_checked_where_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
