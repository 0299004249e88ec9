"""Somebody who moves the household register inside the province: their phone, and the registers of the police."""

from __future__ import annotations

import time

from tests import world
from tests.errands import hand_over, start
from tests.residents import drain

TO = "440600"


class World(world.World):
    """A resident's phone and the registers of the police."""

    save = staticmethod(world.save)

    def change(self, register, row_id, **values):
        self.sandbox.control("PUT", f"/registers/{register}/rows", row_id=row_id, set=values)

    def page(self, person):
        """Where somebody stands: household, state, the book's state."""
        (row,) = self.rows("gat.hukou", id=person)
        (book,) = self.rows("gat.households", 户号=row["户号"])
        return row["户号"], row["状态"], book["住址"]

    def pick(self, who, no, field, lookup, many=False):
        rows = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
        assert rows, f"{lookup}: nothing"
        own = [one["id"] for one in rows if one["title"] == who.name]
        return self.save(who, no, **{field: own if many else rows[0]["id"]})

    def filled(self, who, why="house", to=TO):
        no = start(who, "hukou-move-in-province", {"why": why})
        for field in ("mine", "home"):
            self.pick(who, no, field, field)
        self.said = self.save(who, no, to=to, delivery="none")
        self.early = self.said["errors"]  # what is wrong is said as soon as it is known
        if why == "house":
            self.said = self.pick(who, no, "house", "houses")
        if why == "degree":
            self.said = self.pick(who, no, "degree", "degrees")
        if why in ("spouse", "child"):
            self.said = self.pick(who, no, "kin", "kin")
        self.said = self.pick(who, no, "movers", "members", many=True)
        return no

    def submit(self, who, no, wrong=()):
        hand_over(who, no, wrong)
        reply = who.post(f"/api/cases/{no}/submission")
        drain()
        return reply

    def agree(self, who, reason=""):
        """Somebody reads the one thing they are asked and says yes; with a reason, no."""
        (card,) = who.get("/api/me/consents").json["consents"]
        said = {"hash": who.get(f"/api/consents/{card['id']}").json["document"]["hash"], "agree": not reason}
        reply = who.post(f"/api/consents/{card['id']}/answer", said | ({"reason": reason} if reason else {}))
        assert reply.status_code == 200, reply.text
        drain()

    def lead(self, no, office):
        """A person at this office leaves the case to its rules."""
        self.sandbox.control("POST", f"/departments/dept-gat-hz/cases/{no}/course", office=office)

    def wait(self, who, no, good, patience=20.0):
        until = time.monotonic() + patience
        while not good(now := who.get(f"/api/cases/{no}").json):
            assert time.monotonic() < until, f"{no} is {now['state']} {now['offices']} {self.sandbox.control('GET', '/cases')}"
            drain()
            time.sleep(0.02)
        drain()
        return who.get(f"/api/cases/{no}").json
