#include "table/currency.h"

#define WORD CRM_STR_INIT

/* A currency as a bit: a mark may stand for several. $12.50 CAD is one, €12.50 元 is none. */
enum {
    CNY = 1 << 0,
    JPY = 1 << 1,
    USD = 1 << 2,
    HKD = 1 << 3,
    TWD = 1 << 4,
    SGD = 1 << 5,
    AUD = 1 << 6,
    CAD = 1 << 7,
    NZD = 1 << 8,
    EUR = 1 << 9,
    GBP = 1 << 10,
    KRW = 1 << 11,
    INR = 1 << 12,
    RUB = 1 << 13,
    THB = 1 << 14,
    VND = 1 << 15,
    PHP = 1 << 16,
    MYR = 1 << 17,
    IDR = 1 << 18,
    BRL = 1 << 19,
    CHF = 1 << 20,
    MOP = 1 << 21,
    MXN = 1 << 22,
    AED = 1 << 23,
};

static const struct currency {
    struct crm_str mark;
    unsigned codes;
} currencies[] = {
    {WORD("¥"), CNY | JPY},
    {WORD("$"), USD | HKD | TWD | SGD | AUD | CAD | NZD | MXN},
    {WORD("元"), CNY | HKD | TWD},
    {WORD("元整"), CNY | HKD | TWD},
    {WORD("圆"), CNY},
    {WORD("円"), JPY},
    {WORD("€"), EUR},
    {WORD("£"), GBP},
    {WORD("₩"), KRW},
    {WORD("₹"), INR},
    {WORD("₽"), RUB},
    {WORD("฿"), THB},
    {WORD("₫"), VND},
    {WORD("₱"), PHP},
    {WORD("RMB"), CNY},
    {WORD("CN¥"), CNY},
    {WORD("人民币"), CNY},
    {WORD("美元"), USD},
    {WORD("港元"), HKD},
    {WORD("港币"), HKD},
    {WORD("日元"), JPY},
    {WORD("欧元"), EUR},
    {WORD("英镑"), GBP},
    {WORD("JP¥"), JPY},
    {WORD("US$"), USD},
    {WORD("HK$"), HKD},
    {WORD("NT$"), TWD},
    {WORD("S$"), SGD},
    {WORD("A$"), AUD},
    {WORD("AU$"), AUD},
    {WORD("C$"), CAD},
    {WORD("CA$"), CAD},
    {WORD("NZ$"), NZD},
    {WORD("R$"), BRL},
    {WORD("RM"), MYR},
    {WORD("CNY"), CNY},
    {WORD("JPY"), JPY},
    {WORD("USD"), USD},
    {WORD("HKD"), HKD},
    {WORD("TWD"), TWD},
    {WORD("SGD"), SGD},
    {WORD("AUD"), AUD},
    {WORD("CAD"), CAD},
    {WORD("NZD"), NZD},
    {WORD("EUR"), EUR},
    {WORD("GBP"), GBP},
    {WORD("KRW"), KRW},
    {WORD("INR"), INR},
    {WORD("RUB"), RUB},
    {WORD("THB"), THB},
    {WORD("VND"), VND},
    {WORD("PHP"), PHP},
    {WORD("MYR"), MYR},
    {WORD("IDR"), IDR},
    {WORD("BRL"), BRL},
    {WORD("CHF"), CHF},
    {WORD("MOP"), MOP},
    {WORD("MXN"), MXN},
    {WORD("AED"), AED},
};

#define CURRENCIES (sizeof currencies / sizeof *currencies)

size_t crm_currency_mark(struct crm_str s, bool at_end, unsigned *codes)
{
    size_t best = 0, edge = at_end && s.n ? s.n - 1 : 0;

    /* Most amounts start and end with a digit, and no mark does. */
    if (s.n == 0 || crm_is_digit(s.p[edge]))
        return 0;
    for (size_t i = 0; i < CURRENCIES; i++) {
        size_t n = currencies[i].mark.n;

        if (n <= best || n > s.n)
            continue;
        if (!crm_str_eq_nocase((struct crm_str){at_end ? s.p + (s.n - n) : s.p, n},
                               currencies[i].mark))
            continue;
        best = n;
        *codes = currencies[i].codes;
    }
    return best;
}
