/*
 * gender.c - M and F, nothing for what is not known. The digits are those of ISO/IEC 5218 and
 * GB/T 2261.1-2003: 0 not known, 1 male, 2 female, 9 not stated. Any other gender stays as it is,
 * as an unknown value.
 */
#include "clean/type.h"

#include "clean/lexicon.h"

static const struct crm_lexicon_row rows[] = {
    {"M",
     "男|男性|男士|男生|男孩|男的|先生|1|1.0|male|man|men|boy|mr|mister|sir|gentleman|masculine|♂|"
     "hombre|masculino|homme|masculin|monsieur|mann|männlich|herr|男の子|남|남자|남성|мужской|муж"},
    {"F", "女|女性|女士|女生|女孩|女的|小姐|太太|夫人|2|2.0|female|woman|women|girl|ms|mrs|miss|"
          "lady|madam|"
          "feminine|♀|mujer|femenino|femme|féminin|madame|mademoiselle|frau|weiblich|女の子|여|"
          "여자|여성|"
          "женский|жен"},
    {"", "未知|不详|不詳|不明|未填|未填写|未填寫|未设置|未說明|未说明|未透露|未公开|保密|0|0.0|9|9."
         "0|unknown|u|"
         "unspecified|undefined|not stated|not specified|not known|secret|private|undisclosed|"
         "prefer not to say"},
};
static struct crm_lexicon lexicon = CRM_LEXICON(rows);

enum crm_msg crm_clean_gender(struct crm_str raw, const struct crm_clean_opts *opts,
                              struct crm_buf *out, crm_steps *steps)
{
    return crm_clean_word(&lexicon, raw, opts, out, steps);
}

const struct crm_type crm_type_gender = {"gender", crm_quick_gender, crm_clean_gender, NULL, 0};
