# typed.awk - CSV whose every column has a type, as shops write it: awk -v kind=KIND -v rows=N -f typed.awk
#
#   ascii    nine columns: id, name, e-mail, phone, date and time, amount, gender, country, city
#   chinese  UTF-8: id, name, address, city, remark
#   phones   one column of phone numbers
#
# Half of the cells or more are as they should be; the others have blanks, capitals, signs, aliases. The
# same numbers whatever awk it is: all are whole and below 2^53.
function random(n) {
    state = state * 16807 % 2147483647
    return int(state / 8) % n
}

function one_of(list, n) { return list[1 + random(n)] }

function phone(    a, b, form) {
    a = 130 + random(70)
    b = 10000000 + random(90000000)
    form = random(6)
    if (form == 0) return "+86" a b
    if (form == 1) return "+86 " a "-" substr(b, 1, 4) "-" substr(b, 5)
    if (form == 2) return a "-" substr(b, 1, 4) "-" substr(b, 5)
    if (form == 3) return a " " substr(b, 1, 4) " " substr(b, 5)
    if (form == 4) return "0086-" a b
    return a b
}

function padded(text) { return random(8) == 0 ? " " text " " : text }

function two(n) { return substr(100 + n, 2) }

function time(    form, day, clock) {
    day = 2020 + random(5) "-" two(1 + random(12)) "-" two(1 + random(28))
    clock = two(random(24)) ":" two(random(60)) ":" two(random(60))
    form = random(4)
    if (form == 0) return day " " clock
    if (form == 1) gsub(/-/, "/", day)
    return form == 1 ? day " " clock : day "T" clock
}

function ascii(i) {
    return sprintf("C%08d,%s,%sser%d@%s,%s,%s,%s%d.%s,%s,%s,%s", i,
        padded(one_of(first, nfirst) " " one_of(last, nlast)), random(8) == 0 ? "U" : "u", random(1000000),
        one_of(host, nhost), phone(), time(), random(8) == 0 ? "$" : "", random(100000), two(random(100)),
        one_of(gender, ngender), one_of(country, ncountry), padded(one_of(town, ntown)))
}

function chinese(i) {
    return sprintf("C%08d,%s,%s%s%s%d号%d栋%d单元%d室,%s,%s", i,
        padded(one_of(family, nfamily) one_of(given, ngiven)), one_of(city, ncity), one_of(district, ndistrict),
        one_of(road, nroad), 1 + random(900), 1 + random(30), 1 + random(6), 101 + random(2000),
        padded(one_of(city, ncity)), one_of(remark, nremark))
}

BEGIN {
    state = 42
    nfirst = split("Emma Liam Olivia Noah Anna James Sofia John Mary Peter", first, " ")
    nlast = split("Smith Johnson Wang Garcia O'Neil Rossi Kim Anderson-Lee Novak", last, " ")
    nhost = split("gmail.com qq.com 163.com Outlook.com mail.shop-example.co.uk", host, " ")
    ngender = split("M F male female Female", gender, " ")
    ncountry = split("CN US DE China Germany GB", country, " ")
    ntown = split("London|Berlin|New York|Guangzhou|San Francisco", town, "|")
    nfamily = split("王 李 张 刘 陈 杨 赵 黄 欧阳", family, " ")
    ngiven = split("伟 芳 秀英 敏 建国 雨轩 子涵 丽", given, " ")
    ncity = split("北京市 上海市 广州市 深圳市 杭州市 成都 武汉", city, " ")
    ndistrict = split("高新区 朝阳区 西湖区 天河区 南山区", district, " ")
    nroad = split("人民路 解放大道 中山北路 科技园南街", road, " ")
    nremark = split("请尽快发货，谢谢|包装要好，送人用的礼物|周末送货上门，提前打电话|老客户，已经买过三次了|无特殊要求", remark, "|")

    if (kind == "ascii") print "customer_id,name,email,phone,signup_date,amount,gender,country,city"
    if (kind == "chinese") print "客户编号,姓名,地址,城市,备注"
    if (kind == "phones") print "phone"
    for (i = 1; i <= rows; i++) {
        if (kind == "ascii") print ascii(i)
        else if (kind == "chinese") print chinese(i)
        else print phone()
    }
}
