#include "io/whole.h"

#include <errno.h>
#include <stdio.h>

int crm_read_whole(const char *file, struct crm_buf *text, struct crm_err *e)
{
    FILE *f = fopen(file, "re");
    char chunk[4096];
    size_t n;
    int rc = 0;

    if (!f)
        return CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_OPEN, .file = file,
                        .sys = errno);
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        crm_buf_add(text, (struct crm_str){chunk, n});
    if (ferror(f))
        rc = CRM_FAIL(e, .status = CRM_SYSTEM, .what = CRM_MSG_CANNOT_READ, .file = file,
                      .sys = errno);
    fclose(f);
    return rc;
}
