#include "clean/lexicon.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"

enum { LONGEST_KEY = 64 };

/* Where a word stands. */
struct place {
    size_t row, hash;
    struct crm_str word; /* p is NULL: none here */
};

/* Open addressing: words of different values never have one key, so a word's place is its own. */
struct crm_lexicon_index {
    size_t mask;
    struct place places[];
};

struct key {
    char text[LONGEST_KEY];
    size_t n; /* 0: empty, or too long for any word */
};

/* The letters of U+00C0..00FF without accents, in small; × and ÷ stay as they are. */
static const char plain_latin[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuyts"
                                  "aaaaaaaceeeeiiiidnooooo\0ouuuuyty";

static bool is_joint(char c)
{
    return c && strchr(" _-.',()/", c);
}

/* Bytes of what leaves no trace in a key: a typographic apostrophe, an emoji's variation selector.
 */
static size_t silent_bytes(struct crm_str s)
{
    return crm_str_starts(s, CRM_STR("’")) || crm_str_starts(s, CRM_STR("\xEF\xB8\x8F")) ? 3 : 0;
}

static struct key key_of(struct crm_str s)
{
    struct key key = {.n = 0};

    while (s.n) {
        char c = crm_lower(s.p[0]);
        size_t n = silent_bytes(s);
        bool is_after_digit = key.n && crm_is_digit(key.text[key.n - 1]);

        if (!n && is_joint(c) && key.n && !is_after_digit)
            n = 1;
        if (!n && key.n == LONGEST_KEY)
            return (struct key){.n = 0};
        if (!n) {
            n = 1;
            if (c == '\xC3' && s.n > 1 && plain_latin[(unsigned char)s.p[1] & 0x3F]) {
                c = plain_latin[(unsigned char)s.p[1] & 0x3F];
                n = 2;
            }
            if (c != ' ')
                key.text[key.n++] = c;
        }
        s = crm_str_from(s, n);
    }
    while (key.n > 1 && is_joint(key.text[key.n - 1])) /* "5)" */
        key.n--;
    return key;
}

static size_t hash_of(const struct key *key)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = 0; i < key->n; i++)
        h = (h ^ (unsigned char)key->text[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

/* The place of the key, or the free one where it belongs. */
static struct place *place_of(struct crm_lexicon_index *index, const struct key *key)
{
    for (size_t hash = hash_of(key), i = hash;; i++) {
        struct place *place = &index->places[i & index->mask];
        struct key there;

        if (!place->word.p)
            return place;
        if (place->hash != hash)
            continue;
        there = key_of(place->word);
        if (crm_str_eq((struct crm_str){there.text, there.n}, (struct crm_str){key->text, key->n}))
            return place;
    }
}

static void add_word(struct crm_lexicon_index *index, struct crm_str word, size_t row)
{
    struct key key = key_of(word);
    struct place *place;

    if (!key.n)
        return;
    place = place_of(index, &key);
    if (!place->word.p)
        *place = (struct place){row, hash_of(&key), word};
}

/* The words of a row, one after another; at its end an empty one. */
static struct crm_str next_word(const char **words)
{
    size_t n = strcspn(*words, "|");
    struct crm_str word = {*words, n};

    *words += n + ((*words)[n] == '|');
    return word;
}

static struct crm_lexicon_index *index_new(const struct crm_lexicon *lexicon)
{
    struct crm_lexicon_index *index;
    size_t nwords = 0, room = 16;

    for (size_t row = 0; row < lexicon->n; row++) {
        const char *words = lexicon->rows[row].words;

        for (nwords++; *words; nwords++)
            next_word(&words);
    }
    while (room < nwords * 2)
        room *= 2;
    index = crm_alloc(sizeof *index + room * sizeof *index->places);
    index->mask = room - 1;
    for (size_t i = 0; i < room; i++)
        index->places[i] = (struct place){0, 0, {NULL, 0}};
    for (size_t row = 0; row < lexicon->n; row++) {
        const char *words = lexicon->rows[row].words;

        add_word(index, crm_str_of(lexicon->rows[row].value), row);
        while (*words)
            add_word(index, next_word(&words), row);
    }
    return index;
}

/* Made once, by whoever comes first; it lives as long as the program. */
static struct crm_lexicon_index *index_of(struct crm_lexicon *lexicon)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct crm_lexicon_index *index = atomic_load_explicit(&lexicon->index, memory_order_acquire);

    if (index)
        return index;
    pthread_mutex_lock(&lock);
    index = atomic_load_explicit(&lexicon->index, memory_order_relaxed);
    if (!index) {
        index = index_new(lexicon);
        atomic_store_explicit(&lexicon->index, index, memory_order_release);
    }
    pthread_mutex_unlock(&lock);
    return index;
}

const struct crm_lexicon_row *crm_lexicon_find(struct crm_lexicon *lexicon, struct crm_str word)
{
    struct key key = key_of(word);
    const struct place *place;

    if (!key.n)
        return NULL;
    place = place_of(index_of(lexicon), &key);
    return place->word.p ? &lexicon->rows[place->row] : NULL;
}

enum crm_msg crm_clean_word(struct crm_lexicon *lexicon, struct crm_str raw,
                            const struct crm_clean_opts *opts, struct crm_buf *out,
                            crm_steps *steps)
{
    size_t start = out->n;
    crm_steps before = 0;
    enum crm_msg why = crm_clean_text(raw, opts, out, &before);
    struct crm_str word = crm_str_from(crm_buf_str(out), start), value;
    const struct crm_lexicon_row *row;

    if (why != CRM_MSG_NONE)
        return why;
    row = crm_lexicon_find(lexicon, word);
    out->n = start;
    if (!row)
        return CRM_MSG_UNKNOWN_VALUE;
    value = crm_str_of(row->value);
    if (!value.n)
        return CRM_MSG_EMPTY_VALUE;
    if (!crm_str_eq(word, value)) /* its bytes are behind out->n still */
        before |= crm_str_eq_nocase(word, value) ? CRM_STEP(case) : CRM_STEP(alias);
    *steps |= before;
    crm_buf_add(out, value);
    return CRM_MSG_NONE;
}
