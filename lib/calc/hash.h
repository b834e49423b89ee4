/*
 * hash.h - the hash of a key, under a seed that is drawn once a process: a file cannot be made so
 * that all its keys fall on one place. Nothing that is put out may depend on it.
 */
#ifndef CRM_CALC_HASH_H
#define CRM_CALC_HASH_H

#include <stdint.h>

#include "base/str.h"

/* 64 bits, all of them good. */
uint64_t crm_hash(struct crm_str key);

#endif
