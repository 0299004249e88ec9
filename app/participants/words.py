"""What somebody who is asked reads in a message, and the applicant of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel import clock
from app.participants.rules import AGREED, ASKED, CLOSED, LAPSED, REFUSED, Shown

SHORT = "请您同意的事"  # names nobody's errand: it may be read on a locked screen
ASKING = ("asked", "reminded")

# State → what it is called, and its tone.
STATES = {
    ASKED: ("等对方同意", "near"),
    AGREED: ("同意了", "done"),
    REFUSED: ("不同意", "bad"),
    LAPSED: ("没有回答", "grey"),
    CLOSED: ("不用了", "grey"),
}


@dataclass(frozen=True)
class Said:
    """A message: `to` is the word WeChat's own carries."""

    to: str
    title: str
    tone: str
    say: str


def asks(shown: Shown, until: datetime) -> Said:
    """The first one."""
    say = f"{shown.applicant}请您同意一件事。{moment(until)}前点开看看，看清楚再回答。"
    return Said("asked", "有件事要您同意", "turn", say)


def reminds(shown: Shown, until: datetime) -> Said:
    """Again."""
    say = f"{shown.applicant}还在等您回答，{moment(until)}前同意还是不同意，说一声。"
    return Said("reminded", "有件事等您回答", "turn", say)


def taken_back(shown: Shown) -> Said:
    """There is nothing to be done any more."""
    return Said("closed", "不用您同意了", "grey", f"{shown.applicant}把请您同意的事收回去了，不用您做什么。")


def needed_no_more(shown: Shown) -> Said:
    """Somebody else of the same role has agreed, which is enough."""
    return Said("closed", "不用您同意了", "grey", f"{shown.applicant}请您同意的事，另一位{shown.label}同意了，不用您做什么。")


def given_back(shown: Shown, when: datetime, where: str) -> Said:
    """A time that was booked for it is booked no more."""
    return Said("closed", "约的时间退了", "grey", f"{shown.applicant}约的 {moment(when)}（{where}）退回去了，不用去。")


def moment(at: datetime) -> str:
    """11月26日 09:12."""
    there = clock.china(at)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def minutes(wait: timedelta) -> int:
    """Rounded up."""
    return max(1, -(-int(wait.total_seconds()) // 60))
