/*
 * shape.h - what the records of an input look like, and whether one does.
 */
#ifndef CRM_CSV_SHAPE_H
#define CRM_CSV_SHAPE_H

#include "csv/batch.h"
#include "csv/quotes.h"

struct crm_shape {
    const struct crm_head *head;
    struct crm_quotes quotes;
    size_t dropped; /* leading fields of each record that are no columns */
    size_t surplus; /* empty fields that each record may have at its end */
    bool is_strict; /* a badly placed quote is an error */
};

/*
 * Does a record of these n fields, dropped ones counted, fit the header? Some exports end every
 * record, but not the header, with delimiters: as many empty fields as the first record has too
 * many are no fault. CRM_MSG_NONE: it does.
 */
enum crm_msg crm_shape_fits(const struct crm_shape *shape, const struct crm_str *fields, size_t n);

/*
 * Something is wrong with the text of field number `field`, dropped ones counted, or of none
 * (SIZE_MAX): an error that names its column, if that is known. -1.
 */
int crm_shape_fail(const struct crm_shape *shape, enum crm_msg what, struct crm_str text,
                   uint64_t line, size_t field, enum crm_msg advice, struct crm_err *e);

#endif
