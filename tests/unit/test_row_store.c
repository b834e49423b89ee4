/*
 * test_row_store.c - rows come back as the writer writes their cells, whether they stand in the
 * file so, nearly so, or otherwise, and what is dropped does not.
 */
#include "files.h"

#include <sys/mman.h>

#include "csv/reader.h"
#include "match/padded.h"
#include "match/row_store.h"
#include "table/roles.h"

enum { TEXTS = 30000, LONGEST = 40, COLUMNS = 3, MAX_FIELD = 1 << 20 };

static uint64_t seed = 7;

static unsigned draw(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (unsigned)(seed >> 33) % n;
}

/* A file in memory, used again for every text. */
static const char *name_of(struct crm_str s)
{
    static char name[64];
    static int fd = -1;

    if (fd < 0) {
        fd = memfd_create("rows", MFD_CLOEXEC);
        assert_true(fd >= 0);
        snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    }
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, s.p, s.n, 0), s.n);
    return name;
}

/* How a store is asked to work. */
struct way {
    struct crm_writer_opts format;
    char delimiter; /* of the input */
    size_t ncolumns;
    const size_t *from; /* fewer or other columns, or NULL */
    size_t nfields;
    size_t share_bytes;
    bool drops_all;
};

/* Append the row as the writer writes it; where it ends. */
static size_t write_row(struct crm_writer *w, const struct crm_str *cells, const struct way *way)
{
    struct crm_err e = {0};

    for (size_t i = 0; i < way->nfields; i++)
        crm_writer_field(w, crm_row_cell(cells, way->from ? way->from[i] : i));
    assert_int_equal(crm_writer_end(w, &e), 0);
    return w->buf.n;
}

static bool is_dropped(const struct way *way, size_t row)
{
    return way->drops_all || row % 3 == 1;
}

static void comes_back(struct crm_str text, const struct way *way)
{
    static const struct crm_str names[COLUMNS] = {{"x", 1}, {"y", 1}, {"z", 1}};
    struct crm_reader_opts o = {.delimiter = way->delimiter,
                                .columns = names,
                                .ncolumns = way->ncolumns,
                                .max_field_bytes = MAX_FIELD};
    struct crm_budget budget = {0};
    struct crm_ledger ledger = {0};
    struct crm_err e = {0};
    struct crm_batch b = {0};
    struct crm_writer all, kept, got;
    struct crm_buf room = {0};
    const char *file = name_of(text);
    size_t ends[LONGEST * 4], rows[LONGEST], nrows = 0, npieces = 0;

    crm_writer_init(&all, NULL, &way->format);
    all.names = names;
    all.ncols = way->nfields;
    kept = got = all;
    struct crm_row_store *s = crm_row_store_new("/tmp", 1, way->share_bytes, &budget);
    crm_row_store_format(s, &all, way->nfields);
    struct crm_reader *r = crm_reader_open(&file, 1, &o, &ledger, &e);
    while (r && crm_reader_next(r, &b, &e)) {
        assert_true(b.piece == npieces && nrows + b.nrows < LONGEST * 4);
        for (size_t i = 0; i < b.nrows; i++) {
            ends[nrows++] = write_row(&all, crm_batch_row(&b, i), way);
            if (!is_dropped(way, i))
                write_row(&kept, crm_batch_row(&b, i), way);
        }
        rows[npieces++] = b.nrows;
        assert_int_equal(crm_row_store_put(s, 0, &b, way->from, &e), 0);
    }
    if (crm_failed(&e)) /* a row did not fit */
        npieces = 0;
    for (size_t piece = 0, n = 0, from = 0; piece < npieces; piece++) {
        for (size_t i = 0; i < rows[piece]; i++, from = ends[n++]) {
            struct crm_str want = {all.buf.p + from, ends[n] - from};
            struct crm_str is = crm_row_store_text(s, piece, i, &room, &e);
            assert_int_equal(is.n, want.n);
            assert_memory_equal(is.p, want.p, want.n);
            if (is_dropped(way, i))
                crm_row_store_drop(s, &(struct crm_row_place){(uint32_t)piece, (uint32_t)i}, 1);
        }
        assert_int_equal(crm_row_store_take(s, piece, &got, &e), 0);
    }
    if (npieces) {
        assert_int_equal(got.rows, kept.rows);
        assert_true(crm_str_eq(crm_buf_str(&got.buf), crm_buf_str(&kept.buf)));
    }
    crm_row_store_free(s);
    assert_int_equal(budget.used_bytes, 0);
    crm_reader_close(r);
    crm_batch_clear(&b);
    crm_writer_clear(&all);
    crm_writer_clear(&kept);
    crm_writer_clear(&got);
    crm_buf_clear(&room);
}

/* Rows of that many cells, of what must be quoted and what need not. */
static void make_text(struct crm_buf *text, const struct way *way)
{
    static const char *const cells[] = {"",
                                        "a",
                                        " a",
                                        "a ",
                                        " ",
                                        "\t",
                                        "b\tb",
                                        "\tb",
                                        "\"\"",
                                        "\" \"",
                                        "\"c\"",
                                        "\"c \"",
                                        "\"d,;d\"",
                                        "e\"e",
                                        "\"f\"\"\"",
                                        "\"\"\"\"",
                                        "longer than a word",
                                        " and more than that ",
                                        "\"g\nh\"",
                                        "\xE5\xBC\xA0"};
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r", "\n\n"};

    crm_buf_reset(text);
    for (unsigned rows = draw(LONGEST / 4) + 1; rows; rows--) {
        for (size_t c = 0; c < way->ncolumns; c++) {
            if (c)
                crm_buf_add_char(text, way->delimiter);
            /* Half of the texts have no quotes. */
            crm_buf_add_cstr(text, cells[draw(rows % 2 ? 8 : sizeof(cells) / sizeof(*cells))]);
        }
        crm_buf_add_cstr(text, ends[draw(6)]);
    }
}

static void rows_come_back_as_the_writer_writes_them(void **state)
{
    static const size_t turned[] = {2, 0}, first[] = {0, 1}, missing[] = {0, CRM_NO_COLUMN, 2};
    static const char delimiters[] = {',', ';', '\t'};
    struct crm_buf text = {0};

    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        struct way way = {.format = {.format = draw(8) ? (draw(3) ? CRM_CSV : CRM_TSV) : CRM_JSONL,
                                     .crlf = !draw(4)},
                          .delimiter = delimiters[draw(2) ? 0 : draw(3)],
                          .ncolumns = draw(COLUMNS) + 1,
                          .share_bytes = draw(2),
                          .drops_all = !draw(10)};
        way.nfields = way.ncolumns;
        if (way.ncolumns == COLUMNS && !draw(3)) {
            static const size_t *const froms[] = {turned, first, missing};
            static const size_t ns[] = {2, 2, 3};
            unsigned which = draw(3);
            way.from = froms[which];
            way.nfields = ns[which];
        }
        make_text(&text, &way);
        comes_back(crm_buf_str(&text), &way);
    }
    crm_buf_clear(&text);
}

static void outer_blanks_get_quotes_wherever_they_stand(void **state)
{
    static const char symbols[] = "a ,\t";
    char row[LONGEST + CRM_PADDED_BEHIND] = {0}, to[3 * LONGEST + 2];

    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        char delimiter = draw(2) ? ',' : '\t';
        size_t n = draw(LONGEST);
        struct crm_writer w;
        crm_writer_init(
            &w, NULL,
            &(struct crm_writer_opts){delimiter == ',' ? CRM_CSV : CRM_TSV, false, false});
        w.ncols = 2; /* an only field would be quoted when it is empty */
        for (size_t c = 0; c < n; c++) {
            row[c] = symbols[draw(4)];
            if (row[c] == (delimiter == ',' ? '\r' : ',')) /* to be quoted for itself */
                row[c] = 'a';
        }
        for (size_t from = 0, c = 0; c <= n; c++)
            if (c == n || row[c] == delimiter) {
                crm_writer_field(&w, (struct crm_str){row + from, c - from});
                from = c + 1;
            }
        size_t got = crm_padded_quote((struct crm_str){row, n}, delimiter, to);
        assert_int_equal(got, w.buf.n);
        if (got)
            assert_memory_equal(to, w.buf.p, got);
        crm_writer_clear(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_the_writer_writes_them),
        cmocka_unit_test(outer_blanks_get_quotes_wherever_they_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
