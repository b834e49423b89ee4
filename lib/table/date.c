#include "table/date.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/digits.h"

/* Source: H. Hinnant, chrono-compatible low-level date algorithms, 2013 (days_from_civil). */
int32_t crm_days_from_civil(int year, int month, int day)
{
    /* Years start in March, so that the leap day is the last; 400 years have 146097 days. */
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

void crm_civil_from_days(int32_t days, int *year, int *month, int *day)
{
    int64_t z = (int64_t)days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = (int)(z - era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int m = (5 * day_of_year + 2) / 153;

    *day = day_of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = (int)(era * 400) + year_of_era + (*month <= 2);
}

bool crm_is_civil(int year, int month, int day)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap);
}

/* Write v, 0..99, in two digits at p. */
static void put_two(char *p, int v)
{
    memcpy(p, crm_two_digits + (size_t)v * 2, 2);
}

void crm_date_add_text(struct crm_buf *out, int32_t day)
{
    char text[10] = "0000-00-00";
    int y, m, d;

    if (day == CRM_NO_DATE)
        return;
    crm_civil_from_days(day, &y, &m, &d);
    put_two(text, y / 100);
    put_two(text + 2, y % 100);
    put_two(text + 5, m);
    put_two(text + 8, d);
    crm_buf_add(out, (struct crm_str){text, sizeof text});
}

/* Write .fff at p; returns its bytes. */
static size_t put_fraction(char *p, uint32_t nanoseconds, int digits)
{
    if (digits == 0)
        return 0;
    p[0] = '.';
    for (int i = 9; i > 0; i--, nanoseconds /= 10)
        if (i <= digits)
            p[i] = (char)('0' + nanoseconds % 10);
    return 1 + (size_t)digits;
}

/* Write Z or +HH:MM at p; returns its bytes. */
static size_t put_offset(char *p, const struct crm_when *w)
{
    int offset = abs(w->offset_minutes);

    if (!w->has_offset)
        return 0;
    p[0] = (char)(w->is_utc ? 'Z' : w->offset_minutes < 0 ? '-' : '+');
    if (w->is_utc)
        return 1;
    put_two(p + 1, offset / 60);
    p[3] = ':';
    put_two(p + 4, offset % 60);
    return 6;
}

void crm_when_add_text(struct crm_buf *out, const struct crm_when *w)
{
    enum { CLOCK = 9, FRACTION = 10, OFFSET = 6 };
    char text[CLOCK + FRACTION + OFFSET] = "T00:00:00";
    size_t n = CLOCK;

    crm_date_add_text(out, w->day);
    if (!w->has_time)
        return;
    put_two(text + 1, w->hour);
    put_two(text + 4, w->minute);
    put_two(text + 7, w->second);
    n += put_fraction(text + n, w->nanoseconds, w->fraction_digits);
    n += put_offset(text + n, w);
    crm_buf_add(out, (struct crm_str){text, n});
}
