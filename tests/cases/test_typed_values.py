"""Values of every kind go through the whole: saved, shown, corrected, handed over typed and in words, exported, and old ones read."""

import io
import json
import zipfile
from copy import deepcopy
from functools import lru_cache

import pytest
from sqlalchemy import select, update

from app.cases import reactions, records
from app.cases.models import case
from app.kernel import crypto, db
from app.language.load import compiled, drafts
from app.publishing import release, service
from app.publishing.models import catalog_release
from tests import beside
from tests.applications import begun, give, photo, signature
from tests.known import known

MORE = [
    {"id": "price", "label": "价格", "kind": "money", "min": 1, "max": 100000},
    {"id": "rooms", "label": "几间", "kind": "number", "unit": "间", "max": 20},
    {"id": "uses", "label": "做什么用", "kind": "choices", "options": [["live", "自己住"], ["rent", "出租"], ["shop", "开店"]], "min": 1},
    {"id": "agreed", "label": "承诺", "kind": "check", "hint": "以上都是真的"},
    {"id": "since", "label": "哪个月起", "kind": "month", "latest": "today"},
    {"id": "place", "label": "哪里", "kind": "region"},
    {"id": "plate", "label": "号牌", "kind": "plate", "required": False},
    {"id": "account", "label": "收款账户", "kind": "bank", "when": {"uses": {"has": "rent"}}},
    {
        "id": "movers",
        "label": "一起住的人",
        "kind": "list",
        "min": 1,
        "max": 3,
        "fields": [
            {"id": "who", "label": "谁", "kind": "person"},
            {"id": "kin", "label": "关系", "kind": "choice", "options": [["son", "儿子"], ["wife", "妻子"]]},
        ],
    },
    {"id": "landlord", "label": "房东", "kind": "person", "when": {"all": [{"rooms": {"gte": 2}}, {"why": ["expiring", "pages"]}]}},
    {"id": "landlord_sex", "label": "房东性别", "kind": "derived", "fn": "sex_of", "of": ["landlord"], "required": False},
]
SON = {"who": {"name": "林沐阳", "id_number": "440199202610080015"}, "kin": "son"}
TYPED = {
    "price": 123450,
    "rooms": 3,
    "uses": ["live", "rent"],
    "agreed": True,
    "since": "2026-10",
    "place": "440106",
    "account": {"bank": "工商银行", "number": "6222021234567890128", "owner": "林志豪"},
    "movers": [SON],
    "landlord": {"name": "陈晓彤", "id_number": "440199199503120021"},
    "delivery": "pickup",
    "emergency_phone": "13900139000",
}
SENT = {
    **TYPED,
    "price": "１,２３４.50",
    "rooms": "０3",
    "uses": ["rent", "live"],
    "movers": [{"who": {"name": " 林 沐阳", "id_number": "４４０199202610080015"}, "kin": "son"}],
}


@pytest.fixture
def lin(app, sandbox):
    """林志豪, and an item that asks for every kind of thing; the catalogue as it was afterwards."""
    with db.reading() as tx:
        before = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar()
    source = deepcopy(renewal())
    source["item"]["form"] += MORE
    source["item"]["materials"].append({"m": "m-unit-consent", "need": "must", "when": {"price": {"gte": 5000000}}})
    publish({**beside.drafts(), "passport-renew": compiled(source)})
    who = known(app, sandbox)
    who.face()
    yield who
    with db.transaction() as tx:
        service.publish(tx, before, "test over", "test")
    release.refresh()


@lru_cache
def renewal():
    return drafts()["passport-renew"].source


def publish(contents):
    with db.transaction() as tx:
        service.publish(tx, service.store(tx, contents), "test", "test")
    release.refresh()


def save(who, no, values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})


def stored(no):
    with db.reading() as tx:
        return records.open_form(records.find(tx, no))


def shown(who, no):
    return {one["id"]: one for one in who.get(f"/api/cases/{no}/form").json["fields"]}


def test_whatever_was_typed_is_kept_as_what_it_is(lin):
    no = begun(lin)
    reply = save(lin, no, SENT)
    assert reply.status_code == 200 and reply.json["errors"] == reply.json["gaps"] == [], reply.text
    assert reply.json["found"] == [{"id": "landlord_sex", "value": "女", "text": "女"}]
    kept = stored(no).values
    assert {key: kept[key] for key in TYPED} == TYPED and kept["landlord_sex"] == "女"
    form = shown(lin, no)
    assert {key: form[key]["value"] for key in TYPED} == TYPED
    assert form["price"]["text"] == "1,234.50 元" and form["rooms"]["text"] == "3 间"
    assert form["movers"]["text"] == "林沐阳 440199********0015，儿子"
    assert form["account"]["text"] == "工商银行，尾号 0128，林志豪"
    assert form["place"]["text"] == "广东省广州市天河区" and form["landlord_sex"]["editable"] is False
    assert (form["price"]["min"], form["price"]["max"], form["rooms"]["unit"]) == (100, 10000000, "间")
    assert [one["id"] for one in form["movers"]["fields"]] == ["who", "kin"]


def test_what_a_field_hangs_on_is_an_answer_a_number_a_list(lin):
    no = begun(lin)
    first = save(lin, no, {**TYPED, "rooms": 1, "uses": ["live"], "account": None, "landlord": None}).json
    assert first["gaps"] == first["errors"] == []
    assert save(lin, no, {"rooms": 2}).json["gaps"] == ["landlord"]
    assert save(lin, no, {"uses": ["rent"]}).json["gaps"] == ["account", "landlord"]
    assert lin.get(f"/api/cases/{no}/form").json["given"]["why"] == "expiring"


def test_what_is_wrong_is_named_at_its_place_and_not_kept(lin):
    no = begun(lin)
    wrong = {
        "price": "一百",
        "rooms": 21,
        "uses": ["live", "live"],
        "since": "2027-01",
        "place": "440000",
        "plate": "粤AI2345",
        "movers": [SON, {"who": {"name": "林1", "id_number": "123"}, "kin": "uncle"}],
    }
    reply = save(lin, no, wrong)
    assert {one["field"]: one["say"] for one in reply.json["errors"]} == {
        "price": "金额写数字，最多到分。",
        "rooms": "不能多于 20 间。",
        "uses": "有一个选了两次。",
        "since": "不能晚于 2026-11。",
        "place": "选到市。",
        "plate": "车牌号里没有字母 I 和 O，再看一眼。",
        "movers[1].who.name": "姓名要和证件上一样，不带数字和别的符号。",
        "movers[1].who.id_number": "身份证号要 18 位，现在是 3 位。",
        "movers[1].kin": "请从给出的里面选一个。",
    }
    assert not stored(no).values.keys() & wrong.keys()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"movers": [SON] * 4}, "movers"),
        ({"movers": [{"x": "y"}]}, "movers[0].x"),
        ({"movers": "me"}, "movers"),
        ({"agreed": "certainly"}, "agreed"),
        ({"delivery": 1}, "delivery"),
        ({"price": 1.5}, "values.price.value"),
        ({"movers": [{"who": {"name": {"a": {"b": "c"}}}}]}, "values.movers.value"),
    ],
)
def test_what_no_phone_of_ours_sends_is_refused_whole(lin, values, field):
    no = begun(lin)
    before = stored(no)
    reply = save(lin, no, {"rooms": 3, **values})
    assert (reply.status_code, reply.json["code"], [one["field"] for one in reply.json["errors"]]) == (422, "refused", [field])
    assert stored(no) == before


def test_half_a_person_is_kept_and_holds_the_submission(lin):
    no = begun(lin)
    assert save(lin, no, {**TYPED, "movers": [{"kin": "son"}], "agreed": False}).json["gaps"] == ["agreed", "movers"]
    refused = lin.post(f"/api/cases/{no}/submission")
    assert (refused.status_code, refused.json["code"]) == (422, "form_incomplete")
    assert {one["field"]: one["say"] for one in refused.json["errors"]} == {"agreed": "要打勾才能往下办。", "movers[0].who": "谁还没填。"}


def test_a_department_gets_values_and_words_and_a_material_hangs_on_a_sum(lin):
    no = begun(lin)
    save(lin, no, TYPED)
    assert "m-unit-consent" not in [one["material"] for one in lin.get(f"/api/cases/{no}/materials").json["materials"]]
    save(lin, no, {"price": 5000000})
    assert "m-unit-consent" in [one["material"] for one in lin.get(f"/api/cases/{no}/materials").json["materials"]]
    save(lin, no, {"price": TYPED["price"]})
    lines = {one["label"]: one["text"] for one in lin.get(f"/api/cases/{no}/confirm").json["lines"]}
    assert (lines["做什么用"], lines["哪个月起"], lines["房东"]) == ("自己住、出租", "2026年10月", "陈晓彤 440199********0021")
    assert give(lin, f"/api/cases/{no}/materials/m-photo-exit", photo()).json["state"] == "ok"
    assert give(lin, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    sent = reactions._application(no)[1]
    assert {key: sent["form"][key] for key in TYPED} == TYPED
    words = {one["id"]: one["text"] for one in sent["shown"]}
    assert words["movers"] == "林沐阳 440199202610080015，儿子" and words["price"] == "1,234.50 元"
    assert words["account"] == "工商银行，6222021234567890128，林志豪"


def test_a_draft_from_before_values_had_types_is_read_and_handed_in_typed(lin):
    no = begun(lin)
    save(lin, no, {**TYPED, "rooms": None, "agreed": None})
    with db.transaction() as tx:
        row = records.find(tx, no)
        plain = json.loads(crypto.unseal("case_record.form", row.id, row.form))
        plain["values"] |= {"rooms": "3", "agreed": "yes"}
        del plain["rows"]
        sealed = crypto.seal("case_record.form", row.id, json.dumps(plain))
        tx.execute(update(case).where(case.c.id == row.id).values(form=sealed))
    assert lin.get(f"/api/cases/{no}/form").status_code == 200
    assert save(lin, no, {"since": "2026-09"}).json["gaps"] == []
    assert lin.get(f"/api/cases/{no}/confirm").json["errors"][0]["field"] == "m-photo-exit"
    give(lin, f"/api/cases/{no}/materials/m-photo-exit", photo())
    give(lin, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png")
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    kept = stored(no).values
    assert (kept["rooms"], kept["agreed"]) == (3, True)


def test_in_one_s_own_file_each_value_stands_as_it_is_kept_and_as_one_reads_it(lin):
    """A number of fen tells nobody a price, an option's id nobody its name; a text is its own word and is not said twice."""
    no = begun(lin)
    assert lin.get(f"/api/cases/{no}/form").status_code == 200
    saved = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {**SENT, "plate": "粤a12b34"}})
    assert saved.json["errors"] == []
    rows = {one["label"]: one for one in exported(lin, no)}
    read = {label: (rows[label]["value"], rows[label].get("in_words")) for label in WORDS}
    assert read == WORDS
    assert (rows["姓名"]["source"], rows["价格"]["source"]) == ("身份证", None)


WORDS = {
    "价格": (123450, "1,234.50 元"),
    "几间": (3, "3 间"),
    "做什么用": (["live", "rent"], "自己住、出租"),
    "承诺": (True, "是"),
    "哪个月起": ("2026-10", "2026年10月"),
    "哪里": ("440106", "广东省广州市天河区"),
    "号牌": ("粤A12B34", None),
    "收款账户": (TYPED["account"], "工商银行，6222021234567890128，林志豪"),
    "一起住的人": ([SON], "林沐阳 440199202610080015，儿子"),
    "房东": (TYPED["landlord"], "陈晓彤 440199199503120021"),
    "房东性别": ("女", None),
    "领取方式": ("pickup", "自己去取"),
    "出生日期": ("1992-08-20", None),
    "姓名": ("林志豪", None),
}


def exported(who, no):
    """The form of a case in the file one may take along."""
    who.face()
    reply = who.get("/api/me/export")
    assert reply.status_code == 200, reply.text
    told = json.loads(zipfile.ZipFile(io.BytesIO(reply.data)).read("data.json"))
    return next(one["form"] for one in told["cases"] if one["no"] == no)


def test_fifty_one_rows_are_refused_whole_and_nothing_of_them_is_kept(lin):
    no = begun(lin)
    reply = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"movers": [SON] * 51, "rooms": 2}})
    assert (reply.status_code, reply.json["code"]) == (422, "refused")
    assert reply.json["errors"] == [{"field": "movers", "say": "最多 3 行，现在是 51 行。"}]
    stands = {one["id"]: one["value"] for one in lin.get(f"/api/cases/{no}/form").json["fields"]}
    assert (stands["movers"], stands["rooms"]) == (None, None)
