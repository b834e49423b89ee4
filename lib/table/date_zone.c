/*
 * date_zone.c - the zone behind a time.
 *
 * Of names, those of RFC 5322 (obs-zone) and those that the tz database gives to one offset only
 * are taken for their offset. CST is China's, North America's and Cuba's time; Java's Date.toString
 * writes it for all: such a time is not moved by guess, but refused.
 */
#include "table/date_written.h"

enum { UNCLEAR = INT16_MAX };

static const struct {
    struct crm_str name;
    int16_t minutes; /* east of UTC */
} names[] = {
    /* RFC 5322, 4.3; without its CST and CDT */
    {CRM_STR_INIT("EST"), -300},
    {CRM_STR_INIT("EDT"), -240},
    {CRM_STR_INIT("MST"), -420},
    {CRM_STR_INIT("MDT"), -360},
    {CRM_STR_INIT("PST"), -480},
    {CRM_STR_INIT("PDT"), -420},
    /* tz database 2024a */
    {CRM_STR_INIT("AKST"), -540},
    {CRM_STR_INIT("AKDT"), -480},
    {CRM_STR_INIT("HST"), -600},
    {CRM_STR_INIT("NST"), -210},
    {CRM_STR_INIT("NDT"), -150},
    {CRM_STR_INIT("WET"), 0},
    {CRM_STR_INIT("WEST"), 60},
    {CRM_STR_INIT("CET"), 60},
    {CRM_STR_INIT("CEST"), 120},
    {CRM_STR_INIT("MEZ"), 60}, /* German for CET and CEST */
    {CRM_STR_INIT("MESZ"), 120},
    {CRM_STR_INIT("EET"), 120},
    {CRM_STR_INIT("EEST"), 180},
    {CRM_STR_INIT("MSK"), 180},
    {CRM_STR_INIT("SAST"), 120},
    {CRM_STR_INIT("CAT"), 120},
    {CRM_STR_INIT("EAT"), 180},
    {CRM_STR_INIT("WAT"), 60},
    {CRM_STR_INIT("PKT"), 300},
    {CRM_STR_INIT("WIB"), 420},
    {CRM_STR_INIT("WITA"), 480},
    {CRM_STR_INIT("WIT"), 540},
    {CRM_STR_INIT("ICT"), 420},
    {CRM_STR_INIT("HKT"), 480},
    {CRM_STR_INIT("SGT"), 480},
    {CRM_STR_INIT("AWST"), 480},
    {CRM_STR_INIT("JST"), 540},
    {CRM_STR_INIT("KST"), 540},
    {CRM_STR_INIT("ACST"), 570},
    {CRM_STR_INIT("ACDT"), 630},
    {CRM_STR_INIT("AEST"), 600},
    {CRM_STR_INIT("AEDT"), 660},
    {CRM_STR_INIT("NZST"), 720},
    {CRM_STR_INIT("NZDT"), 780},
    {CRM_STR_INIT("北京时间"), 480},
    {CRM_STR_INIT("北京時間"), 480},
    /* of several places at different times */
    {CRM_STR_INIT("CST"), UNCLEAR},
    {CRM_STR_INIT("CDT"), UNCLEAR},
    {CRM_STR_INIT("IST"), UNCLEAR},
    {CRM_STR_INIT("BST"), UNCLEAR},
    {CRM_STR_INIT("AST"), UNCLEAR},
    {CRM_STR_INIT("ADT"), UNCLEAR},
    {CRM_STR_INIT("SST"), UNCLEAR},
    {CRM_STR_INIT("GST"), UNCLEAR},
    {CRM_STR_INIT("AMT"), UNCLEAR},
    {CRM_STR_INIT("ECT"), UNCLEAR},
};

/* 08:00, 0800 or 08 behind a sign, or 8 behind GMT; no place is further than 14 hours from UTC. */
static bool take_offset(struct crm_cursor *c, size_t shortest, bool is_west, int16_t *minutes)
{
    size_t n = crm_digits_ahead(c);
    int hours, rest = 0;

    if (n < shortest || n == 3 || n > 4)
        return false;
    hours = crm_take_number(c, n < 2 ? n : 2);
    if (n == 4)
        rest = crm_take_number(c, 2);
    else if (crm_take_char(c, ':') && !crm_take_digits(c, 2, 2, &rest))
        return false;
    if (rest > 59 || hours * 60 + rest > 14 * 60)
        return false;
    *minutes = (int16_t)(is_west ? -(hours * 60 + rest) : hours * 60 + rest);
    return true;
}

static bool is_universal(struct crm_str word)
{
    return crm_str_eq_nocase(word, CRM_STR("Z")) || crm_str_eq_nocase(word, CRM_STR("UTC")) ||
           crm_str_eq_nocase(word, CRM_STR("GMT")) || crm_str_eq_nocase(word, CRM_STR("UT"));
}

/* The place of the name, or -1. */
static int place_of(struct crm_str word)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (crm_str_eq_nocase(word, names[i].name))
            return (int)i;
    return -1;
}

/* A remark that says the same in words: (China Standard Time), [Asia/Shanghai], CST. */
static bool take_remark(struct crm_cursor *c)
{
    char close = crm_closing_bracket(c);
    struct crm_str word = crm_word_ahead(c);

    if (!close) {
        c->p += word.n;
        return is_universal(word) || place_of(word) >= 0;
    }
    while (!crm_at_end(c))
        if (*c->p++ == close)
            return true;
    return false;
}

/* A sign with an offset, and perhaps a remark. */
static bool take_signed_offset(struct crm_cursor *c, size_t shortest, struct crm_written *w)
{
    bool is_west = crm_ahead(c, 0) == '-';
    struct crm_cursor behind;

    if (!is_west && crm_ahead(c, 0) != '+')
        return false;
    c->p++;
    if (!take_offset(c, shortest, is_west, &w->when.offset_minutes))
        return false;
    w->when.has_offset = true;
    behind = *c;
    crm_take_blanks(&behind);
    if (!crm_at_end(&behind) && !crm_digits_ahead(&behind) && take_remark(&behind))
        *c = behind;
    return true;
}

static bool take_named(struct crm_cursor *c, struct crm_written *w)
{
    struct crm_str word = crm_word_ahead(c);
    int place = place_of(word);

    if (place < 0)
        return false;
    c->p += word.n;
    w->when.has_offset = true;
    w->has_unclear_zone = names[place].minutes == UNCLEAR;
    w->when.offset_minutes = (int16_t)(w->has_unclear_zone ? 0 : names[place].minutes);
    return true;
}

/* Z, UTC, GMT or UT; behind the latter three perhaps an offset from it. */
static bool take_universal(struct crm_cursor *c, struct crm_written *w)
{
    struct crm_str word = crm_word_ahead(c);

    if (!is_universal(word))
        return false;
    c->p += word.n;
    if (word.n > 1 && (crm_ahead(c, 0) == '+' || crm_ahead(c, 0) == '-'))
        return take_signed_offset(c, 1, w);
    w->when.has_offset = w->when.is_utc = true;
    return crm_ahead(c, 0) != '[' || take_remark(c);
}

bool crm_take_zone(struct crm_cursor *c, struct crm_written *w)
{
    struct crm_cursor start = *c;
    bool is_bracketed;

    crm_take_blanks(c);
    /* "2024-01-05 09:00-12:00" is a span of delivery, not a time west of Greenwich. */
    if (crm_ahead(c, 0) == '-' && !w->has_t && (!w->has_seconds || w->is_half_last))
        return false;
    if (crm_ahead(c, 0) == '+' || crm_ahead(c, 0) == '-')
        return take_signed_offset(c, 2, w);
    is_bracketed = crm_take_char(c, '(');
    if (take_universal(c, w) || take_named(c, w))
        return !is_bracketed || crm_take_char(c, ')');
    *c = start;
    return true;
}
