"""A mistake in a scene folder names file, item and field."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from app.language import shelf
from app.language.load import Mistake, load, mistakes
from scenes import BESIDE
from tests.catalog.conftest import DUMPER, LOADER

SOURCE = Path("scenes/exit_entry/items.yaml")
ITEM = 1  # passport-renew


def broken(tmp_path, change):
    data = yaml.load(SOURCE.read_text("utf-8"), LOADER)
    change(data["items"][ITEM], data)
    folder = tmp_path / "exit_entry"
    folder.mkdir()
    (folder / "items.yaml").write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True), "utf-8")
    return tmp_path


def field(item, name):
    """The field of this name, wherever it stands in the form."""
    return next(one for one in item["form"] if one["id"] == name)


def _point(item, name):
    return next(one for one in item["review"] if one["id"] == name)


MISTAKES = {
    "unknown field": (lambda item, _: item.update(colour="red"), "colour"),
    "no name": (lambda item, _: item.pop("name"), "name"),
    "no short name": (lambda item, _: item.pop("short"), "short"),
    "short name too long": (lambda item, _: item.update(short="换一本新的护照吧"), "short"),
    "unknown department": (lambda item, _: item.update(dept="dept-x"), "dept"),
    "for whom nobody knows": (lambda item, _: item.update(object=["people"]), "object"),
    "done where nobody knows": (lambda item, _: item.update(channels=["mini", "booth"]), "channels"),
    "as often as nobody knows": (lambda item, _: item.update(freq="often"), "freq"),
    "decided as nobody knows": (lambda item, _: item.update(kind="slow"), "kind"),
    "decided by nobody": (lambda item, _: item.update(level="9"), "level"),
    "on the phone as far as nobody knows": (lambda item, _: item.update(online="ful"), "online"),
    "on the phone as far as in no situation": (lambda item, _: item.update(online="book"), "online"),
    "as many trips as in no situation": (lambda item, _: item.update(visits=3), "visits"),
    "a limit from nowhere": (lambda item, _: item["legal"].update(src="rumour"), "legal"),
    "mailed, and the form lets nobody choose it": (
        lambda item, _: field(item, "delivery").update(options=[["pickup", "自己去取"], ["none", "不要"]]),
        "result.mail",
    ),
    "fetched, as the form says, and the result says it cannot be": (lambda item, _: item["result"].update(pickup=False), "result.pickup"),
    "fetched at a place that no field picks": (
        lambda item, _: item["result"].update(fetch={"pick": "delivery", "called": "网点"}),
        "result.fetch.pick",
    ),
    "fetched at a place with nothing said of it": (lambda item, _: item["result"].update(fetch="branch"), "result.fetch"),
    "alias is a number": (lambda item, _: item.update(alias=[12345]), "alias"),
    "unknown certificate": (lambda item, _: item["result"].update(cert="ec-x"), "result.cert"),
    "unknown material": (lambda item, _: item["materials"].append({"m": "m-x", "need": "must"}), "materials.m-x"),
    "unknown need": (lambda item, _: item["materials"][0].update(need="maybe"), "materials.m-exit-form.need"),
    "material for an unknown question": (lambda item, _: item["materials"][0].update(when={"x": "y"}), "materials.m-exit-form.when"),
    "material for an unknown option": (lambda item, _: item["materials"][0].update(when={"why": "y"}), "materials.m-exit-form.when"),
    "one option only": (lambda item, _: item["questions"][0].update(options=item["questions"][0]["options"][:1]), "questions.why"),
    "option twice": (lambda item, _: item["questions"][0]["options"].append({"id": "expiring", "text": "又"}), "questions.why"),
    "question twice": (lambda item, _: item["questions"].append(item["questions"][0]), "questions.why"),
    "default is no option": (lambda item, _: item["questions"][1].update(default="x"), "questions.age.default"),
    "known is no option": (
        lambda item, _: item["questions"][1].update(known={"age": 16, "then": "x", "else": "minor"}),
        "questions.age.known",
    ),
    "a combination without situation": (lambda item, _: item["situations"].pop(), "situations"),
    "two situations for one combination": (lambda item, _: item["situations"].append({**item["situations"][0], "id": "s99"}), "situations"),
    "unknown ability": (lambda item, _: item["situations"][0].update(online="maybe"), "situations.s1.online"),
    "unknown city": (lambda item, _: item.update(online_cities=["110000"]), "online_cities"),
    "unknown unit": (lambda item, _: item["promise"].update(unit="month"), "promise"),
    "negative fee": (lambda item, _: item["fees"][0].update(yuan=-1), "fees.f1"),
    "a range of a fee that has a figure": (lambda item, _: item["fees"][0].update(yuan_span=[15, 240]), "fees.f1.yuan_span"),
    "a range the wrong way round": (
        lambda item, _: item["fees"][0].update(yuan=0, optional=True, yuan_span=[240, 15]),
        "fees.f1.yuan_span",
    ),
    "unknown rule function": (lambda item, _: item["review"][0].update(rule={"fn": "x"}), "review.r1.rule"),
    "unknown data check": (lambda item, _: item["review"][3].update(rule={"fn": "data_match", "arg": "x"}), "review.r4.rule.arg"),
    "a function that cannot use its argument": (
        lambda item, _: item["review"][1].update(rule={"fn": "expires_within_months", "arg": {"cert": "ec-passport", "days": 6}}),
        "review.r2.rule.arg",
    ),
    "a function over an unknown certificate": (
        lambda item, _: item["review"][0].update(rule={"fn": "has_cert", "arg": "ec-x"}),
        "review.r1.rule.arg",
    ),
    "a function over a field that is not in the form": (
        lambda item, _: item["review"][0].update(rule={"fn": "vin_checksum", "arg": {"vin": "form.vin"}}),
        "review.r1.rule.arg",
    ),
    "a function over an unknown question": (
        lambda item, _: item["review"][0].update(rule={"fn": "endorse_grown", "arg": "answers.kind"}),
        "review.r1.rule.arg",
    ),
    "a function over rows nobody looks up": (
        lambda item, _: item["review"][0].update(rule={"fn": "paid"}),
        "review.r1.rule.arg",
    ),
    "decided by a function that is not named": (lambda item, _: item["review"][0].pop("rule"), "review.r1.rule"),
    "decided by a reviewer and by a function": (lambda item, _: item["review"][0].update(check="manual"), "review.r1.rule"),
    "a point with an unknown key": (lambda item, _: item["review"][0].update(colour="red"), "review.r1.colour"),
    "a point decided at no time": (lambda item, _: item["review"][0].update(at="later"), "review.r1.at"),
    "what happens while a source is off is unknown": (lambda item, _: item["review"][0].update(off="wait"), "review.r1.off"),
    "an upload that is not named": (lambda item, _: item["review"][0].update(off="upload"), "review.r1.material"),
    "a photo looked at before there is a form": (lambda item, _: item["review"][5].update(at="start"), "review.r6.at"),
    "rows that hang on the form before there is one": (lambda item, _: _point(item, "r14").update(at="start"), "review.r14.at"),
    "a result that changes what there is not": (lambda item, _: item["result"].update(changes=["ec-x"]), "result.changes"),
    "an upload that is no material": (lambda item, _: item["review"][0].update(off="upload", material="m-x"), "review.r1.material"),
    "an effect nobody knows": (
        lambda item, _: item.update(effects=[{"id": "e1", "do": "burn", "cert": "ec-passport", "at": "submitted"}]),
        "effects.e1.do",
    ),
    "an effect on an unknown certificate": (
        lambda item, _: item.update(effects=[{"id": "e1", "do": "revoke", "cert": "ec-x", "at": "submitted"}]),
        "effects.e1.cert",
    ),
    "an effect that would end the papers of every car": (
        lambda item, _: item.update(effects=[{"id": "e1", "do": "revoke", "cert": "ec-vehicle-license", "at": "submitted"}]),
        "effects.e1.cert",
    ),
    "an effect for an unknown option": (
        lambda item, _: item.update(effects=[{"id": "e1", "do": "revoke", "cert": "ec-passport", "at": "submitted", "when": {"why": "y"}}]),
        "effects.e1.when",
    ),
    "unknown check": (lambda item, _: item["review"][0].update(check="magic"), "review.r1.check"),
    "field of unknown kind": (lambda item, _: field(item, "delivery").update(kind="x"), "form.delivery.kind"),
    "field from nowhere": (lambda item, _: field(item, "name").update({"from": "ec-x.姓名"}), "form.name.from"),
    "field depends on no field": (lambda item, _: field(item, "delivery").update(when={"x": "y"}), "form.delivery.when"),
    "field hangs on itself": (lambda item, _: field(item, "delivery").update(when={"delivery": "mail"}), "form.delivery.when"),
    "fields in a circle": (
        lambda item, _: field(item, "delivery").update(when={"mail_address": {"empty": False}}),
        "form.delivery.when",
    ),
    "field that is never asked": (
        lambda item, _: field(item, "delivery").update(when={"all": [{"why": "expired"}, {"why": "info"}]}),
        "form.delivery.when",
    ),
    "field for an option that another field never has": (
        lambda item, _: field(item, "emergency_phone").update(when={"delivery": ["mail", "pigeon"]}),
        "form.emergency_phone.when",
    ),
    "field for a fact nobody knows": (
        lambda item, _: field(item, "emergency_phone").update(when={"facts.mood": "good"}),
        "form.emergency_phone.when",
    ),
    "material that is never asked": (
        lambda item, _: item["materials"][0].update(when={"why": {"not": ["expiring", "pages", "expired", "info"]}}),
        "materials.m-exit-form.when",
    ),
    "fee for a date that is none": (
        lambda item, _: item["fees"][0].update(when={"facts.today": {"gte": "2026-02-30"}}),
        "fees.f1.when",
    ),
    "point for a field there is not": (lambda item, _: item["review"][0].update(when={"colour": "red"}), "review.r1.when"),
    "situation for a field": (lambda item, _: item["situations"][0]["when"].update(delivery="mail"), "situations.s1.when"),
    "condition that is a list": (lambda item, _: item["materials"][0].update(when=["why"]), "materials.m-exit-form"),
    "alias is a mapping": (lambda item, _: item.update(alias=[{"a": "b"}]), "alias"),
    "aliases are no list": (lambda item, _: item.update(alias="换护照"), "alias"),
    "tip is a date": (lambda item, _: item.update(tips=[date(2026, 1, 1)]), "tips"),
    "code lost its quotes": (lambda item, _: item.update(code=440109002000), "code"),
    "name is a number": (lambda item, _: item.update(name=12345), "name"),
    "option turned into a boolean": (lambda item, _: item["questions"][0]["options"].append({"id": True, "text": "是"}), "questions.why"),
    "option without a text": (lambda item, _: item["questions"][0]["options"].append({"id": "new"}), "questions.why"),
    "question asked in some case only, which nobody reads": (
        lambda item, _: item["questions"][1].update(asked={"why": "expiring"}),
        "questions.age.asked",
    ),
    "situation with a key nobody reads": (lambda item, _: item["situations"][0].update(instant=True), "situations.s1.instant"),
    "material with a key nobody reads": (lambda item, _: item["materials"][0].update(hint="x"), "materials.m-exit-form.hint"),
    "point with a key nobody reads": (lambda item, _: item["review"][0].update(hint="x"), "review.r1.hint"),
    "fee with a key nobody reads": (lambda item, _: item["fees"][0].update(most=1), "fees.f1.most"),
    "question without an id": (lambda item, _: item["questions"][0].pop("id"), "questions.第 1 个"),
    "questions are no list": (lambda item, _: item.update(questions={"why": 1}), "questions"),
    "situation without a name": (lambda item, _: item["situations"][0].pop("name"), "situations.s1"),
    "situation twice": (lambda item, _: item["situations"][1].update(id="s1"), "situations.s1"),
    "visits are a word": (lambda item, _: item["situations"][0].update(visits="never"), "situations.s1"),
    "material without a need": (lambda item, _: item["materials"][0].pop("need"), "materials.m-exit-form"),
    "fee is a word": (lambda item, _: item["fees"][0].update(yuan="much"), "fees.f1"),
    "fee of unknown firmness": (lambda item, _: item["fees"][0].update(status="maybe"), "fees.f1.status"),
    "review point twice": (lambda item, _: item["review"][1].update(id="r1"), "review.r1"),
    "limit without a unit": (lambda item, _: item["legal"].pop("unit"), "legal"),
    "result is a word": (lambda item, _: item.update(result="passport"), "result"),
    "trust beyond the levels": (lambda item, _: item.update(trust=9), "trust"),
    "unknown path": (lambda item, _: item.update(nav="front"), "nav"),
    "field without a label": (lambda item, _: field(item, "delivery").pop("label"), "form.delivery"),
    "field twice": (lambda item, _: item["form"].append(item["form"][0]), "form"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named(tmp_path, name):
    change, field = MISTAKES[name]
    with pytest.raises(Mistake) as mistake:
        load(broken(tmp_path, change))
    assert (mistake.value.file, mistake.value.item, mistake.value.field) == ("exit_entry/items.yaml", "passport-renew", field)


def test_conditions_in_a_circle_are_said_in_its_order(tmp_path):
    """Each field of it is named, and nothing of the folder is loaded."""
    change = MISTAKES["fields in a circle"][0]
    with pytest.raises(Mistake) as mistake:
        load(broken(tmp_path, change))
    say = "绕成了圈：delivery → mail_address → delivery"
    assert str(mistake.value) == f"exit_entry/items.yaml：passport-renew.form.delivery.when：{say}"


def test_two_items_with_one_name_are_refused(tmp_path):
    with pytest.raises(Mistake) as mistake:
        load(broken(tmp_path, lambda item, data: data["items"][0].update(name=item["name"])))
    assert mistake.value.field == "name" and "passport-first" in mistake.value.say


def test_the_unbroken_folder_loads(tmp_path):
    assert len(load(broken(tmp_path, lambda item, data: None))) == 8


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("theme: x\nitems:\n  - {id: a, name: [}\n", "第 3 行"),
        ("items: []\n", "theme"),
        ("theme: x\n", "items"),
        ("", "items"),
        ("- a\n- b\n", "items"),
        ("theme: x\nitems: [just words]\n", "id"),
        ("theme: x\nitems: [{name: a}]\n", "id"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_too(tmp_path, text, field):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "items.yaml").write_text(text, "utf-8")
    with pytest.raises(Mistake) as mistake:
        load(tmp_path)
    assert (mistake.value.file, mistake.value.field) == ("odd/items.yaml", field)


def test_every_item_with_a_mistake_is_named_at_once(tmp_path):
    def two(item, data):
        item.pop("plain")
        data["items"][3].update(short="一个很长很长的名字")

    found = mistakes(broken(tmp_path, two))
    assert [(one.item, one.field) for one in found] == [("passport-renew", "plain"), ("hkm-permit-first", "short")]


def test_an_alias_stands_for_one_item(tmp_path):
    with pytest.raises(Mistake) as mistake:
        load(broken(tmp_path, lambda item, data: data["items"][0].update(alias=["换护照"])))
    assert (mistake.value.item, mistake.value.field) == ("passport-renew", "short") and "passport-first" in mistake.value.say


def test_the_first_screen_speaks_of_items_that_there_are(contents, tmp_path):
    shelf.read(BESIDE, contents)
    for name in ("home.yaml", "bundles.yaml", "search.yaml"):
        (tmp_path / name).write_text((BESIDE / name).read_text("utf-8"), "utf-8")
    home = tmp_path / "home.yaml"
    home.write_text(home.read_text("utf-8").replace("elder-allowance", "elder-gift"), "utf-8")
    with pytest.raises(Mistake) as mistake:
        shelf.read(tmp_path, contents)
    assert str(mistake.value) == "home.yaml：elder.items：没有这个事项：elder-gift"
