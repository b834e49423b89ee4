/* test_dialect.c - which delimiter, and how many lines stand above the header. */
#include "unit.h"

#include <stdio.h>
#include <time.h>

#include "csv/dialect.h"

/* The delimiter alone, and the length of a "sep=" line (else 0) to *skip_bytes. */
static char sniff(struct crm_str sample, size_t *skip_bytes)
{
    const struct crm_dialect_opts given = {.has_quote = true, .quote = '"'};
    struct crm_dialect dialect;

    crm_dialect_find(sample, sample.n < CRM_DIALECT_SAMPLE_BYTES, &given, &dialect);
    *skip_bytes = dialect.skip_bytes;
    return dialect.delimiter;
}

/* The lines above the header alone, a "sep=" line not counted. */
static size_t preamble(struct crm_str sample, char delimiter)
{
    const struct crm_dialect_opts given = {
        .delimiter = delimiter, .has_quote = true, .quote = '"', .skip_lines = CRM_DIALECT_AUTO};
    struct crm_dialect dialect;

    crm_dialect_find(sample, sample.n < CRM_DIALECT_SAMPLE_BYTES, &given, &dialect);
    return (size_t)dialect.skip_lines - dialect.has_sep_line;
}

static void sniffs(const char *sample, char want)
{
    size_t skip = 99;
    char got = sniff(crm_str_of(sample), &skip);

    if (got != want)
        fail_msg("\"%s\": got '%c', want '%c'", sample, got, want);
    assert_int_equal(skip, 0);
}

static void the_delimiter_that_splits_most_lines_alike_wins(void **state)
{
    (void)state;
    sniffs("a,b\n1,2\n", ',');
    sniffs("a;b\n1;2\n", ';');
    sniffs("a\tb\n1\t2\n", '\t');
    sniffs("a|b\n1|2\n", '|');
    /* Decimal commas, one in most lines but not in all. */
    sniffs("id;amount\n1;2,50\n2;3,10\n3;4\n", ';');
    sniffs("a,b;c,d\n1,2;3,4\n", ','); /* as even, but more fields */
    /* Commas in an address, as evenly as tabs but fewer. */
    sniffs("id\tname\taddress\n1\tA\tx, y\n2\tB\tx, z\n", '\t');
}

static void what_stands_in_quotes_does_not_count(void **state)
{
    (void)state;
    sniffs("a;b\n\"1,1,1\";2\n\"1,1,1\";2\n", ';');
    sniffs("a;b\n\"1\n,\n,\";2\n\"3\";\",\"\n", ';');
    sniffs("a;b\n\"say \"\"a,b\"\" \";2\n3;\"x \"\",\"\" y\"\n", ';');
}

static void every_line_end_ends_lines(void **state)
{
    (void)state;
    sniffs("a;b\r1;2,5\r2;3\r", ';');
    sniffs("a;b\r\n1;2,5\r\n2;3\r\n", ';');
    sniffs("a;b", ';'); /* one line without an end */
}

static void a_file_of_one_column_is_read_with_commas(void **state)
{
    (void)state;
    sniffs("", ',');
    sniffs("\n\n", ',');
    sniffs("email\na@b.cn\nc@d.cn\n", ',');
}

static void a_sep_line_decides_and_is_skipped_alone(void **state)
{
    static const struct {
        const char *sample;
        char delimiter;
        size_t skip;
    } want[] = {
        {"sep=;\na,b;c\n", ';', 6}, {"SEP=|\r\na|b\r\n", '|', 7},
        {"sep=,\ra\r", ',', 6},     {"sep=\t\n\na\tb\n", '\t', 6}, /* the blank line is not of it */
        {"sep=;", ';', 5},          {"sep=,x\n1,2\n", ',', 0},     /* a header that begins so */
        {"sep=\r\n1\r\n", ',', 0},  {"sep=\n\n1\n", ',', 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        size_t skip = 99;
        assert_int_equal(sniff(crm_str_of(want[i].sample), &skip), want[i].delimiter);
        assert_int_equal(skip, want[i].skip);
    }
}

static void above(const char *sample, size_t want)
{
    size_t got = preamble(crm_str_of(sample), ',');

    if (got != want)
        fail_msg("\"%s\": got %zu lines, want %zu", sample, got, want);
}

static void lines_above_the_header_are_those_of_another_width(void **state)
{
    (void)state;
    above("a,b,c\n1,2,3\n4,5,6\n", 0);
    above("Orders\na,b,c\n1,2,3\n4,5,6\n", 1);
    above("Orders\n\nof May, 2024\na,b,c\n1,2,3\n4,5,6\n", 3);
    above("\nOrders\r\nMay\r\na,b,c\r\n1,2,3\r\n4,5,6\r\n", 3);
    above("\n\na,b,c\n1,2,3\n4,5,6\n", 0); /* nobody reads blank lines */
    above("Orders\n\na,b,c\n1,2,3\n4,5,6\n", 2);
    above("email\na@b.cn\nc@d.cn\n", 0); /* one column: nothing tells */
    above("", 0);
}

static void lines_above_the_header_may_end_in_cr_alone(void **state)
{
    (void)state;
    above("Orders\r\rMay\ra,b,c\r1,2,3\r4,5,6\r", 3);
}

static struct crm_dialect found(const char *sample)
{
    struct crm_dialect dialect;

    crm_dialect_find(crm_str_of(sample), true, NULL, &dialect);
    return dialect;
}

static void delimiters_of_few_files_are_known_too(void **state)
{
    (void)state;
    assert_int_equal(found("id^name^at\n1^A^10:30\n2^B^11:30\n").delimiter, '^');
    assert_int_equal(found("id~name~at\n1~A~10:30\n2~B~11:30\n").delimiter, '~');
    assert_int_equal(found("id qty price\n17 3 2.50\n18 4 3.50\n").delimiter, ' ');
}

static void blanks_and_tildes_in_a_column_part_nothing(void **state)
{
    (void)state;
    assert_int_equal(found("name\nAda King Lovelace\nAlan Mathison Turing\n").delimiter, ',');
    assert_int_equal(found("at\n2024-01-05 10:30:00\n2024-01-06 10:30:00\n").delimiter, ',');
    assert_int_equal(found("range\n100~200\n200~300\n").delimiter, ',');
    assert_int_equal(found("a b c,d\n1 2 3,4\n1 2 4,5\n").delimiter, ',');
}

/* What other delimiters would leave as one cell weighs less than what has a type. */
static void typed_cells_decide_between_even_delimiters(void **state)
{
    struct crm_dialect d = found("x;y\n1,2;3,4\n5,6;7,8\n");

    (void)state;
    assert_int_equal(d.delimiter, ';');
    d = found("id;name;address\n1;A;x, y\n2;B;x, z\n");
    assert_int_equal(d.delimiter, ';');
    assert_int_equal(d.second_delimiter, ',');
    assert_true(d.score > d.second_score && d.second_score > 0 && d.score <= 1);
}

static void quotes_are_those_that_open_and_close_fields(void **state)
{
    (void)state;
    assert_int_equal(found("a,b\n\"1,1\",2\n").quote, '"');
    assert_int_equal(found("a,b\n1,2\n").quote, '"'); /* one may come later */
    assert_int_equal(found("a,'b b'\n'1,1',2\n'it's',3\n").quote, '\'');
    assert_int_equal(found("a,b\n\"1,1\",'2'\n3,'4'\n").quote, '"');
    /* Marks that keep digits from being numbers open fields and close none. */
    assert_int_equal(found("phone,b\n'18618486065,'1\n'18618486066,'2\n").quote, '"');
    /* Written by a database: inches. */
    assert_int_equal(found("a\tb\n\"x\t1\n\"y\t2\n\"z\t3\n").quote, 0);
}

static void backslashes_before_quotes_are_told(void **state)
{
    (void)state;
    assert_true(found("a,b\n\"5\\\" x\",1\n\"6\\\", y\",2\n").has_backslash_escape);
    assert_false(found("a,b\n\"5\"\" x\",1\n\"6\"\" y\",2\n").has_backslash_escape);
    assert_false(found("a,b\n\"C:\\dir\\\",1\n\"D:\\\",2\n").has_backslash_escape);
    assert_false(found("a,b\n5\\\",1\n6\\\",2\n").has_backslash_escape);
}

static void blanks_around_quoted_fields_are_told(void **state)
{
    (void)state;
    assert_true(found("a, \"b b\", c\n1, \"2, 3\", 4\n").is_delimiter_padded);
    assert_true(found("a,  \"b\" ,c\n1,2,3\n").is_delimiter_padded);
    assert_false(found("a,b\n1,2\n").is_delimiter_padded);
    assert_false(found("a, b\n1, 2\n").is_delimiter_padded); /* too few to tell */
    assert_true(found("a, b, c\n1, 2, 3\n4, 5, 6\n4, 5, 6\n").is_delimiter_padded);
    /* A text that starts with a quoted word. */
    assert_false(found("a,b\n1, \"Ada\" she said\n2, \"x\"\n").is_delimiter_padded);
    /* The reading of the comma in the second field tells whether it is quoted. */
    assert_int_equal(found("a, \"b\"\n1, \"2,3\"\n2, \"3,4\"\n").delimiter, ',');
}

static void a_record_that_the_sample_cuts_does_not_count(void **state)
{
    struct crm_dialect d;
    const char *sample = "a;b\n1;\"2\n,,\n";

    (void)state;
    crm_dialect_find(crm_str_of(sample), false, NULL, &d);
    assert_int_equal(d.delimiter, ';');
    crm_dialect_find(CRM_STR("x\n\"a,b,c"), false, NULL, &d);
    assert_int_equal(d.delimiter, ',');
    assert_true(d.has_header);
}

/* The header and every quoted field lies within 50 lines; a longer one is no field. */
static void an_open_quote_does_not_swallow_the_sample(void **state)
{
    char text[4096];
    size_t n = (size_t)sprintf(text, "a;b\n\"1;2\n");
    struct crm_dialect d;

    (void)state;
    while (n < 4000)
        n += (size_t)sprintf(text + n, "1,5;2\n");
    crm_dialect_find((struct crm_str){text, n}, false, NULL, &d);
    assert_int_equal(d.delimiter, ';');
}

static void what_the_user_tells_is_kept(void **state)
{
    struct crm_dialect_opts given = {.delimiter = ';', .has_quote = true, .skip_lines = 2};
    struct crm_dialect d;

    (void)state;
    crm_dialect_find(CRM_STR("x\r\ny\r\na,b\r\n1,2\r\n"), true, &given, &d);
    assert_int_equal(d.delimiter, ';');
    assert_int_equal(d.quote, 0);
    assert_int_equal(d.skip_lines, 2);
    assert_int_equal(d.skip_bytes, 6);
    crm_dialect_find(CRM_STR("sep=|\nx\ny\na,b\n1,2\n"), true, &given, &d);
    assert_int_equal(d.delimiter, ';');
    assert_int_equal(d.skip_lines, 3);
    assert_int_equal(d.skip_bytes, 10);
    assert_true(d.has_sep_line);
    given = (struct crm_dialect_opts){.has_quote = true, .quote = '\'', .skip_lines = 9};
    crm_dialect_find(CRM_STR("a,b\n1,2\n"), true, &given, &d); /* more lines than there are */
    assert_int_equal(d.quote, '\'');
    assert_int_equal(d.skip_lines, 9);
    assert_int_equal(d.skip_bytes, 8);
}

static void skips(const char *sample, size_t lines)
{
    struct crm_dialect d = found(sample);
    size_t line = 0;

    if (d.skip_lines != lines || !d.has_header)
        fail_msg("\"%s\": %zu lines, want %zu", sample, (size_t)d.skip_lines, lines);
    for (size_t i = 0; i < d.skip_bytes; i++)
        line += sample[i] == '\n';
    assert_int_equal(line, lines);
}

static void lines_above_the_header_may_look_like_anything(void **state)
{
    (void)state;
    skips("Shop, Main Street 1\na,b,c\n1,2,3\n4,5,6\n", 1);
    skips("Note: a, b, c, d, e\na,b,c\n1,2,3\n4,5,6\n", 1);
    skips("\"Orders,\nof \"\"May\"\"\"\na,b,c\n1,2,3\n4,5,6\n", 2);
    skips("Orders\nname,day\nAda,2024-01-05\n", 1);
    skips("5\" pipes\na,b,c\n1,2,3\n4,5,6\n", 1);
    skips("Orders,,\n,,\na,b,c\n1,2,3\n4,5,6\n", 2);
    skips("导出时间：2024-01-05 10:30\n\n订单号,日期\nA1,2024-01-01\nA2,2024-01-02\n", 2);
    skips("sep=;\nOrders\na;b;c\n1;2;3\n4;5;6\n", 2);
    skips("客户,,,订单,,\n姓名,电话,地址,订单号,金额,数量\n张,13800138000,x,A1,1.50,1\n"
          "李,13900138000,y,A2,2.50,2\n",
          1);
}

static void a_row_or_a_header_is_never_taken_for_a_line_above_one(void **state)
{
    (void)state;
    skips("a,b,c\n1,2,3\n4,5,6\n", 0);
    /* Nothing tells names from values. */
    skips("tags\nred,blue,green\nold,new,used\n", 0);
    skips("Orders\nname,city,x\nAda,London,y\nBob,Paris,z\n", 0);
    /* Rows end with a delimiter, the header does not, or the other way about. */
    skips("a,b,c\n1,2,3,\n4,5,6,\n", 0);
    skips("a,b,c,\n1,2,3\n4,5,6\n", 0);
    /* A full row of the usual width: a header, though of numbers. */
    skips("region,2019,2020\nregion,b,c\nN,1,2\nS,3,4\n", 0);
    skips("amount\n1\n2\n", 0);
    /* One row of numbers below is too little. */
    skips("a,12\nx,y,z\n1,2,3\n", 0);
}

static void headless(const char *sample, size_t column)
{
    struct crm_dialect d = found(sample);

    if (d.has_header || d.data_column != column || d.skip_lines)
        fail_msg("\"%s\": header %d, column %zu", sample, d.has_header, d.data_column);
}

static void a_first_row_of_data_is_no_header(void **state)
{
    (void)state;
    headless("A1,2024-01-05,x\nA2,2024-01-06,y\nA3,2024-01-07,z\n", 1);
    headless("1,a@b.cn\n2,b@b.cn\n3,c@b.cn\n", 1);
    headless("x,13800138000\ny,13800138001\nz,13800138002\n", 1);
    headless("x,1.50\ny,2.50\nz,3\n", 1);
    headless("a@b.cn\nb@b.cn\nc@b.cn\n", 0);
    headless("2024-01-05,1.50\n2024-01-06,2.50\n", 0); /* one row below, but two columns */
}

static void headed(const char *sample)
{
    if (!found(sample).has_header)
        fail_msg("\"%s\": no header", sample);
}

static void a_header_in_doubt_is_one(void **state)
{
    (void)state;
    headed("id,date\n1,2024-01-05\n2,2024-01-06\n");
    headed("name,city\nAda,London\nBob,Paris\n");
    headed("Ada,London\nBob,Paris\nEve,Rome\n");
    headed("region,2019,2020\nN,1,2\nS,3,4\n");               /* plain numbers may be years */
    headed("region,2024-01-01,2024-01-08\nN,1.5,2\nS,3,4\n"); /* days, but sums below */
    headed("region,2024-01-01,n\nN,2024-01-01,2\nS,2024-01-02,4\n"); /* n is a name */
    headed("A1,2024-01-05\nA2,2024-01-06\n");                        /* one row below: by chance */
    headed("2024-01-05,a@b.cn\n");                                   /* none */
    headed("");
}

static void hostile_samples_take_bounded_time(void **state)
{
    static const char *const bits[] = {
        "\"",   "\"\",", ", \"",     "\"a\"b,",  ",\"\"\"\"x",  "\"a\n",
        "\\\"", "'",     "'\"",      ";,\t|^~ ", "\"\"\"",      ", \"a\"\"b\"\"",
        "\r\n", ",,,\n", "\xff\xfe", "\t\"",     "a, \"b\" c,",
    };
    static char text[CRM_DIALECT_SAMPLE_BYTES];
    struct crm_dialect d;

    (void)state;
    for (size_t b = 0; b < sizeof(bits) / sizeof(*bits); b++) {
        size_t n = strlen(bits[b]);
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = bits[b][i % n];
        clock_t start = clock();
        crm_dialect_find((struct crm_str){text, sizeof(text)}, false, NULL, &d);
        /* Two thousandths are what it should take; slow builds and machines take more. */
        if ((double)(clock() - start) / CLOCKS_PER_SEC > 1)
            fail_msg("\"%s\" again and again takes too long", bits[b]);
        assert_true(d.skip_bytes <= sizeof(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delimiter_that_splits_most_lines_alike_wins),
        cmocka_unit_test(what_stands_in_quotes_does_not_count),
        cmocka_unit_test(every_line_end_ends_lines),
        cmocka_unit_test(a_file_of_one_column_is_read_with_commas),
        cmocka_unit_test(a_sep_line_decides_and_is_skipped_alone),
        cmocka_unit_test(lines_above_the_header_are_those_of_another_width),
        cmocka_unit_test(lines_above_the_header_may_end_in_cr_alone),
        cmocka_unit_test(delimiters_of_few_files_are_known_too),
        cmocka_unit_test(blanks_and_tildes_in_a_column_part_nothing),
        cmocka_unit_test(typed_cells_decide_between_even_delimiters),
        cmocka_unit_test(quotes_are_those_that_open_and_close_fields),
        cmocka_unit_test(backslashes_before_quotes_are_told),
        cmocka_unit_test(blanks_around_quoted_fields_are_told),
        cmocka_unit_test(a_record_that_the_sample_cuts_does_not_count),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_sample),
        cmocka_unit_test(what_the_user_tells_is_kept),
        cmocka_unit_test(lines_above_the_header_may_look_like_anything),
        cmocka_unit_test(a_row_or_a_header_is_never_taken_for_a_line_above_one),
        cmocka_unit_test(a_first_row_of_data_is_no_header),
        cmocka_unit_test(a_header_in_doubt_is_one),
        cmocka_unit_test(hostile_samples_take_bounded_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
