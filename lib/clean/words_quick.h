/*
 * words_quick.h - a quick form for the types whose values are few words, whatever their function.
 */
#ifndef CRM_CLEAN_WORDS_QUICK_H
#define CRM_CLEAN_WORDS_QUICK_H

#include "clean/quick.h"

/*
 * As crm_quick_fn, for a function that no option changes: false for words of more than 16 bytes and
 * for those that it refuses.
 */
bool crm_quick_word(crm_clean_fn *full, struct crm_str raw, const struct crm_clean_opts *opts,
                    char *room, struct crm_str *clean);

#endif
