/* test_err.c - the first error sticks and is printed on one line, whatever it holds. */
#include "unit.h"

#include <errno.h>

#include "base/buf.h"
#include "base/err.h"

static void prints(const struct crm_err *e, enum crm_lang lang, const char *want)
{
    struct crm_buf out = {0};

    crm_err_print(e, "rfm", lang, &out);
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_clear(&out);
}

static void the_first_error_sticks(void **state)
{
    struct crm_err e = {0};

    (void)state;
    assert_false(crm_failed(&e));
    assert_int_equal(CRM_FAIL(&e, .status = CRM_DATA, .what = CRM_MSG_NOT_A_NUMBER, .file = "a.csv",
                              .line = 7, .text = CRM_STR("x")),
                     -1);
    assert_int_equal(CRM_FAIL(&e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN,
                              .file = "b.csv", .sys = ENOENT),
                     -1);
    assert_true(crm_failed(&e));
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.line, 7);
    assert_int_equal(e.sys, 0);
    assert_string_equal(e.file, "a.csv");
    assert_string_equal(e.text, "x");
}

static void what_is_known_is_printed_and_nothing_else(void **state)
{
    struct crm_err full = {0}, bare = {0}, file = {0}, system = {0}, empty = {0};

    (void)state;
    CRM_FAIL(&full, .status = CRM_DATA, .what = CRM_MSG_NOT_A_NUMBER, .file = "orders.csv",
             .line = 1042, .column = CRM_STR("amount"), .text = CRM_STR("12,3O"),
             .advice = CRM_MSG_ADVICE_DID_YOU_MEAN, .hint = CRM_STR("12,30"));
    prints(&full, CRM_EN,
           "rfm: orders.csv:1042: amount: not a number: 12,3O\nrfm: did you mean: 12,30\n");
    prints(&full, CRM_ZH, "rfm: orders.csv:1042: amount: 不是数字: 12,3O\nrfm: 是否想用: 12,30\n");
    CRM_FAIL(&bare, .status = CRM_SYSTEM, .what = CRM_MSG_MEMORY_LIMIT,
             .advice = CRM_MSG_ADVICE_MEMORY);
    prints(&bare, CRM_EN, "rfm: memory limit reached\nrfm: raise --memory, or split the input\n");
    CRM_FAIL(&file, .status = CRM_DATA, .what = CRM_MSG_GZIP_CUT, .file = "a.gz");
    prints(&file, CRM_EN, "rfm: a.gz: gzip data is cut short\n");
    CRM_FAIL(&system, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN, .file = "a.csv",
             .sys = ENOENT);
    prints(&system, CRM_EN, "rfm: a.csv: cannot open: No such file or directory\n");
    /* An empty cell is shown as one; no cell at all is not. */
    CRM_FAIL(&empty, .status = CRM_DATA, .what = CRM_MSG_NO_CUSTOMER, .text = CRM_STR(""));
    prints(&empty, CRM_EN, "rfm: no customer in this row: \n");
}

static void a_missing_file_name_is_filled_in_later(void **state)
{
    struct crm_err e = {0};

    (void)state;
    CRM_FAIL(&e, .status = CRM_DATA, .what = CRM_MSG_BAD_ENCODING, .line = 3);
    crm_err_in_file(&e, "a.csv");
    crm_err_in_file(&e, "b.csv");
    assert_string_equal(e.file, "a.csv");
}

static void long_texts_are_cut_between_characters(void **state)
{
    struct crm_err e = {0};
    char text[600];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i += 3)
        memcpy(text + i, "客", 3);
    CRM_FAIL(&e, .status = CRM_DATA, .what = CRM_MSG_NOT_A_DATE, .file = "a.csv",
             .text = {text, sizeof(text)});
    /* 255 bytes fit beside the final NUL: 85 characters of three. */
    assert_int_equal(strlen(e.text), 255);
    struct crm_buf out = {0};
    crm_err_print(&e, "rfm", CRM_EN, &out);
    /* 120 bytes are shown: 40 characters. */
    const char head[] = "rfm: a.csv: not a date: ";
    assert_int_equal(out.n, strlen(head) + 120 + strlen("...\n"));
    assert_memory_equal(out.p + out.n - 7, "客...\n", 7);
    crm_buf_clear(&out);
}

static void shows(struct crm_str s, size_t max, const char *want)
{
    struct crm_buf out = {0};

    crm_add_printable(&out, s, max);
    assert_str_eq(crm_buf_str(&out), want);
    crm_buf_clear(&out);
}

static void nothing_acts_on_the_terminal(void **state)
{
    (void)state;
    shows(CRM_STR("a\0b\n\r\t\x1B[31m\x7F"), 99, "a\\x00b\\x0a\\x0d\\x09\\x1b[31m\\x7f");
    shows(CRM_STR("\xC2\x9B"
                  "31m"),
          99, "\\xc2\\x9b31m");                                  /* CSI in one character */
    shows(CRM_STR("\xE2\x80\xAEgpj"), 99, "\\xe2\\x80\\xaegpj"); /* right-to-left override */
    shows(CRM_STR("\xE2\x81\xA6x\xE2\x80\x8F"), 99, "\\xe2\\x81\\xa6x\\xe2\\x80\\x8f");
    shows(CRM_STR("\xD8\x9C"), 99, "\\xd8\\x9c");          /* Arabic letter mark */
    shows(CRM_STR("\xE2\x80\xA8"), 99, "\\xe2\\x80\\xa8"); /* line separator */
    shows(CRM_STR("客户 é — \xC2\xA0"), 99, "客户 é — \xC2\xA0");
}

static void printable_text_is_cut_between_characters(void **state)
{
    (void)state;
    shows(CRM_STR("abcdef"), 6, "abcdef");
    shows(CRM_STR("abcdefg"), 6, "abcdef...");
    shows(CRM_STR("a客b"), 3, "a...");
    shows(CRM_STR("a客b"), 4, "a客...");
    shows(CRM_STR("\xBF\xBF\xBF"), 2, "..."); /* no UTF-8 at all */
}

static void every_message_has_both_languages_and_a_code(void **state)
{
    (void)state;
    assert_string_equal(crm_msg_text(CRM_MSG_NONE, CRM_EN), "");
    assert_string_equal(crm_msg_code(CRM_MSG_NONE), "");
    assert_string_equal(crm_msg_code(CRM_MSG_NOT_A_NUMBER), "not_a_number");
    for (int m = CRM_MSG_NONE + 1; m < CRM_MSG_COUNT; m++) {
        const char *code = crm_msg_code((enum crm_msg)m);

        assert_true(*crm_msg_text((enum crm_msg)m, CRM_EN));
        assert_true(*crm_msg_text((enum crm_msg)m, CRM_ZH));
        assert_true(*code && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(code));
        for (int other = CRM_MSG_NONE + 1; other < m; other++)
            assert_string_not_equal(code, crm_msg_code((enum crm_msg)other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_error_sticks),
        cmocka_unit_test(what_is_known_is_printed_and_nothing_else),
        cmocka_unit_test(a_missing_file_name_is_filled_in_later),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(nothing_acts_on_the_terminal),
        cmocka_unit_test(printable_text_is_cut_between_characters),
        cmocka_unit_test(every_message_has_both_languages_and_a_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
