/*
 * inputs.h - the inputs of a run: opened, mapped, and what --map and --select say of them.
 */
#ifndef CRM_RUN_INPUTS_H
#define CRM_RUN_INPUTS_H

#include "run/run.h"

/* Read --map-file, then --map, so that the command line wins. */
void crm_inputs_rules(struct crm_run *run);

/* Open every input and map its header. What --map and --select name must be there. */
void crm_inputs_open(struct crm_run *run);

/* An option's text is wrong: CRM_USAGE with its name. text: what was given, or NULL. Always -1. */
int crm_run_usage(struct crm_run *run, const char *option, const char *text, enum crm_msg what);

#endif
