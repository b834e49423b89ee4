/*
 * when_quick.c - the dates that most files are full of, put in order by place: 2024/1/5 13:02 and
 * 31.12.2022, ISO 8601 with its zone. A byte out of place sends the cell the long way.
 */
#include "clean/quick.h"

#include "base/digits.h"

enum { DATE = 10, CLOCK = 9, BOTH = DATE + CLOCK }; /* YYYY-MM-DD, THH:MM:SS */

static bool take(struct crm_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = crm_str_from(*s, 1);
    return true;
}

/* 5 or 05 as 05; at least so many digits. */
static bool take_two(struct crm_str *s, size_t least, char *room)
{
    size_t n = s->n > 1 && crm_is_digit(s->p[1]) ? 2 : 1;

    if (n < least || s->n < n || !crm_is_digit(s->p[0]))
        return false;
    room[0] = (char)(n == 2 ? s->p[0] : '0');
    room[1] = s->p[n - 1];
    *s = crm_str_from(*s, n);
    return true;
}

static bool is_year_ahead(struct crm_str s)
{
    return s.n >= 4 && crm_is_digit(s.p[0]) && crm_is_digit(s.p[1]) && crm_is_digit(s.p[2]) &&
           crm_is_digit(s.p[3]);
}

static bool take_year(struct crm_str *s, char *room)
{
    if (!is_year_ahead(*s))
        return false;
    memcpy(room, s->p, 4);
    *s = crm_str_from(*s, 4);
    return true;
}

/* The sign between two numbers, or '\0'. */
static char take_sign(struct crm_str *s)
{
    char c = (char)(s->n ? s->p[0] : '\0');

    if (c != '-' && c != '/' && c != '.')
        return '\0';
    *s = crm_str_from(*s, 1);
    return c;
}

static bool take_date(struct crm_str *s, enum crm_date_order order, char *room)
{
    char *year = room, *month = room + 5, *day = room + 8;
    char *first = order == CRM_ORDER_MDY ? month : day;
    char *second = order == CRM_ORDER_MDY ? day : month;
    char sign;

    memcpy(room, "0000-00-00", DATE);
    if (is_year_ahead(*s))
        return take_year(s, year) && (sign = take_sign(s)) && take_two(s, 1, month) &&
               take(s, sign) && take_two(s, 1, day);
    return (order == CRM_ORDER_DMY || order == CRM_ORDER_MDY) && take_two(s, 1, first) &&
           (sign = take_sign(s)) && take_two(s, 1, second) && take(s, sign) && take_year(s, year);
}

/* AM or PM behind the time, or nothing; false when the hour has no such half. */
static bool take_half(struct crm_str *s, char *hour)
{
    struct crm_str half = s->n > 2 && s->p[0] == ' ' ? crm_str_from(*s, 1) : *s;
    int h = (hour[0] - '0') * 10 + hour[1] - '0';
    bool is_pm;

    if (half.n != 2 || crm_lower(half.p[1]) != 'm' ||
        (crm_lower(half.p[0]) != 'a' && crm_lower(half.p[0]) != 'p'))
        return true;
    is_pm = crm_lower(half.p[0]) == 'p';
    if (h < 1 || h > 12)
        return false;
    memcpy(hour, crm_two_digits + (size_t)(h % 12 + (is_pm ? 12 : 0)) * 2, 2);
    s->n = 0;
    return true;
}

static bool take_clock(struct crm_str *s, bool *has_seconds, char *room)
{
    memcpy(room, "T00:00:00", CLOCK);
    if (!(take(s, ' ') || take(s, 'T')) || !take_two(s, 1, room + 1) || !take(s, ':') ||
        !take_two(s, 2, room + 4))
        return false;
    *has_seconds = take(s, ':');
    return (!*has_seconds || take_two(s, 2, room + 7)) && take_half(s, room + 1);
}

/* Z or an offset, at the end; writes it behind room, and returns its bytes, or 0. */
static size_t take_zone(struct crm_str s, char *room)
{
    if (s.n == 1 && s.p[0] == 'Z') {
        room[0] = 'Z';
        return 1;
    }
    take(&s, ' ');
    room[0] = (char)(s.n ? s.p[0] : '\0');
    if (!take(&s, '+') && !take(&s, '-'))
        return 0;
    room[3] = ':';
    if (!take_two(&s, 2, room + 1) || (take(&s, ':'), !take_two(&s, 2, room + 4)) || s.n)
        return 0;
    /* No place is further than 14 hours from UTC; -00:00 is written otherwise. */
    return memcmp(room + 1, "14:00", 5) <= 0 && room[4] < '6' && memcmp(room, "-00:00", 6) != 0 ? 6
                                                                                                : 0;
}

static bool is_canonical(struct crm_str s, bool is_date_only)
{
    bool is_both = s.n == BOTH && s.p[DATE] == 'T' && !is_date_only;

    return (s.n == DATE || is_both) && s.p[4] == '-' && crm_is_iso_when(s);
}

/* Two digits, not above `most`. */
static bool is_upto(const char *p, const char *most)
{
    return p[0] < most[0] || (p[0] == most[0] && p[1] <= most[1]);
}

/* A day that every month has, in a year of our time, as YYYY-MM-DD of digits. */
static bool is_plain_date(const char *p)
{
    return (p[0] == '1' || p[0] == '2') && is_upto(p + 5, "12") && is_upto(p + 8, "28") &&
           (p[5] | p[6]) != '0' && (p[8] | p[9]) != '0';
}

static bool is_plain_clock(const char *p)
{
    return is_upto(p, "23") && p[3] <= '5' && p[6] <= '5';
}

/*
 * The spellings that nearly every cell has, by place: YYYY-MM-DD, with hh:mm:ss or not, and
 * DD/MM/YYYY. False: it is another, or a day that must be looked up.
 */
static bool take_by_place(struct crm_str s, const struct crm_clean_opts *opts, char *room,
                          struct crm_str *clean)
{
    if (!(s.n == DATE || s.n == BOTH) || !crm_is_digit(s.p[8]) || !crm_is_digit(s.p[9]))
        return false;
    *clean = s;
    if (crm_is_like(s.p, "0000-00-")) {
        if (s.n == DATE)
            return is_plain_date(s.p);
        if ((s.p[DATE] != ' ' && s.p[DATE] != 'T') || !crm_is_like(s.p + DATE + 1, "00:00:00"))
            return false;
        if (s.p[DATE] == ' ' || opts->is_date_only) {
            memcpy(room, s.p, BOTH);
            room[DATE] = 'T';
            *clean = (struct crm_str){room, opts->is_date_only ? DATE : BOTH};
        }
        return is_plain_date(s.p) && is_plain_clock(s.p + DATE + 1);
    }
    if (s.n != DATE || opts->order != CRM_ORDER_DMY || !crm_is_like(s.p, "00/00/00"))
        return false;
    const char date[DATE] = {s.p[6], s.p[7], s.p[8], s.p[9], '-',
                             s.p[3], s.p[4], '-',    s.p[0], s.p[1]};
    memcpy(room, date, DATE);
    *clean = (struct crm_str){room, DATE};
    return is_plain_date(room);
}

bool crm_quick_when(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                    struct crm_str *clean)
{
    struct crm_str s = crm_str_trim(raw);
    bool has_seconds = false;
    size_t zone = 0;

    if (take_by_place(s, opts, room, clean))
        return true;
    *clean = s;
    if (is_canonical(s, opts->is_date_only))
        return true;
    if (!take_date(&s, opts->order, room))
        return false;
    *clean = (struct crm_str){room, DATE};
    if (s.n == 0)
        return crm_is_iso_when(*clean);
    if (!take_clock(&s, &has_seconds, room + DATE) ||
        !crm_is_iso_when((struct crm_str){room, BOTH}))
        return false;
    if (s.n && (opts->zone.is_set || !has_seconds || !(zone = take_zone(s, room + BOTH))))
        return false;
    clean->n = opts->is_date_only ? DATE : BOTH + zone;
    return true;
}
