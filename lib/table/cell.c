#include "table/cell.h"

#include <stdint.h>

#include "text/unicode.h"

static bool is_blank(int32_t c)
{
    return (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F;
}

/* The ASCII byte that the character stands for, or 0. */
static char ascii_of(int32_t c)
{
    if (c > 0 && c < 0x80 && !is_blank(c))
        return (char)c;
    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFEE0);
    if (c == 0x2212)
        return '-';
    return is_blank(c) ? ' ' : '\0';
}

static struct crm_str without_protection(struct crm_str s)
{
    if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
        s = crm_trim_blanks((struct crm_str){s.p + 2, s.n - 3});
    if (s.n && s.p[0] == '\'')
        s = crm_trim_blanks(crm_str_from(s, 1));
    return s;
}

static bool is_full_width_yen(struct crm_str s)
{
    return crm_str_starts(s, CRM_STR("\xEF\xBF\xA5"));
}

bool crm_cell_fold(struct crm_str s, struct crm_cell *cell)
{
    size_t n;

    cell->n = 0;
    for (s = without_protection(crm_trim_blanks(s)); s.n; s = crm_str_from(s, n)) {
        char c = ascii_of(crm_utf8_next(s, &n));
        struct crm_str add = is_full_width_yen(s) ? CRM_STR("\xC2\xA5") : (struct crm_str){s.p, n};

        if (c)
            add = (struct crm_str){&c, 1};
        if (add.n > CRM_CELL_BYTES - cell->n)
            return false;
        memcpy(cell->text + cell->n, add.p, add.n);
        cell->n += add.n;
    }
    return true;
}
