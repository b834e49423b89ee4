#include "clean/when_number.h"

enum { MOST_DIGITS = 20, MOST_DECIMALS = 13, SERIAL_DIGITS = 7, SECONDS_A_DAY = 86400 };

/* Days since 1970 of 0001-01-01 and 9999-12-31. */
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };

/* A number as written: [-]digits[.digits]; decimals beyond those kept are below a nanosecond. */
struct figure {
    bool is_negative;
    size_t whole, decimals; /* how many digits */
    char digits[MOST_DIGITS + MOST_DECIMALS];
};

static bool read_figure(struct crm_str s, struct figure *f)
{
    size_t i = s.n && s.p[0] == '-';

    f->is_negative = i > 0;
    f->whole = f->decimals = 0;
    for (; i < s.n && crm_is_digit(s.p[i]); i++) {
        if (f->whole == MOST_DIGITS)
            return false;
        f->digits[f->whole++] = s.p[i];
    }
    if (f->whole == 0 || i == s.n)
        return f->whole > 0;
    if (s.p[i++] != '.' || i == s.n)
        return false;
    for (; i < s.n && crm_is_digit(s.p[i]); i++)
        if (f->decimals < MOST_DECIMALS)
            f->digits[f->whole + f->decimals++] = s.p[i];
    return i == s.n;
}

/* digits[0..n) as a number; n at most 18. */
static int64_t number_of(const char *digits, size_t n)
{
    int64_t v = 0;

    for (size_t i = 0; i < n; i++)
        v = v * 10 + (digits[i] - '0');
    return v;
}

static void set_clock(struct crm_when *when, int32_t seconds)
{
    when->has_time = true;
    when->hour = (int8_t)(seconds / 3600);
    when->minute = (int8_t)(seconds / 60 % 60);
    when->second = (int8_t)(seconds % 60);
}

/*
 * A spreadsheet's day number, its decimals the part of the day to the nearest second. Excel counts
 * a February 29, 1900 (number 60) that never was, for the sake of Lotus 1-2-3; 0 is no day there.
 * Source: ECMA-376 part 1, 18.17.4 (dates and times).
 */
static enum crm_msg day_of_serial(const struct figure *f, bool is_1904, struct crm_when *when)
{
    const int64_t one = INT64_C(10000000000000); /* 10^MOST_DECIMALS */
    const int32_t first = crm_days_from_civil(is_1904 ? 1904 : 1900, 1, 1);
    int32_t serial = (int32_t)number_of(f->digits, f->whole);
    int64_t part = number_of(f->digits + f->whole, f->decimals);
    int64_t seconds;

    for (size_t i = f->decimals; i < MOST_DECIMALS; i++)
        part *= 10;
    seconds = (part * SECONDS_A_DAY + one / 2) / one;
    if (f->is_negative || (!is_1904 && (serial == 0 || serial == 60)))
        return CRM_MSG_INVALID;
    *when = (struct crm_when){.day = is_1904 ? first + serial : first + serial - 1 - (serial > 60)};
    if (part)
        set_clock(when, (int32_t)(seconds % SECONDS_A_DAY));
    when->day += (int32_t)(seconds / SECONDS_A_DAY);
    return when->day <= LAST_DAY ? CRM_MSG_NONE : CRM_MSG_INVALID;
}

/* The last `decimals` digits as a fraction of a second, nine at most; none when all are zeros. */
static void set_fraction(struct crm_when *when, const struct figure *f, size_t decimals)
{
    size_t digits = f->whole + f->decimals, kept = decimals < 9 ? decimals : 9;

    for (size_t i = 0; i < 9; i++) {
        /* Zeros stand before the first digit and behind the last. */
        bool is_written = i < kept && decimals - i <= digits;
        char digit = (char)(is_written ? f->digits[digits + i - decimals] : '0');

        when->nanoseconds = when->nanoseconds * 10 + (uint32_t)(digit - '0');
    }
    when->fraction_digits = (int8_t)(when->nanoseconds ? kept : 0);
}

/* Time since 1970 in UTC, in units of 10^-exponent seconds. */
static enum crm_msg when_of_epoch(const struct figure *f, size_t exponent, struct crm_when *when)
{
    enum { LONGEST = 12 }; /* seconds until 9999 */
    size_t digits = f->whole + f->decimals, decimals = f->decimals + exponent;
    size_t whole = digits > decimals ? digits - decimals : 0;
    int64_t seconds, day;

    if (whole > LONGEST)
        return CRM_MSG_INVALID;
    *when = (struct crm_when){.has_offset = true, .is_utc = true};
    set_fraction(when, f, decimals);
    seconds = number_of(f->digits, whole);
    if (f->is_negative)
        seconds = -seconds;
    if (f->is_negative && when->nanoseconds) {
        seconds--;
        when->nanoseconds = 1000000000 - when->nanoseconds;
    }
    day = (seconds >= 0 ? seconds : seconds - (SECONDS_A_DAY - 1)) / SECONDS_A_DAY;
    if (day < FIRST_DAY || day > LAST_DAY)
        return CRM_MSG_INVALID;
    when->day = (int32_t)day;
    set_clock(when, (int32_t)(seconds - day * SECONDS_A_DAY));
    return CRM_MSG_NONE;
}

/* Seconds until the year 5138 have eleven digits, milliseconds three more, and so on. */
static size_t exponent_by_size(size_t digits)
{
    return digits <= 11 ? 0 : digits <= 14 ? 3 : digits <= 17 ? 6 : 9;
}

/* Is a number of 8, 12 or 14 digits a date without signs? */
static bool is_compact_date(struct crm_str s)
{
    struct crm_when when;

    return (s.n == 8 || s.n == 12 || s.n == 14) &&
           crm_when_read(s, CRM_ORDER_NONE, NULL, &when) == CRM_MSG_NONE;
}

bool crm_when_of_number(struct crm_str s, const struct crm_clean_opts *opts, struct crm_when *when,
                        enum crm_msg *why)
{
    struct figure f;
    size_t exponent = opts->epoch == CRM_EPOCH_MS ? 3 : 0;

    if ((!opts->serial && !opts->epoch) || !read_figure(s, &f))
        return false;
    if (opts->serial && f.whole <= SERIAL_DIGITS) {
        *why = day_of_serial(&f, opts->serial == CRM_SERIAL_1904, when);
        return true;
    }
    if (!opts->epoch)
        return false;
    if (opts->epoch == CRM_EPOCH_AUTO) {
        if (is_compact_date(s))
            return false;
        exponent = exponent_by_size(f.whole);
    }
    *why = when_of_epoch(&f, exponent, when);
    return true;
}

/* +0800 behind the milliseconds: the zone in which the time was meant, the count being in UTC. */
static bool read_dotnet_zone(struct crm_str s, struct crm_zone *zone)
{
    int32_t hours, minutes;

    if (s.n != 5 || (s.p[0] != '+' && s.p[0] != '-') || crm_count_digits(s) != 4)
        return false;
    hours = (int32_t)number_of(s.p + 1, 2);
    minutes = hours * 60 + (int32_t)number_of(s.p + 3, 2);
    *zone = (struct crm_zone){.is_set = true, .offset_minutes = s.p[0] == '-' ? -minutes : minutes};
    return minutes <= 14 * 60;
}

bool crm_when_of_dotnet(struct crm_str s, struct crm_when *when, enum crm_msg *why)
{
    struct crm_zone zone = {0};
    struct figure f;
    size_t n = 1;

    if (crm_str_starts(s, CRM_STR("\\/")) && crm_str_ends(s, CRM_STR("\\/")) && s.n > 4) {
        s.p++; /* as JSON escapes it: \/Date(...)\/ */
        s.n -= 3;
    } else if (s.n) {
        s.n--;
    }
    if (!crm_str_starts(s, CRM_STR("/Date(")) || !crm_str_ends(s, CRM_STR(")")))
        return false;
    s = (struct crm_str){s.p + 6, s.n - 7};
    while (n < s.n && crm_is_digit(s.p[n]))
        n++;
    if (n < s.n && !read_dotnet_zone(crm_str_from(s, n), &zone))
        return false;
    if (!s.n || !read_figure((struct crm_str){s.p, n}, &f))
        return false;
    *why = when_of_epoch(&f, 3, when);
    if (*why == CRM_MSG_NONE && zone.is_set)
        crm_when_to_zone(when, &zone);
    return true;
}

bool crm_is_like_time_number(struct crm_str s)
{
    struct figure f;

    if (!read_figure(s, &f) || f.is_negative)
        return false;
    return f.whole == 5 || f.whole == 9 || f.whole == 10 || f.whole == 12 || f.whole == 13 ||
           f.whole == 16 || f.whole == 19;
}
