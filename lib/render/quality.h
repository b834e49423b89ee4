/*
 * quality.h - the parts of the HTML page about the data and about how the page was made.
 */
#ifndef CRM_RENDER_QUALITY_H
#define CRM_RENDER_QUALITY_H

#include "render/markup.h"

/* Rows read and set aside, customers out of reach, how full the columns are. */
void crm_put_quality(struct crm_page *p);

/* Command, inputs, version, as-of, and what the figures mean. */
void crm_put_made(struct crm_page *p);

#endif
