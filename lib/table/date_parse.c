/*
 * date_parse.c - reading dates and times. A cursor goes once through the folded cell: date, time,
 * zone; what was written is checked only when all of it was understood.
 */
#include "table/date.h"

#include <stddef.h>

#include "base/digits.h"
#include "table/cell.h"
#include "table/money.h"

/* What is left to read of a cell. */
struct cursor {
    const char *p, *end;
};

/* A date and time as written, before it is checked. */
struct written {
    int year, month, day;
    bool is_ambiguous; /* month and day may be the other way round */
    bool has_short_year;
    bool is_compact; /* 20240105: a time may follow without colons */
    bool is_chinese; /* 2024年1月5日: a time may follow without a blank */
    bool is_afternoon, is_twelve_hour;
    int hour, minute, second;
    struct crm_when when;
};

static size_t digits_ahead(const struct cursor *c)
{
    size_t n = 0;

    while (c->p + n < c->end && crm_is_digit(c->p[n]))
        n++;
    return n;
}

/* Read exactly n digits, which the caller has seen. */
static int take_number(struct cursor *c, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++)
        v = v * 10 + (c->p[i] - '0');
    c->p += n;
    return v;
}

/* Read min..max digits; false when there are fewer or more. */
static bool take_digits(struct cursor *c, size_t min, size_t max, int *v)
{
    size_t n = digits_ahead(c);

    if (n < min || n > max)
        return false;
    *v = take_number(c, n);
    return true;
}

static bool take(struct cursor *c, struct crm_str word)
{
    size_t left = (size_t)(c->end - c->p);

    if (left < word.n || !crm_str_eq_nocase((struct crm_str){c->p, word.n}, word))
        return false;
    c->p += word.n;
    return true;
}

static bool take_char(struct cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted)
        return false;
    c->p++;
    return true;
}

static bool take_blanks(struct cursor *c)
{
    const char *from = c->p;

    while (take_char(c, ' '))
        ;
    return c->p > from;
}

/* One of the three signs that stand between year, month and day, or 0. */
static char take_separator(struct cursor *c)
{
    if (c->p == c->end || (*c->p != '-' && *c->p != '/' && *c->p != '.'))
        return '\0';
    return *c->p++;
}

static bool read_year_first(struct cursor *c, struct written *w)
{
    char separator;

    w->year = take_number(c, 4);
    if (take(c, CRM_STR("年"))) {
        w->is_chinese = true;
        return take_digits(c, 1, 2, &w->month) && take(c, CRM_STR("月")) &&
               take_digits(c, 1, 2, &w->day) && (take(c, CRM_STR("日")) || take(c, CRM_STR("号")));
    }
    separator = take_separator(c);
    return separator && take_digits(c, 1, 2, &w->month) && take_char(c, separator) &&
           take_digits(c, 1, 2, &w->day);
}

static bool read_year_last(struct cursor *c, enum crm_date_order order, struct written *w)
{
    int first, second;
    char separator;

    if (!take_digits(c, 1, 2, &first) || !(separator = take_separator(c)) ||
        !take_digits(c, 1, 2, &second) || !take_char(c, separator))
        return false;
    w->has_short_year = digits_ahead(c) == 2;
    w->is_ambiguous = order != CRM_ORDER_DMY && order != CRM_ORDER_MDY;
    w->day = order == CRM_ORDER_MDY ? second : first;
    w->month = order == CRM_ORDER_MDY ? first : second;
    return take_digits(c, w->has_short_year ? 2 : 4, 4, &w->year);
}

/* 20240105: years around ours only, since other numbers of eight digits are no dates. */
static bool read_compact(struct cursor *c, struct written *w)
{
    w->is_compact = true;
    w->year = take_number(c, 4);
    w->month = take_number(c, 2);
    w->day = take_number(c, 2);
    return w->year >= 1900 && w->year <= 2100;
}

static bool read_date(struct cursor *c, enum crm_date_order order, struct written *w)
{
    switch (digits_ahead(c)) {
    case 4:
        return read_year_first(c, w);
    case 8:
    case 12:
    case 14:
        return read_compact(c, w);
    default:
        return read_year_last(c, order, w);
    }
}

/* HHMM[SS], after a compact date only. */
static bool read_compact_clock(struct cursor *c, struct written *w)
{
    w->when.has_seconds = digits_ahead(c) == 6;
    w->hour = take_number(c, 2);
    w->minute = take_number(c, 2);
    if (w->when.has_seconds)
        w->second = take_number(c, 2);
    return true;
}

/* 13:02[:11[.fff]] or 13时02分[11秒]. Fractions of a second are dropped. */
static bool read_clock(struct cursor *c, struct written *w)
{
    size_t n = digits_ahead(c);
    int fraction_digits = 0;

    if (w->is_compact && (n == 4 || n == 6))
        return read_compact_clock(c, w);
    if (!take_digits(c, 1, 2, &w->hour))
        return false;
    if (take(c, CRM_STR("时"))) {
        if (!take_digits(c, 1, 2, &w->minute) || !take(c, CRM_STR("分")))
            return false;
        w->when.has_seconds = digits_ahead(c) > 0;
        return !w->when.has_seconds || (take_digits(c, 1, 2, &w->second) && take(c, CRM_STR("秒")));
    }
    if (!take_char(c, ':') || !take_digits(c, 2, 2, &w->minute))
        return false;
    if (!take_char(c, ':'))
        return true;
    w->when.has_seconds = true;
    if (!take_digits(c, 2, 2, &w->second))
        return false;
    if (!take_char(c, '.') && !take_char(c, ','))
        return true;
    while (c->p < c->end && crm_is_digit(*c->p)) {
        c->p++;
        fraction_digits++;
    }
    return fraction_digits > 0;
}

static bool take_half_of_day(struct cursor *c, struct crm_str morning, struct crm_str afternoon,
                             struct written *w)
{
    if (take(c, afternoon))
        w->is_afternoon = true;
    else if (!take(c, morning))
        return false;
    w->is_twelve_hour = true;
    return true;
}

/* 08:00, 0800 or 08 behind a sign; no place is further than 14 hours from UTC. */
static bool read_offset(struct cursor *c, bool is_west, int16_t *minutes)
{
    size_t n = digits_ahead(c);
    int hours, rest = 0;

    if (n != 2 && n != 4)
        return false;
    hours = take_number(c, 2);
    if (n == 4)
        rest = take_number(c, 2);
    else if (take_char(c, ':') && !take_digits(c, 2, 2, &rest))
        return false;
    if (rest > 59 || hours * 60 + rest > 14 * 60)
        return false;
    *minutes = (int16_t)(is_west ? -(hours * 60 + rest) : hours * 60 + rest);
    return true;
}

/* Z, UTC, GMT or an offset; or nothing. */
static bool read_zone(struct cursor *c, bool has_t, struct written *w)
{
    bool is_west;

    take_blanks(c);
    if (c->p == c->end)
        return true;
    w->when.has_offset = true;
    if (take(c, CRM_STR("UTC")) || take(c, CRM_STR("GMT")) || take(c, CRM_STR("Z")))
        return true;
    is_west = take_char(c, '-');
    if (!is_west && !take_char(c, '+'))
        return false;
    /* "2024-01-05 09:00-12:00" is a span of delivery, not a time west of Greenwich. */
    if (is_west && !has_t && !w->when.has_seconds)
        return false;
    return read_offset(c, is_west, &w->when.offset_minutes);
}

/* What follows the date: nothing, or a time with its half of the day and its zone. */
static bool read_time(struct cursor *c, struct written *w)
{
    bool has_t, is_apart;

    if (c->p == c->end)
        return true;
    has_t = take(c, CRM_STR("T"));
    is_apart = take_blanks(c);
    if (take_half_of_day(c, CRM_STR("上午"), CRM_STR("下午"), w))
        take_blanks(c);
    else if (!has_t && !is_apart && !w->is_compact && !w->is_chinese)
        return false;
    w->when.has_time = true;
    if (!read_clock(c, w))
        return false;
    if (!w->is_twelve_hour) {
        take_blanks(c);
        take_half_of_day(c, CRM_STR("AM"), CRM_STR("PM"), w);
    }
    return read_zone(c, has_t, w);
}

static enum crm_msg settle(struct written *w, struct crm_when *out)
{
    struct crm_when when = w->when;

    if (w->has_short_year)
        return CRM_MSG_TWO_DIGIT_YEAR;
    if (w->is_ambiguous)
        return CRM_MSG_DATE_ORDER_UNKNOWN;
    if (!crm_is_civil(w->year, w->month, w->day))
        return CRM_MSG_NO_SUCH_DATE;
    if (w->is_twelve_hour) {
        if (w->hour < 1 || w->hour > 12)
            return CRM_MSG_NO_SUCH_DATE;
        w->hour = w->hour % 12 + (w->is_afternoon ? 12 : 0);
    }
    if (w->hour > 23 || w->minute > 59 || w->second > 59)
        return CRM_MSG_NO_SUCH_DATE;
    when.day = crm_days_from_civil(w->year, w->month, w->day);
    when.hour = (int8_t)w->hour;
    when.minute = (int8_t)w->minute;
    when.second = (int8_t)w->second;
    *out = when;
    return CRM_MSG_NONE;
}

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

/* Digits and signs where they belong; the numbers may still name no day or time. */
static bool looks_iso(struct crm_str s)
{
    if ((s.n != 10 && s.n != 16 && s.n != 19) || !crm_is_like(s.p, "0000-00-") ||
        !crm_is_like(s.p + 2, "00-00-00"))
        return false;
    return s.n == 10 ||
           (crm_is_like(s.p + 8, "00 00:00") && (s.n == 16 || crm_is_like(s.p + 11, "00:00:00")));
}

/* YYYY-MM-DD[ HH:MM[:SS]]: most cells of most files. False sends the cell through the grammar. */
static bool read_iso(struct crm_str s, struct crm_when *out)
{
    struct crm_when w = {0};
    int year, month, day;

    if (!looks_iso(s))
        return false;
    year = two_digits(s.p) * 100 + two_digits(s.p + 2);
    month = two_digits(s.p + 5);
    day = two_digits(s.p + 8);
    if (!crm_is_civil(year, month, day))
        return false;
    if (s.n > 10) {
        w.has_time = true;
        w.has_seconds = s.n == 19;
        w.hour = (int8_t)two_digits(s.p + 11);
        w.minute = (int8_t)two_digits(s.p + 14);
        if (w.has_seconds)
            w.second = (int8_t)two_digits(s.p + 17);
        if (w.hour > 23 || w.minute > 59 || w.second > 59)
            return false;
    }
    w.day = crm_days_from_civil(year, month, day);
    *out = w;
    return true;
}

bool crm_is_iso_when(struct crm_str s)
{
    struct crm_when w;

    return read_iso(s, &w);
}

enum crm_msg crm_when_parse(struct crm_str s, enum crm_date_order order, struct crm_when *out)
{
    struct crm_cell cell;
    struct crm_str text;
    struct written w = {0};
    struct cursor c;

    if (read_iso(s, out))
        return CRM_MSG_NONE;
    if (!crm_cell_fold(s, &cell))
        return CRM_MSG_NOT_A_DATE;
    text = crm_cell_str(&cell);
    if (crm_is_null_text(text))
        return CRM_MSG_EMPTY_VALUE;
    c = (struct cursor){text.p, text.p + text.n};
    if (!read_date(&c, order, &w) || !read_time(&c, &w) || c.p != c.end)
        return CRM_MSG_NOT_A_DATE;
    return settle(&w, out);
}

enum crm_msg crm_day_parse(struct crm_str s, enum crm_date_order order, const struct crm_zone *zone,
                           int32_t *day)
{
    struct crm_when w;
    enum crm_msg why = crm_when_parse(s, order, &w);

    if (why != CRM_MSG_NONE)
        return why;
    crm_when_to_zone(&w, zone);
    *day = w.day;
    return CRM_MSG_NONE;
}
