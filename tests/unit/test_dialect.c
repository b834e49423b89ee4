/* test_dialect.c - which delimiter, and how many lines stand above the header. */
#include "unit.h"

#include "csv/dialect.h"

static void sniffs(const char *sample, char want)
{
    size_t skip = 99;
    char got = crm_dialect_sniff(crm_str_of(sample), &skip);

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
        assert_int_equal(crm_dialect_sniff(crm_str_of(want[i].sample), &skip), want[i].delimiter);
        assert_int_equal(skip, want[i].skip);
    }
}

static void above(const char *sample, size_t want)
{
    size_t got = crm_dialect_preamble(crm_str_of(sample), ',');

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
    /* Blank lines right above the header need no skipping: nobody reads them. */
    above("Orders\n\na,b,c\n1,2,3\n4,5,6\n", 1);
    above("email\na@b.cn\nc@d.cn\n", 0); /* one column: nothing tells */
    above("", 0);
}

static void lines_above_the_header_may_end_in_cr_alone(void **state)
{
    (void)state;
    above("Orders\r\rMay\ra,b,c\r1,2,3\r4,5,6\r", 3);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
