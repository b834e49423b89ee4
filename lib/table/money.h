/*
 * money.h - amounts as integers: 64 bits in millionths of the currency unit, summed exactly.
 *
 * Six decimals hold every price that shops write (unit prices of 0.001 among them) and leave
 * +-9.2 trillion units for one amount. An amount beyond that is refused, never wrapped.
 */
#ifndef CRM_TABLE_MONEY_H
#define CRM_TABLE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"

typedef int64_t crm_money; /* millionths of a currency unit */

#define CRM_MONEY_UNIT ((crm_money)1000000)

/* Wide sums of money: 128 bits, in the same unit. */
__extension__ typedef __int128 crm_wide;

/*
 * Read an amount as shops write it, by the grammar of decimal.h, without magnitudes.
 *
 *   decimal  '.' or ',' (--decimal)
 *   out      set only on success; digits beyond the sixth decimal round half away from zero
 *
 * Returns CRM_MSG_NONE, or the reason: NOT_A_NUMBER, OUT_OF_RANGE, EMPTY_VALUE (blank or a null
 * spelling: see crm_is_null_text). Never guesses: "1,23" with decimal '.' is not a number.
 */
enum crm_msg crm_money_parse(struct crm_str s, char decimal, crm_money *out);

/* The same for [-]ddd[.dd] alone, up to twelve and six digits, which most cells are; false for
 * anything else, whatever it is. */
bool crm_money_parse_plain(struct crm_str s, crm_money *out);

/*
 * The currencies that the marks beside an amount may stand for, a bit each; all bits where there is
 * no mark. Amounts whose bits share none are in different currencies. Also for a bare code such as
 * USD.
 */
unsigned crm_money_currencies(struct crm_str s);

/*
 * Is s nothing: empty, blank, or - -- — —— NULL N/A #N/A None \N 无 ? (letters of either case)?
 * Borrowed rules for every type.
 */
bool crm_is_null_text(struct crm_str s);

/* Append v as a decimal with at least two and at most six decimals, no more than it needs. */
void crm_money_add_text(struct crm_buf *out, crm_money v);

/* The same for a wide sum. */
void crm_wide_add_text(struct crm_buf *out, crm_wide v);

/* a + b to *sum; false when it does not fit. */
bool crm_money_add(crm_money a, crm_money b, crm_money *sum);

/*
 * quantity x unit_price, both in millionths, to *product in millionths, half away from zero;
 * false when it does not fit.
 */
bool crm_money_multiply(crm_money quantity, crm_money unit_price, crm_money *product);

#endif
