"""My data as one file: everything of one person, readable and machine-readable, made while it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from flask import Response, g

from app.appointments import export as appointments
from app.cases import export as cases
from app.certificates import export as certificates
from app.files import queries as files
from app.identity import export as identity
from app.identity import queries as accounts
from app.identity.rules import SIGNED_IN
from app.kernel import audit, bundle, clock, db
from app.kernel.errors import NotFound
from app.kernel.limits import Limit
from app.lookups import papers
from app.merchants import export as merchants
from app.notices import export as notices
from app.participants import export as participants
from app.participants.rules import Who
from app.titles import export as titles
from edge.shapes import a_file
from miniprogram_api.auth import owners, proof, require_level, signed_in
from miniprogram_api.edge import Blueprint
from miniprogram_api.export_words import LABELS
from payment import export as payments

T = TypeVar("T")

bp = Blueprint("export", __name__, url_prefix="/api/me", description="下载我的资料")

EXPORTS = Limit("export", 5, 86400)

# section → the tables whose rows of this person stand in it
COVERS = {
    "person": ("person",),
    "accounts": ("account",),
    "logins": ("login",),
    "face_checks": ("face_check",),
    "cases": ("case_record", "case_action", "case_material", "case_verdict", "case_office", "case_point", "parcel", "file"),
    "consents": ("case_record",),
    "answers": ("participant",),
    "orders": ("payment_order", "payment_refund", "extra_payment", "fiscal_receipt"),
    "certificates": ("certificate",),
    "shown": ("presentation",),
    "papers": ("paper",),
    "visits": ("appointment", "ticket", "appointment_miss"),
    "work": ("shop_staff",),
    "invoices": ("given", "invoice_card", "elsewhere", "reimbursement"),
    "titles": ("title",),
    "messages": ("message",),
    "subscriptions": ("subscription",),
    "uses": ("data_use",),
}
# What is about a person, or near one, and is not in the file; the file says so.
LEFT_OUT = {
    "remembered": "最近两天的重复请求的回答：和上面的内容一样，到时自动删",
    "hold": "给您留着的号码和名额：选中的写在那件办件里，到时没定下来的自动放开",
    "hold_turn": "哪辆车的一次抽号用掉了：只有摘要，看不出是谁的车",
    "handover": "窗口扫码问您要证照的事：同意了、看过的写在「谁看过我的信息」里，这里一天后自动删",
    "outbox": "正在路上的通知：几秒钟就送到，送到就删",
    "reaction_done": "哪些通知处理过了：只有编号",
    "late_case": "哪件办件晚了、什么时候催过部门：您的办件里写着，这里只有编号和日子",
    "seen_nonce": "防重放的随机数：只有摘要",
    "channel_message": "微信支付发来的原文：内容和订单、退款一样，另有支付方的签名",
    "ledger_entry": "会计分录：就是订单和退款的金额，一借一贷",
    "bill_row": "微信账单的行：和订单、退款一样，用来对账",
    "bill_day": "每天账单的合计",
    "work_order": "工作人员核账的工单：记的是两边账目的差别",
    "work_order_step": "工作人员核账时写的经过",
    "merchant": "企业的登记：不是哪个人的",
    "shop": "企业的门店：不是哪个人的",
    "shop_goods": "企业的价目：不是哪个人的",
    "sale": "商家的订单：购买方加密存着，您取到的发票在上面",
    "issued": "商家开出的发票：是商家的账，您取到的在上面",
    "card_template": "商家在微信里的卡面：不是哪个人的",
    "red_note": "商家冲红的单子：是商家的账",
    "staff": "工作人员自己的账户",
    "staff_login": "工作人员的登录",
    "staff_action": "工作人员做了什么：看您信息的那些在「谁看过我的信息」里",
}


@bp.get("/export")
@signed_in()
@a_file(bp, ["application/zip"], "一个 ZIP：我的资料.html、data.json、files/")
def export() -> Response:
    """Everything of mine in one file; for a person known by name after a face check, five times a day."""
    require_level(proof() if g.me.person else SIGNED_IN)
    EXPORTS.spend(g.me.account)
    person, ours = g.me.person, owners()
    with db.reading() as tx:
        mine = accounts.accounts_of(tx, person) if person else [g.me.account]
    if person:
        db.in_transaction(audit.note_use, person, "您本人", ["全部资料"], "下载自己的资料")
    whole = {*ours, *mine}
    chunks = bundle.stream(sections(person, sorted(whole), mine), _files(sorted(whole)), LABELS, LEFT_OUT)
    name = f"shengshi-{clock.today():%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(chunks, content_type="application/zip", headers=headers)


def sections(person: str | None, ours: list[str], mine: list[str]) -> list[bundle.Section]:
    """What is told, in this order. `ours`: in whose name cases are, `mine`: the accounts."""

    def alone(read: Callable[[db.Connection, T], bundle.Page], what: T) -> bundle.Step:
        return lambda tx, after: read(tx, what)

    def paged(read: Callable[[db.Connection, T, str | None], bundle.Page], what: T) -> bundle.Step:
        return lambda tx, after: read(tx, what, after)

    def orders(tx: db.Connection, after: str | None) -> bundle.Page:
        return payments.orders(tx, [f"case:{no}" for no in cases.numbers(tx, ours)])

    def asked(tx: db.Connection, after: str | None) -> bundle.Page:
        who = accounts.get_person(tx, me)
        return participants.answers(tx, Who(who.name, who.id_number))

    me = person or ""  # what is said of nobody is not asked for
    about_me = [
        bundle.Section("person", "您是谁", alone(identity.people, me)),
        bundle.Section("answers", "别人请您同意的", asked),
        bundle.Section("certificates", "卡包里的证件", alone(certificates.certificates, me)),
        bundle.Section("shown", "出示过的码", alone(certificates.shown, me)),
        bundle.Section("papers", "下载过的盖章文件", alone(papers.all_of, me)),
        bundle.Section("visits", "大厅预约和取号", alone(appointments.visits, me)),
        bundle.Section("work", "在哪些企业管开票", alone(merchants.work, me)),
        bundle.Section("invoices", "商家开给您的发票", alone(merchants.invoices, me)),
        bundle.Section("titles", "发票抬头", alone(titles.titles, me)),
        bundle.Section("uses", "谁用过您的信息", paged(audit.uses_of, me)),
    ]
    return [
        *(about_me[:1] if person else []),
        bundle.Section("accounts", "微信账户", alone(identity.accounts, mine)),
        bundle.Section("logins", "在哪些设备上登录着", alone(identity.logins, mine)),
        bundle.Section("face_checks", "刷脸的记录（没有照片）", alone(identity.face_checks, mine)),
        bundle.Section("cases", "办件和草稿", paged(cases.cases, ours)),
        bundle.Section("consents", "同意过什么", paged(cases.consents, ours)),
        bundle.Section("orders", "交费、退费和票据", orders),
        bundle.Section("messages", "消息", paged(notices.messages, ours)),
        *(about_me[1:] if person else []),
        bundle.Section("subscriptions", "允许微信发的消息", alone(notices.subscriptions, mine)),
    ]


def _files(ours: list[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    with db.reading() as tx:
        numbers = cases.numbers(tx, ours)
    for no in numbers:
        with db.reading() as tx:
            found = list(cases.file_names(tx, no))
        for name, one in found:
            yield name, partial(_content, one)


def _content(one: files.File) -> bytes:
    try:
        return files.content(one)
    except NotFound:
        return b""  # taken back this very moment
