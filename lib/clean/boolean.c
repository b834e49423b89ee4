/*
 * boolean.c - true and false. Beside plain words, Chinese exports write 已... and 未... before a
 * verb: 已认证, 未开通. What has been undone (已取消, 已过期) says neither, and is refused.
 */
#include "clean/type.h"

#include "clean/lexicon.h"

static const struct crm_lexicon_row rows[] = {
    {"true",
     "yes|y|t|1|1.0|on|ok|是|是的|对|對|真|有|已|需要|要|开|開|开启|開啟|启用|啟用|有效|正常|同意|"
     "接受|"
     "可以|可|√|✓|✔|☑|✅|enabled|enable|active|checked|accepted|subscribed|sí|si|oui|ja|sim|vrai|"
     "wahr|はい|예|да"},
    {"false", "no|n|f|0|0.0|off|否|不|不是|不对|假|没有|沒有|没|无需|不需要|不要|未|关|關|关闭|"
              "關閉|禁用|停用|"
              "无效|無效|不同意|拒绝|拒絕|不可以|不可|×|✗|✘|✕|❌|☐|disabled|disable|inactive|"
              "unchecked|declined|"
              "unsubscribed|not subscribed|non|nein|não|nao|faux|falsch|いいえ|아니요|нет"},
};
static struct crm_lexicon lexicon = CRM_LEXICON(rows);

/* What 已 stands before that takes back what was. */
static bool is_undone(struct crm_str done)
{
    static const struct crm_str verbs[] = {
        CRM_STR_INIT("取消"), CRM_STR_INIT("关闭"), CRM_STR_INIT("過期"), CRM_STR_INIT("过期"),
        CRM_STR_INIT("禁用"), CRM_STR_INIT("退订"), CRM_STR_INIT("失效"), CRM_STR_INIT("停用"),
        CRM_STR_INIT("注销"), CRM_STR_INIT("删除"), CRM_STR_INIT("關閉"), CRM_STR_INIT("流失"),
    };

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (crm_str_starts(done, verbs[i]))
            return true;
    return false;
}

/* By 已 or 未 before a short verb; "" when it is neither. */
static struct crm_str by_prefix(struct crm_str s)
{
    const struct crm_str done = CRM_STR("已"), undone = CRM_STR("未");
    const size_t longest = 7 * sizeof("已") - 7; /* characters of three bytes */

    if (s.n > longest || crm_str_eq(s, CRM_STR("未知")))
        return CRM_STR("");
    if (crm_str_starts(s, undone))
        return CRM_STR("false");
    if (crm_str_starts(s, done) && !is_undone(crm_str_from(s, done.n)))
        return CRM_STR("true");
    return CRM_STR("");
}

enum crm_msg crm_clean_boolean(struct crm_str raw, const struct crm_clean_opts *opts,
                               struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps before = 0;
    enum crm_msg why = crm_clean_word(&lexicon, raw, opts, out, steps);
    struct crm_str value;

    if (why != CRM_MSG_UNKNOWN_VALUE)
        return why;
    crm_clean_text(raw, opts, out, &before);
    value = by_prefix(crm_str_from(crm_buf_str(out), start));
    out->n = start;
    if (!value.n)
        return CRM_MSG_UNKNOWN_VALUE;
    *steps |= before | CRM_STEP(alias);
    crm_buf_add(out, value);
    return CRM_MSG_NONE;
}

const struct crm_type crm_type_boolean = {"boolean", crm_quick_boolean, crm_clean_boolean, NULL, 0};
