"""购车指标, whole: what the registers say at the first tap, a quota given directly, one that is drawn on its day, one for an old car."""

import time
from datetime import timedelta

import pytest

from app.kernel import clock
from sandbox.departments.decide.days import add_months, chinese
from tests.errands import start
from tests.residents import count, drain
from tests.world import World, decided, only, save, submitted

ITEM = "car-quota"
DAY = 86400


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def begin(who, kind, city="440100"):
    return who.post("/api/cases", {"item": ITEM, "city": city, "answers": {"kind": kind}})


def handed_in(who, kind, **values):
    no = start(who, ITEM, {"kind": kind})
    assert save(who, no, promise=True, **values)["errors"] == []
    submitted(who, no)
    return no


def the_draw():
    """(looked through, drawn): of an application of today."""
    today = clock.today()
    month = today.replace(day=1) if today.day <= 8 else add_months(today.replace(day=1), 1)
    return month.replace(day=25), month.replace(day=26)


def set_clock(world, day):
    """The departments' clock on this day, a minute after midnight."""
    world.sandbox.control("POST", "/clock", ahead=(day - clock.today()).days * DAY)


def test_a_quota_for_a_new_energy_car_is_given_and_stands_in_the_register(world):
    chen = world.who("chen-xiaotong")
    no = handed_in(chen, "nev")
    done = world.wait(chen, no, "done")
    (row,) = world.rows("jt.quotas", 人=chen.id_number)
    until = add_months(clock.today(), 12)
    assert (row["类型"], row["车型"], row["城市"], row["状态"], row["止"]) == ("增量", "新能源", "440100", "有效", until.isoformat())
    assert len(row["number"]) == 12 and row["number"].startswith(f"4401{clock.today():%y}")
    (application,) = world.rows("jt.applications", 人=chen.id_number)
    assert (application["kind"], application["结果"], len(application["code"])) == ("新能源", "已发指标", 13)
    paper = chen.get(f"/api/certificates/{done['certificate']['id']}").json
    assert "新能源增量指标" in str(paper) and until.isoformat() in str(paper)
    again = begin(chen, "lottery")
    assert (again.status_code, again.json["code"]) == (409, "not_for_you")
    assert again.json["say"].startswith("您有一个有效的指标，到")


def test_what_one_has_and_when_the_next_draw_is_can_be_looked_at_before(world, client):
    """The page of the item leads there; who has not shown the face reads nothing."""
    assert client.get("/api/items/car-quota?city=440100").json["look"] == "看我的指标、申请和摇号日子"
    assert client.get("/api/items/vehicle-scrap?city=440100").json["look"] is None
    ou = world.who("ou-jiayi")
    page = ou.get("/api/views/car-quota?city=440100").json
    said = {f"{card['id']}.{one['id']}": (one["text"], one["note"]) for card in page["cards"] for one in card["figures"]}
    _, drawn = the_draw()
    assert said["quotas.mine"] == ("4401 2611 0002", "普通车增量指标，2027 年 9 月 26 日前用")
    assert said["draw.next"][0] == f"{drawn.year} 年 {drawn.month} 月 {drawn.day} 日"
    assert (said["me.home"][0], said["me.licence"][0], said["cars.cars"][0]) == ("本市户口", "C2", "没有")
    assert [one["item"] for one in page["next"]] == ["vehicle-number-select"]
    assert client.get("/api/views/car-quota?city=440100").status_code == 401


@pytest.mark.parametrize(
    ("who", "kind", "say"),
    [
        ("liang-junjie", "lottery", "要先有驾驶证"),
        ("zhao-dawei", "lottery", "您名下有 粤A66M08，不能再申请增量指标"),
        ("ou-jiayi", "lottery", "您有一个有效的指标，到2027年9月26日"),
    ],
)
def test_who_may_have_none_hears_so_at_the_first_tap_and_nothing_is_stored(world, who, kind, say):
    reply = begin(world.who(who), kind)
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (409, "not_for_you", say)
    assert count("case_record") == 0 and world.rows("jt.applications") == []


def test_months_of_insurance_that_are_missing_are_counted(world):
    wu = world.who("wu-haiyan")
    (paid,) = [one for one in world.rows("rst.pays", id=wu.id_number, 险种="医疗") if one["from"] == "2019-11"]
    world.sandbox.control("PUT", "/registers/rst.pays/rows", row_id=paid["row_id"], set={"to": "2021-04"})
    reply = begin(wu, "lottery")
    assert reply.json["say"] == "居住证有效，医保 18 个月，要 24 个月，还差 6 个月" and count("case_record") == 0


def test_what_is_drawn_waits_for_its_day_and_then_is_a_quota(world):
    """Handed in at once, drawn on the twenty-sixth: the application has its code from the first minute."""
    chen = world.who("chen-xiaotong")
    looked, drawn = the_draw()
    no = start(chen, ITEM, {"kind": "lottery"})
    saved = save(chen, no, promise=True)
    days = f"{chinese(looked.replace(day=8))}24点截止，{chinese(looked)}出审核，{chinese(drawn)}摇号。"
    assert saved["judged"] == [{"field": "promise", "say": days}]
    submitted(chen, no)
    shown = world.wait(chen, no, "special")
    assert f"等{chinese(drawn)}摇号" in str(shown)
    (row,) = world.rows("jt.applications", 人=chen.id_number)
    assert (row["结果"], row["摇号日"], row["次数"]) == ("待摇号", drawn.isoformat(), 0)
    assert f"申请编码 {row['code']}" in str(shown)
    assert begin(chen, "lottery").json["say"] == f"已有申请 {row['code']}"
    set_clock(world, drawn - timedelta(days=1))
    assert world.rows("jt.applications", 人=chen.id_number)[0]["结果"] == "待摇号"
    pool = {"city": "440100", "kind": "普通车摇号", "month": f"{drawn:%Y-%m}", "申请数": 500, "指标数": 500}
    world.sandbox.control("PUT", "/registers/jt.pools/rows", row=pool)
    set_clock(world, drawn)
    done = world.wait(chen, no, "done")
    (quota,) = world.rows("jt.quotas", 人=chen.id_number)
    assert (quota["车型"], quota["起"], quota["止"]) == ("普通", drawn.isoformat(), add_months(drawn, 12).isoformat())
    assert done["certificate"] and world.rows("jt.applications", 人=chen.id_number)[0]["结果"] == "已发指标"


def test_who_is_not_drawn_is_in_the_next_month_s_draw_and_hears_how_often(world):
    chen = world.who("chen-xiaotong")
    _, drawn = the_draw()
    following = add_months(drawn, 1)
    pool = {"city": "440100", "kind": "普通车摇号", "month": f"{drawn:%Y-%m}", "申请数": 500, "指标数": 0}
    world.sandbox.control("PUT", "/registers/jt.pools/rows", row=pool)
    no = handed_in(chen, "lottery")
    world.wait(chen, no, "special")
    set_clock(world, drawn)
    wait_for(world, chen, no, f"摇过 1 次没中，等{chinese(following)}摇号")
    (row,) = world.rows("jt.applications", 人=chen.id_number)
    assert (row["结果"], row["次数"], row["摇号日"]) == ("待摇号", 1, following.isoformat())
    assert world.rows("jt.quotas", 人=chen.id_number) == []
    assert chen.post(f"/api/cases/{no}/withdrawal").status_code == 200
    world.wait(chen, no, "withdrawn")
    assert world.rows("jt.applications", 人=chen.id_number)[0]["结果"] == "撤回"


def test_what_is_bid_for_is_looked_through_and_goes_on_at_the_bank(world):
    chen = world.who("chen-xiaotong")
    looked, drawn = the_draw()
    no = handed_in(chen, "bid", bank=True)
    world.wait(chen, no, "special")
    set_clock(world, looked)
    done = world.wait(chen, no, "done")
    (row,) = world.rows("jt.applications", 人=chen.id_number)
    assert row["结果"] == "可竞价" and not done["certificate"]
    assert f"申请编码 {row['code']}，拿它到银行的竞价平台报价、交保证金，{chinese(drawn)}竞价" in str(done)
    assert world.rows("jt.quotas", 人=chen.id_number) == []


def test_an_old_car_that_is_gone_gives_one_quota_and_no_second(world):
    huang = world.who("huang-guoqiang")
    world.sandbox.control("POST", "/switches/old-car-of-huang-guoqiang", on=True)
    no = start(huang, ITEM, {"kind": "update"})
    assert save(huang, no, old_car=only(huang, no, "gone"), promise=True)["errors"] == []
    submitted(huang, no)
    world.wait(huang, no, "done")
    (row,) = world.rows("jt.quotas", 人=huang.id_number)
    assert (row["类型"], row["旧车"], row["状态"]) == ("更新", "粤A8K526", "有效")
    world.sandbox.control("PUT", "/registers/jt.quotas/rows", row_id=row["number"], set={"状态": "已用"})
    second = start(huang, ITEM, {"kind": "update"})
    said = save(huang, second, old_car=only(huang, second, "gone"))["errors"]
    assert said == [{"field": "old_car", "say": "粤A8K526 已经换过一个指标，选一辆别的。"}]


def test_shenzhen_has_no_quota_for_saving_cars(world):
    reply = begin(world.who("chen-xiaotong"), "saver", "440300")
    assert (reply.status_code, reply.json["code"]) == (422, "cannot_start") and "节能车指标只有广州有" in reply.json["say"]


def wait_for(world, who, no, words, patience=20.0):
    """Until the phone reads these words."""
    until = time.monotonic() + patience
    while words not in (now := who.get(f"/api/cases/{no}").text):
        assert time.monotonic() < until, now
        drain()
        time.sleep(0.02)
