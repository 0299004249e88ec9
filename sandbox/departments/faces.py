"""What stands on a certificate a department grants: a real value for every label, from what the sandbox knows of the person,
their relatives, their company and the case. The same case always gives the same values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sandbox.documents import Doc
from sandbox.world import data

CITIES = {"4401": "广州市", "4403": "深圳市", "4406": "佛山市", "4419": "东莞市"}
HOSPITAL = "广州市妇女儿童医疗中心"
Value = Callable[["Case"], str | int]  # how a label is read off a case
Kin = Sequence[tuple[str, Doc]]  # (relation, who)


class Case:
    """A granted case as the faces below read it. `own`: the certificate of this kind the person held before; `kin`: their relatives."""

    def __init__(
        self, case: Doc, person: Doc, kind: str | None, number: str, issued: date, until: str | None, held: Doc, kin: Kin = ()
    ) -> None:
        self.body, self.department = case["body"], case["department"]
        self.person, self.kind, self.number, self.issued, self.until, self.held = person, kind, number, issued, until, held
        self.kin = kin
        self.own = held.get(kind or "", {})
        self.form = {name: str(value) for name, value in self.body["form"].items() if value}
        self.situation = str(self.body.get("situation") or "")
        self.key = case["case_no"]

    @property
    def name(self) -> str:
        """Of the applicant."""
        result: str = self.person["name"]
        return result

    @property
    def id_number(self) -> str:
        """Of the applicant."""
        result: str = self.person["id_number"]
        return result

    @property
    def city(self) -> str:
        """Where it is done, by name."""
        return CITIES.get(str(self.body.get("region", ""))[:4]) or _city(str(self.person.get("address", ""))) or "广州市"

    @property
    def address(self) -> str:
        """Of the applicant; made up where nobody knows it."""
        return self.person.get("address") or f"广东省{self.city}示例路1号"

    @property
    def org(self) -> Doc:
        """The company it is about; made up where nobody knows it."""
        told_code = self.form.get("org_code")
        companies = self.person.get("companies") or [{}]
        own = next((one for one in companies if one.get("uscc") == told_code), companies[0])
        made = {"name": f"{self.city}{self.name}示例商行", "uscc": "91440101MADEMA0192", "address": self.address, "phone": "020-00000000"}
        told = {"name": self.form.get("org_name"), "uscc": self.form.get("org_code")}
        bank = {"bank": "示例银行广州分行", "bank_no": f"440000{self.digits('bank', 13)}"}
        return {**made, **bank, **own, **{key: value for key, value in told.items() if value}}

    @property
    def plate(self) -> str:
        """Of the car; made up where nobody knows it."""
        return self.held.get("ec-vehicle-license", {}).get("号牌号码") or f"粤A{self.digits('plate', 5)}"

    @property
    def vin(self) -> str:
        """Of the car; made up where nobody knows it."""
        return self.held.get("ec-vehicle-license", {}).get("车辆识别代号") or f"LSGDEMA0XTG{self.digits('vin', 6)}"

    def relative(self, relation: str) -> Doc | None:
        """The first relative of this kind, or None."""
        return next((other for kind, other in self.kin if kind == relation), None)

    def spouse(self) -> str:
        """By name; made up where nobody knows it."""
        known = self.relative("配偶")
        return known["name"] if known else f"{'李' if self.name[0] != '李' else '王'}{'小芳' if self.person.get('sex') == '男' else '小明'}"

    def child(self) -> Doc:
        """Name, sex and birth; made up where nobody knows it."""
        return self.relative("子女") or {"name": f"{self.name[0]}小宝", "sex": "男", "birth": self.issued.isoformat()}

    def household(self, label: str) -> str:
        """From the household book: one's own, else that of a parent (a baby has none yet)."""
        book = self.held.get("ec-hukou", {})
        if label in book:
            result: str = book[label]
            return result
        parent = self.relative("父母")
        of_parent = (parent or {}).get("certificates", {}).get("ec-hukou", {})
        if label == "户主":
            return str(of_parent.get("户主", self.name))
        if label == "与户主关系":
            return ("子" if self.person.get("sex") == "男" else "女") if of_parent else "户主"
        return of_parent.get(label) or f"广东省{self.city}"

    def digits(self, what: str, count: int) -> str:
        """As many digits, always the same for this case."""
        whole = int(hashlib.sha256(f"{self.key}:{what}".encode()).hexdigest(), 16)
        return str(whole)[-count:]

    def yuan(self, fallback: str) -> str:
        """The fee that was paid, or a sum where there was none."""
        fen = int(self.body.get("fee_fen") or 0)
        return f"{fen // 100}.{fen % 100:02d}" if fen else fallback

    @property
    def unit(self) -> str:
        """Who issues it."""
        if self.department == "dept-gat-crj":
            return "公安部出入境管理局"
        result: str = next(one["unit"] for one in data("departments")["departments"] if one["id"] == self.department)
        return result


def face(case: Case, labels: list[str]) -> dict[str, str]:
    """{label: value} of all labels. KeyError for a label nobody wrote a value for: better here than on a certificate."""
    values = {}
    for label in labels:
        own = OF_KIND.get(case.kind or "", {})
        rule = own.get(label) or EVERYWHERE[label]
        values[label] = str(rule(case) if callable(rule) else rule)
    return values


def _city(address: str) -> str | None:
    found = re.search(r"省(\w+?市)", address or "")
    return found[1] if found else None


def _born(c: Case) -> str:
    return c.person.get("birth") or f"{c.id_number[6:10]}-{c.id_number[10:12]}-{c.id_number[12:14]}"


def _sex(c: Case) -> str:
    return c.person.get("sex") or ("男" if int(c.id_number[16]) % 2 else "女")


def _from_sixteen(c: Case) -> str:
    born = date.fromisoformat(_born(c))
    return f"{born.year + 16}-{born.month:02d}-{min(born.day, 28):02d}至{c.issued.isoformat()}"


def _months(c: Case) -> tuple[int, int, int]:
    since = c.held.get("ec-social-card", {}).get("issued_on", f"{c.issued.year - 3}-01-01")
    return int(since[:4]), int(since[5:7]), (c.issued.year - int(since[:4])) * 12 + c.issued.month - int(since[5:7])


def _next_month(c: Case) -> str:
    year, month = (c.issued.year + 1, 1) if c.issued.month == 12 else (c.issued.year, c.issued.month + 1)
    return f"{year}-{month:02d}"


def _one_of(words: Mapping[str, str], fallback: str) -> Value:
    """The first of these words that the situation names."""
    return lambda c: next((value for word, value in words.items() if word in c.situation), fallback)


def _kept(label: str, fallback: Value | str) -> Value:
    """As on the certificate it replaces; a first one says `fallback`."""
    return lambda c: c.own.get(label) or (fallback(c) if callable(fallback) else fallback)


def _title_address(c: Case) -> str:
    if "个人" in c.situation:
        return f"{c.address} {c.person.get('phone') or '没有留电话'}"
    return f"{c.org['address']} {c.org['phone']}"


def _couple(c: Case) -> str:
    return "、".join([c.name, c.spouse()] if _sex(c) == "男" else [c.spouse(), c.name])


def _parent(sex: str) -> Value:
    return lambda c: c.name if _sex(c) == sex else c.spouse()


NAME, ISSUED, UNTIL, NUMBER = (lambda c: c.name), (lambda c: c.issued.isoformat()), (lambda c: c.until), (lambda c: c.number)
ID, UNIT, ADDRESS = (lambda c: c.id_number), (lambda c: c.unit), (lambda c: c.address)
SPAN = lambda c: f"{c.issued.isoformat()}至{c.until}"  # noqa: E731
ORG, USCC = (lambda c: c.org["name"]), (lambda c: c.org["uscc"])

EVERYWHERE = (
    dict.fromkeys(("姓名", "持证人", "所有人", "购买方", "纳税人", "权利人", "查询人", "指标人", "交款人", "校长", "法定代表人"), NAME)
    | dict.fromkeys(("签发日期", "登记日期", "出具日期", "注销日期", "备案日期", "发卡日期", "开票日期", "缴款日期", "退休日期"), ISSUED)
    | dict.fromkeys(("发证日期", "决定日期", "查询时间", "生成时间"), ISSUED)
    | dict.fromkeys(("有效期至", "签注有效期", "检验有效期至", "有效期"), UNTIL)
    | dict.fromkeys(("签发机关", "发证机关", "出具机关", "登记机关", "办理机关", "签发机构"), UNIT)
    | dict.fromkeys(("护照号码", "证件号码", "证号", "发票号码", "印章编码", "卡号"), NUMBER)
    | dict.fromkeys(("公民身份号码", "社会保障号码"), ID)
    | dict.fromkeys(("印章名称", "用章单位", "名称", "经营者名称", "企业名称", "学校名称"), ORG)
    | dict.fromkeys(("户主", "与户主关系", "出生地", "籍贯"), None)
    | {
        "统一社会信用代码": USCC,
        "住址": ADDRESS,
        "居住地址": ADDRESS,
        "性别": _sex,
        "民族": lambda c: c.person.get("nation") or "汉族",
        "出生日期": _born,
        "有效期限": SPAN,
        "签发地点": "广东",
        "号牌号码": lambda c: c.plate,
        "车辆识别代号": lambda c: c.vin,
        "参保地": lambda c: c.held.get("ec-medical-code", {}).get("参保地") or c.city,
        "证明事项": lambda c: c.situation or c.body["item_name"],
        "查询期间": _from_sixteen,
    }
    | {label: (lambda c, label=label: c.household(label)) for label in ("户主", "与户主关系", "出生地", "籍贯")}
)
OF_KIND: Mapping[str, Mapping[str, Value | str]] = {
    "ec-death-dereg": {"注销原因": "死亡"},
    "ec-nocrime": {"用途": lambda c: str(c.body["form"].get("receiver") or "见申请表")},
    "ec-eseal": {"印章名称": lambda c: f"{c.org['name']}公章"},
    "ec-hkm-endorse": {
        "前往地": _one_of({"澳门": "澳门"}, "香港"),
        "签注种类": _one_of({"探亲": "探亲", "商务": "商务", "逗留": "逗留", "团队": "团队旅游"}, "个人旅游"),
        "次数": _one_of({"多次": "多次", "两次": "两次"}, "一次"),
    },
    "ec-drive": {
        "准驾车型": _kept("准驾车型", "C1"),
        "初次领证日期": _kept("初次领证日期", ISSUED),
        "档案编号": _kept("档案编号", lambda c: f"4401{c.digits('file', 8)}"),
    },
    "ec-vehicle-license": {
        "号牌号码": NUMBER,
        "车辆类型": _kept("车辆类型", "小型轿车"),
        "使用性质": _kept("使用性质", "非营运"),
        "品牌型号": _kept("品牌型号", "示例牌SGM7150"),
        "注册日期": _kept("注册日期", ISSUED),
        "检验有效期": _kept("检验有效期", lambda c: f"{c.issued.year + 2}-{c.issued.month:02d}-28"),
    },
    "ec-vehicle-cancel": {"注销原因": _one_of({"灭失": "灭失", "出境": "出境"}, "报废")},
    "ec-social-proof": {
        "参保险种": "养老、失业、工伤",
        "缴费起止": lambda c: f"{_months(c)[0]}-{_months(c)[1]:02d}至{c.issued.year}-{c.issued.month:02d}",
        "累计月数": lambda c: _months(c)[2],
    },
    "ec-retire": {"待遇起始": _next_month},
    "ec-medical-code": {"险种类型": _kept("险种类型", "城乡居民基本医疗保险")},
    "ec-remote-medical": {
        "就医地": lambda c: _city(str(c.person.get("hukou", ""))) or "湖南省长沙市",
        "备案类型": lambda c: c.situation or c.body["item_name"],
        "有效期": SPAN,
    },
    "ec-business-license": {
        "类型": _kept("类型", _one_of({"多股东": "有限责任公司"}, "有限责任公司(自然人独资)")),
        "注册资本": _kept("注册资本", "100万元人民币"),
        "成立日期": _kept("成立日期", ISSUED),
        "住所": lambda c: c.org["address"],
        "经营范围": _kept("经营范围", "软件开发;信息技术咨询服务"),
    },
    "ec-food-permit": {
        "经营场所": lambda c: c.org["address"],
        "主体业态": _one_of({"餐馆": "餐饮服务经营者", "食堂": "单位食堂"}, "食品销售经营者"),
        "经营项目": _one_of({"餐馆": "热食类食品制售", "食堂": "热食类食品制售"}, "预包装食品销售"),
    },
    "ec-einvoice": {
        "购买方": lambda c: c.form.get("invoice_title") or c.name,
        "销售方": "广州云山示例科技有限公司",
        "项目": "*餐饮服务*餐费",
        "金额": "188.68",
        "税额": "11.32",
        "价税合计": "200.00",
    },
    "ec-einvoice-red": {"对应蓝字发票号码": lambda c: f"264420000000{c.digits('blue', 8)}", "金额": "-188.68", "税额": "-11.32"},
    "ec-title-qr": {
        "名称": lambda c: c.name if "个人" in c.situation else c.org["name"],
        "纳税人识别号": lambda c: c.id_number if "个人" in c.situation else c.org["uscc"],
        "地址电话": _title_address,
        "开户行及账号": lambda c: "个人抬头不用填" if "个人" in c.situation else f"{c.org['bank']} {c.org['bank_no']}",
    },
    "ec-purchase-tax": {"计税价格": "100000.00", "税额": _one_of({"新能源": "5000.00"}, "10000.00")},
    "ec-tax-record": {
        "税种": lambda c: "城乡居民基本医疗保险费" if "medical" in c.body["item"] else "个人所得税",
        "所属期": lambda c: f"{c.issued.year}-01至{c.issued.year}-12",
        "实缴金额": lambda c: c.yuan("400.00"),
    },
    "ec-fiscal-bill": {
        "票据代码": lambda c: c.number[:8],
        "票据号码": lambda c: c.number[8:],
        "校验码": lambda c: c.digits("check", 6),
        "收费项目": lambda c: c.situation or c.body["item_name"],
        "金额": lambda c: c.yuan("200.00"),
    },
    "ec-marriage": {"双方姓名": _couple},
    "ec-divorce": {"双方姓名": _couple},
    "ec-min-living": {"户主": NAME, "保障人口": lambda c: f"{1 if '单人' in c.situation else 1 + len(c.kin)}人"},
    "ec-disability": {"残疾类别": _kept("残疾类别", "肢体"), "残疾等级": _kept("残疾等级", "四级")},
    "ec-birth": {
        "新生儿姓名": lambda c: c.child()["name"],
        "性别": lambda c: c.child()["sex"],
        "出生时间": lambda c: f"{c.child()['birth']} 09:26",
        "母亲": _parent("女"),
        "父亲": _parent("男"),
        "签发机构": HOSPITAL,
    },
    "ec-death": {"死者姓名": NAME, "死亡日期": ISSUED, "死亡原因（脱敏）": "疾病", "签发机构": HOSPITAL},
    "ec-fertility": {
        "女方": _parent("女"),
        "男方": _parent("男"),
        "孩次": _one_of({"第二": "二孩", "第三": "三孩及以上"}, "一孩"),
    },
    "ec-vaccine": {
        "姓名": lambda c: c.child()["name"],
        "出生日期": lambda c: c.child()["birth"],
        "接种记录": _kept("接种记录", "乙肝第一剂、卡介苗已接种"),
    },
    "ec-teacher": {"资格种类": _one_of({"高中": "高级中学教师资格"}, "小学教师资格"), "任教学科": "语文"},
    "ec-school-permit": {"地址": lambda c: c.org["address"], "学校类型": "幼儿园"},
    "ec-realestate": {
        "共有情况": "单独所有",
        "坐落": ADDRESS,
        "不动产单元号": lambda c: f"440106001001GB{c.digits('unit', 5)}F00010001",
        "用途": "住宅",
        "面积": "89.50平方米",
    },
    "ec-house-query": {"查询结果": _one_of({"无房": "名下没有房屋"}, "名下有 1 套房屋"), "验证码": lambda c: c.digits("code", 6)},
    "ec-car-quota": {"指标类型": _one_of({"新能源": "节能车增量指标", "更新": "更新指标"}, "普通车增量指标")},
    "ec-community-pass": {
        "姓氏": lambda c: c.name[0],
        "人员类别": _one_of({"租户": "租户", "访客": "访客", "服务": "服务人员"}, "业主"),
        "小区": lambda c: f"{c.city}示例社区",
    },
    "ec-credit-report": {
        "主体名称": lambda c: c.org["name"] if "企业" in c.situation else c.name,
        "代码": lambda c: c.org["uscc"] if "企业" in c.situation else c.id_number,
        "信用信息": "没有失信记录",
    },
    "ec-credit-repair": {"主体名称": ORG, "修复内容": lambda c: c.situation or c.body["item_name"]},
}
