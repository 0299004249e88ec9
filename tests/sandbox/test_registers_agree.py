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
