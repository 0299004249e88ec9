"""Something happened: say it in the inbox, and in WeChat to those who asked for it."""

from __future__ import annotations

from sqlalchemy import Connection

from app.identity import queries as identity
from app.kernel import db
from app.kernel.events import Happened
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.notices import service, templates


def tell_move(tx: Connection, happened: Happened) -> None:
    """A case moved: data carries the sentence (CASE_MOVED)."""
    data = happened.data
    if data.get("say"):
        title = f"{data['short']}：{data['title']}"[:60]
        service.tell(tx, data["person_id"], title, data["say"], data["tone"], data["page"], data["case_no"])


@outside
def send_move(happened: Happened) -> None:
    """The same through WeChat; declined (43101) is an answer, not a failure."""
    data = happened.data
    if not data.get("say"):
        return
    with db.reading() as tx:
        account = identity.get_account(tx, data["account_id"])
    template, values = templates.fields(data)
    world().wechat.send_message(account.openid, template, data["page"], values)


def tell_issued(tx: Connection, happened: Happened) -> None:
    """A certificate is in the wallet."""
    data = happened.data
    service.tell(tx, data["person_id"], f"{data['name']}放进卡包了", "随时可以出示。", "done", f"/pages/certificate/index?id={data['certificate_id']}")


def tell_shown(tx: Connection, happened: Happened) -> None:
    """Somebody verified a certificate: its holder hears of it."""
    data = happened.data
    service.tell(tx, data["person_id"], f"有人核验了您的{data['name']}", f"{data['unit']}看过。不是您出示的，可以举报。", "grey", "/pages/seen/index")
