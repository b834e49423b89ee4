#include "csv/opening.h"

#include "base/buf.h"
#include "base/mem.h"
#include "text/encoding.h"
#include "text/unicode.h"

enum {
    HEAD_BYTES = 64 * 1024, /* sniffed, and the first block */
    MORE_BYTES = 256 * 1024,
};

/* Bytes of the line that s starts with, with its LF, CR or CRLF; 0: more must be read to tell. */
static size_t line_bytes(struct crm_str s, bool at_end)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
        n++;
    if (n == s.n || (s.p[n] == '\r' && n + 1 == s.n && !at_end))
        return 0;
    return n + 1 + (s.p[n] == '\r' && n + 1 < s.n && s.p[n + 1] == '\n');
}

/* The buffer that the header stands in: the bytes as they are where records can be cut in them. */
static struct crm_buf *head_text(struct crm_input *in)
{
    return in->is_decoded ? &in->text : &in->raw;
}

/* What was read becomes text, as far as its encoding is known. */
static int prepare_head(struct crm_input *in, struct crm_err *e)
{
    struct crm_buf *from;
    const struct crm_encoding *enc;
    size_t n;

    return crm_input_text(in, &from, &enc, &n, e);
}

static int grow_head(struct crm_input *in, struct crm_err *e)
{
    /* By a share of what there is, so that a long line is not looked through too often. */
    return crm_input_read(in, MORE_BYTES + in->raw.n / 2, e) ? -1 : prepare_head(in, e);
}

static int no_header(const struct crm_input *in, struct crm_err *e)
{
    return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_NO_HEADER, .file = in->head.file,
                    .advice = CRM_MSG_ADVICE_NO_HEADER);
}

/* Step over n lines at the start of the text. */
static int skip_lines(struct crm_input *in, uint64_t n, struct crm_err *e)
{
    while (n) {
        size_t bytes = line_bytes(crm_buf_str(head_text(in)), in->source_ended);
        if (bytes) {
            crm_input_drop(head_text(in), bytes);
            in->line++;
            n--;
        } else if (in->source_ended) {
            return no_header(in, e);
        } else if (grow_head(in, e)) {
            return -1;
        }
    }
    return 0;
}

/* The fields of the record that r has found at s, in UTF-8. */
static int read_fields(struct crm_input *in, struct crm_str s, struct crm_record *r,
                       struct crm_err *e)
{
    struct crm_buf utf8 = {0};
    size_t bytes = r->bytes;
    int rc = 0;

    s.n = bytes;
    if (in->is_decoded)
        crm_buf_add(&utf8, s);
    else if (crm_decode_block(crm_detector_encoding(in->detector), s, &utf8, e))
        rc = crm_input_place_error(in, CRM_STR(""),
                                   in->raw_end - in->raw.n + (uint64_t)(s.p - in->raw.p), e);
    if (!rc) {
        crm_record_find(r, &in->shape.quotes, crm_buf_str(&utf8), true);
        crm_record_read(r, &in->shape.quotes, crm_buf_str(&utf8));
        r->bytes = bytes;
    }
    crm_buf_clear(&utf8);
    return rc;
}

/* A field of the record at s, behind the header if that stands, is too long. */
static int too_long(const struct crm_input *in, struct crm_str s, const struct crm_record *r,
                    struct crm_err *e)
{
    struct crm_str text = {s.p + r->fault_at, r->fault_end - r->fault_at};

    return crm_shape_fail(&in->shape, CRM_MSG_FIELD_TOO_LONG, text, in->line, r->fault_field,
                          CRM_MSG_ADVICE_MAX_FIELD, e);
}

/* The record at `at` of the text, reading on until it is whole. 1: there is none. */
static int find_record(struct crm_input *in, size_t at, struct crm_record *r, struct crm_err *e)
{
    for (;;) {
        struct crm_str s = crm_str_from(crm_buf_str(head_text(in)), at);
        if (s.n && crm_record_find(r, &in->shape.quotes, s, in->source_ended))
            return r->is_too_long ? too_long(in, s, r, e) : read_fields(in, s, r, e);
        if (in->source_ended)
            return 1;
        if (grow_head(in, e))
            return -1;
    }
}

/* The same, blank lines not counted; *at moves to it. */
static int find_filled(struct crm_input *in, size_t *at, struct crm_record *r, struct crm_err *e)
{
    int rc;

    while ((rc = find_record(in, *at, r, e)) == 0) {
        char first = head_text(in)->p[*at];
        if (first != '\n' && first != '\r')
            break;
        *at += r->bytes;
    }
    return rc;
}

static void take_header(struct crm_input *in, const struct crm_record *r)
{
    size_t same = 0, first;

    for (size_t i = 0; i < CRM_REJECT_COLUMNS && i < r->nfields; i++)
        same += crm_str_eq(crm_record_field(r, i), crm_reject_columns[i]);
    first = same == CRM_REJECT_COLUMNS ? same : 0;
    in->shape.dropped = first;
    in->head.ncols = r->nfields - first;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    for (size_t i = 0; i < in->head.ncols; i++)
        in->head.names[i] =
            crm_arena_dup(&in->arena, crm_trim_blanks(crm_record_field(r, first + i)));
}

/* The first record that is not blank is the header. */
static int read_header(struct crm_input *in, struct crm_record *r, struct crm_err *e)
{
    size_t at = 0;
    int rc = find_filled(in, &at, r, e);

    if (rc)
        return rc < 0 ? -1 : no_header(in, e);
    in->line += crm_line_ends((struct crm_str){head_text(in)->p, at});
    if (in->shape.is_strict && r->has_misplaced)
        return CRM_FAIL(e, .status = CRM_DATA,
                        .what = r->fault_is_open ? CRM_MSG_QUOTE_NOT_CLOSED : CRM_MSG_STRAY_QUOTE,
                        .file = in->head.file, .line = in->line, .advice = CRM_MSG_ADVICE_QUOTE);
    if (r->nfields > CRM_COLUMNS_MAX)
        return CRM_FAIL(e, .status = CRM_DATA, .what = CRM_MSG_TOO_MANY_COLUMNS,
                        .file = in->head.file, .line = in->line);
    take_header(in, r);
    in->line += r->line_ends;
    crm_input_drop(head_text(in), at + r->bytes);
    return 0;
}

/* How many empty fields the first record has behind those of the header. */
static int find_surplus(struct crm_input *in, struct crm_record *r, struct crm_err *e)
{
    size_t at = 0, want = in->head.ncols + in->shape.dropped;
    int rc = find_filled(in, &at, r, e);

    if (rc)
        return rc < 0 ? -1 : 0;
    for (size_t i = want; i < r->nfields; i++)
        if (crm_record_field(r, i).n)
            return 0;
    in->shape.surplus = r->nfields > want ? r->nfields - want : 0;
    return 0;
}

static void header_from_option(struct crm_input *in, const struct crm_reader_opts *o)
{
    in->head.ncols = o->ncolumns;
    in->head.names = crm_alloc_array(in->head.ncols, sizeof(*in->head.names));
    memcpy(in->head.names, o->columns, in->head.ncols * sizeof(*in->head.names));
}

/* The decoder of an encoding that cannot be cut into blocks. */
static int find_decoder(struct crm_input *in, const struct crm_reader_opts *o, struct crm_err *e)
{
    in->detector = crm_detector_new(o->encoding, o->encoding_hint, e);
    if (!in->detector)
        return -1;
    if (crm_encoding_is_serial(crm_detector_encoding(in->detector)))
        in->decoder = crm_decoder_new(o->encoding, NULL, e);
    return crm_failed(e) ? -1 : 0;
}

/* Find out the dialect from the first bytes, in UTF-8; a byte-order mark goes. */
static int sniff(struct crm_input *in, const struct crm_reader_opts *o, struct crm_err *e)
{
    const struct crm_dialect_opts given = {.delimiter = o->delimiter, .skip_lines = o->skip_lines};
    const struct crm_encoding *enc =
        crm_detector_see(in->detector, crm_buf_str(&in->raw), in->source_ended, e);
    struct crm_buf sample = {0};
    int rc = enc ? 0 : -1;

    if (enc && !in->decoder) {
        crm_input_drop(&in->raw, crm_encoding_mark(enc, crm_buf_str(&in->raw)));
        struct crm_str raw = crm_buf_str(&in->raw);
        raw.n = crm_encoding_cut(enc, raw, in->source_ended);
        rc = crm_decode_block(enc, raw, &sample, e)
                 ? crm_input_place_error(in, CRM_STR(""), in->raw_end - in->raw.n, e)
                 : 0;
    } else if (enc) {
        rc = prepare_head(in, e);
        crm_buf_add(&sample, crm_buf_str(&in->text));
    }
    if (!rc) {
        crm_dialect_find(crm_buf_str(&sample), in->source_ended, &given, &in->dialect);
        const struct crm_dialect *d = &in->dialect;
        in->shape.quotes.signs = (struct crm_signs){d->delimiter, d->quote};
        in->shape.quotes.is_padded = d->is_always_padded;
        in->shape.quotes.escape = d->has_backslash_escape ? '\\' : '\0';
        rc = prepare_head(in, e);
    }
    crm_buf_clear(&sample);
    return rc;
}

int crm_input_open(struct crm_input *in, const char *name, const struct crm_reader_opts *o,
                   int stop_fd, struct crm_err *e)
{
    struct crm_record record = {0};

    in->source = crm_source_open(name, e);
    if (!in->source)
        return -1;
    if (stop_fd >= 0)
        crm_source_stop_on(in->source, stop_fd);
    in->head.file = crm_source_name(in->source);
    in->line = 1;
    in->shape = (struct crm_shape){
        .head = &in->head, .quotes = {.max_field = o->max_field_bytes}, .is_strict = o->is_strict};
    int rc = find_decoder(in, o, e) || crm_input_read(in, HEAD_BYTES, e) || sniff(in, o, e) ||
             skip_lines(in, in->dialect.skip_lines, e);
    if (!rc && o->columns)
        header_from_option(in, o);
    else if (!rc)
        rc = read_header(in, &record, e);
    if (!rc)
        rc = find_surplus(in, &record, e);
    crm_record_clear(&record);
    in->is_opened = true;
    return rc ? -1 : 0;
}
