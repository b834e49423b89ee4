#include "render/words.h"

static const char *const texts[CRM_WORD_COUNT][2] = {
    [CRM_WORD_NONE] = {"", ""},
#define WORD(name, en, zh) [CRM_WORD_##name] = {en, zh},
#include "render/words.def"
#undef WORD
};

const char *crm_word(enum crm_word w, enum crm_lang lang)
{
    return texts[w][lang == CRM_ZH];
}

void crm_fill(struct crm_buf *out, const char *pattern, const struct crm_str *args, size_t n)
{
    for (const char *p = pattern; *p; p++) {
        size_t arg = p[0] == '{' && p[1] >= '0' && p[1] <= '9' ? (size_t)(p[1] - '0') : n;
        if (arg < n && p[2] == '}') {
            crm_buf_add(out, args[arg]);
            p += 2;
        } else {
            crm_buf_add_char(out, *p);
        }
    }
}

/* English names that are more than their code spelled out. */
static const char *const names[][2] = {
    {"cant_lose", "Can't lose"},
    {"one_time_lapsed", "Bought once, lapsed"},
    {"single_order_recent", "One order, recently"},
    {"single_order_long_ago", "One order, long ago"},
    {"within_usual_gap", "Within the usual gap"},
};

/* loyal_customers as Loyal customers. */
static void add_spelled(struct crm_buf *out, struct crm_str code)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (crm_str_eq(code, crm_str_of(names[i][0]))) {
            crm_buf_add_cstr(out, names[i][1]);
            return;
        }
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '_')
            c = ' ';
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        crm_buf_add_char(out, c);
    }
}

static void add_code(struct crm_buf *out, enum crm_code_set set, struct crm_str text,
                     enum crm_lang lang)
{
    uint8_t code = crm_codes_read(set, text);

    if (code == 0)
        crm_buf_add(out, text);
    else if (lang == CRM_EN)
        add_spelled(out, crm_codes_texts(set, lang)[code]);
    else
        crm_buf_add(out, crm_codes_texts(set, lang)[code]);
}

void crm_add_label(struct crm_buf *out, enum crm_label kind, struct crm_str text,
                   enum crm_lang lang)
{
    switch (kind) {
    case CRM_LABEL_PLAIN:
        crm_buf_add(out, text);
        break;
    case CRM_LABEL_SEGMENT:
        add_code(out, CRM_CODES_SEGMENT, text, lang);
        break;
    case CRM_LABEL_STAGE:
        add_code(out, CRM_CODES_STAGE, text, lang);
        break;
    case CRM_LABEL_BAND:
        add_code(out, CRM_CODES_BAND, text, lang);
        break;
    case CRM_LABEL_REASON:
        add_code(out, CRM_CODES_REASON, text, lang);
        break;
    }
}

void crm_add_group_label(struct crm_buf *out, enum crm_label kind, const struct crm_group *g,
                         enum crm_lang lang)
{
    if (g->is_rest)
        crm_buf_add_cstr(out, crm_word(CRM_WORD_REST, lang));
    else if (g->text.n == 0)
        crm_buf_add_cstr(out, crm_word(CRM_WORD_EMPTY_CELL, lang));
    else
        crm_add_label(out, kind, g->text, lang);
}

const char *crm_segment_action(struct crm_str segment, enum crm_lang lang)
{
    static const enum crm_word actions[CRM_SEGMENT_COUNT] = {
        [CRM_SEGMENT_PROSPECT] = CRM_WORD_ACT_PROSPECT,
        [CRM_SEGMENT_CHAMPIONS] = CRM_WORD_ACT_CHAMPIONS,
        [CRM_SEGMENT_LOYAL_CUSTOMERS] = CRM_WORD_ACT_LOYAL_CUSTOMERS,
        [CRM_SEGMENT_POTENTIAL_LOYALISTS] = CRM_WORD_ACT_POTENTIAL_LOYALISTS,
        [CRM_SEGMENT_NEW_CUSTOMERS] = CRM_WORD_ACT_NEW_CUSTOMERS,
        [CRM_SEGMENT_PROMISING] = CRM_WORD_ACT_PROMISING,
        [CRM_SEGMENT_NEED_ATTENTION] = CRM_WORD_ACT_NEED_ATTENTION,
        [CRM_SEGMENT_ABOUT_TO_SLEEP] = CRM_WORD_ACT_ABOUT_TO_SLEEP,
        [CRM_SEGMENT_AT_RISK] = CRM_WORD_ACT_AT_RISK,
        [CRM_SEGMENT_CANT_LOSE] = CRM_WORD_ACT_CANT_LOSE,
        [CRM_SEGMENT_HIBERNATING] = CRM_WORD_ACT_HIBERNATING,
        [CRM_SEGMENT_IMPORTANT_VALUE] = CRM_WORD_ACT_IMPORTANT_VALUE,
        [CRM_SEGMENT_IMPORTANT_GROWTH] = CRM_WORD_ACT_IMPORTANT_GROWTH,
        [CRM_SEGMENT_IMPORTANT_KEEP] = CRM_WORD_ACT_IMPORTANT_KEEP,
        [CRM_SEGMENT_IMPORTANT_WIN_BACK] = CRM_WORD_ACT_IMPORTANT_WIN_BACK,
        [CRM_SEGMENT_GENERAL_VALUE] = CRM_WORD_ACT_GENERAL_VALUE,
        [CRM_SEGMENT_GENERAL_GROWTH] = CRM_WORD_ACT_GENERAL_GROWTH,
        [CRM_SEGMENT_GENERAL_KEEP] = CRM_WORD_ACT_GENERAL_KEEP,
        [CRM_SEGMENT_GENERAL_WIN_BACK] = CRM_WORD_ACT_GENERAL_WIN_BACK,
    };
    uint8_t code = crm_codes_read(CRM_CODES_SEGMENT, segment);

    return code == CRM_SEGMENT_NONE ? "" : crm_word(actions[code], lang);
}
