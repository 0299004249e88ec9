"""How an office goes with its part, and what the case becomes of it. Pure."""

from itertools import product

from app.cases import rules
from app.cases.rules import DEPARTMENT, MOVES
from app.offices import track
from app.words import offices as words


def test_a_track_is_a_way_of_the_case_s_own_table():
    """What an office may say of its part a department may say of a case that stands so."""
    for state, nodes in track.TRACK.items():
        for node in nodes:
            assert DEPARTMENT in MOVES[state][node], f"{state} → {node}"


def test_who_waits_is_over_or_has_agreed_says_nothing():
    quiet = {state for state in track.TRACK if not track.TRACK[state]}
    assert quiet == {"waiting", "approved", "denied", "rejected", "terminated", "closed"}
    assert not track.may("waiting", "approved") and not track.may("nonsense", "approved")


def test_the_case_is_approved_with_the_last_yes_only():
    assert track.leads_to("approved", ["approved", "approved"]) == "approved"
    for other in set(track.TRACK) - {"approved"}:
        assert track.leads_to("approved", ["approved", other]) is None


def test_the_case_is_about_to_be_approved_when_nobody_is_behind():
    assert track.leads_to("approving", ["approving", "approved"]) == "approving"
    assert track.leads_to("approving", ["reviewing"]) is None and track.leads_to("approving", ["waiting"]) is None


def test_one_no_one_correction_and_every_first_step_are_the_case_s_too():
    for node in ("denied", "rejected", "terminated", "to_correct", "pre_check", "accepted", "reviewing"):
        assert track.leads_to(node, ["reviewing", "waiting"]) == node


def test_in_a_row_the_next_gets_it_when_all_before_have_agreed():
    assert track.following(["approved", "waiting", "waiting"]) == 1
    assert track.following(["approved", "approved", "waiting"]) == 2
    assert track.following(["approved", "reviewing", "waiting"]) is None
    assert track.following(["approved", "approved"]) is None
    assert track.following(["waiting", "approved"]) == 0


def test_wherever_the_others_are_a_no_of_one_office_is_a_move_of_the_case():
    """While a case is not decided a no ends it; after that no office says anything of its part any more."""
    for state in set(MOVES) - rules.ENDED - {"draft", "approved", "denied", "delivering", "to_pay", "special", "extended", "to_agree"}:
        assert rules.may(state, "denied", rules.OFFICE), state
    for state in ("draft", "approved", "denied", "done", "withdrawn"):
        assert not rules.may(state, "denied", rules.OFFICE)


def test_two_that_cross_bring_the_case_to_its_end_in_every_order():
    """Every order in which two at once may say their five words ends in approved, and never earlier than with the last word."""
    way = ["pre_check", "accepted", "reviewing", "approving", "approved"]
    for turns in {one for one in product("ab", repeat=10) if one.count("a") == 5}:
        case, at = "submitted", {"a": "submitted", "b": "submitted"}
        left = {"a": iter(way), "b": iter(way)}
        for n, who in enumerate(turns):
            node, other = next(left[who]), at["b" if who == "a" else "a"]
            assert track.may(at[who], node)
            at[who], to = node, track.leads_to(node, [other])
            if to and rules.may(case, to, DEPARTMENT):
                case = to
            else:
                assert to is None or to in ("pre_check", "accepted", "reviewing"), (turns, node)
            assert (case == "approved") == (n == 9), turns


def test_every_state_has_a_word_a_grandmother_understands():
    assert set(words.STATES) == set(track.STATES)
    assert words.STATES["approved"][0] == "已同意" and words.STATES["reviewing"][0] == "正在办"
