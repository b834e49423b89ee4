#include "csv/total_row.h"

#include "csv/looks.h"
#include "text/unicode.h"

enum {
    WORD_BYTES = 32, /* the longest word with its blanks */
    DIGITS_MAX = 14, /* more are an order's number */
    ID_DIGITS = 10,  /* so many without a fraction are one too */
};

static const struct crm_str sure_words[] = {
    CRM_STR_INIT("合计"),     CRM_STR_INIT("总计"),      CRM_STR_INIT("小计"),
    CRM_STR_INIT("共计"),     CRM_STR_INIT("总合计"),    CRM_STR_INIT("本页合计"),
    CRM_STR_INIT("本页小计"), CRM_STR_INIT("累计"),      CRM_STR_INIT("汇总"),
    CRM_STR_INIT("合計"),     CRM_STR_INIT("總計"),      CRM_STR_INIT("小計"),
    CRM_STR_INIT("共計"),     CRM_STR_INIT("總合計"),    CRM_STR_INIT("本頁合計"),
    CRM_STR_INIT("本頁小計"), CRM_STR_INIT("累計"),      CRM_STR_INIT("彙總"),
    CRM_STR_INIT("総計"),     CRM_STR_INIT("総合計"),    CRM_STR_INIT("grandtotal"),
    CRM_STR_INIT("subtotal"), CRM_STR_INIT("sub-total"), CRM_STR_INIT("totals"),
    CRM_STR_INIT("totalsum"), CRM_STR_INIT("sumtotal"),
};
static const struct crm_str other_words[] = {CRM_STR_INIT("total"), CRM_STR_INIT("sum")};

/* The cell without blanks, as far as a colon or a bracket; longer than any word: nothing. */
static struct crm_str word_of(struct crm_str cell, char word[WORD_BYTES])
{
    static const struct crm_str ends[] = {CRM_STR_INIT(":"), CRM_STR_INIT("："), CRM_STR_INIT("("),
                                          CRM_STR_INIT("（")};
    size_t n = 0;

    while (cell.n) {
        size_t bytes;
        crm_utf8_next(cell, &bytes);
        for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
            if (crm_str_starts(cell, ends[i]))
                return (struct crm_str){word, n};
        if (crm_trim_blanks((struct crm_str){cell.p, bytes}).n) {
            if (n + bytes > WORD_BYTES)
                return CRM_STR("");
            memcpy(word + n, cell.p, bytes);
            n += bytes;
        }
        cell = crm_str_from(cell, bytes);
    }
    return (struct crm_str){word, n};
}

/* A sum or a count, with its unit: 1,234.50  12笔  -3. No number that names an order or a phone. */
static bool is_sum(struct crm_str cell)
{
    static const struct crm_str units[] = {
        CRM_STR_INIT("笔"), CRM_STR_INIT("件"), CRM_STR_INIT("单"), CRM_STR_INIT("人"),
        CRM_STR_INIT("个"), CRM_STR_INIT("条"), CRM_STR_INIT("筆"), CRM_STR_INIT("單"),
    };
    struct crm_str s = crm_trim_blanks(cell);

    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
        if (s.n > units[i].n && crm_str_ends(s, units[i]))
            s.n -= units[i].n;
    enum crm_looks looks = crm_looks_of(s);
    size_t digits = crm_count_digits(s);
    return (looks == CRM_LOOKS_NUMBER && digits <= ID_DIGITS) ||
           (looks == CRM_LOOKS_AMOUNT && digits <= DIGITS_MAX);
}

bool crm_is_total_row(const struct crm_str *cells, size_t ncols)
{
    char buffer[WORD_BYTES];
    size_t first = 0, sums = 0, empty = 0;

    while (first < ncols && crm_looks_of(cells[first]) == CRM_LOOKS_EMPTY)
        first++;
    if (first == ncols)
        return false;
    struct crm_str word = word_of(cells[first], buffer);
    bool is_sure = crm_str_is_among(word, sure_words, sizeof(sure_words) / sizeof(*sure_words));
    if (!is_sure &&
        !crm_str_is_among(word, other_words, sizeof(other_words) / sizeof(*other_words)))
        return false;
    empty = first;
    for (size_t i = first + 1; i < ncols; i++) {
        bool is_empty = crm_looks_of(cells[i]) == CRM_LOOKS_EMPTY;
        empty += is_empty;
        if (!is_empty && !is_sum(cells[i]))
            return false;
        sums += !is_empty;
    }
    return sums && (is_sure || empty || ncols <= 2);
}
