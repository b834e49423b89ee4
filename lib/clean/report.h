/*
 * report.h - what was done to each column, for people and programs to read.
 */
#ifndef CRM_CLEAN_REPORT_H
#define CRM_CLEAN_REPORT_H

#include "clean/notes.h"

/* What a report is about: the plans of the columns of all inputs and what was noted of them. */
struct crm_clean_report {
    const struct crm_mapping *maps;
    const struct crm_column_plan *const *plans;
    size_t ninputs;
    const struct crm_notes *notes;
};

/*
 * As CSV, a line for each column (kind "column", its values counted), then for each reason of
 * change (kind "change") and of refusal ("refusal"): how often, and the first examples, "line:
 * before -> after" each, between " | ".
 */
int crm_clean_report_csv(const struct crm_clean_report *r, struct crm_writer *w, struct crm_err *e);

/* Append the same as JSON. */
void crm_clean_report_json(const struct crm_clean_report *r, struct crm_buf *out);

#endif
