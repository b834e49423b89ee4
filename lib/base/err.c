#include "base/err.h"

#include <string.h>

#include "base/buf.h"

static void keep(char *dst, size_t cap, struct crm_str s)
{
    size_t n = s.n < cap - 1 ? s.n : cap - 1;

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--; /* do not cut inside a UTF-8 character */
    if (n)
        memcpy(dst, s.p, n);
    dst[n] = '\0';
}

int crm_fail(struct crm_err *e, const struct crm_fault *fault)
{
    if (crm_failed(e))
        return -1;
    e->status = fault->status;
    e->what = fault->what;
    e->advice = fault->advice;
    e->line = fault->line;
    e->offset = fault->offset;
    e->sys = fault->sys;
    e->has_text = fault->text.p != NULL;
    keep(e->file, sizeof(e->file), crm_str_of(fault->file));
    keep(e->column, sizeof(e->column), fault->column);
    keep(e->text, sizeof(e->text), fault->text);
    keep(e->hint, sizeof(e->hint), fault->hint);
    return -1;
}

void crm_err_in_file(struct crm_err *e, const char *file)
{
    if (!e->file[0])
        keep(e->file, sizeof(e->file), crm_str_of(file));
}

/* Length of a sequence at s that would act on a terminal or reorder the line, or 0. */
static size_t unsafe_bytes(struct crm_str s)
{
    unsigned char c = (unsigned char)s.p[0];
    unsigned char d = s.n > 1 ? (unsigned char)s.p[1] : 0;
    unsigned char f = s.n > 2 ? (unsigned char)s.p[2] : 0;

    if (c < 0x20 || c == 0x7F)
        return 1;
    if (c == 0xC2 && d >= 0x80 && d < 0xA0)
        return 2; /* C1 controls */
    if (c == 0xD8 && d == 0x9C)
        return 2; /* Arabic letter mark, bidi as well */
    if (c == 0xE2 && d == 0x80 && ((f >= 0x8E && f <= 0x8F) || (f >= 0xA8 && f <= 0xAE)))
        return 3; /* LRM RLM, line and paragraph separators, bidi embeddings */
    if (c == 0xE2 && d == 0x81 && f >= 0xA6 && f <= 0xA9)
        return 3; /* bidi isolates */
    return 0;
}

void crm_add_printable(struct crm_buf *out, struct crm_str s, size_t max)
{
    bool cut = s.n > max;

    if (cut) {
        s.n = max;
        while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)
            s.n--;
    }
    while (s.n) {
        size_t n = unsafe_bytes(s);
        if (!n) {
            crm_buf_add_char(out, s.p[0]);
            s = crm_str_from(s, 1);
            continue;
        }
        for (size_t i = 0; i < n && i < s.n; i++)
            crm_buf_addf(out, "\\x%02x", (unsigned)(unsigned char)s.p[i]);
        s = crm_str_from(s, n < s.n ? n : s.n);
    }
    if (cut)
        crm_buf_add_cstr(out, "...");
}

enum { SHOWN_BYTES = 120 };

static void add_part(struct crm_buf *out, const char *text)
{
    if (!*text)
        return;
    crm_add_printable(out, crm_str_of(text), SHOWN_BYTES);
    crm_buf_add_cstr(out, ": ");
}

void crm_err_print(const struct crm_err *e, const char *tool, enum crm_lang lang,
                   struct crm_buf *out)
{
    crm_buf_addf(out, "%s: ", tool);
    if (e->file[0] && e->line) {
        crm_add_printable(out, crm_str_of(e->file), sizeof(e->file));
        crm_buf_addf(out, ":%llu: ", (unsigned long long)e->line);
    } else if (e->file[0]) {
        crm_add_printable(out, crm_str_of(e->file), sizeof(e->file));
        crm_buf_add_cstr(out, ": ");
    }
    add_part(out, e->column);
    crm_buf_add_cstr(out, crm_msg_text(e->what, lang));
    if (e->has_text) {
        crm_buf_add_cstr(out, ": ");
        crm_add_printable(out, crm_str_of(e->text), SHOWN_BYTES);
    }
    if (e->offset)
        crm_buf_addf(out, " (%s %llu)", crm_msg_text(CRM_MSG_AT_BYTE, lang),
                     (unsigned long long)e->offset);
    if (e->sys)
        crm_buf_addf(out, ": %s", strerror(e->sys));
    crm_buf_add_char(out, '\n');
    if (e->advice == CRM_MSG_NONE)
        return;
    crm_buf_addf(out, "%s: %s", tool, crm_msg_text(e->advice, lang));
    if (e->hint[0]) {
        crm_buf_add_cstr(out, ": ");
        crm_add_printable(out, crm_str_of(e->hint), sizeof(e->hint));
    }
    crm_buf_add_char(out, '\n');
}
