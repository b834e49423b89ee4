/*
 * email_provider.h - what large mail providers do with an address, and how their names are
 * misspelt.
 */
#ifndef CRM_CLEAN_EMAIL_PROVIDER_H
#define CRM_CLEAN_EMAIL_PROVIDER_H

#include "clean/clean.h"

enum crm_provider {
    CRM_PROVIDER_OTHER,
    CRM_PROVIDER_GMAIL,   /* points and +... mean nothing; googlemail.com is gmail.com */
    CRM_PROVIDER_OUTLOOK, /* +... means nothing */
    CRM_PROVIDER_ICLOUD,  /* likewise */
    CRM_PROVIDER_YAHOO,   /* -... means nothing */
    CRM_PROVIDER_YANDEX,  /* one mailbox under all its domains */
};

/* The provider of a domain of any case. */
enum crm_provider crm_provider_of(struct crm_str domain);

/* The domain that a misspelt one stands for: gmial.com, qq.con. The domain itself when it is none.
 */
struct crm_str crm_provider_without_typo(struct crm_str domain);

/*
 * Bring the address in out[start..), in small letters, into the form in which its provider delivers
 * it, as opts say; false when what would be left in front of the @ is no local part.
 */
bool crm_provider_canon(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts);

#endif
