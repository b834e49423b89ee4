/*
 * email_address.h - the two halves of an address and what they may hold.
 *
 * RFC 5321 (lengths, quoted strings, address literals), RFC 5322 (atoms), RFC 6531 (characters
 * beyond ASCII), RFC 5890 to 5892 (domains). Tighter than these in three ways, as mail programs and
 * checkers are: a domain has two labels or more and ends in letters, and a local part beyond ASCII
 * holds letters, marks, numbers and punctuation, but no symbols.
 */
#ifndef CRM_CLEAN_EMAIL_ADDRESS_H
#define CRM_CLEAN_EMAIL_ADDRESS_H

#include "clean/clean.h"

enum {
    CRM_ADDRESS_BYTES = 254, /* RFC 5321 4.5.3.1.3 without the angle brackets */
    CRM_LOCAL_BYTES = 64,
    CRM_DOMAIN_BYTES = 253,
};

struct crm_address {
    struct crm_str local, domain;
};

/* Cut s at the @ in front of the domain: the first behind a quoted local part, else the last. False
 * when there is none. */
bool crm_address_cut(struct crm_str s, struct crm_address *a);

/* The "..." that s starts with, quotes and all; empty when it starts with none that is closed. */
struct crm_str crm_address_quoted(struct crm_str s);

/* Is s atoms with single points between them (RFC 5322 dot-atom, RFC 6531)? */
bool crm_address_is_atoms(struct crm_str s);

/* Is s "..." of printable characters and blanks, \ before any that needs it? */
bool crm_address_is_quoted(struct crm_str s);

/* Is the mapped domain a name that mail may go to, or an address literal that opts allow? The bytes
 * it has in ASCII; 0 when it is none. */
size_t crm_address_domain_bytes(struct crm_str domain, const struct crm_clean_opts *opts);

/* Kept for examples, tests and local use: RFC 2606, 6761, 6762, 7686, and .arpa. */
bool crm_address_is_reserved(struct crm_str domain);

#endif
