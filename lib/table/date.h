/*
 * date.h - calendar dates as days since 1970-01-01, by integer arithmetic only (no time zone data,
 * no clock, no locale). Proleptic Gregorian, years 1 to 9999.
 */
#ifndef CRM_TABLE_DATE_H
#define CRM_TABLE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"

#define CRM_NO_DATE INT32_MIN

enum crm_date_order { CRM_ORDER_NONE, CRM_ORDER_YMD, CRM_ORDER_DMY, CRM_ORDER_MDY };

/* A time zone as a fixed offset or a zone name; see crm_zone_parse. */
struct crm_zone {
    bool is_set;
    bool is_named;          /* by the system's zone data */
    int32_t offset_minutes; /* east of UTC, when not named */
    char name[64];
};

/* What a cell said. Times are kept as written unless a zone is asked for. */
struct crm_when {
    int32_t day; /* days since 1970-01-01 */
    bool has_time;
    bool has_seconds;
    int8_t hour, minute, second;
    bool has_offset;
    int16_t offset_minutes; /* east of UTC */
};

/* Days since 1970-01-01 of a civil date; month 1..12, day within the month. */
int32_t crm_days_from_civil(int year, int month, int day);
void crm_civil_from_days(int32_t days, int *year, int *month, int *day);

/* Is there such a day? */
bool crm_is_civil(int year, int month, int day);

/*
 * Read a date with or without a time: 2024-01-05, 2024/1/5 13:02[:11[.fff]], 2024.1.5, 2024年1月5日
 * [13时02分 | 13:02], 20240105[130211], ISO 8601 with T and Z or +08:00 or +0800, "... UTC", a time
 * with AM/PM or 上午/下午; full width, Excel's ="..." and '... protection, blanks around.
 * When order is DMY or MDY: 5/1/2024, 5-1-24 is refused (two-digit years are ambiguous).
 *
 * Returns CRM_MSG_NONE, or the reason: EMPTY_VALUE, NOT_A_DATE, NO_SUCH_DATE (2024-02-30),
 * TWO_DIGIT_YEAR, DATE_ORDER_UNKNOWN (5/1/2024 with order NONE or YMD; pass --date-order).
 * out is set only on success. 09:00-12:00 is a span, not a time with an offset: refused.
 */
enum crm_msg crm_when_parse(struct crm_str s, enum crm_date_order order, struct crm_when *out);

/* Is s such a time in the very form that most files have: YYYY-MM-DD[ HH:MM[:SS]], no offset? */
bool crm_is_iso_when(struct crm_str s);

/* The day of s, after moving a time that carries an offset to `zone` when that is set. */
enum crm_msg crm_day_parse(struct crm_str s, enum crm_date_order order, const struct crm_zone *zone,
                           int32_t *day);

/* Move a time that carries an offset to the zone (when set); others stay as written. */
void crm_when_to_zone(struct crm_when *w, const struct crm_zone *zone);

/*
 * Read --tz: UTC, Z, +08:00, +0800, -05:30, or a name of the system's zone data (Asia/Shanghai).
 * False when it is none of these. A name sets TZ for this process: call it once, at the start.
 */
bool crm_zone_parse(const char *s, struct crm_zone *zone);

/* Append YYYY-MM-DD; nothing for CRM_NO_DATE. */
void crm_date_add_text(struct crm_buf *out, int32_t day);

/*
 * Append YYYY-MM-DD, then " HH:MM[:SS]" where there is a time and "+HH:MM" (UTC: "Z") where an
 * offset, always with seconds before an offset.
 */
void crm_when_add_text(struct crm_buf *out, const struct crm_when *w);

#endif
