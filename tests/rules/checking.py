"""Facts for tests of checks, and the three verdicts in short."""

from datetime import date

from app.checks import CHECKS
from app.checks.facts import Earlier, Facts, Fail, FileFact, Held, Off, Pass, Person, Unknown
from app.kernel.ports import Fact, Row

TODAY = date(2026, 11, 23)
LIN = Person("林志豪", "440199199208200010", "111", date(1992, 8, 20), "男", 4)
ZHOU = Person("周子轩", "440199201406110016", "111", date(2014, 6, 11), "男", 4)
PASS = Pass()
NAMES = {"ec-passport": "普通护照", "ec-hkm-permit": "往来港澳通行证", "ec-hkm-endorse": "往来港澳签注", "ec-drive": "机动车驾驶证"}


def facts(**more):
    """Facts of 林志豪 on the demo's day; `day="2026-12-09"`, `person=…` for others."""
    day = more.pop("day", None)
    return Facts(**{"today": date.fromisoformat(day) if day else TODAY, "city": "440100", "person": LIN, **more})


def held(until, kind="ec-passport", issued="2017-03-18", status="valid", **fields):
    return {kind: Held(kind, NAMES.get(kind, "证"), "E12346128", issued, until, status, fields)}


def rows(**lookups):
    """rows(face=[{…}]): a lookup each."""
    return {name: tuple(Row(str(n), columns) for n, columns in enumerate(found)) for name, found in lookups.items()}


def says(match, found=True):
    return Fact(found, match, {}, "2026-11-23T01:00:00Z", "dept-gat-crj")


def verdict(name, arg, given):
    return CHECKS[name](given, arg)


def waits(*names):
    return Unknown(f"wait for {'.'.join(names)}")


def off(code):
    return Unknown(f"off:{code}")


__all__ = ["Earlier", "Fail", "FileFact", "Held", "Off", "Unknown"]
