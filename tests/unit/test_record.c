/* test_record.c - rows of many exports to one records table. */
#include "table.h"

#include "clean/record.h"

static struct crm_record_opts usual(void)
{
    return (struct crm_record_opts){0};
}

/* A cleaner of columns as their headers say; the plans stand until the next one. */
static struct crm_cleaner *new_cleaner(const struct crm_head *const *heads,
                                       const struct crm_mapping *maps, size_t n,
                                       const struct crm_record_opts *o, struct crm_err *e)
{
    static struct crm_column_plan *plans[8];
    struct crm_plan_opts usual = {.clean = crm_clean_defaults()};
    struct crm_record_opts with_plans = *o;
    struct crm_rules rules = {0};
    struct crm_batch none = {0};

    assert_true(n <= 8);
    for (size_t i = 0; i < n; i++) {
        free(plans[i]);
        plans[i] = crm_alloc_array(maps[i].ncols, sizeof(*plans[i]));
        crm_plan_make(plans[i], &maps[i], &rules, &usual, &none);
    }
    with_plans.plans = (const struct crm_column_plan *const *)plans;
    return crm_cleaner_new(heads, maps, n, &with_plans, e);
}

/* Some rows of a table, on the way through a lane. */
struct piece {
    struct crm_batch b;
    void *lane;
    size_t held;
    struct crm_buf behind; /* the text of the rows behind those held */
};

static void add_row(struct crm_buf *out, struct piece *p, size_t r, size_t n)
{
    struct crm_err e = {0};
    struct crm_str *row = crm_alloc_array(n, sizeof(*row));

    assert_int_equal(crm_cleaner_row(p->lane, &p->b, r, row, &e), 0);
    for (size_t k = 0; k < n; k++) {
        crm_buf_add_cstr(out, k ? "," : "");
        crm_buf_add(out, row[k]);
    }
    crm_buf_add_char(out, '\n');
    free(row);
}

static void start_piece(struct piece *p, const struct crm_batch *all, size_t from, size_t rows,
                        size_t n)
{
    p->b = *all;
    p->b.nrows = rows < all->nrows - from ? rows : all->nrows - from;
    p->b.cells = crm_batch_row(all, from);
    p->b.lines += from;
    p->b.rows += from;
    p->b.arena = (struct crm_arena){0};
    p->held = crm_cleaner_begin(p->lane, &p->b);
    for (size_t r = p->held; r < p->b.nrows; r++)
        add_row(&p->behind, p, r, n);
}

static void finish_piece(struct crm_cleaner *c, struct piece *p, struct crm_buf *out, size_t n,
                         struct crm_err *e)
{
    if (!crm_cleaner_turn(c, p->lane, &p->b, e)) {
        for (size_t r = 0; r < p->held; r++)
            add_row(out, p, r, n);
        crm_buf_add(out, crm_buf_str(&p->behind));
        assert_int_equal(crm_cleaner_done(c, p->lane, &p->b, e), 0);
    }
    crm_buf_reset(&p->behind);
    crm_arena_clear(&p->b.arena);
}

/* The records table as text: batches of so many rows, each begun before the turn of the one before
 * it, by two lanes. An error is in b->e. */
static void add_records_cut(struct crm_buf *out, struct bench *b, const struct crm_record_opts *o,
                            size_t rows, struct crm_record_counts *counts)
{
    struct crm_cleaner *c = new_cleaner(b->heads, b->maps, b->n, o, &b->e);
    struct piece pieces[2] = {0};
    size_t npassed, n, begun = 0;

    assert_non_null(c);
    const struct crm_str *names = crm_cleaner_columns(c, &npassed, &n);
    assert_true(npassed < n);
    for (size_t k = 0; k < n; k++) {
        crm_buf_add_cstr(out, k ? "," : "");
        crm_buf_add(out, names[k]);
    }
    crm_buf_add_char(out, '\n');
    for (size_t i = 0; i < 2; i++)
        pieces[i].lane = crm_cleaner_lane_new(c);
    for (size_t i = 0; i < b->n; i++)
        for (size_t r = 0; r < b->tables[i]->batch.nrows; r += rows, begun++) {
            start_piece(&pieces[begun % 2], &b->tables[i]->batch, r, rows, n);
            if (begun)
                finish_piece(c, &pieces[(begun - 1) % 2], out, n, &b->e);
        }
    finish_piece(c, &pieces[(begun - 1) % 2], out, n, &b->e);
    crm_cleaner_counts(c, counts);
    for (size_t i = 0; i < 2; i++) {
        crm_cleaner_lane_free(pieces[i].lane);
        crm_buf_clear(&pieces[i].behind);
    }
    crm_cleaner_free(c);
}

enum { ALL_ROWS = 1000 };

static void add_records(struct crm_buf *out, struct bench *b, const struct crm_record_opts *o,
                        struct crm_record_counts *counts)
{
    add_records_cut(out, b, o, ALL_ROWS, counts);
    assert_false(crm_failed(&b->e));
}

/* Wherever the batches end. */
static struct crm_record_counts gives_of(const char *const *texts, size_t n,
                                         const struct crm_record_opts *o, const char *want)
{
    static const size_t rows[] = {1, 2, 3, 7, ALL_ROWS};
    struct crm_record_counts counts = {0}, before;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct bench b;
        struct crm_buf got = {0};

        before = counts;
        bench_init(&b, texts, n, NULL);
        add_records_cut(&got, &b, o, rows[i], &counts);
        assert_false(crm_failed(&b.e));
        assert_str_eq(crm_buf_str(&got), want);
        if (i)
            assert_memory_equal(&counts, &before, sizeof(counts));
        bench_clear(&b);
        crm_buf_clear(&got);
    }
    return counts;
}

static struct crm_record_counts gives(const char *text, const struct crm_record_opts *o,
                                      const char *want)
{
    return gives_of(&text, 1, o, want);
}

static void values_take_the_form_of_their_role(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    struct crm_record_counts k =
        gives("订单编号,手机,Email,付款时间,实付款,备注\n"
              "=\"1844000111222333\",138 1726 4593, A@QQ.com ,2024/1/5 13:02,¥12.5,ｎｏｔｅ\n",
              &o,
              "order_id,phone,email,pay_date,amount,note,channel,issues\n"
              "1844000111222333,+8613817264593,a@qq.com,2024-01-05T13:02:00,12.50,note,one,\n");
    assert_int_equal(k.changed, 6);
    assert_int_equal(k.issues, 0);
}

static void what_cannot_be_read_stays_and_is_named(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    struct crm_record_counts k = gives("phone,email,order_date,amount\n"
                                       "123, x,5/1/2024,1O\n"
                                       "-,NULL,无,N/A\n",
                                       &o,
                                       "phone,email,order_date,amount,channel,issues\n"
                                       "123, x,5/1/2024,1O,one,phone:too_short;email:invalid;"
                                       "order_date:ambiguous;amount:not_a_number\n"
                                       ",,,,one,\n");
    assert_int_equal(k.issues, 4);
    assert_int_equal(k.changed, 4);
}

static void columns_that_nobody_knows_pass_as_they_are(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    gives("Mystery,customer_id\n  ａ  b ,c1\n", &o,
          "Mystery,customer_id,channel,issues\n  ａ  b ,c1,one,\n");
}

static void inputs_are_joined_under_the_union_of_their_columns(void **state)
{
    static const char *const texts[] = {"customer_id,mobile,odd\nc1,13817264593,x\n",
                                        "Email,手机号,会员编号\na@qq.com,13917264593,c2\n"};
    struct crm_record_opts o = usual();

    (void)state;
    gives_of(texts, 2, &o,
             "customer_id,phone,odd,email,channel,issues\n"
             "c1,+8613817264593,x,,one,\n"
             "c2,+8613917264593,,a@qq.com,two,\n");
}

static void the_channel_is_told_or_the_datas_or_the_files(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    gives("customer_id,channel\nc1,Tmall\nc2,\n", &o,
          "customer_id,channel,issues\nc1,Tmall,\nc2,one,\n");
    o.channel = "shop";
    gives("customer_id,channel\nc1,Tmall\nc2,\n", &o,
          "customer_id,channel,issues\nc1,shop,\nc2,shop,\n");
}

static void the_channel_of_a_file_is_its_name_without_folder_and_endings(void **state)
{
    static const struct {
        const char *file, *channel;
    } want[] = {{"../in/taobao.csv.gz", "taobao"},
                {"a.b/shop", "shop"},
                {".hidden", ".hidden"},
                {"standard input", ""}};
    struct crm_record_opts o = usual();

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        struct table *t = table_new(want[i].file, 0, "customer_id\nc1\n");
        const struct crm_head *head = &t->head;
        struct crm_err e = {0};
        struct crm_str row[3];
        struct crm_cleaner *c = new_cleaner(&head, &t->map, 1, &o, &e);

        assert_non_null(c);
        void *lane = crm_cleaner_lane_new(c);
        crm_cleaner_begin(lane, &t->batch);
        assert_int_equal(crm_cleaner_row(lane, &t->batch, 0, row, &e), 0);
        assert_str_eq(row[1], want[i].channel);
        crm_cleaner_lane_free(lane);
        crm_cleaner_free(c);
        table_free(t);
    }
}

static void order_cells_are_filled_from_the_line_above_amounts_never(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    struct crm_record_counts k = gives("order_id,order_date,customer_id,status,amount,product\n"
                                       "1,2024-01-01,c1,paid,30,tea\n"
                                       "1,,,,,cup\n"
                                       "1,,c9,,,pot\n" /* what it says itself stays */
                                       "2,,,,,jar\n"   /* another order: nothing known */
                                       "1,,,,,lid\n"   /* not right below its order */
                                       "3,2024-01-03,c3,paid,5,tin\n"
                                       "3,,,,2,fee\n" /* an amount of its own: a row like any */
                                       ",,,,,nothing\n",
                                       &o,
                                       "order_id,order_date,customer_id,status,amount,product,"
                                       "channel,issues\n"
                                       "1,2024-01-01,c1,paid,30.00,tea,one,\n"
                                       "1,2024-01-01,c1,paid,,cup,one,\n"
                                       "1,2024-01-01,c9,paid,,pot,one,\n"
                                       "2,,,,,jar,one,\n"
                                       "1,,,,,lid,one,\n"
                                       "3,2024-01-03,c3,paid,5.00,tin,one,\n"
                                       "3,,,,2.00,fee,one,\n"
                                       ",,,,,nothing,one,\n");
    assert_int_equal(k.filled_lines, 2);
}

static void words_in_a_refund_column_mean_none(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    gives("order_id,refund_amount\n1,无退款申请\n2,3元\n3,3x\n", &o,
          "order_id,refund_amount,channel,issues\n1,,one,\n2,3.00,one,\n"
          "3,3x,one,refund_amount:not_a_number\n");
}

static void a_trace_tells_where_a_row_stood(void **state)
{
    struct crm_record_opts o = usual();

    (void)state;
    o.has_trace = true;
    gives("customer_id,source_row,source_file\nc1,9,x\nc2,9,x\n", &o,
          "customer_id,channel,issues,source_file,source_row\n"
          "c1,one,,one.csv,1\nc2,one,,one.csv,2\n");
}

static void twice_is_once(void **state)
{
    static const char *const texts[] = {
        "Name,手机,Email,Created at,Lineitem name,Total,Mystery,Refunded Amount\n"
        "#1001,'138-1726-4593,A@QQ.COM,2024-01-05 13:02:11 +0800,tea,\xEF\xBF\xA5"
        "12,  x ,0\n"
        "#1001,,,,cup,,,\n"
        "#1002,12,b@@,5/1/24,pot,1O,,none\n"};
    struct crm_record_opts o = usual();
    struct crm_buf once = {0}, twice = {0};
    struct crm_record_counts k;
    struct bench b;

    (void)state;
    bench_init(&b, texts, 1, NULL);
    add_records(&once, &b, &o, &k);
    bench_clear(&b);
    crm_buf_add_char(&once, '\0');
    once.n--;
    bench_init(&b, (const char *const[]){once.p}, 1, NULL);
    add_records(&twice, &b, &o, &k);
    bench_clear(&b);
    assert_int_equal(k.changed, 0);
    assert_int_equal(k.filled_lines, 0);
    crm_buf_add_char(&twice, '\0');
    twice.n--;
    assert_string_equal(twice.p, once.p);
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
}

static void two_columns_for_one_role_are_an_error(void **state)
{
    static const char *const text = "Email,email \na,b\n";
    struct crm_record_opts o = usual();
    struct bench b;

    (void)state;
    bench_init(&b, &text, 1, NULL);
    assert_null(new_cleaner(b.heads, b.maps, 1, &o, &b.e));
    assert_int_equal(b.e.what, CRM_MSG_TWO_COLUMNS);
    bench_clear(&b);
}

static void rows_are_held_only_while_they_may_follow_on_the_batch_before(void **state)
{
    static const struct {
        const char *text;
        size_t held;
    } want[] = {
        {"order_id,order_date,amount\n1,2024-01-01,5\n1,,\n", 0},
        {"order_id,order_date,amount\n'1,,\n1,,-\n1,,5\n", 2},
        {"order_id,order_date,amount\n1,,NULL\n2,,\n2,,\n", 1}, /* 2 cannot be a line of 1 */
        {"order_id,order_date,amount\n1,,1O\n", 0},             /* an amount, though unread */
        {"order_id,order_date,amount\n-,,\n", 0},
        {"order_id,amount\n1,\n", 0},
        {"order_date,amount\n,\n", 0},
    };
    struct crm_record_opts o = usual();

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        struct bench b;

        bench_init(&b, &want[i].text, 1, NULL);
        struct crm_cleaner *c = new_cleaner(b.heads, b.maps, 1, &o, &b.e);
        void *lane = crm_cleaner_lane_new(c);
        assert_int_equal(crm_cleaner_begin(lane, &b.tables[0]->batch), want[i].held);
        crm_cleaner_lane_free(lane);
        crm_cleaner_free(c);
        bench_clear(&b);
    }
}

static void the_first_row_in_another_currency_is_named_wherever_batches_end(void **state)
{
    static const char *const text = "customer_id,amount\nc1,5\nc2,$1\nc3,3\nc4,US$2\nc5,€9\n"
                                    "c6,¥1\n";
    struct crm_record_opts o = usual();

    (void)state;
    for (size_t rows = 1; rows < 8; rows++) {
        struct crm_record_counts k;
        struct crm_buf out = {0};
        struct bench b;

        bench_init(&b, &text, 1, NULL);
        add_records_cut(&out, &b, &o, rows, &k);
        assert_int_equal(b.e.what, CRM_MSG_TWO_CURRENCIES);
        assert_int_equal(b.e.line, 6);
        bench_clear(&b);
        crm_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_take_the_form_of_their_role),
        cmocka_unit_test(what_cannot_be_read_stays_and_is_named),
        cmocka_unit_test(columns_that_nobody_knows_pass_as_they_are),
        cmocka_unit_test(inputs_are_joined_under_the_union_of_their_columns),
        cmocka_unit_test(the_channel_is_told_or_the_datas_or_the_files),
        cmocka_unit_test(the_channel_of_a_file_is_its_name_without_folder_and_endings),
        cmocka_unit_test(order_cells_are_filled_from_the_line_above_amounts_never),
        cmocka_unit_test(words_in_a_refund_column_mean_none),
        cmocka_unit_test(a_trace_tells_where_a_row_stood),
        cmocka_unit_test(twice_is_once),
        cmocka_unit_test(rows_are_held_only_while_they_may_follow_on_the_batch_before),
        cmocka_unit_test(the_first_row_in_another_currency_is_named_wherever_batches_end),
        cmocka_unit_test(two_columns_for_one_role_are_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
