#include "model/codes.h"

#define TEXT CRM_STR_INIT

enum { LANGS = 2 };

static const struct crm_str segments[LANGS][CRM_SEGMENT_COUNT] = {
    [CRM_EN] =
        {
            [CRM_SEGMENT_NONE] = TEXT(""),
            [CRM_SEGMENT_PROSPECT] = TEXT("prospect"),
            [CRM_SEGMENT_CHAMPIONS] = TEXT("champions"),
            [CRM_SEGMENT_LOYAL_CUSTOMERS] = TEXT("loyal_customers"),
            [CRM_SEGMENT_POTENTIAL_LOYALISTS] = TEXT("potential_loyalists"),
            [CRM_SEGMENT_NEW_CUSTOMERS] = TEXT("new_customers"),
            [CRM_SEGMENT_PROMISING] = TEXT("promising"),
            [CRM_SEGMENT_NEED_ATTENTION] = TEXT("need_attention"),
            [CRM_SEGMENT_ABOUT_TO_SLEEP] = TEXT("about_to_sleep"),
            [CRM_SEGMENT_AT_RISK] = TEXT("at_risk"),
            [CRM_SEGMENT_CANT_LOSE] = TEXT("cant_lose"),
            [CRM_SEGMENT_HIBERNATING] = TEXT("hibernating"),
            [CRM_SEGMENT_IMPORTANT_VALUE] = TEXT("important_value"),
            [CRM_SEGMENT_IMPORTANT_GROWTH] = TEXT("important_growth"),
            [CRM_SEGMENT_IMPORTANT_KEEP] = TEXT("important_keep"),
            [CRM_SEGMENT_IMPORTANT_WIN_BACK] = TEXT("important_win_back"),
            [CRM_SEGMENT_GENERAL_VALUE] = TEXT("general_value"),
            [CRM_SEGMENT_GENERAL_GROWTH] = TEXT("general_growth"),
            [CRM_SEGMENT_GENERAL_KEEP] = TEXT("general_keep"),
            [CRM_SEGMENT_GENERAL_WIN_BACK] = TEXT("general_win_back"),
        },
    [CRM_ZH] =
        {
            [CRM_SEGMENT_NONE] = TEXT(""),
            [CRM_SEGMENT_PROSPECT] = TEXT("潜在客户"),
            [CRM_SEGMENT_CHAMPIONS] = TEXT("冠军客户"),
            [CRM_SEGMENT_LOYAL_CUSTOMERS] = TEXT("忠诚客户"),
            [CRM_SEGMENT_POTENTIAL_LOYALISTS] = TEXT("潜在忠诚客户"),
            [CRM_SEGMENT_NEW_CUSTOMERS] = TEXT("新客户"),
            [CRM_SEGMENT_PROMISING] = TEXT("潜力客户"),
            [CRM_SEGMENT_NEED_ATTENTION] = TEXT("需要关注客户"),
            [CRM_SEGMENT_ABOUT_TO_SLEEP] = TEXT("即将沉睡客户"),
            [CRM_SEGMENT_AT_RISK] = TEXT("流失风险客户"),
            [CRM_SEGMENT_CANT_LOSE] = TEXT("不能失去客户"),
            [CRM_SEGMENT_HIBERNATING] = TEXT("沉睡客户"),
            [CRM_SEGMENT_IMPORTANT_VALUE] = TEXT("重要价值客户"),
            [CRM_SEGMENT_IMPORTANT_GROWTH] = TEXT("重要发展客户"),
            [CRM_SEGMENT_IMPORTANT_KEEP] = TEXT("重要保持客户"),
            [CRM_SEGMENT_IMPORTANT_WIN_BACK] = TEXT("重要挽留客户"),
            [CRM_SEGMENT_GENERAL_VALUE] = TEXT("一般价值客户"),
            [CRM_SEGMENT_GENERAL_GROWTH] = TEXT("一般发展客户"),
            [CRM_SEGMENT_GENERAL_KEEP] = TEXT("一般保持客户"),
            [CRM_SEGMENT_GENERAL_WIN_BACK] = TEXT("一般挽留客户"),
        },
};

static const struct crm_str stages[LANGS][CRM_STAGE_COUNT] = {
    [CRM_EN] =
        {
            [CRM_STAGE_NONE] = TEXT(""),
            [CRM_STAGE_PROSPECT] = TEXT("prospect"),
            [CRM_STAGE_NEW] = TEXT("new"),
            [CRM_STAGE_ONE_TIME_LAPSED] = TEXT("one_time_lapsed"),
            [CRM_STAGE_GROWING] = TEXT("growing"),
            [CRM_STAGE_MATURE] = TEXT("mature"),
            [CRM_STAGE_DECLINING] = TEXT("declining"),
            [CRM_STAGE_DORMANT] = TEXT("dormant"),
            [CRM_STAGE_LOST] = TEXT("lost"),
        },
    [CRM_ZH] =
        {
            [CRM_STAGE_NONE] = TEXT(""),
            [CRM_STAGE_PROSPECT] = TEXT("潜在"),
            [CRM_STAGE_NEW] = TEXT("新客"),
            [CRM_STAGE_ONE_TIME_LAPSED] = TEXT("一次性流失"),
            [CRM_STAGE_GROWING] = TEXT("成长"),
            [CRM_STAGE_MATURE] = TEXT("成熟"),
            [CRM_STAGE_DECLINING] = TEXT("衰退"),
            [CRM_STAGE_DORMANT] = TEXT("沉睡"),
            [CRM_STAGE_LOST] = TEXT("流失"),
        },
};

static const struct crm_str bands[LANGS][CRM_BAND_COUNT] = {
    [CRM_EN] = {TEXT(""), TEXT("low"), TEXT("medium"), TEXT("high")},
    [CRM_ZH] = {TEXT(""), TEXT("低"), TEXT("中"), TEXT("高")},
};

static const struct crm_str reasons[LANGS][CRM_REASON_COUNT] = {
    [CRM_EN] =
        {
            [CRM_REASON_NONE] = TEXT(""),
            [CRM_REASON_WITHIN_USUAL_GAP] = TEXT("within_usual_gap"),
            [CRM_REASON_OVERDUE] = TEXT("overdue"),
            [CRM_REASON_LONG_OVERDUE] = TEXT("long_overdue"),
            [CRM_REASON_SINGLE_ORDER_RECENT] = TEXT("single_order_recent"),
            [CRM_REASON_SINGLE_ORDER_LONG_AGO] = TEXT("single_order_long_ago"),
            [CRM_REASON_NO_ORDER] = TEXT("no_order"),
        },
    [CRM_ZH] =
        {
            [CRM_REASON_NONE] = TEXT(""),
            [CRM_REASON_WITHIN_USUAL_GAP] = TEXT("在惯常间隔内"),
            [CRM_REASON_OVERDUE] = TEXT("超过惯常间隔"),
            [CRM_REASON_LONG_OVERDUE] = TEXT("远超惯常间隔"),
            [CRM_REASON_SINGLE_ORDER_RECENT] = TEXT("近期仅购一次"),
            [CRM_REASON_SINGLE_ORDER_LONG_AGO] = TEXT("仅购一次且久未再购"),
            [CRM_REASON_NO_ORDER] = TEXT("无订单"),
        },
};

static const struct crm_str churn_models[LANGS][CRM_CHURN_MODEL_COUNT] = {
    [CRM_EN] = {TEXT(""), TEXT("heuristic")},
    [CRM_ZH] = {TEXT(""), TEXT("经验规则")},
};

static const struct crm_str letters[CRM_ABC_CLASSES_MAX + 1] = {
    TEXT(""),  TEXT("A"), TEXT("B"), TEXT("C"), TEXT("D"), TEXT("E"), TEXT("F"),
    TEXT("G"), TEXT("H"), TEXT("I"), TEXT("J"), TEXT("K"), TEXT("L"), TEXT("M"),
    TEXT("N"), TEXT("O"), TEXT("P"), TEXT("Q"), TEXT("R"), TEXT("S"), TEXT("T"),
    TEXT("U"), TEXT("V"), TEXT("W"), TEXT("X"), TEXT("Y"), TEXT("Z"),
};

const struct crm_str *crm_codes_texts(enum crm_code_set set, enum crm_lang lang)
{
    switch (set) {
    case CRM_CODES_SEGMENT:
        return segments[lang];
    case CRM_CODES_STAGE:
        return stages[lang];
    case CRM_CODES_BAND:
        return bands[lang];
    case CRM_CODES_REASON:
        return reasons[lang];
    case CRM_CODES_CHURN_MODEL:
        return churn_models[lang];
    case CRM_CODES_ABC:
        return letters;
    }
    return NULL;
}

size_t crm_codes_count(enum crm_code_set set)
{
    switch (set) {
    case CRM_CODES_SEGMENT:
        return CRM_SEGMENT_COUNT;
    case CRM_CODES_STAGE:
        return CRM_STAGE_COUNT;
    case CRM_CODES_BAND:
        return CRM_BAND_COUNT;
    case CRM_CODES_REASON:
        return CRM_REASON_COUNT;
    case CRM_CODES_CHURN_MODEL:
        return CRM_CHURN_MODEL_COUNT;
    case CRM_CODES_ABC:
        return CRM_ABC_CLASSES_MAX + 1;
    }
    return 0;
}

uint8_t crm_codes_read(enum crm_code_set set, struct crm_str text)
{
    const struct crm_str *en = crm_codes_texts(set, CRM_EN), *zh = crm_codes_texts(set, CRM_ZH);

    for (size_t code = 1; code < crm_codes_count(set); code++)
        if (crm_str_eq(text, en[code]) || crm_str_eq(text, zh[code]))
            return (uint8_t)code;
    return 0;
}
