/* test_orders.c - orders in, customers out: what counts, and for how much. Worked out by hand. */
#include "table.h"

#include <stdio.h>

#include "model/orders.h"

static struct crm_orders_opts usual(void)
{
    return (struct crm_orders_opts){.as_of = CRM_NO_DATE,
                                    .since = CRM_NO_DATE,
                                    .until = CRM_NO_DATE,
                                    .decimal = '.',
                                    .tmpdir = "/tmp"};
}

/* Take a table in as several threads might: pieces of few rows, the last first. */
static void add_in_pieces(struct crm_orders *m, const struct crm_batch *all, size_t nworkers,
                          struct crm_err *e)
{
    enum { ROWS = 7 };

    for (size_t i = (all->nrows + ROWS - 1) / ROWS; i-- > 0 && !crm_failed(e);) {
        struct crm_batch piece = *all;
        piece.cells = crm_batch_row(all, i * ROWS);
        piece.lines = all->lines + i * ROWS;
        piece.nrows = all->nrows - i * ROWS < ROWS ? all->nrows - i * ROWS : ROWS;
        crm_orders_add(m, i % nworkers, &piece, e);
    }
}

/* Take the tables in; the customers table, or NULL with b->e. */
static struct crm_frame *settle(struct bench *b, const struct crm_orders_opts *o,
                                struct crm_orders_counts *counts)
{
    struct crm_orders *m =
        crm_orders_new(o, b->maps, b->heads, b->n, &b->rejects, &b->ledger, &b->budget, &b->e);
    struct crm_frame *f = NULL;

    for (size_t i = 0; m && i < b->n && !crm_failed(&b->e); i++)
        if (o->nworkers > 1)
            add_in_pieces(m, &b->tables[i]->batch, o->nworkers, &b->e);
        else
            crm_orders_add(m, 0, &b->tables[i]->batch, &b->e);
    if (m)
        f = crm_orders_customers(m, &b->e);
    if (m && counts)
        crm_orders_counts(m, counts);
    crm_orders_free(m);
    return f;
}

#define FIGURES                                                                                    \
    "first_order,last_order,frequency,order_days,monetary,first_day_monetary,refunds,"             \
    "recency_days\n"

/* The table gives these customers; every row is used or rejected, and `rejected` of them are. */
static struct crm_orders_counts gives_of(const char *const *texts, size_t n,
                                         const struct crm_orders_opts *o, uint64_t rejected,
                                         const char *want)
{
    struct bench b;
    struct crm_orders_counts k = {0};
    struct crm_buf got = {0};
    struct crm_sink *sink = rejected ? nowhere() : NULL;

    bench_init(&b, texts, n, sink);
    struct crm_frame *f = settle(&b, o, &k);
    if (!f)
        fail_msg("%s: %s", crm_msg_code(b.e.what), b.e.text);
    add_frame(&got, f);
    assert_str_eq(crm_buf_str(&got), want);
    assert_int_equal(b.ledger.rows_rejected, rejected);
    assert_int_equal(b.ledger.rows_used, b.ledger.rows_in - rejected);
    /* The counts tell what became of the rows that were used. */
    assert_int_equal(k.sale_rows + k.refund_rows + k.not_sale_rows + k.outside_rows +
                         k.contact_rows + k.other_currency_rows,
                     b.ledger.rows_used);
    crm_frame_free(f);
    crm_buf_clear(&got);
    bench_clear(&b);
    crm_sink_free(sink);
    return k;
}

static struct crm_orders_counts gives(const char *text, const struct crm_orders_opts *o,
                                      const char *want)
{
    return gives_of(&text, 1, o, 0, want);
}

/* The tables end in this error. */
static struct crm_err fails(const char *text, const struct crm_orders_opts *o, enum crm_msg what)
{
    struct bench b;

    bench_init(&b, &text, 1, NULL);
    struct crm_frame *f = settle(&b, o, NULL);
    assert_null(f);
    assert_int_equal(b.e.what, what);
    struct crm_err e = b.e;
    bench_clear(&b);
    return e;
}

static void orders_become_customers_sorted_by_id(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    struct crm_orders_counts k =
        gives("customer_id,order_id,order_date,amount\n"
              "c1,1,2024-01-01,10\n"
              "c0,4,2024-01-21,7.50\n"
              "c1,3,2024-01-11,20\n"
              "c1,2,2024-01-01,5\n",
              &o,
              "customer_id," FIGURES "c0,2024-01-21,2024-01-21,1,1,7.50,7.50,0.00,0\n"
              "c1,2024-01-01,2024-01-11,3,2,35.00,15.00,0.00,10\n");
    assert_int_equal(k.sale_rows, 4);
    assert_int_equal(k.orders, 4);
    o.occasion = CRM_OCCASION_DAY;
    gives("customer_id,order_date,amount\nc1,2024-01-01,10\nc1,2024-01-01,5\nc1,2024-01-03,1\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-03,2,2,16.00,15.00,0.00,0\n");
}

static void lines_of_an_order_may_stand_anywhere(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    /* Order 1 of c1 has two lines, on two days: its day is the first. c2's order 1 is another. */
    gives("customer_id,order_id,order_date,amount\n"
          "c1,1,2024-01-02,10\n"
          "c2,1,2024-01-05,3\n"
          "c1,1,2024-01-01,2\n",
          &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,12.00,12.00,0.00,4\n"
          "c2,2024-01-05,2024-01-05,1,1,3.00,3.00,0.00,0\n");
    /* Without an order_id each row is an order. */
    gives("customer_id,order_id,order_date,amount\nc1,,2024-01-01,10\nc1,,2024-01-01,10\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,2,1,20.00,20.00,0.00,0\n");
    /* Also where other rows between have one. */
    gives("customer_id,order_id,order_date,amount\n"
          "c1,,2024-01-01,1\nc1,a,2024-01-01,2\nc1,,2024-01-01,3\nc1,a,2024-01-01,5\n",
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,3,1,11.00,11.00,0.00,0\n");
}

static void a_customer_may_have_very_many_orders(void **state)
{
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0};

    (void)state;
    /* Order 0 has the lines 1 and 301, order 1 the lines 2 and 302 ...: 1 + ... + 600 = 180300. */
    crm_buf_add_cstr(&text, "customer_id,order_id,order_date,amount\n");
    for (int i = 0; i < 600; i++)
        crm_buf_addf(&text, "c1,%d,2024-01-0%d,%d\n", i % 300, 1 + i / 300, i + 1);
    crm_buf_add_char(&text, '\0');
    gives(text.p, &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,300,1,180300.00,180300.00,0.00,1\n");
    crm_buf_clear(&text);
}

static void names_and_counts_of_lines_may_be_large(void **state)
{
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0}, want = {0};

    (void)state;
    /* One order of 300 lines, 1 + ... + 300 = 45150, of a customer whose name has 300 bytes. */
    crm_buf_add_cstr(&text, "customer_id,order_id,order_date,amount\n");
    for (int i = 0; i < 300; i++)
        crm_buf_addf(&text, "%0300d,a,2024-01-01,%d\n", 7, i + 1);
    crm_buf_addf(&text, "%0300d,b,2024-01-02,5\n", 7);
    crm_buf_add_char(&text, '\0');
    crm_buf_addf(
        &want, "customer_id," FIGURES "%0300d,2024-01-01,2024-01-02,2,2,45155.00,45150.00,0.00,0\n",
        7);
    crm_buf_add_char(&want, '\0');
    gives(text.p, &o, want.p);
    crm_buf_clear(&text);
    crm_buf_clear(&want);
}

static void an_amount_repeated_on_each_line_counts_once(void **state)
{
    static const char text[] = "customer_id,order_id,order_date,amount\n"
                               "c1,1,2024-01-01,10\nc1,1,2024-01-01,10\nc1,1,2024-01-01,0\n"
                               "c1,2,2024-01-01,4\nc1,2,2024-01-01,4\n";
    struct crm_orders_opts o = usual();

    (void)state;
    struct crm_orders_counts k =
        gives(text, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,2,1,14.00,14.00,0.00,0\n");
    assert_int_equal(k.orders_amount_once, 2);
    o.amount_per = CRM_AMOUNT_LINE;
    k = gives(text, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,2,1,28.00,28.00,0.00,0\n");
    assert_int_equal(k.orders_amount_once, 0);
}

/* Orders of two lines in a channel: `same` whose amounts agree (10 and 10), one where not (1, 2).
 */
static void add_channel(struct crm_buf *text, const char *channel, int same)
{
    for (int i = 0; i < 2 * same; i++)
        crm_buf_addf(text, "%s,%s,%s%d,2024-01-01,10\n", channel, channel, channel, i / 2);
    crm_buf_addf(text, "%s,%s,%s-x,2024-01-01,1\n%s,%s,%s-x,2024-01-01,2\n", channel, channel,
                 channel, channel, channel, channel);
}

static void nineteen_of_twenty_orders_tell_the_habit_of_a_channel(void **state)
{
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0};

    (void)state;
    crm_buf_add_cstr(&text, "customer_id,channel,order_id,order_date,amount\n");
    add_channel(&text, "a", 19);
    add_channel(&text, "b", 18);
    crm_buf_add_char(&text, '\0');
    /* a: 19 x 10 + 1 + 2.  b: every line counts, 18 x 20 + 1 + 2. */
    struct crm_orders_counts k =
        gives(text.p, &o,
              "customer_id," FIGURES "a,2024-01-01,2024-01-01,20,1,193.00,193.00,0.00,0\n"
              "b,2024-01-01,2024-01-01,19,1,363.00,363.00,0.00,0\n");
    assert_int_equal(k.orders_amount_once, 19);
    crm_buf_clear(&text);
}

static void where_no_line_has_an_amount_it_is_quantity_by_price(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    gives("customer_id,order_id,order_date,quantity,unit_price\n"
          "c1,1,2024-01-01,3,2.50\nc1,1,2024-01-01,2,1\n",
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,9.50,9.50,0.00,0\n");
    /* A line with an amount speaks for the order. */
    gives("customer_id,order_id,order_date,amount,quantity,unit_price\n"
          "c1,1,2024-01-01,8,3,2.50\nc1,1,2024-01-01,,2,1\n"
          "c1,2,2024-01-01,,2,1\n",
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,2,1,10.00,10.00,0.00,0\n");
}

static void refunds_lower_the_sum_and_are_no_order(void **state)
{
    static const char negative[] = "customer_id,order_id,order_date,amount\n"
                                   "c1,1,2024-01-01,10\nc1,2,2024-01-05,-4\nc2,3,2024-01-03,-2\n";
    static const char column[] = "customer_id,order_id,order_date,amount,refund_amount,status\n"
                                 "c1,1,2024-01-01,10,3,paid\n"
                                 "c1,2,2024-01-02,8,-8,paid\n"          /* wholly: no order */
                                 "c1,3,2024-01-03,6,,refunded\n"        /* likewise */
                                 "c1,4,2024-01-04,5,无退款申请,paid\n"; /* words: nothing */
    struct crm_orders_opts o = usual();

    (void)state;
    struct crm_orders_counts k =
        gives(negative, &o,
              "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,6.00,10.00,4.00,4\n"
              "c2,,,0,0,-2.00,0.00,2.00,\n");
    assert_int_equal(k.refund_rows, 2);
    assert_int_equal(k.orders, 1);
    k = gives(column, &o,
              "customer_id," FIGURES "c1,2024-01-01,2024-01-04,2,2,12.00,7.00,17.00,0\n");
    assert_int_equal(k.refund_rows, 1);
    o.ignore_refunds = true;
    k = gives(negative, &o,
              "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,10.00,10.00,0.00,0\n");
    assert_int_equal(k.refund_rows, 2);
    gives(column, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-04,3,3,23.00,10.00,0.00,0\n");
}

static void a_negative_line_of_an_order_is_a_refund_within_it(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    gives("customer_id,order_id,order_date,amount\n"
          "c1,1,2024-01-01,10\nc1,1,2024-01-01,-3\n"
          "c1,2,2024-01-02,5\nc1,2,2024-01-09,-5\n", /* wholly given back, a week later */
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,7.00,7.00,8.00,8\n");
    gives("customer_id,order_date,quantity,unit_price\nc1,2024-01-01,3,2\nc1,2024-01-01,-1,2\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,4.00,6.00,2.00,0\n");
}

static void an_order_counts_from_the_least_amount_on(void **state)
{
    static const char text[] = "customer_id,order_date,amount\n"
                               "c1,2024-01-01,0\nc1,2024-01-02,0.01\nc1,2024-01-03,10\n";
    struct crm_orders_opts o = usual();

    (void)state;
    gives(text, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-03,3,3,10.01,0.00,0.00,0\n");
    o.min_amount = CRM_MONEY_UNIT / 100;
    gives(text, &o, "customer_id," FIGURES "c1,2024-01-02,2024-01-03,2,2,10.01,0.01,0.00,0\n");
    o.min_amount = CRM_MONEY_UNIT;
    gives(text, &o, "customer_id," FIGURES "c1,2024-01-03,2024-01-03,1,1,10.00,10.00,0.00,0\n");
}

static void what_was_not_sold_makes_a_customer_known_and_no_more(void **state)
{
    static const struct crm_str ok[] = {{"kept back", 9}, {"交易关闭", 12}};
    static const char text[] = "customer_id,order_id,order_date,amount,status\n"
                               "c1,1,2024-01-01,10,交易成功\n"
                               "c1,2,2024-01-09,20,交易关闭\n"
                               "c2,3,2024-01-09,30,Pending\n";
    struct crm_orders_opts o = usual();

    (void)state;
    /* The latest day is that of an order, not of what was closed. */
    struct crm_orders_counts k =
        gives(text, &o,
              "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,10.00,10.00,0.00,0\n"
              "c2,,,0,0,0.00,0.00,0.00,\n");
    assert_int_equal(k.not_sale_rows, 2);
    struct crm_err e = fails("customer_id,order_date,amount,status\nc1,2024-01-01,5,kept back\n",
                             &o, CRM_MSG_UNKNOWN_STATUS);
    assert_int_equal(e.line, 2);
    assert_string_equal(e.text, "kept back");
    o.status_ok = ok;
    o.nstatus_ok = 2;
    gives(text, &o,
          "customer_id," FIGURES "c1,2024-01-09,2024-01-09,1,1,20.00,20.00,0.00,0\n"
          "c2,,,0,0,0.00,0.00,0.00,\n");
    gives("customer_id,order_date,amount,status\nc1,2024-01-01,5,kept back\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,5.00,5.00,0.00,0\n");
}

static void rows_outside_the_window_are_left_out(void **state)
{
    static const char text[] = "customer_id,order_date,amount\n"
                               "c1,2024-01-01,1\nc1,2024-01-02,2\nc1,2024-01-03,4\n"
                               "c1,2024-01-04,8\nc2,2024-01-09,16\n";
    struct crm_orders_opts o = usual();

    (void)state;
    o.since = crm_days_from_civil(2024, 1, 2);
    o.until = crm_days_from_civil(2024, 1, 3);
    struct crm_orders_counts k =
        gives(text, &o, "customer_id," FIGURES "c1,2024-01-02,2024-01-03,2,2,6.00,2.00,0.00,0\n");
    assert_int_equal(k.outside_rows, 3);
    o = usual();
    o.as_of = crm_days_from_civil(2024, 1, 4);
    gives(text, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-04,4,4,15.00,1.00,0.00,0\n");
    o.as_of = crm_days_from_civil(2024, 2, 4);
    gives("customer_id,order_date,amount\nc1,2024-01-01,1\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,1.00,1.00,0.00,34\n");
}

static void contact_rows_make_a_customer_known(void **state)
{
    static const struct crm_str carry[] = {{"name", 4}};
    struct crm_orders_opts o = usual();

    (void)state;
    o.carry = carry;
    o.ncarry = 1;
    struct crm_orders_counts k = gives("customer_id,name,order_id,order_date,amount\n"
                                       "c1,Anna,,,\nc2,,7,2024-01-01,5\nc2,Bert,,,\n",
                                       &o,
                                       "customer_id,name," FIGURES "c1,Anna,,,0,0,0.00,0.00,0.00,\n"
                                       "c2,Bert,2024-01-01,2024-01-01,1,1,5.00,5.00,0.00,0\n");
    assert_int_equal(k.contact_rows, 2);
}

static void order_cells_may_stand_on_the_first_line_only(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    gives("customer_id,order_id,order_date,amount,product\n"
          "c1,1,2024-01-01,30,tea\nc1,1,,,cup\nc1,1,,,pot\n",
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,30.00,30.00,0.00,0\n");
    /* The day on one line and the amount on another, in any order. */
    gives("customer_id,order_id,order_date,amount\nc1,1,,30\nc1,1,2024-01-01,\n", &o,
          "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,30.00,30.00,0.00,0\n");
}

static void a_row_that_nothing_completes_is_rejected(void **state)
{
    static const char *const text = "customer_id,order_id,order_date,amount\n"
                                    "c1,1,2024-01-01,10\n"
                                    "c1,2,2024-01-09,\n" /* an order without an amount */
                                    "c1,3,,7\n"          /* and one without a date */
                                    "c1,,2024-01-09,\n"  /* no order_id to wait for */
                                    "c1,,,7\n"
                                    ",5,2024-01-01,10\n"  /* nobody's */
                                    "c1,6,2024-13-01,1\n" /* no such day */
                                    "c1,7,2024-01-01,1O\n"
                                    "c2,8,2024-01-09,-\n";
    struct crm_orders_opts o = usual();

    (void)state;
    /* Rejected rows move no date: recency counts from 2024-01-01. */
    gives_of(&text, 1, &o, 8,
             "customer_id," FIGURES "c1,2024-01-01,2024-01-01,1,1,10.00,10.00,0.00,0\n"
             "c2,,,0,0,0.00,0.00,0.00,\n");
    assert_int_equal(
        fails("customer_id,order_id,order_date,amount\nc1,1,2024-01-01,\n", &o, CRM_MSG_NO_AMOUNT)
            .line,
        2);
    fails("customer_id,order_date,amount\nc1,,5\n", &o, CRM_MSG_NO_DATE);
    fails("customer_id,order_date,amount\n,2024-01-01,5\n", &o, CRM_MSG_NO_CUSTOMER);
}

static void the_pay_date_stands_in_for_the_order_date(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    gives("customer_id,order_date,pay_date,amount\nc1,,2024-01-03,5\nc1,2024-01-01,2024-01-04,5\n",
          &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-03,2,2,10.00,5.00,0.00,0\n");
    gives("customer_id,pay_date,amount\nc1,2024-01-03,5\n", &o,
          "customer_id," FIGURES "c1,2024-01-03,2024-01-03,1,1,5.00,5.00,0.00,0\n");
}

static void one_currency_at_a_time(void **state)
{
    static const char text[] = "customer_id,order_date,amount,currency\n"
                               "c1,2024-01-01,5,CNY\nc1,2024-01-02,7,\nc2,2024-01-03,9,USD\n";
    struct crm_orders_opts o = usual();

    (void)state;
    assert_string_equal(fails(text, &o, CRM_MSG_TWO_CURRENCIES).text, "CNY, USD");
    o.currency = CRM_STR("cny");
    struct crm_orders_counts k =
        gives(text, &o, "customer_id," FIGURES "c1,2024-01-01,2024-01-02,2,2,12.00,5.00,0.00,0\n");
    assert_int_equal(k.other_currency_rows, 1);
}

static void the_newest_text_is_carried_whatever_the_order_of_rows(void **state)
{
    static const struct crm_str carry[] = {{"name", 4}, {"city", 4}};
    struct crm_orders_opts o = usual();

    (void)state;
    o.carry = carry;
    o.ncarry = 2;
    gives("customer_id,name,city,order_date,amount\n"
          "c1,old,Rome,2024-01-01,1\nc1,zeta,,2024-01-05,1\nc1,alpha,,2024-01-05,1\n"
          "c1,older,,2023-01-01,1\n",
          &o,
          "customer_id,name,city," FIGURES
          "c1,alpha,Rome,2023-01-01,2024-01-05,4,3,4.00,1.00,0.00,0\n");
}

static void several_inputs_are_one_table(void **state)
{
    static const char *const texts[] = {
        "customer_id,order_id,order_date,amount\nc1,1,2024-01-01,10\n",
        "实付款,买家会员名,订单编号,订单付款时间\n5,c1,2,2024-01-03 10:00:00\n4,c0,3,2024-01-02\n"};
    struct crm_orders_opts o = usual();

    (void)state;
    gives_of(texts, 2, &o, 0,
             "customer_id," FIGURES "c0,2024-01-02,2024-01-02,1,1,4.00,4.00,0.00,1\n"
             "c1,2024-01-01,2024-01-03,2,2,15.00,10.00,0.00,0\n");
}

static void another_column_takes_the_customers_place(void **state)
{
    static const char text[] =
        "customer_id,order_id,order_date,amount,product,quantity,unit_price\n"
        "c1,1,2024-01-01,7,tea,2,2\nc1,1,2024-01-01,7,cup,1,3\n"
        "c2,2,2024-01-02,4,tea,2,2\n,3,2024-01-02,9,,,\n";
    struct crm_orders_opts o = usual();

    (void)state;
    /* A product's own money is quantity by price; the amount is the whole order's. */
    o.by = "product";
    gives(text, &o,
          "product," FIGURES ",2024-01-02,2024-01-02,1,1,9.00,9.00,0.00,0\n"
          "cup,2024-01-01,2024-01-01,1,1,3.00,3.00,0.00,1\n"
          "tea,2024-01-01,2024-01-02,2,2,8.00,4.00,0.00,0\n");
    o.by = "unit_prise";
    struct crm_err e = fails(text, &o, CRM_MSG_UNKNOWN_COLUMN);
    assert_int_equal(e.advice, CRM_MSG_ADVICE_DID_YOU_MEAN);
    assert_string_equal(e.hint, "unit_price");
}

static void columns_that_are_needed_are_asked_for(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    fails("a,order_date,amount\n", &o, CRM_MSG_NO_CUSTOMER_COLUMN);
    assert_string_equal(fails("customer_id,a,amount\n", &o, CRM_MSG_ROLE_MISSING).column,
                        "order_date");
    assert_string_equal(fails("customer_id,order_date,quantity\n", &o, CRM_MSG_ROLE_MISSING).column,
                        "amount");
}

static void sums_that_do_not_fit_are_errors(void **state)
{
    struct crm_orders_opts o = usual();

    (void)state;
    /* Of an order, of a customer, of a refund: nine trillion fit, eighteen do not. */
    fails("customer_id,order_id,order_date,amount\n"
          "c1,1,2024-01-01,9000000000000\nc1,1,2024-01-01,9000000000001\n",
          &o, CRM_MSG_SUM_OUT_OF_RANGE);
    assert_string_equal(fails("customer_id,order_date,amount\n"
                              "c1,2024-01-01,9000000000000\nc1,2024-01-02,9000000000000\n",
                              &o, CRM_MSG_SUM_OUT_OF_RANGE)
                            .text,
                        "c1");
    fails("customer_id,order_date,amount\n"
          "c1,2024-01-01,-9000000000000\nc1,2024-01-02,-9000000000000\n",
          &o, CRM_MSG_SUM_OUT_OF_RANGE);
    fails("customer_id,order_date,quantity,unit_price\nc1,2024-01-01,9000000,9000000\n", &o,
          CRM_MSG_OUT_OF_RANGE);
}

/* Whichever worker met it, and whatever came first. */
static void the_error_is_the_same_for_any_number_of_workers(void **state)
{
    static const size_t workers[] = {1, 2, 8};
    struct crm_orders_opts o = usual();
    struct crm_buf marks = {0}, sums = {0};

    (void)state;
    crm_buf_add_cstr(&marks, "customer_id,order_date,amount\n");
    crm_buf_add_cstr(&sums, "customer_id,order_date,amount\n");
    for (int i = 0; i < 100; i++) {
        crm_buf_addf(&marks, "c1,2024-01-01,%s5\n", i % 50 == 20 ? "$" : i % 50 == 30 ? "€" : "");
        crm_buf_addf(&sums, "c%d,2024-01-01,9000000000000\n", 10 + i % 45);
    }
    crm_buf_add_char(&marks, '\0');
    crm_buf_add_char(&sums, '\0');
    for (size_t i = 0; i < 3; i++) {
        o.nworkers = workers[i];
        struct crm_err e = fails(marks.p, &o, CRM_MSG_TWO_CURRENCIES);
        assert_int_equal(e.line, 32);
        assert_string_equal(e.text, "€5");
        assert_string_equal(e.column, "amount");
        e = fails(sums.p, &o, CRM_MSG_SUM_OUT_OF_RANGE);
        assert_string_equal(e.text, "c10");
        assert_string_equal(e.column, "customer_id");
    }
    crm_buf_clear(&marks);
    crm_buf_clear(&sums);
}

static uint32_t random_below(uint64_t *s, uint32_t n)
{
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*s >> 33) % n);
}

static void neither_the_order_of_rows_nor_the_workers_play_a_part(void **state)
{
    static const struct crm_str carry[] = {{"name", 4}};
    static const char *const status[] = {"paid", "", "pending", "refunded"};
    static const size_t workers[] = {1, 2, 8};
    enum { ROWS = 60 };
    struct crm_orders_opts o = usual();
    uint64_t seed = 7;

    (void)state;
    o.carry = carry;
    o.ncarry = 1;
    for (int round = 0; round < 300; round++) {
        char rows[ROWS][96];
        struct crm_buf first = {0};

        for (size_t i = 0; i < ROWS; i++) {
            uint32_t id = random_below(&seed, 12), line = random_below(&seed, 4);
            char amount[16] = "", day[16] = "";

            if (line)
                snprintf(day, sizeof(day), "2024-01-%02u", 1 + random_below(&seed, 9));
            if (line != 1)
                snprintf(amount, sizeof(amount), "%d", (int)random_below(&seed, 12) - 2);
            snprintf(rows[i], sizeof(rows[i]), "c%u,n%u,k%u,%.0u,%s,%s,%s\n", id % 3,
                     random_below(&seed, 3), id % 2, id, day, amount,
                     status[random_below(&seed, 4)]);
        }
        for (int shuffle = 0; shuffle < 3; shuffle++) {
            struct crm_buf text = {0}, got = {0};
            struct crm_orders_counts k;
            struct crm_sink *sink = nowhere();
            struct bench b;

            crm_buf_add_cstr(&text, "customer_id,name,channel,order_id,order_date,amount,status\n");
            for (size_t i = 0; i < ROWS; i++)
                crm_buf_add_cstr(&text, rows[i]);
            crm_buf_add_char(&text, '\0');
            bench_init(&b, (const char *const[]){text.p}, 1, sink);
            o.nworkers = workers[shuffle];
            struct crm_frame *f = settle(&b, &o, &k);
            assert_non_null(f);
            add_frame(&got, f);
            crm_buf_addf(&got, "%d %llu %llu %llu", f->as_of, (unsigned long long)k.orders,
                         (unsigned long long)k.sale_rows,
                         (unsigned long long)b.ledger.rows_rejected);
            assert_int_equal(b.ledger.rows_used + b.ledger.rows_rejected, ROWS);
            if (!shuffle)
                crm_buf_add(&first, crm_buf_str(&got));
            bool is_same = crm_str_eq(crm_buf_str(&got), crm_buf_str(&first));
            if (!is_same) { /* what to look at, in parts that print_error can hold */
                for (size_t i = 0; i < ROWS; i++)
                    print_error("%s", rows[i]);
                print_error("%.*s\n", (int)first.n, first.p);
                print_error("in another order\n%.*s\n", (int)got.n, got.p);
            }
            assert_true(is_same);
            crm_frame_free(f);
            bench_clear(&b);
            crm_sink_free(sink);
            crm_buf_clear(&got);
            crm_buf_clear(&text);
            for (size_t i = ROWS - 1; i > 0; i--) {
                size_t j = random_below(&seed, (uint32_t)i + 1);
                char swap[96];
                memcpy(swap, rows[i], sizeof(swap));
                memcpy(rows[i], rows[j], sizeof(swap));
                memcpy(rows[j], swap, sizeof(swap));
            }
        }
        crm_buf_clear(&first);
    }
}

/* What the rows give, and what became of them. */
static void settle_to(const char *text, const struct crm_orders_opts *o, struct crm_buf *got)
{
    struct crm_sink *sink = nowhere();
    struct crm_orders_counts k = {0};
    struct bench b;

    bench_init(&b, &text, 1, sink);
    struct crm_frame *f = settle(&b, o, &k);
    if (f)
        add_frame(got, f);
    crm_buf_addf(got, "%s %llu: %llu %llu %llu %llu, %llu orders, %llu once\n",
                 crm_msg_code(b.e.what), (unsigned long long)b.ledger.rows_rejected,
                 (unsigned long long)k.sale_rows, (unsigned long long)k.refund_rows,
                 (unsigned long long)k.not_sale_rows, (unsigned long long)k.outside_rows,
                 (unsigned long long)k.orders, (unsigned long long)k.orders_amount_once);
    crm_frame_free(f);
    bench_clear(&b);
    crm_sink_free(sink);
}

/* A blank behind each date keeps a row from being read the short way. */
static void a_row_says_the_same_by_the_short_way_and_by_the_long(void **state)
{
    static const char *const status[] = {"paid", "paid",    "paid",    "交易成功",
                                         "",     "pending", "refunded"};
    static const char *const refund_status[] = {"", "", "", "没有申请退款", "退款成功"};
    static const char *const refund[] = {"", "0.00", "0.00", "0", "1.50"};
    static const char *const amount[] = {"10.00", "10.00", "7", "12.5", "0", "-3.00", "￥4", ""};
    static const char *const price[] = {"", "5", "5.00", "¥5"};
    static const char *const currency[] = {"CNY", "CNY", "cny", ""};
    uint64_t seed = 11;

    (void)state;
    for (int round = 0; round < 400; round++) {
        struct crm_orders_opts o = usual();
        struct crm_buf texts[2] = {{0}}, got[2] = {{0}};
        uint32_t day = 10;

        if (round % 3 == 1)
            o.until = 19732; /* 2024-01-10 */
        for (int i = 0; i < 2; i++)
            crm_buf_add_cstr(&texts[i], "customer_id,order_id,order_date,amount,status,"
                                        "refund_status,refund_amount,quantity,unit_price,"
                                        "currency,channel\n");
        for (uint32_t row = 0, id = 1; row < 40; row++) {
            if (random_below(&seed, 2)) {
                id = 1 + random_below(&seed, 9);
                day = 10 + random_below(&seed, 3);
            }
            struct crm_buf tail = {0};
            crm_buf_addf(&tail, ",%s,%s,%s,%s,1,%s,%s,k%u\n", amount[random_below(&seed, 8)],
                         status[random_below(&seed, round % 2 ? 3 : 7)],
                         refund_status[random_below(&seed, round % 2 ? 3 : 5)],
                         refund[random_below(&seed, round % 2 ? 3 : 5)],
                         price[random_below(&seed, 4)], currency[random_below(&seed, 4)], id % 2);
            for (int i = 0; i < 2; i++) {
                crm_buf_addf(&texts[i], "c%u,n%u,2024-01-%02u%s", id % 3, id, day, i ? " " : "");
                crm_buf_add(&texts[i], crm_buf_str(&tail));
            }
            crm_buf_clear(&tail);
        }
        for (int i = 0; i < 2; i++) {
            crm_buf_add_char(&texts[i], '\0');
            settle_to(texts[i].p, &o, &got[i]);
        }
        crm_buf_add_char(&got[1], '\0');
        assert_str_eq(crm_buf_str(&got[0]), got[1].p);
        for (int i = 0; i < 2; i++) {
            crm_buf_clear(&texts[i]);
            crm_buf_clear(&got[i]);
        }
    }
}

/* 10000 lines of 500 customers with a long text to carry: 7 MB of records, 0.3 MB of customers. */
static void add_long_rows(struct crm_buf *text)
{
    uint64_t seed = 11;

    crm_buf_add_cstr(text, "customer_id,name,order_id,order_date,amount\n");
    for (int i = 0; i < 10000; i++) {
        crm_buf_addf(text, "c%u,", random_below(&seed, 500));
        for (int k = 0; k < 70; k++)
            crm_buf_addf(text, "name-%03u ", random_below(&seed, 1000));
        crm_buf_addf(text, ",n%u,", random_below(&seed, 5));
        if (random_below(&seed, 3))
            crm_buf_addf(text, "2024-01-%02u,", 1 + random_below(&seed, 28));
        else
            crm_buf_add_char(text, ',');
        crm_buf_addf(text, "%u\n", 1 + random_below(&seed, 3));
    }
    crm_buf_add_char(text, '\0');
}

/* The table of the text within the limit, as text; or the error. */
static enum crm_msg table_within(const char *text, struct crm_orders_opts *o, size_t limit_bytes,
                                 struct crm_buf *got)
{
    struct crm_sink *sink = nowhere();
    struct bench b;

    bench_init(&b, &text, 1, sink);
    b.budget.limit_bytes = limit_bytes;
    struct crm_frame *f = settle(&b, o, NULL);
    crm_buf_reset(got);
    if (f)
        add_frame(got, f);
    enum crm_msg what = b.e.what;
    assert_true(!f == (what != CRM_MSG_NONE));
    crm_frame_free(f);
    assert_int_equal(b.budget.used_bytes, 0);
    bench_clear(&b);
    crm_sink_free(sink);
    return what;
}

/* 100000 orders of two lines that repeat their amount, so that all wait for the habit: 6 MB. */
static void orders_that_wait_for_the_habit_are_read_again(void **state)
{
    static const size_t workers[] = {1, 2, 8};
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0}, whole = {0}, got = {0};

    (void)state;
    crm_buf_add_cstr(&text, "customer_id,order_id,order_date,amount\n");
    for (int line = 0; line < 2; line++)
        for (int i = 0; i < 100000; i++)
            crm_buf_addf(&text, "c%d,n%d,2024-01-%02d,%d\n", i % 300, i, 1 + i % 28, 1 + i % 9);
    crm_buf_add_char(&text, '\0');
    assert_int_equal(table_within(text.p, &o, 0, &whole), CRM_MSG_NONE);
    for (size_t i = 0; i < 3; i++) {
        o.nworkers = workers[i];
        assert_int_equal(table_within(text.p, &o, 0, &got), CRM_MSG_NONE);
        assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&whole)));
        assert_int_equal(table_within(text.p, &o, 12 << 20, &got), CRM_MSG_NONE);
        assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&whole)));
    }
    crm_buf_clear(&text);
    crm_buf_clear(&whole);
    crm_buf_clear(&got);
}

static void what_does_not_fit_the_memory_waits_on_disk(void **state)
{
    static const struct crm_str carry[] = {{"name", 4}};
    static const size_t workers[] = {1, 2, 8};
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0}, whole = {0}, got = {0};

    (void)state;
    o.carry = carry;
    o.ncarry = 1;
    add_long_rows(&text);
    assert_int_equal(table_within(text.p, &o, 0, &whole), CRM_MSG_NONE);
    for (size_t i = 0; i < 3; i++) {
        o.nworkers = workers[i];
        assert_int_equal(table_within(text.p, &o, 0, &got), CRM_MSG_NONE);
        assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&whole)));
        assert_int_equal(table_within(text.p, &o, 12 << 20, &got), CRM_MSG_NONE);
        assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&whole)));
    }
    o.tmpdir = "/nonexistent"; /* so the disk was needed */
    assert_int_equal(table_within(text.p, &o, 12 << 20, &got), CRM_MSG_CANNOT_SPOOL);
    crm_buf_clear(&text);
    crm_buf_clear(&whole);
    crm_buf_clear(&got);
}

/* The table in pieces within the limit, as text; or the error. */
static enum crm_msg pieces_within(const char *text, struct crm_orders_opts *o, size_t limit_bytes,
                                  struct crm_buf *got)
{
    struct bench b;

    bench_init(&b, &text, 1, NULL);
    b.budget.limit_bytes = limit_bytes;
    struct crm_orders *m =
        crm_orders_new(o, b.maps, b.heads, b.n, &b.rejects, &b.ledger, &b.budget, &b.e);
    add_in_pieces(m, &b.tables[0]->batch, o->nworkers, &b.e);
    struct crm_pieces *p = crm_orders_pieces(m, &b.e);
    crm_orders_free(m);
    crm_buf_reset(got);
    if (p)
        add_pieces(got, p);
    assert_int_equal(b.budget.used_bytes, 0);
    bench_clear(&b);
    return b.e.what;
}

/* 40000 customers; two orders of each fourth repeat their amount and wait for the habit. */
static void customers_beyond_the_memory_are_put_away_and_come_back_sorted(void **state)
{
    enum { CUSTOMERS = 40000 };
    static const struct crm_str carry[] = {{"name", 4}};
    static const size_t limits[] = {3000000, 4000000, 6000000, 12000000};
    struct crm_orders_opts o = usual();
    struct crm_buf text = {0}, whole = {0}, got = {0};
    size_t done = 0;

    (void)state;
    o.carry = carry;
    o.ncarry = 1;
    crm_buf_add_cstr(&text, "customer_id,name,order_id,order_date,amount\n");
    for (unsigned i = 0; i < CUSTOMERS; i++)
        for (unsigned line = 0; line < 1 + (i % 4 == 0); line++)
            crm_buf_addf(&text, "c%u,n%u,o%u,2024-01-%02u,%u\n", i * 7919 % CUSTOMERS, i, i,
                         1 + i % 28, 1 + i % 9);
    crm_buf_add_char(&text, '\0');
    assert_int_equal(table_within(text.p, &o, 0, &whole), CRM_MSG_NONE);
    for (size_t l = 0; l < sizeof(limits) / sizeof(*limits); l++)
        for (o.nworkers = 1; o.nworkers <= 2; o.nworkers++) {
            enum crm_msg what = pieces_within(text.p, &o, limits[l], &got);
            assert_true(what == CRM_MSG_NONE || what == CRM_MSG_MEMORY_LIMIT);
            if (what == CRM_MSG_NONE)
                assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&whole)));
            done += what == CRM_MSG_NONE;
            /* In one piece they do not fit where pieces do. */
            if (limits[l] <= 6000000)
                assert_int_equal(table_within(text.p, &o, limits[l], &got), CRM_MSG_MEMORY_LIMIT);
        }
    assert_true(done >= 4);
    crm_buf_clear(&text);
    crm_buf_clear(&whole);
    crm_buf_clear(&got);
}

static void a_small_budget_is_an_error_and_not_a_crash(void **state)
{
    static const char *const text = "customer_id,order_id,order_date,amount\nc1,1,2024-01-01,5\n";
    struct crm_orders_opts o = usual();

    (void)state;
    for (size_t limit = 1; limit < 2000000; limit = limit * 3 / 2 + 1) {
        struct bench b;

        bench_init(&b, &text, 1, NULL);
        b.budget.limit_bytes = limit;
        struct crm_frame *f = settle(&b, &o, NULL);
        assert_true(f || (b.e.status == CRM_SYSTEM && b.e.what == CRM_MSG_MEMORY_LIMIT));
        crm_frame_free(f);
        bench_clear(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_become_customers_sorted_by_id),
        cmocka_unit_test(lines_of_an_order_may_stand_anywhere),
        cmocka_unit_test(a_customer_may_have_very_many_orders),
        cmocka_unit_test(names_and_counts_of_lines_may_be_large),
        cmocka_unit_test(an_amount_repeated_on_each_line_counts_once),
        cmocka_unit_test(nineteen_of_twenty_orders_tell_the_habit_of_a_channel),
        cmocka_unit_test(where_no_line_has_an_amount_it_is_quantity_by_price),
        cmocka_unit_test(refunds_lower_the_sum_and_are_no_order),
        cmocka_unit_test(a_negative_line_of_an_order_is_a_refund_within_it),
        cmocka_unit_test(an_order_counts_from_the_least_amount_on),
        cmocka_unit_test(what_was_not_sold_makes_a_customer_known_and_no_more),
        cmocka_unit_test(rows_outside_the_window_are_left_out),
        cmocka_unit_test(contact_rows_make_a_customer_known),
        cmocka_unit_test(order_cells_may_stand_on_the_first_line_only),
        cmocka_unit_test(a_row_that_nothing_completes_is_rejected),
        cmocka_unit_test(the_pay_date_stands_in_for_the_order_date),
        cmocka_unit_test(one_currency_at_a_time),
        cmocka_unit_test(the_newest_text_is_carried_whatever_the_order_of_rows),
        cmocka_unit_test(several_inputs_are_one_table),
        cmocka_unit_test(another_column_takes_the_customers_place),
        cmocka_unit_test(columns_that_are_needed_are_asked_for),
        cmocka_unit_test(sums_that_do_not_fit_are_errors),
        cmocka_unit_test(the_error_is_the_same_for_any_number_of_workers),
        cmocka_unit_test(neither_the_order_of_rows_nor_the_workers_play_a_part),
        cmocka_unit_test(a_row_says_the_same_by_the_short_way_and_by_the_long),
        cmocka_unit_test(orders_that_wait_for_the_habit_are_read_again),
        cmocka_unit_test(what_does_not_fit_the_memory_waits_on_disk),
        cmocka_unit_test(customers_beyond_the_memory_are_put_away_and_come_back_sorted),
        cmocka_unit_test(a_small_budget_is_an_error_and_not_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
