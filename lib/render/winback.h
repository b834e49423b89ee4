/*
 * winback.h - the part of the HTML page about customers who may not come back, with the list of
 * those to call first.
 */
#ifndef CRM_RENDER_WINBACK_H
#define CRM_RENDER_WINBACK_H

#include "render/markup.h"

/* Bands and reasons of churn, then the list; one line when the table has no bands. */
void crm_put_churn(struct crm_page *p);

/* How many of the at-risk customers the options let through. */
size_t crm_listed(const struct crm_overview *o, const struct crm_render_opts *opts);

#endif
