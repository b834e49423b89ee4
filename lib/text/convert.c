/*
 * convert.c - iconv with its old prototype, its growing output and its two kinds of failure.
 */
#include "text/convert.h"

#include <errno.h>

#include "base/mem.h"

bool crm_convert_open(const char *name, iconv_t *cd)
{
    /* "" would be the locale's, and a suffix such as //IGNORE would lose text without a word. */
    if (!*name || strchr(name, '/'))
        return false;
    *cd = iconv_open("UTF-8", name);
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX defines the failure so */
    return *cd != (iconv_t)-1;
}

size_t crm_convert(iconv_t cd, struct crm_str in, struct crm_buf *out, bool *is_cut)
{
    union {
        const char *in;
        char *iconv; /* iconv does not write there, its prototype is only old */
    } from = {in.p};
    size_t left = in.n;
    size_t result = 0;

    do {
        char *to = crm_buf_room(out, crm_add_size(crm_mul_size(left, 2), 64));
        size_t room = out->cap - out->n;
        result = iconv(cd, in.n ? &from.iconv : NULL, &left, &to, &room);
        out->n = out->cap - room;
    } while (result == (size_t)-1 && errno == E2BIG);
    *is_cut = result == (size_t)-1 && errno == EINVAL;
    return in.n - left;
}
