/*
 * found.h - what the models found, as figures for --summary and --verbose.
 */
#ifndef CRM_RUN_FOUND_H
#define CRM_RUN_FOUND_H

#include "model/abc.h"
#include "model/churn.h"
#include "model/lifecycle.h"
#include "model/rfm.h"
#include "run/run.h"

/* Scored customers, the cut points of each score, customers in each segment. */
void crm_run_found_rfm(struct crm_run *run, const struct crm_rfm_result *r);

/* Rows and sum of each class, the base, what is not in it, Gini, the fewest that bring 80 %. */
void crm_run_found_abc(struct crm_run *run, const struct crm_abc_result *r);

/* Customers in each stage, the usual gap and the limits that follow. */
void crm_run_found_lifecycle(struct crm_run *run, const struct crm_lifecycle_result *r);

/* Customers in each band, the horizon and the usual gap. */
void crm_run_found_churn(struct crm_run *run, const struct crm_churn_result *r);

#endif
