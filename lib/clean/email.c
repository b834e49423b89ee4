/*
 * email.c - addresses as mail programs and shops write them. What is around an address is taken off
 * (<...>, "...", mailto:, 邮箱：, a name before it, points and commas behind it); blanks around the
 * @, comments and quotes that it does not need go too. What is left must be an address as
 * email_address.h has it. mode=check takes nothing off: what is no address as it stands is refused.
 */
#include "clean/type.h"

#include "clean/email_address.h"
#include "clean/email_around.h"
#include "clean/email_provider.h"
#include "table/money.h"
#include "text/idn.h"
#include "text/unicode.h"

enum { LONGEST_TEXT = 1024 }; /* of what may hold an address, with its comments */

static struct crm_str trim(struct crm_str s, crm_steps *steps)
{
    struct crm_str inner = crm_str_trim(s);

    if (inner.n < s.n)
        *steps |= CRM_STEP(space);
    return inner;
}

/* x***@qq.com. A * beside signs that no mask has beside it is one of an address: !*$@b.com. */
static bool is_masked(struct crm_str s)
{
    if (!crm_is_masked(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] && strchr("!#$%&/=?^`{|}~", s.p[i]))
            return false;
    return true;
}

static bool is_lower_local(struct crm_str domain, const struct crm_clean_opts *opts)
{
    return opts->email_lower == CRM_LOWER_ALL ||
           (opts->email_mode == CRM_EMAIL_CANON && !opts->skips_providers &&
            crm_provider_of(domain) != CRM_PROVIDER_OTHER);
}

/* Small letters for what stands in out from start on; did that change it? */
static bool lower(struct crm_buf *out, size_t start)
{
    char copy[LONGEST_TEXT];
    struct crm_str s = {copy, out->n - start};
    size_t bytes;
    bool has_changed = false;

    if (crm_is_ascii(crm_str_from(crm_buf_str(out), start))) {
        for (char *c = out->p + start; c < out->p + out->n; c++) {
            has_changed |= crm_lower(*c) != *c;
            *c = crm_lower(*c);
        }
        return has_changed;
    }
    memcpy(copy, out->p + start, s.n);
    out->n = start;
    for (; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);

        has_changed |= crm_lower_char(c) != c;
        crm_utf8_add(out, crm_lower_char(c));
    }
    if (!crm_is_plainly_nfc(crm_str_from(crm_buf_str(out), start)))
        crm_normal_form(out, start, CRM_NFC);
    return has_changed;
}

/* The local part; one in quotes without \ where nothing needs it, and without quotes likewise. */
static void add_local(struct crm_buf *out, struct crm_str local, crm_steps *steps)
{
    char bare[LONGEST_TEXT];
    struct crm_str s = {bare, 0};
    size_t start = out->n;

    if (!crm_address_is_quoted(local)) {
        crm_buf_add(out, local);
        return;
    }
    for (size_t i = 1; i + 1 < local.n; i++) {
        i += local.p[i] == '\\';
        bare[s.n++] = local.p[i];
    }
    if (crm_address_is_atoms(s) && bare[0] != '\'') {
        crm_buf_add(out, s);
    } else {
        crm_buf_add_char(out, '"');
        for (size_t i = 0; i < s.n; i++) {
            if (bare[i] == '"' || bare[i] == '\\')
                crm_buf_add_char(out, '\\');
            crm_buf_add_char(out, bare[i]);
        }
        crm_buf_add_char(out, '"');
    }
    if (!crm_str_eq(crm_str_from(crm_buf_str(out), start), local))
        *steps |= CRM_STEP(format);
}

static bool add_domain(struct crm_buf *out, struct crm_str domain,
                       const struct crm_clean_opts *opts, crm_steps *steps)
{
    size_t start = out->n;

    crm_buf_add(out, domain);
    if (domain.n && domain.p[0] == '[')
        return true;
    if (opts->email_lower != CRM_LOWER_NONE || !crm_is_ascii(domain)) {
        if (!crm_idn_map(out, start))
            return false;
        if (!crm_str_eq(crm_str_from(crm_buf_str(out), start), domain))
            *steps |= crm_is_ascii(domain) ? CRM_STEP(case) : CRM_STEP(format);
    }
    if (opts->fixes_typos) {
        struct crm_str found = crm_str_from(crm_buf_str(out), start);
        struct crm_str meant = crm_provider_without_typo(found);

        if (!crm_str_eq(found, meant)) {
            out->n = start;
            crm_buf_add(out, meant);
            *steps |= CRM_STEP(typo);
        }
    }
    return true;
}

/* Gmail takes points anywhere, and its canonical form tells so. */
static bool is_local(struct crm_str s, struct crm_str domain, const struct crm_clean_opts *opts)
{
    if (s.n == 0 || s.n > CRM_LOCAL_BYTES || (!opts->allows_utf8 && !crm_is_ascii(s)))
        return false;
    if (crm_address_is_atoms(s) || (opts->allows_quoted && crm_address_is_quoted(s)))
        return true;
    if (opts->email_mode != CRM_EMAIL_CANON || crm_provider_of(domain) != CRM_PROVIDER_GMAIL)
        return false;
    while (s.n) {
        const char *point = memchr(s.p, '.', s.n);
        struct crm_str atom = {s.p, point ? (size_t)(point - s.p) : s.n};

        if (atom.n && !crm_address_is_atoms(atom))
            return false;
        s = crm_str_from(s, atom.n + (point != NULL));
    }
    return true;
}

static enum crm_msg check(const struct crm_address *a, const struct crm_clean_opts *opts)
{
    size_t domain = crm_address_domain_bytes(a->domain, opts);

    if (!domain || !is_local(a->local, a->domain, opts))
        return CRM_MSG_INVALID;
    domain = domain > a->domain.n ? domain : a->domain.n;
    if (a->local.n + 1 + domain > CRM_ADDRESS_BYTES)
        return CRM_MSG_INVALID;
    return opts->refuses_reserved && crm_address_is_reserved(a->domain) ? CRM_MSG_RESERVED
                                                                        : CRM_MSG_NONE;
}

/* One form for a domain of which each label may be written in two: letters, not xn--. */
static void add_unicode_domain(struct crm_buf *out, struct crm_str domain)
{
    size_t start = out->n;

    for (;;) {
        const char *point = domain.n ? memchr(domain.p, '.', domain.n) : NULL;
        struct crm_str label = {domain.p, point ? (size_t)(point - domain.p) : domain.n};

        crm_idn_add_unicode(out, label);
        if (!point)
            break;
        crm_buf_add_char(out, '.');
        domain = crm_str_from(domain, label.n + 1);
    }
    crm_idn_map(out, start);
}

/* The key of the checked address in out[start..): decoded, and as its provider delivers it. */
static bool make_key(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts)
{
    char copy[CRM_ADDRESS_BYTES];
    struct crm_address a;

    if (!crm_address_cut(crm_str_from(crm_buf_str(out), start), &a) || a.local.n == 0 ||
        a.domain.n > sizeof copy)
        return false;
    if (memmem(a.domain.p, a.domain.n, "xn--", 4)) {
        memcpy(copy, a.domain.p, a.domain.n);
        out->n = start + a.local.n + 1;
        add_unicode_domain(out, (struct crm_str){copy, a.domain.n});
    }
    return opts->skips_providers || crm_provider_canon(out, start, opts);
}

static enum crm_msg make_canonical(struct crm_buf *out, size_t start,
                                   const struct crm_clean_opts *opts, crm_steps *steps)
{
    char copy[LONGEST_TEXT];
    struct crm_str before = {copy, out->n - start};

    memcpy(copy, out->p + start, before.n);
    if (!make_key(out, start, opts))
        return CRM_MSG_INVALID;
    if (!crm_str_eq(crm_str_from(crm_buf_str(out), start), before))
        *steps |= CRM_STEP(provider);
    return CRM_MSG_NONE;
}

/* Write the address that s is, of at most LONGEST_TEXT bytes and not in out, behind out[start]. */
static enum crm_msg add_address(struct crm_buf *out, struct crm_str s,
                                const struct crm_clean_opts *opts, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_address a;
    enum crm_msg why;

    if (!crm_address_cut(s, &a))
        return CRM_MSG_INVALID;
    a.local = trim(a.local, steps);
    a.domain = trim(a.domain, steps);
    if (a.local.n > (size_t)4 * CRM_LOCAL_BYTES)
        return CRM_MSG_INVALID;
    add_local(out, a.local, steps);
    if (is_lower_local(a.domain, opts) && lower(out, start))
        *steps |= CRM_STEP(case);
    crm_buf_add_char(out, '@');
    if (!add_domain(out, a.domain, opts, steps))
        return CRM_MSG_INVALID;
    crm_address_cut(crm_str_from(crm_buf_str(out), start), &a);
    why = check(&a, opts);
    if (why == CRM_MSG_NONE && opts->email_mode == CRM_EMAIL_CANON)
        why = make_canonical(out, start, opts, steps);
    return why;
}

/* The address in the tidied text in out[start..), in its place. */
static enum crm_msg mend(struct crm_buf *out, size_t start, const struct crm_clean_opts *opts,
                         crm_steps *steps)
{
    struct crm_around a = {crm_str_from(crm_buf_str(out), start), 0, false};
    char text[LONGEST_TEXT], bare[LONGEST_TEXT];
    size_t n;

    crm_around_take_off(&a, opts);
    if (crm_around_has_several(a.text))
        return CRM_MSG_MULTIPLE;
    if (a.has_name || a.text.n > LONGEST_TEXT)
        return CRM_MSG_INVALID;
    memcpy(text, a.text.p, a.text.n);
    a.text.p = text;
    while (!opts->is_strict_email && (n = crm_around_without_comments(bare, a.text)) < a.text.n) {
        memcpy(text, bare, n);
        a.text = (struct crm_str){text, n};
        a.steps |= CRM_STEP(suffix);
        crm_around_take_off(&a, opts);
        memmove(text, a.text.p, a.text.n);
        a.text.p = text;
    }
    *steps |= a.steps;
    out->n = start;
    return add_address(out, a.text, opts, steps);
}

/* A local part may hold full-width signs as they are: the text without any of them narrowed. */
static enum crm_msg keep_wide(struct crm_str raw, const struct crm_clean_opts *opts,
                              struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_str s = trim(raw, steps);
    char text[LONGEST_TEXT];

    if (s.n > LONGEST_TEXT / 3)
        return CRM_MSG_INVALID;
    crm_buf_add(out, s);
    if (crm_normal_form(out, start, CRM_NFC))
        *steps |= CRM_STEP(nfc);
    s.n = out->n - start;
    memcpy(text, out->p + start, s.n);
    s.p = text;
    out->n = start;
    return add_address(out, s, opts, steps);
}

/* ---- mode=check ------------------------------------------------------------------ */

/* A phrase (RFC 5322): not blank; .";<> in quotes alone, and " with \ before it. */
static bool is_display_name(struct crm_str name)
{
    bool is_quoted, is_special = false, is_blank = true;
    size_t bytes;

    if (name.n && name.p[name.n - 1] == ' ')
        name.n--;
    is_quoted = name.n > 2 && name.p[0] == '"' && name.p[name.n - 1] == '"';
    if (is_quoted)
        name = (struct crm_str){name.p + 1, name.n - 2};
    for (struct crm_str s = name; s.n; s = crm_str_from(s, bytes)) {
        int32_t c = crm_utf8_next(s, &bytes);

        if (c < ' ' || (c >= 0x7F && c < 0xA0) || (c == '"' && (s.p == name.p || s.p[-1] != '\\')))
            return false;
        is_special |= c < 0x80 && strchr(".\";<>", (char)c);
        is_blank &= c == ' ';
    }
    return !is_blank && (is_quoted || !is_special);
}

/* Is the mapped domain the one that was written, but for capitals? */
static bool is_same_domain(struct crm_str mapped, struct crm_str domain)
{
    size_t n, bytes;

    while (mapped.n && domain.n) {
        if (crm_lower_char(crm_utf8_next(mapped, &n)) !=
            crm_lower_char(crm_utf8_next(domain, &bytes)))
            return false;
        mapped = crm_str_from(mapped, n);
        domain = crm_str_from(domain, bytes);
    }
    return mapped.n == domain.n;
}

static enum crm_msg check_only(struct crm_str raw, const struct crm_clean_opts *opts,
                               struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    struct crm_str s = raw, mapped;
    const char *open = raw.n ? memrchr(raw.p, '<', raw.n) : NULL;
    struct crm_address a;
    enum crm_msg why = CRM_MSG_INVALID;
    size_t n;

    if (crm_is_null_text(raw)) {
        *steps |= CRM_STEP(null);
        return CRM_MSG_EMPTY_VALUE;
    }
    if (crm_utf8_invalid_at(raw, NULL) < raw.n)
        return CRM_MSG_NOT_UTF8;
    if (crm_is_cipher(raw) || is_masked(raw))
        return crm_is_cipher(raw) ? CRM_MSG_CIPHER : CRM_MSG_MASKED;
    if (opts->display == CRM_DISPLAY_YES && open && raw.p[raw.n - 1] == '>') {
        if (!is_display_name((struct crm_str){raw.p, (size_t)(open - raw.p)}))
            return CRM_MSG_INVALID;
        s = (struct crm_str){open + 1, (size_t)(raw.p + raw.n - open) - 2};
    }
    if (s.n > CRM_ADDRESS_BYTES || !crm_address_cut(s, &a))
        return CRM_MSG_INVALID;
    /* Lengths are those of the normal form. */
    crm_buf_add(out, a.local);
    crm_normal_form(out, start, CRM_NFC);
    n = out->n - start;
    crm_buf_add(out, a.domain);
    if ((a.domain.n && a.domain.p[0] == '[') || crm_idn_map(out, start + n)) {
        a.local = (struct crm_str){out->p + start, n};
        mapped = crm_str_from(crm_buf_str(out), start + n);
        if (is_same_domain(mapped, a.domain)) {
            a.domain = mapped;
            why = check(&a, opts);
        }
    }
    out->n = start;
    if (why == CRM_MSG_NONE)
        crm_buf_add(out, raw);
    return why;
}

/* ---- the type -------------------------------------------------------------------- */

bool crm_email_key(struct crm_str canonical, struct crm_buf *out)
{
    const struct crm_clean_opts opts = {.email_mode = CRM_EMAIL_CANON};
    size_t start = out->n;

    if (canonical.n > LONGEST_TEXT / 2)
        return false;
    crm_buf_add(out, canonical);
    lower(out, start);
    if (make_key(out, start, &opts))
        return true;
    out->n = start;
    return false;
}

enum crm_msg crm_clean_email(struct crm_str raw, const struct crm_clean_opts *opts,
                             struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps done = 0;
    enum crm_msg why;
    struct crm_str s;

    if (opts->email_mode == CRM_EMAIL_CHECK)
        return check_only(raw, opts, out, steps);
    why = crm_clean_text(raw, opts, out, &done);
    s = crm_str_from(crm_buf_str(out), start);
    if (why == CRM_MSG_EMPTY_VALUE)
        *steps |= done;
    if (why != CRM_MSG_NONE)
        return why;
    if (crm_is_cipher(s))
        why = CRM_MSG_CIPHER;
    else if (is_masked(s))
        why = CRM_MSG_MASKED;
    else
        why = mend(out, start, opts, &done);
    if (why == CRM_MSG_INVALID && (done & CRM_STEP(width))) {
        out->n = start;
        done = 0;
        why = keep_wide(raw, opts, out, &done);
    }
    /* What stood around the address may have hidden the mask: Li! <l***@qq.com>. */
    if (why == CRM_MSG_NONE && is_masked(crm_str_from(crm_buf_str(out), start)))
        why = CRM_MSG_MASKED;
    if (why == CRM_MSG_NONE)
        *steps |= done;
    else
        out->n = start;
    return why;
}

#define FIELD(name) offsetof(struct crm_clean_opts, name)

static const char *const modes[] = {"norm", "check", "canon", NULL};
static const char *const lowers[] = {"all", "domain", "none", NULL};
static const char *const displays[] = {"auto", "0", "1", NULL};
static const char *const reserved[] = {"keep", "reject", NULL};
static const char *const typos[] = {"keep", "fix", NULL};
static const char *const canons[] = {"strip", "keep", NULL};
static const char *const providers[] = {"all", "none", NULL};

static const struct crm_key keys[] = {
    {"mode", CRM_KEY_CHOICE, FIELD(email_mode), modes, NULL},
    {"lower", CRM_KEY_CHOICE, FIELD(email_lower), lowers, NULL},
    {"quoted", CRM_KEY_FLAG, FIELD(allows_quoted), NULL, NULL},
    {"utf8", CRM_KEY_FLAG, FIELD(allows_utf8), NULL, NULL},
    {"display", CRM_KEY_CHOICE, FIELD(display), displays, NULL},
    {"ip", CRM_KEY_FLAG, FIELD(allows_ip), NULL, NULL},
    {"reserved", CRM_KEY_FLAG, FIELD(refuses_reserved), reserved, NULL},
    {"typo", CRM_KEY_FLAG, FIELD(fixes_typos), typos, NULL},
    {"providers", CRM_KEY_FLAG, FIELD(skips_providers), providers, NULL},
    {"gmail_dots", CRM_KEY_FLAG, FIELD(keeps_gmail_dots), canons, NULL},
    {"subaddress", CRM_KEY_FLAG, FIELD(keeps_subaddress), canons, NULL},
    {"strict", CRM_KEY_FLAG, FIELD(is_strict_email), NULL, NULL},
    {NULL, CRM_KEY_FLAG, 0, NULL, NULL},
};

const struct crm_type crm_type_email = {"email", crm_quick_email, crm_clean_email, keys, 5};
