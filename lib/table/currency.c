#include "table/currency.h"

#include <pthread.h>

#define WORD CRM_STR_INIT

/* Every currency that has a mark, by its ISO 4217 code. */
#define CURRENCIES(X)                                                                              \
    X(CNY)                                                                                         \
    X(JPY)                                                                                         \
    X(USD)                                                                                         \
    X(HKD)                                                                                         \
    X(TWD)                                                                                         \
    X(SGD)                                                                                         \
    X(AUD)                                                                                         \
    X(CAD)                                                                                         \
    X(NZD)                                                                                         \
    X(EUR)                                                                                         \
    X(GBP)                                                                                         \
    X(KRW)                                                                                         \
    X(INR)                                                                                         \
    X(RUB)                                                                                         \
    X(THB)                                                                                         \
    X(VND)                                                                                         \
    X(PHP)                                                                                         \
    X(MYR)                                                                                         \
    X(IDR)                                                                                         \
    X(BRL)                                                                                         \
    X(CHF)                                                                                         \
    X(MOP)                                                                                         \
    X(MXN)                                                                                         \
    X(AED)                                                                                         \
    X(PLN)                                                                                         \
    X(SEK)                                                                                         \
    X(NOK)                                                                                         \
    X(DKK)                                                                                         \
    X(CZK)                                                                                         \
    X(TRY)                                                                                         \
    X(ZAR)                                                                                         \
    X(ILS)

enum {
#define PLACE(code) PLACE_##code,
    CURRENCIES(PLACE)
#undef PLACE
        PLACES
};

/* A currency as a bit: a mark may stand for several. $12.50 CAD is one, €12.50 元 is none. */
#define BIT(code) (1U << PLACE_##code)

#define DOLLARS                                                                                    \
    (BIT(USD) | BIT(HKD) | BIT(TWD) | BIT(SGD) | BIT(AUD) | BIT(CAD) | BIT(NZD) | BIT(MXN))
#define YUANS  (BIT(CNY) | BIT(HKD) | BIT(TWD))
#define CROWNS (BIT(SEK) | BIT(NOK) | BIT(DKK))

static const char codes_of_places[PLACES][4] = {
#define NAME(code) #code,
    CURRENCIES(NAME)
#undef NAME
};

static const struct currency {
    struct crm_str mark;
    unsigned codes;
} currencies[] = {{WORD("¥"), BIT(CNY) | BIT(JPY)},
                  {WORD("$"), DOLLARS},
                  {WORD("元"), YUANS},
                  {WORD("元整"), YUANS},
                  {WORD("元正"), YUANS},
                  {WORD("圆"), YUANS},
                  {WORD("圆整"), YUANS},
                  {WORD("圓"), YUANS},
                  {WORD("圓整"), YUANS},
                  {WORD("块"), YUANS},
                  {WORD("块钱"), YUANS},
                  {WORD("塊"), YUANS},
                  {WORD("塊錢"), YUANS},
                  {WORD("円"), BIT(JPY)},
                  {WORD("€"), BIT(EUR)},
                  {WORD("£"), BIT(GBP)},
                  {WORD("₩"), BIT(KRW)},
                  {WORD("원"), BIT(KRW)},
                  {WORD("₹"), BIT(INR)},
                  {WORD("₽"), BIT(RUB)},
                  {WORD("руб"), BIT(RUB)},
                  {WORD("руб."), BIT(RUB)},
                  {WORD("฿"), BIT(THB)},
                  {WORD("₫"), BIT(VND)},
                  {WORD("đ"), BIT(VND)},
                  {WORD("₱"), BIT(PHP)},
                  {WORD("₺"), BIT(TRY)},
                  {WORD("TL"), BIT(TRY)},
                  {WORD("₪"), BIT(ILS)},
                  {WORD("zł"), BIT(PLN)},
                  {WORD("Kč"), BIT(CZK)},
                  {WORD("kr"), CROWNS},
                  {WORD("kr."), CROWNS},
                  {WORD("Rs"), BIT(INR)},
                  {WORD("Rs."), BIT(INR)},
                  {WORD("Rp"), BIT(IDR)},
                  {WORD("Fr."), BIT(CHF)},
                  {WORD("SFr."), BIT(CHF)},
                  {WORD("R"), BIT(ZAR)},
                  {WORD("RMB"), BIT(CNY)},
                  {WORD("CNH"), BIT(CNY)},
                  {WORD("CN¥"), BIT(CNY)},
                  {WORD("RMB¥"), BIT(CNY)},
                  {WORD("人民币"), BIT(CNY)},
                  {WORD("人民幣"), BIT(CNY)},
                  {WORD("人民币元"), BIT(CNY)},
                  {WORD("美元"), BIT(USD)},
                  {WORD("美金"), BIT(USD)},
                  {WORD("港元"), BIT(HKD)},
                  {WORD("港币"), BIT(HKD)},
                  {WORD("港幣"), BIT(HKD)},
                  {WORD("新台币"), BIT(TWD)},
                  {WORD("新台幣"), BIT(TWD)},
                  {WORD("新臺幣"), BIT(TWD)},
                  {WORD("台币"), BIT(TWD)},
                  {WORD("台幣"), BIT(TWD)},
                  {WORD("日元"), BIT(JPY)},
                  {WORD("日圆"), BIT(JPY)},
                  {WORD("日圓"), BIT(JPY)},
                  {WORD("欧元"), BIT(EUR)},
                  {WORD("歐元"), BIT(EUR)},
                  {WORD("英镑"), BIT(GBP)},
                  {WORD("英鎊"), BIT(GBP)},
                  {WORD("韩元"), BIT(KRW)},
                  {WORD("韓元"), BIT(KRW)},
                  {WORD("卢比"), BIT(INR)},
                  {WORD("卢布"), BIT(RUB)},
                  {WORD("泰铢"), BIT(THB)},
                  {WORD("泰銖"), BIT(THB)},
                  {WORD("澳元"), BIT(AUD)},
                  {WORD("加元"), BIT(CAD)},
                  {WORD("新加坡元"), BIT(SGD)},
                  {WORD("新元"), BIT(SGD)},
                  {WORD("坡币"), BIT(SGD)},
                  {WORD("令吉"), BIT(MYR)},
                  {WORD("马币"), BIT(MYR)},
                  {WORD("越南盾"), BIT(VND)},
                  {WORD("印尼盾"), BIT(IDR)},
                  {WORD("瑞士法郎"), BIT(CHF)},
                  {WORD("澳门元"), BIT(MOP)},
                  {WORD("澳門元"), BIT(MOP)},
                  {WORD("迪拉姆"), BIT(AED)},
                  {WORD("JP¥"), BIT(JPY)},
                  {WORD("US$"), BIT(USD)},
                  {WORD("US $"), BIT(USD)},
                  {WORD("U$"), BIT(USD)},
                  {WORD("HK$"), BIT(HKD)},
                  {WORD("HK $"), BIT(HKD)},
                  {WORD("NT $"), BIT(TWD)},
                  {WORD("NT$"), BIT(TWD)},
                  {WORD("NT"), BIT(TWD)},
                  {WORD("S$"), BIT(SGD)},
                  {WORD("SG$"), BIT(SGD)},
                  {WORD("A$"), BIT(AUD)},
                  {WORD("AU$"), BIT(AUD)},
                  {WORD("C$"), BIT(CAD)},
                  {WORD("CA$"), BIT(CAD)},
                  {WORD("NZ$"), BIT(NZD)},
                  {WORD("R$"), BIT(BRL)},
                  {WORD("MX$"), BIT(MXN)},
                  {WORD("MOP$"), BIT(MOP)},
                  {WORD("RM"), BIT(MYR)},
#define CODE(code) {WORD(#code), BIT(code)},
                  CURRENCIES(CODE)
#undef CODE
};

enum { MARKS = sizeof currencies / sizeof *currencies };

/* The marks that start, and that end, with a byte: place + 1 of the first, and of the next one. */
static struct {
    unsigned char first[256], next[MARKS];
} chains[2];
static pthread_once_t chains_made = PTHREAD_ONCE_INIT;

_Static_assert(MARKS < 255, "places fit a byte");

static unsigned char edge_of(struct crm_str s, bool at_end)
{
    return (unsigned char)crm_lower(s.p[at_end ? s.n - 1 : 0]);
}

static void make_chains(void)
{
    for (int at_end = 0; at_end < 2; at_end++)
        for (int i = 0; i < MARKS; i++) {
            unsigned char *first = &chains[at_end].first[edge_of(currencies[i].mark, at_end)];

            chains[at_end].next[i] = *first;
            *first = (unsigned char)(i + 1);
        }
}

size_t crm_currency_mark(struct crm_str s, bool at_end, unsigned *codes)
{
    size_t best = 0;

    /* Most amounts start and end with a digit, and no mark does. */
    if (s.n == 0 || crm_is_digit(s.p[at_end ? s.n - 1 : 0]))
        return 0;
    pthread_once(&chains_made, make_chains);
    for (int i = chains[at_end].first[edge_of(s, at_end)]; i; i = chains[at_end].next[i - 1]) {
        struct crm_str mark = currencies[i - 1].mark;

        if (mark.n <= best || mark.n > s.n ||
            !crm_str_eq_nocase((struct crm_str){at_end ? s.p + (s.n - mark.n) : s.p, mark.n}, mark))
            continue;
        best = mark.n;
        *codes = currencies[i - 1].codes;
    }
    return best;
}

const char *crm_currency_only(unsigned codes)
{
    for (int place = 0; place < PLACES; place++)
        if (codes == 1U << place)
            return codes_of_places[place];
    return "";
}

unsigned crm_currency_bit(const char *code)
{
    for (int place = 0; place < PLACES; place++)
        if (strcmp(code, codes_of_places[place]) == 0)
            return 1U << place;
    return 0;
}
