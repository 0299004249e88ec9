"""What a path parameter may look like: a path of another shape is nobody's (404) before any view, guard of who calls, or table.

    @bp.get("/cases/<case:no>")        # never <case:no>: tests/test_house.py walks the map

Shapes are of whole parameters and of ASCII unless they say otherwise; a space, a newline or another script's digit at the end makes
another path. Whether it exists is the view's to find out, and what it found is what it goes on with.
"""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class Shaped(BaseConverter):
    """Base of all: `regex` is the whole parameter."""


class Case(Shaped):
    """A case number: year, place, eight random digits, a check digit."""

    regex = "[0-9]{15}"


class Order(Shaped):
    """An order's number: moment and twelve random digits."""

    regex = "[0-9]{26}"


class Refund(Shaped):
    """A refund's number."""

    regex = "R[0-9]{26}"


class Id(Shaped):
    """An id of ours (app.kernel.ids)."""

    regex = "[0-9a-f]{32}"


class Slug(Shaped):
    """A name of the catalogue: item, theme, zone, bundle, material."""

    regex = "[a-z][a-z0-9-]{0,59}"


class Unit(Shaped):
    """A department as residents call it."""

    regex = "[\u3400-\u9fffA-Za-z0-9（）·、]{1,40}"


class Scanned(Shaped):
    """Whatever somebody scanned or typed, to be told calmly that it is no code of ours; it is hashed, never kept or passed on."""

    regex = "[^/]{1,8000}"


class Foreign(Shaped):
    """A name WeChat gave: visible ASCII."""

    regex = "[!-.0-~]{1,256}"


class Merchant(Shaped):
    """A merchant's number at WeChat Pay."""

    regex = "[0-9]{1,32}"


class Uscc(Shaped):
    """A company's credit code."""

    regex = "[0-9A-HJ-NP-RT-UW-Y]{18}"


class Shop(Shaped):
    """A shop of a company that issues invoices here."""

    regex = "S[0-9]{4,6}"


class Sale(Shaped):
    """A till's own number of an order."""

    regex = "[A-Z][A-Za-z0-9-]{1,31}"


class Invoice(Shaped):
    """The number of an invoice, or of a confirmation of a red one."""

    regex = "[0-9]{20}"


class Year(Shaped):
    """A year."""

    regex = "(?:19|20)[0-9]{2}"


class City(Shaped):
    """A city's code."""

    regex = "[0-9]{6}"


class Release(Shaped):
    """The number of a release of the catalogue."""

    regex = "[1-9][0-9]{0,6}"


class Asset(Shaped):
    """A file of the built front end or of the documentation: plain names, none hidden, none up."""

    regex = "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*"
    part_isolating = False


CONVERTERS: dict[str, type[Shaped]] = {
    "case": Case,
    "order": Order,
    "refund": Refund,
    "id": Id,
    "slug": Slug,
    "unit": Unit,
    "scanned": Scanned,
    "foreign": Foreign,
    "merchant": Merchant,
    "uscc": Uscc,
    "shop": Shop,
    "sale": Sale,
    "invoice": Invoice,
    "year": Year,
    "city": City,
    "release": Release,
    "asset": Asset,
}


def documented(converter: Shaped) -> dict[str, object]:
    """How a parameter stands in OpenAPI."""
    return {"type": "string", "pattern": f"^{converter.regex}$"}
