"""The platform reads a register column by column; the departments declare the same columns, of the same types."""

from pathlib import Path

import pytest
import yaml

from sandbox.registers.declared import registers

FILE = Path(__file__).parents[2] / "app" / "reference" / "data" / "registers.yaml"
READ = {one["id"]: one for one in yaml.load(FILE.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["registers"]}


def written(kind):
    """The platform's way to write a type, in the departments' way."""
    if isinstance(kind, str):
        return kind
    ((word, inner),) = kind.items()
    if word == "choice":
        return "|".join(inner)
    if word == "maybe":
        return written(inner) + "?"
    if word == "list":
        return [
            {name: written(one) for name, one in inner.items()} if isinstance(inner, dict) and "choice" not in inner else written(inner)
        ]
    return {name: written(one) for name, one in inner.items()}


@pytest.mark.parametrize("name", READ)
def test_what_the_platform_reads_the_department_declares(name):
    one, read = registers()[name], READ[name]
    assert (one.department, {column: one.columns[column] for column in read["columns"]}) == (
        read["from"],
        {column: written(kind) for column, kind in read["columns"].items()},
    )
    assert set(read["key"]) <= set(one.columns)
    assert (one.reach == "open") == bool(read.get("open"))


def test_what_a_medical_account_holds_is_what_came_and_went():
    """Each year's account of ybj.account beside its moves, to the fen."""
    accounts, moves = (registers()[name].rows.values() for name in ("ybj.account", "ybj.accountlog"))
    assert len(accounts) == 8
    for one in accounts:
        sums = [move["元"] for move in moves if move["id"] == one["id"] and move["日"].startswith(str(one["year"]))]
        assert (sum(fen for fen in sums if fen > 0), -sum(fen for fen in sums if fen < 0)) == (one["划入"], one["支出"])
        assert one["上年结转"] + sum(sums) == one["余额"]


def test_a_visit_is_paid_by_those_who_paid_it():
    for one in registers()["ybj.visits"].rows.values():
        assert one["总额"] == one["统筹"] + one["个人账户"] + one["现金"], one["结算号"]
