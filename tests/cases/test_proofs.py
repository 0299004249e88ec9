"""开户籍证明, whole: had at once with a sealed file anybody can check; not given where a book, a card or nothing at all shows it."""

import pytest

from app.kernel import clock
from tests.api.test_papers_signed import code_of, text_of, validated
from tests.cases.test_move_reasons import row
from tests.errands import served, start
from tests.moving import World
from tests.residents import PEOPLE, count

SON, MOTHER = (PEOPLE[one][1] for one in ("huang-guoqiang", "huang-xiuying"))
BOOK, ELSEWHERE = "440104023456", "440111056789"
SAID = f"黄国强与黄秀英系母子关系，曾同户 {BOOK}"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def asked(world, who, kind, field, lookup, title):
    """A draft with what is picked; what is said against it."""
    no = start(who, "hukou-proof", {"kind": kind})
    rows = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
    chosen = next(one for one in rows if one["title"] == title)
    return no, world.save(who, no, **{field: chosen["id"]}, use="示例公证处", delivery="none"), chosen


def test_mother_and_son_who_once_stood_in_one_book_is_a_sealed_file_anybody_can_check(world, tmp_path, client):
    since = clock.today().isoformat()
    world.change("gat.hukou", SON, 户号=ELSEWHERE, 页=2, 与户主关系="其他亲属", 落户日=since, 前户=[{"户号": BOOK, "止": since}])
    world.change("gat.hukou", SON, 母=MOTHER)
    son, mother = world.who("huang-guoqiang"), world.who("huang-xiuying")
    no, said, shown = asked(world, son, "kin", "about", "together", "黄秀英")
    assert {one["label"]: one["text"] for one in shown["facts"]} == {"关系": "母亲", "同户": "曾经同户", "同户的户号": BOOK}
    assert (said["gaps"], said["errors"]) == ([], [])
    assert world.submit(son, no).status_code == 200
    case = world.wait(son, no, lambda now: now["state"] == "done")
    assert case["word"] == "办好了"
    (proof,) = world.rows("gat.proofs", id=SON)
    assert (proof["种类"], proof["内容"], proof["状态"]) == ("亲属关系证明", SAID, "有效")
    card = next(one for one in son.get("/api/certificates").json["certificates"] if one["id"] == case["certificate"]["id"])
    assert {one["label"]: one["text"] for one in card["fields"]}["证明事项"] == SAID
    (paper,) = case["papers"]
    assert (paper["title"], paper["number"]) == ("亲属关系证明", proof["编号"])
    told = {one["title"]: one["say"] for one in son.get("/api/messages").json["messages"]}
    assert told["开户籍证明：证明送到了"] == "亲属关系证明送到您手机上了，盖章的文件点开下载。"

    file = son.get(f"/api/cases/{no}/papers/{paper['id']}/file")
    drawn = text_of(file.data).replace("\r", "").replace("\n", "")
    assert SAID in drawn and proof["编号"] in drawn and validated(tmp_path, file.data) == ["good ENTIRE_FILE"]
    check = f"/api/verify/{code_of(file.data)}"
    seen = client.get(check).json
    lines = {one["label"]: one["text"] for one in seen["lines"]}
    assert seen["valid"] is True and (lines["姓名"], lines["证明事项"], lines["有效至"]) == ("黄*强", SAID, proof["有效至"])
    assert [one["why"] for one in mother.get("/api/me/uses").json["uses"] if "开户籍证明" in one["why"]] == ["黄*强办开户籍证明，写到了您"]


@pytest.mark.parametrize(
    ("who", "title", "say"),
    [
        ("huang-guoqiang", "黄秀英", "您和黄秀英在同一本户口簿上，不用开证明，亮“居民户口簿”就行。"),
        ("wu-haiyan", "周子轩", "没有同户记录，母子关系看出生医学证明 O440654321，亮“出生医学证明”就行。"),
    ],
)
def test_what_can_be_shown_otherwise_is_not_given_and_what_to_show_is_said(world, who, title, say):
    somebody = world.who(who)
    no, said, _ = asked(world, somebody, "kin", "about", "together", title)
    assert said["errors"] == [{"field": "about", "say": say}]
    assert somebody.post(f"/api/cases/{no}/submission").status_code == 422
    assert (world.sandbox.control("GET", "/cases"), world.rows("gat.proofs"), count("case_verdict")) == ([], [], 0)


def test_a_name_one_had_before_is_proved_and_who_had_none_is_told_so(world):
    he, lin = world.who("he-guifang"), world.who("lin-zhihao")
    no, said, shown = asked(world, he, "change", "item", "changes", "姓名")
    assert {one["label"]: one["text"] for one in shown["facts"]}["原来是"] == "何桂" and said["errors"] == []
    assert world.submit(he, no).status_code == 200
    world.wait(he, no, lambda now: now["state"] == "done")
    assert row(world, "gat.proofs", {"id": he.id_number})["内容"] == "何桂芳的姓名，1985 年 3 月 2 日由“何桂”变更为“何桂芳”"
    other = start(lin, "hukou-proof", {"kind": "change"})
    none = lin.get(f"/api/cases/{other}/lookups/changes").json
    assert (none["rows"], none["empty"]) == ([], "没有曾用名，户口登记也没有改过别的项目")


def test_years_that_have_not_come_are_said_at_once(world):
    zhao = world.who("zhao-dawei")
    no = start(zhao, "hukou-proof", {"kind": "history"})
    said = world.save(zhao, no, from_year="2009", to_year=str(clock.today().year + 4), use="示例公证处", delivery="none")
    assert said["errors"] == [{"field": "from_year", "say": f"年份还没到，写到 {clock.today().year} 年为止。"}]
    assert world.save(zhao, no, to_year="2012")["errors"] == []
    assert world.submit(zhao, no).status_code == 200
    world.wait(zhao, no, lambda now: now["state"] == "done")
    assert "湛江市霞山区示例路5号" in row(world, "gat.proofs", {"id": zhao.id_number})["内容"]
