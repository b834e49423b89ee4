/*
 * name_parts.h - what people write with a name: forms of address, titles, remarks, the family
 * first.
 *
 * Each works on what stands in `out` from `start` on, tidied text, and says whether it changed.
 * What would leave nothing of the name leaves it as it is.
 */
#ifndef CRM_CLEAN_NAME_PARTS_H
#define CRM_CLEAN_NAME_PARTS_H

#include <stdbool.h>

#include "base/buf.h"

/* Mr, Mrs, Dr., Herr ... in front; 先生, 女士, 老师 ... behind. */
bool crm_name_strip_honorific(struct crm_buf *out, size_t start);

/* Jr., III, PhD, M.D. behind, with or without a comma. */
bool crm_name_strip_suffix(struct crm_buf *out, size_t start);

/* 王伟(本人): whatever stands in parentheses or brackets. */
bool crm_name_strip_paren(struct crm_buf *out, size_t start);

/* Smith, John as John Smith; Smith, John, Jr. as John Smith Jr. */
bool crm_name_put_given_first(struct crm_buf *out, size_t start);

/* Blanks between two Chinese characters taken out. */
bool crm_name_join_han(struct crm_buf *out, size_t start);

/* The dots that stand for · between two Chinese characters (・ ‧ • ． and their like) as ·. */
bool crm_name_fix_middot(struct crm_buf *out, size_t start);

#endif
