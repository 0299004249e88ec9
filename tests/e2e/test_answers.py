"""What nobody was asked is seen as question and answer, and can be changed, wherever a list of what is needed is shown."""

from app.language.checklist import Item
from tests import written
from tests.e2e.phone import Phone

CITY = "440100"


def answered(item: Item) -> dict[str, str]:
    """Each question with the answer taken when nobody says otherwise."""
    usual = item.default_answers(CITY)
    return {one.id: next(option.text for option in one.options if option.id == usual[one.id]) for one in item.questions}


def plain(text: str) -> str:
    """Without the air between Chinese and digits."""
    return "".join(text.split())


def test_what_was_answered_by_default_is_seen_as_question_and_answer(phone: Phone):
    walked = 0
    for content in written.contents().values():
        item = Item(content, "x")
        if item.questions and len(item.default_answers(CITY)) == len(item.questions):
            phone.open(f"item/index?id={item.id}")
            phone.see("checklist")
            for question in item.questions:
                said = plain(phone.text(f"answered-{question.id}"))
                assert plain(question.ask) in said and plain(answered(item)[question.id]) in said, item.id
                assert phone.sees(f"change-{question.id}")
            walked += 1
    assert walked == 26


def test_an_answer_nobody_gave_is_changed_with_a_tap_and_everything_follows(phone: Phone):
    phone.open("item/index?id=passport-first")
    before = phone.text("checklist")
    assert "7 个" in before and "按这个算的，不对就改" in phone.text("answered-pace")
    phone.tap("change-pace", "q-pace-urgent")
    phone.wait_text("answered-pace", "您选的")
    assert "5 个" in phone.text("checklist") and "有紧急事由" in phone.text("answered-pace")


def test_before_signing_the_answers_are_read_and_lead_back_to_the_question(phone: Phone, stage):
    phone.held_by(stage.lin).open(f"confirm/index?no={stage.draft}")
    assert "为什么要换？" in phone.text("answered-why") and phone.text("trips") == "0 次"
    phone.says("fee", "120 元，审核后再交")
    phone.tap("change-why")
    phone.see("q-why-pages")
    assert phone.sees("settled-age") and phone.text("range").endswith("120 元")
