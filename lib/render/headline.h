/*
 * headline.h - the report in three to five sentences, found from the figures.
 */
#ifndef CRM_RENDER_HEADLINE_H
#define CRM_RENDER_HEADLINE_H

#include "model/overview.h"
#include "render/render.h"
#include "render/say.h"

/*
 * How much was sold, how many came back, who carries the business, what is at risk, and the biggest
 * trouble with the data: each sentence that the figures allow, between `open` and `close`.
 */
void crm_headline(const struct crm_overview *o, const struct crm_report_facts *facts,
                  struct crm_say *say, const char *open, const char *close, struct crm_buf *out);

/* Average order in millionths; 0 without orders. */
crm_wide crm_average_order(const struct crm_overview *o);

#endif
