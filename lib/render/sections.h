/*
 * sections.h - the parts of the HTML page about customers, in the page's order. Each writes itself
 * whole, or one line that says what is missing.
 */
#ifndef CRM_RENDER_SECTIONS_H
#define CRM_RENDER_SECTIONS_H

#include "render/markup.h"

void crm_put_segments(struct crm_page *p);  /* the map of scores, shares, the table of segments */
void crm_put_value(struct crm_page *p);     /* how revenue is spread, ABC classes */
void crm_put_lifecycle(struct crm_page *p); /* stages */
void crm_put_channels(struct crm_page *p);

#endif
