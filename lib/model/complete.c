#include "model/complete.h"

#include "model/abc.h"
#include "model/churn.h"
#include "model/lifecycle.h"
#include "model/rfm.h"

int crm_complete(struct crm_frame *f, enum crm_lang lang, struct crm_err *e)
{
    bool has_money = crm_frame_money(f, "monetary") != NULL;
    bool has_recency = crm_frame_ints(f, "recency_days") != NULL;
    bool has_clock = has_recency && crm_frame_ints(f, "order_days") &&
                     crm_frame_dates(f, "first_order") && crm_frame_dates(f, "last_order");
    struct crm_rfm_result rfm;
    struct crm_abc_result abc;
    struct crm_lifecycle_result lifecycle;
    struct crm_churn_result churn;

    if (crm_failed(e))
        return -1;
    if (!crm_frame_find(f, "segment") && has_money && has_recency &&
        crm_frame_ints(f, "frequency") &&
        crm_rfm_add(f, &(struct crm_rfm_opts){.lang = lang}, &rfm, e))
        return -1;
    if (!crm_frame_find(f, "abc_class") && has_money &&
        crm_abc_add(f, &(struct crm_abc_opts){0}, &abc, e))
        return -1;
    if (!crm_frame_find(f, "stage") && has_clock &&
        crm_lifecycle_add(f, &(struct crm_lifecycle_opts){.lang = lang}, &lifecycle, e))
        return -1;
    if (!crm_frame_find(f, "churn_band") && has_clock && has_money &&
        crm_churn_add(f, &(struct crm_churn_opts){.lang = lang}, &churn, e))
        return -1;
    return 0;
}
