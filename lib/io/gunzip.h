/*
 * gunzip.h - one gzip member after the other to text, by ISA-L where it is there, else by zlib.
 *
 * The header is read here, for both: so the same headers are good with either. CRC and length are
 * always checked, the check sum of a header where it has one, and the size that a header states
 * (gzip.h): a member that states one is never read beyond it.
 *
 *   new -> (reset -> run... until DONE)... -> free
 */
#ifndef CRM_IO_GUNZIP_H
#define CRM_IO_GUNZIP_H

#include <stdint.h>

#include "base/str.h"

struct crm_gunzip;

enum crm_gunzip_is {
    CRM_GUNZIP_MORE, /* the input is used up, or the room */
    CRM_GUNZIP_DONE, /* the member is whole and right */
    CRM_GUNZIP_BAD,
};

struct crm_gunzip *crm_gunzip_new(void);
void crm_gunzip_free(struct crm_gunzip *g);

/* A member begins. */
void crm_gunzip_reset(struct crm_gunzip *g);

/*
 * Inflate from *in, which becomes what was not used, to out[0..n), n > 0; *got bytes of text.
 * When nothing was used nor got, the input has ended too early.
 */
enum crm_gunzip_is crm_gunzip_run(struct crm_gunzip *g, struct crm_str *in, char *out, size_t n,
                                  size_t *got);

/* Of the member so far: is it one of ours (gzip.h), and how much text has it had? */
bool crm_gunzip_is_ours(const struct crm_gunzip *g);
uint64_t crm_gunzip_text_bytes(const struct crm_gunzip *g);

#endif
