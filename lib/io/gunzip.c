#include "io/gunzip.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* input is only read */
#include <zlib.h>
#ifdef CRM_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

#include "base/mem.h"
#include "io/gzip.h"

/* The parts of a member in their order (RFC 1952, section 2.3). */
enum part { FIXED, EXTRA_LENGTH, EXTRA, NAME, COMMENT, HEADER_CRC, DATA, TRAILER };

enum { FLAG_CRC = 2, FLAG_EXTRA = 4, FLAG_NAME = 8, FLAG_COMMENT = 16, FLAGS_UNKNOWN = 0xe0 };

enum {
    CALL_MAX = 1 << 30, /* bytes that are passed to a library at once: it counts in 32 bits */
    KEPT = CRM_GZIP_HEAD
};

struct crm_gunzip {
    enum part part;
    size_t at;       /* bytes of this part so far */
    char kept[KEPT]; /* the first of them */
    size_t extra;    /* length of the extra field */
    unsigned flags;  /* which parts there are */
    uint32_t head_crc;
    uint64_t used;   /* bytes of the member so far */
    uint64_t stated; /* its size as the header has it, 0 none */
    uint64_t text;   /* bytes of text so far */
    uint32_t crc;    /* of the text */
    bool is_ours, is_isal;
    z_stream z;
#ifdef CRM_HAVE_ISAL
    struct inflate_state *isal;
#endif
};

struct crm_gunzip *crm_gunzip_new(void)
{
    struct crm_gunzip *g = crm_alloc(sizeof(*g));

    g->is_isal = crm_gzip_has_isal();
#ifdef CRM_HAVE_ISAL
    if (g->is_isal) {
        g->isal = crm_alloc(sizeof(*g->isal));
        isal_inflate_init(g->isal);
    }
#endif
    if (!g->is_isal && inflateInit2(&g->z, -15) != Z_OK)
        crm_out_of_memory();
    crm_gunzip_reset(g);
    return g;
}

void crm_gunzip_free(struct crm_gunzip *g)
{
    if (!g)
        return;
    if (!g->is_isal)
        inflateEnd(&g->z);
#ifdef CRM_HAVE_ISAL
    free(g->isal);
#endif
    free(g);
}

void crm_gunzip_reset(struct crm_gunzip *g)
{
    g->part = FIXED;
    g->at = g->extra = 0;
    g->flags = 0;
    g->head_crc = g->crc = 0;
    g->used = g->stated = g->text = 0;
    g->is_ours = false;
#ifdef CRM_HAVE_ISAL
    if (g->is_isal) {
        isal_inflate_reset(g->isal);
        g->isal->crc_flag = ISAL_GZIP_NO_HDR_VER; /* CRC and length are read and checked */
        return;
    }
#endif
    inflateReset(&g->z);
}

bool crm_gunzip_is_ours(const struct crm_gunzip *g)
{
    return g->is_ours;
}

uint64_t crm_gunzip_text_bytes(const struct crm_gunzip *g)
{
    return g->text;
}

/* ---- the header ------------------------------------------------------------------ */

static bool has_part(const struct crm_gunzip *g, enum part part)
{
    switch (part) {
    case EXTRA_LENGTH:
        return g->flags & FLAG_EXTRA;
    case EXTRA:
        return g->flags & FLAG_EXTRA && g->extra;
    case NAME:
        return g->flags & FLAG_NAME;
    case COMMENT:
        return g->flags & FLAG_COMMENT;
    case HEADER_CRC:
        return g->flags & FLAG_CRC;
    case FIXED:
    case DATA:
    case TRAILER:
        break;
    }
    return true;
}

/* The byte c is the last of its part: is the part right? */
static bool end_part(struct crm_gunzip *g)
{
    bool is_right = true;

    switch (g->part) {
    case FIXED:
        g->flags = (unsigned char)g->kept[3];
        is_right = memcmp(g->kept, "\x1f\x8b\x08", 3) == 0 && !(g->flags & FLAGS_UNKNOWN);
        break;
    case EXTRA_LENGTH:
        g->extra = crm_le16(g->kept);
        break;
    case EXTRA:
        g->stated = crm_gzip_stated_in((struct crm_str){g->kept, g->extra < KEPT ? g->extra : KEPT},
                                       &g->is_ours);
        break;
    case HEADER_CRC:
        is_right = crm_le16(g->kept) == (g->head_crc & 0xffff);
        break;
    case TRAILER:
        is_right = crm_le32(g->kept) == g->crc && crm_le32(g->kept + 4) == (uint32_t)g->text;
        break;
    case NAME:
    case COMMENT:
    case DATA:
        break;
    }
    return is_right;
}

static bool is_last(const struct crm_gunzip *g, char c)
{
    static const size_t length[] = {
        [FIXED] = 10, [EXTRA_LENGTH] = 2, [HEADER_CRC] = 2, [TRAILER] = 8};

    if (g->part == NAME || g->part == COMMENT)
        return c == '\0';
    return g->at == (g->part == EXTRA ? g->extra : length[g->part]);
}

/* The next byte of header or trailer. */
static enum crm_gunzip_is take_byte(struct crm_gunzip *g, struct crm_str *in)
{
    char c = *in->p;

    *in = crm_str_from(*in, 1);
    g->used++;
    if (g->part < HEADER_CRC)
        g->head_crc = (uint32_t)crc32(g->head_crc, (const unsigned char *)&c, 1);
    if (g->at < KEPT)
        g->kept[g->at] = c;
    g->at++;
    if (!is_last(g, c))
        return CRM_GUNZIP_MORE;
    if (!end_part(g))
        return CRM_GUNZIP_BAD;
    if (g->part == TRAILER)
        return CRM_GUNZIP_DONE;
    g->at = 0;
    do
        g->part++;
    while (!has_part(g, g->part));
    return CRM_GUNZIP_MORE;
}

/* ---- the data -------------------------------------------------------------------- */

#ifdef CRM_HAVE_ISAL
/* Data and trailer. */
static enum crm_gunzip_is by_isal(struct crm_gunzip *g, struct crm_str *in, char *out, size_t n,
                                  size_t *got)
{
    struct inflate_state *z = g->isal;

    memcpy(&z->next_in, &in->p, sizeof(z->next_in)); /* only read, though not declared so */
    z->avail_in = (uint32_t)in->n;
    z->next_out = (uint8_t *)out;
    z->avail_out = (uint32_t)n;
    int rc = isal_inflate(z);
    *got = n - z->avail_out;
    *in = crm_str_from(*in, in->n - z->avail_in);
    if (rc < 0)
        return CRM_GUNZIP_BAD;
    return z->block_state == ISAL_BLOCK_FINISH ? CRM_GUNZIP_DONE : CRM_GUNZIP_MORE;
}
#endif

/* The data up to its end, then byte by byte the trailer. */
static enum crm_gunzip_is by_zlib(struct crm_gunzip *g, struct crm_str *in, char *out, size_t n,
                                  size_t *got)
{
    z_stream *z = &g->z;

    z->next_in = (const unsigned char *)in->p;
    z->avail_in = (uInt)in->n;
    z->next_out = (unsigned char *)out;
    z->avail_out = (uInt)n;
    int rc = inflate(z, Z_NO_FLUSH);
    *got = n - z->avail_out;
    *in = crm_str_from(*in, in->n - z->avail_in);
    g->crc = (uint32_t)crc32(g->crc, (const unsigned char *)out, (uInt)*got);
    if (rc == Z_MEM_ERROR) /* the window is allocated late */
        crm_out_of_memory();
    if (rc == Z_STREAM_END) {
        g->part = TRAILER;
        return CRM_GUNZIP_MORE;
    }
    /* Z_BUF_ERROR: nothing to do without more input or room */
    return rc == Z_OK || rc == Z_BUF_ERROR ? CRM_GUNZIP_MORE : CRM_GUNZIP_BAD;
}

static enum crm_gunzip_is run_data(struct crm_gunzip *g, struct crm_str *in, char *out, size_t n,
                                   size_t *got)
{
    size_t had = in->n;
    enum crm_gunzip_is is;

#ifdef CRM_HAVE_ISAL
    if (g->is_isal)
        is = by_isal(g, in, out, n, got);
    else
#endif
        is = by_zlib(g, in, out, n, got);
    g->used += had - in->n;
    g->text += *got;
    return is;
}

enum crm_gunzip_is crm_gunzip_run(struct crm_gunzip *g, struct crm_str *in, char *out, size_t n,
                                  size_t *got)
{
    enum crm_gunzip_is is = CRM_GUNZIP_MORE;

    *got = 0;
    while (g->part < DATA && is == CRM_GUNZIP_MORE && in->n)
        is = take_byte(g, in);
    if (g->part < DATA || is != CRM_GUNZIP_MORE)
        return is;
    if (g->stated && g->stated < g->used)
        return CRM_GUNZIP_BAD;

    /* No further than the member's own end. */
    uint64_t most = g->stated ? g->stated - g->used : CALL_MAX;
    struct crm_str mine = {in->p, in->n < most ? in->n : (size_t)most};
    if (mine.n > CALL_MAX)
        mine.n = CALL_MAX;
    struct crm_str rest = mine;
    if (g->part == DATA)
        is = run_data(g, &rest, out, n < CALL_MAX ? n : CALL_MAX, got);
    while (g->part == TRAILER && is == CRM_GUNZIP_MORE && rest.n)
        is = take_byte(g, &rest);
    *in = crm_str_from(*in, mine.n - rest.n);

    /* A wrong size: the end comes before it, or not with it. */
    if (g->stated && is == CRM_GUNZIP_DONE && g->used != g->stated)
        return CRM_GUNZIP_BAD;
    if (g->stated && is == CRM_GUNZIP_MORE && g->used == g->stated && *got < n)
        return CRM_GUNZIP_BAD;
    return is;
}
