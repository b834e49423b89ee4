#include "unit.h"

#include "base/buf.h"
#include "base/err.h"
#include "text/detect.h"

/* The encoding of a whole input. */
static const char *found(struct crm_str in, const char *hint, bool *is_sure)
{
    static char name[32];
    struct crm_err e = {0};
    struct crm_detector *d = crm_detector_new(NULL, hint, &e);

    strcpy(name, crm_encoding_name(crm_detector_see(d, in, true, &e)));
    assert_string_equal(crm_encoding_name(crm_detector_encoding(d)), name);
    *is_sure = crm_detector_is_sure(d);
    crm_detector_free(d);
    return name;
}

static void assert_sure(struct crm_str in, const char *hint, const char *want)
{
    bool is_sure;

    assert_string_equal(found(in, hint, &is_sure), want);
    assert_true(is_sure);
}

/* Byte by byte from the code charts: names, towns and goods as shops have them. */
#define BIG5_NAME "\xA4\xFD\xA4j\xA9\xFA" /* 王大明 */
#define BIG5_GOODS                                                                                 \
    "\xB9"                                                                                         \
    "B\xB0\xCA\xBE"                                                                                \
    "c"                                     /* 運動鞋 */
#define KANA    "\x83X\x83j\x81[\x83J\x81[" /* スニーカー */
#define KANJI   "\x91\xE5\x8D\xE3\x8Es"     /* 大阪市 */
#define GB_NAME "\xCD\xF5\xCE\xB0"          /* 王伟 */
#define GB_UNIT "\xD4\xAA"                  /* 元, and U+052A in UTF-8 */

static void each_family_without_a_hint(void **state)
{
    (void)state;
    assert_sure(CRM_STR("id,name\n1," GB_NAME "\n"), NULL, "GB18030");
    assert_sure(CRM_STR("id,name\n1," BIG5_NAME "," BIG5_GOODS "\n"), NULL, "BIG5");
    assert_sure(CRM_STR("id,name\n1," KANA "\n"), NULL, "CP932");
    assert_sure(CRM_STR("id,name\n1," KANJI "," KANA "\n"), NULL, "CP932");
    assert_sure(CRM_STR("id,name\n1,Jos\xE9 Garc\xED"
                        "a\n2,M\xFCller\n"),
                NULL, "WINDOWS-1252");
    assert_sure(CRM_STR("id,price\n1,\x80 19\n"), NULL, "WINDOWS-1252");
    assert_sure(CRM_STR("id,name\n1,中\n"), NULL, "UTF-8");
    assert_sure(CRM_STR("id,name\n1,Jos\xC3\xA9\n"), "zh", "UTF-8");
    assert_sure(CRM_STR("id,name\n"), NULL, "ASCII");
}

static void bytes_open_in_windows_1252_are_of_something_else(void **state)
{
    (void)state;
    assert_sure(CRM_STR("a\xE9 b\n"), NULL, "WINDOWS-1252");
    assert_sure(CRM_STR("a\xE9 b\x81 c\n"), NULL, "GB18030");
}

static void a_hint_decides_where_the_bytes_fit_it(void **state)
{
    (void)state;
    assert_sure(CRM_STR(GB_NAME), "tw", "BIG5");
    assert_sure(CRM_STR(BIG5_NAME), "zh", "GB18030");
    assert_sure(CRM_STR(KANJI), "ja", "CP932");
    assert_sure(CRM_STR("Jos\xE9\n"), "west", "WINDOWS-1252");
    /* \xE9 and a line feed is no character of Big5, and UTF-8 is UTF-8 */
    assert_sure(CRM_STR("Jos\xE9\n"), "tw", "WINDOWS-1252");
    assert_sure(CRM_STR("中\n"), "ja", "UTF-8");
}

static void chinese_that_may_be_utf8_is_told_with_a_doubt(void **state)
{
    bool is_sure;

    (void)state;
    assert_string_equal(found(CRM_STR("12" GB_UNIT ",9" GB_UNIT "\n"), NULL, &is_sure), "GB18030");
    assert_false(is_sure);
    assert_string_equal(found(CRM_STR("12" GB_UNIT "\n"), NULL, &is_sure), "UTF-8");
    assert_false(is_sure);
    assert_string_equal(found(CRM_STR("12" GB_UNIT "\n"), "zh", &is_sure), "GB18030");
    assert_false(is_sure);
    assert_sure(CRM_STR("12" GB_UNIT ",9" GB_UNIT "\n"), "west", "UTF-8");
    /* a Russian word has second bytes that GB2312 has not, other Chinese no UTF-8 */
    assert_sure(CRM_STR("\xD0\x9C\xD0\xB8\xD1\x80\n"), NULL, "UTF-8");
    assert_sure(CRM_STR("12" GB_UNIT "," GB_NAME "\n"), NULL, "GB18030");
}

static void utf16_without_a_mark(void **state)
{
    (void)state;
    assert_sure(CRM_STR("i\0d\0,\0\x2D\x4E\n\0"), NULL, "UTF-16LE");
    assert_sure(CRM_STR("\0i\0d\0,\x4E\x2D\0\n"), NULL, "UTF-16BE");
    assert_sure(CRM_STR("a\0b"), NULL, "ASCII");
}

static void a_name_is_taken_as_told(void **state)
{
    struct crm_err e = {0};
    struct crm_detector *d = crm_detector_new("big5", "zh", &e);

    (void)state;
    assert_string_equal(crm_encoding_name(crm_detector_encoding(d)), "big5");
    assert_string_equal(crm_encoding_name(crm_detector_see(d, CRM_STR("中"), true, &e)), "big5");
    crm_detector_free(d);
    assert_null(crm_detector_new("no-such-encoding", NULL, &e));
    assert_int_equal(e.status, CRM_USAGE);
}

/* Feed `in` by blocks of `size` bytes and what was left; the text, and the last encoding. */
static const struct crm_encoding *feed(struct crm_detector *d, struct crm_str in, size_t size,
                                       struct crm_buf *out)
{
    const struct crm_encoding *enc = NULL;
    struct crm_err e = {0};

    for (size_t i = 0; i < in.n;) {
        size_t n = in.n - i < size ? in.n - i : size;
        bool at_end = i + n == in.n;
        struct crm_str raw = {in.p + i, n};
        enc = crm_detector_see(d, raw, at_end, &e);
        size_t cut = crm_encoding_cut(enc, raw, at_end);
        assert_int_not_equal(cut, 0);
        assert_int_equal(crm_decode_block(enc, (struct crm_str){raw.p, cut}, out, &e), 0);
        i += cut;
    }
    return enc;
}

/*
 * What decides may stand anywhere in a block, at its very end too. 元 alone would be read as UTF-8
 * or as a doubt; the name that follows it settles it.
 */
static void the_answer_does_not_depend_on_the_blocks(void **state)
{
    static const size_t sizes[] = {CRM_DETECT_BYTES, CRM_DETECT_BYTES + 1, 100000, 262144};

    (void)state;
    for (size_t place = CRM_DETECT_BYTES - 3; place < CRM_DETECT_BYTES + 3; place++) {
        struct crm_buf in = {0};
        while (in.n < place)
            crm_buf_add_char(&in, in.n % 8 ? 'a' : '\n');
        crm_buf_add(&in, CRM_STR(GB_UNIT ",x\n"));
        while (in.n < 150000)
            crm_buf_add(&in, CRM_STR("1," GB_NAME "\n"));
        for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
            struct crm_err e = {0};
            struct crm_buf out = {0};
            struct crm_detector *d = crm_detector_new(NULL, NULL, &e);
            assert_string_equal(crm_encoding_name(feed(d, crm_buf_str(&in), sizes[k], &out)),
                                "GB18030");
            assert_true(crm_detector_is_sure(d));
            assert_true(out.n > 150000);
            assert_memory_equal(out.p + place, "元,x\n", 6);
            crm_detector_free(d);
            crm_buf_clear(&out);
        }
        crm_buf_clear(&in);
    }
}

static void what_was_found_stays(void **state)
{
    struct crm_err e = {0};
    struct crm_detector *d = crm_detector_new(NULL, NULL, &e);

    (void)state;
    crm_detector_see(d, CRM_STR("中文,中文\n"), false, &e);
    assert_string_equal(crm_encoding_name(crm_detector_see(d, CRM_STR(GB_NAME "\n"), true, &e)),
                        "UTF-8");
    crm_detector_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_family_without_a_hint),
        cmocka_unit_test(bytes_open_in_windows_1252_are_of_something_else),
        cmocka_unit_test(a_hint_decides_where_the_bytes_fit_it),
        cmocka_unit_test(chinese_that_may_be_utf8_is_told_with_a_doubt),
        cmocka_unit_test(utf16_without_a_mark),
        cmocka_unit_test(a_name_is_taken_as_told),
        cmocka_unit_test(the_answer_does_not_depend_on_the_blocks),
        cmocka_unit_test(what_was_found_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
