#include "base/msg.h"

#include <ctype.h>
#include <pthread.h>

static const char *const texts[CRM_MSG_COUNT][2] = {
    {"", ""},
#define MSG(name, en, zh) {en, zh},
#include "base/msg.def"
#undef MSG
};

static const char *const names[CRM_MSG_COUNT] = {
    "",
#define MSG(name, en, zh) #name,
#include "base/msg.def"
#undef MSG
};

enum { CODE_BYTES = 48 };
static char codes[CRM_MSG_COUNT][CODE_BYTES];
static pthread_once_t codes_made = PTHREAD_ONCE_INIT;

static void make_codes(void)
{
    for (int m = 0; m < CRM_MSG_COUNT; m++)
        for (int i = 0; names[m][i] && i < CODE_BYTES - 1; i++)
            codes[m][i] = (char)tolower((unsigned char)names[m][i]);
}

const char *crm_msg_text(enum crm_msg m, enum crm_lang lang)
{
    return texts[m][lang];
}

const char *crm_msg_code(enum crm_msg m)
{
    pthread_once(&codes_made, make_codes);
    return codes[m];
}
