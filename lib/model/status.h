/*
 * status.h - what the status of an order means for its money.
 */
#ifndef CRM_MODEL_STATUS_H
#define CRM_MODEL_STATUS_H

#include "base/str.h"

enum crm_status_class {
    CRM_STATUS_SALE,     /* paid, shipped, completed, partly refunded, or nothing stated */
    CRM_STATUS_NOT_SALE, /* unpaid, cancelled, closed */
    CRM_STATUS_REFUNDED, /* wholly refunded or returned */
    CRM_STATUS_UNKNOWN,  /* a word that no export we know uses */
};

/* The class of an order's status as shops write it, Chinese or English, by crm_header_key. */
enum crm_status_class crm_status_class(struct crm_str status);

/*
 * The class of an after-sales status (退款状态, refund status): CRM_STATUS_REFUNDED when it says
 * that the whole amount went back, else CRM_STATUS_SALE: what is asked for or partly given back is
 * not, or stands in the refund amount.
 */
enum crm_status_class crm_refund_status_class(struct crm_str status);

#endif
