/* test_customers.c - a customers table read back in. */
#include "files.h"
#include "table.h"

#include "model/customers.h"

static struct crm_frame *read_as(struct bench *b, const struct crm_customers_opts *o)
{
    struct crm_customers *m =
        crm_customers_new(o, b->heads, b->maps, b->n, &b->rejects, &b->ledger, &b->budget, &b->e);
    struct crm_frame *f = NULL;

    for (size_t i = 0; m && i < b->n; i++)
        if (crm_customers_add(m, 0, &b->tables[i]->batch, &b->e))
            break;
    if (m)
        f = crm_customers_frame(m, &b->e);
    crm_customers_free(m);
    return f;
}

static struct crm_frame *read_tables(struct bench *b)
{
    return read_as(b, &(struct crm_customers_opts){.decimal = '.', .tmpdir = dir_path()});
}

static void reads_as(struct bench *b, bool keeps_texts, const char *want)
{
    struct crm_buf got = {0};
    struct crm_frame *f =
        read_as(b, &(struct crm_customers_opts){
                       .decimal = '.', .tmpdir = dir_path(), .keeps_texts = keeps_texts});

    assert_non_null(f);
    assert_int_equal(crm_frame_find(f, "customer_id")->type, keeps_texts ? CRM_TEXT : CRM_SPOOLED);
    add_frame(&got, f);
    assert_str_eq(crm_buf_str(&got), want);
    crm_frame_free(f);
    assert_int_equal(b->budget.used_bytes, 0); /* all that was taken is given back */
    crm_buf_clear(&got);
}

static bool is_customers(const char *header)
{
    struct table *t = table_new("a.csv", 0, header);
    bool is = crm_is_customers(&t->map);

    table_free(t);
    return is;
}

static void a_customer_and_a_sum_without_orders_are_a_customers_table(void **state)
{
    (void)state;
    assert_true(is_customers("customer_id,monetary"));
    assert_true(is_customers("customer_id,first_order,monetary,segment"));
    assert_true(is_customers("Customer ID,Total Spent,Total Orders")); /* Shopify's own */
    assert_false(is_customers("customer_id,order_date,amount"));
    assert_false(is_customers("customer_id,order_id,total_spent"));
    assert_false(is_customers("customer_id,name"));
    assert_false(is_customers("total_spent"));
}

static void what_came_in_goes_out_byte_for_byte_sorted_by_customer(void **state)
{
    static const char *const text = "customer_id,note,monetary,frequency,last_order,recency_days\n"
                                    "c2, x ,007.5,2,2024-01-05,10\n"
                                    "c10,y,1,,,\n";
    struct bench b;
    struct crm_buf got = {0};

    (void)state;
    bench_init(&b, &text, 1, NULL);
    struct crm_frame *f = read_tables(&b);
    assert_non_null(f);
    add_frame(&got, f);
    assert_str_eq(crm_buf_str(&got), "customer_id,note,monetary,frequency,last_order,recency_days\n"
                                     "c10,y,1,,,\n"
                                     "c2, x ,007.5,2,2024-01-05,10\n");
    assert_int_equal(crm_frame_money(f, "monetary")[1], 7500000);
    assert_int_equal(crm_frame_ints(f, "frequency")[1], 2);
    assert_int_equal(crm_frame_ints(f, "frequency")[0], CRM_NO_INT);
    assert_int_equal(crm_frame_dates(f, "last_order")[0], CRM_NO_DATE);
    assert_null(crm_frame_ints(f, "r_score"));
    assert_int_equal(f->as_of, crm_days_from_civil(2024, 1, 15));
    assert_int_equal(b.ledger.rows_used, 2);
    crm_frame_free(f);
    crm_buf_clear(&got);
    bench_clear(&b);
}

static void a_shops_own_table_is_read_by_its_roles(void **state)
{
    static const char *const text = "Customer ID,Total Spent,Total Orders\nc1,12.50,3\n";
    struct bench b;
    struct crm_buf got = {0};

    (void)state;
    bench_init(&b, &text, 1, NULL);
    struct crm_frame *f = read_tables(&b);
    assert_non_null(f);
    add_frame(&got, f);
    assert_str_eq(crm_buf_str(&got), text); /* our names are hidden readings */
    assert_str_eq(crm_frame_text(f, "customer_id")[0], "c1");
    assert_int_equal(crm_frame_money(f, "monetary")[0], 12500000);
    assert_int_equal(crm_frame_ints(f, "frequency")[0], 3);
    assert_int_equal(f->as_of, CRM_NO_DATE);
    crm_frame_free(f);
    crm_buf_clear(&got);
    bench_clear(&b);
}

static void several_tables_are_one_under_the_union_of_their_columns(void **state)
{
    static const char *const texts[] = {"customer_id,monetary,a\nc3,3,x\nc1,1,y\n",
                                        "b,customer_id,monetary\nz,c2,2\n"};

    (void)state;
    for (int keeps_texts = 0; keeps_texts < 2; keeps_texts++) {
        struct bench b;

        bench_init(&b, texts, 2, NULL);
        reads_as(&b, keeps_texts, "customer_id,monetary,a,b\nc1,1,y,\nc2,2,,z\nc3,3,x,\n");
        bench_clear(&b);
    }
}

static void a_customer_stands_once(void **state)
{
    static const char *const texts[] = {"customer_id,monetary\nc1,1\n c1 ,2\nc2,3\n",
                                        "customer_id,monetary\nc1,4\n"};
    struct bench b;

    (void)state;
    for (int keeps_texts = 0; keeps_texts < 2; keeps_texts++) {
        struct crm_sink *sink = nowhere();

        bench_init(&b, texts, 2, sink);
        reads_as(&b, keeps_texts, "customer_id,monetary\nc1,1\nc2,3\n"); /* the first stays */
        assert_int_equal(b.ledger.rows_used, 2);
        assert_int_equal(b.ledger.rows_rejected, 2);
        assert_int_equal(b.rejects.by_reason[CRM_MSG_CUSTOMER_TWICE], 2);
        bench_clear(&b);
        crm_sink_free(sink);
    }

    bench_init(&b, texts, 1, NULL);
    assert_null(read_tables(&b));
    assert_int_equal(b.e.what, CRM_MSG_CUSTOMER_TWICE);
    assert_int_equal(b.e.line, 3);
    bench_clear(&b);
}

static void a_figure_that_cannot_be_read_is_refused(void **state)
{
    static const struct {
        const char *text, *column;
        enum crm_msg what;
    } want[] = {
        {"customer_id,monetary\nc1,1O\n", "monetary", CRM_MSG_NOT_A_NUMBER},
        {"customer_id,frequency,monetary\nc1,1.5,1\n", "frequency", CRM_MSG_NOT_A_NUMBER},
        {"customer_id,last_order,monetary\nc1,2024-02-30,1\n", "last_order", CRM_MSG_NO_SUCH_DATE},
        {"customer_id,monetary\n ,1\n", "customer_id", CRM_MSG_NO_CUSTOMER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        struct bench b;

        bench_init(&b, &want[i].text, 1, NULL);
        assert_null(read_tables(&b));
        assert_int_equal(b.e.status, CRM_DATA);
        assert_int_equal(b.e.what, want[i].what);
        assert_string_equal(b.e.column, want[i].column);
        assert_int_equal(b.e.line, 2);
        bench_clear(&b);
    }
}

/* n customers with a note of their own, 100 bytes each, last one first or first one first. */
static char *many_customers(size_t n, bool is_sorted)
{
    struct crm_buf text = {0};

    crm_buf_add_cstr(&text, "customer_id,note,monetary\n");
    for (size_t i = 0; i < n; i++) {
        size_t id = is_sorted ? i : n - 1 - i;
        crm_buf_addf(&text, "c%06zu,%0*zu,%zu\n", id, 80 + (int)(id % 40), id * 7, id);
    }
    crm_buf_add_char(&text, '\0');
    return text.p;
}

static void more_rows_than_memory_holds_wait_in_a_file(void **state)
{
    enum { ROWS = 30000, LIMIT = 6 * 1000 * 1000 };
    char *want = many_customers(ROWS, true);

    (void)state;
    for (int is_sorted = 0; is_sorted < 2; is_sorted++) {
        char *text = many_customers(ROWS, is_sorted);
        struct bench b;

        bench_init(&b, &(const char *){text}, 1, NULL);
        b.budget.limit_bytes = LIMIT;
        reads_as(&b, false, want);
        assert_int_equal(dir_empty(), 0);
        /* In memory they would take more than the limit. */
        assert_null(read_as(&b, &(struct crm_customers_opts){
                                    .decimal = '.', .tmpdir = dir_path(), .keeps_texts = true}));
        assert_int_equal(b.e.what, CRM_MSG_MEMORY_LIMIT);
        b.e = (struct crm_err){0};
        assert_null(
            read_as(&b, &(struct crm_customers_opts){.decimal = '.', .tmpdir = "/nonexistent"}));
        assert_int_equal(b.e.what, CRM_MSG_CANNOT_SPOOL);
        assert_int_equal(b.budget.used_bytes, 0);
        bench_clear(&b);
        free(text);
    }
    free(want);
}

/* The table in pieces within the limit, as text; or the error. */
static enum crm_msg pieces_within(const char *text, size_t limit_bytes, struct crm_buf *got,
                                  int32_t *as_of, struct crm_ledger *ledger)
{
    struct crm_customers_opts o = {.decimal = '.', .tmpdir = dir_path(), .in_pieces = true};
    struct crm_sink *sink = nowhere();
    struct bench b;

    bench_init(&b, &text, 1, sink);
    b.budget.limit_bytes = limit_bytes;
    struct crm_customers *m =
        crm_customers_new(&o, b.heads, b.maps, b.n, &b.rejects, &b.ledger, &b.budget, &b.e);
    crm_customers_add(m, 0, &b.tables[0]->batch, &b.e);
    struct crm_pieces *p = crm_customers_pieces(m, &b.e);
    crm_customers_free(m);
    crm_buf_reset(got);
    if (p) {
        *as_of = crm_pieces_as_of(p);
        add_pieces(got, p);
    }
    assert_int_equal(b.budget.used_bytes, 0);
    *ledger = b.ledger;
    bench_clear(&b);
    crm_sink_free(sink);
    return b.e.what;
}

/* Each ninth customer stands twice; the second row, which tells a later day, is set aside. */
static void rows_beyond_the_memory_come_back_sorted_and_each_customer_once(void **state)
{
    enum { ROWS = 30000, DOUBLES = (ROWS + 8) / 9 };
    static const size_t limits[] = {0, 700000, 1000000, 3000000};
    struct crm_buf text = {0}, want = {0}, got = {0};
    struct crm_ledger ledger;
    int32_t as_of, want_as_of = 0;

    (void)state;
    crm_buf_add_cstr(&text, "customer_id,note,last_order,recency_days,monetary\n");
    for (unsigned i = 0; i < ROWS; i++)
        crm_buf_addf(&text, "c%u,note %u,2024-03-01,%u,%u.50\n", i * 7919 % ROWS, i, i % 30, i);
    for (unsigned i = 0; i < ROWS; i += 9)
        crm_buf_addf(&text, "c%u,again %u,2024-03-01,99,1\n", i, i);
    crm_buf_add_char(&text, '\0');
    for (size_t l = 0; l < sizeof(limits) / sizeof(*limits); l++) {
        assert_int_equal(
            pieces_within(text.p, limits[l], l ? &got : &want, l ? &as_of : &want_as_of, &ledger),
            CRM_MSG_NONE);
        assert_int_equal(ledger.rows_used, ROWS);
        assert_int_equal(ledger.rows_rejected, DOUBLES);
        if (l) {
            assert_int_equal(as_of, want_as_of);
            assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&want)));
        }
        assert_int_equal(dir_empty(), 0);
    }
    assert_int_equal(want_as_of, crm_days_from_civil(2024, 3, 30));
    crm_buf_clear(&text);
    crm_buf_clear(&want);
    crm_buf_clear(&got);
}

static void an_empty_table_and_one_without_ids(void **state)
{
    static const char *const empty = "customer_id,monetary\n", *const none = "a,monetary\n";
    struct bench b;

    (void)state;
    bench_init(&b, &empty, 1, NULL);
    struct crm_frame *f = read_tables(&b);
    assert_non_null(f);
    assert_int_equal(f->nrows, 0);
    crm_frame_free(f);
    bench_clear(&b);
    bench_init(&b, &none, 1, NULL);
    assert_null(read_tables(&b));
    assert_int_equal(b.e.what, CRM_MSG_ROLE_MISSING);
    bench_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_customer_and_a_sum_without_orders_are_a_customers_table),
        cmocka_unit_test(what_came_in_goes_out_byte_for_byte_sorted_by_customer),
        cmocka_unit_test(a_shops_own_table_is_read_by_its_roles),
        cmocka_unit_test(several_tables_are_one_under_the_union_of_their_columns),
        cmocka_unit_test(a_customer_stands_once),
        cmocka_unit_test(a_figure_that_cannot_be_read_is_refused),
        cmocka_unit_test(more_rows_than_memory_holds_wait_in_a_file),
        cmocka_unit_test(rows_beyond_the_memory_come_back_sorted_and_each_customer_once),
        cmocka_unit_test(an_empty_table_and_one_without_ids),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
