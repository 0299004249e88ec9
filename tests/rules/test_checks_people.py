"""Certificates, sources, signatures: every check with what passes, what fails and what nobody knows yet."""

from dataclasses import replace

import pytest

from tests.rules.checking import LIN, PASS, Fail, FileFact, Off, facts, held, off, rows, says, verdict, waits

RENEW = "丢了、坏了、快到期了，选换发或补发"
GUARDIANS = rows(guardians=[{"监护人": "440199197907300089"}, {"监护人": "440199197601230018"}])
STRANGER = Fail("写的监护人和登记的不一样", "核对监护人的姓名和身份证号")


def books(*states, until="2033-09-11"):
    """Rows of exit and entry, oldest first."""
    said = [{"state": state, "until": until, "issued": f"{2015 + n}-09-12"} for n, state in enumerate(states)]
    return facts(rows=rows(books=said))


CASES = [
    ("has_cert", "ec-passport", facts(held=held("2020-01-01")), PASS),
    ("has_cert", "ec-passport", facts(), Fail("没有查到您以前的证件", "第一次办，选首次申领")),
    ("has_cert", "ec-passport", facts(held={"ec-passport": Off("ec-passport")}), off("ec-passport")),
    ("no_cert", "ec-passport", facts(), PASS),
    ("no_cert", "ec-passport", facts(held=held("2026-11-22")), PASS),
    ("no_cert", "ec-passport", facts(held=held("2033-09-11")), Fail("您已经有普通护照了，2033年9月11日到期", RENEW)),
    ("no_cert", "ec-passport", facts(person=None), waits("person")),
    ("cert_valid", "ec-passport", facts(held=held("2033-09-11")), PASS),
    ("cert_valid", "ec-passport", facts(held=held("2026-11-22")), Fail("您的普通护照不在正常状态", "过期的、注销的，先换新的")),
    (
        "cert_valid",
        "ec-passport",
        facts(held=held("2033-09-11", status="expired")),
        Fail("您的普通护照不在正常状态", "过期的、注销的，先换新的"),
    ),
    ("cert_valid", "ec-passport", facts(), Fail("没有查到您的证件", "还没办过的，先去办")),
    ("cert_valid", "ec-passport", facts(held={"ec-passport": Off("ec-passport")}), off("ec-passport")),
    ("document_there", "护照", books("换发作废", "有效"), PASS),
    ("document_there", "护照", books("换发作废", "遗失作废"), PASS),  # reported lost, and nothing came of the application
    ("document_there", "护照", books("有效", until="2026-11-23"), PASS),
    ("document_there", "护照", books("有效", until="2026-11-22"), Fail("您的护照已经过期了", "不用补，去办“换护照”")),
    ("document_there", "护照", books("有效", until="长期有效"), Fail("您的护照已经过期了", "不用补，去办“换护照”")),
    ("document_there", "港澳", books("有效", until="2026-11-22"), Fail("您的港澳通行证已经过期了", "不用补，上面选有效期不足6个月")),
    ("document_there", "护照", books("遗失作废", "注销"), Fail("没有查到您有能用的护照", "没办过的、已经注销的，去办“第一次办护照”")),
    ("document_there", "台湾", books(), Fail("没有查到您有能用的台湾通行证", "没办过的、已经注销的，上面选第一次办")),
    ("document_there", "护照", facts(), waits("rows", "books")),
    ("photo_spec", "exit", facts(files={"m-photo-exit": FileFact(True)}), PASS),
    ("photo_spec", "exit", facts(files={"m-photo-exit": FileFact(False, ("背景要白色",))}), Fail("照片不合格：背景要白色", "重拍一张")),
    ("photo_spec", "exit", facts(), waits("file", "photo")),
    ("data_match", "cti", facts(sources={"cti": says(True)}), PASS),
    ("data_match", "cti", facts(sources={"cti": says(False)}), Fail()),
    ("data_match", "cti", facts(sources={"cti": says(True, found=False)}), Fail()),
    ("data_match", "cti", facts(sources={"cti": Off("cti")}), off("cti")),
    ("data_match", "cti", facts(), waits("source", "cti")),
    ("no_flag", "dishonest", facts(sources={"dishonest": says(False)}), PASS),
    ("no_flag", "equity_frozen", facts(sources={"equity_frozen": says(True)}), Fail()),
    ("no_flag", "exit_ban", facts(sources={"exit_ban": Off("exit_ban")}), off("exit_ban")),
    ("has_relation", "guardian", facts(sources={"guardian": says(True)}), PASS),
    ("has_relation", "guardian", facts(sources={"guardian": says(False)}), Fail()),
    ("has_relation", "guardian", facts(), waits("source", "guardian")),
    ("trust_gte", 4, facts(), PASS),
    ("trust_gte", 4, facts(person=replace(LIN, level=3)), Fail("要先刷脸，确认是您本人", "刷一次脸就行")),
    ("signed_by", "legal_rep", facts(signed=frozenset({"legal_rep"})), PASS),
    ("signed_by", "legal_rep", facts(signed=frozenset({"agent"})), waits("signed:legal_rep")),
    ("guardian_listed", None, facts(rows=GUARDIANS), PASS),
    ("guardian_listed", None, facts(rows=GUARDIANS, form={"guardian": {"name": "吴海燕", "id_number": "440199197907300089"}}), PASS),
    ("guardian_listed", None, facts(rows=GUARDIANS, form={"guardian": {"name": "林志豪", "id_number": "440199199208200010"}}), STRANGER),
    ("guardian_listed", None, facts(rows={"guardians": ()}), STRANGER),
    ("guardian_listed", None, facts(rows={"guardians": Off("gat.guardians", "manual")}), off("gat.guardians")),
    ("signed_by_all", ["li", "liang"], facts(signed=frozenset({"li", "liang"})), PASS),
    ("signed_by_all", ["li", "liang"], facts(signed=frozenset({"li"})), waits("signed:liang")),
    ("entrust_scope", None, facts(form={"items": ["填表"], "until": "2026-12-20"}), PASS),
    ("entrust_scope", None, facts(form={"items": ["填表"], "until": "2026-11-22"}), Fail("授权已经到期了", "重新授权一次")),
    ("entrust_scope", None, facts(form={"items": ["填表"], "until": "2026-12-24"}), Fail("授权最长 30 天", "到期日选在 30 天以内")),
    ("entrust_scope", None, facts(form={"items": [], "until": "2026-12-20"}), waits("form", "items")),
    ("route_not_self", None, facts(form={"unit": "天河区政数", "target": "天河区政务中心"}), PASS),
    (
        "route_not_self",
        None,
        facts(form={"unit": "天河区政务中心", "target": "天河区政务中心"}),
        Fail("不能转给被投诉的单位自己", "转给它的上级"),
    ),
    ("route_not_self", None, facts(form={"unit": "天河区政数"}), waits("form", "target")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES)
def test_what_a_check_of_people_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected
