"""发票抬头: read a person's title code, put a title into their WeChat, let them choose one for us."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat import push
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_titles", __name__)

CODE_LIFE = 3600
SHOWN_AT = "https://mp.weixin.qq.com/intp/invoice/usertitlewxa"
FIELDS = ("title", "phone", "tax_no", "addr", "bank_type", "bank_no")


@bp.route("/card/invoice/scantitle", methods=["GET", "POST"])
@wx("POST", kind="service")
def scan_title(world: World, app: Doc, body: Doc) -> Doc:
    """The title behind a code that was scanned."""
    scanned = text(body, "scan_text", code=72031)
    if not scanned.startswith(SHOWN_AT + "?"):
        raise WxError(72031)
    found = world.tables["title_codes"].get(parse_qs(urlsplit(scanned).query).get("invoice_key", [""])[0])
    if found is None:
        raise WxError(72092)
    if world.clock.now() - found["at"] > CODE_LIFE:
        raise WxError(72044)
    result: Doc = found["title"]
    return result


@bp.route("/card/invoice/biz/getusertitleurl", methods=["GET", "POST"])
@wx("POST", kind="service")
def user_title_url(world: World, app: Doc, body: Doc) -> Doc:
    """A page where a person takes this title, or fills in an own one, into their WeChat."""
    own = whole(body, "user_fill", 0, 1, code=72031)
    title = {name: text(body, name, required=False, code=72031) for name in FIELDS}
    if not own and not title["title"]:
        raise WxError(72017)
    return {"url": keep(world, {"appid": app["appid"], "kind": "add", "own": own, "title": title})}


@bp.route("/card/invoice/biz/getselecttitleurl", methods=["GET", "POST"])
@wx("POST", kind="service")
def select_title_url(world: World, app: Doc, body: Doc) -> Doc:
    """A page, to be printed as a code, where a person chooses a title for us: submit_invoice_title tells which."""
    attach, name = text(body, "attach", required=False, code=72031), text(body, "biz_name", required=False, code=72031)
    return {"url": keep(world, {"appid": app["appid"], "kind": "choose", "attach": attach, "biz_name": name})}


def keep(world: World, page: Doc) -> str:
    """The address of a page on which a title is chosen."""
    url = f"https://mp.weixin.qq.com/bizmall/invoicetitle?action={page['kind']}&id={world.new_id(size=10)}"
    world.tables["title_pages"][url] = page
    return url


def titles_of(world: World, person: Doc) -> Doc:
    """{person, company?}: what stands under 我的发票抬头."""
    own = {"title_type": 1, **dict.fromkeys(FIELDS, ""), "title": person["name"], "phone": person["phone"]}
    found = {"person": own}
    companies = person.get("companies") or []
    company = world.tables["titles"].get(person["id"]) or (companies and of_company(companies[0]))
    return {**found, "company": company} if company else found


def of_company(company: Doc) -> Doc:
    """A company's title as WeChat writes it."""
    return {
        "title_type": 0,
        "title": company["name"],
        "phone": company["phone"],
        "tax_no": company["uscc"],
        "addr": company["address"],
        "bank_type": company["bank"],
        "bank_no": company["bank_no"],
    }


def show_code(world: World, person: Doc, which: str) -> str:
    """The text in the code the person shows at a counter; good for an hour."""
    key = world.new_id(size=16)
    world.tables["title_codes"][key] = {"title": titles_of(world, person)[which], "at": world.clock.now()}
    return f"{SHOWN_AT}?action=list_auth&invoice_key={key}"


def act(world: World, person: Doc, url: str, which: str) -> Doc:
    """The person opened the page behind `url` and agreed. KeyError when there is no such page."""
    page = world.tables["title_pages"][url]
    if page["kind"] == "add":
        title = {"title_type": 0, **page["title"]} if not page["own"] else titles_of(world, person)[which]
        world.tables["titles"][person["id"]] = title
        return {"title": title}
    title = titles_of(world, person)[which]
    fields = {**{name: title[name] for name in FIELDS}, "attach": page["attach"]}
    fields["title_type"] = "InvoiceUserTitleBusinessType" if title["title_type"] == 0 else "InvoiceUserTitlePersonType"
    openid = people.openid(page["appid"], person["id"])
    return {"title": title, "push": push.event(world, page["appid"], openid, "submit_invoice_title", fields)}
