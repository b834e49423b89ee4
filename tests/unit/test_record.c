/* test_record.c - rows of many exports to one records table. */
#include "table.h"

#include "clean/record.h"

static struct crm_record_opts usual(void)
{
    return (struct crm_record_opts){.clean = {.region = "CN", .decimal = '.'}};
}

/* The records table as text. */
static void add_records(struct crm_buf *out, struct bench *b, const struct crm_record_opts *o,
                        struct crm_record_counts *counts)
{
    struct crm_cleaner *c = crm_cleaner_new(b->heads, b->maps, b->n, o, &b->e);
    size_t npassed, n;

    assert_non_null(c);
    const struct crm_str *names = crm_cleaner_columns(c, &npassed, &n);
    assert_true(npassed < n);
    struct crm_str *row = crm_alloc_array(n, sizeof(*row));
    for (size_t k = 0; k < n; k++) {
        crm_buf_add_cstr(out, k ? "," : "");
        crm_buf_add(out, names[k]);
    }
    crm_buf_add_char(out, '\n');
    for (size_t i = 0; i < b->n; i++)
        for (size_t r = 0; r < b->tables[i]->batch.nrows; r++) {
            assert_int_equal(crm_cleaner_row(c, &b->tables[i]->batch, r, row, &b->e), 0);
            for (size_t k = 0; k < n; k++) {
                crm_buf_add_cstr(out, k ? "," : "");
                crm_buf_add(out, row[k]);
            }
            crm_buf_add_char(out, '\n');
        }
    crm_cleaner_counts(c, counts);
    crm_cleaner_free(c);
    free(row);
}

static struct crm_record_counts gives_of(const char *const *texts, size_t n,
                                         const struct crm_record_opts *o, const char *want)
{
    struct bench b;
    struct crm_buf got = {0};
    struct crm_record_counts counts;

    bench_init(&b, texts, n, NULL);
    add_records(&got, &b, o, &counts);
    assert_str_eq(crm_buf_str(&got), want);
    bench_clear(&b);
    crm_buf_clear(&got);
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
              "1844000111222333,+8613817264593,a@qq.com,2024-01-05 13:02,12.50,note,one,\n");
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
                                       "123, x,5/1/2024,1O,one,phone:too_short;email:not_an_email;"
                                       "order_date:date_order_unknown;amount:not_a_number\n"
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
        struct crm_cleaner *c = crm_cleaner_new(&head, &t->map, 1, &o, &e);

        assert_non_null(c);
        assert_int_equal(crm_cleaner_row(c, &t->batch, 0, row, &e), 0);
        assert_str_eq(row[1], want[i].channel);
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
    assert_null(crm_cleaner_new(b.heads, b.maps, 1, &o, &b.e));
    assert_int_equal(b.e.what, CRM_MSG_TWO_COLUMNS);
    bench_clear(&b);
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
        cmocka_unit_test(two_columns_for_one_role_are_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
