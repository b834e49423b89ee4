/* test_writer.c - rows out as CSV, TSV or JSON lines. */
#include "files.h"

#include <csv.h>
#include <jansson.h>

#include "csv/writer.h"

enum { COLUMNS = 3 };

static const struct crm_str names[COLUMNS] = {{"id", 2}, {"na,me", 5}, {"ti\tt\"le", 7}};

/* A row of as many C strings as there are columns. */
static void add_row(struct crm_writer *w, size_t n, const char *const *cells, struct crm_err *e)
{
    for (size_t i = 0; i < n; i++)
        crm_writer_field(w, crm_str_of(cells[i]));
    assert_int_equal(crm_writer_end(w, e), 0);
}

#define ADD_ROW(w, e, ...)                                                                         \
    add_row((w), sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),                      \
            (const char *const[]){__VA_ARGS__}, (e))

/* What stands in the writer after a header and two rows. */
static void writes(const struct crm_writer_opts *o, const char *want)
{
    struct crm_writer w;
    struct crm_err e = {0};

    crm_writer_init(&w, NULL, o);
    assert_int_equal(crm_writer_header(&w, names, COLUMNS, &e), 0);
    ADD_ROW(&w, &e, "1", "a,b", "x\ty");
    ADD_ROW(&w, &e, "", "say \"hi\"", " \\ ");
    assert_int_equal(w.rows, 2);
    assert_str_eq(crm_buf_str(&w.buf), want);
    crm_writer_clear(&w);
}

static void each_format_quotes_what_it_must_and_no_more(void **state)
{
    (void)state;
    writes(&(struct crm_writer_opts){.format = CRM_CSV},
           "id,\"na,me\",\"ti\tt\"\"le\"\n1,\"a,b\",x\ty\n,\"say \"\"hi\"\"\",\" \\ \"\n");
    writes(&(struct crm_writer_opts){.format = CRM_TSV},
           "id\tna,me\t\"ti\tt\"\"le\"\n1\ta,b\t\"x\ty\"\n\t\"say \"\"hi\"\"\"\t\" \\ \"\n");
    writes(&(struct crm_writer_opts){.format = CRM_JSONL},
           "{\"id\":\"1\",\"na,me\":\"a,b\",\"ti\\u0009t\\\"le\":\"x\\u0009y\"}\n"
           "{\"id\":\"\",\"na,me\":\"say \\\"hi\\\"\",\"ti\\u0009t\\\"le\":\" \\\\ \"}\n");
}

static void a_byte_order_mark_and_crlf_are_written_when_asked_for(void **state)
{
    (void)state;
    writes(&(struct crm_writer_opts){.format = CRM_CSV, .bom = true, .crlf = true},
           "\xEF\xBB\xBFid,\"na,me\",\"ti\tt\"\"le\"\r\n1,\"a,b\",x\ty\r\n"
           ",\"say \"\"hi\"\"\",\" \\ \"\r\n");
}

static void line_ends_and_outer_blanks_are_quoted(void **state)
{
    static const char *const quoted[] = {"a\nb", "a\rb", "\r\n", " a", "a ", "\ta", "a\t", " "};
    struct crm_writer w;
    struct crm_err e = {0};
    struct crm_buf want = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(quoted) / sizeof(*quoted); i++) {
        crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
        ADD_ROW(&w, &e, quoted[i], "a b");
        crm_buf_reset(&want);
        crm_buf_addf(&want, "\"%s\",a b\n", quoted[i]);
        assert_true(crm_str_eq(crm_buf_str(&w.buf), crm_buf_str(&want)));
        crm_writer_clear(&w);
    }
    crm_buf_clear(&want);
}

static void an_empty_only_field_is_no_blank_line(void **state)
{
    struct crm_writer w;
    struct crm_err e = {0};

    (void)state;
    crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
    crm_writer_header(&w, names, 1, &e);
    ADD_ROW(&w, &e, "");
    ADD_ROW(&w, &e, "a");
    assert_str_eq(crm_buf_str(&w.buf), "id\n\"\"\na\n");
    crm_writer_clear(&w);
}

static void json_holds_any_bytes_below_a_space(void **state)
{
    struct crm_writer w;
    struct crm_err e = {0};
    char all[33];

    (void)state;
    for (int i = 0; i < 33; i++)
        all[i] = (char)i;
    crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_JSONL});
    crm_writer_header(&w, names, 2, &e);
    crm_writer_field(&w, (struct crm_str){all, sizeof(all)});
    crm_writer_field(&w, CRM_STR("客户\x7F"));
    crm_writer_end(&w, &e);
    /* Another program's reader gets back what was written. */
    json_error_t error;
    json_t *row = json_loadb(w.buf.p, w.buf.n, JSON_ALLOW_NUL, &error);
    assert_non_null(row);
    json_t *id = json_object_get(row, "id");
    assert_int_equal(json_string_length(id), sizeof(all));
    assert_memory_equal(json_string_value(id), all, sizeof(all));
    assert_string_equal(json_string_value(json_object_get(row, "na,me")), "客户\x7F");
    json_decref(row);
    crm_writer_clear(&w);
}

/* ---- what is written reads back: libcsv, blanks kept -------------------------------------------
 */

struct back {
    struct crm_buf text; /* fields, each behind its length */
};

static void back_field(void *p, size_t n, void *data)
{
    struct back *b = data;

    crm_buf_addf(&b->text, "%zu:", n);
    crm_buf_add(&b->text, (struct crm_str){p, n});
}

static void back_record(int terminator, void *data)
{
    struct back *b = data;

    (void)terminator;
    crm_buf_add_cstr(&b->text, "/");
}

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static void any_cells_read_back_as_they_were(void **state)
{
    static const char symbols[] = "a\" ,\t\r\n;";
    uint32_t x = 1;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct crm_writer w;
        struct crm_err e = {0};
        struct back got = {0}, want = {0};
        struct csv_parser csv;
        bool is_tsv = round % 2;

        crm_writer_init(&w, NULL,
                        &(struct crm_writer_opts){.format = is_tsv ? CRM_TSV : CRM_CSV,
                                                  .crlf = round % 3 == 0});
        w.ncols = 1 + (size_t)round % 4;
        for (int row = 0; row < 5; row++) {
            for (size_t c = 0; c < w.ncols; c++) {
                char cell[8];
                size_t n = (x >> 20) % 6;
                for (size_t i = 0; i < n; i++) {
                    x = x * 1664525 + 1013904223;
                    cell[i] = symbols[(x >> 24) % (sizeof(symbols) - 1)];
                }
                x = x * 1664525 + 1013904223;
                crm_writer_field(&w, (struct crm_str){cell, n});
                back_field(cell, n, &want);
            }
            crm_writer_end(&w, &e);
            back_record(0, &want);
        }
        csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI);
        csv_set_space_func(&csv, no_blank);
        csv_set_delim(&csv, is_tsv ? '\t' : ',');
        assert_int_equal(csv_parse(&csv, w.buf.p, w.buf.n, back_field, back_record, &got), w.buf.n);
        assert_int_equal(csv_fini(&csv, back_field, back_record, &got), 0);
        csv_free(&csv);
        assert_true(crm_str_eq(crm_buf_str(&got.text), crm_buf_str(&want.text)));
        crm_buf_clear(&got.text);
        crm_buf_clear(&want.text);
        crm_writer_clear(&w);
    }
}

static void rows_reach_the_sink_at_the_latest_with_a_flush(void **state)
{
    const char *path = file_path("out.csv");
    struct crm_err e = {0};
    struct crm_writer w;

    (void)state;
    struct crm_sink *s = crm_sink_open(path, CRM_GZIP_NONE, &e);
    crm_writer_init(&w, s, &(struct crm_writer_opts){.format = CRM_CSV});
    for (int i = 0; i < 50000; i++) /* more than is held back */
        ADD_ROW(&w, &e, "0123456789");
    assert_true(w.buf.n < 50000 * 11);
    assert_int_equal(crm_writer_flush(&w, &e), 0);
    assert_int_equal(w.buf.n, 0);
    assert_int_equal(w.rows, 50000);
    assert_int_equal(crm_sink_finish(s, &e), 0);
    assert_int_equal(crm_sink_publish(s, &e), 0);
    struct crm_str text = file_text(path);
    assert_int_equal(text.n, 50000 * 11);
    for (size_t i = 0; i < text.n; i += 11)
        assert_memory_equal(text.p + i, "0123456789\n", 11);
    crm_sink_free(s);
    crm_writer_clear(&w);
}

static void a_sign_is_seen_wherever_in_a_field_it_stands(void **state)
{
    static const char signs[] = ",\"\n\r";
    const struct crm_str first = CRM_STR("\xC3\xA9");
    char text[40];

    (void)state;
    for (size_t n = 1; n < sizeof(text); n++)
        for (size_t at = 0; at <= n; at++)
            for (const char *sign = signs; *sign; sign++) {
                struct crm_writer w;
                struct crm_err e = {0};

                crm_writer_init(&w, NULL, &(struct crm_writer_opts){.format = CRM_CSV});
                memset(text, at % 2 ? '\x1F' : '+', n);
                if (at < n)
                    text[at] = *sign;
                crm_writer_field(&w, first);
                crm_writer_field(&w, (struct crm_str){text, n});
                assert_int_equal(crm_writer_end(&w, &e), 0);
                assert_int_equal(w.buf.p[first.n], ',');
                assert_int_equal(w.buf.p[first.n + 1] == '"', at < n);
                crm_buf_reset(&w.buf);
                crm_writer_fields(&w, (struct crm_str[]){first, {text, n}}, 2);
                assert_int_equal(w.buf.p[first.n], ',');
                assert_int_equal(w.buf.p[first.n + 1] == '"', at < n);
                crm_writer_clear(&w);
            }
}

/* Fields together give what they give one by one. */
static void a_whole_row_is_written_as_its_fields_are(void **state)
{
    static const char likely[] = "abcdefghij,\t \"\n\r;\x7F\xC3\xA9";
    uint64_t s = 5;
    char text[12 * 41];

    (void)state;
    for (int round = 0; round < 60000; round++) {
        struct crm_writer_opts o = {.format = (enum crm_format)(round % 3)};
        struct crm_str fields[12];
        struct crm_writer one, whole;
        struct crm_err e = {0};
        size_t n = 1 + (size_t)round % 12, at = 0;
        unsigned few = round % 2 ? 10 : sizeof(likely) - 1; /* of the bytes above */
        crm_writer_init(&one, NULL, &o);
        crm_writer_init(&whole, NULL, &o);
        one.ncols = whole.ncols = n;
        one.names = whole.names = fields;
        for (size_t i = 0; i < n; i++) {
            s = s * UINT64_C(6364136223846793005) + 1442695040888963407;
            fields[i] = (struct crm_str){text + at, (size_t)(s >> 40) % (round % 4 ? 18 : 41)};
            for (size_t k = 0; k < fields[i].n; k++) {
                s = s * UINT64_C(6364136223846793005) + 1442695040888963407;
                text[at++] = likely[(s >> 33) % ((s >> 60) ? few : sizeof(likely) - 1)];
            }
            text[at++] = (s >> 50) % 16 ? (o.format == CRM_TSV ? '\t' : ',') : ';';
        }
        for (size_t i = 0; i < n; i++)
            crm_writer_field(&one, fields[i]);
        size_t first = (size_t)(s >> 40) % n;
        crm_writer_fields(&whole, fields, first);
        crm_writer_fields(&whole, fields + first, n - first);
        for (size_t i = 0; i < n && n > 1 && o.format != CRM_JSONL; i++) {
            char *put = malloc(crm_writer_put_bytes(fields[i])), *end;
            struct crm_writer alone = {.opts = o, .ncols = 2};
            end = crm_writer_put(put, fields[i], crm_writer_delimiter(&alone));
            crm_writer_field(&alone, fields[i]);
            assert_true(
                crm_str_eq((struct crm_str){put, (size_t)(end - put)}, crm_buf_str(&alone.buf)));
            crm_writer_clear(&alone);
            free(put);
        }
        assert_int_equal(crm_writer_end(&one, &e) | crm_writer_end(&whole, &e), 0);
        assert_true(crm_str_eq(crm_buf_str(&whole.buf), crm_buf_str(&one.buf)));
        crm_writer_clear(&one);
        crm_writer_clear(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sign_is_seen_wherever_in_a_field_it_stands),
        cmocka_unit_test(each_format_quotes_what_it_must_and_no_more),
        cmocka_unit_test(a_byte_order_mark_and_crlf_are_written_when_asked_for),
        cmocka_unit_test(line_ends_and_outer_blanks_are_quoted),
        cmocka_unit_test(an_empty_only_field_is_no_blank_line),
        cmocka_unit_test(json_holds_any_bytes_below_a_space),
        cmocka_unit_test(a_whole_row_is_written_as_its_fields_are),
        cmocka_unit_test(any_cells_read_back_as_they_were),
        cmocka_unit_test(rows_reach_the_sink_at_the_latest_with_a_flush),
    };

    return cmocka_run_group_tests(tests, NULL, dir_remove);
}
