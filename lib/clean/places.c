/*
 * places.c - names are found through a table of all of them, full and short, made once. A text is
 * looked at from its start only, place after place, each within the one before: what comes further
 * on is a road or a shop.
 */
#include "clean/places.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/digits.h"
#include "text/unicode.h"

struct area {
    uint32_t code; /* province 330000, city 330100, district 330106 */
    uint8_t n, short_n;
    const char *name;
};

static struct area areas[] = {
#define AREA(code, name) {code, sizeof(name) - 1, 0, name},
#include "areas.def"
#undef AREA
};

enum {
    AREAS = sizeof(areas) / sizeof(*areas),
    SLOTS = 16384,     /* a power of two, three times the names */
    SHORTEST_NAME = 6, /* two characters */
    LONGEST_NAME = 45, /* bytes; a name has at most 15 characters */
    PROVINCE = 10000,  /* what codes within the same one share */
    CITY = 100,
    DISTRICT = 1,
};

/* Where names stand: 1 + the area's number, twice, plus one for a short name; 0: none. */
static uint16_t slots[SLOTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ---- names ----------------------------------------------------------------------- */

static struct crm_str name_of(const struct area *a)
{
    return (struct crm_str){a->name, a->n};
}

static int level_of(const struct area *a)
{
    return a->code % PROVINCE == 0 ? PROVINCE : a->code % CITY == 0 ? CITY : DISTRICT;
}

/* Not a place but a heading of the list. */
static bool is_heading(const struct area *a)
{
    struct crm_str name = name_of(a);

    return level_of(a) == CITY &&
           (crm_str_eq(name, CRM_STR("市辖区")) || crm_str_eq(name, CRM_STR("县")) ||
            crm_str_ends(name, CRM_STR("直辖县级行政区划")));
}

/* Bytes of one of the words that s ends with, or 0. */
static size_t ending(struct crm_str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (crm_str_ends(s, crm_str_of(words[i])))
            return strlen(words[i]);
    return 0;
}

/* What people leave out: 省, 市, 地区, and of an autonomous one its peoples as well. */
static size_t short_bytes(struct crm_str name)
{
    static const char *const kinds[] = {"特别行政区", "自治区", "自治州", "地区", "省", "市", "盟"};
    static const char *const peoples[] = {"蒙古族", "蒙古",   "回族",   "藏族",   "维吾尔",
                                          "苗族",   "彝族",   "壮族",   "布依族", "朝鲜族",
                                          "侗族",   "白族",   "土家族", "哈尼族", "哈萨克",
                                          "傣族",   "傈僳族", "羌族",   "景颇族", "柯尔克孜"};
    struct crm_str s = name;
    size_t n = ending(s, kinds, sizeof kinds / sizeof *kinds);
    bool is_autonomous = n && crm_str_starts(crm_str_from(s, s.n - n), CRM_STR("自治"));

    s.n -= n;
    while (is_autonomous && (n = ending(s, peoples, sizeof peoples / sizeof *peoples)) &&
           s.n >= n + SHORTEST_NAME)
        s.n -= n;
    return s.n < SHORTEST_NAME ? 0 : s.n;
}

static uint32_t hash_of(struct crm_str s)
{
    uint32_t h = 2166136261U; /* FNV-1a */

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619U;
    return h;
}

static void put(struct crm_str name, size_t area, bool is_short)
{
    size_t at = hash_of(name) % SLOTS;

    while (slots[at])
        at = (at + 1) % SLOTS;
    slots[at] = (uint16_t)(2 * (area + 1) + is_short);
}

static void make_table(void)
{
    for (size_t i = 0; i < AREAS; i++) {
        struct area *a = &areas[i];
        if (is_heading(a))
            continue;
        put(name_of(a), i, false);
        if (level_of(a) == DISTRICT)
            continue;
        a->short_n = (uint8_t)short_bytes(name_of(a));
        if (a->short_n && a->short_n < a->n)
            put((struct crm_str){a->name, a->short_n}, i, true);
    }
}

/* ---- finding --------------------------------------------------------------------- */

/* A place named at the start of a text. */
struct found {
    const struct area *area;
    size_t bytes;
    bool is_short;
    bool is_only; /* no other place within the bounds has this name */
};

/* Is `name` a place of the level within `whole` (a code; 0: anywhere)? `span` says what the codes
 * within it share. */
static bool find_name(struct crm_str name, int level, uint32_t whole, uint32_t span,
                      struct found *f)
{
    bool is_found = false;

    for (size_t at = hash_of(name) % SLOTS; slots[at]; at = (at + 1) % SLOTS) {
        const struct area *a = &areas[slots[at] / 2 - 1];
        bool is_short = slots[at] & 1;
        if (level_of(a) != level || (whole && a->code / span != whole / span) ||
            !crm_str_eq(name, (struct crm_str){a->name, is_short ? a->short_n : a->n}))
            continue;
        f->is_only = !is_found;
        if (!is_found)
            *f = (struct found){a, name.n, is_short, true};
        is_found = true;
    }
    return is_found;
}

/* The longest name that s starts with. */
static bool find_longest(struct crm_str s, int level, uint32_t whole, uint32_t span,
                         struct found *f)
{
    size_t n = s.n < LONGEST_NAME ? s.n : LONGEST_NAME;

    for (; n >= SHORTEST_NAME; n--)
        if ((n == s.n || ((unsigned char)s.p[n] & 0xC0) != 0x80) &&
            find_name((struct crm_str){s.p, n}, level, whole, span, f))
            return true;
    return false;
}

/* Behind blanks and signs that may stand between the parts of an address. */
static struct crm_str skip_signs(struct crm_str s)
{
    static const char *const signs[] = {"，", "、", "·", "　", "—"};

    for (;;) {
        size_t n = s.n && strchr(" \t-/,_>|.", s.p[0]) && s.p[0] ? 1 : 0;
        for (size_t i = 0; i < sizeof signs / sizeof *signs && !n; i++)
            n = crm_str_starts(s, crm_str_of(signs[i])) ? strlen(signs[i]) : 0;
        if (!n)
            return s;
        s = crm_str_from(s, n);
    }
}

static struct crm_str after(struct crm_str s, const struct found *f)
{
    return skip_signs(crm_str_from(s, f->bytes));
}

static struct crm_str skip_lead(struct crm_str s)
{
    static const char *const countries[] = {"中华人民共和国", "中国大陆", "中国"};
    size_t digits = 0;

    s = skip_signs(s);
    while (digits < s.n && crm_is_digit(s.p[digits]))
        digits++;
    if (digits == 6)
        s = skip_signs(crm_str_from(s, digits));
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        if (crm_str_starts(s, crm_str_of(countries[i])))
            return skip_signs(crm_str_from(s, strlen(countries[i])));
    return s;
}

static bool is_municipality(uint32_t code)
{
    uint32_t province = code / PROVINCE;

    return province == 11 || province == 12 || province == 31 || province == 50;
}

/* The area of a code; NULL where it is a heading or none. */
static const struct area *area_of(uint32_t code)
{
    size_t low = 0, high = AREAS;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (areas[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < AREAS && areas[low].code == code && !is_heading(&areas[low]) ? &areas[low] : NULL;
}

/* The place with all that it lies in. */
static struct crm_place whole_place(const struct area *a)
{
    const struct area *province = area_of(a->code / PROVINCE * PROVINCE);
    const struct area *city = area_of(a->code / CITY * CITY);
    struct crm_place place = {name_of(province), CRM_STR(""), CRM_STR("")};

    if (is_municipality(a->code))
        place.city = place.province;
    else if (level_of(a) != PROVINCE && city)
        place.city = name_of(city);
    else if (level_of(a) == DISTRICT)
        place.city = name_of(a); /* under its province directly */
    if (level_of(a) == DISTRICT && !crm_str_eq(place.city, name_of(a)))
        place.district = name_of(a);
    return place;
}

/* What is named behind a city or province, within it. */
static const struct area *district_in(struct crm_str s, uint32_t whole, uint32_t span)
{
    struct found f;

    return find_longest(s, DISTRICT, whole, span, &f) && f.is_only ? f.area : NULL;
}

/* Behind a province: its cities, or a district of it where the city is left out. */
static const struct area *place_in_province(struct crm_str s, const struct area *province)
{
    struct found f;
    const struct area *district;

    if (is_municipality(province->code)) {
        if (find_longest(s, PROVINCE, province->code, PROVINCE, &f))
            s = after(s, &f); /* 北京市北京市 */
        if (crm_str_starts(s, CRM_STR("市辖区")))
            s = skip_signs(crm_str_from(s, strlen("市辖区")));
        return district_in(s, province->code, PROVINCE);
    }
    district = district_in(s, province->code, PROVINCE);
    if (!find_longest(s, CITY, province->code, PROVINCE, &f))
        return district;
    /* 浙江省海宁市 is a district, whatever city is called 海... */
    if (district && district->n > f.bytes)
        return district;
    district = district_in(after(s, &f), f.area->code, CITY);
    return district ? district : f.area;
}

static const struct area *place_from_province(struct crm_str s)
{
    struct found f;

    if (!find_longest(s, PROVINCE, 0, PROVINCE, &f))
        return NULL;
    const struct area *in = place_in_province(after(s, &f), f.area);
    return in || (f.is_short && f.bytes < s.n) ? in : f.area;
}

static const struct area *place_from_city(struct crm_str s)
{
    struct found f;
    const struct area *district;

    if (!find_longest(s, CITY, 0, PROVINCE, &f) || !f.is_only)
        return NULL;
    district = district_in(after(s, &f), f.area->code, CITY);
    return district || (f.is_short && f.bytes < s.n) ? district : f.area;
}

bool crm_place_of_address(struct crm_str address, struct crm_place *place)
{
    struct crm_str s = skip_lead(address);
    const struct area *a;

    pthread_once(&once, make_table);
    a = place_from_city(s); /* before the province: 吉林市, 海南藏族自治州 */
    if (!a)
        a = place_from_province(s);
    if (!a)
        a = district_in(s, 0, PROVINCE);
    if (a)
        *place = whole_place(a);
    return a;
}

static bool official_name(struct crm_str name, int level, struct crm_str *official)
{
    struct found f;

    pthread_once(&once, make_table);
    if (!find_name(name, level, 0, PROVINCE, &f) || !f.is_only)
        return false;
    *official = name_of(f.area);
    return true;
}

bool crm_province_named(struct crm_str name, struct crm_str *official)
{
    if (crm_str_eq(name, CRM_STR("内蒙")))
        name = CRM_STR("内蒙古");
    return official_name(name, PROVINCE, official);
}

bool crm_city_named(struct crm_str name, struct crm_str *official)
{
    struct found f;

    pthread_once(&once, make_table);
    if (find_name(name, PROVINCE, 0, PROVINCE, &f) && is_municipality(f.area->code)) {
        *official = name_of(f.area);
        return true;
    }
    return official_name(name, CITY, official);
}

/* ---- codes ----------------------------------------------------------------------- */

/* Zones: the first digits of a postcode or area code, and the province, by its code's first two
 * digits; a city where it has a zone of its own. */
struct zone {
    const char *digits;
    uint32_t code;
};

static const struct zone postcodes[] = {
    {"01", 150000}, {"02", 150000}, {"03", 140000}, {"04", 140000}, {"05", 130000}, {"06", 130000},
    {"07", 130000}, {"10", 110000}, {"11", 210000}, {"12", 210000}, {"13", 220000}, {"15", 230000},
    {"16", 230000}, {"20", 310000}, {"21", 320000}, {"22", 320000}, {"23", 340000}, {"24", 340000},
    {"25", 370000}, {"26", 370000}, {"27", 370000}, {"30", 120000}, {"31", 330000}, {"32", 330000},
    {"33", 360000}, {"34", 360000}, {"35", 350000}, {"36", 350000}, {"40", 500000}, {"41", 430000},
    {"42", 430000}, {"43", 420000}, {"44", 420000}, {"45", 410000}, {"46", 410000}, {"47", 410000},
    {"51", 440000}, {"52", 440000}, {"53", 450000}, {"54", 450000}, {"55", 520000}, {"56", 520000},
    {"57", 460000}, {"61", 510000}, {"62", 510000}, {"63", 510000}, {"64", 510000}, {"65", 530000},
    {"66", 530000}, {"67", 530000}, {"71", 610000}, {"72", 610000}, {"73", 620000}, {"74", 620000},
    {"75", 640000}, {"81", 630000}, {"83", 650000}, {"84", 650000}, {"85", 540000}, {"86", 540000},
};

/* Without the 0 in front. */
static const struct zone area_codes[] = {
    {"10", 110000}, {"20", 440100}, {"21", 310000}, {"22", 120000},  {"23", 500000}, {"24", 210100},
    {"25", 320100}, {"27", 420100}, {"28", 510100}, {"29", 610100},  {"31", 130000}, {"33", 130000},
    {"34", 140000}, {"35", 140000}, {"37", 410000}, {"39", 410000},  {"41", 210000}, {"42", 210000},
    {"43", 220000}, {"44", 220000}, {"45", 230000}, {"46", 230000},  {"47", 150000}, {"48", 150000},
    {"51", 320000}, {"52", 320000}, {"53", 370000}, {"54", 370000},  {"55", 340000}, {"56", 340000},
    {"57", 330000}, {"58", 330000}, {"59", 350000}, {"63", 370000},  {"66", 440000}, {"69", 530000},
    {"70", 360000}, {"71", 420000}, {"72", 420000}, {"73", 430000},  {"74", 430000}, {"75", 440000},
    {"76", 440000}, {"77", 450000}, {"79", 360000}, {"81", 510000},  {"82", 510000}, {"83", 510000},
    {"85", 520000}, {"87", 530000}, {"88", 530000}, {"898", 460000}, {"89", 540000}, {"90", 650000},
    {"91", 610000}, {"93", 620000}, {"94", 620000}, {"95", 640000},  {"97", 630000}, {"99", 650000},
};

static bool place_of_zone(struct crm_str digits, const struct zone *zones, size_t n,
                          struct crm_place *place)
{
    for (size_t i = 0; i < n; i++)
        if (crm_str_starts(digits, crm_str_of(zones[i].digits))) {
            *place = whole_place(area_of(zones[i].code));
            return true;
        }
    return false;
}

bool crm_place_of_postcode(struct crm_str postcode, struct crm_place *place)
{
    return postcode.n == 6 && crm_count_digits(postcode) == 6 &&
           place_of_zone(postcode, postcodes, sizeof postcodes / sizeof *postcodes, place);
}

bool crm_place_of_phone(struct crm_str e164, struct crm_place *place)
{
    struct crm_str digits = crm_str_from(e164, e164.n < 3 ? e164.n : 3);
    size_t n = 0;

    while (n < digits.n && crm_is_digit(digits.p[n]))
        n++;
    /* A mobile is 1[3-9] and nine digits; 400 and 800 numbers belong nowhere. */
    bool is_land_line = crm_str_starts(e164, CRM_STR("+86")) && n >= 9 &&
                        !(n == 11 && digits.p[0] == '1' && digits.p[1] >= '3') &&
                        !(n == 10 && crm_str_starts(crm_str_from(digits, 1), CRM_STR("00")));
    return is_land_line &&
           place_of_zone(digits, area_codes, sizeof area_codes / sizeof *area_codes, place);
}
