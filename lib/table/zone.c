/*
 * zone.c - the time zone asked for with --tz: a fixed offset, or a name of the system's zone data.
 */
#include "table/date.h"

#include <string.h>

#include "table/zone_rules.h"

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

bool crm_zone_parse(const char *s, struct crm_zone *zone)
{
    struct crm_zone z = {.is_set = true};

    if (strcmp(s, "UTC") == 0 || strcmp(s, "Z") == 0 || parse_offset(s, &z.offset_minutes)) {
        *zone = z;
        return true;
    }
    z.rules = crm_zone_rules_of(s);
    if (!z.rules || strlen(s) >= sizeof z.name)
        return false;
    memcpy(z.name, s, strlen(s));
    z.is_named = true;
    *zone = z;
    return true;
}

void crm_when_to_zone(struct crm_when *w, const struct crm_zone *zone)
{
    int64_t minutes, days;
    int32_t offset;

    if (!w->has_offset || !zone || !zone->is_set)
        return;
    minutes =
        (int64_t)w->day * MINUTES_A_DAY + (int64_t)w->hour * 60 + w->minute - w->offset_minutes;
    offset = zone->is_named ? crm_zone_rules_offset(zone->rules, minutes * 60 + w->second) / 60
                            : zone->offset_minutes;
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
