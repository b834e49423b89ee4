/* test_roles.c - which column of an input is what. */
#include "unit.h"

#include <stdio.h>

#include "base/buf.h"
#include "table/roles.h"

enum { COLUMNS_MAX = 16 };

/* A header as written, separated by '|'. */
struct header {
    struct crm_str names[COLUMNS_MAX];
    size_t n;
    struct crm_mapping map;
};

static struct header *map_with(const char *text, struct crm_map_rule *rules, size_t nrules)
{
    static struct header h;

    h.n = 0;
    for (const char *p = text; p;) {
        size_t len = strcspn(p, "|");
        assert_true(h.n < COLUMNS_MAX);
        h.names[h.n++] = (struct crm_str){p, len};
        p = p[len] ? p + len + 1 : NULL;
    }
    crm_mapping_init(&h.map, "a.csv", h.names, h.n, rules, nrules);
    return &h;
}

static void add_roles(struct crm_buf *out, const struct header *h)
{
    crm_buf_reset(out);
    for (size_t i = 0; i < h->n; i++) {
        if (i)
            crm_buf_add_char(out, '|');
        if (h->map.role[i] == CRM_ROLE_COUNT)
            crm_buf_add_char(out, '-');
        else
            crm_buf_add(out, crm_role_name(h->map.role[i]));
    }
}

/* The roles of the header's columns, "-" for none. */
static void maps(const char *text, const char *want)
{
    static struct crm_buf got;
    struct header *h = map_with(text, NULL, 0);

    add_roles(&got, h);
    assert_str_eq(crm_buf_str(&got), want);
    crm_mapping_clear(&h->map);
}

static void every_role_is_known_by_its_own_name(void **state)
{
    (void)state;
    for (int r = 0; r < CRM_ROLE_COUNT; r++) {
        struct crm_str name = crm_role_name((enum crm_role)r);
        char text[64];

        assert_int_equal(crm_role_of_name(name), r);
        snprintf(text, sizeof(text), "%.*s", (int)name.n, name.p);
        maps(text, text);
    }
    assert_int_equal(crm_role_of_name(CRM_STR("Amount")), CRM_ROLE_COUNT);
    assert_int_equal(crm_role_of_name(CRM_STR("")), CRM_ROLE_COUNT);
}

static void case_width_blanks_and_punctuation_do_not_count(void **state)
{
    (void)state;
    maps("Customer ID|ORDER_DATE|ａｍｏｕｎｔ", "customer_id|order_date|amount");
    maps(" order-date |order.id|金额(元)", "order_date|order_id|amount");
}

static void a_part_of_a_name_is_no_name(void **state)
{
    (void)state;
    maps("amounts of rain|my email is|date2", "-|-|-");
    maps("", "-");
    maps("--|  |。", "-|-|-");
}

static void the_first_alias_of_the_list_has_the_role(void **state)
{
    (void)state;
    /* Both are aliases; 买家会员名 stands above 会员号, and the canonical name above both. */
    maps("会员号|买家会员名", "-|customer_id");
    maps("会员号|买家会员名|customer_id", "-|-|customer_id");
}

static void the_kind_of_table_tells_what_a_header_means(void **state)
{
    (void)state;
    /* Shopify's orders: Name is the order, Created at its date. Its customers: a person's. */
    maps("Name|Email|Created at|Lineitem name|Total", "order_id|email|order_date|product|amount");
    maps("Name|Email|Created at", "name|email|created_at");
}

static void two_headers_of_one_rank_are_an_error_that_shows_the_way_out(void **state)
{
    struct header *h = map_with("Amount|amount |customer_id", NULL, 0);
    struct crm_err e = {0};
    size_t column;

    (void)state;
    assert_int_equal(crm_mapping_column(&h->map, CRM_ROLE_amount, &column, &e), -1);
    assert_int_equal(e.status, CRM_DATA);
    assert_int_equal(e.what, CRM_MSG_TWO_COLUMNS);
    assert_string_equal(e.file, "a.csv");
    assert_string_equal(e.column, "amount");
    assert_string_equal(e.text, "Amount, amount ");
    assert_string_equal(e.hint, "--map 'amount=Amount'");
    e = (struct crm_err){0};
    assert_int_equal(crm_mapping_column(&h->map, CRM_ROLE_customer_id, &column, &e), 0);
    assert_int_equal(column, 2);
    crm_mapping_clear(&h->map);
}

static void a_missing_column_is_asked_for_with_the_nearest_header(void **state)
{
    struct header *h = map_with("id|amounts|day", NULL, 0);
    struct crm_err e = {0};
    size_t column;

    (void)state;
    assert_int_equal(crm_mapping_column(&h->map, CRM_ROLE_amount, &column, &e), 0);
    assert_int_equal(column, CRM_NO_COLUMN);
    assert_int_equal(crm_mapping_need(&h->map, CRM_ROLE_amount, &column, &e), -1);
    assert_int_equal(e.what, CRM_MSG_ROLE_MISSING);
    assert_string_equal(e.column, "amount");
    assert_string_equal(e.text, "id, amounts, day");
    assert_string_equal(e.hint, "--map 'amount=amounts'");
    e = (struct crm_err){0};
    assert_int_equal(crm_mapping_need(&h->map, CRM_ROLE_birthday, &column, &e), -1);
    assert_string_equal(e.hint, "--map 'birthday=HEADER'");
    crm_mapping_clear(&h->map);
}

static void rules_go_before_what_was_found(void **state)
{
    struct crm_map_rule rules[] = {
        {CRM_ROLE_amount, CRM_STR("Paid"), false},
        {CRM_ROLE_customer_id, CRM_STR("ＢＵＹＥＲ"), false}, /* as headers are compared */
        {CRM_ROLE_phone, CRM_STR(""), false},                 /* takes the role away */
        {CRM_ROLE_email, CRM_STR("not here"), false},
        {CRM_ROLE_name, CRM_STR("note"), false}, /* a column that had another role */
    };
    struct header *h = map_with("amount|Paid|buyer|phone|email|note", rules, 5);
    struct crm_buf got = {0};
    struct crm_err e = {0};
    size_t column;

    (void)state;
    add_roles(&got, h);
    assert_str_eq(crm_buf_str(&got), "-|amount|customer_id|-|email|name");
    assert_true(rules[0].is_used && rules[1].is_used && rules[2].is_used && rules[4].is_used);
    assert_false(rules[3].is_used);
    assert_int_equal(crm_mapping_column(&h->map, CRM_ROLE_note, &column, &e), 0);
    assert_int_equal(column, CRM_NO_COLUMN);
    crm_mapping_clear(&h->map);
    crm_buf_clear(&got);
}

static void a_rule_settles_two_headers_of_one_rank(void **state)
{
    struct crm_map_rule rule = {CRM_ROLE_amount, CRM_STR("amount "), false};
    struct header *h = map_with("Amount|amount ", &rule, 1);
    struct crm_err e = {0};
    size_t column;

    (void)state;
    assert_int_equal(crm_mapping_column(&h->map, CRM_ROLE_amount, &column, &e), 0);
    assert_int_equal(column, 1); /* byte for byte before as compared */
    crm_mapping_clear(&h->map);
}

/* The list that the aliases come from, or skip: the test may run anywhere. */
static void every_alias_of_the_list_has_its_role(void **state)
{
    FILE *in = fopen("lib/table/header_aliases.csv", "r");
    char line[1024];
    size_t seen = 0, alike = 0;

    (void)state;
    if (!in) {
        print_message("skip: not run from the top of the project\n");
        skip();
        return;
    }
    assert_non_null(fgets(line, sizeof(line), in));
    while (fgets(line, sizeof(line), in)) {
        char *comma = strchr(line, ',');
        assert_non_null(comma);
        *comma = '\0';
        char *alias = comma + 1;
        alias[strcspn(alias, ",")] = '\0';
        enum crm_role role = crm_role_of_name(crm_str_of(line));
        assert_true(role != CRM_ROLE_COUNT);
        struct header *h = map_with(alias, NULL, 0);
        /* Some spellings have two roles; then the kind of table decides, see above. */
        alike += h->map.role[0] == role;
        assert_true(h->map.role[0] != CRM_ROLE_COUNT);
        crm_mapping_clear(&h->map);
        seen++;
    }
    fclose(in);
    assert_true(seen >= 900);
    assert_true(alike * 100 >= seen * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_is_known_by_its_own_name),
        cmocka_unit_test(case_width_blanks_and_punctuation_do_not_count),
        cmocka_unit_test(a_part_of_a_name_is_no_name),
        cmocka_unit_test(the_first_alias_of_the_list_has_the_role),
        cmocka_unit_test(the_kind_of_table_tells_what_a_header_means),
        cmocka_unit_test(two_headers_of_one_rank_are_an_error_that_shows_the_way_out),
        cmocka_unit_test(a_missing_column_is_asked_for_with_the_nearest_header),
        cmocka_unit_test(rules_go_before_what_was_found),
        cmocka_unit_test(a_rule_settles_two_headers_of_one_rank),
        cmocka_unit_test(every_alias_of_the_list_has_its_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
