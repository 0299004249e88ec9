"""Counts by day. No row says who: `seen` holds a bit for each of those who asked, by a key that is another one each day."""

from sqlalchemy import BINARY, BigInteger, Column, Date, Integer, String, Table

from app.kernel.db import metadata

demand_day = Table(
    "demand_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("begun", Integer, nullable=False),  # cases begun that day
    Column("sent", Integer, nullable=False),  # of these, handed in since
)

search_miss = Table(
    "search_miss",
    metadata,
    Column("day", Date, primary_key=True),
    Column("mark", BINARY(16), primary_key=True),  # of the words, keyed: nobody finds them by trying
    Column("words", String(40)),  # only once enough different people asked them on a day (rules.ENOUGH)
    Column("n", Integer, nullable=False),
    Column("seen", BigInteger, nullable=False),  # a bit for each asker; so many bits are at least so many people
)
