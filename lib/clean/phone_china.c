#include "clean/phone_china.h"

#include <string.h>

/* First and last of a run of area codes, without the leading 0. Two digits: 10, 20..29 but 26. */
static const short areas[][2] = {
    {310, 319}, {335, 335}, {349, 359}, {370, 379}, {391, 398}, {410, 419}, {421, 421}, {427, 427},
    {429, 429}, {431, 439}, {448, 448}, {451, 459}, {464, 464}, {467, 470}, {471, 479}, {482, 483},
    {510, 519}, {523, 523}, {527, 527}, {530, 539}, {543, 543}, {546, 546}, {550, 559}, {561, 566},
    {570, 580}, {591, 599}, {631, 635}, {660, 660}, {662, 663}, {668, 668}, {691, 692}, {701, 701},
    {710, 719}, {722, 722}, {724, 724}, {728, 728}, {730, 739}, {743, 746}, {750, 760}, {762, 763},
    {766, 766}, {768, 779}, {790, 799}, {812, 813}, {816, 818}, {825, 827}, {830, 839}, {851, 859},
    {870, 879}, {881, 881}, {883, 883}, {886, 888}, {891, 898}, {901, 903}, {906, 906}, {908, 909},
    {911, 919}, {930, 939}, {941, 941}, {943, 943}, {951, 955}, {970, 979}, {990, 999},
};

static bool is_area(const char *d)
{
    int code = (d[0] - '0') * 100 + (d[1] - '0') * 10 + (d[2] - '0');

    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        if (code >= areas[i][0] && code <= areas[i][1])
            return true;
    return false;
}

/* A subscriber's number starts with 2 to 8. */
static bool is_subscriber(const char *d)
{
    return d[0] >= '2' && d[0] <= '8';
}

static bool is_two_digit_area(struct crm_str d)
{
    return (d.p[0] == '1' && d.p[1] == '0') || (d.p[0] == '2' && d.p[1] != '6');
}

/* d has ten or eleven digits, no leading 0. */
static bool is_land_line(struct crm_str d)
{
    if (is_two_digit_area(d))
        return d.n == 10 && is_subscriber(d.p + 2);
    return is_area(d.p) && is_subscriber(d.p + 3);
}

static bool is_mobile_start(struct crm_str d)
{
    return d.n >= 2 && d.p[0] == '1' && d.p[1] >= '3';
}

static bool is_service(struct crm_str d)
{
    return d.n == 10 && (memcmp(d.p, "400", 3) == 0 || memcmp(d.p, "800", 3) == 0);
}

enum crm_msg crm_phone_china(struct crm_str digits, struct crm_phone *out)
{
    bool has_zero = digits.n && digits.p[0] == '0';
    struct crm_str d = crm_str_from(digits, has_zero);

    if (d.n < 10)
        return CRM_MSG_TOO_SHORT;
    if (d.n > 11)
        return CRM_MSG_TOO_LONG;
    out->is_mobile = d.n == 11 && is_mobile_start(d);
    out->is_china = out->is_mobile || (!has_zero && is_service(d)) || is_land_line(d);
    if (!out->is_china && d.n == 10 && is_mobile_start(d))
        return CRM_MSG_TOO_SHORT;
    if (!out->is_china)
        return d.n == 11 && is_two_digit_area(d) && is_subscriber(d.p + 2) ? CRM_MSG_TOO_LONG
                                                                           : CRM_MSG_INVALID_PREFIX;
    memcpy(out->digits, "86", 2);
    memcpy(out->digits + 2, d.p, d.n);
    out->n = d.n + 2;
    return CRM_MSG_NONE;
}
