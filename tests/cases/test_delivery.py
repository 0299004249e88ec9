"""Fetching and mailing: trips, notes and the place follow what the person chose, and nothing is promised before."""

import pytest

from tests.applications import ASKED, RENEW, Department, begun, filled
from tests.known import proved
from tests.residents import drain

HALL = "广州市政务服务中心（演示地址）"
HOURS = "周一至周五 9:00–12:00，13:00–17:00"
FETCH = f"带身份证和旧护照，到{HALL}领，{HOURS}"


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


@pytest.fixture
def crj(app):
    return Department(app)


def save(who, no, **values):
    assert who.call("PATCH", f"/api/cases/{no}/draft", {"values": values}).json["errors"] == []


def confirm(who, no):
    return who.get(f"/api/cases/{no}/confirm").json


def old_passport(who, no):
    listed = who.get(f"/api/cases/{no}/materials").json["materials"]
    return next(one["note"] for one in listed if one["material"] == "m-old-passport")


def checklist(who, answers):
    said = ",".join(f"{key}:{value}" for key, value in answers.items())
    return who.get(f"/api/items/passport-renew/checklist?city=440100&answers={said}").json


def test_before_the_choice_no_trip_is_ruled_out(lin):
    said = checklist(lin, RENEW["answers"])
    assert (said["headline"], said["why_trip"]) == ("手机上办完，寄到家不用跑", "选寄到家不用跑，选自己去取要去一次大厅。")
    assert confirm(lin, begun(lin))["trip"] == "选寄到家不用跑，选自己去取要去一次大厅。"


def test_who_fetches_it_goes_once_and_who_has_it_mailed_does_not(lin):
    no = begun(lin)
    save(lin, no, delivery="pickup")
    assert (confirm(lin, no)["facts"][0], confirm(lin, no)["trip"]) == ({"n": "1 次", "say": "到现场"}, "做好了去一次大厅领。")
    save(lin, no, delivery="mail")
    assert (confirm(lin, no)["facts"][0], confirm(lin, no)["trip"]) == ({"n": "0 次", "say": "到现场"}, None)


def test_who_has_to_go_anyway_goes_once_more_to_fetch_it(lin):
    no = begun(lin, {**RENEW, "answers": {"why": "expiring", "age": "adult", "hukou": "other"}})
    before = confirm(lin, no)["trip"]
    save(lin, no, delivery="pickup")
    assert (confirm(lin, no)["facts"][0]["n"], confirm(lin, no)["trip"]) == ("2 次", before + "做好了再去一次大厅领。")


def test_what_to_do_with_the_old_passport_follows_the_choice(lin):
    no = begun(lin)
    assert old_passport(lin, no) == "现在不用交；自己去取的，领新护照时带上"
    save(lin, no, delivery="pickup")
    assert old_passport(lin, no) == "现在不用交，领新护照时带上"
    save(lin, no, delivery="mail")
    assert old_passport(lin, no) == "不用交也不用寄，放在家里；里面有签证的，出门两本都带"


@pytest.mark.parametrize("nodes", [("approved", "done"), ("approved", "delivering")])
def test_who_fetches_it_is_told_where_when_and_with_what(lin, crj, sandbox, nodes):
    no = filled(lin)
    save(lin, no, delivery="pickup")
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    crj.walk(no, "accepted", "reviewing", "approving")
    assert lin.get(f"/api/cases/{no}").json["trip"] == "做好了去一次大厅领。"
    assert crj.send(no, "approved", reason="窗口交了现金").status_code == 200
    crj.walk(no, *nodes[1:])
    shown = lin.get(f"/api/cases/{no}").json
    assert shown["collect"] == {"id": "hall-440100", "address": HALL, "open": HOURS, "phone": "", "bring": "身份证和旧护照", "say": FETCH}
    assert shown["trip"] is None
    told = lin.get("/api/messages").json["messages"][0]["say"]
    assert told == (f"办好了，还没领的，{FETCH}。" if nodes[1] == "done" else f"{FETCH}。")
    if nodes[1] == "delivering":
        assert (shown["title"], shown["say"]) == ("可以去取了", FETCH)


def told_alike(who, no):
    """The case as its page has it, when its card in the list says the same."""
    page = who.get(f"/api/cases/{no}").json
    (card,) = [one for one in who.get("/api/cases").json["cases"] if one["no"] == no]
    assert [card[key] for key in ("word", "tone", "title", "say")] == [page[key] for key in ("word", "tone", "title", "say")]
    return page


def test_card_and_page_name_the_same_place_and_none_once_it_was_handed_over(lin, crj, sandbox):
    no = filled(lin)
    save(lin, no, delivery="pickup")
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", reason="窗口交了现金").status_code == 200
    crj.walk(no, "delivering")
    assert told_alike(lin, no)["say"] == FETCH
    crj.walk(no, "done")
    page = told_alike(lin, no)
    assert (page["title"], page["collect"]) == ("办好了", None)
    told = lin.get("/api/messages").json["messages"][0]["say"]
    assert "没领" not in told and told.startswith("办好了")


def test_what_is_mailed_is_fetched_nowhere(lin, crj):
    no = filled(lin)
    save(lin, no, **ASKED)
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", reason="窗口交了现金").status_code == 200
    assert lin.get(f"/api/cases/{no}").json["collect"] is None
