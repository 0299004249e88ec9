"""What outside systems may answer: a schema for each message. An answer of another shape is no answer, and its field is named."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from app.kernel import guard, text
from app.kernel.http import unreadable
from app.kernel.jsons import Object
from app.kernel.plain import Exactly
from app.kernel.web import Loaded
from app.language.registers import MOST_ROWS


class Told(Schema):
    """Base: what we do not ask about is left aside; types are exact, `"1"` is no number and `1` no text."""

    class Meta:
        unknown = EXCLUDE


class Yes(fields.Field[bool]):
    """true or false and nothing else."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("not true or false")
        return value


class Facts(fields.Field[Object]):
    """An object of named values."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> Object:
        if not isinstance(value, dict):
            raise ValidationError("not an object")
        return value


def _word(most: int, pattern: str = r".+") -> fields.String:
    return fields.String(required=True, validate=[validate.Length(1, most), Exactly(pattern)])


def _is_moment(value: str) -> None:
    if text.moment(value) is None:
        raise ValidationError("not a moment")


class SourceAnswer(Told):
    """POST {sources}/query. `others`: of a certificate of which one holds several, the face items of the others."""

    found = Yes(required=True)
    match = Yes(load_default=None, allow_none=True)
    data = Facts(load_default=dict)
    others = fields.List(Facts(), load_default=list, validate=validate.Length(max=MOST_ROWS))
    as_of = fields.String(required=True, validate=_is_moment)
    provider = _word(40, r"[\w-]+")


class RegisterAnswer(Told):
    """POST {sources}/lookup. `total`: how many rows fit; fewer `rows` than that are not all of them."""

    register = _word(60, r"[\w.]+")
    rows = fields.List(Facts(), required=True, validate=validate.Length(max=MOST_ROWS))
    total = fields.Integer(required=True, strict=True)
    as_of = fields.String(required=True, validate=_is_moment)
    provider = _word(40, r"[\w-]+")


class PopulationAnswer(SourceAnswer):
    """Whether a name and a number belong together is what it is asked for: silence about it is no answer."""

    match = Yes(required=True)


class Receipt(Told):
    """A department took a case over."""

    receipt_no = _word(64)


class Token(Told):
    """stable_token."""

    access_token = _word(512, r"[!-~]+")
    expires_in = fields.Integer(required=True, strict=True, validate=validate.Range(1, 86400))


class LoginAnswer(Told):
    """code2session."""

    openid = _word(64, r"[0-9A-Za-z_-]+")
    unionid = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    session_key = _word(128, r"[0-9A-Za-z+/=]+")


class PhoneInfo(Told):
    purePhoneNumber = _word(15, r"[0-9]{5,15}")


class PhoneAnswer(Told):
    """getuserphonenumber."""

    phone_info = fields.Nested(PhoneInfo, required=True)


class FaceOpened(Told):
    """getverifyid."""

    verify_id = _word(256, r"[!-~]+")


class FaceAnswer(Told):
    """queryverifyinfo."""

    verify_ret = fields.Integer(required=True, strict=True)


def read(schema: type[Told], answer: object, peer: str, what: str) -> Loaded:
    """The answer (bytes or parsed), checked. Raises Unavailable `<peer>_unreadable`."""
    try:
        told = guard.told(answer) if isinstance(answer, bytes) else answer
        if not isinstance(told, dict):
            raise unreadable(peer, what, "_schema")
        loaded: Loaded = schema().load(told)
    except ValidationError as wrong:
        raise unreadable(peer, what, _first(wrong.messages_dict)) from None
    except ValueError:
        raise unreadable(peer, what, "json") from None
    return loaded


def _first(messages: Mapping[str, object]) -> str:
    """The path of the first field that is wrong: our own names only, nothing of what was sent."""
    name, inner = next(iter(messages.items()), ("", None))
    return f"{name}.{_first(inner)}" if isinstance(inner, dict) else str(name)


def _whole() -> fields.Integer:
    return fields.Integer(required=True, strict=True)


class IssuedAnswer(Told):
    """POST {tax}/einvoices."""

    key = _word(32)
    number = _word(20, r"\d{20}")
    issued_at = _word(19, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
    seller = _word(18, r"[0-9A-Z]{15,18}")
    amount = _whole()
    tax = _whole()
    total = _whole()
    xml = fields.String(required=True, validate=validate.Length(1, 2_000_000))


class QuotaAnswer(Told):
    """GET {tax}/quota."""

    month = _word(7, r"\d{4}-\d\d")
    total = _whole()
    used = _whole()
    frozen = _whole()


class FaceOfInvoice(Told):
    """GET {tax}/einvoices/{number}."""

    invoice = Facts(required=True)


class VerifyAnswer(Told):
    """POST {tax}/verify."""

    result = fields.String(required=True, validate=validate.OneOf(["same", "differs", "none"]))
    times = _whole()
    at = _word(19, r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")
    invoice = Facts(load_default=None)


class DayOfInvoices(Told):
    """A line of a seller's day."""

    number = _word(20, r"\d{20}")
    red = Yes(required=True)
    total = _whole()


class DayAnswer(Told):
    """GET {tax}/einvoices?seller=&day=."""

    rows = fields.List(fields.Nested(DayOfInvoices), required=True)


class RedAnswer(Told):
    """A confirmation of a red invoice."""

    confirmation = _word(20, r"\d{20}")
    blue = _word(20, r"\d{20}")
    state = _word(2, r"\d\d")
    red = fields.String(required=True, validate=Exactly(r"(\d{20})?"))
    amount = _whole()
    tax = _whole()
    until = fields.String(required=True, validate=validate.Length(max=19))


class RedAsked(RedAnswer):
    """One that waits for somebody's word: why, and who asks."""

    reason = _word(2, r"0[1-4]")
    asker = _word(100)


class RedWaiting(Told):
    """GET {tax}/red?company=."""

    rows = fields.List(fields.Nested(RedAsked), required=True)


class BureauNo(Told):
    """What the bureau does not take, and why."""

    code = _word(20, r"\w+")
    message = _word(500)


def _maybe(most: int) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=most))


class WeChatTitle(Told):
    """card/invoice/scantitle: 0 a company's, 1 a person's."""

    title_type = _whole()
    title = _word(100)
    tax_no = _maybe(40)
    addr = _maybe(200)
    phone = _maybe(40)
    bank_type = _maybe(100)
    bank_no = _maybe(40)


class InvoiceUrl(Told):
    """card/invoice/seturl."""

    invoice_url = _word(500)


class AuthPage(Told):
    """card/invoice/getauthurl."""

    auth_url = _word(1000)
    appid = _word(40)


class Ticket(Told):
    """cgi-bin/ticket/getticket."""

    ticket = _word(200)
    expires_in = _whole()


class CardMade(Told):
    """card/invoice/platform/createcard."""

    card_id = _word(60)


class PdfKept(Told):
    """card/invoice/platform/setpdf."""

    s_media_id = _word(60)


class CardPut(Told):
    """card/invoice/insert."""

    code = _word(40)
