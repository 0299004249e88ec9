"""The tax bureau's interface: signed calls, each answer read strictly, each original checked against the bureau's own seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import orjson
import structlog

from app.gateways import answers
from app.kernel import originals, signed
from app.kernel.bureau import PENDING, UNKNOWN, DayRow, Issued, Quota, RedTold, RedWish, Verified
from app.kernel.calls import AT_ONCE
from app.kernel.errors import Refused, Unavailable
from app.kernel.http import Peer, Reply, unreadable
from app.kernel.jsons import Json
from app.language.registers import registers

log = structlog.get_logger("tax")
WHO = "dept-sw"
ISSUING_S = 6.0  # a bureau that takes longer is asked by key afterwards
DRAWING_S = 12.0  # a face that nobody asked for yet is drawn while one waits
OFTEN = "V001"  # this invoice was verified so often today: the resident's matter, not the line's
# What helps where nothing is being issued.
OTHERWISE = {OFTEN: "查到过的，看上次的结果", "V002": "拿着发票到办税厅问", "V003": "明天再来", "U001": "核对一下发票号码"}
MOST_WORDS = 120  # of what it says to a cashier


class TaxBureau:
    """kernel.bureau.Tax."""

    def __init__(self, given: Mapping[str, Json]) -> None:
        base, self._key, self._certificate = (str(given.get(name, "")) for name in ("base", "key", "certificate"))
        # Who waits for one invoice holds up nobody who reads another.
        self._issuing = Peer("tax-issuing", base, deadline=ISSUING_S, at_a_time=AT_ONCE)
        self._reading = Peer("tax", base, at_a_time=AT_ONCE)
        self._drawing = Peer("tax-files", base, deadline=DRAWING_S, at_a_time=AT_ONCE)

    @property
    def seal(self) -> str:
        """As the port says."""
        return self._certificate

    def forgive(self) -> None:
        """Close the breakers (tests)."""
        self._issuing.forgive()
        self._reading.forgive()
        self._drawing.forgive()

    def issue(self, order: Mapping[str, Json]) -> Issued | str:
        """As the port says."""
        return self._told(self._call(self._issuing, "POST", "/einvoices", order), str(order["key"]))

    def asked(self, key: str) -> Issued | str:
        """As the port says."""
        reply = self._call(self._reading, "GET", f"/einvoices?key={quote(key)}", good=(200, 202, 404))
        return UNKNOWN if reply.status == 404 else self._told(reply, key)

    def quota(self, seller: str) -> Quota:
        """As the port says."""
        reply = self._call(self._reading, "GET", f"/quota?seller={seller}")
        return Quota(**answers.read(answers.QuotaAnswer, reply.body, "tax", "quota"))

    def face(self, number: str) -> Mapping[str, Json]:
        """As the port says."""
        reply = self._call(self._reading, "GET", f"/einvoices/{number}")
        return _row("sw.einvoices", answers.read(answers.FaceOfInvoice, reply.body, "tax", "face")["invoice"], {"number": number})

    def verify(self, number: str, day: str, total: int, code: str = "", check6: str = "") -> Verified:
        """As the port says."""
        asked: dict[str, Json] = {"number": number, "code": code, "date": day, "amount": total, "check6": check6}
        told = answers.read(answers.VerifyAnswer, self._call(self._reading, "POST", "/verify", asked).body, "tax", "verify")
        same, row = told["result"] == "same", told["invoice"]
        if same and row is None:
            raise unreadable("tax", "verify", "invoice")
        face = _row("sw.einvoices", row, {"number": number}) if same and not code else None
        old = _row("sw.oldinvoices", row, {"code": code, "number": number}) if same and code else None
        return Verified(told["result"], told["times"], told["at"], face, old)

    def file(self, number: str, kind: str) -> bytes:
        """As the port says."""
        return self._call(self._drawing, "GET", f"/einvoices/{number}/files/{kind}").body

    def book(self, number: str, company: str) -> None:
        """As the port says."""
        self._call(self._reading, "POST", f"/einvoices/{number}/booking", {"company": company, "booked": True})

    def day(self, seller: str, day: str) -> Sequence[DayRow]:
        """As the port says."""
        reply = self._call(self._reading, "GET", f"/einvoices?seller={seller}&day={day}")
        rows = answers.read(answers.DayAnswer, reply.body, "tax", "day")["rows"]
        return [DayRow(one["number"], one["red"], one["total"]) for one in rows]

    def red(self, asked: Mapping[str, Json]) -> RedTold:
        """As the port says."""
        return _red(self._call(self._issuing, "POST", "/red", asked))

    def red_state(self, confirmation: str) -> RedTold:
        """As the port says."""
        return _red(self._call(self._reading, "GET", f"/red/{confirmation}"))

    def red_waiting(self, company: str) -> Sequence[RedWish]:
        """As the port says."""
        rows = answers.read(answers.RedWaiting, self._call(self._reading, "GET", f"/red?company={company}").body, "tax", "red_waiting")[
            "rows"
        ]
        return [RedWish(**{name: one[name] for name in RedWish.__dataclass_fields__}) for one in rows]

    def red_decide(self, confirmation: str, verb: str, company: str, drawer: Mapping[str, Json]) -> RedTold:
        """As the port says."""
        return _red(self._call(self._issuing, "POST", f"/red/{confirmation}/{verb}", {"company": company, "drawer": dict(drawer)}))

    def _call(self, peer: Peer, method: str, path: str, body: Mapping[str, Json] | None = None, good: Sequence[int] = (200, 202)) -> Reply:
        raw = orjson.dumps(body) if body is not None else b""
        headers = signed.sign(self._key, WHO, method, peer.path_of(path), raw)
        reply = peer.call(method, path, raw, {**headers, "Content-Type": "application/json"} if raw else headers)
        if reply.status in good:
            return reply
        told = answers.read(answers.BureauNo, reply.body, "tax", "refusal")
        log.warning("tax_refused", status=reply.status, code=told["code"])
        busy = reply.status == 429 and told["code"] != OFTEN
        if reply.status == 401 or busy or told["code"] == "bad_body":
            raise Unavailable("tax_refused", "税务没有收下")
        raise Refused(f"tax_{told['code'].lower()}", told["message"][:MOST_WORDS], OTHERWISE.get(told["code"], "改一改再开"))

    def _told(self, reply: Reply, key: str) -> Issued | str:
        if reply.status == 202:
            return PENDING
        told = answers.read(answers.IssuedAnswer, reply.body, "tax", "issued")
        if told["key"] != key:
            raise unreadable("tax", "issued", "key")
        _proved(told["xml"], self._certificate, told)
        return Issued(**told)


def _row(name: str, row: Mapping[str, Json], key: Mapping[str, Json]) -> Mapping[str, Json]:
    """A row of a register, whole and of this key. Raises Unavailable."""
    register = registers()[name]
    if fault := register.fault(row, key):
        raise unreadable("tax", "face", fault)
    return register.kept(row)


def _red(reply: Reply) -> RedTold:
    return RedTold(**answers.read(answers.RedAnswer, reply.body, "tax", "red"))


def _proved(xml: str, certificate: str, told: Mapping[str, object]) -> None:
    """The original carries the bureau's seal, and says itself what the answer says. Raises Unavailable."""
    try:
        said = originals.proved(xml.encode(), certificate)
    except ValueError:
        raise unreadable("tax", "issued", "xml") from None
    total = int(str(told["total"]))
    wanted = {
        originals.NUMBER: told["number"],
        originals.SELLER: told["seller"],
        originals.TOTAL: f"{total // 100}.{total % 100:02d}",
    }
    for path, value in wanted.items():
        if said.findtext(path) != value:
            raise unreadable("tax", "issued", path.rpartition("/")[2])
