/* test_dedupe.c - records in, one customer for all records of a person. */
#include "table.h"

#include <stdio.h>
#include <xxhash.h>

#include "match/dedupe.h"

static struct crm_dedupe_opts usual(bool is_assign)
{
    return (struct crm_dedupe_opts){
        .clean = {.region = "CN", .decimal = '.'}, .is_assign = is_assign, .tmpdir = "/tmp"};
}

struct output {
    struct crm_buf text;
    size_t ncols;
};

static int put(void *to, const struct crm_str *cells, struct crm_err *e)
{
    struct output *out = to;

    (void)e;
    for (size_t c = 0; c < out->ncols; c++) {
        crm_buf_add_cstr(&out->text, c ? "," : "");
        crm_buf_add(&out->text, cells[c]);
    }
    crm_buf_add_char(&out->text, '\n');
    return 0;
}

/* Run over the tables; the output as text, or what failed in b->e. */
static void run(struct bench *b, const struct crm_dedupe_opts *o, struct output *out,
                struct crm_writer *id_map, struct crm_dedupe_counts *counts)
{
    struct crm_dedupe *d =
        crm_dedupe_new(b->heads, b->maps, b->n, o, &b->rejects, &b->ledger, &b->budget, &b->e);

    crm_buf_reset(&out->text);
    if (!d)
        return;
    size_t npassed;
    const struct crm_str *names = crm_dedupe_columns(d, &npassed, &out->ncols);
    assert_int_equal(out->ncols - npassed, o->is_assign ? 2 : 3);
    put(out, names, &b->e);
    for (size_t i = 0; i < b->n; i++)
        if (crm_dedupe_add(d, 0, &b->tables[i]->batch, &b->e))
            break;
    if (!crm_dedupe_settle(d, &b->e))
        crm_dedupe_write(d, put, out, id_map, &b->e);
    crm_dedupe_counts(d, counts);
    crm_dedupe_free(d);
}

/*
 * The id of a cluster as clusters.h states it: "c" and XXH3_64 of the smallest key; in the expected
 * text it stands as <KEY>.
 */
static void add_expected(struct crm_buf *out, const char *want)
{
    for (const char *p = want; *p; p++) {
        const char *end = *p == '<' ? strchr(p, '>') : NULL;
        if (!end) {
            crm_buf_add_char(out, *p);
            continue;
        }
        crm_buf_addf(out, "c%016llx",
                     (unsigned long long)XXH3_64bits(p + 1, (size_t)(end - p - 1)));
        p = end;
    }
}

static struct crm_dedupe_counts gives_of(const char *const *texts, size_t n,
                                         const struct crm_dedupe_opts *o, uint64_t rejected,
                                         const char *want)
{
    struct bench b;
    struct output out = {0};
    struct crm_buf expected = {0};
    struct crm_dedupe_counts k = {0};
    struct crm_sink *sink = rejected ? nowhere() : NULL;

    bench_init(&b, texts, n, sink);
    run(&b, o, &out, NULL, &k);
    assert_string_equal(crm_msg_code(b.e.what), "");
    add_expected(&expected, want);
    crm_buf_add_char(&expected, '\0');
    assert_str_eq(crm_buf_str(&out.text), expected.p);
    assert_int_equal(b.ledger.rows_rejected, rejected);
    assert_int_equal(b.ledger.rows_used + rejected, b.ledger.rows_in);
    assert_int_equal(k.records, b.ledger.rows_used);
    bench_clear(&b);
    crm_buf_clear(&out.text);
    crm_buf_clear(&expected);
    crm_sink_free(sink);
    return k;
}

static struct crm_dedupe_counts gives(const char *text, const struct crm_dedupe_opts *o,
                                      const char *want)
{
    return gives_of(&text, 1, o, 0, want);
}

static void records_that_share_a_contact_are_one_customer(void **state)
{
    struct crm_dedupe_opts o = usual(true);

    (void)state;
    /* a-b by phone in another spelling, b-c by e-mail, d alone. */
    struct crm_dedupe_counts k = gives("name,phone,email\n"
                                       "a,13817264593,\n"
                                       "d,13917264593,d@qq.com\n"
                                       "b,+86 138-1726-4593,B@qq.com\n"
                                       "c,,b@QQ.com\n",
                                       &o,
                                       "name,phone,email,customer_id,match_probability\n"
                                       "a,13817264593,,<e:b@qq.com>,\n"
                                       "d,13917264593,d@qq.com,<e:d@qq.com>,\n"
                                       "b,+86 138-1726-4593,B@qq.com,<e:b@qq.com>,\n"
                                       "c,,b@QQ.com,<e:b@qq.com>,\n");
    assert_int_equal(k.records, 4);
    assert_int_equal(k.customers, 2);
    assert_int_equal(k.anonymous, 0);
}

static void masked_and_borrowed_numbers_join_nobody(void **state)
{
    static const char *const text = "name,phone\n"
                                    "a,138****4593\nb,138****4593\n"
                                    "c,13800138000\nd,13800138000\n"
                                    "e,17531103964_6603\nf,17531103964_6604\n";
    struct crm_dedupe_opts o = usual(true);
    struct bench b;
    struct output out = {0};
    struct crm_dedupe_counts k;

    (void)state;
    bench_init(&b, &text, 1, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_false(crm_failed(&b.e));
    assert_int_equal(k.customers, 6);
    bench_clear(&b);
    crm_buf_clear(&out.text);
}

static void rows_alike_in_every_cell_are_one_where_nothing_tells_them_apart(void **state)
{
    static const char *const text = "name,phone\nAnna,\nAnna,\nBert,\n";
    struct crm_dedupe_opts o = usual(true);
    struct bench b;
    struct output out = {0};
    struct crm_dedupe_counts k;

    (void)state;
    bench_init(&b, &text, 1, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_int_equal(k.customers, 2);
    bench_clear(&b);
    crm_buf_clear(&out.text);
}

static void the_channels_own_id_is_a_key_within_its_channel(void **state)
{
    struct crm_dedupe_opts o = usual(true);
    struct crm_dedupe_counts k;
    static const char *const texts[] = {"customer_id,name\n7,a\n7,b\n", "customer_id,name\n7,c\n"};
    struct bench b;
    struct output out = {0};

    (void)state;
    /* Channels number their customers alike: 7 of the shop is not 7 of the till. */
    bench_init(&b,
               (const char *const[]){"customer_id,channel,name\n7,shop,a\n7,till,b\n7,shop,c\n"}, 1,
               NULL);
    run(&b, &o, &out, NULL, &k);
    assert_int_equal(k.customers, 2);
    crm_buf_add_char(&out.text, '\0');
    assert_non_null(
        strstr(out.text.p, "source_customer_id,channel,name,customer_id,match_probability\n"));
    bench_clear(&b);
    /* Without a channel column the file is the channel. */
    bench_init(&b, texts, 2, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_int_equal(k.customers, 2);
    bench_clear(&b);
    crm_buf_clear(&out.text);
}

static void a_golden_record_takes_the_newest_and_fills_its_blanks(void **state)
{
    struct crm_dedupe_opts o = usual(false);

    (void)state;
    gives("name,phone,email,city,updated_at\n"
          "Old,13817264593,a@qq.com,Rome,2024-01-01\n"
          "New,13817264593,,,2024-06-01\n"
          "Other,13917264593,,Bonn,\n",
          &o,
          "name,phone,email,city,updated_at,customer_id,match_probability,records\n"
          "New,13817264593,a@qq.com,Rome,2024-06-01,<e:a@qq.com>,,2\n"
          "Other,13917264593,,Bonn,,<p:+8613917264593>,,1\n");
}

static void golden_records_stand_in_the_order_of_their_ids(void **state)
{
    struct crm_dedupe_opts o = usual(false);

    (void)state;
    gives("record_id,name,phone\nr9,a,13817264593\nr2,b,13917264593\nr1,c,13817264593\n", &o,
          "record_id,name,phone,customer_id,match_probability,records\n"
          "r1,c,13817264593,r1,,2\n"
          "r2,b,13917264593,r2,,1\n");
}

static void who_says_nothing_of_himself_is_anonymous(void **state)
{
    static const char *const text = "name,phone,amount\nAnna,13817264593,1\n先生,-,2\n,,3\n";
    struct crm_dedupe_opts o = usual(true);

    (void)state;
    struct crm_dedupe_counts k = gives(text, &o,
                                       "name,phone,amount,customer_id,match_probability\n"
                                       "Anna,13817264593,1,<p:+8613817264593>,\n"
                                       "先生,-,2,,\n"
                                       ",,3,,\n");
    assert_int_equal(k.anonymous, 2);
    assert_int_equal(k.customers, 1);
    /* Among customers there is no place for them. */
    o.is_assign = false;
    gives_of(&text, 1, &o, 2,
             "name,phone,amount,customer_id,match_probability,records\n"
             "Anna,13817264593,1,<p:+8613817264593>,,1\n");
}

static void exact_columns_alone_decide(void **state)
{
    static const struct crm_str exact[] = {{"name", 4}, {"city", 4}};
    static const char *const missing = "name,phone\nAnna,1\n";
    struct crm_dedupe_opts o = usual(true);
    struct bench b;
    struct output out = {0};
    struct crm_dedupe_counts k;

    (void)state;
    o.exact = exact;
    o.nexact = 2;
    bench_init(&b,
               (const char *const[]){"name,city,phone\n"
                                     "Anna,Rome,1\n ANNA ,rome,2\nAnna,Bonn,1\nAnna,,1\n"},
               1, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_false(crm_failed(&b.e));
    assert_int_equal(k.customers, 3);
    bench_clear(&b);
    bench_init(&b, &missing, 1, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_int_equal(b.e.status, CRM_DATA);
    assert_int_equal(b.e.what, CRM_MSG_UNKNOWN_COLUMN);
    assert_string_equal(b.e.text, "city");
    bench_clear(&b);
    crm_buf_clear(&out.text);
}

static void run_twice_it_replaces_its_own_columns(void **state)
{
    static const char *const text = "customer_id,channel,name,phone\n"
                                    "7,shop,a,13817264593\n8,shop,b,13917264593\n"
                                    "7,till,c,13917264593\n";

    (void)state;
    for (int is_assign = 0; is_assign < 2; is_assign++) {
        struct crm_dedupe_opts o = usual(is_assign);
        struct bench b;
        struct output once = {0}, twice = {0};
        struct crm_dedupe_counts k;

        bench_init(&b, &text, 1, NULL);
        run(&b, &o, &once, NULL, &k);
        assert_int_equal(k.customers, 2);
        bench_clear(&b);
        crm_buf_add_char(&once.text, '\0');
        bench_init(&b, (const char *const[]){once.text.p}, 1, NULL);
        run(&b, &o, &twice, NULL, &k);
        assert_int_equal(k.customers, 2);
        bench_clear(&b);
        crm_buf_add_char(&twice.text, '\0');
        /* Only the number of records counts anew: golden records are one each. */
        if (is_assign)
            assert_string_equal(twice.text.p, once.text.p);
        else
            assert_int_equal(strcspn(twice.text.p, "\n"), strcspn(once.text.p, "\n"));
        crm_buf_clear(&once.text);
        crm_buf_clear(&twice.text);
    }
}

static void the_id_map_has_every_record_in_input_order(void **state)
{
    static const char *const texts[] = {"customer_id,channel,phone\n7,shop,13817264593\n",
                                        "phone,channel\n13917264593,till\n13817264593,till\n"};
    static const char want[] = "customer_id,channel,source_customer_id,file,row\n"
                               "<i:KEY>,shop,7,one.csv,1\n"
                               "<p:+8613917264593>,till,,two.csv,1\n"
                               "<i:KEY>,till,,two.csv,2\n";

    (void)state;
    for (int is_assign = 0; is_assign < 2; is_assign++) {
        struct crm_dedupe_opts o = usual(is_assign);
        struct bench b;
        struct output out = {0};
        struct crm_dedupe_counts k;
        struct crm_writer w;
        struct crm_buf expected = {0};
        char id[32];

        bench_init(&b, texts, 2, NULL);
        crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
        run(&b, &o, &out, &w, &k);
        assert_false(crm_failed(&b.e));
        /* The smallest key is that of channel and id: "i" stands before "p". */
        snprintf(id, sizeof(id), "c%016llx",
                 (unsigned long long)XXH3_64bits("i:shop\0"
                                                 "7",
                                                 8));
        for (const char *p = want; *p;) {
            if (strncmp(p, "<i:KEY>", 7) == 0) {
                crm_buf_add_cstr(&expected, id);
                p += 7;
            } else if (*p == '<') {
                size_t n = strcspn(p, ">") + 1;
                char part[64];
                snprintf(part, sizeof(part), "%.*s", (int)n, p);
                add_expected(&expected, part);
                p += n;
            } else {
                crm_buf_add_char(&expected, *p++);
            }
        }
        crm_buf_add_char(&expected, '\0');
        assert_str_eq(crm_buf_str(&w.buf), expected.p);
        crm_writer_clear(&w);
        bench_clear(&b);
        crm_buf_clear(&out.text);
        crm_buf_clear(&expected);
    }
}

static void inputs_without_anything_to_join_by_are_an_error(void **state)
{
    static const char *const text = "order_id,amount\n1,2\n";
    struct crm_dedupe_opts o = usual(true);
    struct bench b;
    struct output out = {0};
    struct crm_dedupe_counts k;

    (void)state;
    bench_init(&b, &text, 1, NULL);
    run(&b, &o, &out, NULL, &k);
    assert_int_equal(b.e.status, CRM_DATA);
    assert_int_equal(b.e.what, CRM_MSG_NO_CUSTOMER_KEY);
    bench_clear(&b);
    crm_buf_clear(&out.text);
}

static uint32_t random_below(uint64_t *s, uint32_t n)
{
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*s >> 33) % n);
}

static int compare_lines(const void *a, const void *b)
{
    return crm_str_cmp(*(const struct crm_str *)a, *(const struct crm_str *)b);
}

/* The lines of the output below its header, sorted. */
static void sort_lines(struct crm_buf *text)
{
    struct crm_str all = crm_buf_str(text);
    size_t n = cut(all, '\n', NULL) - 1;
    struct crm_str *lines = crm_alloc_array(n + 1, sizeof(*lines));
    struct crm_buf sorted = {0};

    cut(all, '\n', lines);
    qsort(lines + 1, n - 1, sizeof(*lines), compare_lines);
    for (size_t i = 0; i < n; i++) {
        crm_buf_add(&sorted, lines[i]);
        crm_buf_add_char(&sorted, '\n');
    }
    free(lines);
    crm_buf_clear(text);
    *text = sorted;
}

static void the_order_of_rows_plays_no_part(void **state)
{
    enum { ROWS = 40 };
    static const char *const channels[] = {"shop", "till", ""};
    uint64_t seed = 11;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct crm_dedupe_opts o = usual(round % 2);
        char rows[ROWS][96];
        struct output first = {0};

        for (size_t i = 0; i < ROWS; i++)
            snprintf(rows[i], sizeof(rows[i]),
                     "%.0u,%s,n%u,138172645%02u,%.0u@qq.com,2024-01-%02u\n", random_below(&seed, 6),
                     channels[random_below(&seed, 3)], random_below(&seed, 9),
                     random_below(&seed, 30), random_below(&seed, 30), 1 + random_below(&seed, 3));
        for (int shuffle = 0; shuffle < 3; shuffle++) {
            struct crm_buf text = {0};
            struct output out = {0};
            struct crm_dedupe_counts k;
            struct bench b;

            crm_buf_add_cstr(&text, "customer_id,channel,name,phone,email,updated_at\n");
            for (size_t i = 0; i < ROWS; i++)
                crm_buf_add_cstr(&text, rows[i]);
            crm_buf_add_char(&text, '\0');
            bench_init(&b, (const char *const[]){text.p}, 1, NULL);
            run(&b, &o, &out, NULL, &k);
            assert_false(crm_failed(&b.e));
            if (o.is_assign)
                sort_lines(&out.text);
            if (!shuffle)
                crm_buf_add(&first.text, crm_buf_str(&out.text));
            assert_true(crm_str_eq(crm_buf_str(&out.text), crm_buf_str(&first.text)));
            bench_clear(&b);
            crm_buf_clear(&out.text);
            crm_buf_clear(&text);
            for (size_t i = ROWS - 1; i > 0; i--) {
                size_t j = random_below(&seed, (uint32_t)i + 1);
                char swap[96];
                memcpy(swap, rows[i], sizeof(swap));
                memcpy(rows[i], rows[j], sizeof(swap));
                memcpy(rows[j], swap, sizeof(swap));
            }
        }
        crm_buf_clear(&first.text);
    }
}

static void a_small_budget_is_an_error_and_not_a_crash(void **state)
{
    static const char *const text = "name,phone\na,13817264593\nb,13917264593\n";

    (void)state;
    for (size_t limit = 1; limit < 2000000; limit = limit * 3 / 2 + 1) {
        struct crm_dedupe_opts o = usual(limit % 2);
        struct bench b;
        struct output out = {0};
        struct crm_dedupe_counts k;

        bench_init(&b, &text, 1, NULL);
        b.budget.limit_bytes = limit;
        run(&b, &o, &out, NULL, &k);
        assert_true(!crm_failed(&b.e) || b.e.what == CRM_MSG_MEMORY_LIMIT);
        bench_clear(&b);
        crm_buf_clear(&out.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_that_share_a_contact_are_one_customer),
        cmocka_unit_test(masked_and_borrowed_numbers_join_nobody),
        cmocka_unit_test(rows_alike_in_every_cell_are_one_where_nothing_tells_them_apart),
        cmocka_unit_test(the_channels_own_id_is_a_key_within_its_channel),
        cmocka_unit_test(a_golden_record_takes_the_newest_and_fills_its_blanks),
        cmocka_unit_test(golden_records_stand_in_the_order_of_their_ids),
        cmocka_unit_test(who_says_nothing_of_himself_is_anonymous),
        cmocka_unit_test(exact_columns_alone_decide),
        cmocka_unit_test(run_twice_it_replaces_its_own_columns),
        cmocka_unit_test(the_id_map_has_every_record_in_input_order),
        cmocka_unit_test(inputs_without_anything_to_join_by_are_an_error),
        cmocka_unit_test(the_order_of_rows_plays_no_part),
        cmocka_unit_test(a_small_budget_is_an_error_and_not_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
