"""What departments hold: typed rows, loaded strictly; views computed from them; who may see which; one store for all."""

from datetime import date

import pytest

from sandbox.registers import declared
from sandbox.registers.columns import BadValue
from sandbox.registers.declared import Broken, declare, fill, registers
from sandbox.registers.reach import NotYours, seen
from sandbox.registers.store import Store, Taken
from sandbox.world import data

TODAY = date(2026, 11, 23)
NUMBERS = declared.names()
LIN, CHEN, ZHAO, WU, ZHOU, LI = (
    NUMBERS[one] for one in ("lin-zhihao", "chen-xiaotong", "zhao-dawei", "wu-haiyan", "zhou-zixuan", "li-wenjing")
)


@pytest.fixture
def store():
    return Store({}, TODAY)


def ids(store, name, person, **key):
    return [row_id for row_id, _ in seen(store, registers()[name], person, key)]


def test_every_register_is_of_a_department_and_every_base_register_that_is_read_has_its_rows():
    departments = {one["id"] for one in data("departments")["departments"]}
    assert {one.department for one in registers().values()} <= departments
    assert len(registers()["jj.plates"].rows) == 245
    assert len(registers()["rst.pays"].rows) == 65


PET = {"title": "宠物", "department": "dept-jd", "key": ["no"], "subjects": ["owner"]}
PET |= {"columns": {"no": "text", "owner": "id", "born": "date", "kind": "猫|狗", "fee": "money", "tags": ["text"], "sold": "date?"}}
MIMI = {"no": "1", "owner": "$lin-zhihao", "born": "2026-01-02", "kind": "猫", "fee": "1,320.50"}


def loaded(*rows, told=PET):
    register = declare("pets.yaml", "jd.pets", told)
    fill({"jd.pets": register}, "data/registers/jd.yaml", {"jd.pets": list(rows)}, NUMBERS)
    return register.rows


def test_a_row_is_what_its_line_says():
    wanted = {"no": "1", "owner": LIN, "born": "2026-01-02", "kind": "猫", "fee": 132050, "tags": [], "sold": None}
    assert loaded(MIMI) == {"1": wanted}
    assert list(loaded(MIMI | {"no": ["1", "2"]}, MIMI | {"no": "A{08..11}"})) == ["1", "2", "A08", "A09", "A10", "A11"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"colour": "白"}, "没有 colour 这一栏"),
        ({"born": "2026-02-30"}, "born：'2026-02-30' 不是日期"),
        ({"kind": "鱼"}, "kind：'鱼' 不在 猫|狗 里"),
        ({"fee": "132050"}, "fee：'132050' 不是金额，金额写成 1,320.50"),
        ({"owner": "$nobody"}, "owner：没有人叫 $nobody"),
        ({"owner": "440199199208200011"}, "owner：'440199199208200011' 不是18 位身份证号"),
        ({"tags": "乖"}, "tags：'乖' 不是一列"),
        ({"born": None}, "born：没有填"),
    ],
)
def test_a_line_that_does_not_fit_fails_with_file_register_and_row(change, why):
    with pytest.raises(Broken) as broken:
        loaded(MIMI, MIMI | {"no": "2"} | change)
    assert str(broken.value).startswith("data/registers/jd.yaml jd.pets 第 2 行：" + why)


def test_two_rows_with_one_key_and_rows_of_nothing_fail():
    with pytest.raises(Broken, match="第 2 行：1 已经有了"):
        loaded(MIMI, MIMI)
    with pytest.raises(Broken, match=r"jd\.fish 不是登记簿"):
        fill({}, "jd.yaml", {"jd.fish": [MIMI]}, NUMBERS)


@pytest.mark.parametrize(
    "told", [{"columns": {"no": "colour"}}, {"key": ["nothing"]}, {"department": "dept-x"}, {"reach": "all"}, {"keys": []}]
)
def test_a_declaration_that_contradicts_itself_fails(told):
    with pytest.raises(Broken, match=r"pets\.yaml"):
        loaded(told=PET | told)


@pytest.mark.parametrize(
    ("person", "months", "last12"),
    [("lin-zhihao", 148, 12), ("chen-xiaotong", 111, 12), ("huang-guoqiang", 334, 12), ("wu-haiyan", 84, 12), ("zhao-dawei", 206, 12)]
    + [("ou-jiayi", 64, 12), ("liang-junjie", 16, 12)],
)
def test_months_are_counted_from_what_was_paid(store, person, months, last12):
    row = store.one("rst.months", id=NUMBERS[person], city="440100")
    assert {row[name] for name in ("养老", "医疗", "失业", "工伤", "生育")} == {months}
    assert row["近12月月数"] == last12


def test_who_paid_in_two_cities_has_a_row_for_each_and_who_stopped_has_no_unit(store):
    assert {row["city"]: row["养老"] for row in store.where("rst.months", id=LI)} == {"440100": 163, "441400": 30}
    assert store.one("rst.months", id=LI, city="440100")["现单位"] == NUMBERS["A"]
    assert store.one("rst.months", id=NUMBERS["liang-junjie"])["现单位"] is None


def test_guardians_are_the_parents_of_a_child_and_a_baby_goes_by_its_certificate(store):
    mine = {(row["child"], row["种类"], row["至"]) for row in store.where("gat.guardians", 监护人=[LIN, WU])}
    assert mine == {("U440123456", "父", "2044-10-08"), (ZHOU, "母", "2032-06-11")}
    assert list(Store({}, date(2032, 6, 11)).where("gat.guardians", child=ZHOU)) == []


def test_kin_comes_from_births_household_books_and_marriages(store):
    row = store.one("gat.kin", id=LIN)
    assert (row["配偶"], row["子女"], row["父母"]) == ([CHEN], ["U440123456"], [])
    assert store.one("gat.kin", id=NUMBERS["huang-guoqiang"])["父母"] == [NUMBERS["huang-xiuying"]]


def test_a_change_is_read_by_all_in_the_same_second_and_a_reset_forgets_it(store):
    store.change("gat.hukou", LIN, 状态="死亡", 状态日="2026-11-23")
    assert store.one("gat.people", id=LIN)["在世"] is False
    assert [row["监护人"] for row in store.where("gat.guardians", child="U440123456")] == [CHEN]
    store.drop("rst.cards", "B12345678")
    assert store.get("rst.cards", "B12345678") is None
    store.reset("gat.hukou")
    assert store.one("gat.people", id=LIN)["在世"] is True
    assert store.get("rst.cards", "B12345678") is None
    store.reset()
    assert store.get("rst.cards", "B12345678")["id"] == LIN


def test_a_change_that_does_not_fit_changes_nothing(store):
    before = store.get("jj.violations", "4401067900000101")
    with pytest.raises(BadValue, match="罚款：'200' 不是分"):
        store.change("jj.violations", "4401067900000101", 罚款="200")
    with pytest.raises(BadValue, match="没有 颜色 这一栏"):
        store.change("jj.violations", "4401067900000101", 颜色="红")
    with pytest.raises(Taken, match="不能改"):
        store.change("jj.violations", "4401067900000101", no="1")
    with pytest.raises(Taken, match=r"rst\.months 由 rst\.pays 算出来"):
        store.drop("rst.months", f"{LIN}|440100")
    with pytest.raises(Taken, match="已经有 4401067900000101"):
        store.add("jj.violations", before)
    assert (store.changes, store.get("jj.violations", "4401067900000101")) == ({}, before)


def test_one_sees_one_s_own_rows_only(store):
    assert ids(store, "jj.violations", ZHAO) == [
        f"4401{rest}" for rest in ("067900000101", "117900000102", "007900000103", "11300000204", "067900000105")
    ]
    assert ids(store, "jj.violations", LI) == ["4401067900000106"]
    assert ids(store, "jj.violations", LIN) == []
    with pytest.raises(NotYours):
        ids(store, "jj.violations", LIN, plate="粤A66M08")
    with pytest.raises(NotYours):
        ids(store, "rst.account", LIN, id=ZHAO)
    assert ids(store, "jj.violations", LIN, 决定书号="440111300000204") == ["440111300000204"]


def test_a_child_s_rows_are_the_guardian_s_and_a_grown_child_s_are_not(store):
    assert ids(store, "gat.idcards", WU, id=ZHOU) == [f"{ZHOU}|1"]
    assert ids(store, "wj.births", CHEN, 状态="未用") == ["U440123456"]
    with pytest.raises(NotYours):
        ids(store, "gat.idcards", NUMBERS["huang-xiuying"], id=NUMBERS["huang-guoqiang"])


def test_a_register_of_the_family_shows_spouse_parents_and_household(store):
    assert set(ids(store, "gat.hukou", LIN)) == {LIN, CHEN}
    assert ids(store, "gat.households", WU) == ["440105045678", "430104056789"]
    assert set(ids(store, "zrzy.realestate", CHEN)) == {f"粤（2021）广州市不动产权第06000001号|{one}" for one in (LIN, CHEN)}
    with pytest.raises(NotYours):
        ids(store, "gat.hukou", LIN, id=ZHAO)


def test_rows_of_one_s_company_and_of_a_car_just_bought_are_one_s_own(store):
    assert set(ids(store, "jj.vehicles", LI)) == {"粤A32K71", "粤E6K318", "粤AD00192"}
    assert ids(store, "gxt.coc", LIN) == ["LSGDEMA0XTG000001"]
    assert ids(store, "jt.quotas", LI) == ["440126110009"]


def test_an_open_register_hides_what_is_private_from_others(store):
    ((_, row),) = seen(store, registers()["jj.plates"], LIN, {"plate": "粤A8K526"})
    assert (row["状态"], row["VIN"]) == ("在用", None)
    ((_, row),) = seen(store, registers()["jj.plates"], NUMBERS["huang-guoqiang"], {"plate": "粤A8K526"})
    assert row["VIN"] == "LSGDEMA01DG000003"


def held_by(person):
    return next(one for one in data("people")["people"] if one["id"] == person)["certificates"]


def test_what_people_carry_is_what_the_registers_say(store):
    for person in data("people")["people"]:
        held, number = person["certificates"], person["id_number"]
        if "ec-idcard" in held:
            card = store.get("gat.idcards", f"{number}|1")
            assert (held["ec-idcard"]["issued_on"], held["ec-idcard"]["valid_until"]) == (card["签发日"], card["有效期至"]), person["id"]
            house = store.get("gat.households", store.get("gat.hukou", number)["户号"])
            assert person["address"] == house["住址"]
        if "ec-passport" in held:
            book = store.get("crj.documents", held["ec-passport"]["number"])
            assert (held["ec-passport"]["issued_on"], held["ec-passport"]["valid_until"], number) == (
                book["issued"],
                book["until"],
                book["owner"],
            )
        if "ec-drive" in held:
            licence, paper = store.get("jj.drivers", number), held["ec-drive"]
            told = (paper["issued_on"], paper["valid_until"], paper["准驾车型"], paper["初次领证日期"], paper["档案编号"])
            assert told == tuple(licence[name] for name in ("自", "至", "准驾", "初领", "档案编号")), person["id"]
        if "ec-vehicle-license" in held:
            car, paper = store.get("jj.vehicles", held["ec-vehicle-license"]["号牌号码"]), held["ec-vehicle-license"]
            told = tuple(paper[name] for name in ("车辆识别代号", "注册日期", "检验有效期", "品牌型号"))
            assert told == (car["VIN"], car["注册日"], car["检验至"], car["品牌型号"]), person["id"]
        if "ec-social-card" in held:
            card, paper = store.get("rst.cards", held["ec-social-card"]["number"]), held["ec-social-card"]
            assert (card["发卡"], card["至"], card["id"]) == (paper["issued_on"], paper["valid_until"], number)
    assert {row["id"] for row in store.rows("jj.drivers").values()} == {
        person["id_number"] for person in data("people")["people"] if "ec-drive" in person["certificates"]
    }
    assert held_by("lin-zhihao")["ec-passport"]["valid_until"] == "2027-03-17"
