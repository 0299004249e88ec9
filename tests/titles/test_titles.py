"""Invoice titles: what registers know is offered, each mistake is said at its field, the code is what any cash desk reads."""

import io
import json
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select, update

from app.invoices import titles as codes
from app.kernel import clock, db
from app.titles import rules, service
from app.titles.models import title
from tests.residents import Resident, count

A, C = "91440101MADEMA0192", "91440104MADEMC0302"
CLOUD = {
    "name": "广州云山示例科技有限公司",
    "tax_no": A,
    "address": "广州市天河区示例路1号",
    "tel": "020-00000000",
    "bank": "示例银行广州分行",
    "bank_no": "4400000000000000001",
}


@pytest.fixture
def li(app, sandbox):
    return Resident(app, sandbox, "li-wenjing").known()


def add(who, key="", **title):
    return who.post("/api/me/titles", {"kind": "company"} | title, key)


def mine(who):
    return who.get("/api/me/titles").json


def fields(reply):
    return reply.status_code, {one["field"]: one["say"] for one in reply.json["errors"]}


def test_my_companies_are_offered_as_the_registers_know_them_and_one_tap_keeps_them(li):
    told = mine(li)
    assert (told["titles"], told["own"], told["off"]) == ([], "李文静", False)
    assert CLOUD in told["offers"]
    kept = add(li, **CLOUD)
    assert kept.status_code == 201 and (kept.json["word"], kept.json["first"], kept.json["below"]) == ("已核对", True, "税号尾号 0192")
    assert codes.version(kept.json["code"]) == 12 and len(kept.json["code"]) == 216
    assert vars(codes.read(kept.json["code"])) == CLOUD | {"doubt": ""}
    now = mine(li)
    assert [one["title"] for one in now["titles"]] == [CLOUD] and CLOUD not in now["offers"]


def test_a_person_s_own_title_is_the_name_and_with_a_yes_the_number(app, sandbox):
    lin = Resident(app, sandbox).known()
    kept = add(lin, kind="personal", name="别人", tax_no=A)
    assert kept.json["code"] == "$015p6X5b+X6LGqPC8+PC8+PC8+PC8+ODg0RA==$" and kept.json["below"] == "个人，只开普票"
    assert mine(lin)["own"] is None
    changed = lin.call("PUT", f"/api/me/titles/{kept.json['id']}", {"kind": "personal", "collect": True})
    assert changed.json["title"]["tax_no"] == lin.id_number and changed.json["collect"] is True


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tax_no": "91440101MADEMA0193"}, {"tax_no": "税号最后一位对不上，请再看一遍"}),
        ({"tax_no": "9144O101MADEMA0192"}, {"tax_no": "税号里没有字母 O，是不是数字 0？"}),
        ({"tax_no": "123"}, {"tax_no": "税号是 15、17、18 或 20 位，现在是 3 位"}),
        ({"name": "长" * 51}, {"name": "名称最多 50 个汉字，超了 1 个"}),
        ({"tel": "12"}, {"tel": "电话像 020-12345678 或 11 位手机号"}),
        ({"bank_no": "12345"}, {"bank_no": "账号是 6 到 30 位数字"}),
        ({"address": "长" * 50}, {"address": "地址和电话加起来最多 50 个汉字，超了 7 个"}),
        ({"name": "云山示例", "tax_no": C}, {"name": "这个税号登记的是“广州越秀示例百货有限公司”"}),
        ({"tax_no": "91440106MA9ABCDE0K"}, {"tax_no": "登记里没有这个税号"}),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_kept(li, wrong, said):
    reply = add(li, **CLOUD | wrong)
    assert reply.status_code == 422 and fields(reply)[1].items() >= said.items(), reply.text
    assert count("title") == 0


def test_brackets_and_width_say_nothing_of_a_name_and_the_same_title_is_kept_once(li):
    assert add(li, **CLOUD | {"name": "广州云山示例科技有限公司 "}).status_code == 201
    again = add(li, **CLOUD | {"address": "别处"})
    assert (again.status_code, again.json["say"]) == (409, "这个抬头已经有了") and count("title") == 1


def test_the_same_request_twice_is_one_title(li):
    first, second = add(li, key="k" * 20, **CLOUD), add(li, key="k" * 20, **CLOUD)
    assert first.json == second.json and count("title") == 1


def test_an_older_number_is_kept_and_said_to_be_one(li):
    kept = add(li, **CLOUD | {"tax_no": "440100123456789"})
    assert (kept.status_code, kept.json["word"]) == (201, "旧税号，无法自动校验")


def test_while_the_register_is_off_it_is_kept_unchecked_and_looked_at_when_it_is_back(li, sandbox):
    sandbox.control("POST", "/settings", registers_off=["scjg.names", "scjg.companies"])
    told = mine(li)
    assert told["off"] is True and told["offers"] == []
    assert add(li, **CLOUD).json["word"] == "未核对"
    other = add(li, **CLOUD | {"name": "云山示例", "tax_no": C})
    assert other.status_code == 201
    sandbox.control("POST", "/settings", registers_off=[])
    assert service.sweep() == 0  # not yet
    with db.transaction() as tx:
        tx.execute(update(title).values(check_at=clock.now() - timedelta(seconds=1)))
    assert service.sweep() == 2 and service.sweep() == 0
    found = {one["title"]["name"]: (one["word"], one["instead"]) for one in mine(li)["titles"]}
    assert found == {CLOUD["name"]: ("已核对", ""), "云山示例": ("登记的名称变了", "广州越秀示例百货有限公司")}


def test_another_one_is_shown_first_and_the_next_is_when_it_goes(li):
    company, own = add(li, **CLOUD).json["id"], add(li, kind="personal").json["id"]
    assert [one["id"] for one in mine(li)["titles"]] == [company, own]
    li.post(f"/api/me/titles/{own}/first")
    assert [(one["id"], one["first"]) for one in mine(li)["titles"]] == [(own, True), (company, False)]
    assert li.call("DELETE", f"/api/me/titles/{own}").status_code == 204
    assert li.call("DELETE", f"/api/me/titles/{own}").status_code == 204
    assert [(one["id"], one["first"]) for one in mine(li)["titles"]] == [(company, True)]


def test_nobody_has_more_than_twenty(li):
    for at in range(rules.MOST):
        assert add(li, name=f"旧单位{at}", tax_no=f"4401001234567{at:02d}").status_code == 201
    reply = add(li, name="旧单位", tax_no="440100123456799")
    assert (reply.status_code, reply.json["say"]) == (409, "最多存 20 个抬头") and count("title") == rules.MOST


def test_a_company_is_found_by_its_number_and_by_its_name(li):
    for q in (A, "９１４４０１０１madema0192", CLOUD["name"]):
        found = li.get(f"/api/me/titles/companies?q={q}").json["found"]
        assert (found["name"], found["tax_no"]) == (CLOUD["name"], A)
    assert li.get("/api/me/titles/companies?q=没有这家").json == {"found": None, "off": False}


def test_somebody_else_s_title_is_absent(app, sandbox, li):
    kept = add(li, **CLOUD).json["id"]
    lin = Resident(app, sandbox).known()
    assert lin.post(f"/api/me/titles/{kept}/first").status_code == 404
    assert lin.call("PUT", f"/api/me/titles/{kept}", {"kind": "company"} | CLOUD).status_code == 404
    assert lin.get(f"/api/me/titles/{kept}/card").status_code == 404
    assert lin.call("DELETE", f"/api/me/titles/{kept}").status_code == 204 and count("title") == 1


def test_what_is_stored_names_nobody(li):
    add(li, kind="personal", collect=True)
    add(li, **CLOUD)
    with db.reading() as tx:
        stored = b"".join(bytes(row.body) + bytes(row.print) for row in tx.execute(select(title)))
    assert "李文静".encode() not in stored and A.encode() not in stored and json.dumps("李文静").encode() not in stored


def test_the_card_for_a_desk_is_read_by_a_scanner_twice(li):
    kept = add(li, **CLOUD).json
    reply = li.get(f"/api/me/titles/{kept['id']}/card")
    assert reply.status_code == 200 and reply.content_type == "application/pdf"
    page = pypdfium2.PdfDocument(io.BytesIO(reply.data))[0]
    seen = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert [one.text for one in seen] == [kept["code"]] * 2
    said = page.get_textpage().get_text_range()
    assert "开发票扫这里" in said and A in said and "不能扣钱" in said


def test_whoever_leaves_leaves_no_title(li):
    add(li, **CLOUD)
    assert {"name": "发票抬头 1 个", "say": "全部删掉"} in li.get("/api/me/closing").json["goes"]
    li.face()
    assert li.post("/api/me/closing", {"agree": True}).status_code == 200 and count("title") == 0
