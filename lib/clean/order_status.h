/*
 * order_status.h - the words for the state of an order, Chinese and English, and what they come to.
 */
#ifndef CRM_CLEAN_ORDER_STATUS_H
#define CRM_CLEAN_ORDER_STATUS_H

#include "base/str.h"

/*
 * The canonical word, or NULL when no export that we know writes s:
 *
 *   pending, authorized, draft, on_hold    not paid yet
 *   failed, cancelled                      never will be
 *   paid, partially_paid                   to be sent
 *   partially_shipped, shipped             on the way
 *   delivered, completed                   arrived
 *   partial_refund, refunded, returned     money went back
 *
 * Blanks, case and full width make no difference.
 */
const char *crm_order_status(struct crm_str s);

#endif
