/*
 * words_quick.c - columns that hold few different words: the answers to those met last are kept,
 * a table for each thread, at the place that a word's bytes say. 10 ns a cell instead of 90.
 */
#include "clean/words_quick.h"

#include "base/digits.h"

enum { LONGEST_WORD = 16, LONGEST_ANSWER = 32, WORDS = 256 };

/* What a type's function says to a word. */
struct answer {
    crm_clean_fn *full; /* NULL: none yet */
    uint64_t first, last;
    uint8_t nword, n;
    bool is_known, is_same; /* it can be read; and is the word itself */
    char text[LONGEST_ANSWER];
};

static _Thread_local struct answer answers[WORDS];

static struct answer *place_of(uint64_t first, uint64_t last, crm_clean_fn *full)
{
    uint64_t h = first * UINT64_C(0x9E3779B97F4A7C15);

    h = (h ^ h >> 32 ^ last ^ (uintptr_t)full) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return &answers[h >> 56];
}

static void ask(struct answer *a, struct crm_str word, const struct crm_clean_opts *opts)
{
    struct crm_buf out = {0};
    crm_steps steps = 0;

    a->is_known = a->full(word, opts, &out, &steps) == CRM_MSG_NONE && out.n <= LONGEST_ANSWER;
    a->is_same = a->is_known && crm_str_eq(word, crm_buf_str(&out));
    if (a->is_known) {
        a->n = (uint8_t)out.n;
        memcpy(a->text, crm_buf_str(&out).p, out.n);
    }
    crm_buf_clear(&out);
}

bool crm_quick_word(crm_clean_fn *full, struct crm_str raw, const struct crm_clean_opts *opts,
                    char *room, struct crm_str *clean)
{
    uint64_t first, last;
    struct answer *a;

    if (raw.n == 0 || raw.n > LONGEST_WORD)
        return false;
    first = raw.n < 8 ? crm_load_few(raw.p, raw.n) : crm_load8(raw.p);
    last = raw.n < 8 ? raw.n : crm_load8(raw.p + raw.n - 8);
    a = place_of(first, last, full);
    if (a->full != full || a->first != first || a->last != last || a->nword != raw.n) {
        *a = (struct answer){.full = full, .first = first, .last = last, .nword = (uint8_t)raw.n};
        ask(a, raw, opts);
    }
    *clean = raw;
    if (a->is_known && !a->is_same) {
        memcpy(room, a->text, LONGEST_ANSWER);
        *clean = (struct crm_str){room, a->n};
    }
    return a->is_known;
}
