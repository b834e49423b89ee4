/*
 * nearest.h - which of the known names a mistyped one was meant to be.
 */
#ifndef CRM_TEXT_NEAREST_H
#define CRM_TEXT_NEAREST_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Which of names[0..n) is nearest to s by edit distance over bytes, a swap of neighbours counting
 * one, letters of either case alike, the first of equals; n when none is near enough (more than a
 * third of s away, or 3) to be what was meant.
 */
size_t crm_nearest(struct crm_str s, const struct crm_str *names, size_t n);

/*
 * Fail with the fault, whose text is none of names[0..n). Where one of them is near, it becomes the
 * hint and to try it the advice; else the fault's own stand. Always -1.
 */
int crm_fail_near(struct crm_err *e, const struct crm_fault *fault, const struct crm_str *names,
                  size_t n);

#endif
