"""A8: would we notice? A part of A1–A7, which hold on the product as it is, must turn red on each mutant, and say why."""

from __future__ import annotations

from typing import Any

from tests.storm import invariants
from tests.storm.house import ROOT
from tests.storm.mutants import MUTANTS, Mutant, apply, copy
from tests.storm.storm import Storm

QUIET_S = 15.0
KEYS = "SHOW INDEX FROM ledger_entry WHERE Non_unique = 0 AND Key_name != 'PRIMARY'"


def run(storm: Storm) -> dict[str, Any]:
    """Which mutant was caught by what; raises AssertionError for one that lived, or was caught for another reason."""
    house, bar = storm.house, storm.bar("mutants", len(MUTANTS))
    small = Storm(house, storm.resident, storm.seed, patience=0.4)
    caught: dict[str, str] = {}
    try:
        for mutant in MUTANTS:
            caught[mutant.name] = hunt(small, mutant)
            bar()
    finally:
        house.start_product(ROOT)
        house.wipe()
    missed = {one.name: caught[one.name][:200] for one in MUTANTS if one.red not in caught[one.name]}
    assert missed == {}, f"A8: not noticed, or not for what they are: {missed}"
    return {"mutants": len(MUTANTS), "caught": len(caught), "by": {name: red[:160] for name, red in caught.items()}}


def hunt(storm: Storm, mutant: Mutant) -> str:
    """Run the product with this mistake in it; what turned red, or nothing."""
    house = storm.house
    folder = copy(house.folder / "mutant")
    apply(mutant, folder)
    house.start_product(folder)
    keys = unique_keys(storm) if mutant.bare else {}
    for name in keys:
        house.db.rows(f"ALTER TABLE ledger_entry DROP INDEX `{name}`")
    try:
        return trouble(storm, mutant.scenario)
    finally:
        house.wipe()
        for name, columns in keys.items():
            house.db.rows(f"ALTER TABLE ledger_entry ADD UNIQUE INDEX `{name}` ({', '.join(columns)})")


def trouble(storm: Storm, scenario: Any) -> str:
    """What did not hold in this scenario or after it; empty when all did. Anything else that fails is no verdict: it is raised."""
    storm.house.wipe()
    try:
        with invariants.Watch(storm.house):
            scenario(storm)
            storm.house.end_leases()
            invariants.check(storm.house, QUIET_S)
    except AssertionError as red:
        return str(red)
    return ""


def unique_keys(storm: Storm) -> dict[str, list[str]]:
    """The ledger's unique keys: name → columns."""
    keys: dict[str, list[str]] = {}
    for row in storm.house.db.rows(KEYS):
        keys.setdefault(row["Key_name"], []).append(row["Column_name"])
    return keys
