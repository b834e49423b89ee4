/*
 * currency_code.c - currencies as ISO 4217 codes.
 *
 * A sign that several currencies share ($, ¥, 元, kr) means the one of currency=, else that of the
 * region, else it is ambiguous. Codes and English names: ISO 4217 (Debian iso-codes 4.15), without
 * metals, funds and test codes; Chinese names: Unicode CLDR 47, zh and zh_Hant; behind them other
 * names in use.
 */
#include "clean/type.h"

#include "clean/lexicon.h"
#include "table/currency.h"

static const struct crm_lexicon_row rows[] = {
    {"AED",
     "UAE Dirham|United Arab Emirates Dirham|阿联酋迪拉姆|阿拉伯聯合大公國迪爾汗|迪拉姆|Dirham"},
    {"AFN", "Afghani|Afghan Afghani|阿富汗尼"},
    {"ALL", "Lek|Albanian Lek|阿尔巴尼亚列克|阿爾巴尼亞列克"},
    {"AMD", "Armenian Dram|亚美尼亚德拉姆|亞美尼亞德拉姆"},
    {"ANG", "Netherlands Antillean Guilder|荷属安的列斯盾|荷屬安地列斯盾"},
    {"AOA", "Kwanza|Angolan Kwanza|安哥拉宽扎|安哥拉寬扎"},
    {"ARS", "Argentine Peso|阿根廷比索|阿根廷披索"},
    {"AUD", "Australian Dollar|澳大利亚元|澳幣|澳元|澳币|Aussie Dollar"},
    {"AWG", "Aruban Florin|阿鲁巴弗罗林|阿路巴盾"},
    {"AZN", "Azerbaijan Manat|Azerbaijani Manat|阿塞拜疆马纳特|亞塞拜然馬納特"},
    {"BAM", "Convertible Mark|Bosnia-Herzegovina Convertible "
            "Mark|波斯尼亚-黑塞哥维那可兑换马克|波士尼亞-赫塞哥維納可轉換馬克"},
    {"BBD", "Barbados Dollar|Barbadian Dollar|巴巴多斯元|巴貝多元"},
    {"BDT", "Taka|Bangladeshi Taka|孟加拉塔卡"},
    {"BGN", "Bulgarian Lev|保加利亚列弗|保加利亞新列弗"},
    {"BHD", "Bahraini Dinar|巴林第纳尔|巴林第納爾"},
    {"BIF", "Burundi Franc|Burundian Franc|布隆迪法郎|蒲隆地法郎"},
    {"BMD", "Bermudian Dollar|Bermudan Dollar|百慕大元|百慕達幣"},
    {"BND", "Brunei Dollar|文莱元|汶萊元"},
    {"BOB", "Boliviano|Bolivian Boliviano|玻利维亚诺|玻利維亞諾"},
    {"BRL", "Brazilian Real|巴西雷亚尔|巴西雷亞爾|雷亚尔|Real|Reais"},
    {"BSD", "Bahamian Dollar|巴哈马元|巴哈馬元"},
    {"BTN", "Ngultrum|Bhutanese Ngultrum|不丹努尔特鲁姆|不丹那特倫"},
    {"BWP", "Pula|Botswanan Pula|博茨瓦纳普拉|波札那普拉"},
    {"BYN", "Belarusian Ruble|白俄罗斯卢布|白俄羅斯盧布"},
    {"BZD", "Belize Dollar|伯利兹元|貝里斯元"},
    {"CAD", "Canadian Dollar|加拿大元|加幣|加元|加币"},
    {"CDF", "Congolese Franc|刚果法郎|剛果法郎"},
    {"CHF", "Swiss Franc|瑞士法郎|瑞郎|Swiss Francs"},
    {"CLP", "Chilean Peso|智利比索|智利披索"},
    {"CNY", "Yuan Renminbi|Chinese Yuan|人民币|人民幣|RMB|CNH|人民币元|Renminbi|Yuan|Chinese Yuan "
            "Renminbi|软妹币"},
    {"COP", "Colombian Peso|哥伦比亚比索|哥倫比亞披索"},
    {"CRC", "Costa Rican Colon|哥斯达黎加科朗|哥斯大黎加科朗"},
    {"CUP", "Cuban Peso|古巴比索|古巴披索"},
    {"CVE", "Cabo Verde Escudo|Cape Verdean Escudo|佛得角埃斯库多|維德角埃斯庫多"},
    {"CZK", "Czech Koruna|捷克克朗"},
    {"DJF", "Djibouti Franc|Djiboutian Franc|吉布提法郎|吉布地法郎"},
    {"DKK", "Danish Krone|丹麦克朗|丹麥克朗"},
    {"DOP", "Dominican Peso|多米尼加比索|多明尼加披索"},
    {"DZD", "Algerian Dinar|阿尔及利亚第纳尔|阿爾及利亞第納爾"},
    {"EGP", "Egyptian Pound|埃及镑|埃及鎊"},
    {"ERN", "Nakfa|Eritrean Nakfa|厄立特里亚纳克法|厄立特里亞納克法"},
    {"ETB", "Ethiopian Birr|埃塞俄比亚比尔|衣索比亞比爾"},
    {"EUR", "Euro|欧元|歐元|Euros"},
    {"FJD", "Fiji Dollar|Fijian Dollar|斐济元|斐濟元"},
    {"FKP", "Falkland Islands Pound|福克兰群岛镑|福克蘭群島鎊"},
    {"GBP", "Pound Sterling|British Pound|英镑|英鎊|Pound|Pounds|Sterling|Quid"},
    {"GEL", "Lari|Georgian Lari|格鲁吉亚拉里|喬治亞拉里"},
    {"GHS", "Ghana Cedi|Ghanaian Cedi|加纳塞地|迦納塞地"},
    {"GIP", "Gibraltar Pound|直布罗陀镑|直布羅陀鎊"},
    {"GMD", "Dalasi|Gambian Dalasi|冈比亚达拉西|甘比亞達拉西"},
    {"GNF", "Guinean Franc|几内亚法郎|幾內亞法郎"},
    {"GTQ", "Quetzal|Guatemalan Quetzal|危地马拉格查尔|瓜地馬拉格查爾"},
    {"GYD", "Guyana Dollar|Guyanaese Dollar|圭亚那元|圭亞那元"},
    {"HKD", "Hong Kong Dollar|港元|港幣|港币|港纸|HK Dollar"},
    {"HNL", "Lempira|Honduran Lempira|洪都拉斯伦皮拉|洪都拉斯倫皮拉"},
    {"HTG", "Gourde|Haitian Gourde|海地古德"},
    {"HUF", "Forint|Hungarian Forint|匈牙利福林|福林"},
    {"IDR", "Rupiah|Indonesian Rupiah|印度尼西亚卢比|印尼盾|印尼卢比"},
    {"ILS", "New Israeli Sheqel|Israeli New "
            "Shekel|以色列新谢克尔|以色列新謝克爾|新谢克尔|谢克尔|Shekel|New Shekel|NIS"},
    {"INR", "Indian Rupee|印度卢比|印度盧比"},
    {"IQD", "Iraqi Dinar|伊拉克第纳尔|伊拉克第納爾"},
    {"IRR", "Iranian Rial|伊朗里亚尔|伊朗里亞爾"},
    {"ISK", "Iceland Krona|Icelandic Króna|冰岛克朗|冰島克朗"},
    {"JMD", "Jamaican Dollar|牙买加元|牙買加元"},
    {"JOD", "Jordanian Dinar|约旦第纳尔|約旦第納爾"},
    {"JPY", "Yen|Japanese Yen|日元|日圓|日圆|日币|日幣|円"},
    {"KES", "Kenyan Shilling|肯尼亚先令|肯尼亞先令"},
    {"KGS", "Som|Kyrgystani Som|吉尔吉斯斯坦索姆|吉爾吉斯索姆"},
    {"KHR", "Riel|Cambodian Riel|柬埔寨瑞尔|柬埔寨瑞爾"},
    {"KMF", "Comorian Franc|科摩罗法郎|科摩羅法郎"},
    {"KPW", "North Korean Won|朝鲜元|北韓元"},
    {"KRW", "Won|South Korean Won|韩元|韓元|韩币|韓幣|韩圆|Korean Won"},
    {"KWD", "Kuwaiti Dinar|科威特第纳尔|科威特第納爾"},
    {"KYD", "Cayman Islands Dollar|开曼元|開曼群島元"},
    {"KZT", "Tenge|Kazakhstani Tenge|哈萨克斯坦坚戈|哈薩克堅戈"},
    {"LAK", "Lao Kip|Laotian Kip|老挝基普|寮國基普"},
    {"LBP", "Lebanese Pound|黎巴嫩镑|黎巴嫩鎊"},
    {"LKR", "Sri Lanka Rupee|Sri Lankan Rupee|斯里兰卡卢比|斯里蘭卡盧比"},
    {"LRD", "Liberian Dollar|利比里亚元|賴比瑞亞元"},
    {"LSL", "Loti|Lesotho Loti|莱索托洛蒂|賴索托洛蒂"},
    {"LYD", "Libyan Dinar|利比亚第纳尔|利比亞第納爾"},
    {"MAD", "Moroccan Dirham|摩洛哥迪拉姆"},
    {"MDL", "Moldovan Leu|摩尔多瓦列伊|摩杜雲列伊"},
    {"MGA", "Malagasy Ariary|马达加斯加阿里亚里|馬達加斯加阿里亞里"},
    {"MKD", "Denar|Macedonian Denar|马其顿第纳尔|馬其頓第納爾"},
    {"MMK", "Kyat|Myanmar Kyat|缅甸元|緬甸元"},
    {"MNT", "Tugrik|Mongolian Tugrik|蒙古图格里克|蒙古圖格里克"},
    {"MOP", "Pataca|Macanese Pataca|澳门币|澳門元|澳门元|澳門幣|葡币"},
    {"MRU", "Ouguiya|Mauritanian Ouguiya|毛里塔尼亚乌吉亚|茅利塔尼亞烏吉亞"},
    {"MUR", "Mauritius Rupee|Mauritian Rupee|毛里求斯卢比|模里西斯盧比"},
    {"MVR", "Rufiyaa|Maldivian Rufiyaa|马尔代夫卢菲亚|馬爾地夫盧非亞"},
    {"MWK", "Malawi Kwacha|Malawian Kwacha|马拉维克瓦查|馬拉維克瓦查"},
    {"MXN", "Mexican Peso|墨西哥比索|墨西哥披索"},
    {"MYR", "Malaysian Ringgit|马来西亚林吉特|馬來西亞令吉|林吉特|令吉|马币|馬幣|Ringgit"},
    {"MZN", "Mozambique Metical|Mozambican Metical|莫桑比克美提卡|莫三比克梅蒂卡爾"},
    {"NAD", "Namibia Dollar|Namibian Dollar|纳米比亚元|納米比亞元"},
    {"NGN", "Naira|Nigerian Naira|尼日利亚奈拉|奈及利亞奈拉"},
    {"NIO", "Cordoba Oro|Nicaraguan Córdoba|尼加拉瓜科多巴|尼加拉瓜金科多巴"},
    {"NOK", "Norwegian Krone|挪威克朗"},
    {"NPR", "Nepalese Rupee|尼泊尔卢比|尼泊爾盧比"},
    {"NZD", "New Zealand Dollar|新西兰元|紐西蘭幣|纽元|紐元"},
    {"OMR", "Rial Omani|Omani Rial|阿曼里亚尔|阿曼里亞爾"},
    {"PAB", "Balboa|Panamanian Balboa|巴拿马巴波亚|巴拿馬巴波亞"},
    {"PEN", "Sol|Peruvian Sol|秘鲁索尔|秘魯太陽幣"},
    {"PGK", "Kina|Papua New Guinean Kina|巴布亚新几内亚基那|巴布亞紐幾內亞基那"},
    {"PHP", "Philippine Peso|菲律宾比索|菲律賓披索|披索"},
    {"PKR", "Pakistan Rupee|Pakistani Rupee|巴基斯坦卢比|巴基斯坦盧比"},
    {"PLN", "Zloty|Polish Zloty|波兰兹罗提|波蘭茲羅提|兹罗提|złoty"},
    {"PYG", "Guarani|Paraguayan Guarani|巴拉圭瓜拉尼"},
    {"QAR", "Qatari Rial|Qatari Riyal|卡塔尔里亚尔|卡達里亞爾"},
    {"RON", "Romanian Leu|罗马尼亚列伊|羅馬尼亞列伊"},
    {"RSD", "Serbian Dinar|塞尔维亚第纳尔|塞爾維亞戴納"},
    {"RUB", "Russian Ruble|俄罗斯卢布|俄羅斯盧布|卢布|Rouble|Ruble|Russian Rouble"},
    {"RWF", "Rwanda Franc|Rwandan Franc|卢旺达法郎|盧安達法郎"},
    {"SAR", "Saudi Riyal|沙特里亚尔|沙烏地里亞爾"},
    {"SBD", "Solomon Islands Dollar|所罗门群岛元|索羅門群島元"},
    {"SCR", "Seychelles Rupee|Seychellois Rupee|塞舌尔卢比|塞席爾盧比"},
    {"SDG", "Sudanese Pound|苏丹镑|蘇丹鎊"},
    {"SEK", "Swedish Krona|瑞典克朗|Swedish Kronor"},
    {"SGD", "Singapore Dollar|新加坡元|新加坡幣|新元|新币|坡币"},
    {"SHP", "Saint Helena Pound|St. Helena Pound|圣赫勒拿群岛磅|聖赫勒拿鎊"},
    {"SLE", "Leone|Sierra Leonean Leone|塞拉利昂新利昂|獅子山利昂"},
    {"SOS", "Somali Shilling|索马里先令|索馬利亞先令"},
    {"SRD", "Surinam Dollar|Surinamese Dollar|苏里南元|蘇利南元"},
    {"SSP", "South Sudanese Pound|南苏丹镑|南蘇丹鎊"},
    {"STN", "Dobra|São Tomé & Príncipe Dobra|圣多美和普林西比多布拉|聖多美島和普林西比島多布拉"},
    {"SVC", "El Salvador Colon|Salvadoran Colón|萨尔瓦多科朗|薩爾瓦多科郎"},
    {"SYP", "Syrian Pound|叙利亚镑|敘利亞鎊"},
    {"SZL", "Lilangeni|Swazi Lilangeni|斯威士兰里兰吉尼|史瓦帝尼朗吉尼"},
    {"THB", "Baht|Thai Baht|泰铢|泰銖"},
    {"TJS", "Somoni|Tajikistani Somoni|塔吉克斯坦索莫尼|塔吉克索莫尼"},
    {"TMT", "Turkmenistan New Manat|Turkmenistani Manat|土库曼斯坦马纳特|土庫曼馬納特"},
    {"TND", "Tunisian Dinar|突尼斯第纳尔|突尼西亞第納爾"},
    {"TOP", "Pa'anga|Tongan Paʻanga|汤加潘加|東加潘加"},
    {"TRY", "Turkish Lira|土耳其里拉"},
    {"TTD",
     "Trinidad and Tobago Dollar|Trinidad & Tobago Dollar|特立尼达和多巴哥元|千里達及托巴哥元"},
    {"TWD", "New Taiwan Dollar|新台币|新台幣|新臺幣|台币|台幣|臺幣|NTD|Taiwan Dollar"},
    {"TZS", "Tanzanian Shilling|坦桑尼亚先令|坦尚尼亞先令"},
    {"UAH", "Hryvnia|Ukrainian Hryvnia|乌克兰格里夫纳|烏克蘭格里夫納"},
    {"UGX", "Uganda Shilling|Ugandan Shilling|乌干达先令|烏干達先令"},
    {"USD", "US Dollar|美元|美金|US Dollars|American Dollar|Dollar américain"},
    {"UYU", "Peso Uruguayo|Uruguayan Peso|乌拉圭比索|烏拉圭披索"},
    {"UZS", "Uzbekistan Sum|Uzbekistani Som|乌兹别克斯坦苏姆|烏茲別克索姆"},
    {"VES", "Bolívar Soberano|Venezuelan Bolívar|委内瑞拉玻利瓦尔|委內瑞拉玻利瓦"},
    {"VND", "Dong|Vietnamese Dong|越南盾|越盾"},
    {"VUV", "Vatu|Vanuatu Vatu|瓦努阿图瓦图|萬那杜瓦圖"},
    {"WST", "Tala|Samoan Tala|萨摩亚塔拉|西薩摩亞塔拉"},
    {"XAF", "CFA Franc BEAC|Central African CFA Franc|中非法郎|法郎 (CFA–BEAC)"},
    {"XCD", "East Caribbean Dollar|东加勒比元|格瑞那達元"},
    {"XOF", "CFA Franc BCEAO|West African CFA Franc|西非法郎|法郎 (CFA–BCEAO)"},
    {"XPF", "CFP Franc|太平洋法郎|法郎 (CFP)"},
    {"YER", "Yemeni Rial|也门里亚尔|葉門里亞爾"},
    {"ZAR", "Rand|South African Rand|南非兰特|南非蘭特|兰特"},
    {"ZMW", "Zambian Kwacha|赞比亚克瓦查|尚比亞克瓦查"},
};
static struct crm_lexicon lexicon = CRM_LEXICON(rows);

/* The currency of a region, among those that share a sign. */
static unsigned currency_of(const char *region)
{
    static const char pairs[][2][4] = {
        {"CN", "CNY"}, {"JP", "JPY"}, {"HK", "HKD"}, {"TW", "TWD"}, {"SG", "SGD"},
        {"US", "USD"}, {"CA", "CAD"}, {"AU", "AUD"}, {"NZ", "NZD"}, {"MX", "MXN"},
        {"SE", "SEK"}, {"NO", "NOK"}, {"DK", "DKK"},
    };

    for (size_t i = 0; region && i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(region, pairs[i][0]) == 0)
            return crm_currency_bit(pairs[i][1]);
    return 0;
}

/* The code of a sign, or "" where it may mean several. */
static const char *code_of(unsigned codes, const struct crm_clean_opts *opts)
{
    const char *code = crm_currency_only(codes);

    if (!*code && *opts->currency)
        return crm_currency_only(codes & crm_currency_bit(opts->currency));
    return *code ? code : crm_currency_only(codes & currency_of(opts->region));
}

enum crm_msg crm_clean_currency(struct crm_str raw, const struct crm_clean_opts *opts,
                                struct crm_buf *out, crm_steps *steps)
{
    size_t start = out->n;
    crm_steps before = 0;
    enum crm_msg why = crm_clean_word(&lexicon, raw, opts, out, steps);
    struct crm_str sign;
    unsigned codes = 0;
    const char *code = "";

    if (why != CRM_MSG_UNKNOWN_VALUE)
        return why;
    crm_clean_text(raw, opts, out, &before);
    sign = crm_str_from(crm_buf_str(out), start);
    if (crm_currency_mark(sign, false, &codes) == sign.n) {
        code = code_of(codes, opts);
        why = CRM_MSG_AMBIGUOUS;
    }
    out->n = start;
    if (!*code)
        return why;
    *steps |= before | CRM_STEP(alias);
    crm_buf_add_cstr(out, code);
    return CRM_MSG_NONE;
}

static const struct crm_key keys[] = {
    {"currency", CRM_KEY_CODE3, offsetof(struct crm_clean_opts, currency), NULL, NULL},
    {"region", CRM_KEY_TEXT, offsetof(struct crm_clean_opts, region), NULL, NULL},
    {0},
};
const struct crm_type crm_type_currency = {"currency", NULL, crm_clean_currency, keys, 0};
