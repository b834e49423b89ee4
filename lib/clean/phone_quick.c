/*
 * phone_quick.c - phone numbers without the long way of crm_clean_text.
 *
 * Mobiles of mainland China are known by their shape alone. Any other cell of a few characters is
 * folded here in one pass, for the characters that numbers are written with; what that leaves is
 * what crm_clean_text would, but for runs of blanks and kinds of dashes, which no number tells
 * apart. Then the same function reads both.
 */
#include "base/digits.h"
#include "clean/phone.h"
#include "clean/protection.h"
#include "clean/quick.h"
#include "text/utf8.h"

static bool starts(struct crm_str s, struct crm_str with)
{
    return crm_str_starts(s, with);
}

/* Bytes of the country's code, in the spellings after which a number may follow at once. */
static size_t country_bytes(struct crm_str s)
{
    if (starts(s, CRM_STR("+86")))
        return 3;
    if (starts(s, CRM_STR("(+86)")))
        return 5;
    if (starts(s, CRM_STR("0086")))
        return 4;
    return starts(s, CRM_STR("86")) ? 2 : 0;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '-';
}

/* A mobile in groups or not, with or without the country's code. */
static bool take_chinese_mobile(struct crm_str s, bool is_at_home, char *room)
{
    enum { CODE = 3, MOBILE = 11, GROUPED = 13 }; /* +86, 13812345678, 138-1234-5678 */
    size_t country = country_bytes(s);
    bool has_plus = country && s.p[0] != '8' && s.p[0] != '0';

    if (!has_plus && !is_at_home)
        return false;
    if (country && country < s.n)
        country += is_gap(s.p[country]);
    s = crm_str_from(s, country);
    if (s.n == MOBILE) {
        memcpy(room + CODE, s.p, MOBILE);
    } else if (s.n == GROUPED && is_gap(s.p[3]) && is_gap(s.p[8])) {
        memcpy(room + CODE, s.p, 3);
        memcpy(room + CODE + 3, s.p + 4, 4);
        memcpy(room + CODE + 7, s.p + 9, 4);
    } else {
        return false;
    }
    memcpy(room, "+86", CODE);
    return room[CODE] == '1' && room[CODE + 1] >= '3' && crm_is_like(room + CODE, "00000000") &&
           crm_is_like(room + CODE + MOBILE - 8, "00000000");
}

/* A character as numbers need it: the ASCII that it is written for, 0 for one that cannot be seen,
 * -1 for one that stays as it is (Chinese), -2 for one that the long way must decide about. */
static int plain_of(int32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFF01 + '!';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0xA0 || c == 0x3000)
        return ' ';
    if (c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || c == 0xFEFF)
        return 0;
    return c >= 0x4E00 && c <= 0x9FFF ? -1 : -2;
}

/* Write s, not longer than room, folded; -1 when the long way must decide, else its bytes. */
static int fold(struct crm_str s, char *room)
{
    int n = 0;
    size_t bytes;

    for (size_t i = 0; i < s.n; i += bytes) {
        char c = s.p[i];
        int plain;

        bytes = 1;
        if ((unsigned char)c < 0x80) {
            if ((c < ' ' && c != '\t') || c == 0x7F)
                return -1;
            if (c == '\t')
                c = ' ';
            room[n++] = c;
            continue;
        }
        plain = plain_of(crm_utf8_next(crm_str_from(s, i), &bytes));
        if (plain == -2)
            return -1;
        if (plain == -1) {
            memcpy(room + n, s.p + i, bytes);
            n += (int)bytes;
        } else if (plain) {
            room[n++] = (char)plain;
        }
    }
    return n;
}

/* As the command line says it unless told otherwise; other spellings go the long way. */
static bool is_china(const char *region)
{
    return region && region[0] == 'C' && region[1] == 'N' && !region[2];
}

bool crm_quick_phone(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                     struct crm_str *clean)
{
    struct crm_str s = crm_str_trim(raw);
    struct crm_phone_cell cell;
    char folded[CRM_QUICK_BYTES];
    int n;

    if (s.n > sizeof folded)
        return false;
    if (take_chinese_mobile(s, is_china(opts->region), room)) {
        *clean = (struct crm_str){room, 14};
        return true;
    }
    n = fold(s, folded);
    if (n < 0)
        return false;
    s = crm_without_protection((struct crm_str){folded, (size_t)n}, false);
    if (crm_phone_cell(s, crm_phone_region(opts->region), &cell) != CRM_MSG_NONE)
        return false;
    *clean = (struct crm_str){room, crm_phone_write(&cell, room)};
    return true;
}
