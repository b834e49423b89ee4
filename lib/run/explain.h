/*
 * explain.h - what --explain prints: how each input would be read, and the settings in force.
 */
#ifndef CRM_RUN_EXPLAIN_H
#define CRM_RUN_EXPLAIN_H

#include "run/run.h"

/*
 * Append, tab-separated: `file NAME`, `encoding NAME`, with `unsure` where it was found in doubt,
 * `delimiter C`, then `column HEADER ROLE` for each column of each input (ROLE - where it stays as
 * it is), and `set OPTION VALUE` for each option.
 */
void crm_explain(const struct crm_run *run, struct crm_buf *out);

#endif
