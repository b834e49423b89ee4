/*
 * name_han.h - Chinese characters of one script for those of the other.
 */
#ifndef CRM_CLEAN_NAME_HAN_H
#define CRM_CLEAN_NAME_HAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bring text[0..n), UTF-8, into simplified or traditional characters, one for one, in place; did
 * that change it? Where a simplified character stands for several, the one that is its own
 * traditional form is left as it is (后, 范, 于: surnames), or the one of names is taken.
 */
bool crm_name_to_simplified(char *text, size_t n);
bool crm_name_to_traditional(char *text, size_t n);

#endif
