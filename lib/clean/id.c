#include "clean/id.h"

#include "clean/protection.h"
#include "clean/type.h"
#include "table/money.h"

/* 1.93068E+15: what Excel shows, and saves, of a long number. The digits are gone. */
static bool has_scientific(struct crm_str s)
{
    size_t i = 1;

    if (s.n < 5 || s.p[0] < '1' || s.p[0] > '9')
        return false;
    if (s.p[i] == '.')
        for (i++; i < s.n && crm_is_digit(s.p[i]);)
            i++;
    return s.n - i == 4 && (s.p[i] == 'E' || s.p[i] == 'e') && s.p[i + 1] == '+' &&
           crm_is_digit(s.p[i + 2]) && crm_is_digit(s.p[i + 3]);
}

static enum crm_msg clean_plain(struct crm_str raw, const struct crm_clean_opts *opts,
                                struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    enum crm_msg why = crm_clean_text(raw, opts, out, steps);
    struct crm_str text, s;

    if (why != CRM_MSG_NONE)
        return why;
    text = crm_str_from(crm_buf_str(out), start);
    s = crm_without_protection(text, true);
    if (crm_is_null_text(s))
        why = CRM_MSG_EMPTY_VALUE;
    else if (has_scientific(s))
        why = CRM_MSG_SCIENTIFIC;
    out->n = start;
    if (why != CRM_MSG_NONE)
        return why;
    *steps |= s.n < text.n ? CRM_STEP(excel) : 0;
    memmove(out->p + start, s.p, s.n);
    out->n += s.n;
    return CRM_MSG_NONE;
}

/* Take blanks and hyphens out of text[0..n), make capitals; returns what is left. */
static size_t compact(char *text, size_t n, crm_steps *steps)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        char c = text[i];

        if (c == ' ' || c == '-') {
            *steps |= CRM_STEP(format);
            continue;
        }
        if (c >= 'a' && c <= 'z') {
            *steps |= CRM_STEP(case);
            c = (char)(c - 'a' + 'A');
        }
        text[kept++] = c;
    }
    return kept;
}

static bool is_alphanumeric(struct crm_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!crm_is_digit(s.p[i]) && (s.p[i] < 'A' || s.p[i] > 'Z'))
            return false;
    return true;
}

enum crm_msg crm_id_compact(struct crm_str raw, struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_clean_opts plain = {0};
    crm_steps done = 0;
    enum crm_msg why = clean_plain(raw, &plain, out, &done);
    struct crm_str s;

    if (why != CRM_MSG_NONE)
        return why;
    out->n = start + compact(out->p + start, out->n - start, &done);
    s = crm_str_from(crm_buf_str(out), start);
    if (crm_is_masked(s))
        why = CRM_MSG_MASKED;
    else if (s.n == 0 || !is_alphanumeric(s))
        why = CRM_MSG_INVALID;
    else if (s.n != CRM_ID_BYTES)
        why = CRM_MSG_LENGTH;
    if (why == CRM_MSG_NONE)
        *steps |= done;
    else
        out->n = start;
    return why;
}

/* An id of 18 characters that the check passes. */
static enum crm_msg clean_checked(struct crm_str raw, enum crm_msg (*check)(struct crm_str),
                                  struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps done = 0;
    enum crm_msg why = crm_id_compact(raw, out, &done);

    if (why == CRM_MSG_NONE)
        why = check(crm_str_from(crm_buf_str(out), start));
    if (why == CRM_MSG_NONE)
        *steps |= done;
    else
        out->n = start;
    return why;
}

enum crm_msg crm_clean_resident_id(struct crm_str raw, const struct crm_clean_opts *opts,
                                   struct crm_buf *out, crm_steps *steps)
{
    (void)opts;
    return clean_checked(raw, crm_resident_id_check, out, steps);
}

enum crm_msg crm_clean_credit_code(struct crm_str raw, const struct crm_clean_opts *opts,
                                   struct crm_buf *out, crm_steps *steps)
{
    (void)opts;
    return clean_checked(raw, crm_credit_code_check, out, steps);
}

enum crm_msg crm_clean_id(struct crm_str raw, const struct crm_clean_opts *opts,
                          struct crm_buf *out, crm_steps *steps)
{
    switch (opts->id_kind) {
    case CRM_ID_RESIDENT:
        return crm_clean_resident_id(raw, opts, out, steps);
    case CRM_ID_CREDIT_CODE:
        return crm_clean_credit_code(raw, opts, out, steps);
    case CRM_ID_PLAIN:
        break;
    }
    return clean_plain(raw, opts, out, steps);
}

/* As it stands or between spaces; anything else goes the long way. */
static bool take_checked(struct crm_str raw, enum crm_msg (*check)(struct crm_str),
                         struct crm_str *clean)
{
    *clean = crm_str_trim(raw);
    return clean->n == CRM_ID_BYTES && is_alphanumeric(*clean) && check(*clean) == CRM_MSG_NONE;
}

bool crm_quick_resident_id(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                           struct crm_str *clean)
{
    (void)opts;
    (void)room;
    return take_checked(raw, crm_resident_id_check, clean);
}

bool crm_quick_credit_code(struct crm_str raw, const struct crm_clean_opts *opts, char *room,
                           struct crm_str *clean)
{
    (void)opts;
    (void)room;
    return take_checked(raw, crm_credit_code_check, clean);
}

static const char *const kinds[] = {"plain", "cn_resident_id", "cn_uscc", NULL};
static const struct crm_key keys[] = {
    {"type", CRM_KEY_CHOICE, offsetof(struct crm_clean_opts, id_kind), kinds, NULL},
    {0},
};
const struct crm_type crm_type_id = {"id", crm_quick_id, crm_clean_id, keys, 0};
const struct crm_type crm_type_resident_id = {"cn_resident_id", crm_quick_resident_id,
                                              crm_clean_resident_id, NULL, 7};
const struct crm_type crm_type_credit_code = {"cn_uscc", crm_quick_credit_code,
                                              crm_clean_credit_code, NULL, 6};
/* Never retyped: 00123 and SW1A 1AA are what they are. */
const struct crm_type crm_type_postcode = {"postcode", crm_quick_id, crm_clean_id, NULL, 0};
