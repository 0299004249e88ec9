"""What who drives says of their own health: whoever has one of the illnesses is looked at by a person."""

from __future__ import annotations

from app.language import Visit

ILL = "有其中一种的，手机上办不了。请打 12123 或到车管所问一问。"


def check(visit: Visit) -> None:
    """The question is the same wherever a driving licence is prolonged."""
    if visit.form.get("own_word") == "some":
        visit.refuse("own_word", ILL)
