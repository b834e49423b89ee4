/*
 * date_parse.c - reading dates and times. A cursor goes once through the folded cell: weekday,
 * date, time, zone, each a file of its own (date_written.h); what was written is checked only when
 * all of it was understood (date_settle.c).
 */
#include "table/date.h"

#include <stddef.h>

#include "base/digits.h"
#include "table/cell.h"
#include "table/date_written.h"
#include "table/money.h"

/* What stands between a date and its time. */
static bool take_before_clock(struct crm_cursor *c, const struct crm_date_words *words,
                              struct crm_written *w)
{
    bool is_apart;

    if (crm_digits_ahead(c))
        return w->is_compact || w->is_eastern;
    if ((unsigned char)crm_ahead(c, 0) >= 0x80) /* 下午1:02 */
        return true;
    if (crm_take(c, CRM_STR("T"))) {
        w->has_t = true;
        crm_take_blanks(c);
        return true;
    }
    /* 17/Dec/2021:09:16:30 of web servers, 2024-01-05-13.02.11 of DB2. */
    if (w->has_name && crm_take_char(c, ':'))
        return true;
    if (crm_ahead(c, 0) == '-' && crm_ahead(c, 3) == '.' && crm_ahead(c, 6) == '.') {
        c->p++;
        return true;
    }
    is_apart = crm_take_between(c, words);
    if (crm_ahead(c, 0) == '@' || (crm_ahead(c, 0) == '-' && crm_ahead(c, 1) == ' '))
        c->p++;
    crm_take_blanks(c);
    return is_apart;
}

static void take_weekday_behind(struct crm_cursor *c, const struct crm_date_words *words,
                                struct crm_written *w)
{
    struct crm_cursor behind = *c;

    if (crm_ahead(c, 0) == ' ' && crm_is_digit(crm_ahead(c, 1)))
        return; /* a time, as nearly always */
    crm_take_between(&behind, words);
    if (crm_take_weekday(&behind, words, &w->weekday))
        *c = behind;
}

/* What follows the date: nothing, a weekday, a time with its zone. */
static bool take_rest(struct crm_cursor *c, const struct crm_date_words *words,
                      struct crm_written *w)
{
    take_weekday_behind(c, words, w);
    if (crm_at_end(c))
        return true;
    if (w->when.has_time)
        return crm_take_zone(c, w);
    if (!take_before_clock(c, words, w))
        return false;
    if (words && crm_at_end(c)) /* 5 января 2024 г. */
        return true;
    if (!crm_take_clock(c, w))
        return false;
    if (words)
        crm_take_between(c, words); /* 13:02 Uhr */
    if (!crm_take_zone(c, w))
        return false;
    take_weekday_behind(c, words, w);
    return true;
}

/* [17/Dec/2021:09:16:30 +0000], "2024-01-05", and the ` that WeChat Pay puts before each cell. */
static struct crm_str without_wrapping(struct crm_str s)
{
    bool is_wrapped = s.n > 2 && ((s.p[0] == '[' && s.p[s.n - 1] == ']') ||
                                  (s.p[0] == '"' && s.p[s.n - 1] == '"'));

    if (s.n && s.p[0] == '`')
        return crm_str_from(s, 1);
    return is_wrapped ? crm_str_trim((struct crm_str){s.p + 1, s.n - 2}) : s;
}

static bool read_written(struct crm_str text, const struct crm_date_words *words,
                         struct crm_written *w)
{
    struct crm_cursor c;

    text = without_wrapping(text);
    c = (struct crm_cursor){text.p, text.p + text.n};
    *w = (struct crm_written){.weekday = -1};
    if (!crm_digits_ahead(&c) && crm_take_weekday(&c, words, &w->weekday))
        crm_take_between(&c, words);
    if (crm_is_clock_ahead(&c)) { /* 13:02:11 Jan 05, 2024 PST */
        if (!crm_take_clock(&c, w) || !crm_take_between(&c, words))
            return false;
    }
    return crm_take_date(&c, words, w) && take_rest(&c, words, w) && crm_at_end(&c);
}

/* ---- what most cells are ----------------------------------------------------------- */

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

/* Digits and signs where they belong; the numbers may still name no day or time. */
static bool looks_iso(struct crm_str s)
{
    if ((s.n != 10 && s.n != 16 && s.n != 19) || !crm_is_like(s.p, "0000-00-") ||
        !crm_is_like(s.p + 2, "00-00-00"))
        return false;
    if (s.n == 10)
        return true;
    return (crm_is_like(s.p + 8, "00 00:00") || crm_is_like(s.p + 8, "00T00:00")) &&
           (s.n == 16 || crm_is_like(s.p + 11, "00:00:00"));
}

/* YYYY-MM-DD[ HH:MM[:SS]], or with a T: most cells of most files. False sends the cell through the
 * grammar. */
static bool read_iso(struct crm_str s, struct crm_when *out)
{
    struct crm_when w = {0};
    int year, month, day;

    if (!looks_iso(s))
        return false;
    year = two_digits(s.p) * 100 + two_digits(s.p + 2);
    month = two_digits(s.p + 5);
    day = two_digits(s.p + 8);
    if (!crm_is_civil(year, month, day))
        return false;
    if (s.n > 10) {
        w.has_time = true;
        w.hour = (int8_t)two_digits(s.p + 11);
        w.minute = (int8_t)two_digits(s.p + 14);
        if (s.n == 19)
            w.second = (int8_t)two_digits(s.p + 17);
        if (w.hour > 23 || w.minute > 59 || w.second > 59)
            return false;
    }
    w.day = crm_days_from_civil(year, month, day);
    *out = w;
    return true;
}

bool crm_is_iso_when(struct crm_str s)
{
    struct crm_when w;

    return read_iso(s, &w);
}

/* ---- the ways in -------------------------------------------------------------------- */

/* Does s begin with a digit and hold nothing that folding would change? */
static bool is_folded(struct crm_str s)
{
    if (s.n == 0 || s.n > CRM_CELL_BYTES || !crm_is_digit(s.p[0]) || s.p[s.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return true;
}

/* Dashes and hyphens that word processors put for - (U+2010 to U+2015), as such. */
static void fold_dashes(struct crm_cell *cell)
{
    size_t kept = 0;

    for (size_t i = 0; i < cell->n; i++) {
        const unsigned char *p = (const unsigned char *)cell->text + i;
        bool is_dash =
            cell->n - i > 2 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95;

        cell->text[kept++] = (char)(is_dash ? '-' : cell->text[i]);
        i += is_dash ? 2 : 0;
    }
    cell->n = kept;
}

/* Fold and read; CRM_MSG_NONE with *w set. */
static enum crm_msg read_cell(struct crm_str s, const char *lang, struct crm_written *w)
{
    struct crm_cell cell;

    if (!is_folded(s)) {
        if (!crm_cell_fold(s, &cell))
            return CRM_MSG_NOT_A_DATE;
        if (crm_is_null_text(crm_cell_str(&cell)))
            return CRM_MSG_EMPTY_VALUE;
        fold_dashes(&cell);
        s = crm_cell_str(&cell);
    }
    return read_written(s, crm_date_words_of(lang), w) ? CRM_MSG_NONE : CRM_MSG_NOT_A_DATE;
}

enum crm_msg crm_when_read(struct crm_str s, enum crm_date_order order, const char *lang,
                           struct crm_when *out)
{
    struct crm_written w;
    enum crm_msg why;

    if (read_iso(s, out))
        return CRM_MSG_NONE;
    why = read_cell(s, lang, &w);
    return why == CRM_MSG_NONE ? crm_settle(&w, order, out) : why;
}

enum crm_msg crm_when_parse(struct crm_str s, enum crm_date_order order, struct crm_when *out)
{
    struct crm_written w;
    enum crm_msg why;

    if (read_iso(s, out))
        return CRM_MSG_NONE;
    why = read_cell(s, NULL, &w);
    if (why != CRM_MSG_NONE)
        return why;
    if (w.kind == CRM_DATE_MONTH)
        return CRM_MSG_NOT_A_DATE;
    if (w.has_short_year)
        return CRM_MSG_TWO_DIGIT_YEAR;
    if (w.kind == CRM_DATE_NUMBERS && order != CRM_ORDER_DMY && order != CRM_ORDER_MDY)
        return CRM_MSG_DATE_ORDER_UNKNOWN;
    why = crm_settle(&w, order, out);
    return why == CRM_MSG_ORDER ? CRM_MSG_NO_SUCH_DATE : why;
}

enum crm_order_evidence crm_when_evidence(struct crm_str raw)
{
    struct crm_written w;
    struct crm_readings r;
    bool is_dmy, is_mdy;

    if (crm_is_iso_when(raw) || read_cell(raw, NULL, &w) != CRM_MSG_NONE ||
        w.kind != CRM_DATE_NUMBERS)
        return CRM_EVIDENCE_NONE;
    r = crm_readings_of(&w);
    is_dmy = r.dmy != CRM_NO_DATE;
    is_mdy = r.mdy != CRM_NO_DATE;
    if (is_dmy != is_mdy && r.ymd == CRM_NO_DATE)
        return is_dmy ? CRM_EVIDENCE_ONLY_DMY : CRM_EVIDENCE_ONLY_MDY;
    if ((!is_dmy && !is_mdy) || (r.dmy == r.mdy && !w.has_short_year))
        return CRM_EVIDENCE_NONE;
    return CRM_EVIDENCE_EITHER;
}

enum crm_msg crm_day_parse(struct crm_str s, enum crm_date_order order, const struct crm_zone *zone,
                           int32_t *day)
{
    struct crm_when w;
    enum crm_msg why = crm_when_parse(s, order, &w);

    if (why != CRM_MSG_NONE)
        return why;
    crm_when_to_zone(&w, zone);
    *day = w.day;
    return CRM_MSG_NONE;
}
