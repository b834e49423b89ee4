#include "csv/shape.h"

enum { ERROR_TEXT_BYTES = 60 };

enum crm_msg crm_shape_fits(const struct crm_shape *shape, const struct crm_str *fields, size_t n)
{
    const struct crm_head *head = shape->head;
    size_t want = head->ncols + shape->dropped;

    for (size_t i = want; i < n; i++)
        if (fields[i].n)
            return CRM_MSG_TOO_MANY_FIELDS;
    if (n > want && n - want != shape->surplus)
        return CRM_MSG_TOO_MANY_FIELDS;
    for (size_t i = n; i < want; i++)
        if (i < shape->dropped || head->names[i - shape->dropped].n)
            return CRM_MSG_TOO_FEW_FIELDS;
    return CRM_MSG_NONE;
}

int crm_shape_fail(const struct crm_shape *shape, enum crm_msg what, struct crm_str text,
                   uint64_t line, size_t field, enum crm_msg advice, struct crm_err *e)
{
    const struct crm_head *head = shape->head;
    size_t column = field - shape->dropped;
    bool is_known = field >= shape->dropped && column < head->ncols;

    return CRM_FAIL(e, .status = CRM_DATA, .what = what, .file = head->file, .line = line,
                    .advice = advice, .column = is_known ? head->names[column] : CRM_STR(""),
                    .text = {text.p, text.n < ERROR_TEXT_BYTES ? text.n : ERROR_TEXT_BYTES});
}
