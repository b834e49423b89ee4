/*
 * source.h - bytes in: a file or standard input, plain or gzip, told apart by content.
 *
 * gzip members follow each other as one stream; CRC and length of each are checked; zero padding
 * after the last is fine; anything else behind it, a cut or a wrong check sum is an error. A member
 * of ours (gzip.h) is followed by another or by the end marker, else the file was cut there. BGZF
 * has an end marker too, which is not asked for: its own tools do without, and only warn. End of
 * input is a short read, never an error, and an error is never an end.
 *
 * Several threads read one source, one at a time; where members tell their size, each takes some as
 * they are and inflates them while the others read on:
 *
 *   lock; is_piece = crm_source_take(s, piece, e) or else crm_source_read(s, ...); unlock
 *   if is_piece, crm_piece_inflate(piece, text, e)
 */
#ifndef CRM_IO_SOURCE_H
#define CRM_IO_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct crm_source;
struct crm_piece;

/* Open a file by name; "-" is standard input. NULL with CRM_SYSTEM when it cannot be opened. */
struct crm_source *crm_source_open(const char *name, struct crm_err *e);

/*
 * Fill buf[0..n); *got < n only at the end of input. Blocks until filled, so what is returned does
 * not depend on how a pipe delivers. -1 with CRM_SYSTEM (read failed) or CRM_DATA (bad gzip).
 */
int crm_source_read(struct crm_source *s, char *buf, size_t n, size_t *got, struct crm_err *e);

/*
 * Give up waiting for input when the descriptor `fd` becomes readable: a read under way then fails.
 * For a reader in a thread of its own, since a pipe may have nothing to give for hours.
 */
void crm_source_stop_on(struct crm_source *s, int fd);

/*
 * Do members tell their size, so that crm_source_take gives some? Looks at the first bytes. Once
 * false it stays so, and the rest is to be had from crm_source_read.
 */
bool crm_source_has_members(struct crm_source *s, struct crm_err *e);

/*
 * Take the next whole members, as they are, for about CRM_PIECE_TEXT bytes of text, at least one;
 * or, behind a crm_source_read that ended inside one, text of that one. false: there is no piece
 * now, and by *e when that is an error; crm_source_read tells what there is, also the end and what
 * is wrong. So it does for members that are too large to be held at once, and all behind them.
 */
enum { CRM_PIECE_TEXT = 256 * 1024 };
bool crm_source_take(struct crm_source *s, struct crm_piece *piece, struct crm_err *e);

/* Room for a piece, for one thread at a time. */
struct crm_piece *crm_piece_new(void);
void crm_piece_free(struct crm_piece *piece);

/* The most that a piece inflates to, whatever a hostile file says. */
enum { CRM_PIECE_TEXT_MAX = 4 * 1024 * 1024 };

/*
 * Append the text of the piece to `text`; the source is not touched. -1 with CRM_DATA as
 * crm_source_read: of several pieces, the error of the one that was taken first is the file's.
 */
int crm_piece_inflate(struct crm_piece *piece, struct crm_buf *text, struct crm_err *e);

/* The name for messages: "standard input" for "-". */
const char *crm_source_name(const struct crm_source *s);

/* Told by the content: false until something was read. */
bool crm_source_is_gzip(const struct crm_source *s);

/* Bytes read from the file so far, before inflating; and the file's size, 0 when not known. */
uint64_t crm_source_bytes_read(const struct crm_source *s);
uint64_t crm_source_size(const struct crm_source *s);

/*
 * Can what was read be read again? A plain file, not gzip: text comes from its bytes as they are.
 * Known once something was read.
 */
bool crm_source_is_kept(const struct crm_source *s);

/*
 * Fill to[0..n) with the bytes of such a file that came `at` bytes behind its first, whatever
 * thread asks. -1 with CRM_SYSTEM: they cannot be read, or the file was changed since it was
 * opened.
 */
int crm_source_read_again(const struct crm_source *s, uint64_t at, char *to, size_t n,
                          struct crm_err *e);

void crm_source_close(struct crm_source *s);

#endif
