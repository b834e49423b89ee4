/*
 * html.h - the report as one self-contained page.
 *
 * No script, no request to anywhere (a content security policy in the page forbids both), readable
 * on a phone, on paper, without colours and by a screen reader. Its size is bounded whatever the
 * input: below 100 KB with the defaults. The same overview and options give the same bytes.
 */
#ifndef CRM_RENDER_HTML_H
#define CRM_RENDER_HTML_H

#include "base/buf.h"
#include "model/overview.h"
#include "render/render.h"

/* Append the page. */
void crm_render_html(const struct crm_overview *o, const struct crm_render_opts *opts,
                     struct crm_buf *out);

#endif
