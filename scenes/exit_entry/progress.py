"""查护照进度: what exit and entry has of a person: what is on its way, documents, endorsements, crossings. Pure."""

from __future__ import annotations

from datetime import date

from app.language.showing import Columns, Line, Said, Seen, Sheet, day

GOOD, MANY = "有效", "many"
SOON = 7  # months before its end a passport is renewed: many countries want six left
BACK = 5  # years that crossings are told of
CALLED = {"护照": "护照", "港澳": "港澳通行证", "台湾": "台湾通行证"}
WAY = {"出": "出境", "入": "入境"}


def running(seen: Seen, arg: str) -> Said | None:
    """Applications that are not granted yet, each with its step and by when."""
    rows = [one for one in seen.of("running") if one["node"] != "已签发"]
    if not rows:
        return Said("没有在办的", "", "grey")
    told = [f"{one['item']}，{one['node']}" + (f"，预计 {day(str(one['expected']))}" if one["expected"] else "") for one in rows]
    return Said(f"{len(rows)} 件在办", "；".join(told), "near")


def document(seen: Seen, kind: str) -> Said | None:
    """The document of a kind: its number, until when, or what became of the last one."""
    mine = [one for one in seen.of("documents") if one["kind"] == kind]
    if not mine:
        return None
    held = _newest([one for one in mine if one["state"] == GOOD])
    if held is None:
        last = _newest(mine)
        return Said(hidden(last), f"{last['state']}，没有有效的{CALLED[kind]}", "near") if last else None
    left = (_day(held, "until") - seen.today).days
    ends = day(str(held["until"]))
    if left < 0:
        return Said(hidden(held), f"{ends}已经过期", "near")
    return Said(hidden(held), f"{ends}到期，还有 {left} 天", "near" if _soon(seen, held) else "")


def trips(seen: Seen, place: str) -> Said | None:
    """What is left of the endorsements for a place, each kind with its end."""
    rows = _good(seen, place)
    if not rows:
        return None
    told = [f"{one['kind']}，到 {day(str(one['until']))}" for one in rows]
    left = [_left(one) for one in rows]
    said = "不限次数" if None in left else f"剩 {sum(one or 0 for one in left)} 次"
    return Said(said, "；".join(told), "" if said != "剩 0 次" else "near")


def crossings(seen: Seen) -> tuple[Line, ...]:
    """Each crossing of the last five years, the newest first."""
    return tuple(_line(one) for one in sorted(_lately(seen), key=lambda row: str(row["time"]), reverse=True))


def record(seen: Seen, year: int) -> Sheet | None:
    """出入境记录 of a year; None where there is none."""
    rows = sorted((one for one in _lately(seen) if str(one["time"]).startswith(str(year))), key=lambda row: str(row["time"]))
    if not rows:
        return None
    table = tuple(
        (f"{day(at[:10])} {at[11:]}", WAY[str(one["出入"])], str(one["port"]), CALLED[str(one["kind"])], hidden(one))
        for one, at in _timed(rows)
    )
    facts = (("年度", f"{year} 年"), ("记录", f"{len(rows)} 次"), ("查到", day(seen.today)))
    note = f"只有最近 {BACK} 年的。以口岸边检机关留存的为准。"
    return Sheet(
        f"出入境记录查询结果（{year} 年）", facts, ("时间", "出入境", "口岸", "用的证件", "证件号码"), (26, 12, 18, 22, 22), table, note
    )


def renew_soon(seen: Seen, arg: str) -> Said | None:
    """Next, for whose passport ends within months."""
    held = _newest([one for one in seen.of("documents") if one["kind"] == "护照" and one["state"] == GOOD])
    return Said(f"护照{day(str(held['until']))}到期，可以换了") if held and _soon(seen, held) else None


def used_up(seen: Seen, arg: str) -> Said | None:
    """Next, for who has a card for Hong Kong and Macau and no trip left."""
    card = [one for one in seen.of("documents") if (one["kind"], one["state"]) == ("港澳", GOOD) and _day(one, "until") >= seen.today]
    left = [_left(one) for place in ("HK", "MO") for one in _good(seen, place)]
    return Said("签注用完了，再办一次") if card and not any(one is None or one > 0 for one in left) else None


def hidden(row: Columns) -> str:
    """E1234****: enough for its owner to know it."""
    return f"{str(row['number'])[:5]}****"


def _line(row: Columns) -> Line:
    at = str(row["time"])
    return Line(
        at,
        at[:4],
        "",
        "",
        f"{WAY[str(row['出入'])]} {row['port']}",
        f"{day(at[:10])} {at[11:]}",
        f"{CALLED[str(row['kind'])]} {hidden(row)}",
    )


def _timed(rows: list[Columns]) -> list[tuple[Columns, str]]:
    return [(one, str(one["time"])) for one in rows]


def _lately(seen: Seen) -> list[Columns]:
    since = f"{seen.today.year - BACK}{seen.today.isoformat()[4:]}"
    return [one for one in seen.of("crossings") if str(one["time"])[:10] >= since]


def _good(seen: Seen, place: str) -> list[Columns]:
    """The endorsements for a place that may still be used."""
    rows = [one for one in seen.of("endorsements") if (one["place"], one["state"]) == (place, GOOD)]
    return [one for one in rows if _day(one, "until") >= seen.today]


def _left(row: Columns) -> int | None:
    """Trips left; None where they are not counted."""
    return None if row["times"] == MANY else max(0, int(str(row["times"])) - int(str(row["used"])))


def _soon(seen: Seen, row: Columns) -> bool:
    months = seen.today.year * 12 + seen.today.month + SOON
    end = _day(row, "until")
    return (end.year * 12 + end.month, end.day) < (months, seen.today.day)


def _newest(rows: list[Columns]) -> Columns | None:
    return max(rows, key=lambda row: str(row["issued"]), default=None)


def _day(row: Columns, name: str) -> date:
    return date.fromisoformat(str(row[name]))
