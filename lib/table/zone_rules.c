/*
 * zone_rules.c - a TZif file holds the moments at which a zone's offset changed, and behind them a
 * rule in the words of POSIX's TZ for all that follows. The file is data of the system, and still
 * read as if it could be anything: what is wrong makes it no zone.
 */
#include "table/zone_rules.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "table/date.h"

enum { HEADER = 44, MOST_BYTES = 1 << 18, HOUR = 3600, DAY = 86400 };

/* A day of each year and a time on it: M3.2.0/2, J60, 59. */
struct yearly {
    enum { BY_WEEK, BY_DAY_WITHOUT_LEAP, BY_DAY } kind;
    int month, week, day;
    int32_t seconds;
};

/* EST5EDT,M3.2.0,M11.1.0 */
struct forever {
    bool is_set, has_summer;
    int32_t usual, summer; /* seconds east of UTC */
    struct yearly from, to;
};

struct crm_zone_rules {
    char name[64];
    size_t n;         /* transitions */
    int64_t *moments; /* n, ascending */
    int32_t *offsets; /* n + 1: before the first, behind each */
    struct forever after;
    struct crm_zone_rules *next;
};

/* ---- POSIX's TZ ---------------------------------------------------------------------- */

static bool take_int(const char **p, int most, int *v)
{
    int got = 0;

    if (!crm_is_digit(**p))
        return false;
    for (; crm_is_digit(**p); ++*p) {
        got = got * 10 + (**p - '0');
        if (got > most)
            return false;
    }
    *v = got;
    return true;
}

/* [+-]h[:m[:s]] in seconds; up to a week's hours (RFC 8536, 3.3.1). */
static bool take_time(const char **p, int32_t *seconds)
{
    bool is_negative = **p == '-';
    int hours, minutes = 0, rest = 0;

    *p += is_negative || **p == '+';
    if (!take_int(p, 167, &hours))
        return false;
    if (**p == ':' && (++*p, !take_int(p, 59, &minutes)))
        return false;
    if (**p == ':' && (++*p, !take_int(p, 59, &rest)))
        return false;
    *seconds = hours * HOUR + minutes * 60 + rest;
    *seconds = is_negative ? -*seconds : *seconds;
    return true;
}

/* EST or <+08>; of no interest. */
static bool take_name(const char **p)
{
    const char *from = *p;
    bool is_quoted = *from == '<';

    *p += is_quoted;
    while ((crm_lower(**p) >= 'a' && crm_lower(**p) <= 'z') ||
           (is_quoted && **p && strchr("0123456789+-", **p)))
        ++*p;
    if (is_quoted && *(*p)++ != '>')
        return false;
    return *p - from >= 3;
}

static bool take_yearly(const char **p, struct yearly *y)
{
    y->seconds = 2 * HOUR;
    if (**p == 'M') {
        ++*p;
        y->kind = BY_WEEK;
        if (!take_int(p, 12, &y->month) || *(*p)++ != '.' || !take_int(p, 5, &y->week) ||
            *(*p)++ != '.' || !take_int(p, 6, &y->day) || y->month < 1 || y->week < 1)
            return false;
    } else {
        y->kind = **p == 'J' ? BY_DAY_WITHOUT_LEAP : BY_DAY;
        *p += **p == 'J';
        if (!take_int(p, 365, &y->day))
            return false;
    }
    return **p != '/' || (++*p, take_time(p, &y->seconds));
}

static bool read_forever(const char *p, struct forever *f)
{
    f->is_set = *p != '\0';
    if (!f->is_set)
        return true;
    if (!take_name(&p) || !take_time(&p, &f->usual))
        return false;
    f->usual = -f->usual; /* POSIX counts west of Greenwich */
    f->has_summer = *p != '\0';
    if (!f->has_summer)
        return true;
    if (!take_name(&p))
        return false;
    f->summer = -f->usual - HOUR;
    if (*p != ',' && !take_time(&p, &f->summer))
        return false;
    f->summer = -f->summer;
    return *p++ == ',' && take_yearly(&p, &f->from) && *p++ == ',' && take_yearly(&p, &f->to) &&
           *p == '\0';
}

/* The moment in the year, by clocks that are `offset` east of UTC. */
static int64_t moment_of(const struct yearly *y, int year, int32_t offset)
{
    int32_t day = 0;

    switch (y->kind) {
    case BY_WEEK: /* week 5 is the last */
        day = crm_days_from_civil(year, y->month, 1);
        day += (y->day - (day % 7 + 11) % 7 + 7) % 7 + (y->week - 1) * 7;
        if (y->week == 5 && day >= crm_days_from_civil(year + y->month / 12, y->month % 12 + 1, 1))
            day -= 7;
        break;
    case BY_DAY_WITHOUT_LEAP: /* J60 is March 1 in every year */
        day = crm_days_from_civil(year, 1, 1) + y->day - 1 +
              (y->day >= 60 && crm_is_civil(year, 2, 29));
        break;
    case BY_DAY:
        day = crm_days_from_civil(year, 1, 1) + y->day;
        break;
    }
    return (int64_t)day * DAY + y->seconds - offset;
}

static int32_t offset_forever(const struct forever *f, int64_t at)
{
    int64_t from, to, local = at + f->usual;
    int year, month, day;
    bool is_summer;

    if (!f->has_summer)
        return f->usual;
    crm_civil_from_days((int32_t)((local >= 0 ? local : local - (DAY - 1)) / DAY), &year, &month,
                        &day);
    from = moment_of(&f->from, year, f->usual);
    to = moment_of(&f->to, year, f->summer);
    /* South of the equator summer lasts over the new year. */
    is_summer = from < to ? at >= from && at < to : at >= from || at < to;
    return is_summer ? f->summer : f->usual;
}

/* ---- the file ------------------------------------------------------------------------- */

/* A big-endian number of so many bytes, with its sign. */
static int64_t number_at(const char *p, size_t bytes)
{
    uint64_t v = (unsigned char)*p & 0x80 ? UINT64_MAX : 0;

    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | (unsigned char)p[i];
    return (int64_t)v;
}

struct counts {
    size_t utc, standard, leaps, times, types, chars;
};

static bool read_counts(struct crm_str s, struct counts *c)
{
    size_t *const fields[] = {&c->utc, &c->standard, &c->leaps, &c->times, &c->types, &c->chars};

    if (s.n < HEADER || !crm_str_starts(s, CRM_STR("TZif")))
        return false;
    for (size_t i = 0; i < 6; i++) {
        int64_t v = number_at(s.p + 20 + i * 4, 4);

        if (v < 0 || v > MOST_BYTES)
            return false;
        *fields[i] = (size_t)v;
    }
    return true;
}

/* Bytes behind the header, with moments of `width` bytes. */
static size_t body_bytes(const struct counts *c, size_t width)
{
    return c->times * (width + 1) + c->types * 6 + c->chars + c->leaps * (width + 4) + c->standard +
           c->utc;
}

static bool read_transitions(const char *p, const struct counts *c, struct crm_zone_rules *r)
{
    const char *indexes = p + c->times * 8, *types = indexes + c->times;

    r->n = c->times;
    r->moments = crm_alloc((c->times + 1) * sizeof *r->moments);
    r->offsets = crm_alloc((c->times + 1) * sizeof *r->offsets);
    r->offsets[0] = (int32_t)number_at(types, 4);
    for (size_t i = 0; i < c->times; i++) {
        size_t type = (unsigned char)indexes[i];

        r->moments[i] = number_at(p + i * 8, 8);
        if (type >= c->types || (i > 0 && r->moments[i] <= r->moments[i - 1]))
            return false;
        r->offsets[i + 1] = (int32_t)number_at(types + type * 6, 4);
    }
    for (size_t i = 0; i <= c->times; i++)
        if (r->offsets[i] < -26 * HOUR || r->offsets[i] > 26 * HOUR)
            return false;
    return true;
}

/* The second part of a file of version 2 or later: moments of eight bytes, and the rule. */
static bool read_rules(struct crm_str s, struct crm_zone_rules *r)
{
    char words[128] = "";
    struct counts c;
    const char *end;

    if (!read_counts(s, &c) || s.p[4] < '2' || s.n - HEADER < body_bytes(&c, 4))
        return false;
    s = crm_str_from(s, HEADER + body_bytes(&c, 4));
    if (!read_counts(s, &c) || c.types == 0 || s.n - HEADER < body_bytes(&c, 8) ||
        !read_transitions(s.p + HEADER, &c, r))
        return false;
    s = crm_str_from(s, HEADER + body_bytes(&c, 8));
    if (s.n < 2 || s.p[0] != '\n')
        return false;
    end = memchr(s.p + 1, '\n', s.n - 1);
    if (!end || (size_t)(end - s.p) > sizeof words)
        return false;
    memcpy(words, s.p + 1, (size_t)(end - s.p) - 1);
    return read_forever(words, &r->after);
}

/* The whole file in bytes[0..MOST_BYTES); 0 when there is none. */
static size_t read_file(const char *name, char *bytes)
{
    const char *folder = getenv("TZDIR");
    char path[512];
    FILE *f;
    size_t got;
    int n = snprintf(path, sizeof path, "%s/%s", folder ? folder : "/usr/share/zoneinfo", name);

    if (n < 0 || (size_t)n >= sizeof path || !(f = fopen(path, "rb")))
        return 0;
    got = fread(bytes, 1, MOST_BYTES, f);
    fclose(f);
    return got;
}

static void rules_free(struct crm_zone_rules *r)
{
    free(r->moments);
    free(r->offsets);
    free(r);
}

static struct crm_zone_rules *rules_new(const char *name)
{
    struct crm_zone_rules *r = crm_alloc(sizeof *r);
    char *bytes = crm_alloc(MOST_BYTES);
    struct crm_str file = {bytes, read_file(name, bytes)};
    bool is_zone;

    *r = (struct crm_zone_rules){0};
    memcpy(r->name, name, strlen(name));
    is_zone = read_rules(file, r);
    free(bytes);
    if (is_zone)
        return r;
    rules_free(r);
    return NULL;
}

/* Only what zone names are made of: the name becomes part of a path. */
static bool is_plain_name(const char *s)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";

    return s[0] && s[0] != '/' && s[strspn(s, allowed)] == '\0' &&
           strlen(s) < sizeof((struct crm_zone_rules *)0)->name;
}

const struct crm_zone_rules *crm_zone_rules_of(const char *name)
{
    static struct crm_zone_rules *known;
    struct crm_zone_rules *r;

    if (!is_plain_name(name))
        return NULL;
    for (r = known; r; r = r->next)
        if (strcmp(r->name, name) == 0)
            return r;
    r = rules_new(name);
    if (r) {
        r->next = known;
        known = r;
    }
    return r;
}

int32_t crm_zone_rules_offset(const struct crm_zone_rules *r, int64_t at)
{
    size_t lo = 0, hi = r->n; /* moments[lo - 1] <= at < moments[hi] */

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (r->moments[middle] <= at)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo == r->n && r->after.is_set)
        return offset_forever(&r->after, at);
    return r->offsets[lo];
}
