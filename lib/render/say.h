/*
 * say.h - sentences from words.def with figures in them.
 *
 *     crm_say_count(&say, n); crm_say_share(&say, n, all); crm_say(&say, CRM_WORD_..., out);
 *
 * Each call adds the next figure, {0} {1} ..., already escaped for where the sentence will stand;
 * crm_say writes the sentence and forgets them. Text of others enters only through crm_say_text.
 */
#ifndef CRM_RENDER_SAY_H
#define CRM_RENDER_SAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"
#include "render/escape.h"
#include "render/words.h"
#include "table/money.h"

enum { CRM_SAY_MAX = 6 };

struct crm_say {
    enum crm_lang lang;
    enum crm_context where;
    const char *currency;      /* before amounts; NULL: none */
    const char *strong, *weak; /* around each figure, such as <b> </b>; NULL: nothing */
    size_t n;
    struct crm_buf arg[CRM_SAY_MAX];
    struct crm_buf plain;
};

void crm_say_count(struct crm_say *s, crm_wide n);
void crm_say_short(struct crm_say *s, crm_wide millionths);  /* 12.3k */
void crm_say_amount(struct crm_say *s, crm_wide millionths); /* 12,345.60 */
void crm_say_share(struct crm_say *s, crm_wide part, crm_wide whole);
void crm_say_ratio(struct crm_say *s, crm_wide part, crm_wide whole);
void crm_say_day(struct crm_say *s, int32_t day);
void crm_say_text(struct crm_say *s, struct crm_str text);

/* Append the sentence; its figures are used up. */
void crm_say(struct crm_say *s, enum crm_word pattern, struct crm_buf *out);

/* Append the figures alone, side by side; they are used up. */
void crm_say_bare(struct crm_say *s, struct crm_buf *out);

/* Free the memory; the say is as before, without figures. */
void crm_say_clear(struct crm_say *s);

#endif
