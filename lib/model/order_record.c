#include "model/order_record.h"

#include "base/mem.h"
#include "model/order_line.h"

/*
 * flags (2 bytes), lengths of customer and order, their bytes, then what the flags name. Numbers
 * take 7 bits a byte, the lowest first; the high bit says that more follow. An order of one plain
 * line takes 12 bytes and its names.
 */
enum flag {
    IS_KNOWN = 1,
    HAS_LINE = 2, /* days, lacks and money follow */
    HAS_AMOUNT = 4,
    HAS_PRODUCT = 8,
    HAS_SALE = 16,
    AMOUNTS_DIFFER = 32,
    REFUNDS_DIFFER = 64,
    IS_PENDING = 128,
    IS_LEFT_OUT = 256,
    IS_LACKING = 512,
    HAS_LAST_DAY = 1024, /* it differs from day */
    HAS_LINES = 2048,    /* counts other than one sale with one amount */
    HAS_REFUND = 4096,
};

enum { NUMBER_BYTES = 10, NUMBERS = 16 };

struct crm_order crm_order_none(void)
{
    static const struct crm_order none = {.day = CRM_NO_DATE,
                                          .last_day = CRM_NO_DATE,
                                          .lacks = CRM_LACKS_DATE | CRM_LACKS_STATUS |
                                                   CRM_LACKS_CURRENCY};

    return none;
}

/* Amounts that do not differ are each their share of the sum. One line is what most orders have: no
 * division for it. */
static crm_money share_of(crm_money sum, uint32_t lines)
{
    return lines == 1 ? sum : sum / lines;
}

static bool differ(uint32_t lines, crm_money sum, uint32_t other_lines, crm_money other_sum)
{
    return lines && other_lines && share_of(sum, lines) != share_of(other_sum, other_lines);
}

bool crm_order_join(struct crm_order *a, const struct crm_order *b)
{
    crm_money amount, product, refund;

    if (__builtin_add_overflow(a->amount, b->amount, &amount) ||
        __builtin_add_overflow(a->product, b->product, &product) ||
        __builtin_add_overflow(a->refund, b->refund, &refund))
        return false;
    a->amounts_differ = a->amounts_differ || b->amounts_differ ||
                        differ(a->amount_lines, a->amount, b->amount_lines, b->amount);
    a->refunds_differ = a->refunds_differ || b->refunds_differ ||
                        differ(a->refund_lines, a->refund, b->refund_lines, b->refund);
    a->amount = amount;
    a->product = product;
    a->refund = refund;
    if (a->day == CRM_NO_DATE || (b->day != CRM_NO_DATE && b->day < a->day))
        a->day = b->day;
    if (b->last_day > a->last_day)
        a->last_day = b->last_day;
    a->sale_lines += b->sale_lines;
    a->amount_lines += b->amount_lines;
    a->refund_lines += b->refund_lines;
    a->left_out |= b->left_out;
    a->lacks &= b->lacks;
    a->has_line |= b->has_line;
    a->has_amount |= b->has_amount;
    a->has_product |= b->has_product;
    a->has_sale |= b->has_sale;
    return true;
}

/* ---- writing --------------------------------------------------------------------- */

static char *put_number(char *p, uint64_t v)
{
    for (; v > 127; v >>= 7)
        *p++ = (char)(unsigned char)(v | 128);
    *p++ = (char)v;
    return p;
}

static char *put_bytes(char *p, const void *bytes, size_t n)
{
    if (n)
        memcpy(p, bytes, n);
    return p + n;
}

static bool is_one_line(const struct crm_order *o)
{
    return o->sale_lines == 1 && o->amount_lines == 1 && !o->refund_lines;
}

static unsigned flags_of(const struct crm_order_record *r)
{
    const struct crm_order *o = &r->lines;
    unsigned f = r->is_known ? IS_KNOWN : 0;

    if (r->is_pending)
        f |= IS_PENDING;
    if (o->left_out)
        f |= IS_LEFT_OUT;
    if (!o->has_line)
        return f;
    f |= HAS_LINE;
    if (o->lacks)
        f |= IS_LACKING;
    if (o->has_amount)
        f |= HAS_AMOUNT;
    if (o->has_product)
        f |= HAS_PRODUCT;
    if (o->has_sale)
        f |= HAS_SALE;
    if (o->amounts_differ)
        f |= AMOUNTS_DIFFER;
    if (o->refunds_differ)
        f |= REFUNDS_DIFFER;
    if (o->last_day != o->day)
        f |= HAS_LAST_DAY;
    if (!is_one_line(o))
        f |= HAS_LINES;
    if (o->refund)
        f |= HAS_REFUND;
    return f;
}

static char *put_lines(char *p, unsigned f, const struct crm_order *o)
{
    if (f & IS_LACKING)
        p = put_number(p, o->lacks);
    if (f & HAS_LAST_DAY)
        p = put_bytes(p, &o->last_day, sizeof(o->last_day));
    if (f & HAS_LINES) {
        p = put_number(p, o->sale_lines);
        p = put_number(p, o->amount_lines);
        p = put_number(p, o->refund_lines);
    }
    if (f & HAS_AMOUNT)
        p = put_number(p, (uint64_t)o->amount);
    if (f & HAS_PRODUCT)
        p = put_number(p, (uint64_t)o->product);
    if (f & HAS_REFUND)
        p = put_number(p, (uint64_t)o->refund);
    return p;
}

void crm_order_record_add(struct crm_buf *out, const struct crm_order_record *r,
                          const struct crm_str *carried, size_t ncarry)
{
    unsigned f = flags_of(r);
    uint16_t flags = (uint16_t)f; /* 13 bits */
    int32_t day = f & HAS_LINE ? r->lines.day : r->day;
    size_t texts = 0;

    for (size_t k = 0; k < ncarry; k++)
        texts = crm_add_size(texts, crm_add_size(carried[k].n, NUMBER_BYTES));
    char *start =
        crm_buf_room(out, crm_add_size(crm_add_size(r->customer.n, r->order.n),
                                       crm_add_size(texts, (size_t)NUMBERS * NUMBER_BYTES)));
    char *p = put_bytes(start, &flags, sizeof(flags));
    p = put_number(p, r->customer.n);
    p = put_number(p, r->order.n);
    p = put_bytes(p, r->customer.p, r->customer.n);
    p = put_bytes(p, r->order.p, r->order.n);
    p = put_bytes(p, &day, sizeof(day));
    p = put_number(p, r->lines.channel);
    if (f & IS_LEFT_OUT)
        p = put_number(p, r->lines.left_out);
    if (f & IS_PENDING) {
        p = put_number(p, r->worker);
        p = put_number(p, r->row_number);
    }
    if (f & HAS_LINE)
        p = put_lines(p, f, &r->lines);
    for (size_t k = 0; r->is_known && k < ncarry; k++) {
        p = put_number(p, carried[k].n);
        p = put_bytes(p, carried[k].p, carried[k].n);
    }
    out->n += (size_t)(p - start);
}

/* ---- reading --------------------------------------------------------------------- */

static uint64_t take_number(const char **p)
{
    uint64_t v = 0;

    for (unsigned shift = 0;; shift += 7) {
        unsigned char c = (unsigned char)*(*p)++;
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128)
            return v;
    }
}

static int32_t take_day(const char **p)
{
    int32_t day;

    memcpy(&day, *p, sizeof(day));
    *p += sizeof(day);
    return day;
}

static struct crm_str take_bytes(const char **p, size_t n)
{
    struct crm_str s = {*p, n};

    *p += n;
    return s;
}

static void take_lines(const char **p, unsigned f, int32_t day, struct crm_order *o)
{
    o->has_line = true;
    o->has_amount = f & HAS_AMOUNT;
    o->has_product = f & HAS_PRODUCT;
    o->has_sale = f & HAS_SALE;
    o->amounts_differ = f & AMOUNTS_DIFFER;
    o->refunds_differ = f & REFUNDS_DIFFER;
    o->lacks = f & IS_LACKING ? (uint8_t)take_number(p) : 0;
    o->day = day;
    o->last_day = f & HAS_LAST_DAY ? take_day(p) : day;
    o->sale_lines = f & HAS_LINES ? (uint32_t)take_number(p) : 1;
    o->amount_lines = f & HAS_LINES ? (uint32_t)take_number(p) : 1;
    o->refund_lines = f & HAS_LINES ? (uint32_t)take_number(p) : 0;
    o->amount = f & HAS_AMOUNT ? (crm_money)take_number(p) : 0;
    o->product = f & HAS_PRODUCT ? (crm_money)take_number(p) : 0;
    o->refund = f & HAS_REFUND ? (crm_money)take_number(p) : 0;
}

struct crm_str crm_order_record_text(struct crm_str *texts)
{
    const char *p = texts->p;
    size_t n = (size_t)take_number(&p);
    struct crm_str text = take_bytes(&p, n);

    texts->p = p;
    return text;
}

void crm_order_record_read(const char **p, size_t ncarry, struct crm_order_record *r)
{
    uint16_t f;

    memcpy(&f, *p, sizeof(f));
    *p += sizeof(f);
    *r = (struct crm_order_record){
        .is_known = f & IS_KNOWN, .is_pending = f & IS_PENDING, .lines = crm_order_none()};
    const char *key = *p;
    size_t ncustomer = (size_t)take_number(p), norder = (size_t)take_number(p);
    r->customer = take_bytes(p, ncustomer);
    r->order = take_bytes(p, norder);
    r->key = (struct crm_str){key, (size_t)(*p - key)};
    r->day = take_day(p);
    r->lines.channel = (uint32_t)take_number(p);
    if (f & IS_LEFT_OUT)
        r->lines.left_out = (uint8_t)take_number(p);
    if (f & IS_PENDING) {
        r->worker = take_number(p);
        r->row_number = take_number(p);
    }
    if (f & HAS_LINE) {
        take_lines(p, f, r->day, &r->lines);
        r->day = r->lines.last_day;
    }
    r->texts = (struct crm_str){*p, 0};
    for (size_t k = 0; r->is_known && k < ncarry; k++) {
        struct crm_str rest = {*p, 0};
        crm_order_record_text(&rest);
        *p = rest.p;
    }
}
