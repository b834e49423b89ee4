/*
 * phone_read.c - the spellings of phone numbers.
 */
#include "clean/phone_read.h"

#include "text/utf8.h"

enum {
    LONGEST_EXTENSION = 6,
    LONGEST_REMARK = 30, /* bytes: ten Chinese characters */
};

/* Words that may stand before a number, with a colon, a point or a blank behind them. */
static const struct crm_str labels[] = {
    CRM_STR_INIT("手机号码"),   CRM_STR_INIT("手机号"),     CRM_STR_INIT("手机"),
    CRM_STR_INIT("联系电话"),   CRM_STR_INIT("联系手机"),   CRM_STR_INIT("联系方式"),
    CRM_STR_INIT("电话号码"),   CRM_STR_INIT("电话"),       CRM_STR_INIT("座机"),
    CRM_STR_INIT("固定电话"),   CRM_STR_INIT("固话"),       CRM_STR_INIT("移动电话"),
    CRM_STR_INIT("办公电话"),   CRM_STR_INIT("客服电话"),   CRM_STR_INIT("收货人手机"),
    CRM_STR_INIT("收货人电话"), CRM_STR_INIT("收件人电话"), CRM_STR_INIT("传真"),
    CRM_STR_INIT("手機號碼"),   CRM_STR_INIT("手機"),       CRM_STR_INIT("聯絡電話"),
    CRM_STR_INIT("電話番号"),   CRM_STR_INIT("電話號碼"),   CRM_STR_INIT("電話"),
    CRM_STR_INIT("行動電話"),   CRM_STR_INIT("携帯電話"),   CRM_STR_INIT("携帯"),
    CRM_STR_INIT("telephone"),  CRM_STR_INIT("telefone"),   CRM_STR_INIT("telefon"),
    CRM_STR_INIT("tel no"),     CRM_STR_INIT("tel"),        CRM_STR_INIT("mobile"),
    CRM_STR_INIT("mob"),        CRM_STR_INIT("phone no"),   CRM_STR_INIT("phone number"),
    CRM_STR_INIT("phone"),      CRM_STR_INIT("ph"),         CRM_STR_INIT("cellphone"),
    CRM_STR_INIT("cell"),       CRM_STR_INIT("celular"),    CRM_STR_INIT("handy"),
    CRM_STR_INIT("portable"),   CRM_STR_INIT("whatsapp"),   CRM_STR_INIT("fax"),
    CRM_STR_INIT("contact"),    CRM_STR_INIT("home"),       CRM_STR_INIT("work"),
    CRM_STR_INIT("office"),     CRM_STR_INIT("t"),          CRM_STR_INIT("m"),
    CRM_STR_INIT("p"),          CRM_STR_INIT("h"),          CRM_STR_INIT("w"),
    CRM_STR_INIT("o"),          CRM_STR_INIT("c"),
};

static const struct crm_str extension_words[] = {
    CRM_STR_INIT(";ext="), CRM_STR_INIT("extension"), CRM_STR_INIT("extn"), CRM_STR_INIT("ext"),
    CRM_STR_INIT("x"),     CRM_STR_INIT("#"),         CRM_STR_INIT("转接"), CRM_STR_INIT("转"),
    CRM_STR_INIT("轉"),    CRM_STR_INIT("分机号"),    CRM_STR_INIT("分机"), CRM_STR_INIT("分機"),
    CRM_STR_INIT("內線"),  CRM_STR_INIT("内線"),      CRM_STR_INIT("内线"), CRM_STR_INIT("ramal"),
    CRM_STR_INIT("poste"),
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Bytes of the sign that s starts with, one that may stand between digits; else 0. */
static size_t sign_bytes(struct crm_str s, bool *is_dash)
{
    size_t n;
    int32_t c;

    *is_dash = s.p[0] == '-';
    if ((unsigned char)s.p[0] < 0x80)
        return *is_dash || s.p[0] == ' ' || (s.p[0] >= '(' && s.p[0] <= ')') ||
               (s.p[0] >= '.' && s.p[0] <= '/') || s.p[0] == '_';
    /* Dashes, among them those of Japanese and of Chinese keyboards, and a point in the middle. */
    c = crm_utf8_next(s, &n);
    *is_dash = (c >= 0x2010 && c <= 0x2015) || c == 0x2043 || c == 0x2212 || c == 0x2500 ||
               c == 0x30FC || c == 0xFE58 || c == 0xFE63;
    return *is_dash || c == 0xB7 ? n : 0;
}

static bool starts_with_word(struct crm_str s, struct crm_str word)
{
    return s.n > word.n && crm_lower(s.p[0]) == word.p[0] &&
           crm_str_eq_nocase((struct crm_str){s.p, word.n}, word);
}

/* What follows a label: behind Chinese and behind whole words the number may stand at once. */
static struct crm_str behind_label(struct crm_str s, struct crm_str label)
{
    struct crm_str after = crm_str_trim(crm_str_from(s, label.n));
    bool is_chinese = (unsigned char)label.p[0] >= 0x80;
    size_t marks = 0;

    while (marks < after.n && (after.p[marks] == ':' || after.p[marks] == '.'))
        marks++;
    if (marks)
        return crm_str_trim(crm_str_from(after, marks));
    return is_chinese || (label.n > 1 && s.p[label.n] == ' ') ? after : s;
}

static struct crm_str without_label(struct crm_str s)
{
    for (size_t i = 0; i < COUNT(labels); i++) {
        struct crm_str after;

        if (!starts_with_word(s, labels[i]))
            continue;
        after = behind_label(s, labels[i]);
        if (after.n < s.n)
            return after;
    }
    return s;
}

static struct crm_str without_wrapping(struct crm_str s)
{
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        s = crm_str_trim((struct crm_str){s.p + 1, s.n - 2});
    if (s.n == 0 || crm_is_digit(s.p[0]) || s.p[0] == '+' || s.p[0] == '(')
        return s;
    return without_label(s);
}

/* ".0" at the end of s, behind one group of digits: a number that went through a float. */
static bool is_float_suffix(const struct crm_phone_spelling *sp, struct crm_str s)
{
    if (sp->groups != 1 || sp->n < CRM_PHONE_SHORTEST || s.n < 2 || s.p[0] != '.')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] != '0')
            return false;
    return true;
}

/*
 * Step over the signs before the next group; returns their bytes. Before the first group only
 * blanks, a plus sign and brackets stand. "(0)" behind a country's code is only dialled at home.
 */
static size_t skip_signs(struct crm_phone_spelling *sp, struct crm_str s)
{
    size_t i = 0;

    sp->has_dash = sp->has_slash = false;
    while (i < s.n && !crm_is_digit(s.p[i])) {
        bool is_dash = false;
        size_t n;

        if (sp->n == 0) {
            bool is_plus = s.p[i] == '+' && !sp->has_plus;

            n = is_plus || s.p[i] == '(' || s.p[i] == ' ';
            sp->has_plus |= is_plus;
            sp->steps |= n && !is_plus ? CRM_STEP(format) : 0;
        } else if (sp->has_plus && crm_str_starts(crm_str_from(s, i), CRM_STR("(0)"))) {
            n = 3;
            sp->steps |= CRM_STEP(cc);
        } else {
            n = sign_bytes(crm_str_from(s, i), &is_dash);
            sp->has_dash |= is_dash;
            sp->has_slash |= n && s.p[i] == '/';
        }
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

/* Behind the last group may stand the bracket that closes it. */
static void take_rest(struct crm_phone_spelling *sp, struct crm_str behind)
{
    size_t bracket = sp->n && behind.n && behind.p[0] == ')';

    sp->rest = crm_str_trim(crm_str_from(behind, bracket));
    sp->is_glued = sp->rest.n && sp->rest.p == behind.p;
    sp->steps |= bracket ? CRM_STEP(format) : 0;
}

bool crm_phone_read(struct crm_str s, struct crm_phone_spelling *sp)
{
    struct crm_str text = without_wrapping(s);
    bool has_dash = false, has_slash = false;
    size_t i = 0;

    sp->n = sp->groups = 0;
    sp->has_plus = false;
    sp->steps = text.n < s.n ? CRM_STEP(prefix) : 0;
    for (;;) {
        size_t group = sp->n, start = i;

        i += skip_signs(sp, crm_str_from(text, i));
        if (i == text.n || !crm_is_digit(text.p[i])) {
            i = start;
            break;
        }
        if (is_float_suffix(sp, crm_str_from(text, start))) {
            sp->steps |= CRM_STEP(excel);
            i = text.n;
            break;
        }
        has_dash = sp->has_dash;
        has_slash = sp->has_slash;
        for (; i < text.n && crm_is_digit(text.p[i]); i++) {
            if (sp->n == CRM_PHONE_MOST_DIGITS)
                return false;
            sp->digits[sp->n++] = text.p[i];
        }
        if (sp->groups == CRM_PHONE_MOST_GROUPS)
            return false;
        if (group)
            sp->steps |= CRM_STEP(format);
        sp->ends[sp->groups++] = sp->n;
    }
    sp->has_dash = has_dash;
    sp->has_slash = has_slash;
    take_rest(sp, crm_str_from(text, i));
    return sp->groups > 0;
}

/* The digits at the start of s, as many as an extension may have, nothing behind them but a closed
 * bracket; else none. */
static struct crm_str only_digits(struct crm_str s)
{
    size_t n = 0;

    while (n < s.n && crm_is_digit(s.p[n]))
        n++;
    return n == s.n && n <= LONGEST_EXTENSION ? s : CRM_STR("");
}

static struct crm_str without_brackets(struct crm_str s, char open, char close)
{
    if (s.n >= 2 && s.p[0] == open && s.p[s.n - 1] == close)
        return crm_str_trim((struct crm_str){s.p + 1, s.n - 2});
    return s;
}

static struct crm_str extension_in(struct crm_str s, bool *is_sure)
{
    struct crm_str inner = without_brackets(s, '(', ')');

    *is_sure = true;
    for (size_t i = 0; i < COUNT(extension_words); i++) {
        struct crm_str after;

        if (!starts_with_word(inner, extension_words[i]))
            continue;
        after = crm_str_trim(crm_str_from(inner, extension_words[i].n));
        while (after.n && strchr(".:-#", after.p[0]) && after.p[0])
            after = crm_str_trim(crm_str_from(after, 1));
        return only_digits(after);
    }
    *is_sure = false;
    inner = without_brackets(s, '[', ']');
    if (inner.n == s.n && s.n && s.p[0] != ',')
        return CRM_STR("");
    return only_digits(inner.n < s.n ? inner : crm_str_trim(crm_str_from(s, s.n ? 1 : 0)));
}

/* A name or a word about the number, such as (本人), 张三, - home: letters, no digits. Latin
 * letters that stand at the number itself are rather a slip of the pen. */
static bool is_remark(const struct crm_phone_spelling *sp)
{
    struct crm_str s = sp->rest;

    if (s.n > LONGEST_REMARK || crm_count_digits(s))
        return false;
    if (sp->is_glued && ((s.p[0] >= 'a' && s.p[0] <= 'z') || (s.p[0] >= 'A' && s.p[0] <= 'Z')))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x80 && strchr("@+*#$=<>{}%&\\^~?!", s.p[i]))
            return false;
    return true;
}

enum crm_phone_behind crm_phone_behind(const struct crm_phone_spelling *sp,
                                       struct crm_str *extension, bool *is_sure)
{
    *extension = CRM_STR("");
    if (sp->rest.n == 0)
        return CRM_BEHIND_NOTHING;
    *extension = extension_in(sp->rest, is_sure);
    if (extension->n)
        return CRM_BEHIND_EXTENSION;
    if (crm_count_digits(sp->rest) >= CRM_PHONE_SHORTEST)
        return CRM_BEHIND_NUMBER;
    return is_remark(sp) ? CRM_BEHIND_REMARK : CRM_BEHIND_OTHER;
}
