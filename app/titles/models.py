"""Titles of a person. Two unique keys decide what two taps at once come to: a place is one row's, so nobody has more than there are places,
and a title is there once. What names anybody is sealed."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from app.kernel.columns import Blind, Blob, Id, Utc
from app.kernel.db import metadata

title = Table(
    "title",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("place", Integer, nullable=False),  # from 1 to rules.MOST
    Column("kind", String(10), nullable=False),
    Column("body", Blob, nullable=False),  # sealed JSON: rules.Title
    Column("print", Blind, nullable=False),  # of name and number
    Column("first", Integer),  # 1 on the one that is shown first
    Column("collect", Boolean(create_constraint=False), nullable=False),  # a person's number stands in it
    Column("checked", String(10), nullable=False),  # rules.CHECKS
    Column("registered", Blob),  # sealed: what the register says instead, where it says something else
    Column("check_at", Utc),  # when the register is asked again
    Column("made_at", Utc, nullable=False),
    UniqueConstraint("person_id", "place", name="uq_title_person_id_place"),
    UniqueConstraint("person_id", "print", name="uq_title_person_id_print"),
    UniqueConstraint("person_id", "first", name="uq_title_person_id_first"),
    Index("ix_title_check_at", "check_at"),
)
