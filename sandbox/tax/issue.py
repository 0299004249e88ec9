"""Issuing: the same key is the same invoice, whoever asks how often. A hold on the quota while it is made."""

from __future__ import annotations

import hashlib
import time

import orjson
from flask import g

from sandbox.departments.inbox import Refused
from sandbox.documents import Doc
from sandbox.registers.columns import id_fits, uscc_fits
from sandbox.registers.declared import Row
from sandbox.registers.store import Store, store
from sandbox.tax import book, files, lines
from sandbox.world import World

SLOW = 8.0
FORGOTTEN = 30.0  # seconds after which a call that was begun and never ended is taken up anew
KINDS = {"31": "专票", "32": "普票"}
OTHER = "91440104MADEMC0302"


def issue(world: World, body: Doc) -> tuple[Doc, int]:
    """200 {key, number, issued_at, seller, amount, tax, total, xml}, 202 while another call makes it, Refused."""
    with world.lock:
        begun = _begin(world, body)
    if isinstance(begun, tuple):
        return begun
    time.sleep(SLOW if world.settings["tax_mood"] == "slow" else world.settings["tax_delay"])
    with world.lock:
        made = _finish(world, body, begun)
    return _told(world, made), 200


def asked(world: World, key: str) -> tuple[Doc, int]:
    """What became of a call."""
    kept = world.tables["tax_issues"].get(key)
    if kept is None:
        raise Refused(404, "U001", "没有这个业务号")
    return (_answer(world, kept["number"], key), 200) if kept["number"] else ({"key": key, "state": "pending"}, 202)


def _begin(world: World, body: Doc) -> tuple[Doc, int] | Doc:
    """What is kept of this call, all of it checked; or the answer it gets at once."""
    key = body.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= 32:
        raise Refused(422, "bad_body", "key 1 到 32 个字符")
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    kept: Doc | None = world.tables["tax_issues"].get(key)
    if kept is not None:
        if kept["digest"] != digest:
            raise Refused(409, "K001", "这单已按另一内容开票")
        if kept["number"] or world.clock.now() - kept["at"] < FORGOTTEN:
            return asked(world, key)
        return kept
    held = store(world)
    unit = book.seller(held, body.get("seller"))
    _head(held, unit, body)
    rows = lines.check(held, unit, body)
    month = book.freeze(world, held, unit["uscc"], body["amount"])
    made = {"digest": digest, "number": "", "at": world.clock.now(), "month": month, "rows": rows}
    world.tables["tax_issues"][key] = made
    return made


def _head(held: Store, unit: Row, body: Doc) -> None:
    """Kind, buyer and drawer. Refused S002, B001, B002, D001."""
    kind, buyer, drawer = body.get("kind"), body.get("buyer"), body.get("drawer")
    if kind not in KINDS or not isinstance(buyer, dict) or not isinstance(drawer, dict) or not isinstance(buyer.get("name"), str):
        raise Refused(422, "bad_body", "kind、buyer、drawer 必填")
    name, tax_no = buyer["name"].strip(), str(buyer.get("tax_no") or "")
    natural = buyer.get("natural") == "Y"
    if not 0 < len(name.encode("gb18030")) <= 100 or buyer.get("natural") not in ("Y", "N"):
        raise Refused(422, "B001", "购买方名称 1 到 100 个字节，natural 写 Y 或 N")
    if KINDS[kind] not in unit["票种"]:
        raise Refused(422, "S002", f"销方不能开{KINDS[kind]}")
    if kind == "31" and (natural or not tax_no):
        raise Refused(422, "S002", "个人抬头不能开专票" if natural else "专票要有购买方税号")
    if tax_no == unit["uscc"]:
        raise Refused(422, "B002", "不能给自己开票")
    if natural and tax_no and not id_fits(tax_no):
        raise Refused(422, "B001", "个人的税号是身份证号")
    if not natural and len(tax_no) == 18 and (not uscc_fits(tax_no) or held.get("scjg.companies", tax_no) is None):
        raise Refused(422, "B001", "税务没有这个税号")
    if not (may_draw(held, unit["uscc"], drawer.get("id")) and isinstance(drawer.get("name"), str)):
        raise Refused(422, "D001", "您不是开票员")
    if len(str(body.get("remark") or "")) > 230:
        raise Refused(422, "bad_body", "备注不超过 230 个字")


def may_draw(held: Store, uscc: str, person: object) -> bool:
    """Whether this person issues invoices for the company today."""
    day = held.today.isoformat()
    found = held.where("sw.roles", uscc=uscc, id=str(person), 身份="开票员", 状态="有效")
    return any(one["起"] <= day <= (one["止"] or day) for one in found)


def _finish(world: World, body: Doc, kept: Doc) -> Doc:
    """The answer; who was faster has written it already."""
    if not kept["number"]:
        held = store(world)
        kept["number"] = write(world, held, held.rows("sw.units")[body["seller"]], body, kept["rows"])
        book.use(held, body["seller"], kept["month"], body["amount"], body["amount"])
    return _answer(world, kept["number"], body["key"])


def write(world: World, held: Store, unit: Row, body: Doc, rows: list[Doc], red: Doc | None = None) -> str:
    """A new invoice in the register, its XML made and signed; the number. `red`: columns of one that takes another back."""
    number, buyer = book.number(world), body["buyer"]
    names = {"地址": "address", "电话": "tel", "开户行": "bank", "账号": "bank_no"}
    more = {name: buyer.get(key) or None for name, key in names.items()}
    row = {
        "number": number,
        "kind": body["kind"],
        "颜色": "蓝",
        "开票时间": book.moment(world),
        "销方代码": unit["uscc"],
        "销方": {"名称": unit["名称"], "地址": unit["经营地址"], "电话": unit["电话"], "开户行": unit["开户行"], "账号": unit["账号"]},
        "购方代码": buyer.get("tax_no") or None,
        "购方": {"名称": buyer["name"].strip(), "自然人": buyer["natural"], **more},
        "明细": rows,
        "合计金额": body["amount"],
        "合计税额": body["tax"],
        "价税合计": body["total"],
        "备注": body.get("remark") or None,
        "开票人": body["drawer"]["name"],
        "渠道": "乐企",
        "已冲金额": 0,
        "用途": "未确认",
        "入账": "未",
        "状态": "正常",
        **(red or {}),
    }
    held.add("sw.einvoices", row)
    files.keep_xml(world, held.rows("sw.einvoices")[number])
    return number


def _answer(world: World, number: str, key: str) -> Doc:
    row = store(world).rows("sw.einvoices")[number]
    sums = {"amount": row["合计金额"], "tax": row["合计税额"], "total": row["价税合计"]}
    head = {"key": key, "number": number, "issued_at": row["开票时间"], "seller": row["销方代码"]}
    return {**head, **sums, "xml": files.xml_of(world, row)}


def _told(world: World, made: Doc) -> Doc:
    """The answer as the control page wants it told: lost on its way, another seller's, with a number that was given before."""
    mood = world.settings["tax_mood"]
    if mood == "lost":
        g.faults = {**g.faults, "lost_reply": None}
    if mood == "seller":
        return made | {"seller": OTHER if made["seller"] != OTHER else "91440101MADEMA0192"}
    return made | {"number": "26442000000000000011"} if mood == "number" else made
