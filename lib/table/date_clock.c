/*
 * date_clock.c - the time of day, in figures or with words, and which half of the day it is of.
 */
#include "table/date_written.h"

/* Hours that a word for a part of the day may stand beside: some are said on the twelve-hour clock,
 * and some stand as they are. 晚上12点 is the end of the day or its beginning: nobody knows. */
struct crm_half {
    struct crm_str word;
    struct {
        int8_t from, to;
    } later, same; /* hours that are 12 more than said, and that are as said; from > to: none */
    int twelve;    /* what 12 is; -1: can be read in two ways */
};

#define NO_HOURS                                                                                   \
    {                                                                                              \
        1, 0                                                                                       \
    }

/* Longer words before those that they start with. */
static const struct crm_half halves[] = {
    {CRM_STR_INIT("a.m."), NO_HOURS, {1, 11}, 0},   {CRM_STR_INIT("a. m."), NO_HOURS, {1, 11}, 0},
    {CRM_STR_INIT("AM"), NO_HOURS, {1, 11}, 0},     {CRM_STR_INIT("p.m."), {1, 11}, NO_HOURS, 12},
    {CRM_STR_INIT("p. m."), {1, 11}, NO_HOURS, 12}, {CRM_STR_INIT("PM"), {1, 11}, NO_HOURS, 12},
    {CRM_STR_INIT("上午"), NO_HOURS, {1, 11}, 0},   {CRM_STR_INIT("下午"), {1, 11}, {13, 23}, 12},
    {CRM_STR_INIT("오전"), NO_HOURS, {1, 11}, 0},   {CRM_STR_INIT("오후"), {1, 11}, {13, 23}, 12},
    {CRM_STR_INIT("午前"), NO_HOURS, {0, 11}, 0},   {CRM_STR_INIT("午後"), {0, 11}, {13, 23}, 12},
    {CRM_STR_INIT("午后"), {1, 11}, {13, 23}, 12},  {CRM_STR_INIT("凌晨"), NO_HOURS, {0, 6}, 0},
    {CRM_STR_INIT("清晨"), NO_HOURS, {4, 9}, -1},   {CRM_STR_INIT("早晨"), NO_HOURS, {4, 11}, -1},
    {CRM_STR_INIT("早上"), NO_HOURS, {4, 11}, -1},  {CRM_STR_INIT("中午"), {1, 2}, {11, 14}, 12},
    {CRM_STR_INIT("傍晚"), {4, 8}, {16, 20}, -1},   {CRM_STR_INIT("晚上"), {5, 11}, {17, 23}, -1},
    {CRM_STR_INIT("晚间"), {5, 11}, {17, 23}, -1},  {CRM_STR_INIT("晚間"), {5, 11}, {17, 23}, -1},
};

static bool take_half(struct crm_cursor *c, struct crm_written *w)
{
    if (crm_word_ahead(c).n == 0)
        return false;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        if (!crm_take(c, halves[i].word))
            continue;
        w->half = &halves[i];
        return true;
    }
    return false;
}

enum crm_msg crm_settle_hour(struct crm_written *w)
{
    const struct crm_half *h = w->half;

    if (!h)
        return w->hour <= 24 ? CRM_MSG_NONE : CRM_MSG_NO_SUCH_DATE;
    if (w->hour == 12) {
        w->hour = h->twelve;
        return h->twelve < 0 ? CRM_MSG_AMBIGUOUS : CRM_MSG_NONE;
    }
    if (w->hour >= h->later.from && w->hour <= h->later.to)
        w->hour += 12;
    else if (w->hour < h->same.from || w->hour > h->same.to)
        return CRM_MSG_NO_SUCH_DATE;
    return CRM_MSG_NONE;
}

/* The digits behind a decimal sign: nine are kept, as they stand. */
static bool take_fraction_digits(struct crm_cursor *c, struct crm_when *when)
{
    enum { KEPT = 9 };
    size_t n = crm_digits_ahead(c);
    uint32_t nanoseconds = 0;

    for (size_t i = 0; i < KEPT; i++)
        nanoseconds = nanoseconds * 10 + (i < n ? (uint32_t)(c->p[i] - '0') : 0);
    c->p += n;
    when->nanoseconds = nanoseconds;
    when->fraction_digits = (int8_t)(n < KEPT ? n : KEPT);
    return n > 0;
}

/* Seconds with or without a fraction: 11, 11.5, 11,5, and SQL Server's 11:500. */
static bool take_seconds(struct crm_cursor *c, struct crm_written *w)
{
    w->has_seconds = true;
    if (!crm_take_digits(c, 2, 2, &w->second))
        return false;
    if (crm_take_char(c, '.') || crm_take_char(c, ','))
        return take_fraction_digits(c, &w->when);
    if (crm_ahead(c, 0) == ':') {
        c->p++;
        return crm_digits_ahead(c) == 3 && take_fraction_digits(c, &w->when);
    }
    return true;
}

/* HHMM[SS[.fff]], behind a compact date only. */
static bool take_compact_clock(struct crm_cursor *c, struct crm_written *w)
{
    bool has_seconds = crm_digits_ahead(c) == 6;

    w->hour = crm_take_number(c, 2);
    w->minute = crm_take_number(c, 2);
    return !has_seconds || take_seconds(c, w);
}

/* What stands behind an hour and its sign: 13时02分11秒, 13点半, 13시 2분, 13h02. */
static bool take_minutes_in_words(struct crm_cursor *c, struct crm_written *w)
{
    crm_take_blanks(c);
    if (crm_take(c, CRM_STR("半"))) {
        w->minute = 30;
        return true;
    }
    if (crm_take(c, CRM_STR("整")) || !crm_take_small_number(c, &w->minute))
        return true;
    if (!crm_take(c, CRM_STR("分")) && !crm_take(c, CRM_STR("분")) &&
        !crm_take(c, CRM_STR("min")) && !crm_take(c, CRM_STR("m")))
        return true;
    crm_take_blanks(c);
    if (!crm_take_small_number(c, &w->second))
        return true;
    w->has_seconds = true;
    return crm_take(c, CRM_STR("秒")) || crm_take(c, CRM_STR("초")) || crm_take(c, CRM_STR("s"));
}

static bool take_hour_sign(struct crm_cursor *c)
{
    static const struct crm_str signs[] = {
        CRM_STR_INIT("时"), CRM_STR_INIT("時"), CRM_STR_INIT("点"),
        CRM_STR_INIT("點"), CRM_STR_INIT("시"), CRM_STR_INIT("h"),
    };
    struct crm_cursor start = *c;

    if (crm_ahead(c, 0) == ':')
        return false;
    crm_take_blanks(c);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (crm_take(c, signs[i]))
            return true;
    *c = start;
    return false;
}

/* 13:02[:11[.5]], and 13.02[.11] of Oracle, DB2 and some countries; 1.50 is a number. */
static bool take_minutes(struct crm_cursor *c, size_t hour_digits, struct crm_written *w)
{
    char sign = crm_ahead(c, 0);

    if (sign != ':' && (sign != '.' || hour_digits != 2))
        return false;
    c->p++;
    if (!crm_take_digits(c, 2, 2, &w->minute))
        return false;
    return !crm_take_char(c, sign) || take_seconds(c, w);
}

static bool take_figures(struct crm_cursor *c, struct crm_written *w)
{
    size_t n = crm_digits_ahead(c);

    if (w->is_compact && (n == 4 || n == 6))
        return take_compact_clock(c, w);
    if (!crm_take_small_number(c, &w->hour))
        return false;
    if (take_hour_sign(c))
        return take_minutes_in_words(c, w);
    return take_minutes(c, n, w);
}

/* 1 PM: an hour needs no minutes when the half of the day stands behind it. */
static bool take_hour_and_half(struct crm_cursor *c, struct crm_written *w)
{
    if (!crm_take_digits(c, 1, 2, &w->hour))
        return false;
    crm_take_blanks(c);
    return take_half(c, w);
}

bool crm_is_clock_ahead(const struct crm_cursor *c)
{
    size_t n = crm_digits_ahead(c);

    return (n == 1 || n == 2) && crm_ahead(c, n) == ':';
}

bool crm_take_clock(struct crm_cursor *c, struct crm_written *w)
{
    struct crm_cursor start, behind;

    w->when.has_time = true;
    if (take_half(c, w)) {
        crm_take_blanks(c);
        return take_figures(c, w);
    }
    start = *c;
    if (!take_figures(c, w)) {
        *c = start;
        w->is_half_last = true;
        return take_hour_and_half(c, w);
    }
    behind = *c;
    crm_take_blanks(&behind);
    if (take_half(&behind, w)) {
        w->is_half_last = true;
        *c = behind;
    }
    return true;
}
