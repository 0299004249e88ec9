"""Departments' registers over the wire: rows as they are declared, or none at all."""

import json
import logging

import pytest
from prometheus_client import REGISTRY

from app.gateways.sources import DataSources
from app.kernel.errors import Refused, Unavailable
from app.kernel.ports import Who
from app.language.registers import registers
from tests.residents import PEOPLE

ZHAO, LIN = (Who(PEOPLE[one][0], PEOPLE[one][1]) for one in ("zhao-dawei", "lin-zhihao"))


@pytest.fixture
def sources(sandbox):
    return DataSources(sandbox.credentials["sources"])


def pays(sources, who=ZHAO, about=ZHAO):
    return sources.lookup("rst.pays", {"id": about.id_number}, who, "看您的社保缴费")


def counted(register, outcome):
    return REGISTRY.get_sample_value("lookups_total", {"register": register, "outcome": outcome}) or 0


def test_a_register_answers_with_rows_of_the_declared_types(sources):
    before = counted("rst.pays", "ok")
    found = pays(sources)
    pension = [row.columns for row in found.rows if row.columns["险种"] == "养老"]
    assert [(one["from"], one["to"], one["基数"]) for one in pension] == [
        ("2008-03", "2012-08", 360000),
        ("2013-09", "2020-05", 560000),
        ("2020-12", "2026-10", 720000),
    ]
    assert (found.provider, set(pension[0])) == ("dept-rst", {"id", "险种", "from", "to", "city", "单位", "单位名称", "基数", "状态"})
    assert counted("rst.pays", "ok") == before + 1


def test_nothing_found_is_an_answer(sources):
    assert sources.lookup("rst.injury", {"id": LIN.id_number}, LIN, "看工伤").rows == ()


def test_somebody_elses_rows_are_refused_by_the_department(sources):
    with pytest.raises(Refused) as refused:
        pays(sources, who=LIN, about=ZHAO)
    assert (refused.value.code, refused.value.say) == ("not_yours", "只能看本人、未成年子女和自己名下的")


@pytest.mark.parametrize("trouble", ["slow", "dead", "person", "type", "cut"])
def test_an_answer_that_cannot_be_believed_is_none(sources, sandbox, trouble, caplog):
    sandbox.control("POST", "/settings", registers_wrong=[f"rst.pays:{trouble}"])
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable):
        pays(sources)
    assert ZHAO.id_number not in caplog.text and ZHAO.name not in caplog.text
    assert len(sources.lookup("rst.account", {"id": ZHAO.id_number}, ZHAO, "看账户").rows) == 1


def test_a_register_that_is_switched_off_is_off_and_counted(sources, sandbox):
    before = counted("rst.pays", "down")
    sandbox.control("POST", "/settings", registers_off=["rst.pays"])
    with pytest.raises(Unavailable):
        pays(sources)
    assert counted("rst.pays", "down") == before + 1


PEOPLE_ASKED = ("zhao-dawei", "lin-zhihao", "chen-xiaotong", "huang-xiuying", "li-wenjing")
OF_THINGS = ("jj.draws", "ins.cti", "gxt.coc", "gat.households", "sw.vvt", "ls.scrap", "sw.purchasetax", "sw.units", "sw.quota")


@pytest.mark.parametrize("register", sorted(registers()))
def test_what_the_departments_hold_is_what_we_say_they_hold(sources, register):
    """Each register as it is declared here reads every row the sandbox gives of it: no column is wanted that nobody sends."""
    declared = registers()[register]
    whose = next((name for name in declared.key if declared.columns[name].kind in ("id", "party")), None)
    assert declared.open or whose or register in (*OF_THINGS, "sw.oldinvoices", "jj.testbookings")
    for one in PEOPLE_ASKED:
        who = Who(PEOPLE[one][0], PEOPLE[one][1])
        key = {} if declared.open or whose is None else {whose: who.id_number}
        assert sources.lookup(register, key, who, "核对登记簿的列").provider == declared.department


ROW = {
    "row_id": "1", "id": ZHAO.id_number, "本金": 1, "利息": 2, "余额": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"register": "rst.pays"},
        {"provider": "dept-sw"},
        {"total": 2},
        {"total": "1"},
        {"as_of": "yesterday"},
        {"rows": {}},
        {"rows": [5]},
        {"rows": [{**ROW, "余额": "3"}]},
        {"rows": [{**ROW, "余额": None}]},
        {"rows": [{**ROW, "id": LIN.id_number}]},
        {"rows": [{**ROW, "row_id": ""}]},
        {"rows": [ROW, ROW], "total": 2},
    ],
)
def test_an_answer_with_one_thing_wrong_is_wrong(stranger, change):
    whole = {"register": "rst.account", "rows": [ROW], "total": 1, "as_of": "2026-11-23T01:00:00Z", "provider": "dept-rst"}
    asked = lambda base: DataSources({"base": base, "key": "k"}).lookup("rst.account", {"id": ZHAO.id_number}, ZHAO, "看账户")  # noqa: E731

    def talk(answer):
        body = json.dumps(answer).encode()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        return lambda connection, request: connection.sendall(head + body)

    with stranger(talk(whole)) as (base, seen):
        assert asked(base).rows[0].columns == {"id": ZHAO.id_number, "本金": 1, "利息": 2, "余额": 3}
    question = json.loads(seen[0].partition(b"\r\n\r\n")[2])
    assert question == {
        "register": "rst.account",
        "key": {"id": ZHAO.id_number},
        "person": {"name": "赵大伟", "id_type": "111", "id_number": ZHAO.id_number},
        "purpose": "看账户",
        "case_no": None,
        "limit": 500,
    }
    with stranger(talk({**whole, **change})) as (base, _), pytest.raises(Unavailable):
        asked(base)
