/*
 * rfm.h - score customers by recency, frequency and money, and name their segment.
 */
#ifndef CRM_MODEL_RFM_H
#define CRM_MODEL_RFM_H

#include "calc/quantile.h"
#include "model/codes.h"
#include "model/pieces.h"

enum crm_rfm_segments {
    CRM_SEGMENTS_10,  /* ten names by R and F */
    CRM_SEGMENTS_CN8, /* eight classes by high or low R, F and M */
};

struct crm_rfm_opts {
    int bins; /* scores go from 1 to this, 2..10; 0 is 5 */
    enum crm_rfm_segments segments;
    enum crm_lang lang; /* of the segment names */
};

struct crm_rfm_result {
    size_t customers;                  /* all */
    size_t scored;                     /* those with a counted order */
    struct crm_cuts r, f, m;           /* the cut points used */
    size_t segment[CRM_SEGMENT_COUNT]; /* customers of each segment */
};

/*
 * Append r_score f_score m_score rfm_score segment to the customers table.
 *
 * Needs recency_days, frequency, monetary. Customers whose recency_days is empty have no counted
 * order: their scores are empty, their segment is prospect, and they weigh in no quantile. With an
 * order, an empty frequency or monetary counts as 0. Scores are tie-safe (see crm_cuts_score);
 * rfm_score is the three side by side, 543, and with ten bins joined by '-', 10-4-3.
 *
 * Ten segments look at R and F on a scale of five, ceil(score * 5 / bins); so with two bins
 * nobody scales below 3. The eight classes call a score high when it is above the mean of that
 * score over all scored customers, compared exactly.
 *
 * -1 with CRM_DATA when a column is missing, CRM_USAGE when bins is out of range.
 * O(n) time, 16 bytes a customer meanwhile.
 */
int crm_rfm_add(struct crm_frame *f, const struct crm_rfm_opts *o, struct crm_rfm_result *r,
                struct crm_err *e);

/*
 * The same as a step of a table in pieces, with nrows rows; *r, which must live as long, is right
 * when the last piece has its columns. NULL with CRM_SYSTEM when the budget refuses the memory.
 */
struct crm_rfm;
struct crm_rfm *crm_rfm_new(const struct crm_rfm_opts *o, size_t nrows, struct crm_budget *budget,
                            struct crm_rfm_result *r, struct crm_err *e);
struct crm_step crm_rfm_step(struct crm_rfm *rfm);
void crm_rfm_free(struct crm_rfm *rfm);

#endif
