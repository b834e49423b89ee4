#include "clean/name_case.h"

#include "text/unicode.h"

#define WORD CRM_STR_INIT

/* Small inside a name in most languages that have them; Di, Le and Van der in Flanders are not. */
static bool is_particle(struct crm_str word)
{
    static const struct crm_str particles[] = {
        WORD("de"),  WORD("del"), WORD("della"), WORD("der"), WORD("den"), WORD("des"),
        WORD("du"),  WORD("la"),  WORD("las"),   WORD("los"), WORD("van"), WORD("von"),
        WORD("vom"), WORD("zu"),  WORD("zur"),   WORD("zum"), WORD("ter"), WORD("ten"),
        WORD("bin"), WORD("ibn"), WORD("bint"),  WORD("da"),  WORD("do"),  WORD("das"),
        WORD("dos"), WORD("y"),   WORD("e"),     WORD("af"),  WORD("av"),  WORD("und"),
    };

    return CRM_IS_AMONG(word, particles);
}

static bool is_numeral(struct crm_str word)
{
    static const struct crm_str numerals[] = {WORD("II"), WORD("III"), WORD("IV"),
                                              WORD("VI"), WORD("VII"), WORD("VIII")};

    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        if (crm_str_eq(word, numerals[i]))
            return true;
    return false;
}

/* Are its letters of both cases? */
static bool is_mixed(struct crm_str word)
{
    bool has_capital = false, has_small = false;
    size_t bytes;

    for (; word.n; word = crm_str_from(word, bytes)) {
        int32_t c = crm_utf8_next(word, &bytes);

        has_capital |= crm_lower_char(c) != c;
        has_small |= crm_upper_char(c) != c;
    }
    return has_capital && has_small;
}

static bool is_apostrophe(int32_t c)
{
    return c == '\'' || c == 0x2019;
}

/* Append the word with a capital at the start and behind - . O' and Mc. */
static void add_titled(struct crm_buf *out, struct crm_str word)
{
    bool is_start = true;
    size_t letters = 0, bytes; /* since the start of this part of the word */
    int32_t first = 0;

    for (struct crm_str s = word; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);
        bool is_mc = letters == 2 && first == 'm' && s.n >= 3 && crm_lower(s.p[-1]) == 'c';

        if (crm_char_class(c) == CRM_CHAR_LETTER) {
            bool is_capital = is_start || is_mc;

            crm_utf8_add(out, is_capital ? crm_upper_char(c) : crm_lower_char(c));
            if (letters++ == 0)
                first = crm_lower_char(c);
            is_start = false;
            continue;
        }
        crm_buf_add(out, (struct crm_str){s.p, bytes});
        /* O'Brien and D'Arcy, but the king's. */
        if (is_apostrophe(c) ? letters == 1 : crm_char_class(c) != CRM_CHAR_MARK) {
            is_start = true;
            letters = 0;
        }
    }
}

static void add_word(struct crm_buf *out, struct crm_str word, bool is_first)
{
    struct crm_str article = {word.p, word.n > 3 && word.p[2] == '-' ? 2 : 0};

    if (is_mixed(word) || is_numeral(word)) {
        crm_buf_add(out, word);
    } else if (!is_first && is_particle(word)) {
        for (size_t i = 0; i < word.n; i++)
            crm_buf_add_char(out, crm_lower(word.p[i]));
    } else if (!is_first && (crm_str_eq_nocase(article, CRM_STR("al")) ||
                             crm_str_eq_nocase(article, CRM_STR("el")))) {
        for (size_t i = 0; i < 3; i++)
            crm_buf_add_char(out, crm_lower(word.p[i]));
        add_titled(out, crm_str_from(word, 3));
    } else {
        add_titled(out, word);
    }
}

bool crm_name_title(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    size_t end = out->n, n;
    bool is_first = true, has_changed;

    /* Other letters may take more bytes, so behind the text first. */
    crm_buf_room(out, 3 * s.n + 4);
    s.p = out->p + start;
    while (s.n) {
        const char *blank = memchr(s.p, ' ', s.n);
        struct crm_str word = {s.p, blank ? (size_t)(blank - s.p) : s.n};

        add_word(out, word, is_first);
        if (blank)
            crm_buf_add_char(out, ' ');
        is_first = false;
        s = crm_str_from(s, word.n + (blank != NULL));
    }
    n = out->n - end;
    has_changed = n != end - start || memcmp(out->p + start, out->p + end, n) != 0;
    memmove(out->p + start, out->p + end, n);
    out->n = start + n;
    return has_changed;
}
