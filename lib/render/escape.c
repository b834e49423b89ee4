#include "render/escape.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/unicode.h"

enum { REPLACEMENT = 0xfffd, ELLIPSIS = 0x2026 };

static bool is_direction_mark(int32_t c)
{
    return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Takes no room and draws nothing, so that two texts could look alike and differ. */
static bool is_invisible(int32_t c)
{
    return c == 0xad || c == 0x34f || c == 0x180e || c == 0x200b || c == 0xfeff ||
           (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

static bool is_line_break(int32_t c)
{
    return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What to show instead of c: c itself for nearly all. */
static int32_t shown(int32_t c)
{
    if (is_line_break(c))
        return ' ';
    if (c < 0x20)
        return 0x2400 + c;
    if (c == 0x7f)
        return 0x2421;
    if ((c >= 0x80 && c < 0xa0) || (c & 0xfffe) == 0xfffe)
        return REPLACEMENT;
    return c;
}

static bool add_entity(struct crm_buf *out, enum crm_context where, int32_t c)
{
    const char *entity = NULL;

    if (where == CRM_IN_TERMINAL)
        return false;
    if (c == '&')
        entity = "&amp;";
    else if (c == '<')
        entity = "&lt;";
    else if (c == '>')
        entity = "&gt;";
    else if (c == '"' && where == CRM_IN_ATTRIBUTE)
        entity = "&quot;";
    else if (c == '\'' && where == CRM_IN_ATTRIBUTE)
        entity = "&#39;";
    if (entity)
        crm_buf_add_cstr(out, entity);
    return entity != NULL;
}

static void add_shown(struct crm_buf *out, enum crm_context where, int32_t c)
{
    if (is_direction_mark(c))
        crm_buf_addf(out, "[U+%04X]", (unsigned)c);
    else if (!add_entity(out, where, c))
        crm_utf8_add(out, c);
}

static size_t width_of(int32_t c, struct crm_buf *scratch)
{
    if (is_direction_mark(c))
        return sizeof("[U+202E]") - 1;
    if (c < 0x80)
        return 1;
    crm_buf_reset(scratch);
    crm_utf8_add(scratch, c);
    return crm_display_width(crm_buf_str(scratch));
}

/* Walks s and tells where in it the cut must be: s.n when all fits. */
static size_t fitting(struct crm_str s, size_t max_columns)
{
    struct crm_buf scratch = {0};
    size_t columns = 0;
    size_t characters = 0;
    size_t cut = 0; /* the longest start that leaves a column for the ellipsis */

    for (size_t at = 0, n = 0; at < s.n; at += n) {
        int32_t c = shown(crm_utf8_next(crm_str_from(s, at), &n));
        if (is_invisible(c))
            continue;
        columns += width_of(c, &scratch);
        if (columns > max_columns || characters == 2 * max_columns) {
            crm_buf_clear(&scratch);
            return cut;
        }
        characters++;
        if (columns < max_columns && characters < 2 * max_columns)
            cut = at + n;
    }
    crm_buf_clear(&scratch);
    return s.n;
}

void crm_escape(struct crm_buf *out, enum crm_context where, struct crm_str s, size_t max_columns)
{
    size_t end = max_columns == CRM_UNCUT ? s.n : fitting(s, max_columns);

    for (size_t at = 0, n = 0; at < end; at += n) {
        int32_t c = shown(crm_utf8_next(crm_str_from(s, at), &n));
        if (!is_invisible(c))
            add_shown(out, where, c);
    }
    if (end < s.n)
        crm_utf8_add(out, ELLIPSIS);
}
