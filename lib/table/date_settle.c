/*
 * date_settle.c - from what was written to a day and a time that there are, or the reason why not.
 */
#include "table/date_written.h"

/* As POSIX's strptime: 69 to 99 are of the last century. */
static int full_year(int two_digits)
{
    return two_digits + (two_digits < 69 ? 2000 : 1900);
}

/* The day of the three numbers in the order, or CRM_NO_DATE. */
static int32_t day_in_order(const struct crm_written *w, enum crm_date_order order)
{
    bool is_ymd = order == CRM_ORDER_YMD;
    int year = w->number[is_ymd ? 0 : 2];
    int month = w->number[order == CRM_ORDER_MDY ? 0 : 1];
    int day = w->number[is_ymd ? 2 : order == CRM_ORDER_MDY ? 1 : 0];

    if (w->digits[is_ymd ? 0 : 2] < 2 || (is_ymd && !w->has_short_year))
        return CRM_NO_DATE;
    if (w->has_short_year)
        year = full_year(year);
    return crm_is_civil(year, month, day) ? crm_days_from_civil(year, month, day) : CRM_NO_DATE;
}

struct crm_readings crm_readings_of(const struct crm_written *w)
{
    return (struct crm_readings){day_in_order(w, CRM_ORDER_YMD), day_in_order(w, CRM_ORDER_DMY),
                                 day_in_order(w, CRM_ORDER_MDY)};
}

/* Is there one day only, in whatever order? 24-1-5 may be 2024-01-05, or of 2005. Must say of day
 * first and month first what crm_when_evidence says. */
static bool is_certain(const struct crm_readings *r, bool has_short_year)
{
    bool is_dmy = r->dmy != CRM_NO_DATE, is_mdy = r->mdy != CRM_NO_DATE;

    if (has_short_year)
        return is_dmy != is_mdy && r->ymd == CRM_NO_DATE;
    return !is_dmy || !is_mdy || r->dmy == r->mdy;
}

static enum crm_msg day_of_numbers(const struct crm_written *w, enum crm_date_order order,
                                   int32_t *day)
{
    struct crm_readings r = crm_readings_of(w);

    if (r.ymd == CRM_NO_DATE && r.dmy == CRM_NO_DATE && r.mdy == CRM_NO_DATE)
        return CRM_MSG_NO_SUCH_DATE;
    switch (order) {
    case CRM_ORDER_YMD:
        *day = r.ymd;
        break;
    case CRM_ORDER_DMY:
        *day = r.dmy;
        break;
    case CRM_ORDER_MDY:
        *day = r.mdy;
        break;
    case CRM_ORDER_NONE:
        if (!is_certain(&r, w->has_short_year))
            return CRM_MSG_AMBIGUOUS;
        *day = r.dmy != CRM_NO_DATE ? r.dmy : r.mdy;
        break;
    }
    return *day == CRM_NO_DATE ? CRM_MSG_ORDER : CRM_MSG_NONE;
}

static enum crm_msg day_as_placed(const struct crm_written *w, int32_t *day)
{
    int year = w->has_short_year ? full_year(w->year) : w->year;

    if (!crm_is_civil(year, w->month, w->day))
        return CRM_MSG_NO_SUCH_DATE;
    if (w->era && (year * 100 + w->month) * 100 + w->day < w->era->first)
        return CRM_MSG_NO_SUCH_DATE;
    *day = crm_days_from_civil(year, w->month, w->day);
    return CRM_MSG_NONE;
}

/* 0 Monday to 6. */
static int weekday_of(int32_t day)
{
    return (int)(((int64_t)day + 719162) % 7); /* 0001-01-01 was a Monday */
}

static enum crm_msg day_of_ordinal(const struct crm_written *w, int32_t *day)
{
    if (w->year < 1 || w->day < 1 || w->day > 365 + crm_is_civil(w->year, 2, 29))
        return CRM_MSG_NO_SUCH_DATE;
    *day = crm_days_from_civil(w->year, 1, 1) + w->day - 1;
    return CRM_MSG_NONE;
}

/* ISO 8601: the first week holds January 4. */
static int32_t first_monday(int year)
{
    int32_t fourth = crm_days_from_civil(year, 1, 4);

    return fourth - weekday_of(fourth);
}

static enum crm_msg day_of_week(const struct crm_written *w, int32_t *day)
{
    if (w->year < 1 || w->month < 1 || w->day < 1 || w->day > 7 ||
        first_monday(w->year) + (w->month - 1) * 7 >= first_monday(w->year + 1))
        return CRM_MSG_NO_SUCH_DATE;
    *day = first_monday(w->year) + (w->month - 1) * 7 + w->day - 1;
    return CRM_MSG_NONE;
}

static enum crm_msg find_day(const struct crm_written *w, enum crm_date_order order, int32_t *day)
{
    switch (w->kind) {
    case CRM_DATE_PLACED:
        return day_as_placed(w, day);
    case CRM_DATE_NUMBERS:
        return day_of_numbers(w, order, day);
    case CRM_DATE_MONTH:
        return w->year >= 1 && w->month >= 1 && w->month <= 12 ? CRM_MSG_INCOMPLETE
                                                               : CRM_MSG_NO_SUCH_DATE;
    case CRM_DATE_ORDINAL:
        return day_of_ordinal(w, day);
    case CRM_DATE_WEEK:
        return day_of_week(w, day);
    }
    return CRM_MSG_NOT_A_DATE;
}

/* ISO 8601: 24:00:00 is the end of a day, and so the beginning of the next. */
static enum crm_msg settle_end_of_day(struct crm_written *w, int32_t *day)
{
    if (w->minute || w->second || w->when.nanoseconds)
        return CRM_MSG_NO_SUCH_DATE;
    w->hour = 0;
    ++*day;
    return CRM_MSG_NONE;
}

static bool is_within_calendar(int32_t day)
{
    return day >= -719162 && day <= 2932896; /* 0001-01-01 to 9999-12-31 */
}

enum crm_msg crm_settle(struct crm_written *w, enum crm_date_order order, struct crm_when *out)
{
    struct crm_when when = w->when;
    enum crm_msg why = crm_settle_hour(w);

    if (why != CRM_MSG_NONE)
        return why;
    if (w->minute > 59 || w->second > 59)
        return CRM_MSG_NO_SUCH_DATE;
    why = find_day(w, order, &when.day);
    if (why != CRM_MSG_NONE)
        return why;
    if (w->weekday >= 0 && w->weekday != weekday_of(when.day))
        return CRM_MSG_NO_SUCH_DATE;
    if (w->hour == 24)
        why = settle_end_of_day(w, &when.day);
    if (why == CRM_MSG_NONE && !is_within_calendar(when.day))
        why = CRM_MSG_NO_SUCH_DATE;
    if (why == CRM_MSG_NONE && w->has_unclear_zone)
        why = CRM_MSG_AMBIGUOUS_ZONE;
    if (why != CRM_MSG_NONE)
        return why;
    when.hour = (int8_t)w->hour;
    when.minute = (int8_t)w->minute;
    when.second = (int8_t)w->second;
    when.is_reordered = w->kind == CRM_DATE_NUMBERS;
    *out = when;
    return CRM_MSG_NONE;
}
