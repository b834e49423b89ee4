#include "model/order_record.h"

#include "base/mem.h"
#include "calc/hash.h"
#include "model/order_line.h"

/*
 * Most records are short: of a known customer, one kind of money, nothing given back or left to
 * others, all lengths and counts below 256. Their parts stand where they always stand, and nothing
 * is asked of each: the branches of the long form were often foretold wrong.
 *
 *   short  head money customer order texts
 *   long   0 size flags ncustomer norder customer order day channel, then what the flags name
 *
 * size is that of what lies behind it. It, the lengths and the channel are numbers of 7 bits a
 * byte, the lowest first, whose high bit says that more follow. All else is as it lies in memory.
 */
struct head {
    uint8_t is_short, has, ncustomer, norder, ntexts, channel, sale_lines, amount_lines;
    int32_t day;
};

enum { SHORT = sizeof(struct head) + sizeof(crm_money), SMALL = 256 };

/* Of a long record. */
enum flag {
    HAS = 63,      /* enum crm_order_has; days, lacks and money follow where it has a line */
    IS_KNOWN = 64, /* texts follow */
    IS_PENDING = 128,
    IS_LEFT_OUT = 256,
    IS_LACKING = 512,
    HAS_LAST_DAY = 1024, /* it differs from day */
    HAS_LINES = 2048,    /* counts other than one sale with one amount */
    HAS_REFUND = 4096,
};

struct crm_order crm_order_none(void)
{
    static const struct crm_order none = {.day = CRM_NO_DATE,
                                          .last_day = CRM_NO_DATE,
                                          .lacks = CRM_LACKS_DATE | CRM_LACKS_STATUS |
                                                   CRM_LACKS_CURRENCY};

    return none;
}

/* Are the amounts of some lines others than those of other lines, where each have one amount?
 * Without a division: it took longer than all else here. */
static bool differ(uint32_t lines, crm_money sum, uint32_t other_lines, crm_money other_sum)
{
    return lines && other_lines && (crm_wide)sum * other_lines != (crm_wide)other_sum * lines;
}

bool crm_order_join(struct crm_order *a, const struct crm_order *b)
{
    crm_money amount, product, refund;

    if (__builtin_add_overflow(a->amount, b->amount, &amount) ||
        __builtin_add_overflow(a->product, b->product, &product) ||
        __builtin_add_overflow(a->refund, b->refund, &refund))
        return false;
    a->has |= b->has;
    if (differ(a->amount_lines, a->amount, b->amount_lines, b->amount))
        a->has |= CRM_AMOUNTS_DIFFER;
    if (differ(a->refund_lines, a->refund, b->refund_lines, b->refund))
        a->has |= CRM_REFUNDS_DIFFER;
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
    return true;
}

/* ---- writing --------------------------------------------------------------------- */

static size_t number_size(uint64_t v)
{
    size_t n = 1;

    for (; v > 127; v >>= 7)
        n++;
    return n;
}

static char *put_number(char *p, uint64_t v)
{
    for (; v > 127; v >>= 7)
        *p++ = (char)(unsigned char)(v | 128);
    *p++ = (char)v;
    return p;
}

static char *put_bytes(char *p, const void *bytes, size_t n)
{
    memcpy(p, bytes, n);
    return p + n;
}

static bool is_one_line(const struct crm_order *o)
{
    return o->sale_lines == 1 && o->amount_lines == 1 && !o->refund_lines;
}

static unsigned flags_of(const struct crm_order_record *r)
{
    const struct crm_order *o = r->lines;
    unsigned f = o->has;

    if (r->is_known)
        f |= IS_KNOWN;
    if (r->is_pending)
        f |= IS_PENDING;
    if (o->left_out)
        f |= IS_LEFT_OUT;
    if (!(f & CRM_HAS_LINE))
        return f;
    if (o->lacks)
        f |= IS_LACKING;
    if (o->last_day != o->day)
        f |= HAS_LAST_DAY;
    if (!is_one_line(o))
        f |= HAS_LINES;
    if (o->refund)
        f |= HAS_REFUND;
    return f;
}

static size_t texts_size(const struct crm_str *carried, size_t ncarry)
{
    size_t n = 0;

    for (size_t k = 0; k < ncarry; k++)
        n = crm_add_size(n, number_size(carried[k].n) + carried[k].n);
    return n;
}

/* Of a long record behind its size. */
static size_t long_size(const struct crm_order_record *r, unsigned f, size_t texts)
{
    const struct crm_order *o = r->lines;
    size_t n = sizeof(uint16_t) + number_size(r->customer.n) + number_size(r->order.n) +
               sizeof(int32_t) + number_size(o->channel);

    n = crm_add_size(n, crm_add_size(r->customer.n, r->order.n));
    if (f & IS_LEFT_OUT)
        n += sizeof(o->left_out);
    if (f & IS_PENDING)
        n += sizeof(r->worker) + sizeof(r->row_number);
    if (f & IS_LACKING)
        n += sizeof(o->lacks);
    if (f & HAS_LAST_DAY)
        n += sizeof(o->last_day);
    if (f & HAS_LINES)
        n += sizeof(o->sale_lines) + sizeof(o->amount_lines) + sizeof(o->refund_lines);
    if (f & CRM_HAS_AMOUNT)
        n += sizeof(o->amount);
    if (f & CRM_HAS_PRODUCT)
        n += sizeof(o->product);
    if (f & HAS_REFUND)
        n += sizeof(o->refund);
    return crm_add_size(n, texts);
}

static bool is_short(const struct crm_order_record *r, size_t texts)
{
    const struct crm_order *o = r->lines;
    size_t most = r->customer.n | r->order.n | texts | o->channel | o->sale_lines | o->amount_lines;
    unsigned others = o->left_out | o->lacks | o->refund_lines | r->is_pending;

    return r->is_known && o->has & CRM_HAS_LINE && (o->has & CRM_HAS_MONEY) != CRM_HAS_MONEY &&
           most < SMALL && !others && !o->refund && o->last_day == o->day;
}

size_t crm_order_record_size(struct crm_order_record *r, const struct crm_str *carried,
                             size_t ncarry)
{
    size_t texts = r->is_known ? texts_size(carried, ncarry) : 0;

    r->ntexts = texts;
    r->is_short = is_short(r, texts);
    if (r->is_short)
        return SHORT + r->customer.n + r->order.n + texts;
    r->size = long_size(r, flags_of(r), texts);
    return 1 + number_size(r->size) + r->size;
}

static char *put_rest(char *p, unsigned f, const struct crm_order_record *r)
{
    const struct crm_order *o = r->lines;

    if (f & IS_LEFT_OUT)
        p = put_bytes(p, &o->left_out, sizeof(o->left_out));
    if (f & IS_PENDING) {
        p = put_bytes(p, &r->worker, sizeof(r->worker));
        p = put_bytes(p, &r->row_number, sizeof(r->row_number));
    }
    if (f & IS_LACKING)
        p = put_bytes(p, &o->lacks, sizeof(o->lacks));
    if (f & HAS_LAST_DAY)
        p = put_bytes(p, &o->last_day, sizeof(o->last_day));
    if (f & HAS_LINES) {
        p = put_bytes(p, &o->sale_lines, sizeof(o->sale_lines));
        p = put_bytes(p, &o->amount_lines, sizeof(o->amount_lines));
        p = put_bytes(p, &o->refund_lines, sizeof(o->refund_lines));
    }
    if (f & CRM_HAS_AMOUNT)
        p = put_bytes(p, &o->amount, sizeof(o->amount));
    if (f & CRM_HAS_PRODUCT)
        p = put_bytes(p, &o->product, sizeof(o->product));
    if (f & HAS_REFUND)
        p = put_bytes(p, &o->refund, sizeof(o->refund));
    return p;
}

/* Byte by byte to where it stays: read as a whole from the stack it would wait for each byte. */
static char *put_short(char *p, const struct crm_order_record *r)
{
    const struct crm_order *o = r->lines;
    const crm_money *money = o->has & CRM_HAS_AMOUNT ? &o->amount : &o->product;

    p[offsetof(struct head, is_short)] = true;
    p[offsetof(struct head, has)] = (char)o->has;
    p[offsetof(struct head, ncustomer)] = (char)r->customer.n;
    p[offsetof(struct head, norder)] = (char)r->order.n;
    p[offsetof(struct head, ntexts)] = (char)r->ntexts;
    p[offsetof(struct head, channel)] = (char)o->channel;
    p[offsetof(struct head, sale_lines)] = (char)o->sale_lines;
    p[offsetof(struct head, amount_lines)] = (char)o->amount_lines;
    p = put_bytes(p + offsetof(struct head, day), &o->day, sizeof(o->day));
    p = put_bytes(p, money, sizeof(*money));
    p = crm_key_put(p, r->customer);
    return crm_key_put(p, r->order);
}

static char *put_long(char *p, const struct crm_order_record *r)
{
    unsigned f = flags_of(r);
    uint16_t flags = (uint16_t)f; /* 13 bits */
    int32_t day = f & CRM_HAS_LINE ? r->lines->day : r->day;

    *p++ = false;
    p = put_number(p, r->size);
    p = put_bytes(p, &flags, sizeof(flags));
    p = put_number(p, r->customer.n);
    p = put_number(p, r->order.n);
    p = crm_key_put(p, r->customer);
    p = crm_key_put(p, r->order);
    p = put_bytes(p, &day, sizeof(day));
    p = put_number(p, r->lines->channel);
    return put_rest(p, f, r);
}

void crm_order_record_put(char *p, const struct crm_order_record *r, const struct crm_str *carried,
                          size_t ncarry)
{
    p = r->is_short ? put_short(p, r) : put_long(p, r);
    for (size_t k = 0; r->is_known && k < ncarry; k++) {
        p = put_number(p, carried[k].n);
        p = crm_key_put(p, carried[k]);
    }
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

static void take_bytes(const char **p, void *to, size_t n)
{
    memcpy(to, *p, n);
    *p += n;
}

static struct crm_str take_text(const char **p, size_t n)
{
    struct crm_str s = {*p, n};

    *p += n;
    return s;
}

static uint16_t take_names(const char **p, struct crm_str *customer, struct crm_str *order)
{
    uint16_t f;

    take_bytes(p, &f, sizeof(f));
    size_t ncustomer = (size_t)take_number(p), norder = (size_t)take_number(p);
    *customer = take_text(p, ncustomer);
    *order = take_text(p, norder);
    return f;
}

static void take_lines(const char **p, unsigned f, int32_t day, struct crm_order *o)
{
    o->has = f & HAS;
    o->day = o->last_day = day;
    o->lacks = 0;
    o->sale_lines = o->amount_lines = 1;
    if (f & IS_LACKING)
        take_bytes(p, &o->lacks, sizeof(o->lacks));
    if (f & HAS_LAST_DAY)
        take_bytes(p, &o->last_day, sizeof(o->last_day));
    if (f & HAS_LINES) {
        take_bytes(p, &o->sale_lines, sizeof(o->sale_lines));
        take_bytes(p, &o->amount_lines, sizeof(o->amount_lines));
        take_bytes(p, &o->refund_lines, sizeof(o->refund_lines));
    }
    if (f & CRM_HAS_AMOUNT)
        take_bytes(p, &o->amount, sizeof(o->amount));
    if (f & CRM_HAS_PRODUCT)
        take_bytes(p, &o->product, sizeof(o->product));
    if (f & HAS_REFUND)
        take_bytes(p, &o->refund, sizeof(o->refund));
}

struct crm_str crm_order_record_text(struct crm_str *texts)
{
    const char *p = texts->p;
    size_t n = (size_t)take_number(&p);
    struct crm_str text = take_text(&p, n);

    texts->p = p;
    return text;
}

const char *crm_order_record_names(const char *p, struct crm_str *customer, struct crm_str *order)
{
    if (*p) {
        struct head head;
        memcpy(&head, p, sizeof(head));
        *customer = (struct crm_str){p + SHORT, head.ncustomer};
        *order = (struct crm_str){customer->p + head.ncustomer, head.norder};
        return order->p + head.norder + head.ntexts;
    }
    p++;
    size_t size = (size_t)take_number(&p);
    const char *next = p + size;
    take_names(&p, customer, order);
    return next;
}

static void read_short(const char *p, struct crm_order_record *r)
{
    struct head head;
    crm_money money;

    take_bytes(&p, &head, sizeof(head));
    take_bytes(&p, &money, sizeof(money));
    r->customer = take_text(&p, head.ncustomer);
    r->order = take_text(&p, head.norder);
    r->texts = take_text(&p, head.ntexts);
    r->is_known = true;
    r->is_pending = false;
    r->day = head.day;
    *r->lines = (struct crm_order){.channel = head.channel,
                                   .day = head.day,
                                   .last_day = head.day,
                                   .sale_lines = head.sale_lines,
                                   .amount_lines = head.amount_lines,
                                   .has = head.has,
                                   .amount = head.has & CRM_HAS_AMOUNT ? money : 0,
                                   .product = head.has & CRM_HAS_PRODUCT ? money : 0};
}

static void read_long(const char *p, struct crm_order_record *r)
{
    size_t size = (size_t)take_number(&p);
    const char *end = p + size;
    uint16_t f = take_names(&p, &r->customer, &r->order);

    r->is_known = f & IS_KNOWN;
    r->is_pending = f & IS_PENDING;
    *r->lines = crm_order_none();
    take_bytes(&p, &r->day, sizeof(r->day));
    r->lines->channel = (uint32_t)take_number(&p);
    if (f & IS_LEFT_OUT)
        take_bytes(&p, &r->lines->left_out, sizeof(r->lines->left_out));
    if (f & IS_PENDING) {
        take_bytes(&p, &r->worker, sizeof(r->worker));
        take_bytes(&p, &r->row_number, sizeof(r->row_number));
    }
    if (f & CRM_HAS_LINE) {
        take_lines(&p, f, r->day, r->lines);
        r->day = r->lines->last_day;
    }
    r->texts = (struct crm_str){p, (size_t)(end - p)};
}

void crm_order_record_read(const char *p, struct crm_order_record *r)
{
    if (*p)
        read_short(p, r);
    else
        read_long(p + 1, r);
}
