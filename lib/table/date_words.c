/*
 * date_words.c - reading the words of dates: a cell's word in small letters is looked up in the
 * lists of date_languages.c; Chinese numerals and eras are read here.
 */
#include "table/date_words.h"

#include <string.h>

/* More than any name below. */
enum { LONGEST_WORD = 40 };

/* Small letters of ASCII, Latin-1 and Russian; UTF-8 of the same length each. */
static size_t lower_into(char *small, struct crm_str word)
{
    for (size_t i = 0; i < word.n; i++) {
        unsigned char before = i ? (unsigned char)word.p[i - 1] : 0, b = (unsigned char)word.p[i];

        small[i] = crm_lower(word.p[i]);
        if ((before == 0xC3 && b >= 0x80 && b <= 0x9E) ||
            (before == 0xD0 && b >= 0x90 && b <= 0x9F)) {
            small[i] = (char)(b + 0x20);
        } else if (before == 0xD0 && b >= 0xA0 && b <= 0xAF) {
            small[i - 1] = (char)0xD1;
            small[i] = (char)(b - 0x20);
        }
    }
    return word.n;
}

/* Is the word between two bars of the list? */
static bool is_listed(const char *list, struct crm_str word)
{
    for (const char *p = list;; p++) {
        size_t n = 0;

        while (n < word.n && p[n] == word.p[n])
            n++;
        if (n == word.n && (p[n] == '|' || p[n] == '\0'))
            return true;
        for (p += n; *p != '|'; p++)
            if (*p == '\0')
                return false;
    }
}

static int place_in(const char *const *lists, int n, struct crm_str word)
{
    for (int i = 0; i < n; i++)
        if (is_listed(lists[i], word))
            return i;
    return -1;
}

/* The word ahead in small letters, in room; empty when it is longer than any name. */
static struct crm_str small_word_ahead(const struct crm_cursor *c, char room[LONGEST_WORD])
{
    struct crm_str word = crm_word_ahead(c);

    return (struct crm_str){room, word.n <= LONGEST_WORD ? lower_into(room, word) : 0};
}

bool crm_take_month(struct crm_cursor *c, const struct crm_date_words *words, int *month)
{
    char room[LONGEST_WORD];
    struct crm_str word = small_word_ahead(c, room);
    int at = word.n && words ? place_in(words->months, 12, word) : -1;

    if (at < 0 && word.n)
        at = place_in(crm_english_dates.months, 12, word);
    if (at < 0)
        return false;
    c->p += word.n;
    crm_take_char(c, '.');
    *month = at + 1;
    return true;
}

/* The one of seven characters of three bytes each that is ahead. */
static bool take_one_of_seven(struct crm_cursor *c, const char *seven, int *place)
{
    for (int i = 0; i < 7; i++) {
        if (crm_take(c, (struct crm_str){seven + (size_t)i * 3, 3})) {
            *place = i;
            return true;
        }
    }
    return false;
}

/* 星期三, 周三; 水曜日; 수요일; in brackets also 水 and 수. */
static bool take_eastern_weekday(struct crm_cursor *c, bool is_bracketed, int *weekday)
{
    static const struct crm_str before[] = {CRM_STR_INIT("星期"), CRM_STR_INIT("周"),
                                            CRM_STR_INIT("週"), CRM_STR_INIT("礼拜"),
                                            CRM_STR_INIT("禮拜")};
    struct crm_cursor start = *c;

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (!crm_take(c, before[i]))
            continue;
        if (take_one_of_seven(c, "一二三四五六日", weekday))
            return true;
        *weekday = 6;
        if (crm_take(c, CRM_STR("天")))
            return true;
        *c = start;
    }
    if (take_one_of_seven(c, "月火水木金土日", weekday) && crm_take(c, CRM_STR("曜"))) {
        crm_take(c, CRM_STR("日"));
        return true;
    }
    *c = start;
    if (take_one_of_seven(c, "월화수목금토일", weekday) && crm_take(c, CRM_STR("요일")))
        return true;
    *c = start;
    return is_bracketed && (take_one_of_seven(c, "月火水木金土日", weekday) ||
                            take_one_of_seven(c, "월화수목금토일", weekday) ||
                            take_one_of_seven(c, "一二三四五六日", weekday));
}

static bool take_bare_weekday(struct crm_cursor *c, const struct crm_date_words *words,
                              bool is_bracketed, int *weekday)
{
    char room[LONGEST_WORD];
    struct crm_str word = small_word_ahead(c, room);
    int at = word.n && words ? place_in(words->weekdays, 7, word) : -1;

    if (at < 0 && word.n)
        at = place_in(crm_english_dates.weekdays, 7, word);
    if (at < 0)
        return take_eastern_weekday(c, is_bracketed, weekday);
    c->p += word.n;
    crm_take_char(c, '.');
    if (words && strcmp(words->lang, "pt") == 0) /* segunda-feira */
        crm_take(c, CRM_STR("-feira"));
    *weekday = at;
    return true;
}

bool crm_take_weekday(struct crm_cursor *c, const struct crm_date_words *words, int *weekday)
{
    struct crm_cursor start = *c;
    char close = crm_closing_bracket(c);

    c->p += close != '\0';
    if (crm_word_ahead(c).n > 1 && take_bare_weekday(c, words, close != '\0', weekday) &&
        (!close || crm_take_char(c, close)))
        return true;
    *c = start;
    return false;
}

bool crm_take_between(struct crm_cursor *c, const struct crm_date_words *words)
{
    const char *from = c->p;

    for (;;) {
        char room[LONGEST_WORD];
        struct crm_str word = small_word_ahead(c, room);

        if (word.n && (is_listed(crm_english_dates.between, word) ||
                       (words && is_listed(words->between, word)))) {
            c->p += word.n;
            crm_take_char(c, '.');
        } else if (!crm_take_blanks(c) && !crm_take_char(c, ',')) {
            return c->p > from;
        }
    }
}

/* ---- Chinese numerals --------------------------------------------------------------- */

/* A digit: 〇, ○, 零, 一 ... 九; or -1. */
static int take_han_digit(struct crm_cursor *c)
{
    static const struct crm_str digits[] = {
        CRM_STR_INIT("零"), CRM_STR_INIT("一"), CRM_STR_INIT("二"), CRM_STR_INIT("三"),
        CRM_STR_INIT("四"), CRM_STR_INIT("五"), CRM_STR_INIT("六"), CRM_STR_INIT("七"),
        CRM_STR_INIT("八"), CRM_STR_INIT("九"), CRM_STR_INIT("〇"), CRM_STR_INIT("○"),
    };

    for (int i = 0; i < 12; i++)
        if (crm_take(c, digits[i]))
            return i < 10 ? i : 0;
    return -1;
}

bool crm_take_han_year(struct crm_cursor *c, int *year)
{
    struct crm_cursor start = *c;
    int v = 0;

    for (int i = 0; i < 4; i++) {
        int digit = take_han_digit(c);

        if (digit < 0) {
            *c = start;
            return false;
        }
        v = v * 10 + digit;
    }
    *year = v;
    return true;
}

/* 0 to 99: 五, 〇五, 十, 十五, 二十, 二十五, 廿五, 卅一. */
static bool take_han_number(struct crm_cursor *c, int *v)
{
    int tens = 0, ones;

    if (crm_take(c, CRM_STR("廿"))) {
        tens = 2;
    } else if (crm_take(c, CRM_STR("卅"))) {
        tens = 3;
    } else if (crm_take(c, CRM_STR("十"))) {
        tens = 1;
    } else {
        tens = take_han_digit(c);
        if (tens < 0)
            return false;
        if (tens > 0 && !crm_take(c, CRM_STR("十"))) {
            *v = tens;
            return true;
        }
    }
    ones = take_han_digit(c);
    *v = tens * 10 + (ones < 0 ? 0 : ones);
    return true;
}

bool crm_take_small_number(struct crm_cursor *c, int *v)
{
    return crm_take_digits(c, 1, 2, v) || (!crm_digits_ahead(c) && take_han_number(c, v));
}

/* ---- eras --------------------------------------------------------------------------- */

/* Sources: the Japanese Era Name Act and its cabinet orders; CLDR (japanese, roc). Japan counts by
 * the Gregorian calendar since 1873. */
static const struct crm_era eras[] = {
    {CRM_STR_INIT("令和"), 2018, 20190501},     {CRM_STR_INIT("平成"), 1988, 19890108},
    {CRM_STR_INIT("昭和"), 1925, 19261225},     {CRM_STR_INIT("大正"), 1911, 19120730},
    {CRM_STR_INIT("明治"), 1867, 18730101},     {CRM_STR_INIT("㋿"), 2018, 20190501},
    {CRM_STR_INIT("㍻"), 1988, 19890108},       {CRM_STR_INIT("㍼"), 1925, 19261225},
    {CRM_STR_INIT("㍽"), 1911, 19120730},       {CRM_STR_INIT("㍾"), 1867, 18730101},
    {CRM_STR_INIT("R"), 2018, 20190501},        {CRM_STR_INIT("H"), 1988, 19890108},
    {CRM_STR_INIT("S"), 1925, 19261225},        {CRM_STR_INIT("T"), 1911, 19120730},
    {CRM_STR_INIT("M"), 1867, 18730101},        {CRM_STR_INIT("中华民国"), 1911, 19120101},
    {CRM_STR_INIT("中華民國"), 1911, 19120101}, {CRM_STR_INIT("民国"), 1911, 19120101},
    {CRM_STR_INIT("民國"), 1911, 19120101},
};

/* 元, 6, 113, 六, 一百一十三. */
static bool take_year_of_era(struct crm_cursor *c, int *year)
{
    int rest = 0;

    *year = 1;
    if (crm_take(c, CRM_STR("元")))
        return true;
    if (!crm_take(c, CRM_STR("一百")))
        return crm_take_digits(c, 1, 3, year) || take_han_number(c, year);
    take_han_number(c, &rest);
    *year = 100 + rest;
    return true;
}

bool crm_take_era_year(struct crm_cursor *c, const struct crm_era **era, int *year)
{
    struct crm_cursor start = *c;

    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        if (!crm_take(c, eras[i].name))
            continue;
        crm_take_blanks(c);
        if (take_year_of_era(c, year)) {
            *year += eras[i].year_before;
            *era = &eras[i];
            return true;
        }
        *c = start;
    }
    return false;
}
