"""A resident who may do everything, and the department that decides."""

import pytest

from tests.applications import Department
from tests.known import known


@pytest.fixture
def lin(app, sandbox):
    """林志豪, real name and face checked."""
    who = known(app, sandbox)
    assert who.face().json["passed"]
    return who


@pytest.fixture
def crj(app):
    """The exit-entry police."""
    return Department(app)


@pytest.fixture
def rows():
    """rows() → how many rows each table has: the same before and after what was refused."""
    from app.kernel import db
    from tests.residents import count

    return lambda: {name: count(name) for name in db.metadata.tables}
