"""A peer of our own that answers as it is told."""

from tests.gateways.conftest import stranger

__all__ = ["stranger"]
