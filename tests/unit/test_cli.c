/* test_cli.c - the option table: parsing, configuration, help, the nearest option. */
#include "files.h"

#include "base/buf.h"
#include "cli/cli.h"

/* A tool of seven kinds of options. */
static struct {
    bool is_loud;
    const char *output, *config;
    int64_t bins, level, memory;
    int format;
    struct crm_list map;
} given;

static const struct crm_opt own[] = {
    {'b', "bins", CRM_ARG_INT, &given.bins, "N", CRM_MSG_OPT_BINS, 2, 10},
    {'f', "format", CRM_ARG_CHOICE, &given.format, "csv|tsv|jsonl", CRM_MSG_OPT_FORMAT, 0, 0},
    {'m', "map", CRM_ARG_LIST, &given.map, "ROLE=HDR", CRM_MSG_OPT_MAP, 0, 0},
    {0},
};

static const struct crm_opt general[] = {
    {'o', "output", CRM_ARG_TEXT, &given.output, "FILE", CRM_MSG_OPT_OUTPUT, 0, 0},
    {'z', "gzip", CRM_ARG_LEVEL, &given.level, "LEVEL", CRM_MSG_OPT_GZIP, 1, 9},
    {'S', "memory", CRM_ARG_SIZE, &given.memory, "SIZE", CRM_MSG_OPT_MEMORY, 1024, 0},
    {'l', "loud", CRM_ARG_FLAG, &given.is_loud, NULL, CRM_MSG_OPT_VERBOSE, 0, 0},
    {0, "config", CRM_ARG_TEXT, &given.config, "FILE", CRM_MSG_OPT_CONFIG, 0, 0},
    {0},
};

static const struct crm_tool tool = {
    .name = "rfm",
    .about = CRM_MSG_ABOUT_RFM,
    .groups = {{CRM_MSG_GROUP_OWN, own}, {CRM_MSG_GROUP_GENERAL, general}},
};

enum { ARGS_MAX = 16 };

/* Parse the words behind the tool's name; given holds the values, *cli the operands. */
static int parse(struct crm_cli *cli, struct crm_err *e, const char *const *words, size_t n)
{
    static char name[] = "rfm";
    static char space[ARGS_MAX][256];
    char *argv[ARGS_MAX + 2] = {name};

    assert_true(n <= ARGS_MAX);
    for (size_t i = 0; i < n; i++) {
        snprintf(space[i], sizeof(space[i]), "%s", words[i]);
        argv[i + 1] = space[i];
    }
    crm_list_clear(&given.map);
    memset(&given, 0, sizeof(given));
    given.bins = 5;
    *e = (struct crm_err){0};
    return crm_cli_parse(cli, &tool, (int)n + 1, argv, "config", e);
}

#define PARSE(cli, e, ...)                                                                         \
    parse((cli), (e), (const char *const[]){__VA_ARGS__},                                          \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* One word that is wrong: the fault, its text and its hint. */
static void fails(const char *const *words, size_t n, enum crm_msg what, const char *text,
                  const char *hint)
{
    struct crm_cli cli;
    struct crm_err e;

    assert_int_equal(parse(&cli, &e, words, n), -1);
    assert_int_equal(e.status, CRM_USAGE);
    assert_int_equal(e.what, what);
    assert_string_equal(e.text, text);
    assert_string_equal(e.hint, hint);
    crm_cli_clear(&cli);
}

#define FAILS(what, text, hint, ...)                                                               \
    fails((const char *const[]){__VA_ARGS__},                                                      \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), (what), (text), (hint))

static void every_kind_of_value_is_set(void **state)
{
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    assert_int_equal(PARSE(&cli, &e, "a.csv", "-b7", "--format=jsonl", "-m", "x=1", "--map", "y=2",
                           "-o", "out.csv", "-z", "-S", "2G", "-l", "-", "b.csv"),
                     0);
    assert_int_equal(given.bins, 7);
    assert_int_equal(given.format, 2);
    assert_int_equal(given.map.n, 2);
    assert_string_equal(given.map.items[0], "x=1");
    assert_string_equal(given.map.items[1], "y=2");
    assert_string_equal(given.output, "out.csv");
    assert_int_equal(given.level, CRM_LEVEL_DEFAULT);
    assert_int_equal(given.memory, INT64_C(2) << 30);
    assert_true(given.is_loud);
    assert_int_equal(cli.nfiles, 3);
    assert_string_equal(cli.files[0], "a.csv");
    assert_string_equal(cli.files[1], "-");
    assert_string_equal(cli.files[2], "b.csv");
    crm_cli_clear(&cli);
}

static void without_options_everything_stays_as_it_was(void **state)
{
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    assert_int_equal(parse(&cli, &e, NULL, 0), 0);
    assert_int_equal(given.bins, 5);
    assert_int_equal(cli.nfiles, 0);
    crm_cli_clear(&cli);
}

static void behind_two_dashes_everything_is_a_file(void **state)
{
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    assert_int_equal(PARSE(&cli, &e, "-l", "--", "-b", "--config", "none"), 0);
    assert_int_equal(given.bins, 5);
    assert_int_equal(cli.nfiles, 3);
    assert_string_equal(cli.files[0], "-b");
    crm_cli_clear(&cli);
}

static void sizes_take_units_of_1024(void **state)
{
    static const struct {
        const char *text;
        int64_t bytes; /* 0: refused */
    } want[] = {
        {"65536", 65536},
        {"64K", 65536},
        {"64k", 65536},
        {"1M", 1 << 20},
        {"1MiB", 1 << 20},
        {"1mb", 1 << 20},
        {"3T", INT64_C(3) << 40},
        {"1023", 0}, /* less than the least */
        {"", 0},
        {"K", 0},
        {"1X", 0},
        {"1Kx", 0},
        {"-1M", 0},
        {"1M ", 0},
        {"9999999999999999999", 0},
        {"9999999999T", 0},
        {"5000 ", 0},
    };
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        int rc = PARSE(&cli, &e, "-S", want[i].text);

        if (rc != (want[i].bytes ? 0 : -1) || given.memory != want[i].bytes)
            fail_msg("\"%s\": %d, %lld bytes", want[i].text, rc, (long long)given.memory);
        if (rc)
            assert_int_equal(e.what, CRM_MSG_BAD_OPTION_SIZE);
        crm_cli_clear(&cli);
    }
}

static void a_wrong_value_is_named_with_what_the_option_takes(void **state)
{
    (void)state;
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "1", "2..10", "--bins=1");
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "11", "2..10", "-b", "11");
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "5x", "2..10", "-b5x");
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "", "2..10", "--bins=");
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "99999999999999999999", "2..10", "-b", "99999999999999999999");
    FAILS(CRM_MSG_BAD_OPTION_CHOICE, "xml", "csv|tsv|jsonl", "-f", "xml");
    FAILS(CRM_MSG_BAD_OPTION_CHOICE, "cs", "csv|tsv|jsonl", "-fcs");
    FAILS(CRM_MSG_BAD_OPTION_CHOICE, "", "csv|tsv|jsonl", "--format=");
    FAILS(CRM_MSG_BAD_OPTION_CHOICE, "csv|tsv", "csv|tsv|jsonl", "-f", "csv|tsv");
    FAILS(CRM_MSG_BAD_OPTION_NUMBER, "10", "1..9", "--gzip=10");
    FAILS(CRM_MSG_OPTION_NEEDS_VALUE, "--bins", "rfm --help", "--bins");
    FAILS(CRM_MSG_OPTION_NEEDS_VALUE, "-o", "rfm --help", "-l", "-o");
}

static void an_unknown_option_names_the_nearest(void **state)
{
    (void)state;
    FAILS(CRM_MSG_UNKNOWN_OPTION, "--bin_s", "--bins", "--bin_s");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "--ouptut=x", "--output", "--ouptut=x");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "--LOUD", "--loud", "--LOUD");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "--wizard", "rfm --help", "a.csv", "--wizard");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "-q", "rfm --help", "-q");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "-q", "rfm --help", "-lq");
    FAILS(CRM_MSG_UNKNOWN_OPTION, "-q", "rfm --help", "", "-q");         /* behind an empty name */
    FAILS(CRM_MSG_UNKNOWN_OPTION, "--loud=yes", "--loud", "--loud=yes"); /* a flag has no value */
}

static void a_configuration_comes_before_the_command_line(void **state)
{
    const char *path = file_with("rfm.conf", CRM_STR("# nightly\n"
                                                     "\n"
                                                     "  bins = 7 \r\n"
                                                     "output=  a = b.csv\n"
                                                     "map = x=1\n"
                                                     "map = y=2\n"
                                                     "gzip\n"
                                                     "loud = true\n"
                                                     "memory = 64K"));
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    assert_int_equal(PARSE(&cli, &e, "--config", path, "-m", "z=3"), 0);
    assert_int_equal(given.bins, 7);
    assert_string_equal(given.output, "a = b.csv");
    assert_int_equal(given.map.n, 3);
    assert_string_equal(given.map.items[1], "y=2");
    assert_string_equal(given.map.items[2], "z=3");
    assert_int_equal(given.level, CRM_LEVEL_DEFAULT);
    assert_true(given.is_loud);
    assert_int_equal(given.memory, 65536);
    crm_cli_clear(&cli);

    char word[700];
    snprintf(word, sizeof(word), "--config=%s", path);
    assert_int_equal(PARSE(&cli, &e, "-b3", word, "--output=c.csv"), 0);
    assert_int_equal(given.bins, 3);
    assert_string_equal(given.output, "c.csv");
    crm_cli_clear(&cli);

    /* getopt_long takes the beginning of a name; the file must be read then, too. */
    assert_int_equal(PARSE(&cli, &e, "--conf", path), 0);
    assert_int_equal(given.bins, 7);
    crm_cli_clear(&cli);
}

static void a_flag_may_be_false(void **state)
{
    const char *path = file_with("rfm.conf", CRM_STR("loud = false\n"));
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    assert_int_equal(PARSE(&cli, &e, "--config", path), 0);
    assert_false(given.is_loud);
    crm_cli_clear(&cli);
}

static void a_wrong_line_of_a_configuration_is_named(void **state)
{
    static const struct {
        const char *text;
        enum crm_msg what;
        uint64_t line;
        const char *hint;
    } want[] = {
        {"bins = 5\nbinz = 6\n", CRM_MSG_UNKNOWN_OPTION, 2, "--bins"},
        {"loud = maybe\n", CRM_MSG_BAD_OPTION_FLAG, 1, ""},
        {"\n\nbins = many\n", CRM_MSG_BAD_OPTION_NUMBER, 3, "2..10"},
        {"format\n", CRM_MSG_BAD_OPTION_CHOICE, 1, "csv|tsv|jsonl"},
    };
    struct crm_cli cli;
    struct crm_err e;

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        const char *path = file_with("rfm.conf", crm_str_of(want[i].text));

        assert_int_equal(PARSE(&cli, &e, "--config", path), -1);
        assert_int_equal(e.status, CRM_USAGE);
        assert_int_equal(e.what, want[i].what);
        assert_string_equal(e.file, path);
        assert_int_equal(e.line, want[i].line);
        assert_string_equal(e.hint, want[i].hint);
        crm_cli_clear(&cli);
    }
    assert_int_equal(PARSE(&cli, &e, "--config", "/nonexistent"), -1);
    assert_int_equal(e.status, CRM_SYSTEM);
    assert_string_equal(e.file, "/nonexistent");
    crm_cli_clear(&cli);
}

static void what_is_dumped_reads_back_as_the_same_values(void **state)
{
    struct crm_cli cli;
    struct crm_err e;
    struct crm_buf first = {0}, again = {0};

    (void)state;
    assert_int_equal(PARSE(&cli, &e, "-b7", "-ftsv", "-mx=1", "-my=2", "-o", "a b.csv", "-l",
                           "--gzip=3", "-S1M"),
                     0);
    crm_cli_dump_config(&tool, &first);
    assert_str_eq(crm_buf_str(&first), "bins = 7\nformat = tsv\nmap = x=1\nmap = y=2\n"
                                       "output = a b.csv\ngzip = 3\nmemory = 1048576\n"
                                       "loud = true\n");
    crm_cli_clear(&cli);
    const char *path = file_with("rfm.conf", crm_buf_str(&first));
    assert_int_equal(PARSE(&cli, &e, "--config", path), 0);
    crm_cli_dump_config(&tool, &again);
    assert_true(crm_str_eq(crm_buf_str(&again), crm_buf_str(&first)));
    crm_cli_clear(&cli);
    crm_buf_clear(&first);
    crm_buf_clear(&again);
}

static void the_help_has_every_option_once_and_fits_its_columns(void **state)
{
    struct crm_buf out = {0};

    (void)state;
    crm_cli_help(&tool, CRM_EN, &out);
    crm_buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, "Usage: rfm [OPTION]... [FILE]...\n\nScore customers by "));
    assert_non_null(strstr(out.p, "\n  -b, --bins N                scores go from 1 to N\n"));
    assert_non_null(strstr(out.p, "\n  -z, --gzip[=LEVEL]          "));
    assert_non_null(strstr(out.p, "\n      --config FILE           "));
    /* An option as wide as its column has the text on the next line. */
    assert_non_null(strstr(out.p, "\n  -f, --format csv|tsv|jsonl  format of the output\n"));
    crm_buf_reset(&out);
    crm_cli_help(&tool, CRM_ZH, &out);
    crm_buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, "用法: rfm "));
    assert_non_null(strstr(out.p, "\n  -b, --bins N                评分从 1 到 N\n"));
    crm_buf_clear(&out);
}

static void the_table_is_dumped_with_six_fields_a_line(void **state)
{
    struct crm_buf out = {0};
    size_t lines = 0, tabs = 0;

    (void)state;
    crm_cli_dump_options(&tool, &out);
    for (size_t i = 0; i < out.n; i++) {
        lines += out.p[i] == '\n';
        tabs += out.p[i] == '\t';
    }
    assert_int_equal(lines, 8);
    assert_int_equal(tabs, 8 * 5);
    crm_buf_add_char(&out, '\0');
    assert_non_null(
        strstr(out.p, "b\tbins\tN\tscores go from 1 to N\t评分从 1 到 N\tWhat it does\n"));
    assert_non_null(strstr(out.p, "\nz\tgzip\t=LEVEL\t"));
    assert_non_null(strstr(out.p, "\nl\tloud\t\t"));
    crm_buf_clear(&out);
}

static void the_language_is_told_or_found_in_the_environment(void **state)
{
    static const char *const variables[] = {"CLIENTELE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        unsetenv(variables[i]);
    assert_int_equal(crm_cli_lang(NULL), CRM_EN);
    for (size_t i = 4; i-- > 0;) { /* each goes before the ones that are set already */
        setenv(variables[i], i % 2 ? "zh_CN.UTF-8" : "de_DE", 1);
        assert_int_equal(crm_cli_lang(NULL), i % 2 ? CRM_ZH : CRM_EN);
    }
    assert_int_equal(crm_cli_lang("zh"), CRM_ZH);
    setenv("CLIENTELE_LANG", "zh", 1);
    assert_int_equal(crm_cli_lang("en"), CRM_EN);
    setenv("CLIENTELE_LANG", "", 1); /* empty is as if unset */
    assert_int_equal(crm_cli_lang(NULL), CRM_ZH);
    for (size_t i = 0; i < 4; i++)
        unsetenv(variables[i]);
}

static void a_list_is_split_at_commas(void **state)
{
    size_t n;

    (void)state;
    struct crm_str *words = crm_split_list(" a, b c ,,d", &n);
    assert_int_equal(n, 4);
    assert_str_eq(words[0], "a");
    assert_str_eq(words[1], "b c");
    assert_str_eq(words[2], "");
    assert_str_eq(words[3], "d");
    free(words);
    words = crm_split_list("", &n);
    assert_int_equal(n, 1);
    assert_str_eq(words[0], "");
    free(words);
}

static int teardown(void **state)
{
    crm_list_clear(&given.map);
    return dir_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_set),
        cmocka_unit_test(without_options_everything_stays_as_it_was),
        cmocka_unit_test(behind_two_dashes_everything_is_a_file),
        cmocka_unit_test(sizes_take_units_of_1024),
        cmocka_unit_test(a_wrong_value_is_named_with_what_the_option_takes),
        cmocka_unit_test(an_unknown_option_names_the_nearest),
        cmocka_unit_test(a_configuration_comes_before_the_command_line),
        cmocka_unit_test(a_flag_may_be_false),
        cmocka_unit_test(a_wrong_line_of_a_configuration_is_named),
        cmocka_unit_test(what_is_dumped_reads_back_as_the_same_values),
        cmocka_unit_test(the_help_has_every_option_once_and_fits_its_columns),
        cmocka_unit_test(the_table_is_dumped_with_six_fields_a_line),
        cmocka_unit_test(the_language_is_told_or_found_in_the_environment),
        cmocka_unit_test(a_list_is_split_at_commas),
    };

    return cmocka_run_group_tests(tests, NULL, teardown);
}
