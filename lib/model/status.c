#include "model/status.h"

#include "base/buf.h"
#include "clean/order_status.h"
#include "text/unicode.h"

static enum crm_status_class class_of(const char *status)
{
    static const struct {
        const char *status;
        enum crm_status_class class;
    } classes[] = {
        {"completed", CRM_STATUS_SALE},      {"delivered", CRM_STATUS_SALE},
        {"shipped", CRM_STATUS_SALE},        {"partially_shipped", CRM_STATUS_SALE},
        {"paid", CRM_STATUS_SALE},           {"partially_paid", CRM_STATUS_SALE},
        {"partial_refund", CRM_STATUS_SALE}, {"refunded", CRM_STATUS_REFUNDED},
        {"returned", CRM_STATUS_REFUNDED},
    };

    for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
        if (strcmp(status, classes[i].status) == 0)
            return classes[i].class;
    return CRM_STATUS_NOT_SALE;
}

static enum crm_status_class find(struct crm_str status, enum crm_status_class otherwise)
{
    struct crm_buf key = {0};
    enum crm_status_class found = CRM_STATUS_SALE; /* nothing stated */
    const char *known;

    if (!status.n)
        return found;
    crm_header_key(&key, status); /* folds the full-width comma, drops quotes as well */
    if (key.n) {
        known = crm_order_status(crm_buf_str(&key));
        found = known ? class_of(known) : otherwise;
    }
    crm_buf_clear(&key);
    return found;
}

enum crm_status_class crm_status_class(struct crm_str status)
{
    return find(status, CRM_STATUS_UNKNOWN);
}

enum crm_status_class crm_refund_status_class(struct crm_str status)
{
    return find(status, CRM_STATUS_SALE) == CRM_STATUS_REFUNDED ? CRM_STATUS_REFUNDED
                                                                : CRM_STATUS_SALE;
}
