"""Certificates held, and pictures given. Whether one is held is known only where its issuer was asked (`Facts.held`)."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.certificates.rules import valid_on
from app.checks.declare import check
from app.checks.facts import Facts, Fail, Held, Pass, Unknown, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row
from app.reference import photo_of

# Kind in the register → its name, what to do with one that has run out, and without one.
DOCUMENTS = {
    "护照": ("护照", "去办“换护照”", "去办“第一次办护照”"),
    "港澳": ("港澳通行证", "上面选有效期不足6个月", "去办“办港澳通行证”"),
    "台湾": ("台湾通行证", "上面选换发", "上面选第一次办"),
}


def _valid(cert: Held | None, today: date) -> bool:
    return cert is not None and cert.status == "valid" and valid_on(cert.valid_until, today)


@check("has_cert", short="cert")
def has_cert(cert: Held | None) -> Verdict:
    """A certificate of that kind, valid or not."""
    return Pass() if cert else Fail("没有查到您以前的证件", "第一次办，选首次申领")


@check("document_there", short="kind", books="rows.books")
def document_there(today: date, kind: str, books: tuple[Row, ...]) -> Verdict:
    """There is one to be replaced: exit and entry has one of this `kind` that is good, or one that was reported lost and that nothing has
    taken the place of. One that has run out is renewed."""
    good = [one.columns for one in books if one.columns.get("state") == "有效"]
    if any((until := texts.day(str(one.get("until") or ""))) and until >= today for one in good):
        return Pass()
    newest = max((one.columns for one in books), key=lambda one: str(one.get("issued") or ""), default={})
    if not good and newest.get("state") == "遗失作废":
        return Pass()
    name, renewed, first = DOCUMENTS[kind]
    if good:
        return Fail(f"您的{name}已经过期了", f"不用补，{renewed}")
    return Fail(f"没有查到您有能用的{name}", f"没办过的、已经注销的，{first}")


@check("no_cert", short="cert")
def no_cert(today: date, cert: Held | None) -> Verdict:
    """No valid one of that kind."""
    if cert is None or not _valid(cert, today):
        return Pass()
    until = texts.day(cert.valid_until or "")
    ends = f"，{day(until, today, False)}到期" if until else ""
    return Fail(f"您已经有{cert.name}了{ends}", "丢了、坏了、快到期了，选换发或补发")


@check("cert_valid", short="cert")
def cert_valid(today: date, cert: Held | None) -> Verdict:
    """Held and in force."""
    if cert is None:
        return Fail("没有查到您的证件", "还没办过的，先去办")
    return Pass() if _valid(cert, today) else Fail(f"您的{cert.name}不在正常状态", "过期的、注销的，先换新的")


@check("photo_spec", short="spec", whole=("file",))
def photo_spec(facts: Facts, spec: str) -> Verdict:
    """The portrait given is one for that document: the picture itself was looked at when it was given (app.files.photos)."""
    given = [facts.files[material] for material, document in photo_of().items() if document == spec and material in facts.files]
    if not given:
        return Unknown("wait for file.photo")
    return Pass() if given[0].ok else Fail("照片不合格" + (f"：{'、'.join(given[0].why)}" if given[0].why else ""), "重拍一张")
