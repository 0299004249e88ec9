"""A8: would we notice? Every scenario used here holds on the product as it is, and turns red on the mutant it is meant for."""

from __future__ import annotations

from typing import Any

from tests.storm import invariants
from tests.storm.house import ROOT
from tests.storm.mutants import MUTANTS, Mutant, apply, copy
from tests.storm.storm import Storm

QUIET_S = 15.0
KEYS = "SHOW INDEX FROM ledger_entry WHERE Non_unique = 0 AND Key_name != 'PRIMARY'"


def run(storm: Storm) -> dict[str, Any]:
    """Which mutant was caught by what; raises AssertionError for one that lived."""
    house = storm.house
    scenarios = list({mutant.scenario: None for mutant in MUTANTS})
    bar = storm.bar("mutants", len(MUTANTS) + len(scenarios))
    small = Storm(house, storm.resident, storm.seed, scale=1.0, patience=0.4)
    for scenario in scenarios:
        fault = trouble(small, scenario)
        assert fault is None, f"A8: red without a mutant: {fault}"
        bar()
    caught = {}
    try:
        for mutant in MUTANTS:
            caught[mutant.name] = hunt(small, mutant)
            bar()
    finally:
        house.start_product(ROOT)
        house.wipe()
    lived = [name for name, fault in caught.items() if fault is None]
    assert lived == [], f"A8: nobody noticed {lived}"
    return {"mutants": len(MUTANTS), "caught": len(caught), "by": {name: str(fault)[:160] for name, fault in caught.items()}}


def hunt(storm: Storm, mutant: Mutant) -> str | None:
    """Run the product with this mistake in it; what turned red, or None."""
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


def trouble(storm: Storm, scenario: Any) -> str | None:
    """What did not hold in this scenario or after it; None when all did. Anything else that fails is no verdict: it is raised."""
    storm.house.wipe()
    try:
        with invariants.Watch(storm.house):
            scenario(storm)
            storm.house.db.rows("UPDATE outbox SET next_at = created_at")  # as if the lease of a dead relay had ended
            invariants.check(storm.house, QUIET_S)
    except AssertionError as red:
        return str(red)
    return None


def unique_keys(storm: Storm) -> dict[str, list[str]]:
    """The ledger's unique keys: name → columns."""
    keys: dict[str, list[str]] = {}
    for row in storm.house.db.rows(KEYS):
        keys.setdefault(row["Key_name"], []).append(row["Column_name"])
    return keys
