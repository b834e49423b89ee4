/*
 * date_written.h - a date and time as written, before anything is checked, and the parts of the
 * grammar that read it. Inside table only.
 *
 *   date_place.c  the date: numbers, names of months, eras, week and day of the year
 *   date_clock.c  the time: 13:02:11.5, 1:02 PM, 下午1点02分
 *   date_zone.c   Z, +08:00, GMT+0800 (China Standard Time), JST
 *   date_settle.c what it means
 */
#ifndef CRM_TABLE_DATE_WRITTEN_H
#define CRM_TABLE_DATE_WRITTEN_H

#include "table/date.h"
#include "table/date_words.h"

enum crm_date_kind {
    CRM_DATE_PLACED,  /* it is written which number is which */
    CRM_DATE_NUMBERS, /* three numbers whose order says which is which: in number[] as written */
    CRM_DATE_MONTH,   /* year and month only */
    CRM_DATE_ORDINAL, /* year, and the day of the year in day */
    CRM_DATE_WEEK,    /* ISO 8601: year, week in month, 1 (Monday) to 7 in day */
};

struct crm_half; /* of the day; date_clock.c */

struct crm_written {
    enum crm_date_kind kind;
    int year, month, day;
    int number[3];
    size_t digits[3]; /* that number[] is written with */
    bool has_short_year;
    int weekday; /* 0 Monday to 6; -1: none */
    const struct crm_era *era;

    bool is_compact;  /* 20240105: a time may follow without colons */
    bool is_eastern;  /* 2024年1月5日: a time may follow without a blank */
    bool has_name;    /* the month is a word: a colon may come before the time, 17/Dec/2021:09:16 */
    bool has_t;       /* a T came before the time */
    bool has_seconds; /* written */
    bool is_half_last; /* AM or PM behind the time */

    const struct crm_half *half; /* NULL: hours of 0 to 23 */
    int hour, minute, second;
    bool has_unclear_zone; /* a zone's name that several zones have */
    struct crm_when when;  /* the rest, as it will be */
};

/* Read a date; false when there is none. */
bool crm_take_date(struct crm_cursor *c, const struct crm_date_words *words, struct crm_written *w);

/* Is there 13:02 or the like, so that this is a time and not a date? */
bool crm_is_clock_ahead(const struct crm_cursor *c);

/* Read a time with its half of the day, at the cursor. */
bool crm_take_clock(struct crm_cursor *c, struct crm_written *w);

/* Hours as written to hours of 0 to 24. CRM_MSG_NONE, NO_SUCH_DATE, or AMBIGUOUS (晚上12:05). */
enum crm_msg crm_settle_hour(struct crm_written *w);

/* Read a zone behind a time; nothing is one too. False when what is there is no zone. */
bool crm_take_zone(struct crm_cursor *c, struct crm_written *w);

/* Three numbers as days in each order; CRM_NO_DATE: none. */
struct crm_readings {
    int32_t ymd, dmy, mdy;
};
struct crm_readings crm_readings_of(const struct crm_written *w);

/* Check what was written. CRM_MSG_NONE with *out set; NO_SUCH_DATE, AMBIGUOUS, ORDER, INCOMPLETE,
 * AMBIGUOUS_ZONE. */
enum crm_msg crm_settle(struct crm_written *w, enum crm_date_order order, struct crm_when *out);

#endif
