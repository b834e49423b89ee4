/*
 * phone_table.c - numbering plans, from the plans that the administrations publish through the ITU
 * (ITU-T E.164, "National numbering plans", www.itu.int/oth/T0202) and on their own pages: MIIT and
 * the list of area codes (CN), NANPA (+1, 2025), OFCA (HK), CTT (MO), NCC (TW), Ofcom (GB), MIC
 * (JP), MSIT (KR), BNetzA (DE), Arcep (FR), DoT (IN), Anatel (BR), ACMA (AU), IMDA (SG).
 *
 * Numbers are told apart by their first two digits, the third and the fourth, and by their length:
 * what a plan says in more detail than that, down to blocks of a thousand, changes every month.
 */
#include "clean/phone_sets.h"

static const struct crm_phone_row hong_kong_rows[] = {
    {21, 29, LAND, ALL, ALL, L(8)},      {30, 39, LAND, ALL, ALL, L(8)},
    {40, 49, MOBILE, ALL, ALL, L(8)},    {50, 57, MOBILE, ALL, ALL, L(8)},
    {58, 58, EITHER, ALL, ALL, L(8)},    {59, 79, MOBILE, ALL, ALL, L(8)},
    {80, 80, SERVICE, IN(0), ALL, L(9)}, {81, 83, SERVICE, ALL, ALL, L(8)},
    {84, 89, MOBILE, ALL, ALL, L(8)},    {90, 90, SERVICE, IN(0), ALL, L(11)},
    {90, 90, MOBILE, BUT(0), ALL, L(8)}, {91, 98, MOBILE, ALL, ALL, L(8)},
};
static const struct crm_phone_rows hong_kong = ROWS(hong_kong_rows);

static const struct crm_phone_row macao_rows[] = {
    {8, 8, SERVICE, IN(0), ALL, L(7)}, {28, 28, LAND, TO(2, 9), ALL, L(8)},
    {62, 63, MOBILE, ALL, ALL, L(8)},  {65, 66, MOBILE, ALL, ALL, L(8)},
    {68, 68, MOBILE, ALL, ALL, L(8)},  {81, 81, LAND, IN(1), ALL, L(8)},
    {82, 85, LAND, ALL, ALL, L(8)},    {87, 89, LAND, ALL, ALL, L(8)},
};
static const struct crm_phone_rows macao = ROWS(macao_rows);

static const struct crm_phone_row taiwan_rows[] = {
    {20, 20, SERVICE, ALL, ALL, L(9)},

    {22, 28, LAND, ALL, ALL, L(9)},
    {32, 39, LAND, ALL, ALL, L(8)},
    {40, 41, SERVICE, ALL, ALL, L(8) | L(9)},
    {42, 43, LAND, ALL, ALL, L(9)},
    {47, 48, LAND, ALL, ALL, L(8)},
    {49, 49, LAND, ALL, ALL, L(9)},
    {50, 50, SERVICE, ALL, ALL, L(9)},
    {52, 58, LAND, ALL, ALL, L(8)},
    {60, 61, EITHER, ALL, ALL, L(8) | L(9)},
    {62, 63, LAND, ALL, ALL, L(8)},
    {65, 67, LAND, ALL, ALL, L(8)},
    {69, 69, LAND, ALL, ALL, L(8)},
    {70, 70, SERVICE, ALL, ALL, L(10) | L(11)},
    {71, 79, LAND, ALL, ALL, L(8)},
    {80, 80, SERVICE, ALL, ALL, L(9)},
    {82, 82, LAND, TO(3, 8), ALL, L(8)},
    {83, 83, LAND, IN(6), ALL, L(8)},
    {87, 89, LAND, ALL, ALL, L(8)},
    {90, 98, MOBILE, ALL, ALL, L(9)},
    {99, 99, SERVICE, ALL, ALL, L(9)},
};
static const struct crm_phone_rows taiwan = ROWS(taiwan_rows);

static const struct crm_phone_row britain_rows[] = {
    {11, 11, LAND, TO(3, 8), ALL, L(10)},
    {12, 19, LAND, IN(1), ALL, L(10)},
    {12, 19, LAND, BUT(1), ALL, L(9) | L(10)},
    {20, 20, LAND, IN(0, 1, 3, 4, 7, 8), ALL, L(10)},
    {23, 24, LAND, ALL, ALL, L(10)},
    {28, 29, LAND, ALL, ALL, L(10)},
    {30, 30, SERVICE, ALL, ALL, L(10)},
    {33, 34, SERVICE, ALL, ALL, L(10)},
    {37, 37, SERVICE, ALL, ALL, L(10)},
    {55, 56, SERVICE, ALL, ALL, L(10)},
    {70, 70, SERVICE, ALL, ALL, L(10)},
    {71, 75, MOBILE, ALL, ALL, L(10)},
    {76, 76, SERVICE, ALL, ALL, L(10)},
    {77, 79, MOBILE, ALL, ALL, L(10)},
    {80, 80, SERVICE, IN(0), ALL, L(9) | L(10)},
    {80, 80, SERVICE, IN(8), ALL, L(10)},
    {84, 84, SERVICE, TO(2, 5), ALL, L(10)},
    {87, 87, SERVICE, TO(0, 3), ALL, L(10)},
    {90, 91, SERVICE, ALL, ALL, L(10)},
    {98, 98, SERVICE, ALL, ALL, L(10)},
};
static const struct crm_phone_rows britain = ROWS(britain_rows);

static const struct crm_phone_row japan_rows[] = {
    {11, 11, LAND, ALL, ALL, L(9)},
    {12, 12, SERVICE, IN(0), ALL, L(9)},
    {12, 12, LAND, BUT(0), ALL, L(9)},
    {13, 19, LAND, ALL, ALL, L(9)},
    {20, 20, SERVICE, ALL, ALL, L(10) | L(11)},
    {22, 29, LAND, ALL, ALL, L(9)},
    {31, 39, LAND, ALL, ALL, L(9)},
    {42, 49, LAND, ALL, ALL, L(9)},
    {50, 50, SERVICE, TO(1, 9), ALL, L(10)},
    {52, 56, LAND, ALL, ALL, L(9)},
    {57, 57, SERVICE, IN(0), ALL, L(9)},
    {57, 57, LAND, BUT(0), ALL, L(9)},
    {58, 59, LAND, ALL, ALL, L(9)},
    {60, 60, MOBILE, TO(1, 9), ALL, L(10)},
    {61, 69, LAND, ALL, ALL, L(9)},
    {70, 70, MOBILE, TO(1, 9), ALL, L(10)},
    {72, 79, LAND, ALL, ALL, L(9)},
    {80, 80, SERVICE, IN(0), ALL, L(10)},
    {80, 80, MOBILE, TO(1, 9), ALL, L(10)},
    {82, 89, LAND, ALL, ALL, L(9)},
    {90, 90, MOBILE, TO(1, 9), ALL, L(10)},
    {92, 98, LAND, ALL, ALL, L(9)},
    {99, 99, SERVICE, IN(0), ALL, L(9)},
    {99, 99, LAND, TO(1, 9), ALL, L(9)},
};
static const struct crm_phone_rows japan = ROWS(japan_rows);

/* 15, 16, 18: also the eight-digit numbers that companies have for the whole country. */
static const struct crm_phone_row korea_rows[] = {
    {10, 10, MOBILE, ALL, ALL, L(10)},
    {11, 11, MOBILE, ALL, ALL, L(9) | L(10)},
    {15, 15, SERVICE, BUT(0, 1), ALL, L(8)},
    {16, 16, MOBILE, ALL, ALL, L(9) | L(10)},
    {16, 16, SERVICE, IN(0, 4, 6, 7, 8), ALL, L(8)},
    {17, 17, MOBILE, ALL, ALL, L(9) | L(10)},
    {18, 18, MOBILE, ALL, ALL, L(9) | L(10)},
    {18, 18, SERVICE, IN(0, 1, 3, 5, 6, 7, 9), ALL, L(8)},
    {19, 19, MOBILE, ALL, ALL, L(9) | L(10)},
    {21, 29, LAND, ALL, ALL, L(8) | L(9)},
    {31, 33, LAND, TO(1, 9), ALL, L(9) | L(10)},
    {41, 44, LAND, TO(1, 9), ALL, L(9) | L(10)},
    {50, 50, SERVICE, ALL, ALL, L(10) | L(11)},
    {51, 55, LAND, TO(1, 9), ALL, L(9) | L(10)},
    {60, 60, SERVICE, TO(2, 9), ALL, L(9)},
    {61, 64, LAND, TO(1, 9), ALL, L(9) | L(10)},
    {70, 70, SERVICE, ALL, ALL, L(10)},
    {80, 80, SERVICE, ALL, ALL, L(9)},
};
static const struct crm_phone_rows korea = ROWS(korea_rows);

static const struct crm_phone_row france_rows[] = {
    {10, 25, LAND, ALL, ALL, L(9)},           {26, 26, LAND, BUT(2), ALL, L(9)},
    {27, 39, LAND, ALL, ALL, L(9)},           {41, 58, LAND, ALL, ALL, L(9)},
    {59, 59, LAND, BUT(0, 4), ALL, L(9)},     {60, 62, MOBILE, ALL, ALL, L(9)},
    {63, 63, MOBILE, BUT(9), ALL, L(9)},      {64, 68, MOBILE, ALL, ALL, L(9)},
    {69, 69, MOBILE, IN(5, 8, 9), ALL, L(9)}, {73, 79, MOBILE, ALL, ALL, L(9)},
    {80, 86, SERVICE, ALL, ALL, L(9)},        {88, 99, SERVICE, ALL, ALL, L(9)},
};
static const struct crm_phone_rows france = ROWS(france_rows);

/* Mobiles start with 6 to 9, and so do some areas. */
static const struct crm_phone_row india_rows[] = {
    {11, 11, LAND, TO(2, 7), ALL, L(10)},
    {12, 17, LAND, ALL, ALL, L(10)},
    {18, 18, SERVICE, IN(0), ALL, L(10) | L(11)},
    {18, 18, SERVICE, IN(6), IN(0), L(11)},
    {18, 18, LAND, BUT(0), ALL, L(10)},
    {19, 19, LAND, ALL, ALL, L(10)},
    {20, 20, LAND, TO(2, 9), ALL, L(10)},
    {21, 32, LAND, ALL, ALL, L(10)},
    {33, 33, LAND, TO(2, 7), ALL, L(10)},
    {34, 39, LAND, ALL, ALL, L(10)},
    {40, 40, LAND, TO(2, 7), ALL, L(10)},
    {41, 43, LAND, ALL, ALL, L(10)},
    {44, 44, LAND, TO(2, 7), ALL, L(10)},
    {45, 59, LAND, ALL, ALL, L(10)},
    {60, 99, EITHER, ALL, ALL, L(10)},
};
static const struct crm_phone_rows india = ROWS(india_rows);

/* Behind the area: 2 to 5 and seven digits at home, 9 and eight digits in the pocket. */
#define BRAZIL_AREAS(lo, hi)                                                                       \
    {lo, hi, LAND, TO(2, 5), ALL, L(10)}, {lo, hi, MOBILE, IN(9), ALL, L(11)},                     \
    {                                                                                              \
        lo, hi, MOBILE, IN(7), ALL, L(10)                                                          \
    }

static const struct crm_phone_row brazil_rows[] = {
    BRAZIL_AREAS(11, 19),
    BRAZIL_AREAS(21, 22),
    BRAZIL_AREAS(24, 24),
    BRAZIL_AREAS(27, 28),
    {30, 30, SERVICE, IN(0), ALL, L(8) | L(10)},
    {30, 30, SERVICE, IN(3), ALL, L(8)},
    BRAZIL_AREAS(31, 35),
    BRAZIL_AREAS(37, 38),
    {40, 40, SERVICE, IN(0, 2), ALL, L(8)},
    BRAZIL_AREAS(41, 49),
    {50, 50, SERVICE, IN(0), ALL, L(9) | L(10)},
    BRAZIL_AREAS(51, 51),
    BRAZIL_AREAS(53, 55),
    BRAZIL_AREAS(61, 69),
    BRAZIL_AREAS(71, 71),
    BRAZIL_AREAS(73, 75),
    BRAZIL_AREAS(77, 77),
    BRAZIL_AREAS(79, 79),
    {80, 80, SERVICE, IN(0), ALL, L(9) | L(10)},
    BRAZIL_AREAS(81, 89),
    {90, 90, SERVICE, IN(0), ALL, L(9) | L(10)},
    BRAZIL_AREAS(91, 99),
};
static const struct crm_phone_rows brazil = ROWS(brazil_rows);

static const struct crm_phone_row australia_rows[] = {
    {13, 13, SERVICE, IN(0), IN(0), L(10)}, {13, 13, SERVICE, ALL, ALL, L(6)},
    {14, 14, SERVICE, IN(5, 7), ALL, L(9)}, {18, 18, SERVICE, IN(0), IN(0), L(10)},
    {18, 18, SERVICE, IN(0), IN(2), L(7)},  {19, 19, SERVICE, IN(0), ALL, L(10)},
    {20, 29, LAND, ALL, ALL, L(9)},         {30, 39, LAND, ALL, ALL, L(9)},
    {40, 49, MOBILE, ALL, ALL, L(9)},       {70, 79, LAND, ALL, ALL, L(9)},
    {85, 89, LAND, ALL, ALL, L(9)},
};
static const struct crm_phone_rows australia = ROWS(australia_rows);

static const struct crm_phone_row singapore_rows[] = {
    {18, 19, SERVICE, IN(0), IN(0), L(11)}, {31, 32, SERVICE, ALL, ALL, L(8)},
    {60, 69, LAND, ALL, ALL, L(8)},         {70, 70, SERVICE, IN(0), IN(0), L(11)},
    {80, 80, SERVICE, IN(0), ALL, L(10)},   {80, 80, MOBILE, BUT(0), ALL, L(8)},
    {81, 98, MOBILE, ALL, ALL, L(8)},
};
static const struct crm_phone_rows singapore = ROWS(singapore_rows);

/* Countries of which only the lengths are known here dial abroad by 00. */
#define LENGTHS_ONLY(iso, code, trunks, lengths)                                                   \
    [iso] = {#iso, code, sizeof(code) - 1, "", trunks, "", NULL, lengths, 0}

/* Places in crm_phone_regions. */
enum {
    CN,
    US,
    HK,
    MO,
    TW,
    GB,
    JP,
    KR,
    DE,
    FR,
    IN,
    BR,
    AU,
    SG,
    CA,
    RU,
    NL,
    BE,
    ES,
    RO,
    CH,
    DK,
    SE,
    NO,
    PL,
    MX,
    MY,
    ID,
    PH,
    NZ,
    TH,
    VN,
    TR,
    SA,
    AE
};

const struct crm_phone_region crm_phone_regions[] = {
    [CN] = {"CN", "86", 2, "", "0",
            "110 114 119 120 121 122 100.. 1010.... 116114 118114 12... 95... 95.... 96... 96....",
            &crm_phone_china, TO(7, 12), L(5) | L(6)},
    [US] = {"US", "1", 1, "011", "1", ".11 988", &crm_phone_north_america, L(10), L(7)},
    [HK] = {"HK", "852", 3, "0030 0050 0059 001 002 006 007 008 009", "",
            "112 992 999 10.. 108. 18. 18.. 18...", &hong_kong, TO(5, 9) | L(11), 0},
    [MO] = {"MO", "853", 3, "", "", "110 112 119 999 18. 12..", &macao, L(7) | L(8), 0},
    [TW] = {"TW", "886", 3, "002 005 006 007 009 019", "0",
            "10. 11. 16. 185 1922 1925 1950 1955 1957 1966 1968 1980 1990 1995 1999", &taiwan,
            TO(7, 11), 0},
    [GB] = {"GB", "44", 2, "", "0", "10. 11. 116... 118... 123 141 159 999", &britain,
            L(7) | L(9) | L(10), TO(4, 6) | L(8)},
    [JP] = {"JP", "81", 2, "010", "0", "10. 11. 13. 14. 17. 18.", &japan, TO(8, 15), 0},
    [KR] = {"KR", "82", 2,
            "00300 00345 00365 00391 00700 00727 00755 00766 001 002 005 006 008 009", "0",
            "11. 12. 13. 14. 18. 13..", &korea, L(5) | L(6) | TO(8, 14), L(3) | L(4) | L(7)},
    [DE] = {"DE", "49", 2, "", "0", "110 112 115 116... 118..", &crm_phone_germany, TO(4, 15),
            L(2) | L(3)},
    [FR] = {"FR", "33", 2, "", "0", "15 17 18 11. 115 119 19. 3... 10.. 116... 118...", &france,
            L(9), 0},
    [IN] = {"IN", "91", 2, "", "0", "10. 11. 13. 14. 15. 18. 19. 10.. 19..", &india, TO(8, 13),
            L(6) | L(7)},
    [BR] = {"BR", "55", 2, "0012 0014 0015 0021 0022 0023 0025 0031 0041 0043 0055 0065 0099",
            "012 014 015 021 022 023 025 031 041 043 055 065 099 0",
            "100 128 18. 190 192 193 197 198", &brazil, TO(8, 11), 0},
    [AU] = {"AU", "61", 2, "0011 0014 0015 0016 0018 0019", "0", "000 106 112 119. 12..",
            &australia, TO(5, 10) | L(12), 0},
    [SG] = {"SG", "65", 2, "000 001 002 008 010 011 012 013 018 019 020 021 022 023", "",
            "112 99. 16.. 17.. 18..", &singapore, L(8) | L(10) | L(11), 0},
    [CA] = {"CA", "1", 1, "011", "1", ".11 988", &crm_phone_north_america, L(10), L(7)},
    LENGTHS_ONLY(RU, "7", "8", L(10)),
    LENGTHS_ONLY(NL, "31", "0", L(9)),
    LENGTHS_ONLY(BE, "32", "0", L(8) | L(9)),
    LENGTHS_ONLY(ES, "34", "", L(9)),
    LENGTHS_ONLY(RO, "40", "0", L(9)),
    LENGTHS_ONLY(CH, "41", "0", L(9)),
    LENGTHS_ONLY(DK, "45", "", L(8)),
    LENGTHS_ONLY(SE, "46", "0", TO(7, 10)),
    LENGTHS_ONLY(NO, "47", "", L(8)),
    LENGTHS_ONLY(PL, "48", "", L(9)),
    LENGTHS_ONLY(MX, "52", "", L(10)),
    LENGTHS_ONLY(MY, "60", "0", TO(8, 10)),
    LENGTHS_ONLY(ID, "62", "0", TO(7, 12)),
    LENGTHS_ONLY(PH, "63", "0", TO(8, 10)),
    LENGTHS_ONLY(NZ, "64", "0", TO(8, 10)),
    LENGTHS_ONLY(TH, "66", "0", L(8) | L(9)),
    LENGTHS_ONLY(VN, "84", "0", L(9) | L(10)),
    LENGTHS_ONLY(TR, "90", "0", L(10)),
    LENGTHS_ONLY(SA, "966", "0", L(8) | L(9)),
    LENGTHS_ONLY(AE, "971", "0", L(8) | L(9)),
};
const size_t crm_phone_nregions = sizeof crm_phone_regions / sizeof *crm_phone_regions;

#define THIRD(two, set) [two] = {3, 0, set}
#define TWO(two)        [two] = {2, 0, 0}
#define KNOWN(two, iso) [two] = {2, (iso) + 1, 0}
#define ONE(first, iso)                                                                            \
    [first##0] = {1, (iso) + 1, 0}, [first##1] = {1, (iso) + 1, 0},                                \
    [first##2] = {1, (iso) + 1, 0}, [first##3] = {1, (iso) + 1, 0},                                \
    [first##4] = {1, (iso) + 1, 0}, [first##5] = {1, (iso) + 1, 0},                                \
    [first##6] = {1, (iso) + 1, 0}, [first##7] = {1, (iso) + 1, 0},                                \
    [first##8] = {1, (iso) + 1, 0}, [first##9] = {1, (iso) + 1, 0}

/* Source: ITU Operational Bulletin 1114 (2016), List of ITU-T E.164 assigned country codes. */
const struct crm_phone_code crm_phone_codes[100] = {
    ONE(1, US),
    ONE(7, RU),
    KNOWN(31, NL),
    KNOWN(32, BE),
    KNOWN(33, FR),
    KNOWN(34, ES),
    KNOWN(40, RO),
    KNOWN(41, CH),
    KNOWN(44, GB),
    KNOWN(45, DK),
    KNOWN(46, SE),
    KNOWN(47, NO),
    KNOWN(48, PL),
    KNOWN(49, DE),
    KNOWN(52, MX),
    KNOWN(55, BR),
    KNOWN(60, MY),
    KNOWN(61, AU),
    KNOWN(62, ID),
    KNOWN(63, PH),
    KNOWN(64, NZ),
    KNOWN(65, SG),
    KNOWN(66, TH),
    KNOWN(81, JP),
    KNOWN(82, KR),
    KNOWN(84, VN),
    KNOWN(86, CN),
    KNOWN(90, TR),
    KNOWN(91, IN),
    TWO(20),
    TWO(27),
    TWO(30),
    TWO(36),
    TWO(39),
    TWO(43),
    TWO(51),
    TWO(53),
    TWO(54),
    TWO(56),
    TWO(57),
    TWO(58),
    TWO(92),
    TWO(93),
    TWO(94),
    TWO(95),
    TWO(98),
    THIRD(21, IN(1, 2, 3, 6, 8)),
    THIRD(22, ALL),
    THIRD(23, ALL),
    THIRD(24, ALL),
    THIRD(25, TO(0, 8)),
    THIRD(26, ALL),
    THIRD(29, IN(0, 1, 7, 8, 9)),
    THIRD(35, ALL),
    THIRD(37, ALL),
    THIRD(38, BUT(4, 8)),
    THIRD(42, IN(0, 1, 3)),
    THIRD(50, ALL),
    THIRD(59, ALL),
    THIRD(67, BUT(1)),
    THIRD(68, BUT(4)),
    THIRD(69, TO(0, 2)),
    THIRD(80, IN(0, 8)),
    THIRD(85, IN(0, 2, 3, 5, 6)),
    THIRD(87, IN(0, 8)),
    THIRD(88, IN(0, 1, 2, 3, 6, 8)),
    THIRD(96, BUT(9)),
    THIRD(97, BUT(8)),
    THIRD(99, BUT(7, 9)),
};
