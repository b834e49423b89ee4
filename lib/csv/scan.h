/*
 * scan.h - where the fields of a text end: 64 bytes at a time, as bitmaps.
 *
 * Right only where every quote is well placed: an opening one at a field's start, a closing one at
 * its end, inside a field two together. There the bytes inside quotes are those behind an odd
 * number of quotes (prefix xor). The scan proves the placement of each quote as it goes and stops
 * before the first 64 bytes where one is elsewhere, so it is never wrong; quotes.h reads the record
 * it stopped at.
 *
 * Three forms, chosen once by what the processor has: AVX2, SSE2, plain C. They give the same.
 */
#ifndef CRM_CSV_SCAN_H
#define CRM_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { CRM_SCAN_PADDING = 64 }; /* bytes behind a text that may be read, whatever they hold */

/* The signs of a text. quote '\0': the text has none. */
struct crm_signs {
    char delimiter, quote;
};

/* A scan of one text; {0} but for the first three is its start, at the start of a record. */
struct crm_scan {
    const char *p; /* n bytes and CRM_SCAN_PADDING more; less than 4 GiB */
    size_t n;
    struct crm_signs signs;
    size_t at;         /* scanned up to here */
    size_t record_at;  /* behind the last end of a record */
    uint32_t *ends;    /* NULL, or room for as many as bytes are scanned: where each field ends, */
    size_t nends;      /* at a delimiter, LF, CR or the CR of CRLF, outside quotes */
    bool is_open;      /* at the end: inside quotes */
    bool is_misplaced; /* stopped: a quote behind record_at is badly placed */
};

/*
 * Scan up to the end of the text or to the 64 bytes with a badly placed quote. To go on behind a
 * record that was read otherwise, set `at` and `record_at` to where the next one starts.
 */
void crm_scan_run(struct crm_scan *s);

/* Use this form from now on: "avx2", "sse2", "c". False where the processor lacks it. For tests;
 * CRM_SIMD in the environment does the same. */
bool crm_scan_use(struct crm_str form);

#endif
