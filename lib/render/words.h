/*
 * words.h - the texts of a page in both languages (words.def), and names for codes.
 */
#ifndef CRM_RENDER_WORDS_H
#define CRM_RENDER_WORDS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"
#include "model/codes.h"
#include "model/tally.h"

enum crm_word {
    CRM_WORD_NONE,
#define WORD(name, en, zh) CRM_WORD_##name,
#include "render/words.def"
#undef WORD
    CRM_WORD_COUNT
};

/* The text of a word in the language; "" for CRM_WORD_NONE. */
const char *crm_word(enum crm_word w, enum crm_lang lang);

/* Append the pattern with {0} .. {9} replaced by args[0..n), which are as the output wants them. */
void crm_fill(struct crm_buf *out, const char *pattern, const struct crm_str *args, size_t n);

/* Whose codes a text may be one of. PLAIN is nobody's: a channel, a name. */
enum crm_label {
    CRM_LABEL_PLAIN,
    CRM_LABEL_SEGMENT,
    CRM_LABEL_STAGE,
    CRM_LABEL_BAND,
    CRM_LABEL_REASON,
};

/*
 * Append the name of a code for the reader: "Loyal customers", "重要价值客户". A text that is none
 * of these codes stands as it is, so that it still has to be escaped.
 */
void crm_add_label(struct crm_buf *out, enum crm_label kind, struct crm_str text,
                   enum crm_lang lang);

/* The name of a group: of its code, or the words for empty cells and for the rest. */
void crm_add_group_label(struct crm_buf *out, enum crm_label kind, const struct crm_group *g,
                         enum crm_lang lang);

/* What to do about a segment; "" for one that is not known. */
const char *crm_segment_action(struct crm_str segment, enum crm_lang lang);

#endif
