#include "text/json_text.h"

#include "base/buf.h"

json_t *crm_json_text(struct crm_str s)
{
    json_t *text = json_stringn(s.n ? s.p : "", s.n);
    struct crm_buf ascii = {0};

    if (text)
        return text;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x80)
            crm_buf_add_char(&ascii, s.p[i]);
        else
            crm_buf_add_char(&ascii, '?');
    text = json_stringn(ascii.p, ascii.n);
    crm_buf_clear(&ascii);
    return text;
}
