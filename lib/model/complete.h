/*
 * complete.h - a customers table with every column that it lacks and that can be found from the
 * others.
 */
#ifndef CRM_MODEL_COMPLETE_H
#define CRM_MODEL_COMPLETE_H

#include "base/err.h"
#include "table/frame.h"

/*
 * Add scores and segment, ABC class, stage and churn band, each with the defaults of its tool,
 * where they are missing and the columns that they need are there. So `report` shows the same
 * figures whether or not the tools stood in the pipe before it.
 */
int crm_complete(struct crm_frame *f, enum crm_lang lang, struct crm_err *e);

#endif
