/* test_keep.c - one row of each key: the one that a plain search over all rows finds. */
#include "table.h"

#include <stdio.h>

#include "base/crew.h"
#include "match/keep.h"

enum { ROWS = 20000, BATCH = 700, KEYS = 3000, WORKERS_MAX = 8 };

static const struct crm_str email = CRM_STR_INIT("email");

/* Rows of which many share a key, a date, an id, all three, or everything. */
static void make_text(struct crm_buf *text)
{
    static const char *const dates[] = {
        "",       "2024-01-05", "2024-01-05 10:00:00", "2024-01-05 10:00:01", "2024-01-05T00:00",
        "no date"};
    uint64_t s = 11;

    crm_buf_add_cstr(text, "customer_id,email,updated_at,created_at,note");
    for (int i = 0; i < ROWS; i++) {
        s = s * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned key = (unsigned)(s >> 33) % KEYS, a = (unsigned)(s >> 48) % 6;
        unsigned b = (unsigned)(s >> 52) % 6, note = (unsigned)(s >> 56) % 4;
        if (key % 50 == 0)
            crm_buf_addf(text, "\nc%u, ,%s,%s,n%u", note, dates[a], dates[b], note % 2);
        else
            crm_buf_addf(text, "\nc%u,%s%u@x.cn,%s,%s,n%u", note, a % 2 ? "USER" : " user", key,
                         dates[a], dates[b], note % 2);
    }
}

/* ---- a plain search -------------------------------------------------------------- */

/* The dates above as seconds of their day; -1: none. */
static int plain_second(struct crm_str cell)
{
    if (cell.n == 0 || cell.p[0] == 'n')
        return -1;
    return cell.n < 19 ? 0 : cell.p[18] == '1' ? 36001 : 36000;
}

static int plain_when(const struct crm_str *cells)
{
    int updated = plain_second(cells[2]);

    return updated >= 0 ? updated : plain_second(cells[3]);
}

/* The number in the e-mail; 0: the cell is blank. */
static int plain_key(struct crm_str cell)
{
    int key = 0;

    for (size_t i = 0; i < cell.n && cell.p[i] != '@'; i++)
        if (crm_is_digit(cell.p[i]))
            key = key * 10 + (cell.p[i] - '0');
    return key;
}

static bool plain_is_better(const struct table *t, size_t a, size_t b, enum crm_keep_which which)
{
    const struct crm_str *one = crm_batch_row(&t->batch, a), *other = crm_batch_row(&t->batch, b);
    int order = plain_when(one) - plain_when(other);

    if (which == CRM_KEEP_FIRST || which == CRM_KEEP_LAST)
        return (a < b) == (which == CRM_KEEP_FIRST);
    if (!order)
        order = crm_str_cmp(one[0], other[0]);
    /* Only blanks need quotes here, and a quote comes before the letters. */
    bool quoted[] = {one[1].p[0] == ' ', other[1].p[0] == ' '};
    if (!order && quoted[0] != quoted[1])
        order = quoted[0] ? -1 : 1;
    if (!order)
        order = crm_str_cmp(t->lines[a + 1], t->lines[b + 1]);
    if (!order)
        return a < b;
    return (order > 0) == (which == CRM_KEEP_NEWEST);
}

static void add_plain_row(struct crm_buf *out, const struct crm_str *cells)
{
    for (size_t c = 0; c < 5; c++) {
        bool is_quoted = cells[c].n && cells[c].p[0] == ' ';
        crm_buf_add_cstr(out, c ? "," : "");
        crm_buf_add_cstr(out, is_quoted ? "\"" : "");
        crm_buf_add(out, cells[c]);
        crm_buf_add_cstr(out, is_quoted ? "\"" : "");
    }
    crm_buf_add_char(out, '\n');
}

static void plain(const struct table *t, enum crm_keep_which which, struct crm_buf *out,
                  struct crm_keep_counts *counts)
{
    size_t best[KEYS], n = t->batch.nrows;

    *counts = (struct crm_keep_counts){.records = n};
    for (int k = 0; k < KEYS; k++)
        best[k] = n;
    for (size_t r = 0; r < n; r++) {
        int key = plain_key(crm_batch_row(&t->batch, r)[1]);
        if (best[key] == n || plain_is_better(t, r, best[key], which))
            best[key] = r;
    }
    for (size_t r = 0; r < n; r++) {
        const struct crm_str *cells = crm_batch_row(&t->batch, r);
        int key = plain_key(cells[1]);
        counts->without_key += !key;
        if (key && best[key] != r)
            continue;
        counts->kept++;
        add_plain_row(out, cells);
    }
}

/* ---- the same by several threads ------------------------------------------------- */

struct job {
    struct crm_keep *keep;
    const struct table *table;
    size_t nworkers;
    struct crm_err errs[WORKERS_MAX];
};

/* Every nworkers-th batch, the last ones first. */
static void add_batches(void *p, size_t worker)
{
    struct job *job = p;
    size_t n = (ROWS + BATCH - 1) / BATCH;

    for (size_t i = n; i-- > 0;) {
        struct crm_batch b = job->table->batch;
        if (i % job->nworkers != worker)
            continue;
        b.piece = i;
        b.cells = crm_batch_row(&job->table->batch, i * BATCH);
        b.nrows = i + 1 < n ? BATCH : ROWS - i * BATCH;
        crm_keep_add(job->keep, worker, &b, &job->errs[worker]);
    }
}

static void give(struct crm_keep *k, struct crm_buf *out, struct crm_err *e)
{
    struct crm_writer w;

    crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
    for (size_t i = 0; i < crm_keep_pieces(k); i++)
        assert_int_equal(crm_keep_take(k, i, &w, e), 0);
    crm_buf_add(out, crm_buf_str(&w.buf));
    crm_writer_clear(&w);
}

static void keeps_what_a_plain_search_finds(struct bench *b, enum crm_keep_which which,
                                            size_t nworkers, size_t limit_bytes)
{
    static const bool selected[] = {true, true, true, true, true};
    struct crm_budget budget = {.limit_bytes = limit_bytes};
    struct crm_keep_opts o = {.clean = {.region = "CN", .decimal = '.'},
                              .exact = &email,
                              .nexact = 1,
                              .which = which,
                              .tmpdir = "/tmp",
                              .nworkers = nworkers};
    struct crm_buf want = {0}, got = {0};
    struct crm_keep_counts expected, counts;
    struct crm_writer like;
    struct job job = {.table = b->tables[0], .nworkers = nworkers};

    job.keep = crm_keep_new(b->heads, b->maps, 1, &o, &b->ledger, &budget, &b->e);
    assert_non_null(job.keep);
    crm_writer_init(&like, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
    like.ncols = 5;
    crm_keep_format(job.keep, &like, selected);
    crm_crew_run(nworkers, add_batches, &job);
    for (size_t w = 0; w < nworkers; w++)
        assert_int_equal(job.errs[w].status, CRM_OK);
    assert_int_equal(crm_keep_settle(job.keep, &b->e), 0);
    give(job.keep, &got, &b->e);
    crm_keep_counts(job.keep, &counts);
    plain(b->tables[0], which, &want, &expected);
    assert_int_equal(counts.records, expected.records);
    assert_int_equal(counts.kept, expected.kept);
    assert_int_equal(counts.without_key, expected.without_key);
    assert_true(crm_str_eq(crm_buf_str(&got), crm_buf_str(&want)));
    crm_keep_free(job.keep);
    assert_int_equal(budget.used_bytes, 0);
    crm_buf_clear(&want);
    crm_buf_clear(&got);
}

static void random_rows_are_kept_as_a_plain_search_keeps_them(void **state)
{
    static const size_t workers[] = {1, 2, 8};
    static const size_t limits[] = {0, 400000};
    struct crm_buf text = {0};
    struct bench b;

    (void)state;
    make_text(&text);
    crm_buf_add_char(&text, '\0');
    bench_init(&b, (const char *const[]){text.p}, 1, NULL);
    for (int which = CRM_KEEP_NEWEST; which <= CRM_KEEP_LAST; which++)
        for (size_t w = 0; w < 3; w++)
            for (size_t l = 0; l < 2; l++)
                keeps_what_a_plain_search_finds(&b, (enum crm_keep_which)which, workers[w],
                                                limits[l]);
    assert_int_equal(b.ledger.rows_used, ROWS * 4 * 3 * 2);
    bench_clear(&b);
    crm_buf_clear(&text);
}

static void memory_that_is_too_small_is_an_error(void **state)
{
    struct crm_keep_opts o = {.clean = {.region = "CN", .decimal = '.'},
                              .exact = &email,
                              .nexact = 1,
                              .tmpdir = "/tmp",
                              .nworkers = 1};
    struct crm_budget budget = {.limit_bytes = 64};
    struct crm_writer like = {0};
    struct bench b;

    (void)state;
    bench_init(&b, (const char *const[]){"email\na@x.cn\n"}, 1, NULL);
    struct crm_keep *k = crm_keep_new(b.heads, b.maps, 1, &o, &b.ledger, &budget, &b.e);
    assert_non_null(k);
    like.ncols = 1;
    crm_keep_format(k, &like, (const bool[]){true});
    assert_int_equal(crm_keep_add(k, 0, &b.tables[0]->batch, &b.e), -1);
    assert_int_equal(b.e.status, CRM_SYSTEM);
    assert_int_equal(b.e.what, CRM_MSG_MEMORY_LIMIT);
    assert_int_equal(crm_keep_settle(k, &b.e), -1);
    crm_keep_free(k);
    assert_int_equal(budget.used_bytes, 0);
    bench_clear(&b);
}

/* Two that are alike and one that differs in its last byte only. */
static void keys_may_be_of_any_length(void **state)
{
    enum { LONG = 70000 };
    struct crm_buf text = {0}, got = {0};
    struct bench b;

    (void)state;
    crm_buf_add_cstr(&text, "customer_id,email,updated_at,created_at,note");
    for (int i = 0; i < 3; i++) {
        crm_buf_addf(&text, "\nc%d,", i);
        memset(crm_buf_room(&text, LONG), 'k', LONG);
        text.n += LONG;
        crm_buf_addf(&text, "%s,2024-01-0%d,,", i == 1 ? "x" : "y", 3 - i);
    }
    crm_buf_add_char(&text, '\0');
    bench_init(&b, (const char *const[]){text.p}, 1, NULL);
    struct crm_keep_opts o = {.clean = {.region = "CN", .decimal = '.'},
                              .exact = &email,
                              .nexact = 1,
                              .tmpdir = "/tmp",
                              .nworkers = 1};
    struct crm_writer like;
    struct crm_keep *k = crm_keep_new(b.heads, b.maps, 1, &o, &b.ledger, &b.budget, &b.e);
    crm_writer_init(&like, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
    crm_keep_format(k, &like, (const bool[]){true, true, true, true, true});
    assert_int_equal(crm_keep_add(k, 0, &b.tables[0]->batch, &b.e), 0);
    assert_int_equal(crm_keep_settle(k, &b.e), 0);
    give(k, &got, &b.e);
    struct crm_str lines[4];
    assert_int_equal(cut(crm_buf_str(&got), '\n', NULL), 3);
    cut(crm_buf_str(&got), '\n', lines);
    assert_true(crm_str_eq(lines[0], b.tables[0]->lines[1]));
    assert_true(crm_str_eq(lines[1], b.tables[0]->lines[2]));
    crm_keep_free(k);
    bench_clear(&b);
    crm_buf_clear(&text);
    crm_buf_clear(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_rows_are_kept_as_a_plain_search_keeps_them),
        cmocka_unit_test(memory_that_is_too_small_is_an_error),
        cmocka_unit_test(keys_may_be_of_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
