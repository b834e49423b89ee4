/*
 * keys.h - from a record's cells to the keys by which it joins others.
 *
 * Two records are one customer when they share a key. Never a key: what does not clean to a valid
 * value, masked values and cipher text, privacy numbers, placeholders, blanks and null spellings.
 *
 *   p:+8613812345678      a phone in its canonical form
 *   e:a@b.cn              an e-mail in its canonical form
 *   i:taobao\0tb_1234     the channel's own customer id, with the channel
 *   t:5:alice3:bob        the columns of --exact, each with its length
 *   o:3:pos5:R17033:Bob   channel, order and the buyer as written, where there is no other key:
 *                         the lines of one order have one buyer
 *
 * A privacy number (17531103964_6603: a number that the platform lends, with a code behind it) also
 * says that its base belongs to many buyers; so the base comes out as a barred key, which joins no
 * record wherever else it stands.
 */
#ifndef CRM_MATCH_KEYS_H
#define CRM_MATCH_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "clean/clean.h"

struct crm_key {
    struct crm_str text; /* any bytes, never empty */
    bool is_barred;      /* this key joins nobody, in no record */
};

/* The keys of one record; {0} is a valid empty list, to be used again for the next record. */
struct crm_keys {
    size_t n;
    struct crm_key *at; /* borrowed until the next call that fills this list */
    size_t cap;
    struct crm_buf text;    /* the bytes of all keys */
    struct crm_buf scratch; /* a cell's canonical form */
    crm_steps steps;        /* not looked at */
    struct crm_buf folded;  /* the same, folded */
};

/* The cells of one record by role, as read or already normalised. Missing columns are 0. */
struct crm_match_cells {
    const struct crm_str *phones; /* of every column whose role is phone */
    size_t nphones;
    const struct crm_str *emails;
    size_t nemails;
    /* blank: the id is no key, since channels number their customers alike */
    struct crm_str channel;
    struct crm_str source_id;    /* source_customer_id */
    const struct crm_str *order; /* channel, order_id, what tells who; 0: no order_id */
    size_t norder;
};

/*
 * The keys of a record: of each phone, of each e-mail, of channel and id; without any of these, of
 * its order. The old list is dropped.
 */
void crm_keys_of_contacts(struct crm_keys *k, const struct crm_match_cells *r,
                          const struct crm_clean_opts *opts);

/*
 * The one key of --exact: the cells as crm_clean_text leaves them (blanks trimmed and joined, width
 * folded, Excel's protection off), then canonically decomposed and case folded (Unicode D145), so
 * that letters of either case and both spellings of an accent are alike. No key when a cell is
 * blank. Masked values and placeholders do count here: the user named the columns.
 */
void crm_keys_of_columns(struct crm_keys *k, const struct crm_str *cells, size_t n,
                         const struct crm_clean_opts *opts);

/*
 * The same of one column only, and nothing but the cell as said: *text, borrowed until the list is
 * used again. The list has no keys then. False when the cell is blank.
 */
bool crm_keys_of_cell(struct crm_keys *k, struct crm_str cell, const struct crm_clean_opts *opts,
                      struct crm_str *text);

/* Free the memory; the list is {0} again. */
void crm_keys_clear(struct crm_keys *k);

/* Append n cells, each with its length in front: no two lists of cells give the same bytes. */
void crm_key_add_cells(struct crm_buf *out, const struct crm_str *cells, size_t n);

#endif
