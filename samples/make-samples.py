#!/usr/bin/env python3
"""Write the sample exports beside this file: one tea shop, seen through four channels.

Every person, phone, address and order is made up by a generator with a fixed seed, so the files
are the same bytes on every run (the gzip stream as far as zlib is the same). What each file shows
stands in README.md; the last lines printed here are the truth that the tools should find.
"""

import csv
import datetime
import gzip
import io
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
RANDOM = random.Random(20240630)

FIRST_DAY = datetime.datetime(2023, 1, 1)
LAST_DAY = datetime.datetime(2024, 6, 30)
PLACEHOLDER_PHONE = "13800138000"
PRIVACY_NUMBER = "17531103964_6603"


# Only random() is promised to give the same numbers in every version of Python.
def below(n):
    return int(RANDOM.random() * n)


def pick(choices):
    return choices[below(len(choices))]


def chance(share):
    return RANDOM.random() < share


def yuan(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


# ---- who -------------------------------------------------------------------------------------

SURNAMES = [
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"),
    ("赵", "zhao"), ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"),
    ("胡", "hu"), ("朱", "zhu"), ("高", "gao"), ("林", "lin"), ("何", "he"), ("郭", "guo"),
    ("马", "ma"), ("罗", "luo"), ("梁", "liang"), ("宋", "song"), ("郑", "zheng"), ("谢", "xie"),
    ("韩", "han"), ("唐", "tang"), ("冯", "feng"), ("曾", "zeng"), ("欧阳", "ouyang"), ("单", "shan"),
]
GIVEN_NAMES = [
    ("伟", "wei"), ("芳", "fang"), ("秀英", "xiuying"), ("敏", "min"), ("静", "jing"), ("丽", "li"),
    ("强", "qiang"), ("磊", "lei"), ("洋", "yang"), ("艳", "yan"), ("勇", "yong"), ("娟", "juan"),
    ("涛", "tao"), ("明", "ming"), ("超", "chao"), ("秀兰", "xiulan"), ("霞", "xia"), ("平", "ping"),
    ("刚", "gang"), ("桂英", "guiying"), ("文博", "wenbo"), ("子涵", "zihan"), ("雨桐", "yutong"),
    ("思远", "siyuan"), ("嘉怡", "jiayi"), ("浩然", "haoran"), ("晓燕", "xiaoyan"), ("建国", "jianguo"),
    ("海燕", "haiyan"), ("志强", "zhiqiang"), ("梦琪", "mengqi"), ("宇航", "yuhang"),
]
# province, city, district, postcode, Shopify's code and name of the province
PLACES = [
    ("广东省", "深圳市", "南山区", "518000", "GD", "Guangdong"),
    ("广东省", "广州市", "天河区", "510000", "GD", "Guangdong"),
    ("浙江省", "杭州市", "西湖区", "310000", "ZJ", "Zhejiang"),
    ("江苏省", "苏州市", "吴中区", "215000", "JS", "Jiangsu"),
    ("江苏省", "南京市", "鼓楼区", "210000", "JS", "Jiangsu"),
    ("上海", "上海市", "闵行区", "201100", "SH", "Shanghai"),
    ("北京", "北京市", "朝阳区", "100020", "BJ", "Beijing"),
    ("四川省", "成都市", "武侯区", "610041", "SC", "Sichuan"),
    ("湖北省", "武汉市", "洪山区", "430070", "HB", "Hubei"),
    ("陕西省", "西安市", "雁塔区", "710061", "SN", "Shaanxi"),
    ("福建省", "厦门市", "思明区", "361000", "FJ", "Fujian"),
    ("山东省", "青岛市", "市南区", "266071", "SD", "Shandong"),
    ("湖南省", "长沙市", "岳麓区", "410000", "HN", "Hunan"),
    ("吉林省", "通化市", "柳河县", "135300", "JL", "Jilin"),
]
ROADS = ["人民路", "中山路", "建设大道", "文化西路", "学府街", "滨江大道", "解放北路", "花园路",
         "茶场路", "东风路", "科技园南路", "银杏街"]
PHONE_HEADS = ["138", "139", "135", "136", "137", "150", "151", "158", "159", "186", "187", "188",
               "133", "153", "189", "177", "199"]
# Under .internal no name is ever given out; .example would be taken for a placeholder, rightly.
MAIL_HOSTS = ["youxiang.internal", "mail.internal", "chahui.internal"]
NICKS = ["爱喝茶的猫", "小雨", "山里人", "幸福蔓岩", "青青子衿", "晚风", "老茶客", "豆豆妈", "云水间", "阿杰"]


class Person:
    def __init__(self, number, surname, given, place, phone):
        self.number = number
        self.name = surname[0] + given[0]
        self.pinyin = (surname[1], given[1])
        self.place = place
        self.street = f"{pick(ROADS)}{1 + below(199)}号"
        self.flat = f"{1 + below(20)}栋{1 + below(4)}单元{1 + below(18)}0{1 + below(4)}室"
        self.phone = phone
        self.email = f"{surname[1]}.{given[1]}{70 + number}@{pick(MAIL_HOSTS)}"
        self.nick = f"{pick(NICKS)}{1000 + 7 * number}"
        self.channels = []
        self.shopify_orders = 0


def far_from_all(phone, others):
    """Different in at least four digits from every other number: no typing slip joins two people."""
    return all(sum(a != b for a, b in zip(phone, other)) >= 4 for other in others)


def new_phone(taken):
    while True:
        phone = pick(PHONE_HEADS) + "".join(str(below(10)) for _ in range(8))
        if far_from_all(phone, taken + [PLACEHOLDER_PHONE, PRIVACY_NUMBER[:11]]):
            taken.append(phone)
            return phone


def make_people(count):
    phones, names, people = [], set(), []
    while len(people) < count:
        surname, given = pick(SURNAMES), pick(GIVEN_NAMES)
        if surname[0] + given[0] not in names:
            names.add(surname[0] + given[0])
            people.append(Person(len(people) + 1, surname, given, pick(PLACES), new_phone(phones)))
    return people


def rename(person, surname, given):
    person.name = surname[0] + given[0]
    person.pinyin = (surname[1], given[1])
    person.email = f"{surname[1]}.{given[1]}{70 + person.number}@{person.email.split('@')[1]}"


# ---- what ------------------------------------------------------------------------------------

# sku, title, category, price in fen
GOODS = [
    ("TEA-LJ-100", "明前西湖龙井 100g", "绿茶", 16800),
    ("TEA-BL-125", "洞庭碧螺春 125g", "绿茶", 13850),
    ("TEA-TG-250", "安溪铁观音 清香型 250g", "乌龙茶", 8990),
    ("TEA-DH-060", '武夷大红袍 60g,"小罐"装', "乌龙茶", 19900),
    ("TEA-PE-357", "云南普洱熟茶饼 357g", "黑茶", 12650),
    ("TEA-ZS-150", "正山小种 150g", "红茶", 9980),
    ("TEA-BH-050", "白毫银针 50g,头采", "白茶", 21500),
    ("TEA-ML-200", "茉莉花茶 200g", "花茶", 5590),
    ("CUP-TM-001", "天目釉品茗杯", "茶具", 6800),
    ("POT-ZS-180", "紫砂壶 180ml", "茶具", 35900),
    ("SET-TR-006", "旅行茶具 6件套", "茶具", 15990),
    ("GFT-BX-001", "节日礼盒（空盒）", "礼盒", 1290),
]


class Order:
    def __init__(self, person, channel, when, lines=None):
        self.person = person
        self.channel = channel
        self.when = when
        self.lines = lines or [(pick(GOODS), 1 + below(10) // 8)]
        self.kind = "sold"  # sold, unpaid, closed, refunded, part_refunded
        self.is_masked = False

    def goods_fen(self):
        return sum(item[3] * quantity for item, quantity in self.lines)


def some_lines(count):
    """Different goods: no two lines of an order show one amount."""
    lines = []
    while len(lines) < count:
        line = (pick(GOODS), 1 + below(10) // 8)
        if all(line[0][3] * line[1] != item[3] * quantity for item, quantity in lines):
            lines.append(line)
    return lines


def at(day):
    return day.replace(hour=8 + below(14), minute=below(60), second=below(60))


def spread(first, last, count):
    """Days of `count` orders, on a rhythm with some play."""
    step = (last - first) / count
    return [at(first + step * (i + 0.2 + 0.6 * RANDOM.random())) for i in range(count)]


def date(year, month, day):
    return datetime.datetime(year, month, day)


CHANNELS = ["taobao", "shopify", "youzan", "pos"]


def channels_of(count):
    left = list(CHANNELS)
    return [left.pop(below(len(left))) for _ in range(count)]


def add_orders(orders, person, days):
    for i, day in enumerate(days):
        channel = person.channels[i] if i < len(person.channels) else pick(person.channels)
        order = Order(person, channel, day)
        if channel in ("shopify", "taobao") and chance(0.35):
            order.lines = some_lines(2 + below(2))
        orders.append(order)


def make_orders(people):
    """Few loyal, some regular, some with two orders, most with one; the tail long silent."""
    loyal, regular, twice, once = people[:7], people[7:24], people[24:38], people[38:]
    orders = []
    for i, person in enumerate(loyal):
        person.channels = channels_of(2 + i % 3)
        last = date(2023, 9, 20) if i >= 5 else LAST_DAY
        add_orders(orders, person, spread(FIRST_DAY, last, 8 + below(5)))
    for i, person in enumerate(regular):
        person.channels = channels_of(2 + (i % 4 == 0))
        first, last = (FIRST_DAY, date(2023, 6, 30)) if i >= 11 else (date(2023, 3, 1), LAST_DAY)
        add_orders(orders, person, spread(first, last, 3 + below(3)))
    for person in twice:
        person.channels = channels_of(2)
        first = FIRST_DAY + datetime.timedelta(days=below(400))
        add_orders(orders, person, spread(first, first + datetime.timedelta(days=140), 2))
    for person in once:
        person.channels = channels_of(1)
        first = FIRST_DAY + datetime.timedelta(days=below(540))
        add_orders(orders, person, [at(first)])
    orders[0].person.channels.append("pos")
    last = Order(orders[0].person, "pos", LAST_DAY.replace(hour=19, minute=42, second=8))
    return orders + [last]


def place_oddities(people, orders):
    """The cases that a join must get right."""
    # Two pairs of namesakes who are different people in different towns.
    for one, other in ((8, 40), (26, 41)):
        people[other].name, people[other].pinyin = people[one].name, people[one].pinyin
        people[other].place = PLACES[(PLACES.index(people[one].place) + 3) % len(PLACES)]
    # A couple: one flat, two phones.
    for attribute in ("place", "street", "flat"):
        setattr(people[42], attribute, getattr(people[9], attribute))
    rename(people[43], ("刘", "liu"), ("䶮", "yan"))  # GB18030 needs four bytes for this one
    # People who gave the number that stands in every form, and people behind one privacy number.
    for i, channel in ((44, "pos"), (45, "pos"), (46, "youzan"), (47, "taobao"), (48, "pos")):
        people[i].phone, people[i].channels = PLACEHOLDER_PHONE, [channel]
    for i, channel in ((49, "taobao"), (50, "taobao"), (51, "youzan"), (52, "youzan")):
        people[i].phone, people[i].channels = PRIVACY_NUMBER, [channel]
    for order in orders:
        if order.person.number - 1 in range(44, 53):
            order.channel, order.lines = order.person.channels[0], order.lines[:1]


ENDINGS = {  # the other ways an order ends, in turn, as far as the export can say so
    "taobao": ["unpaid", "closed", "refunded"],
    "shopify": ["part_refunded", "refunded", "closed", "part_refunded", "unpaid"],
    "youzan": ["part_refunded", "refunded", "unpaid", "part_refunded", "closed"],
    "pos": ["refunded", "part_refunded"],
}


def settle(orders):
    """Which orders were paid, closed or given back. A one-time buyer's order nearly always stands."""
    by_person, turn = {}, dict.fromkeys(CHANNELS, 0)
    for order in orders:
        by_person[order.person] = by_person.get(order.person, 0) + 1
    for order in orders:
        share = 0.05 if by_person[order.person] == 1 else 0.16
        is_plain = order.person.number - 1 not in range(40, 53)
        if is_plain and order.when < date(2024, 5, 25) and chance(share):
            endings = ENDINGS[order.channel]
            order.kind = endings[turn[order.channel] % len(endings)]
            turn[order.channel] += 1


def mask_some(orders):
    """A few till receipts with a masked phone, of people whose full number stands on another."""
    seen, masked_people = set(), []
    for order in orders:
        if order.channel != "pos" or not order.person or order.kind != "sold":
            continue
        if order.person in seen and masked_people.count(order.person) < 2 and len(masked_people) < 6:
            order.is_masked = order.when < date(2024, 6, 1)
            masked_people += [order.person] * order.is_masked
        seen.add(order.person)


# ---- how each channel spells it ----------------------------------------------------------------

FULL_WIDTH = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")


def is_own_phone(phone):
    return phone not in (PLACEHOLDER_PHONE, PRIVACY_NUMBER)


def spell_phone(phone, styles):
    if phone == PRIVACY_NUMBER:
        return phone
    split = (phone[:3], phone[3:7], phone[7:])
    return {
        "plain": phone,
        "dashes": "-".join(split),
        "blanks": " ".join(split),
        "plus": "+86 " + " ".join(split),
        "joined": "+86" + phone,
        "idd": "0086-" + phone,
        "wide": phone.translate(FULL_WIDTH),
    }[pick(styles)]


def spell_name(person, latin=0.0):
    if chance(latin):
        return " ".join(part.capitalize() for part in person.pinyin)
    cut = 2 if person.name.startswith("欧阳") else 1
    blank = pick(["", "", "", "", " ", "\u3000"])
    return person.name[:cut] + blank + person.name[cut:]


def spell_email(email):
    return pick([email, email, email, email.upper(), email.title(), email + " ", email.replace("@", "＠")])


def masked(phone):
    return phone[:3] + "****" + phone[7:]


def table_text(header, rows, delimiter, newline, quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


class Truth:
    """What the rows mean: people, and which rows share a phone, e-mail or shop account."""

    def __init__(self):
        self.rows = {}
        self.keys = []  # one set of keys a row, in the order of writing
        self.people = set()
        self.net_fen = {}

    def add(self, channel, person, phone="", email="", nick=""):
        is_key = phone and is_own_phone(phone)
        self.rows[channel] = self.rows.get(channel, 0) + 1
        self.keys.append({key for key in (is_key and "p" + phone, email and "e" + email, nick and "n" + nick) if key})
        if person:
            self.people.add(person)

    def earn(self, channel, fen):
        self.net_fen[channel] = self.net_fen.get(channel, 0) + fen

    def joined(self):
        """How many groups the keys make (a row without a key is in none)."""
        parent = {}

        def find(key):
            while parent.setdefault(key, key) != key:
                key = parent[key]
            return key

        for keys in self.keys:
            for key in keys:
                parent[find(key)] = find(min(keys))
        return len({find(key) for key in list(parent)})


# ---- Taobao: 已卖出的宝贝, ExportOrderList ------------------------------------------------------

TAOBAO = """订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,\
买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,\
物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,\
特权订金订单id,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易""".split(",")

TAOBAO_STATUS = {"unpaid": "等待买家付款", "closed": "交易关闭", "refunded": "交易关闭"}


def slashes(when):
    return f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02d}"


def taobao_row(order, number, truth):
    person, goods = order.person, order.goods_fen()
    postage = 0 if goods >= 9900 else 800
    total = goods + postage
    is_paid = order.kind in ("sold", "refunded", "part_refunded")
    status = TAOBAO_STATUS.get(order.kind, "交易成功")
    if order.kind == "sold" and order.when >= date(2024, 5, 25):
        status = "卖家已发货，等待买家确认"
    closed = {"closed": "买家未付款", "refunded": "退款"}.get(order.kind, "订单未关闭")
    province, city, district, postcode = person.place[:4]
    truth.add("taobao", person, person.phone, "", person.nick)
    if is_paid and order.kind != "refunded":
        truth.earn("taobao", total)
    cell = {
        "订单编号": f'="{number}"',
        "买家会员名": person.nick,
        "买家支付宝账号": masked(person.phone) if is_own_phone(person.phone) and chance(0.5) else person.email,
        "买家应付货款": yuan(goods),
        "买家应付邮费": yuan(postage),
        "买家支付积分": "0",
        "总金额": yuan(total),
        "返点积分": "0",
        "买家实际支付金额": yuan(total if is_paid else 0),
        "买家实际支付积分": "0",
        "订单状态": status,
        "买家留言": pick(["", "", "", "", "请尽快发货，谢谢", "送人的，别放价签", "谢谢🌸", 'null']),
        "收货人姓名": spell_name(person),
        "收货地址": f"{province} {city} {district} {person.street} {person.flat}({postcode})",
        "运送方式": "快递",
        "联系手机": "'" + spell_phone(person.phone, ["plain"]),
        "订单创建时间": slashes(order.when),
        "订单付款时间": slashes(order.when + datetime.timedelta(minutes=1 + below(9))) if is_paid else "",
        "宝贝标题": "，".join(item[1] for item, _ in order.lines),
        "宝贝种类": str(len(order.lines)),
        "物流单号": f"No:SF{100000000000 + below(899999999999)}" if status == "交易成功" else "",
        "物流公司": pick(["顺丰速运", "中通快递", "圆通速递"]) if status == "交易成功" else "",
        "宝贝总数量": str(sum(quantity for _, quantity in order.lines)),
        "店铺Id": "0",
        "店铺名称": "一叶茶舍旗舰店",
        "订单关闭原因": closed,
        "卖家服务费": "0元",
        "是否手机订单": pick(["手机订单", "手机订单", ""]),
    }
    return [cell.get(column, "") for column in TAOBAO]


def write_taobao(orders, truth):
    number, rows = 1791208364150000000, []
    for order in orders:
        number += 10**15 + below(10**12)
        rows.append(taobao_row(order, number, truth))
    text = table_text(TAOBAO, rows[::-1], ",", "\r\n", csv.QUOTE_ALL)
    with open(HERE / "taobao.csv.gz", "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, 0) as packed:
            packed.write(text.encode("gb18030"))


# ---- Shopify: orders ---------------------------------------------------------------------------

SHOPIFY = """Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,\
Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,\
Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,\
Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,\
Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,\
Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,\
Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,\
Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,\
Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,\
Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,\
Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References""".split(",")

SHOPIFY_STATUS = {"sold": "paid", "unpaid": "pending", "closed": "voided", "refunded": "refunded",
                  "part_refunded": "partially_refunded"}


def zoned(when):
    return when.strftime("%Y-%m-%d %H:%M:%S +0800")


def shopify_address(person, side, name, phone):
    province, city, district, postcode, code, latin = person.place
    return {
        f"{side} Name": name,
        f"{side} Street": f"{district}{person.street}, {person.flat}",
        f"{side} Address1": f"{district}{person.street}",
        f"{side} Address2": person.flat,
        f"{side} City": city,
        f"{side} Zip": "'" + postcode,
        f"{side} Province": code,
        f"{side} Country": "CN",
        f"{side} Phone": phone,
        f"{side} Province Name": latin,
    }


def shopify_order(order, number, truth):
    person, goods = order.person, order.goods_fen()
    is_paid = order.kind in ("sold", "refunded", "part_refunded")
    discount = goods // 10 if chance(0.25) else 0
    shipping = 0 if goods >= 19900 else 1200
    total = goods - discount + shipping
    refunded = {"refunded": total, "part_refunded": order.lines[0][0][3] // 2}.get(order.kind, 0)
    # A guest may leave out the phone, once the account has one.
    phone = ""
    if person.shopify_orders == 0 or chance(0.7):
        phone = "'" + spell_phone(person.phone, ["plus", "plus", "joined", "idd"])
    person.shopify_orders += 1
    name, later = spell_name(person, 0.2), order.when + datetime.timedelta(days=1, minutes=below(300))
    cell = {
        "Email": spell_email(person.email),
        "Financial Status": SHOPIFY_STATUS[order.kind],
        "Paid at": zoned(order.when + datetime.timedelta(seconds=40)) if is_paid else "",
        "Fulfillment Status": "fulfilled" if is_paid else "unfulfilled",
        "Fulfilled at": zoned(later) if is_paid else "",
        "Accepts Marketing": pick(["yes", "no"]),
        "Currency": "CNY",
        "Subtotal": yuan(goods - discount),
        "Shipping": yuan(shipping),
        "Taxes": "0.00",
        "Total": yuan(total),
        "Discount Code": "QINGMING10" if discount else "",
        "Discount Amount": yuan(discount),
        "Shipping Method": "Standard",
        "Created at": zoned(order.when),
        "Notes": pick(["", "", "", "", '请用礼盒装,写"生日快乐"', "放在前台\n不要打电话, 谢谢", 'Gift for "老爸"']),
        "Cancelled at": zoned(later) if order.kind in ("closed", "refunded") else "",
        "Payment Method": pick(["Alipay", "WeChat Pay", "Shopify Payments"]),
        "Payment Reference": f"c{40000000000000 + below(9999999999999)}.1",
        "Refunded Amount": yuan(refunded),
        "Outstanding Balance": yuan(0 if is_paid or order.kind == "closed" else total),
        "Id": f"'{5400000000000 + number * 7919}",
        "Tags": pick(["", "", "vip", "gift, 茶友"]),
        "Risk Level": "Low",
        "Source": "web",
        "Phone": phone,
    }
    cell.update(shopify_address(person, "Billing", name, phone))
    cell.update(shopify_address(person, "Shipping", name, phone))
    truth.add("shopify", person, person.phone if phone else "", person.email)
    if is_paid:
        truth.earn("shopify", total - refunded)
    return cell


def write_shopify(orders, truth):
    rows = []
    for number, order in enumerate(orders, 1001):
        first = shopify_order(order, number, truth)
        block = []
        for i, (item, quantity) in enumerate(order.lines):
            cell = first if i == 0 else {}
            cell.update({
                "Name": f"#{number}",
                "Lineitem quantity": str(quantity),
                "Lineitem name": item[1],
                "Lineitem price": yuan(item[3]),
                "Lineitem sku": item[0],
                "Lineitem requires shipping": "true",
                "Lineitem taxable": "false",
                "Lineitem fulfillment status": first["Fulfillment Status"].replace("unfulfilled", "pending"),
                "Vendor": "一叶茶舍",
                "Lineitem discount": "0.00",
            })
            block.append([cell.get(column, "") for column in SHOPIFY])
        truth.rows["shopify"] += len(block) - 1
        rows = block + rows
    (HERE / "shopify.csv").write_bytes(table_text(SHOPIFY, rows, ",", "\n").encode())


# ---- Youzan: orders ----------------------------------------------------------------------------

YOUZAN = """订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,支付流水号,\
商品金额合计,运费,店铺优惠合计,应收订单金额,订单实付金额,支付优惠合计,订单实收金额,订单抵用积分数,店铺优惠方式,支付优惠方式,全部商品名称,\
商品种类数,订单配送方式,同城送达时间/提货时间,收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,收货人/提货人,收货人手机号/提货人手机号,\
买家备注,订单星级,买家昵称,买家是否会员,买家手机号,下单网点,收银员,分销员,销售导购,专属导购,订单退款状态,订单已退款金额,商家订单备注,桌号,\
挂账主体,挂账手机号,团长订单,订单风险标签,分销员,分销员手机号,分销员所属店铺,分销员所属团队,分销员所属分组,分销员等级,订单佣金类型,订单佣金金额,\
订单下级卖货提成类型,订单下级卖货提成金额""".split(",")

YOUZAN_STATUS = {"unpaid": "待付款", "closed": "交易关闭", "refunded": "交易关闭"}


def dashes(when):
    return when.strftime("%Y-%m-%d %H:%M:%S")


def youzan_row(order, truth):
    person, goods = order.person, order.goods_fen()
    is_paid = order.kind in ("sold", "refunded", "part_refunded")
    off = 500 if goods >= 10000 and chance(0.3) else 0
    paid = goods - off if is_paid else 0
    refunded = {"refunded": paid, "part_refunded": goods // 4}.get(order.kind, 0)
    phone = spell_phone(person.phone, ["plain", "plain", "plain", "wide", "dashes"])
    province, city, district = person.place[:3]
    truth.add("youzan", person, person.phone)
    truth.earn("youzan", paid - refunded)
    cell = {
        "订单号": f"E{order.when:%Y%m%d%H%M%S}{person.number:04d}{10000 + below(89999)}",
        "销售渠道": "网店",
        "归属店铺": "一叶茶舍",
        "订单类型": "普通订单",
        "订单状态": YOUZAN_STATUS.get(order.kind, "交易完成"),
        "订单来源": pick(["商家小程序", "公众号", "商家小程序"]),
        "订单创建时间": dashes(order.when),
        "买家付款时间": dashes(order.when + datetime.timedelta(seconds=25)) if is_paid else "",
        "交易成功时间": dashes(order.when + datetime.timedelta(days=7)) if order.kind == "sold" else "",
        "付款方式": "微信支付" if is_paid else "——",
        "商品金额合计": yuan(goods),
        "运费": "0.00",
        "店铺优惠合计": yuan(off),
        "应收订单金额": yuan(goods - off),
        "订单实付金额": yuan(paid),
        "支付优惠合计": "0.00",
        "订单实收金额": yuan(paid),
        "订单抵用积分数": "0",
        "店铺优惠方式": "满减" if off else "",
        "全部商品名称": "；".join(item[1] for item, _ in order.lines),
        "商品种类数": str(len(order.lines)),
        "订单配送方式": "快递",
        "收货人省份": province,
        "收货人城市": city,
        "收货人地区": district,
        "详细收货地址/提货地址": person.street + person.flat,
        "收货人/提货人": spell_name(person),
        "收货人手机号/提货人手机号": phone,
        "买家备注": pick(["", "", "", "少放塑料袋", "周末送"]),
        "订单星级": " ",
        "买家昵称": pick([person.nick.rstrip("0123456789"), person.name[-1], "微信用户"]),
        "买家是否会员": pick(["是", "否"]),
        "买家手机号": phone,
        "销售导购": "——",
        "专属导购": pick(["", "", "小陈"]),
        "订单退款状态": {"refunded": "全额退款", "part_refunded": "部分退款"}.get(order.kind, ""),
        "订单已退款金额": yuan(refunded),
        "团长订单": "否",
        "订单风险标签": "——",
    }
    return [cell.get(column, "") for column in YOUZAN]


def write_youzan(orders, truth):
    rows = [youzan_row(order, truth) for order in orders]
    text = "\ufeff" + table_text(YOUZAN, rows[::-1], "\t", "\n")
    (HERE / "youzan.tsv").write_bytes(text.encode())


# ---- the till ----------------------------------------------------------------------------------

POS = "小票号,门店,收银员,交易时间,会员手机,会员姓名,商品编码,商品名称,数量,单价,应收金额,优惠金额,实收金额,支付方式,备注".split(",")


def pos_time(when, shop):
    if shop == "万象城店":
        return when.strftime("%Y%m%d")
    return f"{when.year}年{when.month}月{when.day}日 {when.hour}:{when.minute:02d}"


def pos_person(order):
    person = order.person
    if not person:
        return "", ""
    if order.is_masked:
        return masked(person.phone), person.name if int(person.phone) % 2 else person.name[:-1] + "*"
    styles = ["plain", "plain", "blanks", "dashes", "joined", "wide"]
    return spell_phone(person.phone, styles), spell_name(person)


def pos_rows(order, number, truth):
    shop = pick(["老街店", "万象城店"])
    phone, name = pos_person(order)
    cashier, paid_by = pick(["小陈", "阿玲", "老周"]), pick(["微信", "支付宝", "现金", "银行卡"])
    rows = []

    def ring_up(receipt, when, lines, sign, note):
        for item, quantity in lines:
            due = item[3] * quantity * sign
            off = due // 20 if item[3] > 20000 else 0
            rows.append([receipt, shop, cashier, pos_time(when, shop), phone, name, item[0], item[1],
                         str(quantity * sign), yuan(item[3]), yuan(due), yuan(off), yuan(due - off), paid_by, note])
            truth.add("pos", order.person, "" if order.is_masked or not order.person else order.person.phone)
            truth.earn("pos", due - off)

    receipt = f"{'W' if shop == '万象城店' else 'L'}{order.when:%y%m%d}{number:04d}"
    ring_up(receipt, order.when, order.lines, 1, "")
    if order.kind in ("refunded", "part_refunded"):
        back = order.lines if order.kind == "refunded" else order.lines[:1]
        ring_up("T" + receipt, order.when + datetime.timedelta(days=1 + below(6)), back, -1, f"退货 原小票{receipt}")
    return rows


def write_pos(orders, truth):
    rows = []
    for number, order in enumerate(orders, 1):
        rows += pos_rows(order, number, truth)
    text = "\ufeff" + table_text(POS, rows, "\t", "\r\n")
    (HERE / "pos.tsv").write_bytes(text.encode())


def till_only(orders):
    """Some receipts have two lines."""
    for i, order in enumerate(order for order in orders if order.channel == "pos"):
        if order.kind == "part_refunded" or i % 6 == 3:
            order.lines = some_lines(2)


def main():
    people = make_people(84)
    orders = make_orders(people)
    place_oddities(people, orders)
    settle(orders)
    till_only(orders)
    orders.sort(key=lambda order: order.when)
    mask_some(orders)

    truth = Truth()
    of = {channel: [order for order in orders if order.channel == channel] for channel in CHANNELS}
    write_taobao(of["taobao"], truth)
    write_shopify(of["shopify"], truth)
    write_youzan(of["youzan"], truth)
    write_pos(of["pos"], truth)

    used = {}
    for order in orders:
        if order.person:
            used.setdefault(order.person, set()).add(order.channel)
    kinds = [order.kind for order in orders]
    print("rows    ", " ".join(f"{channel}={truth.rows[channel]}" for channel in CHANNELS))
    print("orders  ", len(orders), " ".join(f"{kind}={kinds.count(kind)}" for kind in sorted(set(kinds))))
    print("net yuan", " ".join(f"{channel}={yuan(truth.net_fen[channel])}" for channel in CHANNELS))
    print("people  ", len(truth.people), "on 2 channels or more:", sum(len(c) > 1 for c in used.values()))
    print("joined by phone, e-mail or Taobao account:", truth.joined())
    print("rows with none of these:", sum(not keys for keys in truth.keys),
          "masked:", sum(order.is_masked for order in orders))


if __name__ == "__main__":
    main()
