/* The page: self-contained, well-formed, discreet, bounded. */
#include "report_frame.h"

#include <stdio.h>

#include "model/overview.h"
#include "render/heat.h"
#include "render/html.h"

static struct crm_overview o;
static struct crm_buf page;

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
    crm_buf_clear(&page);
    return 0;
}

static void render(const struct crm_overview *of, const struct crm_render_opts *opts)
{
    crm_buf_reset(&page);
    crm_render_html(of, opts, &page);
}

static const char *find(const char *needle)
{
    return memmem(page.p, page.n, needle, strlen(needle));
}

#define assert_page_has(needle)   assert_non_null(find(needle))
#define assert_page_lacks(needle) assert_null(find(needle))

/* Every element that opens closes, in order; attributes are in double quotes. */
static void assert_well_formed(void)
{
    enum { DEPTH = 64 };
    struct crm_str open[DEPTH];
    size_t depth = 0;
    const char *end = page.p + page.n;

    for (const char *p = page.p; (p = memchr(p, '<', (size_t)(end - p))) != NULL;) {
        const char *close = memchr(p, '>', (size_t)(end - p));
        assert_non_null(close);
        bool is_end = p[1] == '/';
        bool is_empty = close[-1] == '/' || p[1] == '!';
        struct crm_str name = {p + 1 + is_end, 0};
        while (name.p + name.n < close && !strchr(" />", name.p[name.n]))
            name.n++;
        is_empty |= crm_str_eq(name, CRM_STR("meta")) || crm_str_eq(name, CRM_STR("br"));
        if (is_end) {
            assert_true(depth > 0);
            depth--;
            if (!crm_str_eq(open[depth], name))
                print_error("<%.*s> closed by </%.*s>\n", (int)open[depth].n, open[depth].p,
                            (int)name.n, name.p);
            assert_true(crm_str_eq(open[depth], name));
        } else if (!is_empty) {
            assert_true(depth < DEPTH);
            open[depth++] = name;
        }
        p = close;
    }
    assert_int_equal(depth, 0);
}

static void the_page_is_well_formed_in_both_languages(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){.lang = CRM_EN});
    assert_well_formed();
    assert_page_has("<html lang=\"en\">");
    render(&o, &(struct crm_render_opts){.lang = CRM_ZH, .show_pii = true});
    assert_well_formed();
    assert_page_has("<html lang=\"zh-Hans\">");
    assert_page_has("客户分析报告");
}

static void the_page_asks_nobody_for_anything(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){0});
    assert_page_has("default-src 'none'");
    assert_page_lacks("http:");
    assert_page_lacks("https:");
    assert_page_lacks("src=");
    assert_page_lacks("@import");
    assert_page_lacks("url(");
    assert_page_lacks("<script");
    assert_page_lacks("<link");
}

static void every_id_that_is_referred_to_is_there_once(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){0});
    for (const char *p = page.p; (p = strstr(p, "=\"#")) != NULL; p++) {
        char id[64];
        int n = snprintf(id, sizeof(id), " id=\"%.*s\"", (int)strcspn(p + 3, "\""), p + 3);
        assert_true(n > 0 && (size_t)n < sizeof(id));
        const char *at = find(id);
        assert_non_null(at);
        assert_null(strstr(at + 1, id));
    }
}

static void personal_data_is_masked_unless_asked_for(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){0});
    assert_page_lacks("Anna");
    assert_page_lacks("13812345678");
    assert_page_lacks("anna@");
    assert_page_has("A*** B***");
    assert_page_has("张*");
    render(&o, &(struct crm_render_opts){.show_pii = true});
    assert_page_has("Anna Berg");
    assert_page_has("13812345678");
    assert_page_has("anna@example.com");
}

static void what_customers_are_called_stays_text(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){.show_pii = true, .title = "</title><script>x</script>"});
    assert_page_lacks("<img");
    assert_page_has("&lt;img src=x onerror");
    assert_page_lacks("<script");
    assert_page_lacks("\033");
    assert_well_formed();
}

static void the_figures_are_those_of_the_overview(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){0});
    assert_page_has("1,000.00");                                    /* revenue */
    assert_page_has("<b>75.0%</b> of them ordered more than once"); /* 3 of 4 */
    assert_page_has("<b>2</b> buyers are at high risk");
    assert_page_has("Champions");
    assert_page_has("Gini 0.25");
    assert_true(find(">c4<") < find(">c2<"));
}

static void the_currency_stands_before_amounts(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){.currency = "¥"});
    assert_page_has("¥1,000.00");
}

static void the_list_is_as_long_as_asked(void **state)
{
    (void)state;
    render(&o, &(struct crm_render_opts){.top = 1});
    assert_page_has(">c4<");
    assert_page_lacks(">c2<");
}

static void facts_of_the_run_are_told(void **state)
{
    const struct crm_fact_reject rejects[] = {{"not a date", 2}, {"<b>", 1}};
    const struct crm_fact_input inputs[] = {{"shop&co.csv", "GB18030"}, {"-", NULL}};
    const struct crm_report_facts facts = {.command = "report --title '<x>'",
                                           .version = "9.8.7",
                                           .rows_read = 100,
                                           .rows_rejected = 3,
                                           .rejects = rejects,
                                           .nrejects = 2,
                                           .inputs = inputs,
                                           .ninputs = 2};

    (void)state;
    render(&o, &(struct crm_render_opts){.facts = &facts});
    assert_well_formed();
    assert_page_has("report --title '&lt;x&gt;'");
    assert_page_has("shop&amp;co.csv");
    assert_page_has("GB18030");
    assert_page_has("9.8.7");
    assert_page_has("<b>3</b> of <b>100</b> rows could not be read");
}

static void sections_without_columns_name_the_tool_that_adds_them(void **state)
{
    struct crm_frame *f = crm_frame_new(1);
    struct crm_overview bare;

    (void)state;
    ADD_TEXTS(f, "customer_id", "a");
    f->as_of = CRM_NO_DATE;
    crm_overview_make(f, &bare);
    render(&bare, &(struct crm_render_opts){0});
    assert_well_formed();
    assert_page_has("Pipe it through rfm ");
    assert_page_has("Pipe it through abc ");
    assert_page_has("Pipe it through lifecycle ");
    assert_page_has("Pipe it through churn-score ");
    crm_overview_clear(&bare);
    crm_frame_free(f);
}

static void an_empty_table_makes_a_page(void **state)
{
    struct crm_overview none = {
        .as_of = CRM_NO_DATE, .first_date = CRM_NO_DATE, .last_date = CRM_NO_DATE};

    (void)state;
    render(&none, &(struct crm_render_opts){0});
    assert_well_formed();
    assert_page_has("There are no customers");
}

static void the_same_overview_gives_the_same_bytes(void **state)
{
    struct crm_buf again = {0};

    (void)state;
    render(&o, &(struct crm_render_opts){0});
    crm_render_html(&o, &(struct crm_render_opts){0}, &again);
    assert_true(crm_str_eq(crm_buf_str(&page), crm_buf_str(&again)));
    crm_buf_clear(&again);
}

/* The longest text that escaping can make of a cell, different in every row. */
static struct crm_str worst_text(struct crm_frame *f, size_t row)
{
    char *p = crm_arena_text(&f->arena, 1000);

    memset(p, '"', 1000);
    for (size_t i = 0; i < 4; i++, row /= 10)
        p[i] = (char)('0' + row % 10);
    for (size_t i = 4; i < 1000; i++)
        p[i] = i % 2 ? '&' : '<';
    return (struct crm_str){p, 1000};
}

static struct crm_frame *worst_frame(void)
{
    enum { ROWS = 3000, COLUMNS = 80 };
    static const char *const names[] = {"customer_id", "name",      "phone",
                                        "email",       "segment",   "channel",
                                        "stage",       "abc_class", "churn_reason"};
    struct crm_frame *f = crm_frame_new(ROWS);

    for (size_t c = 0; c < COLUMNS; c++) {
        struct crm_str name =
            c < sizeof(names) / sizeof(*names) ? crm_str_of(names[c]) : worst_text(f, c);
        struct crm_column *column = crm_frame_add_text(f, name);
        for (size_t row = 0; row < ROWS; row++)
            column->v.text[row] = c < 9 ? worst_text(f, row) : CRM_STR("x");
    }
    struct crm_str *bands = crm_frame_add_text(f, CRM_STR("churn_band"))->v.text;
    crm_money *monetary = crm_frame_add_hidden(f, "monetary", CRM_MONEY)->v.money;
    int64_t *r = crm_frame_add_hidden(f, "r_score", CRM_INT)->v.ints;
    int64_t *freq = crm_frame_add_hidden(f, "f_score", CRM_INT)->v.ints;
    for (size_t row = 0; row < ROWS; row++) {
        bands[row] = CRM_STR("high");
        monetary[row] = INT64_MAX;
        r[row] = (int64_t)(row % 10 + 1);
        freq[row] = (int64_t)(row / 10 % 10 + 1);
    }
    return f;
}

static void the_page_stays_below_100_kilobytes_whatever_comes_in(void **state)
{
    struct crm_frame *f = worst_frame();
    struct crm_fact_reject rejects[50];
    struct crm_fact_input inputs[50];
    struct crm_overview worst;

    (void)state;
    for (size_t i = 0; i < 50; i++) {
        rejects[i] =
            (struct crm_fact_reject){"column is missing in this row of the file", UINT64_MAX};
        inputs[i] =
            (struct crm_fact_input){"exports/2024/01/a-long-name-of-a-file.csv.gz", "GB18030"};
    }
    crm_overview_make(f, &worst);
    crm_frame_free(f);
    render(&worst,
           &(struct crm_render_opts){.show_pii = true,
                                     .lang = CRM_ZH,
                                     .facts = &(struct crm_report_facts){.rejects = rejects,
                                                                         .nrejects = 50,
                                                                         .inputs = inputs,
                                                                         .ninputs = 50,
                                                                         .command = "report"}});
    assert_well_formed();
    assert_true(page.n <= 100 * 1000);
    crm_overview_clear(&worst);
}

static void shades_follow_the_square_root_of_revenue(void **state)
{
    (void)state;
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){0, 0}, 100), 0);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, 0}, 100), 1);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, -5}, 100), 1);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, 16}, 100), 3);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, 63}, 100), 4);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, 100}, 100), 5);
    assert_int_equal(crm_heat_shade(&(struct crm_rf_cell){1, 0}, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_well_formed_in_both_languages),
        cmocka_unit_test(the_page_asks_nobody_for_anything),
        cmocka_unit_test(every_id_that_is_referred_to_is_there_once),
        cmocka_unit_test(personal_data_is_masked_unless_asked_for),
        cmocka_unit_test(what_customers_are_called_stays_text),
        cmocka_unit_test(the_figures_are_those_of_the_overview),
        cmocka_unit_test(the_currency_stands_before_amounts),
        cmocka_unit_test(the_list_is_as_long_as_asked),
        cmocka_unit_test(facts_of_the_run_are_told),
        cmocka_unit_test(sections_without_columns_name_the_tool_that_adds_them),
        cmocka_unit_test(an_empty_table_makes_a_page),
        cmocka_unit_test(the_same_overview_gives_the_same_bytes),
        cmocka_unit_test(the_page_stays_below_100_kilobytes_whatever_comes_in),
        cmocka_unit_test(shades_follow_the_square_root_of_revenue),
    };

    return cmocka_run_group_tests(tests, make, clear);
}
