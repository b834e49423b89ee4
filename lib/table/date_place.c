/*
 * date_place.c - reading a date: which number is the year, the month, the day, or that only the
 * column's order can tell.
 */
#include "table/date_written.h"

#include "base/digits.h"

static bool is_sign(char c)
{
    return c == '-' || c == '/' || c == '.';
}

/* 2024 or 24. */
static bool take_year(struct crm_cursor *c, struct crm_written *w)
{
    size_t n = crm_digits_ahead(c);

    if (n != 2 && n != 4)
        return false;
    w->has_short_year = n == 2;
    w->year = crm_take_number(c, n);
    return true;
}

/* 5, 5th, 1er, 1º, 5. */
static bool take_day_of_month(struct crm_cursor *c, int *day)
{
    static const struct crm_str endings[] = {
        CRM_STR_INIT("st"), CRM_STR_INIT("nd"), CRM_STR_INIT("rd"), CRM_STR_INIT("th"),
        CRM_STR_INIT("er"), CRM_STR_INIT("º"),  CRM_STR_INIT("."),
    };

    if (!crm_take_digits(c, 1, 2, day))
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (crm_take(c, endings[i]))
            break;
    return true;
}

static bool take_one_of(struct crm_cursor *c, struct crm_str a, struct crm_str b, struct crm_str d)
{
    return crm_take(c, a) || crm_take(c, b) || crm_take(c, d);
}

static bool take_year_sign(struct crm_cursor *c)
{
    return crm_take(c, CRM_STR("年")) || crm_take(c, CRM_STR("년"));
}

static bool take_day_sign(struct crm_cursor *c)
{
    return take_one_of(c, CRM_STR("日"), CRM_STR("号"), CRM_STR("號")) ||
           crm_take(c, CRM_STR("일"));
}

/* Behind 年: 1月5日, 十二月, 1월 5일. */
static bool take_eastern_month_and_day(struct crm_cursor *c, struct crm_written *w)
{
    w->is_eastern = true;
    crm_take_blanks(c);
    if (!crm_take_small_number(c, &w->month))
        return false;
    crm_take_blanks(c);
    if (!crm_take(c, CRM_STR("月")) && !crm_take(c, CRM_STR("월")))
        return false;
    crm_take_blanks(c);
    if (crm_at_end(c)) {
        w->kind = CRM_DATE_MONTH;
        return true;
    }
    if (!crm_take_small_number(c, &w->day))
        return false;
    crm_take_blanks(c);
    return take_day_sign(c);
}

/* A month's name between two others, or 5 of 13: [-/. ,]. */
static void take_gap(struct crm_cursor *c, const struct crm_date_words *words)
{
    crm_take_between(c, words);
    if (crm_ahead(c, 0) == '-' || crm_ahead(c, 0) == '/' || crm_ahead(c, 0) == '.')
        c->p++;
    crm_take_between(c, words);
}

static bool is_month_ahead(struct crm_cursor c, const struct crm_date_words *words)
{
    int month;

    take_gap(&c, words);
    return crm_take_month(&c, words, &month);
}

/* 005: the day of the year, and nothing behind it that makes it something else. */
static bool take_ordinal(struct crm_cursor *c, struct crm_written *w)
{
    if (crm_digits_ahead(c) != 3)
        return false;
    w->kind = CRM_DATE_ORDINAL;
    w->day = crm_take_number(c, 3);
    return true;
}

/* W01-5 or W015. */
static bool take_week(struct crm_cursor *c, struct crm_written *w)
{
    size_t n;

    if (!crm_take(c, CRM_STR("W")))
        return false;
    n = crm_digits_ahead(c);
    if (n != 2 && n != 3)
        return false;
    w->kind = CRM_DATE_WEEK;
    w->month = crm_take_number(c, 2);
    return (n == 3 || crm_take_char(c, '-')) && crm_take_digits(c, 1, 1, &w->day);
}

/* Behind a year: -01-05, /1/5, ". 1. 5.", :01:05 (EXIF), " 01 05", or -01 and the end. */
static bool take_month_and_day(struct crm_cursor *c, struct crm_written *w)
{
    char sign = crm_ahead(c, 0);
    size_t month_digits;

    if (sign != '-' && sign != '/' && sign != '.' && sign != ':' && sign != ' ')
        return false;
    c->p++;
    if (sign == '-' && take_week(c, w))
        return true;
    if (sign == '-' && take_ordinal(c, w))
        return true;
    crm_take_blanks(c);
    month_digits = crm_digits_ahead(c);
    if (!crm_take_digits(c, sign == ':' ? 2 : 1, 2, &w->month))
        return false;
    /* ISO 8601 writes 2024-01; 2024-1 may be anything. */
    if (crm_at_end(c) &&
        (sign == '/' || (sign == '-' && month_digits == 2) || (sign == '.' && month_digits == 2))) {
        w->kind = CRM_DATE_MONTH;
        return true;
    }
    if (!crm_take_char(c, sign))
        return false;
    crm_take_blanks(c);
    if (!crm_take_digits(c, sign == ':' ? 2 : 1, 2, &w->day))
        return false;
    if (sign == '.')
        crm_take_char(c, '.');
    return true;
}

static bool take_name_and_day(struct crm_cursor *c, const struct crm_date_words *words,
                              struct crm_written *w)
{
    w->has_name = true;
    take_gap(c, words);
    if (!crm_take_month(c, words, &w->month))
        return false;
    if (crm_at_end(c)) {
        w->kind = CRM_DATE_MONTH;
        return true;
    }
    take_gap(c, words);
    return take_day_of_month(c, &w->day);
}

/* 2024-01-05 and what else begins with the year. */
static bool take_year_first(struct crm_cursor *c, const struct crm_date_words *words,
                            struct crm_written *w)
{
    struct crm_cursor behind;

    w->year = crm_take_number(c, 4);
    behind = *c;
    crm_take_blanks(&behind);
    if (take_year_sign(&behind)) {
        *c = behind;
        return take_eastern_month_and_day(c, w);
    }
    if (is_month_ahead(*c, words))
        return take_name_and_day(c, words, w);
    if (crm_ahead(c, 0) == 'W')
        return take_week(c, w);
    return take_month_and_day(c, w);
}

/* 20240105: years around ours only, since other numbers of eight digits are no dates. */
static bool take_compact(struct crm_cursor *c, struct crm_written *w)
{
    w->is_compact = true;
    w->year = crm_take_number(c, 4);
    w->month = crm_take_number(c, 2);
    w->day = crm_take_number(c, 2);
    if (crm_str_eq(crm_cursor_rest(c), CRM_STR(".0"))) /* a table program took it for a number */
        c->p = c->end;
    return w->year >= 1900 && w->year <= 2100;
}

/* 5 January 2024, 5th of January, 2024, 5-Jan-24, 5. Januar 2024. */
static bool take_day_and_name(struct crm_cursor *c, const struct crm_date_words *words,
                              struct crm_written *w)
{
    w->has_name = true;
    if (!take_day_of_month(c, &w->day))
        return false;
    take_gap(c, words);
    if (!crm_take_month(c, words, &w->month))
        return false;
    take_gap(c, words);
    return take_year(c, w);
}

/* January 5, 2024; January 2024; and ctime's Jan 5 13:02:03 2024 with a zone before the year. */
static bool take_name_first(struct crm_cursor *c, const struct crm_date_words *words,
                            struct crm_written *w)
{
    w->has_name = true;
    if (!crm_take_month(c, words, &w->month))
        return false;
    take_gap(c, words);
    if (crm_digits_ahead(c) == 4) {
        w->kind = CRM_DATE_MONTH;
        w->year = crm_take_number(c, 4);
        return crm_at_end(c);
    }
    if (!take_day_of_month(c, &w->day))
        return false;
    take_gap(c, words);
    if (crm_is_clock_ahead(c) && (!crm_take_clock(c, w) || !crm_take_zone(c, w)))
        return false;
    crm_take_blanks(c);
    return take_year(c, w) && (!w->when.has_time || !w->has_short_year);
}

/* 5/1/2024, 24-1-5: what is what, the order must say. Or 01/2024, which has no day. */
static bool take_numbers(struct crm_cursor *c, struct crm_written *w)
{
    char sign;

    w->kind = CRM_DATE_NUMBERS;
    w->digits[0] = crm_digits_ahead(c);
    w->number[0] = crm_take_number(c, w->digits[0]);
    sign = crm_ahead(c, 0);
    if (!is_sign(sign))
        return false;
    for (int i = 1; i < 3; i++) {
        if (!crm_take_char(c, sign))
            return false;
        w->digits[i] = crm_digits_ahead(c);
        if (w->digits[i] == 4 && i == 1 && sign != '.') {
            w->kind = CRM_DATE_MONTH;
            w->month = w->number[0];
            w->year = crm_take_number(c, 4);
            return crm_at_end(c);
        }
        if (w->digits[i] < 1 || (w->digits[i] > 2 && (i == 1 || w->digits[i] != 4)))
            return false;
        w->number[i] = crm_take_number(c, w->digits[i]);
    }
    w->has_short_year = w->digits[2] < 4;
    return w->digits[2] > 1 || w->digits[0] == 2;
}

/* Behind an era and its year: 年1月5日, or .1.5. */
static bool take_date_of_era(struct crm_cursor *c, struct crm_written *w)
{
    crm_take_blanks(c);
    if (take_year_sign(c))
        return take_eastern_month_and_day(c, w);
    return take_month_and_day(c, w) && w->kind == CRM_DATE_PLACED;
}

static bool take_eastern(struct crm_cursor *c, struct crm_written *w)
{
    struct crm_cursor start = *c;

    if (take_one_of(c, CRM_STR("公元"), CRM_STR("西元"), CRM_STR("西暦")))
        crm_take_blanks(c);
    if (crm_take_era_year(c, &w->era, &w->year))
        return take_date_of_era(c, w);
    if ((crm_take_han_year(c, &w->year) || crm_take_digits(c, 4, 4, &w->year)) && take_year_sign(c))
        return take_eastern_month_and_day(c, w);
    *c = start;
    /* 24年1月5日 */
    if (!crm_take_digits(c, 2, 2, &w->year))
        return false;
    w->has_short_year = true;
    return take_year_sign(c) && take_eastern_month_and_day(c, w);
}

static bool take_by_first_digits(struct crm_cursor *c, size_t digits,
                                 const struct crm_date_words *words, struct crm_written *w)
{
    struct crm_cursor behind = {c->p + digits, c->end};
    bool has_next = is_sign(crm_ahead(&behind, 0)) && crm_is_digit(crm_ahead(&behind, 1));
    int day;

    switch (digits) {
    case 4:
        if (!has_next)
            return take_year_first(c, words, w);
        w->year = crm_take_number(c, 4);
        return take_month_and_day(c, w);
    case 8:
    case 12:
    case 14:
        return take_compact(c, w);
    case 1:
    case 2:
        if (has_next)
            return take_numbers(c, w);
        crm_take_blanks(&behind);
        if (digits == 2 && take_year_sign(&behind))
            return take_eastern(c, w);
        behind = *c;
        if (take_day_of_month(&behind, &day) && is_month_ahead(behind, words))
            return take_day_and_name(c, words, w);
        return take_numbers(c, w);
    default:
        return false;
    }
}

bool crm_take_date(struct crm_cursor *c, const struct crm_date_words *words, struct crm_written *w)
{
    size_t digits = crm_digits_ahead(c);
    struct crm_cursor start = *c;
    int month;

    if (digits)
        return take_by_first_digits(c, digits, words, w);
    if (crm_take_month(c, words, &month)) {
        *c = start;
        return take_name_first(c, words, w);
    }
    return take_eastern(c, w);
}
