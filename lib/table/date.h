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
    const struct crm_zone_rules *rules; /* of the name */
};

/* What a cell said. Times are kept as written unless a zone is asked for. */
struct crm_when {
    int32_t day; /* days since 1970-01-01 */
    bool has_time;
    bool has_offset;
    bool is_utc;       /* the offset is written Z, not +00:00 */
    bool is_reordered; /* written in numbers of another order than year, month, day */
    int8_t hour, minute, second;
    int8_t fraction_digits; /* of a second, as written, at most 9 */
    int16_t offset_minutes; /* east of UTC */
    uint32_t nanoseconds;
};

/* Days since 1970-01-01 of a civil date; month 1..12, day within the month. */
int32_t crm_days_from_civil(int year, int month, int day);
void crm_civil_from_days(int32_t days, int *year, int *month, int *day);

/* Is there such a day? */
bool crm_is_civil(int year, int month, int day);

/*
 * Read a date with or without a time:
 *
 *   2024-01-05, 2024/1/5 13:02[:11[.fff]], 2024.1.5, 20240105[130211], ISO 8601 with T and Z or
 *   +08:00 or +0800, its day of the year (2024-005) and week (2024-W01-5)
 *   2024年1月5日 [星期五] [下午1点02分], 二〇二四年一月五日, 令和6年1月5日, 民国113年1月5日,
 *   2024년 1월 5일 오후 1:02
 *   Jan 5, 2024 1:02 PM, 5th January 2024, 5-Jan-2024, Fri, 05 Jan 2024 13:02:03 +0800, ctime,
 *   Java's and JavaScript's, web servers' logs
 *   5/1/2024, 5.1.24, 5-1-2024 in the order of day and month that is asked for
 *
 * full width, Excel's ="..." and '... protection, blanks around. A part that is missing is never
 * completed from elsewhere: "May 5", "13:02" and "2024" are no dates. A weekday must be the day's.
 * 24:00 is the next day's 00:00. 09:00-12:00 is a span, not a time with an offset: refused.
 *
 * For order dates of raw exports: what is not certain by itself is asked back. Returns
 * CRM_MSG_NONE, or the reason: EMPTY_VALUE, NOT_A_DATE, NO_SUCH_DATE (2024-02-30), AMBIGUOUS
 * (晚上12:05), AMBIGUOUS_ZONE (... CST 2024), TWO_DIGIT_YEAR, DATE_ORDER_UNKNOWN (5/1/2024 with
 * order NONE or YMD; pass --date-order). out is set only on success.
 */
enum crm_msg crm_when_parse(struct crm_str s, enum crm_date_order order, struct crm_when *out);

/*
 * The same for whoever cleans values. Months may also have names in the language `lang` ("de",
 * "fr", "es", "it", "pt", "nl", "ru", "pl", "sv", "da", "no", "fi", "cs", "tr", "id"; NULL or
 * another: English only). Two-digit years are read where it is known which number is the year: 69
 * to 99 as 1969 to 1999, 00 to 68 as 2000 to 2068 (POSIX strptime). With order NONE a value that is
 * a date in one way only is read (25/12/2023). Reasons: EMPTY_VALUE, NOT_A_DATE, NO_SUCH_DATE,
 * AMBIGUOUS, ORDER (a date in another order only), INCOMPLETE (year and month), AMBIGUOUS_ZONE.
 */
enum crm_msg crm_when_read(struct crm_str s, enum crm_date_order order, const char *lang,
                           struct crm_when *out);

/* What a cell says about the order of day and month in its column. */
enum crm_order_evidence {
    CRM_EVIDENCE_NONE,     /* nothing: no date, or the same in any order (2024-01-05, 10/10/2023) */
    CRM_EVIDENCE_ONLY_DMY, /* 25/12/2023 */
    CRM_EVIDENCE_ONLY_MDY, /* 12/25/2023 */
    CRM_EVIDENCE_EITHER, /* 5/1/2024, 5/1/24, 28/5/24 (perhaps 2028): read only in a known order */
};

/*
 * For deciding a whole column: where some cells are ONLY_DMY and none ONLY_MDY its order is DMY,
 * and the other way round; both together contradict each other; EITHER alone leaves it open.
 */
enum crm_order_evidence crm_when_evidence(struct crm_str raw);

/* Is s such a time in the very form that most files have: YYYY-MM-DD[ HH:MM[:SS]], the blank also a
 * T, no offset? */
bool crm_is_iso_when(struct crm_str s);

/* The day of s, after moving a time that carries an offset to `zone` when that is set. */
enum crm_msg crm_day_parse(struct crm_str s, enum crm_date_order order, const struct crm_zone *zone,
                           int32_t *day);

/* Move a time that carries an offset to the zone (when set); others stay as written. */
void crm_when_to_zone(struct crm_when *w, const struct crm_zone *zone);

/*
 * Read --tz: UTC, Z, +08:00, +0800, -05:30, or a name of the system's zone data (Asia/Shanghai).
 * False when it is none of these. From one thread at a time.
 */
bool crm_zone_parse(const char *s, struct crm_zone *zone);

/* Append YYYY-MM-DD; nothing for CRM_NO_DATE. */
void crm_date_add_text(struct crm_buf *out, int32_t day);

/*
 * Append ISO 8601: YYYY-MM-DD, then THH:MM:SS[.fff] where there is a time, with the fraction's
 * digits as they were, and Z or +HH:MM where there is an offset.
 */
void crm_when_add_text(struct crm_buf *out, const struct crm_when *w);

#endif
