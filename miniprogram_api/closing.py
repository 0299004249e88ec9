"""Leaving: what goes, what stays and how long, and doing it. Whoever comes back begins with a new account."""

from __future__ import annotations

from flask import Response, g
from marshmallow import validate

from app.appointments import queries as visits
from app.appointments import service as appointments
from app.cases import forgetting
from app.certificates import queries as certificates
from app.certificates import service as certificate_service
from app.holds import service as holds
from app.identity import queries as identity
from app.identity import service as identity_service
from app.identity import tokens
from app.identity.rules import SIGNED_IN
from app.kernel import audit, db, once
from app.kernel.errors import Conflict
from app.kernel.web import Answer, Body, Loaded, reply
from app.lookups import papers
from app.lookups import service as lookups
from app.merchants import export as merchants
from app.merchants.hands import given_to
from app.merchants.queries import posts
from app.notices import queries as messages
from app.notices import service as notices
from app.titles import queries as titles
from app.titles import service as title_service
from edge.shapes import many, said
from miniprogram_api.auth import owners, proof, require_level, signed_in
from miniprogram_api.edge import Blueprint, Yes
from payment import queries as payments

bp = Blueprint("closing", __name__, url_prefix="/api/me", description="注销")

CASES_STAY = "材料和办事用的姓名、身份证号跟着留。国家档案规定要留 10 年、30 年或者永久，由办理部门定"
COMES_BACK, SEES_AGAIN = "以后还想用，随时再登录：会是一个新账户。", "办过的事，刷脸以后还看得到。"


class OpenCase(Answer):
    """A case that has to end first."""

    no = said()
    short = said()


class Matter(Answer):
    """Something that goes or stays: what, and why."""

    name = said()
    say = said()


class Leaving(Answer):
    """`blocked_by`: cases that have to end first; `goes` and `stays` in words a person understands."""

    blocked_by = many(OpenCase)
    goes = many(Matter)
    stays = many(Matter)
    say = said()


class Agreed(Body):
    """The person has read it."""

    agree = Yes(required=True, validate=validate.Equal(True))


class Left(Answer):
    say = said()


@bp.get("/closing")
@signed_in()
@bp.alt_response(200, schema=Leaving)
def look() -> Response:
    """What would go, what would stay."""
    with db.reading() as tx:
        return reply(_told(tx))


@bp.post("/closing")
@signed_in()
@bp.arguments(Agreed)
@bp.alt_response(200, schema=Left)
def leave(body: Loaded) -> Response:
    """Close the account: of a person known by name all of their accounts, after a face check."""
    require_level(proof() if g.me.person else SIGNED_IN)
    tokens.end(db.in_transaction(_leave))
    return reply({"say": "该删的都删了，照片和文件几分钟内删完。"})


def _leave(tx: db.Connection) -> list[bytes]:
    person, accounts = g.me.person, _accounts(tx)
    ours = {*owners(), *accounts}
    kept, open_ones = forgetting.handed_in(tx, ours)
    if open_ones:
        raise Conflict("cases_open", f"还有 {len(open_ones)} 件事在办", "办完或者撤回了，再来注销")
    forgetting.erase_all(tx, ours)
    notices.forget(tx, person, accounts)
    once.forget(tx, *accounts)
    if person:
        forgetting.forget_certificates(tx, person)
        holds.forget_person(tx, person)
        appointments.forget_person(tx, person)
        merchants.forget_person(tx, person)
        title_service.forget_person(tx, person)
        certificate_service.forget(tx, person)
        lookups.forget(person)
        papers.forget(tx, person)
        audit.note_use(tx, person, "省事", ["账户、消息、草稿、存的证件"], "您注销账户，删掉")
    return identity_service.close(tx, accounts, None if kept else person)


def _accounts(tx: db.Connection) -> list[str]:
    return identity.accounts_of(tx, g.me.person) if g.me.person else [g.me.account]


def _told(tx: db.Connection) -> dict[str, object]:
    person, accounts = g.me.person, _accounts(tx)
    ours = {*owners(), *accounts}
    kept, open_ones = forgetting.handed_in(tx, ours)
    others = f"（您名下一共 {len(accounts)} 个微信，一起注销）" if len(accounts) > 1 else ""
    goes = [("登录和手机号", f"微信登录、手机号、大字版和城市这些设置{others}")]
    drafts = forgetting.count_drafts(tx, ours)
    if drafts:
        goes.append((f"草稿 {drafts} 件", "填的和传的都删"))
    stays = []
    if person:
        told, held = messages.count(tx, person), len(certificates.held(tx, person))
        goes += [(f"消息 {told} 条", "全部删掉")] if told else []
        goes += [(f"卡包里存的证件 {held} 个", "删的是这里存的，证件本身照样有效；出示过的码也删")] if held else []
        taken = papers.count(tx, person)
        goes += [(f"下载过的盖章文件 {taken} 份", "文件在您手里，这里不再能查真假")] if taken else []
        booked = len(visits.of_person(tx, person)) + len(visits.tickets_of(tx, person))
        goes += [(f"大厅预约和取号 {booked} 次", "约着的也取消，号给别人")] if booked else []
        works = [one for one in posts(tx, person) if not one.ended]
        goes += [(f"在 {len(works)} 家企业管开票", "马上停；您是法定代表人的，那家企业暂停开票")] if works else []
        kept_titles = len(titles.mine(tx, person))
        goes += [(f"发票抬头 {kept_titles} 个", "全部删掉")] if kept_titles else []
        got = len(given_to(tx, person))
        goes += [(f"商家开给您的发票 {got} 张", "发票本身照样有效，这里不再连着您；商家的账按规定留着")] if got else []
        if kept:
            stays.append((f"交上去办过的 {kept} 件事", CASES_STAY))
        paid = payments.count_paid(tx, forgetting.numbers(tx, ours))
        if paid:
            stays.append((f"交费、退费和票据 {paid} 笔", "会计档案，按规定留 30 年"))
        stays.append(
            (
                f"谁用过您的信息 {audit.count(tx, person)} 条",
                "个人信息保护法要求处理记录至少留 3 年" + ("" if kept else "；只留编号，没有姓名"),
            )
        )
    words = [[{"name": name, "say": say} for name, say in each] for each in (goes, stays)]
    return {"blocked_by": open_ones, "goes": words[0], "stays": words[1], "say": COMES_BACK + (SEES_AGAIN if kept else "")}
