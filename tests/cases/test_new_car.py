"""交购置税、新车上牌, whole: a car just bought, its number, its tax, its plates; the registers before and after."""

from datetime import datetime

import pytest

from app.catalog.words import yuan
from app.kernel import clock
from sandbox.departments.decide.purchase import due_on, late
from sandbox.departments.decide.vehicles import inspections
from sandbox.registers.store import Store
from tests.cases.roads import Roads, ahead
from tests.errands import hand_over, pay, served, start, submit, take_slot
from tests.residents import count, drain

N1, N3, N4 = "LSGDEMA0XTG000001", "LSGEVMB21TG000005", "LSGDEMA02TG000008"
TAX, REGISTER, NUMBER = "vehicle-purchase-tax", "vehicle-register", "vehicle-number-select"
PLACES = ("440100", "440600")  # 广州 wants a quota, 佛山 none
PLATE, COMPANY_PLATE = "粤A0029K", "粤AD00007"


@pytest.fixture
def roads(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield Roads(app, sandbox)


def pick(roads, who, no, field, lookup, title=None):
    """The row of this title, or the only one. What the phone is told back."""
    rows = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
    (found,) = [one["id"] for one in rows if title in (None, one["title"])]
    return roads.save(who, no, **{field: found})


def tax_of(roads, who, model="示例牌SGM7152", left=None):
    """A draft of the tax on the car picked; what the phone says after the model. `left`: what it says of the last day."""
    no = start(who, TAX, {"origin": "bought"})
    said = pick(roads, who, no, "car", "invoices", model)
    assert said["errors"] == [] and (left is None or left in {one["field"]: one["say"] for one in said["judged"]}["car"])
    return no, pick(roads, who, no, "model", "models")


def chosen(roads, who):
    """A number is drawn, held and kept for the car."""
    no = start(who, NUMBER, {})
    pick(roads, who, no, "car", "cars")
    roads.save(who, no, sure=True)
    assert PLATE in who.post(f"/api/cases/{no}/holds/number/draw").json["units"]
    assert who.post(f"/api/cases/{no}/holds/number", {"unit": PLATE}).json["state"] == "held"
    hand_over(who, no)
    submit(who, no)
    roads.wait(who, no, "done")


def test_a_new_car_walks_from_its_number_over_its_tax_to_its_plates(roads):
    lin, today = roads.who("lin-zhihao"), clock.today()
    due = due_on(today.fromisoformat("2026-11-20"))
    fee = 1_400_000 + late(1_400_000, due, today)
    chosen(roads, lin)
    assert roads.card(lin, "ec-car-quota")["指标类型"] == "普通增量指标"

    no, said = tax_of(roads, lin, left="2027年1月19日" if today.year == 2026 else "1月19日")
    first = said["bill"]["lines"][0]
    assert (first["name"], first["amount_fen"], first["why"]) == ("车辆购置税", 1_400_000, "计税价 140,000 元 × 10% = 14,000 元")
    assert said["bill"]["amount_fen"] == fee
    roads.save(lin, no, right=True)
    hand_over(lin, no)
    shown = roads.done(lin, no)
    assert (shown["word"], shown["fee_text"]) == ("办好了", yuan(fee))
    row = roads.row("sw.purchasetax", VIN=N1)
    assert (row["状态"], row["实缴"], row["缴款日"]) == ("已缴", 1_400_000, today.isoformat())
    paper = roads.card(lin, "ec-purchase-tax")
    assert (paper["纳税人"], paper["车辆识别代号"], paper["计税价格"], paper["税额"]) == ("林志豪", N1, "140,000.00", "14,000.00")
    assert paper["缴款日期"] == today.isoformat()
    assert [one["id"] for one in shown["following"]] == [REGISTER]

    again = start(lin, TAX, {"origin": "bought"})
    assert [one["say"] for one in pick(roads, lin, again, "car", "invoices")["errors"]] == [
        "这辆车的购置税交过了，不用再交。完税证明在卡包里，上牌时车管所自己查得到。"
    ]

    no = start(lin, REGISTER, {"origin": "domestic", "look": "look"})
    pick(roads, lin, no, "car", "invoices")
    said = pick(roads, lin, no, "model", "models")
    assert {one["field"]: one["say"] for one in said["judged"]}["model"] == "交上去以后，带身份证把车开到车管所查验。"
    assert pick(roads, lin, no, "plate", "numbers")["errors"] == []
    roads.save(lin, no, use="family", loan="no", delivery="pickup", sure=True)
    take_slot(lin, no, "slot")
    hand_over(lin, no)
    trip = lin.get(f"/api/cases/{no}/confirm").json["trip"]
    assert trip == "带上身份证和要上牌的车，去一次窗口。做好了再去一次大厅领。"
    submit(lin, no)
    roads.wait(lin, no, "special")
    (booked,) = lin.get("/api/me/bookings").json["bookings"]
    assert (booked["case_no"], booked["may"], [one["short"] for one in booked["errands"]]) == (no, True, ["新车上牌"])
    brought = datetime.fromisoformat(booked["at"])
    roads.sandbox.control("POST", "/clock", ahead=int((brought - clock.now()).total_seconds()) + 3600)
    today = clock.china(brought).date()
    roads.wait(lin, no, "to_pay")
    pay(lin, roads.sandbox, no)
    roads.wait(lin, no, "done")
    drain()
    shown = lin.get(f"/api/cases/{no}").json
    assert (shown["word"], shown["fee_text"]) == ("办好了", "120 元")
    assert any(f"检验有效期到 {today.year + 2}年" in (one["say"] or "") for one in shown["timeline"])
    car = roads.row("jj.vehicles", plate=PLATE)
    until = inspections(Store({}, today), car)[0][0].isoformat()
    assert (car["VIN"], car["所有人"], car["注册日"], car["检验至"]) == (N1, lin.id_number, today.isoformat(), until)
    number, quota = roads.row("jj.plates", plate=PLATE), roads.row("jt.quotas", number="440126110001")
    assert (number["状态"], number["至"], quota["状态"], quota["VIN"]) == ("在用", None, "已用", N1)
    licence = roads.card(lin, "ec-vehicle-license")
    assert (licence["号牌号码"], licence["所有人"], licence["车辆识别代号"], licence["使用性质"]) == (PLATE, "林志豪", N1, "非营运")
    assert (licence["注册日期"], licence["检验有效期"], until[:4]) == (today.isoformat(), until, str(today.year + 2))
    mark = roads.card(lin, "ec-inspection-mark")
    assert (mark["号牌号码"], mark["检验有效期至"]) == (PLATE, until)
    assert roads.cards(lin, "ec-car-quota") == []  # used up


def test_a_company_s_car_of_a_model_that_is_not_looked_at_is_taxed_and_registered_without_a_trip(roads):
    li, today = roads.who("li-wenjing"), clock.today()
    fee = 2_500_000 + late(2_500_000, due_on(today.fromisoformat("2026-11-18")), today)
    no, said = tax_of(roads, li, "示例牌SGM7001BEV")
    assert said["bill"]["amount_fen"] == fee and {one["field"]: one["say"] for one in said["judged"]}["model"] == "这款车在减免税目录里。"
    roads.save(li, no, right=True)
    hand_over(li, no)
    roads.done(li, no)
    assert roads.row("sw.purchasetax", VIN=N3)["减免"] == 1_500_000
    assert roads.card(li, "ec-purchase-tax")["纳税人"] == "广州云山示例科技有限公司"

    policy = {"VIN": N3, "保单号": "PDZA5", "公司": "示例财产保险", "起": today.isoformat(), "止": ahead(364)}
    roads.sandbox.control("PUT", "/registers/ins.cti/rows", row=policy)
    roads.change("jj.plates", COMPANY_PLATE, 状态="预选", VIN=N3, 至=f"{ahead(3)} 23:59")
    no = start(li, REGISTER, {"origin": "domestic", "look": "free"})
    pick(roads, li, no, "car", "invoices")
    for field, lookup in (("model", "models"), ("plate", "numbers")):
        assert pick(roads, li, no, field, lookup)["errors"] == []
    roads.save(li, no, use="family", loan="no", delivery="pickup", sure=True)
    hand_over(li, no)
    shown = roads.done(li, no)
    assert (shown["word"], shown["fee_text"]) == ("办好了", "120 元")
    assert roads.row("jj.vehicles", plate=COMPANY_PLATE)["所有人"] == "91440101MADEMA0192"
    assert roads.row("jt.quotas", number="440126110009")["VIN"] == N3
    assert roads.card(li, "ec-vehicle-license", 号牌号码=COMPANY_PLATE)["所有人"] == "广州云山示例科技有限公司"
    assert {one["号牌号码"] for one in roads.cards(li, "ec-vehicle-license")} == {"粤A32K71", "粤E6K318", COMPANY_PLATE}


def test_who_has_not_paid_the_tax_hears_all_that_is_missing_before_any_form(roads):
    reply = roads.begin(roads.who("ou-jiayi"), REGISTER, origin="domestic", look="look")
    assert (reply.status_code, reply.json["code"]) == (409, "not_for_you")
    assert {one["say"] for one in reply.json["errors"]} == {
        "购置税还没交，先办“交购置税”，2 分钟，交完马上能接着上牌。",
        "还没选车牌号，先办“选车牌号”，选好能留 3 个工作日；也可以到车管所窗口现场选。",
        "没有查到今天在保的交强险，买好后约 1 小时能查到，那时再来。",
    }
    assert count("case_record") == 0


def test_who_has_no_quota_hears_so_before_any_form_and_elsewhere_needs_none(roads):
    chen = roads.who("chen-xiaotong")
    said = {
        city: {one["say"] for one in roads.begin(chen, REGISTER, city, origin="domestic", look="free").json["errors"]} for city in PLACES
    }
    quota = "在广州上牌要先有指标，先去申请：新能源指标直接给。"
    assert quota in said["440100"] and said["440600"] == said["440100"] - {quota}
    assert count("case_record") == 0


def test_who_bought_no_car_hears_that_and_nothing_else(roads):
    reply = roads.begin(roads.who("zhao-dawei"), REGISTER, origin="domestic", look="look")
    assert [one["say"] for one in reply.json["errors"]] == ["没有查到您买的新车，发票开出一天后再来；进口车带上进口证明书到车管所窗口办。"]


def test_late_is_shown_line_by_line_and_an_invoice_that_turns_red_takes_nothing(roads):
    ou, today = roads.who("ou-jiayi"), clock.today()
    added = late(1_400_000, due_on(today.fromisoformat("2026-09-01")), today)
    no, said = tax_of(roads, ou)
    assert [(one["name"], one["amount_fen"]) for one in said["bill"]["lines"]] == [("车辆购置税", 1_400_000), ("滞纳金", added)]
    assert said["bill"]["say"] == "今天交是这个数，每晚一天都会再加。"
    roads.save(ou, no, right=True)
    hand_over(ou, no)
    roads.change("sw.carinvoices", "26442000000000000104", 红冲=True)
    reply = ou.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 422, reply.text
    drain()
    assert (roads.rows("sw.purchasetax"), roads.sandbox.control("GET", "/cases")) == ([], [])


def test_a_car_for_hire_and_a_number_of_another_car_are_said_at_their_fields(roads):
    lin, today = roads.who("lin-zhihao"), clock.today().isoformat()
    paid = {"方式": "购买", "计税价": 1, "应纳": 1, "减免": 0, "实缴": 1, "滞纳金": 0, "申报日": today, "缴款日": today, "状态": "已缴"}
    second = roads.row("sw.carinvoices", VIN=N1) | {"number": "26442000000000000199", "VIN": "LSGDEMA01TG000033"}
    second.pop("row_id", None)
    roads.sandbox.control("PUT", "/registers/sw.carinvoices/rows", row=second)
    for vin, plate in ((N1, PLATE), (second["VIN"], "粤A0030K")):
        roads.sandbox.control("PUT", "/registers/sw.purchasetax/rows", row={"VIN": vin, "税票号": "1", **paid})
        roads.change("jj.plates", plate, 状态="预选", VIN=vin, 至=f"{ahead(3)} 23:59")
    no = start(lin, REGISTER, {"origin": "domestic", "look": "free"})
    rows = lin.get(f"/api/cases/{no}/lookups/invoices").json["rows"]
    first = next(one["id"] for one in rows if any(fact["text"] == N1 for fact in one["facts"]))
    roads.save(lin, no, car=first)
    assert [one["say"] for one in pick(roads, lin, no, "model", "models")["errors"]] == ["这款车要开去查验，回去改选“要开去查验”。"]
    assert [one["say"] for one in pick(roads, lin, no, "plate", "numbers", "粤A0030K")["errors"]] == [
        "这个号是留给另一辆车的，选留给这辆车的那个号。"
    ]
    assert {"field": "use", "say": "营运车要到窗口办，带上许可。"} in roads.save(lin, no, use="other")["errors"]
    assert roads.sandbox.control("GET", "/cases") == []
