"""高考查分: marks, place and admission of each year one sat for, from the rows of jy.gaokao; what is hidden is said nowhere. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from app.language.showing import Bar, Columns, Line, Said, Seen, Sheet, day

SOON = timedelta(days=30)  # before the day the marks come out: from then on it is said when
BAND = 20  # marks in one bar
HIDDEN = Said("暂不公布", "请等录取，录取结果照样在这里看", "near")
IN, OUT = "录取", "未录取"
MEANS = {
    "自由可投": "还没有投档，可以等投档或者填下一批",
    "已投档": "档案已经投给学校",
    "院校在阅": "学校正在看您的档案",
    "预录取": "学校准备录取，等考试院确认",
    "录取": "录取了，等通知书",
    "未录取": "这一批没有录取",
}


def total(seen: Seen, arg: str) -> Said | None:
    """All marks of the newest year together."""
    one = _newest(seen)
    if one is None:
        return None
    if one["屏蔽"]:
        return HIDDEN
    return Said(f"{one['总分']} 分", f"{one['year']} 年，{one['科类']}类") if one["总分"] is not None else None


def place(seen: Seen, arg: str) -> Said | None:
    """How many in the province have as much or more."""
    one = _shown(seen)
    return Said(f"第 {one['排位']:,} 名", f"{one['科类']}类，从高到低排") if one and one["排位"] is not None else None


def line(seen: Seen, arg: str) -> Said | None:
    """Where one stands beside a line of that year. `arg`: 本科线 or 特控线."""
    one, lines = _shown(seen), _lines(seen)
    if one is None or lines is None:
        return None
    over = _int(one["总分"]) - _int(lines[arg])
    drawn = f"线是 {lines[arg]} 分"
    if over < 0:
        return Said(f"差 {-over} 分", drawn, "near")
    return Said(f"高出 {over} 分" if over else "刚好到线", drawn, "done")


def coming(seen: Seen, arg: str) -> Said | None:
    """Of who sat before: when the marks of this year come out, in the weeks before."""
    season = _coming(seen)
    return Said(_moment(season), "考了的，从这时起能查") if season and not _has(seen, season) else None


def doubts(seen: Seen, arg: str) -> Said | None:
    """Where to go with a mark that looks wrong, in the days that are for it."""
    one = _shown(seen)
    season = next((each for each in seen.of("seasons") if one and each["year"] == one["year"]), None)
    if season is None or not season["复查起"] or not season["复查止"]:
        return None
    if not str(season["复查起"]) <= seen.today.isoformat() <= str(season["复查止"]):
        return None
    return Said(f"{day(str(season['复查止']))}前申请复查", "到报名的学校或者区招生办申请")


def state(seen: Seen, arg: str) -> Said | None:
    """How far admission has come."""
    one = _newest(seen)
    if one is None or one["录取状态"] is None:
        return None
    word = str(one["录取状态"])
    tone = {IN: "done", OUT: "near"}.get(word, "")
    means = MEANS[word] if _now(seen, one) else ""
    since = day(str(one["状态日"])) if one["状态日"] else ""
    return Said(word, "，".join(filter(None, (means, since))), tone)


def school(seen: Seen, arg: str) -> Said | None:
    """The school that has the file, or took the person."""
    return _said(seen, "院校")


def major(seen: Seen, arg: str) -> Said | None:
    """What one will study."""
    return _said(seen, "专业")


def batch(seen: Seen, arg: str) -> Said | None:
    """In which batch."""
    return _said(seen, "批次")


def nobody(seen: Seen, arg: str) -> Said | None:
    """What is said to who has no row: not out yet, or not found in the last year that is."""
    if season := _coming(seen):
        late = "。过了还没有，打考试院电话问" if str(season["结果时"])[:10] == seen.today.isoformat() else ""
        return Said(f"成绩 {_moment(season)} 起可查{late}")
    out = [str(one["year"]) for one in seen.of("seasons") if str(one["结果时"])[:10] <= seen.today.isoformat()]
    return Said(f"{max(out)} 年没有查到您的考生信息。参加了考试的，核对一下姓名") if out else None


def to_aid(seen: Seen, arg: str) -> Said | None:
    """Next, for who was admitted this year."""
    one = _newest(seen)
    return Said("上大学有困难，申请助学金") if one and _now(seen, one) and one["录取状态"] == IN else None


def subjects(seen: Seen) -> tuple[Line, ...]:
    """Each year's marks, subject by subject, and what they came to."""
    return tuple(one for row in _years(seen) if not row["屏蔽"] for one in _of_year(row))


def _of_year(row: Columns) -> list[Line]:
    year = str(row["year"])
    lines = [_mark(year, one) for one in _marks(row)]
    if row["总分"] is not None:
        rank = f"，全省第 {row['排位']:,} 名" if row["排位"] is not None else ""
        facts = (("科类", f"{row['科类']}类"), ("考生号", str(row["考生号"])), ("总分", f"{row['总分']} 分{rank}"))
        lines.append(Line(f"{year}-总分", year, "", "", "总分", f"{row['总分']} 分", f"{row['科类']}类{rank}", "done", None, facts))
    if row["录取状态"] is not None:
        admitted = tuple((name, str(row[name])) for name in ("批次", "院校", "专业") if row[name])
        lines.append(Line(f"{year}-录取", year, "", "", "录取", str(row["录取状态"]), str(row["院校"] or ""), "", None, admitted))
    return lines


def _mark(year: str, one: Columns) -> Line:
    """A subject; of those that are converted, both marks."""
    raw, counted, changed = _raw(one), _counted(one), one["赋分"] is not None
    facts = (("卷面分", raw), ("计入总分", counted)) if changed else (("计入总分", counted),)
    return Line(f"{year}-{one['科']}", year, "", "", str(one["科"]), counted, f"卷面 {raw}，按等级换算" if changed else "", "", None, facts)


def crowd(seen: Seen) -> tuple[Bar, ...]:
    """一分一段 of the newest year in bands: how many have so many marks, and in which band one stands."""
    one, lines = _shown(seen), _lines(seen)
    if one is None or lines is None:
        return ()
    bands: dict[int, int] = {}
    for step in _steps(lines):
        low = _int(step["分"]) // BAND * BAND
        bands[low] = bands.get(low, 0) + _int(step["人数"])
    mine, top = _int(one["总分"]) // BAND * BAND, max(bands)
    mine = min(max(mine, min(bands)), top)
    return tuple(_bar(low, bands[low], low == mine, low == top, _int(one["总分"])) for low in sorted(bands))


def _bar(low: int, people: int, mine: bool, top: bool, marks: int) -> Bar:
    band = f"{low} 分以上" if top else f"{low} 到 {low + BAND - 1} 分"
    facts = (("您的总分", f"{marks} 分"),) if mine else ()
    return Bar(str(low), people, f"{band}，{people:,} 人", facts, str(low) if low % 100 == 0 else "", mine)


def transcript(seen: Seen, year: int) -> Sheet | None:
    """成绩单 of a year; None where there is none, or it is hidden."""
    row = next((one for one in _years(seen) if str(one["year"]) == str(year)), None)
    if row is None or row["屏蔽"] or row["总分"] is None:
        return None
    facts = [("考生号", str(row["考生号"])), ("科类", f"{row['科类']}类"), ("总分", f"{row['总分']} 分")]
    if row["排位"] is not None:
        facts.append(("全省排位", f"第 {row['排位']:,} 名"))
    table = tuple((str(one["科"]), _raw(one), _counted(one)) for one in _marks(row))
    return Sheet(f"普通高考成绩单（{year} 年）", tuple(facts), ("科目", "卷面分", "计入总分"), (40, 30, 30), table)


def _said(seen: Seen, column: str) -> Said | None:
    one = _newest(seen)
    return Said(str(one[column])) if one and one[column] and one["录取状态"] not in (None, OUT) else None


def _years(seen: Seen) -> list[Columns]:
    return sorted(seen.of("exam"), key=lambda one: str(one["year"]), reverse=True)


def _newest(seen: Seen) -> Columns | None:
    return next(iter(_years(seen)), None)


def _shown(seen: Seen) -> Columns | None:
    """The newest year, where its marks may be seen."""
    one = _newest(seen)
    return one if one and not one["屏蔽"] and one["总分"] is not None else None


def _now(seen: Seen, one: Columns) -> bool:
    """Whether it is the admission of this year."""
    return str(one["year"]) == str(seen.today.year)


def _lines(seen: Seen) -> Columns | None:
    one = _newest(seen)
    return next((each for each in seen.of("lines") if one and (each["year"], each["科类"]) == (one["year"], one["科类"])), None)


def _coming(seen: Seen) -> Columns | None:
    """The year whose marks are not out yet and soon will be; on the day itself, this one still."""
    return next((one for one in seen.of("seasons") if timedelta(0) <= _left(seen, one) <= SOON), None)


def _left(seen: Seen, season: Columns) -> timedelta:
    return date.fromisoformat(str(season["结果时"])[:10]) - seen.today


def _has(seen: Seen, season: Columns) -> bool:
    return any(one["year"] == season["year"] for one in seen.of("exam"))


def _moment(season: Columns) -> str:
    """2027 年 6 月 25 日 12:00."""
    text = str(season["结果时"])
    return f"{day(text[:10])} {text[11:16]}"


def _marks(row: Columns) -> list[Columns]:
    return [one for one in row["各科"] if isinstance(one, dict)] if isinstance(row["各科"], list) else []


def _steps(lines: Columns) -> list[Columns]:
    return [one for one in lines["一分段"] if isinstance(one, dict)] if isinstance(lines["一分段"], list) else []


def _raw(one: Columns) -> str:
    return f"{one['原始']} 分" if one["原始"] is not None else ""


def _counted(one: Columns) -> str:
    return f"{one['赋分'] if one['赋分'] is not None else one['原始']} 分"


def _int(value: object) -> int:
    return int(str(value))
