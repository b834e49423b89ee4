/*
 * places.h - provinces, cities and districts of China, and where in a text they are named.
 *
 * Source of the names: areas.csv beside this file, which becomes part of the program.
 */
#ifndef CRM_CLEAN_PLACES_H
#define CRM_CLEAN_PLACES_H

#include <stdbool.h>

#include "base/str.h"

/* Official names, which live as long as the program; "" where it is not known. The city of a
 * municipality's district is the municipality (北京市), that of a county under its province
 * directly is the county (潜江市), which then has no district. */
struct crm_place {
    struct crm_str province, city, district;
};

/*
 * The place that an address starts with: 浙江省杭州市西湖区..., 浙江 杭州 西湖区...,
 * 杭州市西湖区... What is left out is added where it can be only one. Blanks and punctuation may
 * stand between the parts, 中国 and a postcode before them. A name without 省 or 市 counts only
 * where a smaller place of it follows, so that 南京路 is a road. False: none is named for sure.
 */
bool crm_place_of_address(struct crm_str address, struct crm_place *place);

/* The official name of a province or city as it is called (浙江, 内蒙, 杭州); false: not one, or
 * several. */
bool crm_province_named(struct crm_str name, struct crm_str *official);
bool crm_city_named(struct crm_str name, struct crm_str *official);

/*
 * The province of a postcode of six digits, or of a land line +86... by its area code, and the city
 * where the code says it. Source: China Post's zones of postcodes; MIIT's zones of area codes.
 */
bool crm_place_of_postcode(struct crm_str postcode, struct crm_place *place);
bool crm_place_of_phone(struct crm_str e164, struct crm_place *place);

#endif
