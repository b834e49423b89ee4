/*
 * render.h - what the caller of a page tells about the run and about the reader.
 */
#ifndef CRM_RENDER_RENDER_H
#define CRM_RENDER_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/msg.h"

/* Rows set aside for one reason; the reason is text in the reader's language. */
struct crm_fact_reject {
    const char *reason;
    uint64_t rows;
};

struct crm_fact_input {
    const char *name;
    const char *encoding; /* NULL: not known */
};

/* How the table came to be, as far as the caller knows. All pointers are borrowed; {0} is fine. */
struct crm_report_facts {
    const char *command; /* as typed */
    const char *version; /* of the tool */
    uint64_t rows_read, rows_rejected;
    const struct crm_fact_reject *rejects;
    size_t nrejects;
    const struct crm_fact_input *inputs;
    size_t ninputs;
};

struct crm_render_opts {
    enum crm_lang lang;
    const char *title;    /* NULL: the usual one */
    const char *currency; /* put before amounts, such as "¥"; NULL: none */
    bool show_pii;        /* names, phones, e-mail addresses in full */
    size_t top;           /* rows of the at-risk list; 0: 20; at most CRM_AT_RISK_MAX */
    const struct crm_report_facts *facts; /* NULL: none */

    /* Terminal only. */
    size_t width; /* columns; 0: 80; at least 40 are used */
    bool is_ascii;
    bool has_colour;
};

#endif
