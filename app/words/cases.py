"""What a resident reads of a case: one word for whose turn it is, a headline, a sentence with a date. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.catalog.words import AT_ONCE, day
from app.kernel.clock import china
from app.offices import remedies
from app.words.clock import late

YOURS, OURS, COMING, FINISHED = "轮到您了", "我们在办", "在路上", "办好了"
NOT_COUNTED = "等您的这几天，不算进办理时间。"
READY = "可以去取了"
CONSENT = "提交即表示：填的都是真的，同意按上面说的用"
UNDECIDED = "交了再批准，不批准全退"  # what a fee is paid for before anything is decided: the answer may still be no
BACK_BEFORE = "批准前可以全退"  # until when a fee that was paid comes back whole: the one sentence for bill and case
AFTER = frozenset({"delivering", "done"})  # what may follow a no
# How a case was concluded, in words.
OUTCOMES = {
    "granted": "批准了", "denied": "没批准", "rejected": "没受理", "terminated": "停办了", "withdrawn": "撤回了", "lapsed": "到期停办",
}  # fmt: skip

# State → word, tone of the card.
CARD = {
    "draft": ("草稿", "grey"),
    "to_agree": ("等对方同意", "brand"),
    "to_correct": (YOURS, "turn"),
    "to_pay": (YOURS, "turn"),
    "delivering": (COMING, "brand"),
    "approved": (OURS, "brand"),
    "done": (FINISHED, "done"),
    "denied": ("没办成", "bad"),
    "rejected": ("没受理", "bad"),
    "terminated": ("停办了", "bad"),
    "lapsed": ("到期停办", "bad"),
    "withdrawn": ("撤回了", "grey"),
}
# State → title of the move: short enough for a WeChat message (5 characters), tone of its point on the line.
MOVE = {
    "draft": ("退回草稿", "grey"),
    "to_agree": ("等对方同意", "brand"),
    "submitted": ("交上去了", "brand"),
    "pre_check": ("正在看", "brand"),
    "accepted": ("收到申请", "brand"),
    "to_correct": (YOURS, "turn"),
    "corrected": ("改好了", "brand"),
    "rejected": ("没受理", "bad"),
    "reviewing": ("正在审核", "brand"),
    "special": ("先停一下", "grey"),
    "extended": ("要晚几天", "grey"),
    "approving": ("快好了", "brand"),
    "to_pay": ("请您交费", "turn"),
    "approved": ("审核通过", "brand"),
    "denied": ("没批准", "bad"),
    "withdrawn": ("撤回了", "grey"),
    "terminated": ("停办了", "bad"),
    "lapsed": ("到期停办", "bad"),
    "delivering": ("寄出了", "brand"),
    "done": (FINISHED, "done"),
}
# What is so now, said to a resident whose page was behind.
NOW = {
    **dict.fromkeys(("submitted", "pre_check", "corrected", "accepted", "reviewing", "special", "extended"), "这件事已经交上去了"),
    "approving": "这件事在等批准",
    "approved": "这件事批准了",
    "draft": "这件事还没交",
    "to_agree": "这件事在等对方同意",
    "to_correct": "这件事等您改",
    "to_pay": "这件事等您交费",
    "delivering": "证件已经寄出了",
    "done": "这件事已经办好了",
    "denied": "这件事没批准",
    "rejected": "这件事没受理",
    "terminated": "这件事停办了",
    "lapsed": "这件事到期停办了",
    "withdrawn": "这件事您撤回了",
}
# What the department's own desk calls a state.
DESK = {
    "draft": "草稿", "to_agree": "等参与人同意",
    "submitted": "刚交来", "pre_check": "预审", "accepted": "受理", "to_correct": "等申请人补正", "corrected": "补正交来了",
    "rejected": "不予受理", "reviewing": "审查", "special": "特别程序", "extended": "延长时限", "approving": "审批",
    "to_pay": "等申请人缴费", "approved": "准予", "denied": "不予", "withdrawn": "申请人撤回了",
    "terminated": "终止", "lapsed": "申请人逾期", "delivering": "送达", "done": "办结",
}  # fmt: skip
LONG = {
    "accepted": "收到申请，材料齐了",
    "pre_check": "部门开始看了",
    "to_correct": "请您改一改",
    "delivering": "做好了，已寄出",
    "withdrawn": "您撤回了",
    "approving": "审完了，在批准",
}  # titles on the line, where there is room
# Ends that may come while somebody stands before the bill: said there, so that nobody thinks it went well.
OVER_BEFORE_PAID = {"withdrawn": "撤回了", "lapsed": "到期停办了", "denied": "没批准", "rejected": "没受理", "terminated": "停办了"}
# What follows a no, on the line: none of it makes it a yes.
AFTER_NO = {"delivering": "结果寄出了", "done": "结案了"}
HANDED_NO = "结果出来了"  # where no courier has it
MOST_NAMED = 3  # of what is to be mended; the others are counted
BILL_LAPSED = ("缴费单过期了", "turn", "没有扣钱。还想办，点开重开一张就能交；不想办了，可以撤回。")  # title, tone, sentence
BILL_OVER = "这张单过期了，没有扣钱。重开一张就能交。"
RENEWED = "过了这天，点开能重开一张。"
TOLD = frozenset(MOVE) - {"draft", "to_agree", "pre_check", "reviewing", "approving", "corrected"}  # moves worth a message


@dataclass(frozen=True)
class Facts:
    """What the sentences need. `by`: promised date; `ended`: when the last move was; `points`: all and still open."""

    state: str
    unit: str
    today: date
    by: date | None = None
    provisional: bool = False
    correct_by: date | None = None
    points: int = 0
    points_left: int = 0
    fee_text: str = ""
    paid: bool = False
    asked: bool = False  # paying was begun, and whether it was paid this very moment is not known
    billed: bool = False  # a bill was open
    short: str = ""  # what the errand is called, on the first screen too
    mend: tuple[str, ...] = ()  # what is still to be put right, as the form and the list of materials call it
    charged: bool = False  # it costs something: until that is paid it is not decided
    courier: str = ""
    trip: str = ""  # what one has to go for, while that is ahead
    ended: date | None = None
    reason: str = ""
    pickup: bool = False  # the person chose to fetch it, and no courier has it
    collect: str = ""  # where it is fetched, with what, when: of one who chose to
    denied: bool = False  # it ended with a no: what follows (a letter, closing the file) makes it no yes
    owed: bool = False  # what is paid is no fee for a decision: it is owed and does not come back
    making: str = ""  # what making the result on paper is called
    held: bool = False  # an electronic certificate is in the wallet
    agreed: bool = False  # others had to agree first, and have
    paper: str = ""  # what the no is on paper, where it came with it
    at_once: bool = False  # it is promised for no day at all


def pay_by(last: date, today: date, grows: bool = False) -> str:
    """Until when a bill is what it is, and what it comes to then: a fine grows, and anything else is the same on the next bill."""
    if grows:
        return "今天交是这个数，每晚一天都会再加。" if last <= today else f"{day(last, today, False)}前交是这个数，过了每天都要加。"
    return f"{day(last, today, False)}前交就行。"


def bill_text(last: date, today: date, grows: bool, over: bool, ends: date | None) -> str:
    """What a case that waits for its fee says of the bill; `over`: its time ran out; `ends`: until when the case waits at all."""
    if over:
        return BILL_OVER
    said = pay_by(last, today, grows)
    if ends and ends <= last:
        return f"{said}过了这天没交，这件事就停办了。"
    return said if grows else said + RENEWED


def then(owed: bool) -> str:
    """What comes next once it is paid: a fee is paid before anything is granted, a fine is owed whatever comes."""
    return "接着办" if owed else "接下来等批准"


def _asks(facts: Facts) -> tuple[str, str]:
    """What a bill comes with, and what paying leads to."""
    return looked_through(facts.owed), "交费后接着办" if facts.owed else UNDECIDED


def looked_through(owed: bool) -> str:
    """What has been done by the time a fee is asked for: nothing is decided yet."""
    return "核对好了" if owed else "初步审完"


def to_pay(fee: str, owed: bool) -> str:
    """That there will be a fee, said when it is handed in; a fine has no days that would stand still."""
    return f"您交 {fee}，到时发消息告诉您" + ("" if owed else "，等您交费的几天不算进办理时间")


def after_paying(days: int, unit: str) -> str:
    """How long it takes from the day it is paid: while it waits for that no day is known. `unit`: workday, or any other day."""
    return f"交费后 {days} {'个工作日' if unit == 'workday' else '天'}办好。" if days > 0 else ""


def not_due(state: str, moved: datetime, today: date) -> str:
    """Why nothing is to be paid any more, and since when."""
    if state not in OVER_BEFORE_PAID:
        return "这件事现在没有要交的费"
    at = china(moved)
    return f"{day(at.date(), today, False)} {at:%H:%M} {OVER_BEFORE_PAID[state]}，不用交费，没有扣钱"


def now(making: str) -> str:
    """What is under way once it is approved."""
    return f"正在{making or '办'}"


def collect(bring: str, where: str, hours: str) -> str:
    """Where to fetch what was made, with what in hand."""
    return f"带{bring}，到{where}领，{hours}"


def desk(state: str, to: str, allowed: list[str]) -> tuple[str, str]:
    """Why a department may not do that now, and what it may: said to the department."""
    may = "、".join(DESK[one] for one in allowed)
    return f"这件办件现在是「{DESK[state]}」，不能转到「{DESK.get(to, to)}」", f"现在可以：{may}" if may else "现在没有部门要做的"


def due_text(by: date | None, today: date, provisional: bool = False, urged: date | None = None, at_once: bool = False) -> str:
    """最晚 12月2日（周三）办好. `urged`: the day its department was told that it is late; `at_once`: it is promised for no day at all."""
    if by is None:
        return ""
    if by < today:
        return late(by, today, urged)
    if at_once:
        return AT_ONCE
    return f"最晚 {day(by, today)}办好" + ("，放假安排公布后可能有变" if provisional else "")


def to_mend(points: int, left: int) -> str:
    """What is asked of a correction, as far as it has come."""
    if not left:
        return "都改好了，交上去就行" if points else "没有要改的"
    return f"改 {points} 处就能接着办" if left == points else f"再改 {left} 处就能接着办"


def _mends(f: Facts) -> str:
    """换护照要改收件地址、证件照; empty where nobody said what."""
    if not f.mend or not f.points_left:
        return ""
    more = f"等 {len(f.mend)} 处" if len(f.mend) > MOST_NAMED else ""
    return f"{f.short}要改{'、'.join(f.mend[:MOST_NAMED])}{more}"


def draft_goes(on: date, today: date) -> str:
    """When a draft is erased, to its owner."""
    return f"{day(on, today, False)}前没有接着填，填的和传的就都删掉。"


def card(facts: Facts) -> tuple[str, str, str, str]:
    """Word, tone, title, sentence."""
    word, tone = CARD.get(facts.state, (OURS, "brand"))
    if facts.denied and facts.state in AFTER:
        word, tone = CARD["denied"]
    elif facts.pickup and facts.state == "delivering":
        word = READY
    title, say = _lines(facts)
    return word, tone, title, say


def _lines(f: Facts) -> tuple[str, str]:
    due = due_text(f.by, f.today, f.provisional, at_once=f.at_once)
    ended = f"{day(f.ended, f.today, weekday=False)}" if f.ended else ""
    lines = {
        "draft": ("还没交", "填的都存着，接着填就行"),
        "to_agree": ("等对方同意", "同意了就交给部门办，不用您再做什么"),
        "submitted": ("交上去了", due),
        "pre_check": (f"{f.unit}正在看", due),
        "corrected": ("改好的交上去了", due),
        "accepted": ("收到申请，材料齐了", due),
        "reviewing": (f"{f.unit}正在审核", due),
        "special": ("先停一下", f.reason or "要等别处的结果，等的时间不算进办理时间"),
        "extended": ("要晚几天", due),
        "approving": _approving(f, due),
        "to_pay": (f"交 {f.fee_text}", "，请先交费，".join(_asks(f))),
        "approved": ("审核通过了", f"{now(f.making)}，{due}" if due else now(f.making)),
        "delivering": ("寄出了", f"{f.courier}在送，请留意电话" if f.courier else "请留意电话"),
        "done": ("办好了", f"{ended}办好" if ended else ""),
        "denied": ("没批准", f.reason or "原因写在进度里"),
        "rejected": ("没受理", f.reason or "原因写在进度里"),
        "terminated": ("停办了", f.reason or "原因写在进度里"),
        "lapsed": ("到期停办了", f.reason or "原因写在进度里"),
        "withdrawn": ("撤回了", (f"{ended}撤回，" if ended else "") + (f"退您 {f.fee_text}" if f.paid else "没有收费")),
    }
    if f.denied and f.state in AFTER:
        return lines["denied"]
    if f.pickup and f.state == "delivering":
        return READY, f.collect or f"带身份证到{f.unit}的窗口取"
    if f.state == "to_correct":
        until = f"，{day(f.correct_by, f.today, weekday=False)}前" if f.correct_by else ""
        return to_mend(f.points, f.points_left), f"{_mends(f) or to_mend(f.points, f.points_left)}{until}"
    return lines[f.state]


def _approving(f: Facts, due: str) -> tuple[str, str]:
    if f.paid:
        return f"收到您交的费，{then(f.owed)}", due
    return (looked_through(f.owed), f"接下来请您交 {f.fee_text}") if f.charged else ("审完了，在批准", due)


def move(state: str, facts: Facts) -> tuple[str, str, str]:
    """Title, tone and sentence of one move, for the line and the message."""
    title, tone = MOVE[state]
    due = due_text(facts.by, facts.today, facts.provisional, at_once=facts.at_once)
    back = f"交的 {facts.fee_text}原路退回。" if facts.paid else ""
    why = f"原因和盖章的《{facts.paper}》点开看" if facts.paper else "原因点开看"
    says = {
        "submitted": ("对方同意了。" if facts.agreed else "") + (due + "。" if due else "") + facts.trip,
        "accepted": f"材料齐了，{due}。" if due else "材料齐了。",
        "to_correct": _asks_to_mend(facts),
        "corrected": "改好的交上去了。",
        "rejected": f"部门没有受理，{why}。{remedies.short()}",
        "special": f"{facts.reason}。等的时间不算进办理时间。" if facts.reason else "等的时间不算进办理时间。",
        "extended": f"{facts.reason}。{due}。",
        "to_pay": f"{_asks(facts)[0]}，请交 {facts.fee_text}。{_asks(facts)[1]}。",
        "approving": f"收到您交的 {facts.fee_text}，{then(facts.owed)}。" if facts.paid else "",
        "approved": "审核通过了。",
        "denied": f"{why}。{back}{remedies.short()}",
        "withdrawn": _withdrawn(facts),
        "terminated": f"这件事没有接着办，原因点开看。{back}",
        "lapsed": f"{facts.reason}。还想办，重新申请就行。" if facts.reason else "时间过了，这件事停办了。",
        "delivering": f"{facts.courier}在送，请留意电话。" if facts.courier else "请留意电话。",
        "done": _done(facts),
    }
    if facts.denied and state in AFTER:
        return "没批准", "bad", f"{HANDED_NO if facts.pickup and state == 'delivering' else AFTER_NO[state]}，原因和怎么复议点开看。"
    if facts.pickup and state == "delivering":
        return READY, tone, f"{facts.collect or f'带身份证到{facts.unit}的窗口取'}。"
    if state == "approving" and facts.paid:
        title = "钱收到了"
    return title, tone, says.get(state, "")


def _done(facts: Facts) -> str:
    if facts.collect:
        return f"办好了，还没领的，{facts.collect}。"
    return "办好了，电子证在卡包里。" if facts.held else "办好了，点开看看。"


def _asks_to_mend(facts: Facts) -> str:
    if not facts.correct_by:
        return ""
    what = _mends(facts)
    until = f"{day(facts.correct_by, facts.today, False)}前"
    return f"{what}，{until}改好就能接着办。" if what else f"改 {facts.points} 处就能接着办，{until}。"


def _withdrawn(facts: Facts) -> str:
    if facts.paid:
        return f"已经撤回，{facts.fee_text}原路退回，一般 1 到 3 天到账。"
    if facts.asked:
        return "已经撤回。要是刚交过费，会原路全退。"
    if facts.owed and facts.billed:
        return "已经撤回，没有扣钱。已经决定的罚款还是要交，到期前点「交罚款」再交。"
    return "已经撤回，没有收费。"


def told_as(facts: Facts, state: str) -> str:
    """The state whose template and word a message carries."""
    if facts.denied and state in AFTER:
        return "denied"
    return "ready" if facts.pickup and state == "delivering" else state
