/*
 * summary.h - the record of a run: --summary as JSON, --verbose in words, and what must be said.
 */
#ifndef CRM_RUN_SUMMARY_H
#define CRM_RUN_SUMMARY_H

#include "run/run.h"

/* Write the JSON record to the sink. */
void crm_summary_write(struct crm_run *run, struct crm_sink *sink);

/* On standard error: rows set aside, and with --verbose every figure; nothing with --quiet. */
void crm_summary_say(const struct crm_run *run);

#endif
