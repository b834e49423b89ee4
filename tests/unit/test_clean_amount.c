/* test_clean_amount.c - amounts as shops of several countries write them, to exact decimals; all of
 * the gold table; twice is once. */
#include "unit.h"

#include "gold_rows.h"

/* Options as "decimal=comma scale=2", cut in place; they must outlive *opts. */
static void set_options(char *text, struct crm_clean_opts *opts)
{
    *opts = crm_clean_defaults();
    gold_options(&crm_type_money, text, opts);
}

/* The canonical form or !reason; the quick way must agree, and its own form must stay, without a
 * step. A change has a step. */
static void clean(struct crm_str raw, const struct crm_clean_opts *opts, struct crm_buf *out)
{
    struct crm_buf again = {0};
    char room[CRM_QUICK_BYTES];
    struct crm_str quick;
    crm_steps steps = 0, none = 0;
    enum crm_msg why;

    crm_buf_reset(out);
    why = crm_clean_amount(raw, opts, out, &steps);
    if (crm_quick_amount(raw, opts, room, &quick) &&
        (why != CRM_MSG_NONE || !crm_str_eq(quick, crm_buf_str(out))))
        fail_msg("\"%.*s\": quickly \"%.*s\", else \"%.*s\"", (int)raw.n, raw.p, (int)quick.n,
                 quick.p, (int)out->n, crm_buf_str(out).p);
    if (why != CRM_MSG_NONE) {
        assert_int_equal(out->n, 0);
        crm_buf_add_char(out, '!');
        crm_buf_add_cstr(out, crm_msg_code(why));
        return;
    }
    if (!crm_str_eq(raw, crm_buf_str(out))) {
        crm_clean_text(raw, opts, &again, &none);
        assert_true(steps || !crm_str_eq(raw, crm_buf_str(&again)));
        crm_buf_reset(&again);
        none = 0;
    }
    if (crm_clean_amount(crm_buf_str(out), opts, &again, &none) != CRM_MSG_NONE || none ||
        !crm_str_eq(crm_buf_str(out), crm_buf_str(&again)))
        fail_msg("\"%.*s\" gives \"%.*s\", then \"%.*s\" (steps %x)", (int)raw.n, raw.p,
                 (int)out->n, crm_buf_str(out).p, (int)again.n, crm_buf_str(&again).p,
                 (unsigned)none);
    crm_buf_clear(&again);
}

static void gives(const char *raw, const char *options, const char *want)
{
    struct crm_clean_opts opts;
    struct crm_buf out = {0};
    char text[64];

    snprintf(text, sizeof text, "%s", options);
    set_options(text, &opts);
    clean(crm_str_of(raw), &opts, &out);
    if (!crm_str_eq(crm_buf_str(&out), crm_str_of(want)))
        fail_msg("\"%s\" (%s): got %.*s, want %s", raw, options, (int)out.n, crm_buf_str(&out).p,
                 want);
    crm_buf_clear(&out);
}

static void decimals_stay_as_they_were_written(void **state)
{
    (void)state;
    gives("5", "", "5");
    gives("5.0", "", "5.0");
    gives("984.500", "", "984.500");
    gives("-.5", "", "-0.5");
    gives("+12.00", "", "12.00");
    gives("00012.50", "", "12.50");
    gives("-000", "", "0");
    gives("9007199254740993.01", "", "9007199254740993.01");
    gives("99999999999999999999999999999999999999", "", "99999999999999999999999999999999999999");
    gives("100000000000000000000000000000000000000", "", "!out_of_range");
    gives("0000000000000000000000000000000000000000000000001", "", "1");
}

static void groups_of_every_kind_are_read(void **state)
{
    (void)state;
    gives("1,234,567.8", "", "1234567.8");
    gives("1.234.567,8", "", "1234567.8");
    gives("1 234 567,8", "", "1234567.8");
    gives("1\xE2\x80\xAF"
          "234,50",
          "", "1234.50");
    gives("1\xC2\xA0"
          "234.50",
          "", "1234.50");
    gives("1'234'567", "", "1234567");
    gives("1’234’567.80", "", "1234567.80");
    gives("12,34,567", "", "1234567");
    gives("1,00,00,000.00", "", "10000000.00");
    gives("1,2345", "", "12345");
    gives("12,3456,7890.12", "", "1234567890.12");
    gives("1.234.567", "", "1234567");
    gives("1 234", "", "1234");
}

static void groups_of_no_kind_are_refused(void **state)
{
    static const char *const texts[] = {
        "1,23,45",    "1,234,56", "12.34.567",     "1 23",        "1'23",      "1,,234",
        "1,234,",     ",234,567", "1,234 567",     "1,23.50",     "0,123,456", "1,234.567.890",
        "123,45,678", "1 234 56", "1'234,567'890", "12345,678.9", "1.2.3",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        gives(texts[i], "", "!invalid");
}

static void one_sign_alone_is_as_the_option_says(void **state)
{
    (void)state;
    gives("1,234", "", "1234");
    gives("1.234", "", "1.234");
    gives("399,00", "", "!ambiguous");
    gives("0,123", "", "!ambiguous");
    gives("1,234", "decimal=comma", "1.2340"); /* 1.234 would be 1234 the next time */
    gives("0,123", "decimal=comma", "0.123");
    gives("1234,567", "decimal=comma", "1234.567");
    gives("-1,234", "decimal=comma", "-1.2340");
    gives("1.234", "decimal=comma", "1234");
    gives("1.234,567", "decimal=comma", "1234.567");
    gives("12.5", "decimal=comma", "12.5");
    gives("1,234,567", "decimal=comma", "1234567");
    gives("1,234.50", "decimal=comma", "1234.50");
}

static void a_minus_stands_in_one_place(void **state)
{
    (void)state;
    gives("¥-5", "", "-5");
    gives("-¥5", "", "-5");
    gives("- ¥ 5", "", "-5");
    gives("5-", "", "-5");
    gives("5.00元-", "", "-5.00");
    gives("(¥5.00)", "", "-5.00");
    gives("（５）", "", "-5");
    gives("–5", "", "-5");
    gives("▲1,234", "", "-1234");
    gives("负5元", "", "-5");
    gives("(0.00)", "", "0.00");
    gives("12,-", "", "12"); /* a line in place of decimals */
    gives("-12.— €", "", "-12");
    gives("1.250,-- EUR", "decimal=comma", "1250");
    gives("12,--5", "", "!invalid");
    gives("-5-", "", "!invalid");
    gives("(-5)", "", "!invalid");
    gives("5)", "", "!invalid");
    gives("--5", "", "!invalid");
}

static void marks_of_currencies_go_or_are_named(void **state)
{
    (void)state;
    gives("0元", "", "0");
    gives("12块钱", "", "12");
    gives("人民币 100 元整", "", "100");
    gives("US $ 5", "", "5");
    gives("R 12.50", "", "12.50");
    gives("1.234,50 zł", "out=amount+code", "1234.50 PLN");
    gives("5 USD", "out=amount+code currency=CNY", "5 USD");
    gives("$5", "out=amount+code currency=HKD", "5 HKD");
    gives("$5", "out=amount+code", "!ambiguous");
    gives("$5", "out=amount+code currency=EUR", "!ambiguous");
    gives("¥5", "out=amount+code", "!ambiguous");
    gives("¥5", "out=amount+code currency=JPY", "5 JPY");
    gives("¥5元", "out=amount+code", "5 CNY");
    gives("5元", "out=amount+code", "5 CNY");
    gives("5元", "out=amount+code currency=TWD", "5 TWD");
    gives("5円", "out=amount+code", "5 JPY");
    gives("$5 CAD", "out=amount+code", "5 CAD");
    gives("5", "out=amount+code currency=EUR", "5 EUR");
    gives("5", "out=amount+code", "5");
    gives("€5 元", "", "!invalid");
    gives("￥", "", "!invalid");
}

static void magnitudes_are_read_when_asked_for(void **state)
{
    (void)state;
    gives("1.2万", "", "!invalid");
    gives("1.2万元", "units=on", "12000");
    gives("1.23456万", "units=on", "12345.6");
    gives("1,234.5 千", "units=on", "1234500");
    gives("3千万", "units=on", "30000000");
    gives("1.5百万", "units=on", "1500000");
    gives("2万亿", "units=on", "2000000000000");
    gives("0.05亿", "units=on", "5000000");
    gives("$1.5M", "units=on", "1500000");
    gives("2.5 crore", "units=on", "25000000");
    gives("3Q", "units=on", "!invalid");
    gives("1.2.3万", "units=on", "!invalid");
}

static void chinese_words_are_read_when_asked_for(void **state)
{
    static const char *const texts[][2] = {
        {"一百二十三元整", "123"},
        {"壹仟贰佰叁拾肆元伍角陆分整", "1234.56"},
        {"人民币壹拾万零伍佰元整", "100500"},
        {"贰佰万元正", "2000000"},
        {"一亿二千零五万零三", "120050003"},
        {"三万五", "35000"},
        {"一百二", "120"},
        {"一千零五十", "1050"},
        {"两千零一", "2001"},
        {"一万亿", "1000000000000"},
        {"二〇二四", "2024"},
        {"十万", "100000"},
        {"三点五", "3.5"},
        {"一点二万", "12000"},
        {"五角", "0.5"},
        {"五分", "0.05"},
        {"贰拾元零伍分", "20.05"},
        {"一元五角", "1.5"},
        {"三块五", "3.5"},
        {"负五十元", "-50"},
        {"3万5千", "35000"},
        {"1亿2000万", "120000000"},
        {"12元5角", "12.5"},
        {"12元5角6分", "12.56"},
        {"零元", "0"},
        {"貳仟參佰肆拾伍圓整", "2345"},
    };
    static const char *const not [] = {"一百百", "百千", "十一十",       "一万二万亿三", "万",
                                       "三点",   "点五", "元角",         "五角五元",     "一二万",
                                       "1万23",  "12三", "五元五分五角", "一零百",       "百"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        gives(texts[i][0], "units=on", texts[i][1]);
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        gives(not [i], "units=on", "!invalid");
    gives("一百二十三元整", "", "!invalid");
}

static void the_scale_is_exact_half_away_from_zero(void **state)
{
    (void)state;
    gives("2.345", "scale=2", "2.35");
    gives("-2.345", "scale=2", "-2.35");
    gives("2.3449999999999999999999", "scale=2", "2.34");
    gives("99.995", "scale=2", "100.00");
    gives("0.5", "scale=0", "1");
    gives("-0.4", "scale=0", "0");
    gives("5", "scale=2", "5.00");
    gives("9999999999999999999999999999999999999.9", "scale=0",
          "10000000000000000000000000000000000000");
    gives("1,234", "scale=3 decimal=comma", "1.2340");
}

static void what_is_no_amount_has_its_reason(void **state)
{
    static const char *const texts[][2] = {
        {"12-15", "!range"},        {"¥12~¥15", "!range"},    {"12.00元-15.00元", "!range"},
        {"12至15", "!range"},       {"100元以上", "!range"},  {">=100", "!range"},
        {"100+", "!range"},         {"12起", "!range"},       {"2024-01-05", "!invalid"},
        {"5%", "!percent"},         {"５％", "!percent"},     {"-5.5 %", "!percent"},
        {"百分之5", "!percent"},    {"%", "!invalid"},        {"1.2E+05", "!scientific"},
        {"1e400", "!scientific"},   {"########", "!invalid"}, {"#VALUE!", "!empty_value"},
        {"NaN", "!empty_value"},    {"——", "!empty_value"},   {"免费", "!invalid"},
        {"无退款申请", "!invalid"}, {"0x10", "!invalid"},     {"12,3O", "!invalid"},
        {"12.", "!invalid"},        {"12/15", "!invalid"},    {"1\xFF", "!not_utf8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        gives(texts[i][0], "", texts[i][1]);
}

static void steps_say_what_was_done(void **state)
{
    static const struct {
        const char *raw;
        crm_steps steps;
    } texts[] = {
        {"5.00", 0},
        {"¥5", CRM_STEP(unit)},
        {"1,234", CRM_STEP(group)},
        {"(5)", CRM_STEP(paren)},
        {"5-", CRM_STEP(paren)},
        {"+5", CRM_STEP(format)},
        {"007", CRM_STEP(format)},
        {"1.005", CRM_STEP(round)},
        {"-$1,234.567", CRM_STEP(unit) | CRM_STEP(group) | CRM_STEP(round)},
    };
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        crm_steps steps = 0;

        opts.scale = strchr(texts[i].raw, '.') ? 2 : -1;
        crm_clean_amount(crm_str_of(texts[i].raw), &opts, &out, &steps);
        if (steps != texts[i].steps)
            fail_msg("\"%s\": steps %x, want %x", texts[i].raw, (unsigned)steps,
                     (unsigned)texts[i].steps);
    }
    crm_buf_clear(&out);
}

/* ---- the gold table -------------------------------------------------------------- */

static void the_gold_table_is_met(void **state)
{
    FILE *f = gold_open("money");
    struct gold_row row = {{0}, {0}, {0}};
    struct crm_buf out = {0};
    int rows[2] = {0}, right[2] = {0};

    (void)state;
    if (!f)
        skip();
    assert_true(gold_next(f, &row)); /* the header */
    while (gold_next(f, &row)) {
        struct crm_clean_opts opts;
        bool is_bad = row.expected.p[0] == '!';
        const char *want = strcmp(row.expected.p, "!empty") ? row.expected.p : "!empty_value";

        set_options(row.options.p, &opts);
        clean(gold_text(&row.raw), &opts, &out);
        rows[is_bad]++;
        if (crm_str_eq(crm_buf_str(&out), crm_str_of(want)))
            right[is_bad]++;
        else
            print_message("\"%s\": got %.*s, want %s\n", row.raw.p, (int)out.n, crm_buf_str(&out).p,
                          want);
    }
    fclose(f);
    gold_clear(&row);
    crm_buf_clear(&out);
    print_message("money: good %d/%d, bad %d/%d\n", right[0], rows[0], right[1], rows[1]);
    assert_int_equal(rows[0] + rows[1], 163);
    assert_true(right[0] * 100 >= rows[0] * 99);
    assert_true(right[1] * 100 >= rows[1] * 99);
}

/* ---- twice is once --------------------------------------------------------------- */

static const char *const option_sets[] = {
    "",
    "decimal=comma",
    "units=on",
    "out=amount+code currency=CNY",
    "out=amount+code decimal=comma units=on",
    "scale=2",
    "scale=3 decimal=comma",
    "scale=0 out=amount+code currency=USD",
};

static void under_all_options(struct crm_str raw, struct crm_buf *out)
{
    for (size_t i = 0; i < sizeof option_sets / sizeof *option_sets; i++) {
        struct crm_clean_opts opts;
        char text[64];

        snprintf(text, sizeof text, "%s", option_sets[i]);
        set_options(text, &opts);
        clean(raw, &opts, out);
    }
}

static void mutated_gold_values_stay_once_clean(void **state)
{
    FILE *f = gold_open("money");
    struct gold_row row = {{0}, {0}, {0}};
    struct crm_buf out = {0};
    uint64_t seed = 20240105;

    (void)state;
    if (!f)
        skip();
    while (gold_next(f, &row))
        for (int round = 0; round < 40; round++) {
            size_t n = strlen(row.raw.p), at = n ? gold_random(&seed) % n : 0;

            if (round && n && gold_random(&seed) % 2)
                row.raw.p[at] = "0123456789.,-()' +%E"[gold_random(&seed) % 20];
            else if (round && n > 1)
                memmove(row.raw.p + at, row.raw.p + at + 1, n-- - at);
            under_all_options((struct crm_str){row.raw.p, n}, &out);
        }
    fclose(f);
    gold_clear(&row);
    crm_buf_clear(&out);
}

static void random_pieces_stay_once_clean(void **state)
{
    static const char *const pieces[] = {
        "1",  "234", "0",  "00", "5",   "2345", "12", ".",        ",",  " ",  "'",
        "’",  "-",   "(",  ")",  "+",   "¥",    "￥", "$",        "元", "€",  "USD",
        "万", "k",   "亿", "一", "十",  "百",   "零", "角",       "分", "两", "点",
        ",-", "%",   "E+", "起", "=\"", "\"",   "，", "\xC2\xA0", "－", "１",
    };
    const size_t npieces = sizeof pieces / sizeof *pieces;
    struct crm_buf raw = {0}, out = {0};
    uint64_t seed = 4711;

    (void)state;
    for (int round = 0; round < 40000; round++) {
        crm_buf_reset(&raw);
        for (size_t n = gold_random(&seed) % 8; n; n--)
            crm_buf_add_cstr(&raw, pieces[gold_random(&seed) % npieces]);
        under_all_options(crm_buf_str(&raw), &out);
    }
    crm_buf_clear(&raw);
    crm_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_stay_as_they_were_written),
        cmocka_unit_test(groups_of_every_kind_are_read),
        cmocka_unit_test(groups_of_no_kind_are_refused),
        cmocka_unit_test(one_sign_alone_is_as_the_option_says),
        cmocka_unit_test(a_minus_stands_in_one_place),
        cmocka_unit_test(marks_of_currencies_go_or_are_named),
        cmocka_unit_test(magnitudes_are_read_when_asked_for),
        cmocka_unit_test(chinese_words_are_read_when_asked_for),
        cmocka_unit_test(the_scale_is_exact_half_away_from_zero),
        cmocka_unit_test(what_is_no_amount_has_its_reason),
        cmocka_unit_test(steps_say_what_was_done),
        cmocka_unit_test(the_gold_table_is_met),
        cmocka_unit_test(mutated_gold_values_stay_once_clean),
        cmocka_unit_test(random_pieces_stay_once_clean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
