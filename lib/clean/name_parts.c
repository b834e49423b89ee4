#include "clean/name_parts.h"

#include "text/unicode.h"

#define WORD CRM_STR_INIT

#define COUNT(words) (sizeof(words) / sizeof *(words))

/* Put s, a part of out[start..), in its place. */
static void keep(struct crm_buf *out, size_t start, struct crm_str s)
{
    memmove(out->p + start, s.p, s.n);
    out->n = start + s.n;
}

/* ---- forms of address ------------------------------------------------------------ */

/* The first word with the point or blank behind it, when it is a form of address; else empty. */
static struct crm_str honorific_in_front(struct crm_str s)
{
    static const struct crm_str words[] = {
        WORD("mr"),     WORD("mrs"),     WORD("ms"),     WORD("miss"),     WORD("mx"),
        WORD("mister"), WORD("madam"),   WORD("sir"),    WORD("dame"),     WORD("lady"),
        WORD("lord"),   WORD("dr"),      WORD("doctor"), WORD("prof"),     WORD("professor"),
        WORD("rev"),    WORD("hon"),     WORD("capt"),   WORD("col"),      WORD("lt"),
        WORD("sgt"),    WORD("herr"),    WORD("frau"),   WORD("monsieur"), WORD("madame"),
        WORD("mme"),    WORD("mlle"),    WORD("señor"),  WORD("señora"),   WORD("señorita"),
        WORD("sr"),     WORD("sra"),     WORD("srta"),   WORD("dott"),     WORD("sig"),
        WORD("signor"), WORD("signora"), WORD("ing"),
    };
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ' && s.p[n] != '.')
        n++;
    if (n == s.n)
        return CRM_STR("");
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!crm_str_eq_nocase((struct crm_str){s.p, n}, words[i]))
            continue;
        while (n < s.n && (s.p[n] == ' ' || s.p[n] == '.'))
            n++;
        return (struct crm_str){s.p, n};
    }
    return CRM_STR("");
}

/* How many bytes of a form of address, with the blank before it, end s. */
static size_t honorific_behind(struct crm_str s)
{
    /* A longer one before those that it ends in. */
    static const struct crm_str words[] = {
        WORD("先生"),   WORD("女士"), WORD("小姐"), WORD("太太"),   WORD("夫人"),   WORD("老师"),
        WORD("老師"),   WORD("同学"), WORD("同學"), WORD("师傅"),   WORD("師傅"),   WORD("总经理"),
        WORD("總經理"), WORD("经理"), WORD("經理"), WORD("董事长"), WORD("董事長"), WORD("总监"),
        WORD("總監"),   WORD("主任"), WORD("主管"), WORD("教授"),   WORD("博士"),   WORD("医生"),
        WORD("醫生"),   WORD("大夫"), WORD("律师"), WORD("律師"),   WORD("老板"),   WORD("老闆"),
        WORD("阿姨"),   WORD("叔叔"), WORD("大哥"), WORD("大姐"),   WORD("总"),     WORD("總"),
        WORD("様"),     WORD("さん"), WORD("님"),   WORD("씨"),
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        size_t n = words[i].n;

        if (!crm_str_ends(s, words[i]) || s.n == n)
            continue;
        return n + (s.p[s.n - n - 1] == ' ');
    }
    return 0;
}

bool crm_name_strip_honorific(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    size_t before = s.n, last;

    do {
        size_t front = honorific_in_front(s).n, behind;

        last = s.n;
        if (front < s.n)
            s = crm_str_from(s, front);
        behind = honorific_behind(s);
        if (behind < s.n)
            s.n -= behind;
    } while (s.n < last);
    keep(out, start, s);
    return s.n < before;
}

/* ---- suffixes -------------------------------------------------------------------- */

enum { LONGEST_SUFFIX = 8 };

/* The word without points, in room; empty when it is too long for a suffix. */
static struct crm_str without_points(struct crm_str word, char room[LONGEST_SUFFIX])
{
    struct crm_str plain = {room, 0};

    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '.')
            continue;
        if (plain.n == LONGEST_SUFFIX)
            return CRM_STR("");
        room[plain.n++] = word.p[i];
    }
    return plain;
}

/* Is the word one of these, its points not counted (Ph.D.)? */
static bool is_among(struct crm_str word, const struct crm_str *words, size_t n)
{
    char room[LONGEST_SUFFIX];

    return crm_str_is_among(without_points(word, room), words, n);
}

static bool is_suffix(struct crm_str word)
{
    static const struct crm_str words[] = {
        WORD("jr"),   WORD("sr"),  WORD("jnr"), WORD("snr"),  WORD("ii"),   WORD("iii"),
        WORD("iv"),   WORD("vi"),  WORD("vii"), WORD("viii"), WORD("2nd"),  WORD("3rd"),
        WORD("4th"),  WORD("esq"), WORD("phd"), WORD("md"),   WORD("mba"),  WORD("cpa"),
        WORD("dds"),  WORD("dmd"), WORD("do"),  WORD("jd"),   WORD("llm"),  WORD("llb"),
        WORD("rn"),   WORD("cfa"), WORD("pe"),  WORD("msc"),  WORD("bsc"),  WORD("ma"),
        WORD("ba"),   WORD("ms"),  WORD("edd"), WORD("dvm"),  WORD("psyd"), WORD("mph"),
        WORD("frcs"), WORD("obe"), WORD("mbe"), WORD("cbe"),  WORD("qc"),   WORD("kc"),
    };

    return is_among(word, words, COUNT(words));
}

/* Without a comma before it, what may be a name or word too must be in capitals, or with points. */
static bool is_clear_suffix(struct crm_str word)
{
    static const struct crm_str of_any_case[] = {
        WORD("jr"),  WORD("sr"),  WORD("jnr"), WORD("snr"), WORD("esq"), WORD("phd"),
        WORD("2nd"), WORD("3rd"), WORD("4th"), WORD("msc"), WORD("bsc"), WORD("psyd")};
    static const struct crm_str names[] = {WORD("ma"), WORD("do"), WORD("ba"),
                                           WORD("pe"), WORD("ms"), WORD("vi")};
    bool has_small = false;

    for (size_t i = 0; i < word.n; i++)
        has_small |= word.p[i] >= 'a' && word.p[i] <= 'z';
    if (is_among(word, of_any_case, COUNT(of_any_case)))
        return true;
    if (is_among(word, names, COUNT(names)) && !memchr(word.p, '.', word.n))
        return false;
    return !has_small && is_suffix(word);
}

bool crm_name_strip_suffix(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    size_t before = s.n;

    for (;;) {
        struct crm_str rest = s, word;
        size_t at = s.n;
        bool has_comma;

        while (at && s.p[at - 1] != ' ' && s.p[at - 1] != ',')
            at--;
        word = crm_str_from(s, at);
        rest.n = at;
        rest = crm_str_trim(rest);
        has_comma = rest.n && rest.p[rest.n - 1] == ',';
        if (has_comma)
            rest = crm_str_trim((struct crm_str){rest.p, rest.n - 1});
        if (!rest.n || !(has_comma ? is_suffix(word) : is_clear_suffix(word)))
            break;
        s = rest;
    }
    keep(out, start, s);
    return s.n < before;
}

/* ---- remarks --------------------------------------------------------------------- */

/* The first (...) of s, whichever signs; empty when there is none. */
static struct crm_str first_paren(struct crm_str s)
{
    static const struct crm_str pairs[][2] = {
        {WORD("("), WORD(")")},   {WORD("["), WORD("]")}, {WORD("【"), WORD("】")},
        {WORD("〔"), WORD("〕")}, {WORD("{"), WORD("}")}, {WORD("〖"), WORD("〗")},
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        const char *open = memmem(s.p, s.n, pairs[i][0].p, pairs[i][0].n);
        const char *close =
            open ? memmem(open, (size_t)(s.p + s.n - open), pairs[i][1].p, pairs[i][1].n) : NULL;

        if (close)
            return (struct crm_str){open, (size_t)(close - open) + pairs[i][1].n};
    }
    return CRM_STR("");
}

bool crm_name_strip_paren(struct crm_buf *out, size_t start)
{
    bool has_changed = false;

    for (;;) {
        struct crm_str s = crm_str_from(crm_buf_str(out), start), paren = first_paren(s), rest;
        size_t at = paren.n ? (size_t)(paren.p - s.p) : 0;

        if (!paren.n || crm_str_trim(s).n == paren.n)
            return has_changed;
        rest = crm_str_from(s, at + paren.n);
        /* One blank, not two, where it stood between. */
        if ((at == 0 || s.p[at - 1] == ' ') && rest.n && rest.p[0] == ' ')
            rest = crm_str_from(rest, 1);
        memmove(out->p + start + at, rest.p, rest.n);
        out->n = start + at + rest.n;
        keep(out, start, crm_str_trim(crm_str_from(crm_buf_str(out), start)));
        has_changed = true;
    }
}

/* ---- order ----------------------------------------------------------------------- */

bool crm_name_put_given_first(struct crm_buf *out, size_t start)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start), family, given, suffix = {"", 0};
    const char *comma = s.n ? memchr(s.p, ',', s.n) : NULL, *next;
    size_t end = out->n, n;

    if (!comma)
        return false;
    crm_buf_room(out, s.n + 2);
    s.p = out->p + start;
    comma = memchr(s.p, ',', s.n);
    family = crm_str_trim((struct crm_str){s.p, (size_t)(comma - s.p)});
    given = crm_str_trim(crm_str_from(s, (size_t)(comma - s.p) + 1));
    next = given.n ? memchr(given.p, ',', given.n) : NULL;
    if (next) {
        suffix = crm_str_trim((struct crm_str){next + 1, (size_t)(given.p + given.n - next) - 1});
        given = crm_str_trim((struct crm_str){given.p, (size_t)(next - given.p)});
    }
    if (!family.n || !given.n || is_suffix(given) || (next && !is_suffix(suffix)))
        return false;
    crm_buf_add(out, given);
    crm_buf_add_char(out, ' ');
    crm_buf_add(out, family);
    if (suffix.n) {
        crm_buf_add_char(out, ' ');
        crm_buf_add(out, suffix);
    }
    n = out->n - end;
    memmove(out->p + start, out->p + end, n);
    out->n = start + n;
    return true;
}

/* ---- between Chinese characters -------------------------------------------------- */

static bool is_dot(int32_t c)
{
    static const int32_t dots[] = {'.',    0x2022, 0x2024, 0x2027, 0x2219, 0x22C5, 0x30FB,
                                   0xFF65, 0x16EB, 0x318D, 0x2E31, 0x25CF, 0xB7};

    for (size_t i = 0; i < COUNT(dots); i++)
        if (c == dots[i])
            return true;
    return false;
}

enum between { BLANKS, DOTS };

/* How many bytes of blanks, and of one dot among them where dots are asked for, s starts with; 0
 * unless a Chinese character follows. */
static size_t between_han(struct crm_str s, enum between what)
{
    size_t n = 0, dots = 0, bytes;

    while (n < s.n) {
        int32_t c = crm_utf8_next(crm_str_from(s, n), &bytes);

        if (crm_is_han(c))
            return dots == (what == DOTS) ? n : 0;
        if (c != ' ' && (what == BLANKS || !is_dot(c)))
            return 0;
        dots += c != ' ';
        n += bytes;
    }
    return 0;
}

/* Blanks, or a dot with blanks around it, between Chinese characters as nothing, or as ·. */
static bool replace_between_han(struct crm_buf *out, size_t start, enum between what)
{
    struct crm_str s = crm_str_from(crm_buf_str(out), start);
    size_t end = out->n, bytes, n;
    bool is_after_han = false, has_changed;

    /* A · is longer than a full stop, so behind the text first. */
    crm_buf_room(out, 2 * s.n);
    s.p = out->p + start;
    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);

        n = is_after_han ? between_han(s, what) : 0;
        is_after_han = crm_is_han(c);
        if (n == 0)
            crm_buf_add(out, (struct crm_str){s.p, bytes});
        else if (what == DOTS)
            crm_buf_add(out, CRM_STR("\xC2\xB7"));
        bytes = n ? n : bytes;
    }
    n = out->n - end;
    has_changed = n != end - start || memcmp(out->p + start, out->p + end, n) != 0;
    memmove(out->p + start, out->p + end, n);
    out->n = start + n;
    return has_changed;
}

bool crm_name_join_han(struct crm_buf *out, size_t start)
{
    return replace_between_han(out, start, BLANKS);
}

bool crm_name_fix_middot(struct crm_buf *out, size_t start)
{
    return replace_between_han(out, start, DOTS);
}
