/*
 * id_card.c - the citizen identification number of the People's Republic of China.
 *
 *   110101 19900307 123 X
 *   place  birthday  |  check character: ISO 7064 MOD 11-2 over the seventeen digits
 *                    the third digit is odd for men, even for women
 *
 * The place is that of the first registration, as its code was then: only the province is checked,
 * districts come and go. The form of 15 digits, without century and check character, was withdrawn
 * on 1 January 2013; it is refused for its length, since there is nothing to check it by.
 *
 * Source: GB 11643-1999; provinces: GB/T 2260-2007, with 83 of Taiwan's residents (2018).
 */
#include "clean/id.h"

#include "table/date.h"

enum {
    BIRTHDAY = 6, /* places in the number */
    SEX = 16,
    CHECK = 17,
    FIRST_YEAR = 1880,
    LAST_YEAR = 2099,
};

static int digits_at(struct crm_str s, size_t from, size_t n)
{
    int value = 0;

    for (size_t i = from; i < from + n; i++)
        value = value * 10 + (s.p[i] - '0');
    return value;
}

static bool has_province(struct crm_str s)
{
    static const char provinces[] =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
        "50 51 52 53 54 61 62 63 64 65 71 81 82 83";

    for (size_t i = 0; i < sizeof provinces; i += 3)
        if (memcmp(provinces + i, s.p, 2) == 0)
            return true;
    return false;
}

static bool has_birthday(struct crm_str s)
{
    int year = digits_at(s, BIRTHDAY, 4);

    return year >= FIRST_YEAR && year <= LAST_YEAR &&
           crm_is_civil(year, digits_at(s, BIRTHDAY + 4, 2), digits_at(s, BIRTHDAY + 6, 2));
}

/* Each digit weighs 2^(17 - place) mod 11; the sum decides the check character. */
static char check_character(struct crm_str s)
{
    unsigned sum = 0;

    for (size_t i = 0; i < CHECK; i++)
        sum = (sum + (unsigned)(s.p[i] - '0')) * 2;
    return "10X98765432"[sum % 11];
}

enum crm_msg crm_resident_id_check(struct crm_str s)
{
    for (size_t i = 0; i < CHECK; i++)
        if (!crm_is_digit(s.p[i]))
            return CRM_MSG_INVALID;
    if (!has_birthday(s))
        return has_province(s) ? CRM_MSG_BIRTHDATE : CRM_MSG_INVALID;
    if (check_character(s) != s.p[CHECK])
        return CRM_MSG_CHECKSUM;
    return has_province(s) ? CRM_MSG_NONE : CRM_MSG_INVALID;
}

bool crm_resident_id_facts(struct crm_str canonical, int32_t *birthday, char *gender)
{
    if (canonical.n != CRM_ID_BYTES || crm_resident_id_check(canonical) != CRM_MSG_NONE)
        return false;
    *birthday = crm_days_from_civil(digits_at(canonical, BIRTHDAY, 4),
                                    digits_at(canonical, BIRTHDAY + 4, 2),
                                    digits_at(canonical, BIRTHDAY + 6, 2));
    *gender = (canonical.p[SEX] - '0') % 2 ? 'M' : 'F';
    return true;
}
