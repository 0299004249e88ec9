"""Something happened: say it in the inbox, and in WeChat to those who asked for it.

The inbox row is stored with the event's own reaction; sending through WeChat is an event of its own subject, so that a
WeChat that is down delays no case.
"""

from __future__ import annotations

from datetime import date

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.events.cases import CaseMoved, said
from app.events.certificates import CertificateEnds, CertificateIssued, CertificateShown
from app.events.invoices import CardFailed, ClaimAnswered, ClaimMade, InvoiceGiven
from app.events.messages import MessageStored
from app.events.money import PaymentDue
from app.events.people import IdentityMoved
from app.events.visits import BookingTold, TicketCalled
from app.identity import queries as identity
from app.invoices.reimbursing import RETURNS
from app.kernel import clock, db, text
from app.kernel.errors import Refused
from app.kernel.events import Happened, emit
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.notices import queries, rules, service, templates, visits
from app.notices.rules import Told

log = structlog.get_logger("notices")
_unsendable = Counter("notices_unsendable_total", "Messages WeChat never takes: our template or page is wrong", ["kind", "errcode"])


IDENTITY = {
    "claimed": Told("有人填了您的姓名和证件号", "在另一个微信上，还没刷脸，您的信息它看不到。不是您本人，可以报警。", "grey"),
    "joined": Told("另一个微信也是您了", "它刚刷脸确认是您本人。不是您，点进去让它退出。", "turn"),
    "apart": Told("请刷一下脸，确认是您", "另一个微信刷脸确认是您本人。这个微信没刷过脸，刷了才能接着看您的信息。", "turn"),
    "thrown": Told("这个微信被退出了", "您在另一个微信上让它退出的。再用，要重新登录、刷脸。", "grey"),
}

INVOICES, INVOICE, CLAIMS = "/pages-invoice/mine/index", "/pages-invoice/one/index", "/pages-merchant/claims/index"


def tell_move(tx: Connection, happened: Happened[CaseMoved]) -> None:
    """A case moved and there is something to say. A sum to pay is told by tell_due."""
    moved, say = happened.event, said(happened)
    if say and moved.to != "to_pay":
        _tell(tx, moved, f"{moved.short}：{moved.title}", say, moved.tone, moved.page, moved.to)


def tell_due(tx: Connection, happened: Happened[PaymentDue]) -> None:
    """A fee is to be paid: how much, until when."""
    due = happened.event
    until = _day(due.until)
    say = f"{rules.yuan(due.amount_fen)} 元，{until.month}月{until.day}日前交。"
    page = due.page or f"/pages/pay/index?no={due.case_no}"
    _tell(tx, due, f"{due.short}：轮到您交费", say, "turn", page, "to_pay")


def tell_issued(tx: Connection, happened: Happened[CertificateIssued]) -> None:
    """A certificate is in the wallet."""
    issued = happened.event
    page = f"/pages/certificate/index?id={issued.certificate_id}"
    service.tell(tx, issued.person_id, f"{issued.name}放进卡包了", "点开看看。", "done", page)


def tell_ends(tx: Connection, happened: Happened[CertificateEnds]) -> None:
    """A certificate ends soon: until when, and where a new one is applied for."""
    one = happened.event
    item = one.renew or one.use
    page = f"/pages/item/index?id={item}" if item else f"/pages/certificate/index?id={one.certificate_id}"
    title, say = rules.ends(one.name, one.left, _day(one.until), "renew" if one.renew else "use" if one.use else "", one.warns)
    service.tell(tx, one.person_id, title, say, "brand", page)


def tell_shown(tx: Connection, happened: Happened[CertificateShown]) -> None:
    """Somebody verified a certificate: its holder hears of it."""
    shown = happened.event
    say = f"{shown.unit}看过。不是您出示的，可以举报。"
    service.tell(tx, shown.person_id, f"有人核对了您的{shown.name}", say, "grey", "/pages/seen/index")


def tell_identity(tx: Connection, happened: Happened[IdentityMoved]) -> None:
    """Another account says it is this person, or is: told to the account, whether it may still see the person's things or not."""
    moved = happened.event
    told = IDENTITY[moved.what]
    stored = service.tell(tx, moved.account_id, told.title, told.say, told.tone, "/pages/sessions/index")
    emit(tx, MessageStored(stored, moved.account_id, rules.kind_of(moved.what), short="账号安全", to=moved.what))


def tell_booking(tx: Connection, happened: Happened[BookingTold]) -> None:
    """A visit to a hall: it is tomorrow, nobody came, or the hall took it back."""
    told = visits.booking(happened.event)
    service.tell(tx, happened.event.person_id, told.title, told.say, told.tone, visits.PAGE)


def tell_called(tx: Connection, happened: Happened[TicketCalled]) -> None:
    """A number is called."""
    called = happened.event
    title, say = f"{called.no} 请到 {called.desk} 号窗口", f"{visits.hall(called.hall)}叫到您了，过号要等窗口再叫。"
    service.tell(tx, called.person_id, title, say, "turn", visits.PAGE)


def tell_invoice(tx: Connection, happened: Happened[InvoiceGiven]) -> None:
    """An invoice came, or one was taken back."""
    one = happened.event
    sum_ = f"{one.seller} {rules.yuan(abs(one.total_fen))} 元"
    title, tone = ("有一张发票冲红了", "turn") if one.blue else ("您收到一张发票", "done")
    service.tell(tx, one.person_id, title, sum_, tone, INVOICES)


def tell_claim(tx: Connection, happened: Happened[ClaimMade]) -> None:
    """An invoice was handed in to a company: who may answer there hears."""
    one = happened.event
    say, page = f"{one.seller} {rules.yuan(one.total_fen)} 元", f"{CLAIMS}?uscc={one.uscc}"
    service.tell(tx, one.person_id, "有一张发票交来报销", say, "turn", page)


def tell_claimed(tx: Connection, happened: Happened[ClaimAnswered]) -> None:
    """The company wrote it off, or gave it back."""
    one = happened.event
    title, tone = ("发票报销了", "done") if one.closed else ("发票退回来了", "turn")
    say = f"{one.company}已核销。" if one.closed else f"{one.company}说，{RETURNS[one.why]}。"
    service.tell(tx, one.person_id, title, say, tone, f"{INVOICE}?no={one.number}")


def tell_card(tx: Connection, happened: Happened[CardFailed]) -> None:
    """The card did not come into WeChat; the invoice is here all the same."""
    one = happened.event
    page = INVOICES
    service.tell(tx, one.person_id, "微信卡包没放进去", "发票照样有效，在「我的发票」里看。", "grey", page)


@outside
def send(happened: Happened[MessageStored]) -> None:
    """The message through WeChat. Declined (43101) is the person's answer, kept so that we do not ask in vain again. What is
    wrong with the message or its template is ours: it is counted for operators, and costs the person nothing."""
    stored = happened.event
    with db.reading() as tx:
        if not queries.may_send(tx, stored.account_id, stored.kind):
            return
        try:
            account, (told, owner) = identity.get_account(tx, stored.account_id), queries.get(tx, stored.message_id)
        except LookupError:
            return  # whose account is closed is told nothing more
    if owner not in (account.id, account.person_id):
        return  # an account that was set apart hears nothing of the person's
    say = rules.QUIET if stored.quiet else told["say"]
    values = rules.values(stored.short, stored.to, say, clock.china(happened.at))
    try:
        taken = world().wechat.send_message(account.openid, templates.templates()[stored.kind].id, told["to"], values)
    except Refused as ours:
        _unsendable.labels(stored.kind, str(ours.extra.get("errcode", ""))).inc()
        log.error("message_unsendable", kind=stored.kind, errcode=ours.extra.get("errcode"))
        return
    if not taken:
        db.in_transaction(service.note, stored.account_id, stored.kind, False)


def _day(until: str) -> date:
    """A date, or the date in China of a moment. Raises ValueError."""
    moment, day = text.moment(until), text.day(until)
    if moment is None and day is None:
        raise ValueError("neither a date nor a moment")
    return clock.china(moment).date() if moment else day  # type: ignore[return-value]


def _tell(tx: Connection, case: CaseMoved | PaymentDue, title: str, say: str, tone: str, page: str, state: str) -> None:
    stored = service.tell(tx, case.person_id, title, say, tone, page, case.case_no)
    quiet = case.quiet if isinstance(case, CaseMoved) else ""
    emit(tx, MessageStored(stored, case.account_id, rules.kind_of(state), short=quiet or case.short, to=state, quiet=bool(quiet)))
