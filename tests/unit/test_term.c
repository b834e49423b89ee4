/* The report on a terminal: never wider than the screen, never more than text. */
#include "report_frame.h"

#include "model/overview.h"
#include "render/lines.h"
#include "render/term.h"
#include "text/unicode.h"

static struct crm_overview o;
static struct crm_buf out;

static int make(void **state)
{
    struct crm_frame *f = report_frame_new();

    (void)state;
    crm_overview_make(f, &o);
    crm_frame_free(f);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crm_overview_clear(&o);
    crm_buf_clear(&out);
    return 0;
}

static void render(const struct crm_render_opts *opts)
{
    crm_buf_reset(&out);
    crm_render_term(&o, opts, &out);
    crm_buf_add_char(&out, '\0');
    out.n--;
}

static void assert_lines_fit(size_t width)
{
    size_t from = 0;

    for (size_t i = 0; i < out.n; i++) {
        if (out.p[i] != '\n')
            continue;
        struct crm_str line = {out.p + from, i - from};
        if (crm_display_width(line) > width)
            print_error("%zu columns: %.*s\n", crm_display_width(line), (int)line.n, line.p);
        assert_true(crm_display_width(line) <= width);
        assert_false(crm_str_ends(line, CRM_STR(" ")));
        from = i + 1;
    }
    assert_int_equal(from, out.n); /* ends with a line feed */
}

static void no_line_is_wider_than_the_screen(void **state)
{
    static const size_t widths[] = {40, 41, 59, 60, 72, 80, 100, 120};

    (void)state;
    for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++)
        for (int lang = CRM_EN; lang <= CRM_ZH; lang++) {
            render(&(struct crm_render_opts){
                .lang = (enum crm_lang)lang, .width = widths[i], .show_pii = lang == CRM_ZH});
            assert_lines_fit(widths[i]);
        }
}

static void ascii_means_ascii(void **state)
{
    (void)state;
    render(&(struct crm_render_opts){.is_ascii = true, .width = 80});
    assert_true(crm_is_ascii(crm_buf_str(&out)));
    assert_lines_fit(80);
    assert_non_null(strstr(out.p, "####"));
}

static void escape_sequences_come_only_with_colour(void **state)
{
    (void)state;
    render(&(struct crm_render_opts){.show_pii = true, .width = 120});
    assert_null(strchr(out.p, '\033')); /* a customer's name holds one */
    render(&(struct crm_render_opts){.has_colour = true});
    assert_non_null(strchr(out.p, '\033'));
    assert_null(strstr(out.p, "\033[31m"));
}

static void personal_data_is_masked_on_the_terminal_too(void **state)
{
    (void)state;
    render(&(struct crm_render_opts){.width = 120});
    assert_null(strstr(out.p, "Anna"));
    assert_null(strstr(out.p, "13812345678"));
    render(&(struct crm_render_opts){.width = 120, .show_pii = true});
    assert_non_null(strstr(out.p, "Anna Berg"));
}

static void the_figures_are_those_of_the_page(void **state)
{
    (void)state;
    render(&(struct crm_render_opts){0});
    assert_non_null(strstr(out.p, "75.0% of them ordered more than once"));
    assert_non_null(strstr(out.p, "Champions"));
    assert_non_null(strstr(out.p, "1,000.00 exactly"));
}

static void an_empty_table_is_said_to_be_empty(void **state)
{
    static const struct crm_overview none = {
        .as_of = CRM_NO_DATE, .first_date = CRM_NO_DATE, .last_date = CRM_NO_DATE};

    (void)state;
    crm_buf_reset(&out);
    crm_render_term(&none, &(struct crm_render_opts){0}, &out);
    assert_lines_fit(80);
    crm_buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, "There are no customers in this table."));
}

static void cells_are_padded_by_columns_not_bytes(void **state)
{
    (void)state;
    crm_buf_reset(&out);
    crm_add_left(&out, CRM_STR("张三"), 6);
    crm_add_right(&out, CRM_STR("ab"), 4);
    crm_add_left(&out, CRM_STR("abcdef"), 4);
    assert_str_eq(crm_buf_str(&out), "张三    ababc\xe2\x80\xa6");
}

static void bars_grow_by_eighths_and_show_what_is_there(void **state)
{
    (void)state;
    crm_buf_reset(&out);
    crm_add_bar(&out, 1, 1, 2);
    crm_add_bar(&out, 0, 1, 2);
    assert_str_eq(crm_buf_str(&out), "██");
    crm_buf_reset(&out);
    crm_add_bar(&out, 3, 4, 2); /* one and a half */
    assert_str_eq(crm_buf_str(&out), "█▌");
    crm_buf_reset(&out);
    crm_add_bar(&out, 1, 1000000, 2);
    assert_str_eq(crm_buf_str(&out), "▏");
}

static void chinese_wraps_anywhere_but_not_before_its_marks(void **state)
{
    (void)state;
    crm_buf_reset(&out);
    crm_add_wrapped(&out, CRM_STR("一二三四，五六"), "", 8);
    assert_str_eq(crm_buf_str(&out), "一二三\n四，五六\n");
    crm_buf_reset(&out);
    crm_add_wrapped(&out, CRM_STR("one two three"), "  ", 9);
    assert_str_eq(crm_buf_str(&out), "  one two\n  three\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_the_screen),
        cmocka_unit_test(ascii_means_ascii),
        cmocka_unit_test(escape_sequences_come_only_with_colour),
        cmocka_unit_test(personal_data_is_masked_on_the_terminal_too),
        cmocka_unit_test(the_figures_are_those_of_the_page),
        cmocka_unit_test(an_empty_table_is_said_to_be_empty),
        cmocka_unit_test(cells_are_padded_by_columns_not_bytes),
        cmocka_unit_test(bars_grow_by_eighths_and_show_what_is_there),
        cmocka_unit_test(chinese_wraps_anywhere_but_not_before_its_marks),
    };

    return cmocka_run_group_tests(tests, make, clear);
}
