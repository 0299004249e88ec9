"""The work itself: calls for the product, and the same work as statements for the bare driver, on fresh rows each time."""

from __future__ import annotations

from flask import current_app
from flask.testing import FlaskClient

from benchmarks import notices, paths, seed
from benchmarks.capture import Known, about, asked, captured, made_here, retold
from benchmarks.floors import Jobs, Look, Notice, Question, Statement
from benchmarks.house import House, Row
from benchmarks.load import Call
from benchmarks.looks import LOOKS, Looks
from benchmarks.sample import Sample
from benchmarks.seed import Resident

People = dict[str, tuple[list[Resident], list[Resident]]]


Was = Row  # what the captured one is known by


class Work:
    """`people`: database → residents with cases, residents who hand in. `listen` once before any `jobs`."""

    def __init__(self, house: House, sample: Sample, people: People, looks: Looks) -> None:
        self.house, self.sample, self.people, self.looks = house, sample, people, looks
        self.urls = {name: url for name, url in (("small", house.small), ("large", house.large)) if name in people}
        self.pay = house.credentials["pay"]
        self.said: dict[str, tuple[list[Statement], Was]] = {}
        self.questions: list[Question] = []  # of a submit, to the data sources

    def calls(self, path: str, count: int, where: str = "small") -> list[Call]:
        """Fresh calls of a path."""
        if path in LOOKS:
            return self.looks.calls(path, count)
        if path == "home_unchanged":
            return paths.unchanged(self.house.ports[where])
        if path == "my_cases":
            some = paths.mine(self.people[where][0])
            return [some[place % len(some)] for place in range(count)]
        if path == "submit":
            return paths.submit(seed.drafts(self.urls[where], self.sample, self.people[where][1], count))
        if path == "notify":
            return paths.notify(self.pay, seed.orders(self.urls[where], self.sample, count))
        found: list[Call] = getattr(paths, path)()
        return found

    def jobs(self, path: str, count: int) -> Jobs:
        """What the bare driver has to do for the same work on other rows."""
        if path in LOOKS:
            return self.looks.jobs(path, count)
        said, was = self.said[path]
        if path == "my_cases":
            people = self.people["small"][0]
            some = [retold(said, {was["person"]: person, was["account"]: account}) for _, person, account in people]
            return [some[place % len(some)] for place in range(count)]
        if path == "submit":
            return [retold(said, known) for known in self._drafts(count)]
        made = []
        for order_no in seed.orders(self.house.small, self.sample, count):
            headers, body = notices.notice(self.pay, order_no, 12000)
            known = dict(zip(was.values(), _names(order_no).values(), strict=True))
            made.append(Notice(headers, body, retold(said, known)))
        return made

    def asking(self, count: int) -> list[Look]:
        """A submit's jobs, and before each what it asks the data sources."""
        said, _ = self.said["submit"]
        return [Look([(url, about(body, known)) for url, body in self.questions], retold(said, known)) for known in self._drafts(count)]

    def _drafts(self, count: int) -> list[Known]:
        """Fresh drafts, each by what the captured submit was known by."""
        was = self.said["submit"][1]
        drafts = seed.drafts(self.house.small, self.sample, self.people["small"][1], count)
        return [{was["no"]: no, was["id"]: case_id, **_ids(was["who"], who)} for no, case_id, who in drafts]

    def listen(self) -> None:
        """Hear once in this process what each write says to the database, and what a submit asks."""
        client = current_app.test_client()
        token, person, account = self.people["small"][0][0]
        self._hear(client, "my_cases", paths.mine([(token, person, account)])[0], {"person": person, "account": account})
        no, case_id, who = seed.drafts(self.house.small, self.sample, self.people["small"][1], 1)[0]
        self.questions = self._hear(client, "submit", paths.submit([(no, case_id, who)])[0], {"no": no, "id": case_id, "who": who})
        order_no = seed.orders(self.house.small, self.sample, 1)[0]
        call = paths.notify(self.pay, [order_no])[0]
        self._hear(client, "notify", call, _names(order_no))
        said, was = self.said["notify"]
        booked = [one for one in said if one[0].startswith(("INSERT INTO channel_message", "UPDATE payment_order"))]
        if len(booked) != 2:
            raise SystemExit(f"the floor of notify is one INSERT and one UPDATE, not {[sql[:60] for sql, *_ in booked]}")
        self.said["notify"] = booked, was
        self.looks.listen()

    def _hear(self, client: FlaskClient, path: str, call: Call, was: Was) -> list[Question]:
        if path == "my_cases":
            made_here(client, call)  # the login is looked up in the database once in a minute: not part of the path
        with asked() as questions, captured() as said:
            made_here(client, call)
        self.said[path] = [one for one in said if "FROM login" not in one[0]], was
        return questions


def _names(order_no: str) -> dict[str, str]:
    """What a payment is known by."""
    return {"order_no": order_no, "transaction": f"42000{order_no[-23:]}", "subject": notices.subject(order_no)}


def _ids(was: Resident, now: Resident) -> dict[str | bytes, str | bytes]:
    """Person and account of one → of another, as bytes and as text."""
    pairs: dict[bytes, bytes] = {was[1]: now[1], was[2]: now[2]}
    both: dict[str | bytes, str | bytes] = {old.hex(): new.hex() for old, new in pairs.items()}
    for old, new in pairs.items():
        both[old] = new
    return both
