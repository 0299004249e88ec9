"""开户籍证明 and 无犯罪证明: what the household books say of the past, and what they do not prove."""

from datetime import date

import pytest

from sandbox.departments.decide import judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, case, of

ITEM, BOOK = "hukou-proof", "440104023456"
SON, MOTHER, HE, WU, BOY = (NUMBERS[one] for one in ("huang-guoqiang", "huang-xiuying", "he-guifang", "wu-haiyan", "zhou-zixuan"))


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def asked(who, kind, **form):
    one = case(ITEM, who, use="示例公证处")
    one["body"]["form"] |= form
    one["body"]["answers"] = {"kind": kind}
    return one


def left(store):
    """黄国强 has moved to his own flat."""
    store.change("gat.hukou", SON, 户号="440111056789", 落户日="2026-11-20", 前户=[{"户号": BOOK, "止": "2026-11-20"}])


def why(store, *args, **form):
    verdict = judge(asked(*args, **form), store)
    assert verdict.kind in ("deny", "return") and not store.rows("gat.proofs")
    return verdict.reason or verdict.points[0]["text"]


def test_who_once_stood_in_one_book_has_it_in_writing(store):
    left(store)
    verdict = judge(asked("huang-guoqiang", "kin", about=f"{SON}|{MOTHER}"), store)
    said = f"黄国强与黄秀英系母子关系，曾同户 {BOOK}"
    assert (verdict.kind, verdict.machine, verdict.valid_until, verdict.opinion) == ("grant", True, "2027-02-23", said)
    assert verdict.fields == {"姓名": "黄国强", "证明事项": said, "出具机关": "白云区三元里派出所", "出具日期": "2026-11-23"}
    (paper,) = verdict.papers
    facts = {one["label"]: one["text"] for one in paper["facts"]}
    assert (paper["title"], facts["编号"], facts["用途"], facts["有效至"]) == (
        "亲属关系证明", verdict.number, "交示例公证处", "2027-02-23",
    )  # fmt: skip
    carry_out(store, verdict.effects)
    assert of(store, "gat.proofs", verdict.number, "id", "种类", "内容", "有效至", "状态") == (
        SON,
        "亲属关系证明",
        said,
        "2027-02-23",
        "有效",
    )


def test_a_book_that_shows_both_proves_it_by_itself(store):
    assert why(store, "huang-guoqiang", "kin", about=f"{SON}|{MOTHER}") == "你们在同一本户口簿上，亮电子户口簿就行"
    store.change("gat.hukou", MOTHER, 状态="死亡", 状态日="2026-11-20")  # who is dead stands in no book that can be shown
    assert judge(asked("huang-guoqiang", "kin", about=f"{SON}|{MOTHER}"), store).kind == "grant"


def test_who_never_stood_in_one_book_is_told_what_shows_it(store):
    assert why(store, "wu-haiyan", "kin", about=f"{WU}|{BOY}") == "没有同户记录，关系看出生医学证明 O440654321"
    assert why(store, "wu-haiyan", "kin", about_by_hand={"name": "黄国强", "id_number": SON}) == "没有同户记录"


def test_somebody_else_s_row_is_nobody_s_to_pick(store):
    left(store)
    assert why(store, "wu-haiyan", "kin", about=f"{SON}|{MOTHER}") == "没有同户记录"


def test_a_changed_name_is_told_with_its_day(store):
    verdict = judge(asked("he-guifang", "change", item=f"{HE}|姓名|1985-03-02"), store)
    assert verdict.fields["证明事项"] == "何桂芳的姓名，1985 年 3 月 2 日由“何桂”变更为“何桂芳”"
    assert why(store, "lin-zhihao", "change", item_by_hand="姓名") == "户口登记里没有改过这一项"


def test_a_page_that_was_closed_is_told_of_whoever_stood_beside_it(store):
    assert why(store, "huang-guoqiang", "cancel", gone=f"{SON}|{MOTHER}") == "黄秀英的户口没有注销"
    store.change("gat.hukou", MOTHER, 状态="死亡", 状态日="2026-11-20")
    verdict = judge(asked("huang-guoqiang", "cancel", gone=f"{SON}|{MOTHER}"), store)
    assert verdict.fields["证明事项"] == f"黄秀英 2026 年 11 月 20 日因死亡注销户口，户号 {BOOK}"


def test_where_the_register_stood_is_told_year_by_year(store):
    verdict = judge(asked("zhao-dawei", "history", from_year="2009", to_year="2012"), store)
    assert verdict.machine and verdict.fields["证明事项"] == (
        "到 2010 年 1 月 8 日登记在广东省湛江市霞山区示例路5号（户号 440803022222）；"
        "2010 年 1 月 8 日起登记在广东省广州市白云区机场路300号（户号 440111056789）"
    )
    assert judge(asked("zhao-dawei", "history", from_year="1986", to_year="1988"), store).machine is False  # the archive
    assert why(store, "zhao-dawei", "history", from_year="2012", to_year="2030") == "年份还没到"
    assert why(store, "zhao-dawei", "history", from_year="2012", to_year="2010") == "从哪年到哪年，先后反了"
    assert why(store, "zhao-dawei", "history", from_year="1980", to_year="1984") == "1980 年到 1984 年没有查到您的户口登记"


def test_without_a_record_the_same_is_said_on_a_sheet(store):
    one = case("no-crime-cert", "liang-junjie", use="job", receiver="示例学校")
    (paper,) = judge(one, store).papers
    facts = {one["label"]: one["text"] for one in paper["facts"]}
    assert (paper["title"], facts["用途"], facts["有效至"]) == ("无犯罪记录证明", "就业，交示例学校", "2027-02-23")
