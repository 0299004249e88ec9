"""Checks: what speaks against answers, a form, the files given with it, or the whole application.

Review points are decided by pure functions over facts gathered beforehand: `CHECKS` are all there are, by name. Whoever evaluates asks
`rules`; how one is declared stands in `declare`, what it may look at in `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.checks import (
    addresses,
    births,
    children,
    contacts,
    crimes,
    crossings,
    days,
    disability,
    elders,
    endorsements,
    funds,
    hukou,
    idcards,
    inspections,
    insurance,
    licences,
    medical,
    money,
    names,
    numbers,
    papers,
    particulars,
    people,
    places,
    plates,
    proofs,
    purchase,
    quotas,
    reimbursing,
    residence,
    reviews,
    scrapping,
    social,
    sources,
    survivors,
    transfers,
    usedcars,
    vehicles,
)
from app.checks.declare import Check

FAMILIES = (
    disability,
    elders,
    births,
    contacts,
    children,
    crimes,
    crossings,
    endorsements,
    funds,
    hukou,
    idcards,
    inspections,
    days,
    papers,
    addresses,
    particulars,
    sources,
    people,
    numbers,
    names,
    vehicles,
    usedcars,
    licences,
    reviews,
    scrapping,
    social,
    insurance,
    medical,
    transfers,
    survivors,
    money,
    places,
    plates,
    proofs,
    purchase,
    quotas,
    reimbursing,
    residence,
)
CHECKS: Mapping[str, Check] = {
    one.name: one
    for family in FAMILIES
    for one in vars(family).values()
    if isinstance(one, Check) and one.decide.__module__ == family.__name__
}

__all__ = ["CHECKS", "Check"]
