"""Every end of a case reaches the person, in words that are so, by a message they were asked about."""

from datetime import date

import pytest

from app.cases import collecting, rules
from app.notices import rules as notices
from app.offices import remedies
from app.offices.rules import organ_of, unit_of
from app.reference import cities, departments, districts
from app.words import cases as words
from app.words import papers

TODAY = date(2026, 11, 24)
SHORT = "不服的，收到决定 60 天内可以申请行政复议，6 个月内可以起诉。"
ENDS = {
    "done": ("办好了", "办好了，点开看看。"),
    "rejected": ("没受理", f"部门没有受理，原因点开看。{SHORT}"),
    "denied": ("没批准", f"原因点开看。{SHORT}"),
    "withdrawn": ("撤回了", "已经撤回，没有收费。"),
    "terminated": ("停办了", "这件事没有接着办，原因点开看。"),
    "lapsed": ("到期停办", "时间过了，这件事停办了。"),
}


def facts(state, **more):
    return words.Facts(state, "广州公安出入境", TODAY, fee_text="120 元", **more)


def test_each_end_has_its_message():
    assert set(ENDS) == rules.ENDED


@pytest.mark.parametrize("state", sorted(rules.ENDED))
def test_an_end_is_told_with_true_words_by_the_result_s_template(state):
    title, tone, say = words.move(state, facts(state))
    assert (title, say) == ENDS[state] and state in words.TOLD and tone
    assert notices.kind_of(words.told_as(facts(state), state)) == "result"


@pytest.mark.parametrize("state", ["denied", "terminated"])
def test_a_fee_that_was_paid_is_said_to_go_back(state):
    assert "交的 120 元原路退回。" in words.move(state, facts(state, paid=True))[2]
    assert "退回" not in words.move(state, facts(state))[2]


def test_the_wallet_is_named_only_when_something_is_in_it():
    assert words.move("done", facts("done", held=True))[2] == "办好了，电子证在卡包里。"
    assert "卡包" not in words.move("done", facts("done"))[2]


def test_a_no_that_is_closed_afterwards_is_never_called_done():
    for state in ("delivering", "done"):
        said = facts(state, denied=True)
        assert words.card(said)[:3] == ("没办成", "bad", "没批准")
        assert words.move(state, said)[0] == "没批准" and words.told_as(said, state) == "denied"


def test_fetching_is_not_told_as_mail():
    said = facts("delivering", pickup=True)
    assert words.move("delivering", said) == ("可以去取了", "brand", "带身份证到广州公安出入境的窗口取。")
    assert words.card(said)[2:] == ("可以去取了", "带身份证到广州公安出入境的窗口取")
    assert notices.phrase(words.told_as(said, "delivering")) == "可以取了"
    assert words.move("delivering", facts("delivering", courier="邮政速递"))[0] == "寄出了"


@pytest.mark.parametrize(
    ("company", "waybill", "chosen", "there"),
    [
        ("", "", "pickup", True),
        ("", "", None, True),  # it was never asked: nobody said that it should be mailed
        ("", "", "none", True),
        ("", "", "mail", False),
        ("邮政速递", "", None, False),
        ("", "118055213074", "pickup", False),
    ],
)
def test_what_no_courier_has_and_nobody_wanted_mailed_lies_at_the_counter(company, waybill, chosen, there):
    assert collecting.laid_out(company, waybill, chosen) is there


def test_a_no_that_no_courier_has_is_not_said_to_be_in_the_post():
    said = words.move("delivering", facts("delivering", pickup=True, denied=True))
    assert said == ("没批准", "bad", "结果出来了，原因和怎么复议点开看。")


def test_a_no_names_review_and_lawsuit_with_time_and_place():
    found = remedies.of("dept-gat-crj", "440100")
    assert found.review == "收到决定那天起 60 天内，可以向广州市人民政府申请行政复议。不收费。"
    assert found.suit == "也可以在收到决定那天起 6 个月内，向人民法院提起行政诉讼。"
    assert found.where == "作出决定的是广州市公安局（广州公安出入境），在广州市政务服务中心（演示地址）。"
    assert found.hand_in == "复议申请交到广州市司法局。"
    assert found.court == "归哪个法院管，打 12368 问。先复议的，收到复议决定 15 天内还能起诉。"
    assert "12348" in found.ask


@pytest.mark.parametrize(
    ("since", "review", "suit"),
    [
        (date(2026, 3, 4), "2026 年 5 月 6 日", "2026 年 9 月 4 日"),  # the sixtieth day lies in the holidays of May
        (date(2026, 4, 4), "2026 年 6 月 3 日", "2026 年 10 月 8 日"),  # 4 October in those of the National Day
        (date(2026, 4, 10), "2026 年 6 月 9 日", "2026 年 10 月 10 日"),  # a Saturday on which everybody works
        # No holiday of 2027 is known yet: the sixtieth day is a Saturday, and might be a working one.
        (date(2026, 11, 24), "2027 年 1 月 23 日，那天放假就顺延", "2027 年 5 月 24 日，那天放假就顺延"),
        (date(2026, 8, 31), "2026 年 10 月 30 日", "2027 年 2 月 28 日，那天放假就顺延"),  # no 31st in February
    ],
)
def test_a_no_that_has_come_names_the_last_day_of_each_and_never_one_too_late(since, review, suit):
    found = remedies.of("dept-gat-crj", "440100", since)
    assert f"60 天内（到 {review}），" in found.review and f"6 个月内（到 {suit}），" in found.suit


@pytest.mark.parametrize(
    ("department", "place", "organ"),
    [
        ("dept-gat-hz", "440100", "广州市公安局"),
        ("dept-gat-hz", "440106", "广州市公安局天河分局"),
        ("dept-gat-hz", "441424", "五华县公安局"),
        ("dept-gat-jj", "440100", "广州市公安局交通警察支队"),
        ("dept-mz", "440106", "广州市天河区民政局"),
        ("dept-mz", "441424", "五华县民政局"),
        ("dept-sw", "440106", "国家税务总局广州市天河区税务局"),
        ("dept-zrzy", "440100", ""),
    ],
)
def test_who_decided_is_named_as_the_law_does_where_every_city_does(department, place, organ):
    assert organ_of(department, place) == organ
    unit = unit_of(department, place)
    assert remedies.of(department, place).where.startswith(f"作出决定的是{f'{organ}（{unit}）' if organ else unit}，在")


def test_the_decision_is_named_where_it_lies_or_how_to_have_it():
    assert papers.on_paper("denied", ["不予批准决定书"], "12367") == "盖了电子章的《不予批准决定书》在下面，复议、起诉都用它。"
    assert papers.on_paper("rejected", [], "12345") == "部门没有把《不予受理通知书》发到手机上。要一份，打 12345。"
    assert papers.on_paper("denied", ["现场照片", "不予许可决定书"], "12367").startswith("盖了电子章的《不予许可决定书》在下面")
    assert papers.on_paper("denied", ["现场照片"], "12367").startswith("部门没有把《不予批准决定书》发到手机上。")
    assert words.move("denied", facts("denied", paper="不予批准决定书"))[2] == f"原因和盖章的《不予批准决定书》点开看。{SHORT}"


def test_what_a_district_decided_goes_to_its_own_government():
    found = remedies.of("dept-gat-hz", "440106")
    assert found.review == "收到决定那天起 60 天内，可以向天河区人民政府申请行政复议。不收费。"
    assert found.hand_in == "复议申请交到天河区司法局。"
    assert found.where == "作出决定的是广州市公安局天河分局（天河区公安户政），在天河区政务服务中心（演示地址）。"


@pytest.mark.parametrize(
    ("department", "place", "reviewer"),
    [
        ("dept-mz", "441424", "五华县人民政府"),
        ("dept-gjj", "441900", "东莞市人民政府"),
        ("dept-sw", "440106", "国家税务总局广州市税务局"),
        ("dept-sw", "440100", "国家税务总局广东省税务局"),
        ("dept-sw", "440300", "国家税务总局"),
        ("dept-sf", "440300", "深圳市人民政府或者广东省司法厅"),
        ("dept-sf", "440106", "天河区人民政府或者广州市司法局"),
    ],
)
def test_each_department_has_its_reviewer(department, place, reviewer):
    found = remedies.of(department, place)
    assert f"可以向{reviewer}申请行政复议" in found.review


def test_tax_offices_stand_under_their_own_and_partners_decide_nothing():
    assert "国家税务总局广东省税务局" in remedies.of("dept-sw", "440100").review
    assert "向国家税务总局申请" in remedies.of("dept-sw", "440300").review  # its office stands under the State's, not the province's
    assert remedies.of("dept-yh", "440100") is None


def test_every_department_in_every_city_has_its_remedy():
    for department, row in departments().items():
        for place in [*cities(), *districts()]:
            found = remedies.of(department, place)
            assert (found is None) == (row["kind"] == "9")
            # An address that is no real one says so.
            assert found is None or "（演示地址）" in found.where


LAST, LATER = date(2026, 12, 24), date(2027, 1, 23)


@pytest.mark.parametrize(
    ("last", "grows", "over", "ends", "say"),
    [
        (LAST, False, False, LATER, "12月24日前交就行。过了这天，点开能重开一张。"),
        (LAST, False, False, None, "12月24日前交就行。过了这天，点开能重开一张。"),
        (LAST, False, False, LAST, "12月24日前交就行。过了这天没交，这件事就停办了。"),
        (LAST, False, True, LATER, "这张单过期了，没有扣钱。重开一张就能交。"),
        (LAST, True, False, LATER, "12月24日前交是这个数，过了每天都要加。"),
        (TODAY, True, False, LATER, "今天交是这个数，每晚一天都会再加。"),
        (LAST, True, False, LAST, "12月24日前交是这个数，过了每天都要加。过了这天没交，这件事就停办了。"),
    ],
)
def test_a_bill_says_until_when_and_what_comes_after(last, grows, over, ends, say):
    assert words.bill_text(last, TODAY, grows, over, ends) == say
