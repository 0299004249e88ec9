"""The lookups and views of the six exemplary items: what a phone asks while somebody fills in, and the same work for the bare driver.

A demo person comes to each page once, through the product itself. Measured are copies: other residents with the same name and number,
each with a draft of their own, so that nothing of them is kept anywhere before they ask. The registers answer from memory
(benchmarks/sources.py): what is left is our part.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import orjson
import redis
from flask import current_app

from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.ids import new_id
from benchmarks import paths, seed
from benchmarks.capture import about, asked, captured, made_here, retold
from benchmarks.floors import Look, Question, Statement
from benchmarks.house import House, Row, connection
from benchmarks.load import Call, once
from benchmarks.sample import Draft, Rows, Sample, draft_of, rows_of
from benchmarks.seed import Resident
from deploy.phone import Phone
from deploy.running import House as Running
from deploy.visitor import Visitor

# 查社保 for the first time and again, 交罚款, 选车牌号, 给宝宝上户口, 省内迁户口, 孩子换护照: in this order.
LOOKS = ("view", "view_again", "violations", "plates", "family", "household", "child")
KEPT = ("view_again",)  # asks no department and stores nothing: its statements are single reads
VIEW = f"/api/views/social-query?city={paths.CITY}"
PASSPORT = {"item": "passport-renew", "city": paths.CITY, "answers": {"why": "expiring", "age": "minor", "hukou": "other"}, "anyway": True}
SHOWN_FOR = timedelta(hours=2)  # longer than a run: ten minutes for a person
AGAIN = 32  # people who look again
Subject = tuple[str, bytes, Resident]  # number and id of a draft, empty where none is needed, and who looks
Names = list[str | bytes]  # what a subject is known by


@dataclass(frozen=True)
class Page:
    """What a demo person came to. `rows`: the person and the account; `draft`: from which they look; `needles`: lookup → what its
    answer must contain, in the order the form asks; `shown`: the numbers that are shown."""

    rows: Rows
    needles: dict[str, str]
    draft: Draft | None = None
    shown: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Heard:
    """What one request asks of departments and says to the database, and what it was known by."""

    questions: list[Question]
    statements: list[Statement]
    was: Names


def come(house: House) -> dict[str, Page]:
    """Each page, reached over HTTP by whoever has something to see there."""
    running = Running(f"http://127.0.0.1:{house.ports['small']}", house.sandbox, house.folder, house.environment)
    return {name: page for walk in (_view, _violations, _plates, _family, _household, _child) for name, page in walk(house, running)}


def _phone(running: Running, who: str) -> Phone:
    return Phone(running.url, Visitor(f"{running.sandbox}/control"), who)


def _view(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    zhao = _phone(running, "zhao-dawei")
    zhao.get(VIEW)
    page = Page(_person(house, zhao), {"": "206 个月"})
    yield "view", page
    yield "view_again", page


def _violations(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    zhao = _phone(running, "zhao-dawei")
    no = zhao.begin("violation-handle", do="handle")
    yield "violations", _form(house, zhao, no, "open")


def _plates(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    lin = _phone(running, "lin-zhihao")
    no = lin.begin("vehicle-number-select")
    lin.save(no, car=lin.only(no, "cars"), sure=True)
    lin.post(f"/api/cases/{no}/holds/number/draw", {})
    with connection(house.small) as database:
        shown = rows_of(database, "hold", "errand = %s", f"case:{no}")
    yield "plates", Page(_person(house, lin), {"": '"state":"shown"'}, draft_of(house, no), shown)


def _family(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    lin = _phone(running, "lin-zhihao")
    no = lin.begin("birth-registration")
    yield "family", _form(house, lin, no, "births", "father", "mother", "marriage", "homes")


def _household(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    li = _phone(running, "li-wenjing")
    no = li.begin("hukou-move-in-province", why="house")
    li.save(no, **{one: li.shown(no, one)[0]["id"] for one in ("mine", "home")})
    li.save(no, to="440600")
    yield "household", _form(house, li, no, "mine", "home", "houses", "members")


def _child(house: House, running: Running) -> Iterator[tuple[str, Page]]:
    zhou = _phone(running, "zhou-zixuan")
    zhou.get(f"/api/cases/{zhou.post('/api/cases', PASSPORT)['no']}/form")
    yield "child", Page(_person(house, zhou), {"": '"next":"form"'})


def _form(house: House, phone: Phone, no: str, *lookups: str) -> Page:
    titles = {one: phone.shown(no, one)[0]["title"] for one in lookups}
    return Page(_person(house, phone), {one: f'"title":"{title}"' for one, title in titles.items()}, draft_of(house, no))


def _person(house: House, phone: Phone) -> Rows:
    with db.reading() as tx:
        person = identity.find_by_number(tx, phone.id_number)
    if person is None:
        raise SystemExit(f"nobody here is {phone.who}")
    whose = {"person": "id", "account": "person_id", "certificate": "person_id"}
    with connection(house.small) as database:
        return {table: rows_of(database, table, f"{column} = %s", bytes.fromhex(person)) for table, column in whose.items()}


class Looks:
    """`Looks(house, sample, pages, most)`; `most`: calls of a path at a time. `listen` once before any `jobs`."""

    def __init__(self, house: House, sample: Sample, pages: dict[str, Page], most: int) -> None:
        self.house, self.sample, self.pages = house, sample, pages
        self.people = {path: self._residents(path, AGAIN if path in KEPT else most) for path in pages if path != "child"}
        self.heard: dict[str, list[Heard]] = {}

    def calls(self, path: str, count: int) -> list[Call]:
        """Fresh calls of a path: before `view` nothing is kept of anybody who looks, before `view_again` all of it."""
        self._forget()
        made = self._calls(path, self._subjects(path, count))
        if path in KEPT:
            once(self.house.ports["small"], made[:AGAIN], 8)
        return made

    def jobs(self, path: str, count: int) -> list[Look]:
        """The same questions and statements about others."""
        made, heard = [], self.heard[path]
        for place, (no, case_id, who) in enumerate(self._subjects(path, count)):
            one = heard[place % len(heard)]
            now = _names(no or seed.fresh_number(), case_id, who)
            known = {old: new for old, new in zip(one.was, now, strict=True) if old and new}
            questions = [(url, about(body, known)) for url, body in one.questions]
            made.append(Look(questions, retold(one.statements, known)))
        return made

    def listen(self) -> None:
        """Hear once in this process what each request asks of departments and says to the database."""
        client = current_app.test_client()
        for path, page in self.pages.items():
            self._forget()
            subjects = self._subjects(path, len(page.needles))
            for call, (no, case_id, who) in zip(self._calls(path, subjects), subjects, strict=True):
                made_here(client, _get("/api/me/stamp", "", who))  # the login is looked up once in a minute: no part of it
                if path in KEPT:
                    made_here(client, call)
                with asked() as questions, captured() as statements:
                    reply = made_here(client, call)
                named = _names(no or orjson.loads(reply.data).get("no", ""), case_id, who)
                self.heard.setdefault(path, []).append(Heard(questions, statements, named))

    def _calls(self, path: str, subjects: list[Subject]) -> list[Call]:
        needles = list(self.pages[path].needles.items())
        made = []
        for place, (no, _, who) in enumerate(subjects):
            lookup, needle = needles[place % len(needles)]
            if path in ("view", *KEPT):
                made.append(_get(VIEW, needle, who))
            elif path == "plates":
                made.append(_post(f"/api/cases/{no}/holds/number/draw", needle, 200, b"{}", who))
            elif path == "child":
                made.append(_post("/api/cases", needle, 201, orjson.dumps(PASSPORT), who))
            else:
                made.append(_get(f"/api/cases/{no}/lookups/{lookup}", needle, who))
        return made

    def _subjects(self, path: str, count: int) -> list[Subject]:
        """Who looks, with drafts nobody has looked from; 孩子换护照 by somebody who has begun nothing."""
        page = self.pages[path]
        people = self.people.get(path) or self._residents(path, count)
        if page.draft is None:
            return [("", b"", people[place % len(people)]) for place in range(count)]
        found = seed.drafts(self.house.small, self.sample, people, count, page.draft)
        if page.shown:
            self._show(page.shown, found)
        return found

    def _show(self, shown: list[Row], drafts: list[Subject]) -> None:
        """To each draft as many numbers as were shown to the one that came to the page, each to one draft only."""
        with connection(self.house.small) as database, database.cursor() as cursor:
            cursor.execute("DELETE FROM hold")
        until = (clock.now() + SHOWN_FOR).replace(tzinfo=None)
        rows = [
            {**row, "unit": f"{row['unit']}-{place}", "errand": f"case:{no}", "person_id": who[1], "until": until}
            for place, (no, _, who) in enumerate(drafts)
            for row in shown
        ]
        seed.insert(self.house.small, "hold", rows)

    def _residents(self, path: str, count: int) -> list[Resident]:
        return seed.residents(self.house.small, self.pages[path].rows, [bytes.fromhex(new_id()) for _ in range(count)])

    def _forget(self) -> None:
        """What registers said of somebody is kept nowhere; what they say to anybody (rates, the least wage) stays for its hour."""
        with redis.Redis.from_url(self.house.redis) as line:
            of_people = [key for key in line.scan_iter("lookup:*") if not key.startswith(b"lookup:all:")]
            if of_people:
                line.delete(*of_people)


def _get(path: str, needle: str, who: Resident) -> Call:
    return paths.call("GET", path, needle, Authorization=f"Bearer {who[0]}")


def _post(path: str, needle: str, status: int, body: bytes, who: Resident) -> Call:
    return paths.call(
        "POST", path, needle, status, body,
        Authorization=f"Bearer {who[0]}", Content_Type="application/json", Idempotency_Key=str(uuid.uuid4()),
    )  # fmt: skip


def _names(no: str, case_id: bytes, who: Resident) -> Names:
    return [no, case_id, case_id.hex(), who[1], who[1].hex(), who[2], who[2].hex()]
