/*
 * term.h - the report as plain text for a terminal.
 *
 * Lines are at most opts->width columns wide (CJK characters count two); bars are blocks, or # in
 * ASCII; colour only when asked for. The same figures as the page, shorter.
 */
#ifndef CRM_RENDER_TERM_H
#define CRM_RENDER_TERM_H

#include "base/buf.h"
#include "model/overview.h"
#include "render/render.h"

/* Append the text. */
void crm_render_term(const struct crm_overview *o, const struct crm_render_opts *opts,
                     struct crm_buf *out);

#endif
