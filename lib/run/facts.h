/*
 * facts.h - what the report tells about its own run.
 */
#ifndef CRM_RUN_FACTS_H
#define CRM_RUN_FACTS_H

#include "render/render.h"
#include "run/run.h"

/* The facts and what they point to. */
struct crm_run_facts {
    struct crm_report_facts report;
    struct crm_fact_reject *rejects;
    struct crm_fact_input *inputs;
    struct crm_buf command;
};

/* What is known by now; borrows from the run. Clear it before crm_finish. */
void crm_run_facts(const struct crm_run *run, struct crm_run_facts *facts);
void crm_run_facts_clear(struct crm_run_facts *facts);

#endif
