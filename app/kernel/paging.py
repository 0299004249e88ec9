"""Lists that page to the end: one shape for all of them.

    mark = paging.read(asked.get("after"))
    rows = tx.execute(paging.beyond(query, mark, message.c.at, message.c.id)).all()
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.at, row.id))
    return {"messages": [...], "next": following}            # None: that was the last page

The mark is the place of the last row shown (its moment, its id), never a count: what comes in meanwhile moves nothing. The caller
sends it back as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_

from app.kernel.errors import BadRequest
from app.kernel.rows import Part, Query

PAGE = 30  # rows
_MARK = re.compile(r"([0-9])\.([0-9]{1,17})\.([0-9A-Za-z]{1,40})")
_ID = re.compile(r"[0-9a-f]{32}")
_ZERO, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

T = TypeVar("T")


@dataclass(frozen=True)
class Mark:
    """The last row shown. `rank`: of the group it stood in, for lists that have groups; higher ones come first."""

    at: datetime
    id: str
    rank: int = 0


def read(text: str | None, hex_id: bool = True) -> Mark | None:
    """The mark a caller sent back; None for the first page. Raises BadRequest `mark_unreadable`. `hex_id`: the id is one of ours."""
    if not text:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        found = _MARK.fullmatch(plain)
        if found is None or (hex_id and not _ID.fullmatch(found[3])):
            raise ValueError
        return Mark(_ZERO + int(found[2]) * _TICK, found[3], int(found[1]))
    except (ValueError, OverflowError, binascii.Error):
        raise BadRequest("mark_unreadable", "翻页翻到了别处", "回到第一页再看") from None


def write(mark: Mark) -> str:
    """A mark as the caller keeps it."""
    return base64.urlsafe_b64encode(f"{mark.rank}.{(mark.at - _ZERO) // _TICK}.{mark.id}".encode()).decode().rstrip("=")


def beyond(
    query: Query, mark: Mark | None, at: Part, id_: Part, rank: ColumnElement[int] | None = None, *, oldest_first: bool = False
) -> Query:
    """One page and one row more of `query`, after `mark`: latest first, or oldest first."""
    order = [at.asc(), id_.asc()] if oldest_first else [at.desc(), id_.desc()]
    query = query.order_by(*([rank.desc()] if rank is not None else []), *order).limit(PAGE + 1)
    if mark is None:
        return query
    earlier = and_(at <= mark.at, or_(at < mark.at, id_ < mark.id))  # this shape is a range along an index that begins with `at`
    later = and_(at >= mark.at, or_(at > mark.at, id_ > mark.id)) if oldest_first else earlier
    return query.where(later if rank is None else or_(rank < mark.rank, and_(rank == mark.rank, later)))


def cut(rows: Sequence[T], mark_of: Callable[[T], Mark]) -> tuple[Sequence[T], str | None]:
    """What is shown, and the mark to send for the next page; None when this was the last."""
    shown = rows[:PAGE]
    return shown, write(mark_of(shown[-1])) if len(rows) > PAGE else None
