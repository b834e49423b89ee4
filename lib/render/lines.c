#include "render/lines.h"

#include <stdint.h>

#include "render/escape.h"
#include "text/unicode.h"

void crm_add_times(struct crm_buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        crm_buf_add_cstr(out, text);
}

static void add_cell(struct crm_buf *out, struct crm_str text, size_t columns, bool is_right)
{
    struct crm_buf cell = {0};

    crm_escape(&cell, CRM_IN_TERMINAL, text, columns);
    size_t width = crm_display_width(crm_buf_str(&cell));
    size_t blanks = width < columns ? columns - width : 0;

    crm_add_times(out, " ", is_right ? blanks : 0);
    crm_buf_add(out, crm_buf_str(&cell));
    crm_add_times(out, " ", is_right ? 0 : blanks);
    crm_buf_clear(&cell);
}

void crm_add_left(struct crm_buf *out, struct crm_str text, size_t columns)
{
    add_cell(out, text, columns, false);
}

void crm_add_right(struct crm_buf *out, struct crm_str text, size_t columns)
{
    add_cell(out, text, columns, true);
}

void crm_add_bar(struct crm_buf *out, crm_wide part, crm_wide whole, size_t columns)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    crm_wide length = (crm_wide)columns * 8;

    if (part <= 0 || whole <= 0)
        return;
    if (part < whole)
        length = (part * length + whole / 2) / whole;
    if (length == 0)
        length = 1; /* something is there */
    crm_add_times(out, "█", (size_t)(length / 8));
    crm_buf_add_cstr(out, eighths[length % 8]);
}

static bool is_cjk(int32_t c)
{
    return c >= 0x2e80 && c < 0x1f000;
}

/* Marks that may not begin a line: 、。）」』】〉》，．：；？！ and the closing quote. */
static bool is_closing(int32_t c)
{
    static const int32_t marks[] = {0x3001, 0x3002, 0xff09, 0x300d, 0x300f, 0x3011, 0x3009, 0x300b,
                                    0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f, 0xff01, 0x201d};

    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (c == marks[i])
            return true;
    return false;
}

/* May a line end between the characters a and b? */
static bool is_break(int32_t a, int32_t b)
{
    if (b == ' ' || is_closing(b))
        return false;
    return a == ' ' || is_cjk(b) || (is_cjk(a) && a != 0xff08);
}

/* Bytes of the piece at the start of s that stays on one line, blanks at its end included. */
static size_t piece(struct crm_str s)
{
    size_t n = 0;
    int32_t before = crm_utf8_next(s, &n);

    for (size_t at = n; at < s.n; at += n) {
        int32_t c = crm_utf8_next(crm_str_from(s, at), &n);
        if (is_break(before, c))
            return at;
        before = c;
    }
    return s.n;
}

void crm_add_wrapped(struct crm_buf *out, struct crm_str text, const char *indent, size_t columns)
{
    size_t margin = crm_display_width(crm_str_of(indent));
    size_t used = 0;

    while (text.n > 0) {
        struct crm_str next = {text.p, piece(text)};
        struct crm_str word = crm_str_trim(next);
        size_t width = crm_display_width(word);
        if (used > 0 && used + width > columns) {
            while (out->n > 0 && out->p[out->n - 1] == ' ')
                out->n--;
            crm_buf_add_char(out, '\n');
            used = 0;
        }
        if (used == 0) {
            crm_buf_add_cstr(out, indent);
            used = margin;
        }
        bool is_last = next.n == text.n;
        crm_buf_add(out, is_last ? word : next);
        used += crm_display_width(next);
        text = crm_str_from(text, next.n);
    }
    crm_buf_add_char(out, '\n');
}

/* The ASCII sign for one that this program writes, 0 for all others. */
static char ascii_sign(int32_t c)
{
    static const struct {
        int32_t from, to;
        char sign;
    } signs[] = {
        {0x2588, 0x258c, '#'}, {0x258d, 0x258f, '.'}, {0x2591, 0x2591, '.'}, {0x2592, 0x2592, ':'},
        {0x2593, 0x2593, '+'}, {0x2500, 0x2500, '-'}, {0x2013, 0x2013, '-'}, {0x2026, 0x2026, '.'},
        {0x00b7, 0x00b7, '|'}, {0x2191, 0x2191, '^'}, {0x2192, 0x2192, '>'}, {0x201c, 0x201d, '"'},
    };

    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (c >= signs[i].from && c <= signs[i].to)
            return signs[i].sign;
    return 0;
}

void crm_lines_to_ascii(struct crm_buf *out, size_t from)
{
    struct crm_buf ascii = {0};

    for (size_t at = from, n = 0; at < out->n; at += n) {
        struct crm_str rest = {out->p + at, out->n - at};
        int32_t c = crm_utf8_next(rest, &n);
        if (c < 0x80)
            crm_buf_add_char(&ascii, (char)c);
        else if (ascii_sign(c))
            crm_buf_add_char(&ascii, ascii_sign(c));
        else
            crm_add_times(&ascii, "?", crm_display_width((struct crm_str){rest.p, n}));
    }
    out->n = from;
    crm_buf_add(out, crm_buf_str(&ascii));
    crm_buf_clear(&ascii);
}
