/* Foreign text in a page: it stays text, whatever it holds. */
#include "unit.h"

#include "render/escape.h"
#include "render/mask.h"

static struct crm_buf out;

static struct crm_str escaped(enum crm_context where, struct crm_str s, size_t max_columns)
{
    crm_buf_reset(&out);
    crm_escape(&out, where, s, max_columns);
    return crm_buf_str(&out);
}

static struct crm_str as_text(const char *s)
{
    return escaped(CRM_IN_TEXT, crm_str_of(s), CRM_UNCUT);
}

static int free_out(void **state)
{
    (void)state;
    crm_buf_clear(&out);
    return 0;
}

static void markup_becomes_entities(void **state)
{
    (void)state;
    assert_str_eq(as_text("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
    assert_str_eq(as_text("a & b &amp; c"), "a &amp; b &amp;amp; c");
    assert_str_eq(as_text("\"it's\""), "\"it's\"");
}

static void quotes_cannot_leave_an_attribute(void **state)
{
    (void)state;
    assert_str_eq(escaped(CRM_IN_ATTRIBUTE, CRM_STR("\" onload='x'"), CRM_UNCUT),
                  "&quot; onload=&#39;x&#39;");
}

static void a_terminal_gets_no_entities_and_no_escape_sequences(void **state)
{
    (void)state;
    assert_str_eq(escaped(CRM_IN_TERMINAL, CRM_STR("a<b> & \033[31mred"), CRM_UNCUT),
                  "a<b> & \xe2\x90\x9b[31mred");
    /* C1: U+009B is a control sequence introducer too. */
    assert_str_eq(escaped(CRM_IN_TERMINAL,
                          CRM_STR("\xc2\x9b"
                                  "31m"),
                          CRM_UNCUT),
                  "\xef\xbf\xbd"
                  "31m");
}

static void control_characters_become_visible_and_line_breaks_blanks(void **state)
{
    (void)state;
    assert_str_eq(as_text("a\nb\tc\rd"), "a b c d");
    assert_str_eq(escaped(CRM_IN_TEXT, CRM_STR("\0\x01\x7f"), CRM_UNCUT),
                  "\xe2\x90\x80\xe2\x90\x81\xe2\x90\xa1");
    assert_str_eq(as_text("a\xe2\x80\xa8"
                          "b\xc2\x85"
                          "c"),
                  "a b c");
}

static void direction_marks_are_shown(void **state)
{
    (void)state;
    assert_str_eq(as_text("invoice\xe2\x80\xaexcod.exe"), "invoice[U+202E]xcod.exe");
    assert_str_eq(as_text("\xe2\x81\xa6x\xe2\x81\xa9"), "[U+2066]x[U+2069]");
}

static void invisible_characters_are_dropped_but_joiners_kept(void **state)
{
    (void)state;
    assert_str_eq(as_text("a\xe2\x80\x8b"
                          "b\xef\xbb\xbf"
                          "c\xc2\xad"
                          "d"),
                  "abcd");
    assert_str_eq(as_text("\xe2\x80\x8d"), "\xe2\x80\x8d");
}

static void malformed_bytes_become_replacement_characters(void **state)
{
    (void)state;
    assert_str_eq(as_text("a\xff<"), "a\xef\xbf\xbd&lt;");
    /* Cut inside a character: the bytes behind s must not be read. */
    assert_str_eq(escaped(CRM_IN_TEXT, (struct crm_str){"\xe5\xbc\xa0", 2}, CRM_UNCUT),
                  "\xef\xbf\xbd\xef\xbf\xbd");
    /* An overlong '<' is no '<'. */
    assert_str_eq(as_text("\xc0\xbc"), "\xef\xbf\xbd\xef\xbf\xbd");
}

static void a_long_text_is_cut_by_what_it_takes_on_screen(void **state)
{
    (void)state;
    assert_str_eq(escaped(CRM_IN_TEXT, CRM_STR("abcdef"), 6), "abcdef");
    assert_str_eq(escaped(CRM_IN_TEXT, CRM_STR("abcdefg"), 6), "abcde\xe2\x80\xa6");
    /* 张三李四 takes eight columns; of seven, one is for the ellipsis. */
    assert_str_eq(escaped(CRM_IN_TEXT, CRM_STR("张三李四"), 7), "张三李\xe2\x80\xa6");
    assert_str_eq(escaped(CRM_IN_TEXT, CRM_STR("<<<<"), 3), "&lt;&lt;\xe2\x80\xa6");
}

static void endless_combining_marks_are_cut(void **state)
{
    struct crm_buf zalgo = {0};

    (void)state;
    crm_buf_add_char(&zalgo, 'a');
    for (int i = 0; i < 1000; i++)
        crm_buf_add_cstr(&zalgo, "\xcc\x81");
    assert_true(escaped(CRM_IN_TEXT, crm_buf_str(&zalgo), 10).n < 50);
    crm_buf_clear(&zalgo);
}

static struct crm_str masked(void (*mask)(struct crm_buf *, struct crm_str), const char *s)
{
    crm_buf_reset(&out);
    mask(&out, crm_str_of(s));
    return crm_buf_str(&out);
}

static void masks_leave_enough_to_recognise_and_no_more(void **state)
{
    (void)state;
    assert_str_eq(masked(crm_mask_name, "张三丰"), "张*");
    assert_str_eq(masked(crm_mask_name, "Anna Berg"), "A*** B***");
    assert_str_eq(masked(crm_mask_phone, "13812345678"), "138******78");
    assert_str_eq(masked(crm_mask_phone, "12345"), "*****");
    assert_str_eq(masked(crm_mask_email, "anna@example.com"), "a***@example.com");
    assert_str_eq(masked(crm_mask_email, "no address"), "n*** a***");
}

static void empty_stays_empty(void **state)
{
    (void)state;
    assert_str_eq(masked(crm_mask_name, ""), "");
    assert_str_eq(masked(crm_mask_phone, ""), "");
    assert_str_eq(masked(crm_mask_email, ""), "");
    assert_str_eq(masked(crm_mask_id, ""), "");
    assert_str_eq(as_text(""), "");
}

static void an_id_that_is_a_person_is_masked(void **state)
{
    (void)state;
    assert_str_eq(masked(crm_mask_id, "C-1042"), "C-1042");
    assert_str_eq(masked(crm_mask_id, "17850"), "17850");
    assert_str_eq(masked(crm_mask_id, "13812345678"), "138******78");
    assert_str_eq(masked(crm_mask_id, "+8613812345678"), "+86********78");
    assert_str_eq(masked(crm_mask_id, "anna@example.com"), "a***@example.com");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_becomes_entities),
        cmocka_unit_test(quotes_cannot_leave_an_attribute),
        cmocka_unit_test(a_terminal_gets_no_entities_and_no_escape_sequences),
        cmocka_unit_test(control_characters_become_visible_and_line_breaks_blanks),
        cmocka_unit_test(direction_marks_are_shown),
        cmocka_unit_test(invisible_characters_are_dropped_but_joiners_kept),
        cmocka_unit_test(malformed_bytes_become_replacement_characters),
        cmocka_unit_test(a_long_text_is_cut_by_what_it_takes_on_screen),
        cmocka_unit_test(endless_combining_marks_are_cut),
        cmocka_unit_test(masks_leave_enough_to_recognise_and_no_more),
        cmocka_unit_test(empty_stays_empty),
        cmocka_unit_test(an_id_that_is_a_person_is_masked),
    };

    return cmocka_run_group_tests(tests, NULL, free_out);
}
