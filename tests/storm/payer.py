"""A resident with a phone, who taps again when nothing happens. Everything goes over HTTP."""

from __future__ import annotations

import contextlib
import io
import threading
import time
from typing import Any

import requests

from deploy.running import House as Running
from deploy.tour import Tour
from tests.storm.house import House

PATIENCE = 60.0
TAP_AGAIN = 0.15


class Resident:
    """Signed in, real name confirmed, with one case at its fee, of which seed.py makes the others."""

    def __init__(self, house: House) -> None:
        self.house = house
        tour = Tour(Running(house.url, house.outside.url, house.folder, house.env))
        with contextlib.redirect_stdout(io.StringIO()):
            house.outside.reset()
            house.outside.settings(department_auto=True)
            for part in (tour.look, tour.sign_in, tour.fill, tour.hand_in):
                part()
        self.token, self.template = tour.resident.token, tour.no
        appid = house.outside.credentials["wechat"]["appid"]
        self.openid = tour.person["openid"][appid]
        self._here = threading.local()
        self._keep_template()

    def cases(self, count: int, seed: int = 1) -> list[dict[str, Any]]:
        """So many cases with an open order: {no, order_no, fen}."""
        self._put_back()
        return self.house.helper("seed", self.template, str(count), str(seed))

    def ask(self, method: str, path: str, timeout: float = 12) -> requests.Response | None:
        """One request; None when the line broke."""
        try:
            headers = {"Authorization": f"Bearer {self.token}"}
            body = {} if method == "POST" else None
            return self._session().request(method, self.house.url + path, headers=headers, timeout=timeout, json=body)
        except requests.RequestException:
            return None

    def sheet(self, no: str) -> tuple[str, dict[str, str] | None]:
        """Tap "pay" until there is a sheet. Returns the order number and the sheet (None when it is paid)."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            reply = self.ask("POST", f"/api/cases/{no}/payment")
            if reply is not None and reply.status_code == 200:
                return reply.json()["order_no"], reply.json()["sheet"]
            time.sleep(TAP_AGAIN)
        raise AssertionError(f"no sheet for {no} in {PATIENCE:.0f} s: {reply and reply.status_code} {reply and reply.text[:200]}")

    def pay(self, no: str) -> str:
        """Tap, pay in WeChat; returns the order number."""
        order_no, sheet = self.sheet(no)
        if sheet is not None:
            self.house.outside.pay(sheet)
        return order_no

    def state(self, order_no: str) -> str:
        """What the phone is told of an order; empty when it was told nothing."""
        reply = self.ask("GET", f"/api/orders/{order_no}")
        return reply.json()["state"] if reply is not None and reply.status_code == 200 else ""

    def _session(self) -> requests.Session:
        if not hasattr(self._here, "session"):
            self._here.session = requests.Session()
            self._here.session.trust_env = False
        return self._here.session

    def _keep_template(self) -> None:
        with self.house.db.connect() as wire, wire.cursor() as cursor:
            cursor.execute("UPDATE case_record SET running_key = NULL WHERE no = %s", (self.template,))
            cursor.execute("CREATE TABLE IF NOT EXISTS case_template AS SELECT * FROM case_record WHERE no = %s", (self.template,))

    def _put_back(self) -> None:
        with self.house.db.connect() as wire, wire.cursor() as cursor:
            cursor.execute("INSERT IGNORE INTO case_record SELECT * FROM case_template")
