#include "render/mask.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/unicode.h"

void crm_mask_name(struct crm_buf *out, struct crm_str s)
{
    bool is_first = true;

    for (size_t at = 0, n = 0; at < s.n; at += n) {
        int32_t c = crm_utf8_next(crm_str_from(s, at), &n);
        if (c == ' ') {
            is_first = true;
        } else if (is_first) {
            if (at > 0)
                crm_buf_add_char(out, ' ');
            crm_utf8_add(out, c);
            /* The number of stars does not tell the length of the name. */
            crm_buf_add_cstr(out, c < 0x2e80 ? "***" : "*");
            is_first = false;
        }
    }
}

void crm_mask_phone(struct crm_buf *out, struct crm_str s)
{
    enum { STARS_MAX = 8 };
    bool is_long = crm_count_digits(s) >= 7 && crm_is_ascii(s);
    size_t head = is_long ? 3 : 0;
    size_t tail = is_long ? 2 : 0;
    size_t hidden = s.n - head - tail;

    crm_buf_add(out, (struct crm_str){s.p, head});
    for (size_t i = 0; i < hidden && i < STARS_MAX; i++)
        crm_buf_add_char(out, '*');
    crm_buf_add(out, crm_str_from(s, s.n - tail));
}

void crm_mask_email(struct crm_buf *out, struct crm_str s)
{
    const char *at = s.n ? memrchr(s.p, '@', s.n) : NULL;
    size_t n;

    if (!at || at == s.p) {
        crm_mask_name(out, s);
        return;
    }
    crm_utf8_add(out, crm_utf8_next(s, &n));
    crm_buf_add_cstr(out, "***");
    crm_buf_add(out, crm_str_from(s, (size_t)(at - s.p)));
}

static bool is_mobile(struct crm_str s)
{
    struct crm_str digits = crm_str_starts(s, CRM_STR("+")) ? crm_str_from(s, 1) : s;

    if (digits.n < s.n)
        return digits.n >= 7 && crm_count_digits(digits) == digits.n;
    return s.n == 11 && crm_count_digits(s) == 11 && s.p[0] == '1' && s.p[1] >= '3';
}

void crm_mask_id(struct crm_buf *out, struct crm_str s)
{
    if (s.n && memchr(s.p, '@', s.n))
        crm_mask_email(out, s);
    else if (is_mobile(s))
        crm_mask_phone(out, s);
    else
        crm_buf_add(out, s);
}
