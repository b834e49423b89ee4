/*
 * zone.c - the time zone asked for with --tz: a fixed offset, or a name of the system's zone data.
 */
#include "table/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MINUTES_A_DAY 1440

/* +HH:MM or +HHMM. */
static bool parse_offset(const char *s, int32_t *minutes)
{
    size_t at = strlen(s) == 6 && s[3] == ':' ? 4 : 3;
    int32_t hours, rest;

    if ((s[0] != '+' && s[0] != '-') || strlen(s) != at + 2)
        return false;
    if (!crm_is_digit(s[1]) || !crm_is_digit(s[2]) || !crm_is_digit(s[at]) ||
        !crm_is_digit(s[at + 1]))
        return false;
    hours = (s[1] - '0') * 10 + (s[2] - '0');
    rest = (s[at] - '0') * 10 + (s[at + 1] - '0');
    *minutes = (s[0] == '-' ? -1 : 1) * (hours * 60 + rest);
    return rest < 60 && hours * 60 + rest <= 14 * 60;
}

/* Only what zone names are made of: the name becomes part of a path. */
static bool is_plain_name(const char *s)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";

    return s[0] && s[0] != '/' && s[strspn(s, allowed)] == '\0';
}

/*
 * Does the system's zone data hold the name? The C library falls back to UTC without a word, so its
 * file is looked at: each starts with "TZif" (RFC 8536).
 */
static bool is_system_zone(const char *name)
{
    const char *folder = getenv("TZDIR");
    char path[512], magic[4];
    FILE *f;
    bool is_zone;
    int n = snprintf(path, sizeof path, "%s/%s", folder ? folder : "/usr/share/zoneinfo", name);

    if (n < 0 || (size_t)n >= sizeof path || !(f = fopen(path, "rb")))
        return false;
    is_zone = fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
    fclose(f);
    return is_zone;
}

bool crm_zone_parse(const char *s, struct crm_zone *zone)
{
    struct crm_zone z = {.is_set = true};

    if (strcmp(s, "UTC") == 0 || strcmp(s, "Z") == 0 || parse_offset(s, &z.offset_minutes)) {
        *zone = z;
        return true;
    }
    if (strlen(s) >= sizeof z.name || !is_plain_name(s) || !is_system_zone(s))
        return false;
    memcpy(z.name, s, strlen(s));
    z.is_named = true;
    if (setenv("TZ", z.name, 1))
        return false;
    tzset();
    *zone = z;
    return true;
}

/* Minutes east of UTC at the moment, in seconds since 1970, by the zone set at the start. */
static int32_t system_offset(int64_t seconds)
{
    time_t t = (time_t)seconds;
    struct tm tm;

    return localtime_r(&t, &tm) ? (int32_t)(tm.tm_gmtoff / 60) : 0;
}

void crm_when_to_zone(struct crm_when *w, const struct crm_zone *zone)
{
    int64_t minutes, days;
    int32_t offset;

    if (!w->has_offset || !zone || !zone->is_set)
        return;
    minutes =
        (int64_t)w->day * MINUTES_A_DAY + (int64_t)w->hour * 60 + w->minute - w->offset_minutes;
    offset = zone->is_named ? system_offset(minutes * 60 + w->second) : zone->offset_minutes;
    minutes += offset;
    days = (minutes >= 0 ? minutes : minutes - (MINUTES_A_DAY - 1)) / MINUTES_A_DAY;
    /* At the edges of the calendar there is no such day in the zone: it stays as written. */
    if (days < crm_days_from_civil(1, 1, 1) || days > crm_days_from_civil(9999, 12, 31))
        return;
    w->day = (int32_t)days;
    w->hour = (int8_t)((minutes - days * MINUTES_A_DAY) / 60);
    w->minute = (int8_t)(minutes % 60 < 0 ? minutes % 60 + 60 : minutes % 60);
    w->is_utc = !zone->is_named && offset == 0;
    w->offset_minutes = (int16_t)offset;
}
