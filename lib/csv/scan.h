/*
 * scan.h - where the fields of a text end: 64 bytes at a time, as bitmaps.
 *
 * Right only where every quote is well placed: an opening one at a field's start, a closing one at
 * its end, inside a field two together. There the bytes inside quotes are those behind an odd
 * number of quotes (prefix xor). The scan proves the placement of each quote as it goes and stops
 * before the first 64 bytes where one is elsewhere, so it is never wrong; quotes.h reads the record
 * it stopped at.
 *
 * Four forms, one for each level of base/simd.h. They give the same. How many separators 64 bytes
 * hold is what a processor cannot foretell, so a form stores a few more ends than there are rather
 * than to count to the last.
 */
#ifndef CRM_CSV_SCAN_H
#define CRM_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
    CRM_SCAN_PADDING = 64, /* bytes behind a text that may be read, whatever they hold */
    CRM_SCAN_ROOM = 64,    /* ends and records behind the last that may be written */
};

/* The signs of a text. quote '\0': the text has none. */
struct crm_signs {
    char delimiter, quote;
};

/* A scan of one text; {0} but for the first three is its start, at the start of a record. */
struct crm_scan {
    const char *p; /* n bytes and CRM_SCAN_PADDING more; less than 4 GiB */
    size_t n;
    struct crm_signs signs;
    size_t at;        /* scanned up to here */
    size_t record_at; /* behind the last end of a record */
    /* NULL both, or room for as many as bytes are scanned and CRM_SCAN_ROOM: where each field ends,
     * at a delimiter, LF, CR or the CR of CRLF, outside quotes; and the number of ends up to that
     * of each record, it included */
    uint32_t *ends, *records;
    size_t nends, nrecords;
    bool has_quotes;   /* some were scanned */
    bool is_open;      /* at the end: inside quotes */
    bool is_misplaced; /* stopped: a quote behind record_at is badly placed */
};

/*
 * Scan up to the end of the text or to the 64 bytes with a badly placed quote. To go on behind a
 * record that was read otherwise, set `at` and `record_at` to where the next one starts.
 */
void crm_scan_run(struct crm_scan *s);

#endif
