"""The catalogue as its folders have it, read and compiled once a run: a second of a core each time otherwise. Nobody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.language import load
from app.language.content import Content


@lru_cache
def drafts() -> Mapping[str, load.Draft]:
    """All items by id, each with its source."""
    return load.drafts()


@lru_cache
def contents() -> Mapping[str, Content]:
    """What they compile to."""
    return {key: one.content for key, one in drafts().items()}
