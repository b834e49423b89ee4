#include "match/keys.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "base/digits.h"
#include "base/mem.h"
#include "clean/quick.h"
#include "text/unicode.h"

static void start(struct crm_keys *k)
{
    k->n = 0;
    crm_buf_reset(&k->text);
}

/* What was appended to the text since `from` is a key. Where it stands, finish knows. */
static void end_key(struct crm_keys *k, size_t from, bool is_barred)
{
    k->at = crm_grow(k->at, &k->cap, k->n + 1, sizeof(*k->at));
    k->at[k->n++] = (struct crm_key){{NULL, k->text.n - from}, is_barred};
}

/* The keys stand in the text one behind the other, and it moves no more. */
static void finish(struct crm_keys *k)
{
    const char *p = k->text.p;

    for (size_t i = 0; i < k->n; i++) {
        k->at[i].text.p = p;
        p += k->at[i].text.n;
    }
}

static void add_key(struct crm_keys *k, const char *kind, struct crm_str value, bool is_barred)
{
    size_t from = k->text.n;

    crm_buf_add_cstr(&k->text, kind);
    crm_buf_add(&k->text, value);
    end_key(k, from, is_barred);
}

/*
 * What a privacy number stands on: the last run of digits, the code, is cut off, and with it all
 * that separates the two. 17531103964_6603, 17531103964-6603, 17531103964[6603] give 17531103964.
 */
static struct crm_str privacy_base(struct crm_str s)
{
    while (s.n && !crm_is_digit(s.p[s.n - 1]))
        s.n--;
    while (s.n && crm_is_digit(s.p[s.n - 1]))
        s.n--;
    while (s.n && !crm_is_digit(s.p[s.n - 1]))
        s.n--;
    return s;
}

static void bar_privacy_base(struct crm_keys *k, struct crm_str cell,
                             const struct crm_clean_opts *opts)
{
    /* Width folded first: the digits may be full-width. */
    crm_buf_reset(&k->folded);
    crm_clean_text(cell, opts, &k->folded, &k->steps);
    crm_buf_reset(&k->scratch);
    if (crm_clean_phone(privacy_base(crm_buf_str(&k->folded)), opts, &k->scratch, &k->steps) ==
        CRM_MSG_NONE)
        add_key(k, "p:", crm_buf_str(&k->scratch), true);
}

static void add_phone(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts)
{
    crm_buf_reset(&k->scratch);
    enum crm_msg why = crm_clean_phone(cell, opts, &k->scratch, &k->steps);
    if (why == CRM_MSG_PRIVACY_NUMBER)
        bar_privacy_base(k, cell, opts);
    if (why != CRM_MSG_NONE)
        return;
    struct crm_str phone = crm_buf_str(&k->scratch);
    if (!crm_is_placeholder_phone(phone))
        add_key(k, "p:", phone, false);
}

static void add_email(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts)
{
    crm_buf_reset(&k->scratch);
    if (crm_clean_email(cell, opts, &k->scratch, &k->steps) != CRM_MSG_NONE)
        return;
    struct crm_str email = crm_buf_str(&k->scratch);
    if (!crm_is_placeholder_email(email))
        add_key(k, "e:", email, false);
}

/* Shops write 0 (WooCommerce, Magento) for who bought without an account. */
static bool is_zero(struct crm_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '0')
            return false;
    return true;
}

static bool names_nobody(struct crm_str id)
{
    return crm_is_masked(id) || crm_is_cipher(id) || crm_is_placeholder_name(id) || is_zero(id);
}

enum { FOLDED_MAX = 16 }; /* more than the longest folding of one code point */

static void add_folded_point(struct crm_buf *out, int32_t c)
{
    utf8proc_int32_t points[FOLDED_MAX];
    int boundclass = 0; /* not asked for */
    utf8proc_ssize_t n = utf8proc_decompose_char(
        c, points, FOLDED_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundclass);

    for (utf8proc_ssize_t i = 0; i < n && i < FOLDED_MAX; i++)
        crm_utf8_add(out, points[i]);
}

/* Eight bytes of ASCII, capitals as small letters: adding carries into a byte's top bit from 'A'
 * on, and again from 'Z' + 1 on. */
static uint64_t lower_word(uint64_t w)
{
    uint64_t from_a = w + CRM_EACH_BYTE(0x80 - 'A');
    uint64_t behind_z = w + CRM_EACH_BYTE(0x80 - 'Z' - 1);

    return w | ((from_a & ~behind_z & CRM_EACH_BYTE(0x80)) >> 2);
}

/* Append what s starts with, as far as it is ASCII; how many bytes these are. */
static size_t add_folded_ascii(struct crm_buf *out, struct crm_str s)
{
    char *to = crm_buf_room(out, s.n);
    size_t i = 0;

    for (; s.n - i >= 8; i += 8) {
        uint64_t w = crm_load8(s.p + i);
        if (w & CRM_EACH_BYTE(0x80))
            break;
        w = lower_word(w);
        memcpy(to + i, &w, sizeof(w));
    }
    for (; i < s.n && (unsigned char)s.p[i] < 0x80; i++)
        to[i] = crm_lower(s.p[i]);
    out->n += i;
    return i;
}

/* Append s case folded, see crm_keys_of_columns; a byte that is not UTF-8 stays as it is. */
static void add_folded(struct crm_buf *out, struct crm_str s)
{
    size_t n;

    for (s = crm_str_from(s, add_folded_ascii(out, s)); s.n; s = crm_str_from(s, n)) {
        int32_t point = crm_utf8_next(s, &n);
        if (n == 1)
            crm_buf_add_char(out, crm_lower(s.p[0]));
        else
            add_folded_point(out, point);
    }
}

/* A NUL parts channel and id, and the cleaning leaves none in either, so the key reads one way. */
static void add_source_id(struct crm_keys *k, const struct crm_match_cells *r,
                          const struct crm_clean_opts *opts)
{
    size_t from = k->text.n;

    crm_buf_reset(&k->scratch);
    if (crm_clean_text(r->channel, opts, &k->scratch, &k->steps) != CRM_MSG_NONE)
        return;
    size_t channel_n = k->scratch.n;
    if (crm_clean_id(r->source_id, opts, &k->scratch, &k->steps) != CRM_MSG_NONE)
        return;
    struct crm_str both = crm_buf_str(&k->scratch);
    struct crm_str id = crm_str_from(both, channel_n);
    if (names_nobody(id) || memchr(both.p, '\0', both.n))
        return;
    crm_buf_add_cstr(&k->text, "i:");
    add_folded(&k->text, (struct crm_str){both.p, channel_n});
    crm_buf_add_char(&k->text, '\0');
    crm_buf_add(&k->text, id);
    end_key(k, from, false);
}

static bool joins(const struct crm_keys *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (!k->at[i].is_barred)
            return true;
    return false;
}

static void add_order(struct crm_keys *k, const struct crm_match_cells *r)
{
    size_t from = k->text.n;

    crm_buf_add_cstr(&k->text, "o:");
    crm_key_add_cells(&k->text, r->order, r->norder);
    end_key(k, from, false);
}

void crm_keys_of_contacts(struct crm_keys *k, const struct crm_match_cells *r,
                          const struct crm_clean_opts *opts)
{
    start(k);
    for (size_t i = 0; i < r->nphones; i++)
        add_phone(k, r->phones[i], opts);
    for (size_t i = 0; i < r->nemails; i++)
        add_email(k, r->emails[i], opts);
    add_source_id(k, r, opts);
    if (r->norder && !joins(k))
        add_order(k, r);
    finish(k);
}

static void add_cell(struct crm_buf *out, struct crm_str cell)
{
    crm_buf_add_int(out, (int64_t)cell.n); /* an object's size fits */
    crm_buf_add_char(out, ':');
    crm_buf_add(out, cell);
}

void crm_key_add_cells(struct crm_buf *out, const struct crm_str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_cell(out, cells[i]);
}

/* As crm_clean_text, most cells the quick way. False: the cell is blank. */
static bool clean_cell(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts,
                       struct crm_str *text)
{
    char room[CRM_QUICK_BYTES];

    if (crm_quick_text(cell, opts, room, text))
        return true;
    crm_buf_reset(&k->scratch);
    if (crm_clean_text(cell, opts, &k->scratch, &k->steps) != CRM_MSG_NONE)
        return false;
    *text = crm_buf_str(&k->scratch);
    return true;
}

/* The cell cleaned and folded, in the list's room for it. */
static bool fold_cell(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts,
                      struct crm_str *text)
{
    if (!clean_cell(k, cell, opts, text))
        return false;
    crm_buf_reset(&k->folded);
    add_folded(&k->folded, *text);
    *text = crm_buf_str(&k->folded);
    return true;
}

bool crm_keys_of_cell(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts,
                      struct crm_str *text)
{
    start(k);
    return fold_cell(k, cell, opts, text);
}

void crm_keys_of_columns(struct crm_keys *k, const struct crm_str *cells, size_t n,
                         const struct crm_clean_opts *opts)
{
    struct crm_str text;

    start(k);
    crm_buf_add_cstr(&k->text, "t:");
    for (size_t i = 0; i < n; i++) {
        if (!fold_cell(k, cells[i], opts, &text))
            return;
        add_cell(&k->text, text);
    }
    if (n)
        end_key(k, 0, false);
    finish(k);
}

void crm_keys_clear(struct crm_keys *k)
{
    free(k->at);
    crm_buf_clear(&k->text);
    crm_buf_clear(&k->scratch);
    crm_buf_clear(&k->folded);
    *k = (struct crm_keys){0};
}
