/*
 * lexicon.h - the many words that stand for one value: 男, male and 先生 for M.
 *
 * A lexicon is a table of rows, written for reading; its index is made at the first look.
 */
#ifndef CRM_CLEAN_LEXICON_H
#define CRM_CLEAN_LEXICON_H

#include <stddef.h>

#include "clean/clean.h"

struct crm_lexicon_row {
    const char *value; /* canonical; a word for itself */
    const char *words; /* the others, between '|' */
};

struct crm_lexicon {
    const struct crm_lexicon_row *rows;
    size_t n;
    struct crm_lexicon_index *_Atomic index; /* NULL at first */
};

#define CRM_LEXICON(rows)                                                                          \
    {                                                                                              \
        (rows), sizeof(rows) / sizeof *(rows), NULL                                                \
    }

/*
 * The row of a word, or NULL. Case, accents, blanks and _ - . ' , ( ) / between letters make no
 * difference: "Hong-Kong", "hong kong" and "HONGKONG" are one word. Text is as crm_clean_text
 * leaves it.
 */
const struct crm_lexicon_row *crm_lexicon_find(struct crm_lexicon *lexicon, struct crm_str word);

/* A crm_clean_fn over a lexicon: the value of the word, or UNKNOWN_VALUE. A row whose value is ""
 * gives EMPTY_VALUE. */
enum crm_msg crm_clean_word(struct crm_lexicon *lexicon, struct crm_str raw,
                            const struct crm_clean_opts *opts, struct crm_buf *out,
                            crm_steps *steps);

#endif
