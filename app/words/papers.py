"""What a resident reads of what a department handed them, and of what handing something in did for good. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# What the law calls the paper that says so.
NO_ON_PAPER = {"denied": "不予批准决定书", "rejected": "不予受理通知书"}


def stays_void(name: str, undone: str) -> str:
    """What reporting a thing lost did for good, whatever became of the case."""
    return f"您报失的{name}，交上来时就作废了。这件事没办成，它也不恢复，找回来也不能用。{undone or '要用，再申请一次'}。"


def decision(titles: Iterable[str]) -> str:
    """Which of the papers that came with a no is the no itself: a 决定书 or 通知书; empty where none is."""
    return next((one for one in titles if one.endswith(("决定书", "通知书"))), "")


def void_already(name: str) -> str:
    """What taking it back does not undo, said before it is taken back."""
    return f"您报失的{name}已经作废了，撤回也不恢复，找回来也不能用。"


def on_paper(state: str, titles: Sequence[str], phone: str) -> str:
    """Where the decision is, that review and court ask for: served with the step, or to be asked for."""
    if title := decision(titles):
        return f"盖了电子章的《{title}》在下面，复议、起诉都用它。"
    return f"部门没有把《{NO_ON_PAPER[state]}》发到手机上。要一份，打 {phone}。"


def served(title: str) -> tuple[str, str, str]:
    """Title, tone and sentence of the message that a paper of this name is there: with a decision (…书) its days begin."""
    short = title[-2:] if title.endswith("证明") else title[-3:]
    then = "期限从今天算起，点开看" if short.endswith("书") else "盖章的文件点开下载"
    return f"{short}送到了", "brand", f"{title}送到您手机上了，{then}。"
