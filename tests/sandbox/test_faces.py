"""A certificate the sandbox's departments grant has a real value for every label, the same for the same case."""

from datetime import date
from types import SimpleNamespace

import pytest
import yaml

from app.certificates import faces as ours
from app.certificates.kinds import kinds
from sandbox import carried, marks, people, sources
from sandbox.departments import faces, results
from sandbox.departments.decide import registers
from sandbox.world import data

TODAY = date(2026, 11, 24)
WORLD = SimpleNamespace(
    tables={"certificates": {}, "registers": {}, "newcomers": {}, "settled": {}}, clock=SimpleNamespace(now=lambda: 1795392000.0)
)
ITEMS = data("results")["items"]


def granted(item, person, situation=""):
    body = {"item": item, "item_name": "这件事", "situation": situation, "region": "440100", "fee_fen": 0, "form": {}}
    body["applicant"] = {"name": person["name"], "id_number": person["id_number"], "id_type": person.get("id_type", "111")}
    case = {"case_no": "264401000283167", "department": "dept-gat-hz", "body": body}
    return results.result_of(WORLD, case)["result"]


@pytest.mark.parametrize("item", sorted(ITEMS))
def test_every_person_s_result_of_every_item_is_one_the_platform_accepts(item):
    kind = kinds()[ITEMS[item]]
    for person in people.demo():
        result = granted(item, person)
        assert set(result["fields"]) == set(kind.fields)
        assert ours.of_result(kind, result).number == result["number"]
        assert granted(item, person) == result


def test_somebody_the_sandbox_does_not_know_gets_real_values_too():
    for item, kind in ITEMS.items():
        ours.of_result(kinds()[kind], granted(item, {"name": "郎某", "id_number": "11010519491231002X"}))


def test_every_declared_label_has_its_value_somewhere():
    for kind, rule in data("results")["certificates"].items():
        for label in rule["fields"]:
            assert label in faces.OF_KIND.get(kind, {}) or label in faces.EVERYWHERE, (kind, label)
        assert tuple(rule["fields"]) == kinds()[kind].fields


def test_what_is_renewed_keeps_what_does_not_change():
    zhao = people.person(WORLD, "zhao-dawei")
    fields = granted("drive-license-renew", zhao)["fields"]
    assert (fields["准驾车型"], fields["初次领证日期"], fields["档案编号"]) == ("B2", "2011-01-20", "440100045678")
    huang = people.person(WORLD, "huang-guoqiang")
    assert granted("vehicle-license-reissue", huang)["fields"]["号牌号码"] == "粤A8K526"
    baby = granted("birth-registration", people.person(WORLD, "lin-muyang"))["fields"]
    assert (baby["户主"], baby["与户主关系"], baby["籍贯"]) == ("林志豪", "子", "广东省广州市")


def test_nothing_in_the_sandbox_writes_a_placeholder():
    assert "见电子证照" not in yaml.safe_dump(data("results"), allow_unicode=True)
    for item in ITEMS:
        for person in people.demo():
            assert "见电子证照" not in granted(item, person)["fields"].values()


def test_every_certificate_the_sources_hold_can_be_read():
    for person in people.demo():
        for code in person["certificates"]:
            rule = data("sources")["certificates"][code]
            told = sources.certificate(WORLD, code, person, rule)
            assert ours.of_source(kinds()[code], told["data"]).number


def test_what_a_source_says_of_a_certificate_is_what_the_register_holds_now():
    changed = {}
    world = SimpleNamespace(tables={**WORLD.tables, "registers": changed}, clock=WORLD.clock)
    lin, passport = people.person(WORLD, "lin-zhihao"), data("sources")["certificates"]["ec-passport"]
    assert sources.certificate(world, "ec-passport", lin, passport)["data"]["valid_until"] == "2027-03-17"
    held = registers(world)
    held.change("crj.documents", "E12346128", state="遗失作废")
    assert sources.certificate(world, "ec-passport", lin, passport)["match"] is False
    new = held.get("crj.documents", "E12346128") | {"number": "E99999999", "issued": "2026-11-23", "until": "2036-11-22", "state": "有效"}
    held.add("crj.documents", new)
    told = sources.certificate(world, "ec-passport", lin, passport)
    assert (told["match"], told["data"]["number"], told["data"]["valid_until"]) == (True, "E99999999", "2036-11-22")


def test_the_registers_say_of_everybody_s_certificates_what_the_data_file_says():
    for person in people.demo():
        for code, own in person["certificates"].items():
            now = carried.now(registers(WORLD), code, person["id_number"])
            if now:
                assert {name: own.get(name, now[name]) for name in now} == now, (person["id"], code)


def test_a_mark_ends_with_what_it_came_from_and_comes_with_its_row():
    held = registers(SimpleNamespace(tables={"certificates": {}, "registers": {}, "newcomers": {}, "settled": {}}, clock=WORLD.clock))
    zhao, lin = people.person(WORLD, "zhao-dawei"), people.person(WORLD, "lin-zhihao")
    assert (marks.now(held, "violation_open", zhao), marks.now(held, "violation_open", lin)) == (True, False)
    for row in list(held.rows("jj.violations").values()):
        held.change("jj.violations", row["no"], 状态="已缴")
    assert marks.now(held, "violation_open", zhao) is False
    assert marks.now(held, "exit_ban", lin) is False
    held.change("crj.flags", lin["id_number"], exit_ban=True)
    held.change("gat.ban", lin["id_number"], 从业禁止=True)
    held.change("jj.drivers", lin["id_number"], 状态=["暂扣"])
    held.change("jj.cycles", f"{lin['id_number']}|2026-07-09", 满分=True)
    assert [marks.now(held, code, lin) for code in ("exit_ban", "crime_record", "license_held", "full_score")] == [True] * 4
    assert marks.now(held, "employed", lin) is True and marks.now(held, "dishonest", lin) is False
