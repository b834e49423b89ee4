/* test_clean_when.c - dates and times of every spelling, against the gold table and standards. */
#include "unit.h"

#include "gold_rows.h"

/* What raw gives, NUL-ended: the canonical form or "!reason". */
static const char *clean(struct crm_str raw, const struct crm_clean_opts *opts, struct crm_buf *out,
                         crm_steps *steps)
{
    enum crm_msg why;

    crm_buf_reset(out);
    *steps = 0;
    why = crm_clean_when(raw, opts, out, steps);
    if (why == CRM_MSG_EMPTY_VALUE) {
        crm_buf_add_cstr(out, "!empty");
    } else if (why != CRM_MSG_NONE) {
        assert_int_equal(out->n, 0);
        crm_buf_add_char(out, '!');
        crm_buf_add_cstr(out, crm_msg_code(why));
    }
    crm_buf_add_char(out, '\0');
    return out->p;
}

/* Under the options, raw gives want; want gives itself again, without a step. */
static void gives(const char *raw, const char *options, const char *want)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0};
    crm_steps steps;
    char text[128];

    snprintf(text, sizeof text, "%s", options);
    gold_options(&crm_type_datetime, text, &opts);
    if (strcmp(clean(crm_str_of(raw), &opts, &out, &steps), want) != 0)
        fail_msg("\"%s\" (%s): got %s, want %s", raw, options, out.p, want);
    if (*want != '!' &&
        (strcmp(clean(crm_str_of(want), &opts, &out, &steps), want) != 0 || steps != 0))
        fail_msg("\"%s\" (%s): again gives %s with steps %x", want, options, out.p, steps);
    crm_buf_clear(&out);
}

/* ---- the gold table ------------------------------------------------------------------ */

/* The table behind its header; skips the test without it. */
static FILE *open_gold(struct gold_row *row)
{
    FILE *f = gold_open("dates");

    if (!f)
        skip();
    assert_true(gold_next(f, row));
    return f;
}

static void gold_values_are_right(void **state)
{
    struct gold_row row = {{0}, {0}, {0}};
    FILE *f = open_gold(&row);
    size_t good = 0, right = 0, bad = 0, refused = 0;
    struct crm_buf out = {0};

    (void)state;
    while (gold_next(f, &row)) {
        struct crm_clean_opts opts = crm_clean_defaults();
        crm_steps steps;
        bool is_bad = row.expected.p[0] == '!', is_right;

        gold_options(&crm_type_datetime, row.options.p, &opts);
        is_right = strcmp(clean(gold_text(&row.raw), &opts, &out, &steps), row.expected.p) == 0;
        if (!is_right)
            print_message("\"%s\": got %s, want %s\n", row.raw.p, out.p, row.expected.p);
        good += !is_bad;
        right += !is_bad && is_right;
        bad += is_bad;
        refused += is_bad && is_right;
    }
    fclose(f);
    gold_clear(&row);
    crm_buf_clear(&out);
    print_message("good values right: %zu of %zu; bad ones refused for the reason: %zu of %zu\n",
                  right, good, refused, bad);
    assert_true(good + bad == 363);
    assert_true(right * 100 >= good * 99 && refused * 100 >= bad * 99);
}

/* ---- what standards and programs write --------------------------------------------- */

/* A table of raw, options, want. */
#define CHECK(table)                                                                               \
    for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)                                   \
    gives((table)[i][0], (table)[i][1], (table)[i][2])

static void iso_8601_in_all_its_forms(void **state)
{
    static const char *const table[][3] = {
        {"2024-01-05T13:02:03,5+01", "", "2024-01-05T13:02:03.5+01:00"},
        {"2024-01-05t13:02:03z", "", "2024-01-05T13:02:03Z"},
        {"20240105T130203.250+0800", "", "2024-01-05T13:02:03.250+08:00"},
        {"20240105T1302Z", "", "2024-01-05T13:02:00Z"},
        {"20240105 130203", "", "2024-01-05T13:02:03"},
        {"2024-366", "", "2024-12-31"},
        {"2024-000", "", "!invalid"},
        {"2024-W01-5", "", "2024-01-05"},
        {"2024W015", "", "2024-01-05"},
        {"2020-W53-7", "", "2021-01-03"}, /* ISO 8601:2019, 5.2.3: years of 53 weeks */
        {"2021-W53-1", "", "!invalid"},
        {"2024-W01-8", "", "!invalid"},
        {"2024-01-05T24:00:00", "", "2024-01-06T00:00:00"},
        {"2024-12-31T24:00", "", "2025-01-01T00:00:00"},
        {"9999-12-31T24:00", "", "!invalid"},
        {"2024-01-05T24:01", "", "!invalid"},
        {"2024-01-05T13:02:03.1234567899", "", "2024-01-05T13:02:03.123456789"},
        {"2024-01-05T13:02:03.000", "", "2024-01-05T13:02:03.000"},
        {"2024-01-05T13:02:03+00:00", "", "2024-01-05T13:02:03+00:00"},
        {"2024-01-05T13:02:03-00:00", "", "2024-01-05T13:02:03+00:00"},
        {"2024-01-05T13:02:03+08:00[Asia/Shanghai]", "", "2024-01-05T13:02:03+08:00"},
        {"2024-01-05T13:02:03Z[UTC]", "", "2024-01-05T13:02:03Z"},
        {"2024-01-05T13:02:03\xE2\x88\x92"
         "05:00",
         "", "2024-01-05T13:02:03-05:00"},
        {"2024-01", "", "!incomplete"},
        {"2024", "", "!invalid"},
        {"2024-01-05Z", "", "!invalid"},
    };

    (void)state;
    CHECK(table);
}

static void what_programs_write(void **state)
{
    static const char *const table[][3] = {
        {"Fri, 05 Jan 2024 13:02:03 GMT", "", "2024-01-05T13:02:03Z"}, /* RFC 9110 */
        {"Friday, 05-Jan-24 13:02:03 GMT", "", "2024-01-05T13:02:03Z"},
        {"Fri Jan  5 13:02:03 2024", "", "2024-01-05T13:02:03"},
        {"Fri, 21 Nov 1997 09:55:06 -0600", "", "1997-11-21T09:55:06-06:00"}, /* RFC 5322, A.1.1 */
        {"21 Nov 97 09:55:06 GMT", "", "1997-11-21T09:55:06Z"},
        {"Fri, 05 Jan 2024 13:02:03 EST", "", "2024-01-05T13:02:03-05:00"},
        {"Fri Jan 05 13:02:03 JST 2024", "", "2024-01-05T13:02:03+09:00"},
        {"Fri Jan 05 13:02:03 GMT+08:00 2024", "", "2024-01-05T13:02:03+08:00"},
        {"Fri Jan 05 13:02:03 UTC 2024", "", "2024-01-05T13:02:03Z"},
        {"Fri Jan 05 13:02:03 IST 2024", "", "!ambiguous_zone"},
        {"2024-01-05 13:02:03 CST", "", "!ambiguous_zone"},
        {"Fri Jan 05 2024 13:02:03 GMT+0000 (Coordinated Universal Time)", "",
         "2024-01-05T13:02:03+00:00"},
        {"Fri Jan 05 2024", "", "2024-01-05"},
        {"Thu Jan 05 2024", "", "!invalid"}, /* it was a Friday */
        {"1/5/2024, 1:02:03 PM", "order=mdy", "2024-01-05T13:02:03"},
        {"05/01/2024, 13:02:03", "order=dmy", "2024-01-05T13:02:03"},
        {"2024. 1. 5. 오후 1:02:03", "", "2024-01-05T13:02:03"},
        {"2024년 1월 5일 금요일 오후 1시 2분 3초", "", "2024-01-05T13:02:03"},
        {"05-JAN-24 01.02.03.123456000 PM", "", "2024-01-05T13:02:03.123456000"},
        {"05-JAN-24 01.02.03.123456 PM +08:00", "", "2024-01-05T13:02:03.123456+08:00"},
        {"2024-01-05-13.02.03.123456", "", "2024-01-05T13:02:03.123456"},
        {"Jan  5 2024  1:02PM", "", "2024-01-05T13:02:00"},
        {"Jan  5 2024  1:02:03:123PM", "", "2024-01-05T13:02:03.123"},
        {"2024-01-05 13:02:03.0", "", "2024-01-05T13:02:03.0"},
        {"2024:01:05 13:02:03", "", "2024-01-05T13:02:03"},
        {"2024-01-05 13:02:03 +0800 CST", "", "2024-01-05T13:02:03+08:00"},
        {"2024-01-05 13:02:03.12 +0000 UTC", "", "2024-01-05T13:02:03.12+00:00"},
        {"[17/Dec/2021:09:16:30 +0000]", "", "2021-12-17T09:16:30+00:00"},
        {"13:02:03 Jan 05, 2024 PST", "", "2024-01-05T13:02:03-08:00"},
        {"/Date(1704433320500)/", "", "2024-01-05T05:42:00.500Z"},
        {"/Date(1704433320000+0800)/", "", "2024-01-05T13:42:00+08:00"},
        {"\\/Date(-1000)\\/", "", "1969-12-31T23:59:59Z"},
        {"/Date(x)/", "", "!invalid"},
        {"/Date()/", "", "!invalid"},
        {"20240105.0", "", "2024-01-05"},
        {"`2024-01-05 13:02:03", "", "2024-01-05T13:02:03"},
        {"Jan-05-24 13:02:03 PST", "", "2024-01-05T13:02:03-08:00"},
        {"Jan 5, 2024 1:02:03 AM PST", "", "2024-01-05T01:02:03-08:00"},
        {"2024-01-05T13:02:03.000+0000", "", "2024-01-05T13:02:03.000+00:00"},
        {"2024年1月5日星期五", "", "2024-01-05"},
        {"民國 113 年 1 月 5 日", "", "2024-01-05"},
        {"2024-01-05 13:02 UTC+8", "", "2024-01-05T13:02:00+08:00"},
        {"2024-01-05 13:02 (UTC)", "", "2024-01-05T13:02:00Z"},
        {"2024-01-05 13:02 (北京时间)", "", "2024-01-05T13:02:00+08:00"},
    };

    (void)state;
    CHECK(table);
}

static void what_people_write(void **state)
{
    static const char *const table[][3] = {
        {"5th January 2024", "", "2024-01-05"},
        {"the 1st of May, 2024", "", "!invalid"},
        {"1st of May, 2024", "", "2024-05-01"},
        {"January 2nd, 2024 at 1 PM", "", "2024-01-02T13:00:00"},
        {"Jan. 5, 2024, 1:02 p.m.", "", "2024-01-05T13:02:00"},
        {"Sept 5 2024", "", "2024-09-05"},
        {"Friday, January 5, 2024", "", "2024-01-05"},
        {"5 Jan, 2024", "", "2024-01-05"},
        {"2024-Jan-05", "", "2024-01-05"},
        {"2024 January 5", "", "2024-01-05"},
        {"05/Jan/2024", "", "2024-01-05"},
        {"1:02 PM 1/5/2024", "order=mdy", "2024-01-05T13:02:00"},
        {"05.01.2024 - 13:02", "order=dmy", "2024-01-05T13:02:00"},
        {"05.01.2024 13.02", "order=dmy", "2024-01-05T13:02:00"},
        {"5/1/2024 13h02", "order=dmy", "2024-01-05T13:02:00"},
        {"2024 01 05", "", "2024-01-05"},
        {"May 2024", "", "!incomplete"},
        {"2024 May", "", "!incomplete"},
        {"05/2024", "", "!incomplete"},
        {"13/2024", "", "!invalid"},
        {"2024年13月", "", "!invalid"},
        {"May 5", "", "!invalid"},
        {"5 May", "", "!invalid"},
        {"May 5 13:02", "", "!invalid"},
        {"2024-01-05 09:00-12:00", "", "!invalid"},
        {"2024-01-05 9:00 AM-12:00 PM", "", "!invalid"},
        {"2024-01-05 13:02 +08:00 PM", "", "!invalid"},
        {"2024-01-05 1.50", "", "!invalid"},
        {"2024\xE2\x80\x93"
         "01\xE2\x80\x93"
         "05",
         "", "2024-01-05"},
        {"1/5/2024, 1:02\xE2\x80\xAFPM", "order=mdy", "2024-01-05T13:02:00"},
        {"05JAN2024:13:02:03", "", "2024-01-05T13:02:03"},
        {"unknown", "", "!empty"},
        {"(空白)", "", "!empty"},
        {"#REF!", "", "!invalid"},
        {"Monday", "", "!invalid"},
        {"Jan", "", "!invalid"},
        {"next Friday", "", "!invalid"},
        {"2024-**-**", "", "!invalid"},
    };

    (void)state;
    CHECK(table);
}

static void east_asian_dates(void **state)
{
    static const char *const table[][3] = {
        {"2024年1月5日下午1点02分", "", "2024-01-05T13:02:00"},
        {"2024年1月5日 晚上8点半", "", "2024-01-05T20:30:00"},
        {"2024年1月5日 上午9点整", "", "2024-01-05T09:00:00"},
        {"2024-01-05下午1:02", "", "2024-01-05T13:02:00"},
        {"2024/1/5 凌晨3:20", "", "2024-01-05T03:20:00"},
        {"2024/1/5 凌晨12:20", "", "2024-01-05T00:20:00"},
        {"2024/1/5 早上8:00", "", "2024-01-05T08:00:00"},
        {"2024/1/5 中午1:00", "", "2024-01-05T13:00:00"},
        {"2024/1/5 中午11:30", "", "2024-01-05T11:30:00"},
        {"2024/1/5 晚上20:05", "", "2024-01-05T20:05:00"},
        {"2024/1/5 下午13:05", "", "2024-01-05T13:05:00"},
        {"2024/1/5 晚上12:05", "", "!ambiguous"},
        {"2024/1/5 上午13:05", "", "!invalid"},
        {"2024/1/5 凌晨8:05", "", "!invalid"},
        {"二〇二四年一月五日下午三点二十分", "", "2024-01-05T15:20:00"},
        {"二零二四年十二月廿五日", "", "2024-12-25"},
        {"二○二四年十月三十一日", "", "2024-10-31"},
        {"2024年1月5日(金)", "", "2024-01-05"},
        {"2024年1月5日（星期五）13:02", "", "2024-01-05T13:02:00"},
        {"2024年1月5日 周五", "", "2024-01-05"},
        {"2024年1月5日 周六", "", "!invalid"},
        {"2024/01/07 (日) 午後0:05", "", "2024-01-07T12:05:00"},
        {"2024年1月7日 星期天", "", "2024-01-07"},
        {"2024年1月5日金曜日 午前10時2分3秒", "", "2024-01-05T10:02:03"},
        {"24年1月5日", "", "2024-01-05"},
        {"2024年", "", "!invalid"},
        {"1月5日", "", "!invalid"},
        {"公元2024年1月5日", "", "2024-01-05"},
        {"平成元年1月8日", "", "1989-01-08"},
        {"平成1年1月7日", "", "!invalid"}, /* still Shōwa 64 */
        {"令和6年2月30日", "", "!invalid"},
        {"昭和64年1月7日", "", "1989-01-07"},
        {"R6.1.5", "", "2024-01-05"},
        {"H31/4/30", "", "2019-04-30"},
        {"民國113年1月5日", "", "2024-01-05"},
        {"民国一百一十三年一月五日", "", "2024-01-05"},
        {"民國113/01/05", "", "2024-01-05"},
        {"令和6年1月", "", "!incomplete"},
    };

    (void)state;
    CHECK(table);
}

static void months_in_the_columns_language(void **state)
{
    static const char *const table[][3] = {
        {"5. März 2024 um 13:02 Uhr", "lang=de", "2024-03-05T13:02:00"},
        {"Freitag, 5. Jänner 2024", "lang=de", "2024-01-05"},
        {"5. Dez. 2024", "lang=de", "2024-12-05"},
        {"1er février 2024 à 13h02", "lang=fr", "2024-02-01T13:02:00"},
        {"vendredi 5 AOÛT 2022", "lang=fr", "2022-08-05"},
        {"15 déc. 2023", "lang=fr", "2023-12-15"},
        {"viernes, 5 de enero de 2024", "lang=es", "2024-01-05"},
        {"5 gennaio 2024", "lang=it", "2024-01-05"},
        {"5 de março de 2024 às 13:02", "lang=pt", "2024-03-05T13:02:00"},
        {"sexta-feira, 5 de janeiro de 2024", "lang=pt", "2024-01-05"},
        {"5 mrt. 2024", "lang=nl", "2024-03-05"},
        {"5 Января 2024 г., 13:02", "lang=ru", "2024-01-05T13:02:00"},
        {"5 января 2024 г.", "lang=ru", "2024-01-05"},
        {"5 января 2024 года", "lang=ru", "2024-01-05"},
        {"5 stycznia 2024", "lang=pl", "2024-01-05"},
        {"5 januari 2024", "lang=sv", "2024-01-05"},
        {"5. januar 2024", "lang=da", "2024-01-05"},
        {"5. desember 2024 kl. 13:02", "lang=no", "2024-12-05T13:02:00"},
        {"perjantaina 5. tammikuuta 2024 klo 13.02", "lang=fi", "2024-01-05T13:02:00"},
        {"5. července 2024", "lang=cs", "2024-07-05"},
        {"5 Ağustos 2024", "lang=tr", "2024-08-05"},
        {"Jumat, 5 Januari 2024 pukul 13.02", "lang=id", "2024-01-05T13:02:00"},
        {"5-févr.-24", "lang=fr", "2024-02-05"},
        {"05-ene-24", "lang=es", "2024-01-05"},
        {"5 January 2024", "lang=fr", "2024-01-05"},
        {"5 janvier 2024", "", "!invalid"},
        {"5 janvier 2024", "lang=de", "!invalid"},
        {"5 janvier", "lang=fr", "!invalid"},
        {"2024年1月5日", "lang=zh", "2024-01-05"},
    };

    (void)state;
    CHECK(table);
}

static void the_order_is_never_guessed(void **state)
{
    static const char *const table[][3] = {
        {"25/12/2023", "", "2023-12-25"},
        {"10/10/2023", "", "2023-10-10"}, /* the same in both orders */
        {"5/1/2024", "order=ymd", "!order"},
        {"25/12/2023", "order=ymd", "!order"},
        {"5/1/2024", "order=dmy", "2024-01-05"},
        {"2024-01-05", "order=mdy", "2024-01-05"},
        {"31/2/2024", "order=dmy", "!invalid"},
        {"31/2/2024", "", "!invalid"},
        {"13/13/2024", "", "!invalid"},
        {"1/2/2024 25:00", "", "!invalid"},
        {"24-1-5", "order=ymd", "2024-01-05"},
        {"24-1-5", "order=dmy", "!order"}, /* a year has two digits or four */
        {"24-1-15", "order=dmy", "2015-01-24"},
        {"28/5/24", "", "!ambiguous"},
        {"25/12/99", "", "1999-12-25"}, /* the only day that it can be */
        {"24-1-51", "", "2051-01-24"},
        {"99-12-25", "", "!ambiguous"},
        {"1/1/68", "order=dmy", "2068-01-01"},
        {"1/1/69", "order=dmy", "1969-01-01"},
        {"32/13/24", "", "!invalid"},
        {"5/1/024", "order=dmy", "!invalid"},
        {"5/1-2024", "order=dmy", "!invalid"},
    };

    (void)state;
    CHECK(table);
}

/* What the column's values say is no order from the user. */
static void an_order_that_was_found_lets_certain_dates_pass(void **state)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0};
    crm_steps steps;

    (void)state;
    opts.order = CRM_ORDER_DMY;
    assert_string_equal(clean(CRM_STR("12/25/2023"), &opts, &out, &steps), "!order");
    opts.is_order_found = true;
    assert_string_equal(clean(CRM_STR("12/25/2023"), &opts, &out, &steps), "2023-12-25");
    assert_string_equal(clean(CRM_STR("12/25/23"), &opts, &out, &steps), "2023-12-25");
    assert_string_equal(clean(CRM_STR("16/6/4"), &opts, &out, &steps), "!ambiguous");
    assert_string_equal(clean(CRM_STR("5/1/2024"), &opts, &out, &steps), "2024-01-05");
    /* of both orders */
    opts.order = CRM_ORDER_NONE;
    assert_string_equal(clean(CRM_STR("12/25/23"), &opts, &out, &steps), "2023-12-25");
    assert_string_equal(clean(CRM_STR("5/28/24"), &opts, &out, &steps), "2024-05-28");
    assert_string_equal(clean(CRM_STR("28/5/24"), &opts, &out, &steps), "!ambiguous");
    assert_string_equal(clean(CRM_STR("5/1/2024"), &opts, &out, &steps), "!ambiguous");
    crm_buf_clear(&out);
}

/* Serials as Excel counts them (ECMA-376 part 1, 18.17.4.1). */
static void numbers_are_times_when_told_so(void **state)
{
    static const char *const table[][3] = {
        {"59", "serial=1900", "1900-02-28"},
        {"59.99999999", "serial=1900", "1900-03-01T00:00:00"},
        {"60.5", "serial=1900", "!invalid"},
        {"0.5", "serial=1900", "!invalid"},
        {"2958465", "serial=1900", "9999-12-31"},
        {"2958465.9999999", "serial=1900", "!invalid"},
        {"0", "serial=1904", "1904-01-01"},
        {"60", "serial=1904", "1904-03-01"},
        {"-1", "serial=1904", "!invalid"},
        {"45296.5", "serial=1900", "2024-01-05T12:00:00"},
        {"20240105", "serial=1900", "2024-01-05"},
        {"2024-01-05", "serial=1900", "2024-01-05"},
        {"1704459723", "serial=1900", "!not_a_date"},
        {"1704459723", "serial=1900 epoch=s", "2024-01-05T13:02:03Z"},
        {"1704459723.25", "epoch=s", "2024-01-05T13:02:03.25Z"},
        {"1704459723.0", "epoch=s", "2024-01-05T13:02:03Z"},
        {"-0.5", "epoch=s", "1969-12-31T23:59:59.5Z"},
        {"-1", "epoch=s", "1969-12-31T23:59:59Z"},
        {"7", "epoch=ms", "1970-01-01T00:00:00.007Z"},
        {"1704459723000", "epoch=ms", "2024-01-05T13:02:03Z"},
        {"1704459723000", "epoch=s", "!invalid"},
        {"1704459723123456", "epoch=auto", "2024-01-05T13:02:03.123456Z"},
        {"1704459723123456789", "epoch=auto", "2024-01-05T13:02:03.123456789Z"},
        {"253402300799", "epoch=s", "9999-12-31T23:59:59Z"},
        {"253402300800", "epoch=s", "!invalid"},
        {"20240105", "epoch=auto", "2024-01-05"},
        {"20240105130203", "epoch=auto", "2024-01-05T13:02:03"},
        {"1704459723", "epoch=s type=date to_tz=-13:30", "2024-01-04"},
        {"1.70443E+12", "epoch=ms", "!invalid"},
        {"45296.54", "", "!not_a_date"},
        {"1704459723123", "", "!not_a_date"},
        {"123456", "", "!invalid"},
    };

    (void)state;
    CHECK(table);
}

static void steps_say_what_was_done(void **state)
{
    struct crm_clean_opts opts = crm_clean_defaults();
    struct crm_buf out = {0};
    crm_steps steps;

    (void)state;
    opts.order = CRM_ORDER_DMY;
    opts.serial = CRM_SERIAL_1900;
    assert_true(crm_zone_parse("+08:00", &opts.zone));
    clean(CRM_STR("2024-01-05T13:02:03"), &opts, &out, &steps);
    assert_int_equal(steps, 0);
    clean(CRM_STR("2024/1/5"), &opts, &out, &steps);
    assert_int_equal(steps, CRM_STEP(format));
    clean(CRM_STR("5.1.2024"), &opts, &out, &steps);
    assert_int_equal(steps, CRM_STEP(order));
    clean(CRM_STR("45296"), &opts, &out, &steps);
    assert_int_equal(steps, CRM_STEP(serial));
    clean(CRM_STR("2024-01-05T13:02:03Z"), &opts, &out, &steps);
    assert_string_equal(out.p, "2024-01-05T21:02:03+08:00");
    assert_int_equal(steps, CRM_STEP(zone));
    opts.is_date_only = true;
    clean(CRM_STR("2024-01-05T13:02:03"), &opts, &out, &steps);
    assert_int_equal(steps, CRM_STEP(format));
    crm_buf_clear(&out);
}

static void evidence_is_what_only_one_order_allows(void **state)
{
    static const struct {
        const char *raw;
        enum crm_order_evidence want;
    } table[] = {
        {"25/12/2023", CRM_EVIDENCE_ONLY_DMY},
        {"12/25/2023 1:02 PM", CRM_EVIDENCE_ONLY_MDY},
        {"5/1/2024", CRM_EVIDENCE_EITHER},
        {"10/10/2023", CRM_EVIDENCE_NONE},
        {"2024-01-05", CRM_EVIDENCE_NONE},
        {"2024/1/5 13:02", CRM_EVIDENCE_NONE},
        {"5 Jan 2024", CRM_EVIDENCE_NONE},
        {"31/2/2024", CRM_EVIDENCE_NONE},
        {"x", CRM_EVIDENCE_NONE},
        {"", CRM_EVIDENCE_NONE},
        {"5/28/24", CRM_EVIDENCE_ONLY_MDY},
        {"28/5/24", CRM_EVIDENCE_EITHER},
        {"25/12/99", CRM_EVIDENCE_ONLY_DMY},
        {"24-1-5", CRM_EVIDENCE_NONE},
        {"24-1-13", CRM_EVIDENCE_EITHER},
        {"５／１／２０２４", CRM_EVIDENCE_EITHER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (crm_when_evidence(crm_str_of(table[i].raw)) != table[i].want)
            fail_msg("%s", table[i].raw);
}

/* ---- twice is once, quick is the same -------------------------------------------------- */

/* What comes out comes out again, without a step; and the quick way gives the same. Is the quick
 * way taken? */
static bool holds(struct crm_str raw, const struct crm_clean_opts *opts)
{
    char room[CRM_QUICK_BYTES];
    struct crm_buf once = {0}, twice = {0};
    struct crm_str quick;
    crm_steps steps = 0;
    enum crm_msg why = crm_clean_when(raw, opts, &once, &steps);
    bool is_quick = raw.n && crm_quick_when(raw, opts, room, &quick);

    if (why == CRM_MSG_NONE) {
        assert_true(crm_str_eq(raw, crm_buf_str(&once)) ? steps == 0 : true);
        steps = 0;
        if (crm_clean_when(crm_buf_str(&once), opts, &twice, &steps) != CRM_MSG_NONE ||
            !crm_str_eq(crm_buf_str(&once), crm_buf_str(&twice)) || steps)
            fail_msg("\"%.*s\" gives \"%.*s\", then \"%.*s\"", (int)raw.n, raw.p, (int)once.n,
                     once.p, (int)twice.n, crm_buf_str(&twice).p);
    }
    if (is_quick && (why != CRM_MSG_NONE || !crm_str_eq(quick, crm_buf_str(&once))))
        fail_msg("\"%.*s\": quickly \"%.*s\"", (int)raw.n, raw.p, (int)quick.n, quick.p);
    crm_buf_clear(&once);
    crm_buf_clear(&twice);
    return is_quick;
}

static void gold_values_and_their_mutations_hold(void **state)
{
    static const char *const pieces[] = {
        "0",    "1",      "9",  "12", "24", "60", "2024", " ",    "  ",   "-",    "/",  ".",
        ":",    ",",      "T",  "Z",  "+",  "AM", "PM",   "年",   "月",   "日",   "时", "分",
        "下午", "晚上",   "十", "廿", "〇", "元", "令和", "民国", "Jan",  "W",    "th", "CST",
        "GMT",  "(",      ")",  "[",  "]",  "'",  "\"",   "=",    "\xE3", "\xFF", "of", "@",
        "de",   "/Date(", "号", "@",  "半", "민", "일",   "E+"};
    static const char *const langs[] = {NULL, "de", "fr", "es", "ru", "pt"};
    struct gold_row row = {{0}, {0}, {0}};
    FILE *f = open_gold(&row);
    uint64_t seed = 20240105;

    (void)state;
    while (gold_next(f, &row)) {
        struct crm_clean_opts opts = crm_clean_defaults();
        size_t n = gold_text(&row.raw).n;

        gold_options(&crm_type_datetime, row.options.p, &opts);
        holds(gold_text(&row.raw), &opts);
        for (int round = 0; round < 400; round++) {
            const char *piece = pieces[gold_random(&seed) % (sizeof pieces / sizeof *pieces)];
            size_t at = gold_random(&seed) % (n + 1),
                   cut = round % 2 ? strlen(piece) : gold_random(&seed) % 3;
            char raw[300];

            cut = cut < n - at ? cut : n - at;
            snprintf(raw, sizeof raw, "%.*s%s%s", (int)at, row.raw.p, piece, row.raw.p + at + cut);
            opts.order = (enum crm_date_order)(round % 4);
            opts.lang = langs[gold_random(&seed) % 6];
            opts.is_date_only = round % 7 == 0;
            holds(crm_str_of(raw), &opts);
            crm_when_evidence(crm_str_of(raw));
        }
    }
    fclose(f);
    gold_clear(&row);
}

/* The cells that the quick way is for, whole and with a byte or two changed. */
static void the_quick_way_gives_the_same(void **state)
{
    static const char *const cells[] = {
        "2024-01-05",       "2024-01-05T13:02:11",       "2024-02-29 23:59",
        "2024/1/5 3:43:51", "31/12/2022 1:02",           "12.31.2022 12:05 AM",
        "1/5/2024 1:02PM",  "2024-01-05T13:02:11+08:00", "2020-01-28 04:02:09 +0800",
        "5-1-2024 13:02Z",  "2016-05-17T23:59:06Z",      "2024-01-05 13:02:11-14:00",
    };
    static const char others[] = "0123456789 -+/.:TZAPM\t,'";
    uint64_t seed = 77;
    size_t quick = 0;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct crm_clean_opts opts = crm_clean_defaults();
        struct crm_str cell =
            crm_str_of(cells[gold_random(&seed) % (sizeof cells / sizeof *cells)]);
        char raw[64];

        memcpy(raw, cell.p, cell.n);
        for (size_t i = gold_random(&seed) % 3; i; i--)
            raw[gold_random(&seed) % cell.n] = others[gold_random(&seed) % (sizeof others - 1)];
        opts.order = (enum crm_date_order)(round % 4);
        opts.is_date_only = round % 5 == 0;
        opts.epoch = (unsigned)(round % 7 % 4);
        opts.serial = (unsigned)(round % 11 % 3);
        if (round % 3 == 0)
            assert_true(crm_zone_parse("+08:00", &opts.zone));
        quick += holds((struct crm_str){raw, cell.n}, &opts);
    }
    assert_true(quick > 50000);
}

static void random_pieces_hold(void **state)
{
    static const char *const pieces[] = {
        "5",    "05",  "24",     "2024",       "1704433320", ".5",       " ",      "-",
        "/",    ".",   ":",      ",",          "T",          "Z",        "13:02",  ":11",
        "1",    "PM",  "am",     "2024-01-05", "5/1/24",     "Jan",      "mai",    "Fri",
        "UTC",  "+08", "00",     "(x)",        "[",          "年",       "月",     "日",
        "下午", "一",  "十",     "百",         "元",         "令和",     "R6",     "半",
        "时",   "週",  "(金)",   "오후",       "W01",        "20240105", "130203", "of",
        "de",   "um",  "/Date(", ")/",         "민국",       "\xC2\xA0", "\xE2",   "'",
        "=\"",  "\"",  "@",      "st"};
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 300000; round++) {
        struct crm_clean_opts opts = crm_clean_defaults();
        struct crm_buf raw = {0};

        opts.order = (enum crm_date_order)(round % 4);
        opts.serial = (unsigned)(round % 3);
        opts.epoch = (unsigned)(round % 5 % 4);
        opts.lang = round % 2 ? "fr" : NULL;
        if (round % 11 == 0)
            assert_true(crm_zone_parse("-05:30", &opts.zone));
        for (size_t n = 1 + gold_random(&seed) % 7; n; n--)
            crm_buf_add_cstr(&raw, pieces[gold_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        holds(crm_buf_str(&raw), &opts);
        crm_when_evidence(crm_buf_str(&raw));
        crm_buf_clear(&raw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gold_values_are_right),
        cmocka_unit_test(iso_8601_in_all_its_forms),
        cmocka_unit_test(what_programs_write),
        cmocka_unit_test(what_people_write),
        cmocka_unit_test(east_asian_dates),
        cmocka_unit_test(months_in_the_columns_language),
        cmocka_unit_test(the_order_is_never_guessed),
        cmocka_unit_test(an_order_that_was_found_lets_certain_dates_pass),
        cmocka_unit_test(numbers_are_times_when_told_so),
        cmocka_unit_test(steps_say_what_was_done),
        cmocka_unit_test(evidence_is_what_only_one_order_allows),
        cmocka_unit_test(gold_values_and_their_mutations_hold),
        cmocka_unit_test(the_quick_way_gives_the_same),
        cmocka_unit_test(random_pieces_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
