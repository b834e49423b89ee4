/*
 * date_words.h - the words of dates: months, weekdays, what stands between them, Chinese numerals,
 * eras.
 */
#ifndef CRM_TABLE_DATE_WORDS_H
#define CRM_TABLE_DATE_WORDS_H

#include <stdint.h>

#include "table/date_cursor.h"

/* The words of one language; each list is "a|b|c", small letters. */
struct crm_date_words {
    const char *lang;
    const char *months[12];
    const char *weekdays[7]; /* from Monday on */
    const char *between;     /* what may stand between day, month, year and time */
};

/* date_languages.c - English, which is understood everywhere; and those of another language by its
 * two letters, or NULL. */
extern const struct crm_date_words crm_english_dates;
const struct crm_date_words *crm_date_words_of(const char *lang);

/* A month's name in English or the language (NULL: English only), long or short, with or without a
 * point behind it; *month is 1..12. */
bool crm_take_month(struct crm_cursor *c, const struct crm_date_words *words, int *month);

/* A weekday in English, the language, Chinese, Japanese or Korean, perhaps in brackets; 0 is
 * Monday. Single characters (金) only in brackets. */
bool crm_take_weekday(struct crm_cursor *c, const struct crm_date_words *words, int *weekday);

/* Blanks, a comma, and the words that stand between the parts of a date (of, at, de, um ...). True
 * when there was anything. */
bool crm_take_between(struct crm_cursor *c, const struct crm_date_words *words);

/* A number of one or two digits, or in Chinese numerals (十二, 廿五, 〇五). */
bool crm_take_small_number(struct crm_cursor *c, int *v);

/* Four Chinese digits: 二〇二四. */
bool crm_take_han_year(struct crm_cursor *c, int *year);

/* An era of Japan or of Taiwan and the year in it (令和6, R6, 平成元, 民国113). */
struct crm_era {
    struct crm_str name;
    int year_before; /* the era's year 1 is the one after */
    int32_t first;   /* its first day, yyyymmdd */
};
bool crm_take_era_year(struct crm_cursor *c, const struct crm_era **era, int *year);

#endif
