"""Counts by day. No row says who: `search_miss.seen` holds a bit for each of those who asked, by a key that is another one each day."""

from sqlalchemy import BINARY, BigInteger, Column, Date, Integer, String, Table

from app.kernel.db import metadata

demand_day = Table(
    "demand_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("begun", Integer, nullable=False),  # cases begun that day
    Column("sent", Integer, nullable=False),  # of these, handed in since
    Column("seen", Integer, nullable=False, server_default="0"),  # the sum of its hours, as the next four
    Column("found", Integer, nullable=False, server_default="0"),
    Column("opened", Integer, nullable=False, server_default="0"),
    Column("guided", Integer, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),  # of those begun, ended well since
)

demand_hour = Table(
    "demand_hour",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),  # hours since 1970, UTC
    Column("item", String(60), primary_key=True),
    Column("seen", Integer, nullable=False),  # stood in a list that was answered
    Column("found", Integer, nullable=False),  # was what a search found first
    Column("opened", Integer, nullable=False),  # its page was read
    Column("guided", Integer, nullable=False),  # what it takes was read, every question answered
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
