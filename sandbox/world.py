"""One sandbox: its clock, keys, people, tables and everything that is waiting to happen."""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections import defaultdict
from functools import lru_cache
from typing import Any

import requests
import yaml
from flask import current_app, request
from requests.adapters import HTTPAdapter

from sandbox.clock import Clock
from sandbox.documents import Doc
from sandbox.faults import Faults
from sandbox.identity import Identity, write_private
from sandbox.journal import Journal
from sandbox.scheduler import WORKERS, Scheduler

DATA = os.path.join(os.path.dirname(__file__), "data")

SETTINGS = {
    "department_delay": 3.0,  # seconds between two nodes of the automatic course; 0 = at once, in order
    "department_auto": True,  # false: cases wait for a person at the control page
    "departments_slow": [],  # departments that take half a minute for each node, machine or not
    "departments_dead": [],  # departments that answer 503 and say nothing
    "departments_wrong": [],  # departments whose results cannot be read: a number where a date should be
    "offices_silent": [],  # offices of a course (leave, there, …) that do nothing until a person leads their case
    "departments_stubborn": [],  # departments that send every case back, whatever it says
    "courier_fate": "delivered",  # delivered | lost | returned: what becomes of parcels given to it from now on
    "clock_rate": 1.0,  # waits run this many times faster
    "clock_offset": 0.0,  # the business clock is this many seconds ahead
    "refund_delay": 3.0,  # seconds until an accepted refund ends
    "refund_auto": True,  # false: refunds wait for a person
    "refund_spacing": 60.0,  # least seconds between two refunds of one order
    "tax_delay": 0.3,  # seconds the tax bureau takes to issue an invoice
    "tax_mood": "",  # slow (8 s) | dead | lost (issued, the answer never arrives) | seller, number (wrong answers) | quota (none left)
    "fapiao_delay": 1.0,  # seconds until an invoice is issued, its card inserted, the red one issued
    "pay_qps": 0,  # requests a second and merchant before 429; 0 = no limit
    "sign_errors": True,  # WeChat's error replies are signed too (nobody has confirmed it)
    "signtest_share": 0.0,  # share of notifications preceded by a WECHATPAY/SIGNTEST/ probe
    "strict_templates": False,  # unknown subscribe templates -> 40037 instead of being taken as they come
    "media_check_delay": 2.0,  # seconds until the result of media_check_async is pushed
    "media_verdict": "pass",  # pass | review | risky: what media_check_async finds
    "push_mode": "secure",  # plain | compatible | secure: how events are pushed
    "push_format": "xml",  # xml | json
    "push_url": "",  # where WeChat pushes events to
    "source_delay": 0.0,  # every data source answers this many seconds late
    "sources_off": [],  # codes of data sources that answer 503
    "registers_off": [],  # names of registers that answer 503; rule tables go on
    "registers_wrong": [],  # "register:slow|dead|person|type|cut": answers late, not at all, another person's, mistyped, half
    "register_delay": 0.0,  # every register answers this many seconds late
}

CHOICES = {
    "courier_fate": ("delivered", "lost", "returned"),
    "tax_mood": ("", "slow", "dead", "lost", "seller", "number", "quota"),
    "media_verdict": ("pass", "review", "risky"),
    "push_mode": ("plain", "compatible", "secure"),
    "push_format": ("xml", "json"),
}
CENTURY = 36525 * 86400  # seconds; further off no calendar can write the day


def fitting(name: str, value: Any) -> Any:
    """The value as the setting's own kind; numbers are never negative, but for the clock's offset, and never beyond a century."""
    kind = type(SETTINGS[name])
    number = kind in (int, float)
    good = isinstance(value, bool) if kind is bool else isinstance(value, int | float if number else kind)
    if not good or (number and (isinstance(value, bool) or not (-CENTURY if name == "clock_offset" else 0) <= value <= CENTURY)):
        raise ValueError(f"{name} cannot be {value!r}")
    if value not in CHOICES.get(name, (value,)) or (kind is list and not all(isinstance(one, str) for one in value)):
        raise ValueError(f"{name} cannot be {value!r}; it is {', '.join(CHOICES.get(name, ('a list of texts',)))}")
    made: Any = kind
    return made(value)


@lru_cache
def data(name: str) -> Any:
    """A file of sandbox/data as plain Python. Do not change what you get."""
    with open(os.path.join(DATA, name + ".yaml"), encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def kept_connections() -> requests.Session:
    """What departments call through: a connection serves one message after another. Proxies of the environment are not asked."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=WORKERS))
    return session


class World:
    """State lives in `tables` as JSON-able dicts; change it only under `lock`."""

    def __init__(self, identity: Identity | None = None, callback: str = "") -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.identity = identity or Identity()
        self.journal = Journal(self.clock)
        self.scheduler = Scheduler(self.clock)
        self.faults = Faults()
        self.callback = callback
        self.base = ""  # http://HOST:PORT, or what --base said
        self.fronted = False  # --base was said: a proxy stands in front, the host of a request is not how callers reach us
        self.boot = secrets.token_hex(4)
        self.wire = kept_connections()
        self.tables: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self.settings: Doc = {}
        self.nonces: dict[str, float] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the first second; keys and accounts stay, so that a product need not be told."""
        with self.lock:
            self.scheduler.clear()
            self.journal.clear()
            self.faults.remove()
            self.tables.clear()
            self.nonces.clear()
            self.settings = dict(SETTINGS, push_url=self.callback)
            self.clock.set(rate=1.0, offset=0.0)

    def change(self, new: Doc) -> None:
        """Apply settings, all or none; raises KeyError for an unknown name and ValueError for a value that cannot be."""
        self.settings.update({name: fitting(name, value) for name, value in new.items()})
        self.clock.set(self.settings["clock_rate"], self.settings["clock_offset"])
        self.scheduler.wake()

    def new_id(self, prefix: str = "", size: int = 16) -> str:
        """A fresh id."""
        return prefix + secrets.token_hex(size)

    def start(self) -> None:
        """What waits begins to come due."""
        self.scheduler.start()

    def save(self, path: str) -> None:
        """Write tables, settings and what is waiting; a half-written file never replaces a whole one."""
        with self.lock:
            kept = {"tables": self.tables, "settings": self.settings, "waiting": self.scheduler.waiting()}
            write_private(path, json.dumps(kept, ensure_ascii=False))

    def load(self, path: str) -> None:
        """Go on where `save` stopped; nothing there is a first start."""
        if not os.path.exists(path):
            return
        with self.lock, open(path, encoding="utf-8") as file:
            kept = json.load(file)
            self.tables.update(kept["tables"])
            self.change({name: value for name, value in kept["settings"].items() if name in SETTINGS})
            for left, kind, payload in kept["waiting"]:
                self.scheduler.after(max(left, 0), kind, **payload)


def here() -> World:
    """The world this request belongs to."""
    world: World = current_app.extensions["world"]
    return world


def address() -> str:
    """How this caller reaches us, without a slash at the end: what --base said, else the host that was asked."""
    return here().base if here().fronted else request.host_url.rstrip("/")
