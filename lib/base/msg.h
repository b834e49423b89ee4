/*
 * msg.h - every text shown to people, English and Chinese side by side (msg.def).
 *
 * A message holds no printf directive: the facts travel in fields. Its name in lower case is also a
 * code that programs can rely on (the _reason of a reject, a normaliser's issue).
 */
#ifndef CRM_BASE_MSG_H
#define CRM_BASE_MSG_H

enum crm_lang { CRM_EN, CRM_ZH };

enum crm_msg {
    CRM_MSG_NONE = 0,
#define MSG(name, en, zh) CRM_MSG_##name,
#include "base/msg.def"
#undef MSG
    CRM_MSG_COUNT
};

/* The text of m in the language; "" for CRM_MSG_NONE. */
const char *crm_msg_text(enum crm_msg m, enum crm_lang lang);

/* The name of m as a lower-case code, such as "not_a_number"; "" for CRM_MSG_NONE. */
const char *crm_msg_code(enum crm_msg m);

#endif
