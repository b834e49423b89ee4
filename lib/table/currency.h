/*
 * currency.h - the signs, codes and words of currencies beside an amount.
 */
#ifndef CRM_TABLE_CURRENCY_H
#define CRM_TABLE_CURRENCY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Bytes of the longest currency mark that s starts with (ends with, when at_end), or 0.
 * *codes gets a bit for each currency that the mark may stand for: two marks that share none
 * contradict each other.
 */
size_t crm_currency_mark(struct crm_str s, bool at_end, unsigned *codes);

/* The ISO 4217 code of the only currency among the bits, or "". */
const char *crm_currency_only(unsigned codes);

/* The bit of an ISO 4217 code in capitals, or 0. */
unsigned crm_currency_bit(const char *code);

#endif
