"""Who drives and owns cars, and the traffic police's registers beside their phones."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from app.kernel import clock
from tests.errands import CITY, fill, hand_over, pay, start, submit
from tests.residents import Resident, drain


def ahead(days: int) -> str:
    """A day so many from today, as registers write it."""
    return (clock.today() + timedelta(days=days)).isoformat()


class Roads:
    """The registers of the traffic police and their neighbours; whoever comes has a phone of their own."""

    def __init__(self, app: Any, sandbox: Any) -> None:
        self.app, self.sandbox = app, sandbox
        self.people: dict[str, Resident] = {}

    def who(self, name: str) -> Resident:
        """Somebody with their face shown; on every call the same."""
        if name not in self.people:
            self.people[name] = Resident(self.app, self.sandbox, name).proved()
        return self.people[name]

    def rows(self, register: str, **columns: object) -> list[dict[str, Any]]:
        asked = "&".join(f"{name}={text}" for name, text in columns.items())
        found: list[dict[str, Any]] = self.sandbox.control("GET", f"/registers/{register}?{asked}")["rows"]
        return found

    def row(self, register: str, **columns: object) -> dict[str, Any]:
        (row,) = self.rows(register, **columns)
        return row

    def change(self, register: str, row_id: str, **values: object) -> None:
        self.sandbox.control("PUT", f"/registers/{register}/rows", row_id=row_id, set=values)

    def switch(self, name: str) -> None:
        self.sandbox.control("POST", f"/switches/{name}", on=True)

    def begin(self, who: Resident, item: str, city: str = CITY, **answers: str) -> Any:
        return who.post("/api/cases", {"item": item, "city": city, "answers": answers})

    def filled(self, who: Resident, item: str, said: dict[str, Any], picks: dict[str, str] | None = None, **answers: str) -> str:
        """A draft with these values, whatever is asked besides as it fits. `picks`: of a lookup the row of this title."""
        no = start(who, item, answers)
        for field, title in (picks or {}).items():
            lookup = next(one["lookup"] for one in who.get(f"/api/cases/{no}/form").json["fields"] if one["id"] == field)
            shown = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
            found = next(one["id"] for one in shown if one["title"] == title)
            self.save(who, no, **{field: [found] if self.several(who, no, field) else found})
        fill(who, no, said)
        if said:  # also what need not be said
            self.save(who, no, **said)
        hand_over(who, no)
        return no

    def several(self, who: Resident, no: str, field: str) -> bool:
        return any(one["id"] == field and one["many"] for one in who.get(f"/api/cases/{no}/form").json["fields"])

    def save(self, who: Resident, no: str, **values: Any) -> Any:
        reply = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert reply.status_code == 200, reply.text
        return reply.json

    def done(self, who: Resident, no: str) -> Any:
        """Handed in, paid where something is due, and at its end."""
        submit(who, no)
        if self.wait(who, no, "to_pay", "done") == "to_pay":
            pay(who, self.sandbox, no)
            self.wait(who, no, "done")
        drain()  # what follows from the last word: the certificate
        return who.get(f"/api/cases/{no}").json

    def wait(self, who: Resident, no: str, *states: str, patience: float = 20.0) -> str:
        until = time.monotonic() + patience
        while (now := str(who.get(f"/api/cases/{no}").json["state"])) not in states:
            assert time.monotonic() < until, f"{no} is {now}"
            drain()
            time.sleep(0.02)
        drain()  # what follows from the last word
        return now

    def cards(self, who: Resident, kind: str) -> list[dict[str, Any]]:
        """Everything the wallet holds of a kind, with its face by label."""
        found: list[dict[str, Any]] = [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == kind]
        return [{**one, **{line["label"]: line["text"] for line in one["fields"]}} for one in found]

    def card(self, who: Resident, kind: str, **face: str) -> dict[str, Any]:
        """The one of a kind, of several the one with these items on its face."""
        (one,) = [one for one in self.cards(who, kind) if face.items() <= one.items()]
        return one
