/*
 * phone_table.h - the numbering plans as data: what phone_plan.c reads.
 */
#ifndef CRM_CLEAN_PHONE_TABLE_H
#define CRM_CLEAN_PHONE_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum crm_phone_type {
    CRM_PHONE_LAND, /* a land line, with its area code */
    CRM_PHONE_MOBILE,
    CRM_PHONE_EITHER,  /* the plan does not tell these two apart, or we do not know */
    CRM_PHONE_SERVICE, /* free, shared cost, premium rate, personal, over the internet */
};

/* The digits, and the lengths, of a set are its bits. */
typedef uint16_t crm_digit_set;

/* National numbers that start with one of lo..hi (two digits), then one of third, one of fourth. */
struct crm_phone_row {
    uint8_t lo, hi;
    uint8_t type; /* enum crm_phone_type */
    crm_digit_set third, fourth;
    crm_digit_set lengths; /* digits of the whole national number, without a trunk prefix */
};

/* Sorted by lo; ranges are equal or do not overlap. */
struct crm_phone_rows {
    const struct crm_phone_row *at;
    size_t n;
};

struct crm_phone_region {
    char iso[3];
    char code[4]; /* the country's */
    uint8_t code_digits;
    const char *idd;                   /* prefixes that dial abroad, longest first; beside 00 */
    const char *trunks;                /* prefixes that dial out of the area, longest first */
    const char *shorts;                /* numbers of services; a point is any digit */
    const struct crm_phone_rows *rows; /* NULL: none starts with 0, and lengths are known */
    crm_digit_set lengths;             /* that national numbers have */
    crm_digit_set local;               /* that callers of the same area may dial */
};

/* The first is CN. */
extern const struct crm_phone_region crm_phone_regions[];
extern const size_t crm_phone_nregions;

/* phone_areas.c - the plans with the longest lists of area codes. */
extern const struct crm_phone_rows crm_phone_china, crm_phone_north_america, crm_phone_germany;

/* A country code, by its first two digits. */
struct crm_phone_code {
    uint8_t digits;      /* 1 to 3; 0: no country has such a code */
    uint8_t region;      /* of one or two digits: place in crm_phone_regions plus one; 0: none */
    crm_digit_set third; /* of three digits: those that countries have */
};

extern const struct crm_phone_code crm_phone_codes[100];

#endif
