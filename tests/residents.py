"""Residents for tests: they hold a phone, and everything they do goes over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.kernel.relay import Relay

# The demo people (their numbers are nobody's): id → name, id number, phone.
PEOPLE = {
    "lin-zhihao": ("林志豪", "440199199208200010", "13800138001"),
    "chen-xiaotong": ("陈晓彤", "440199199503120021", "13800138002"),
    "huang-xiuying": ("黄秀英", "440199194405170049", "13800138004"),
    "huang-guoqiang": ("黄国强", "440199196809030033", "13800138005"),
    "li-wenjing": ("李文静", "440199198801260060", "13800138006"),
    "he-guifang": ("何桂芳", "440199195512240027", "13800138010"),
    "liang-junjie": ("梁俊杰", "440199200304050038", "13800138011"),
    "zhou-zixuan": ("周子轩", "440199201406110016", "13800138007"),
    "wu-haiyan": ("吴海燕", "440199197907300089", "13800138008"),
    "zhao-dawei": ("赵大伟", "44019919851119005X", "13800138009"),
    "ou-jiayi": ("区嘉怡", "440199199902140046", "13800138012"),
    "chan-kayan": ("陈嘉欣", "H99012345", "13800138013"),
    "ho-kitman": ("何洁雯", "810000199107079049", "13800138015"),
    "ivan-petrov": ("PETROV IVAN", "AB9912345", "13800138017"),
    "anna-smith": ("SMITH ANNA MARIE", "944840198503159027", "13800138016"),
}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50"


class Resident:
    """`Resident(app, sandbox, "lin-zhihao").known()`: signed in, phone given, real name confirmed. `lin-zhihao#2`: the same person on
    their second WeChat account."""

    def __init__(self, app: Any, sandbox: Any, who: str = "lin-zhihao") -> None:
        self.app, self.sandbox, self.who = app, sandbox, who
        self.name, self.id_number, self.phone = PEOPLE[who.partition("#")[0]]
        self.client = app.test_client()
        self.token = ""
        self.sign_in()

    def sign_in(self) -> Resident:
        """Trade a WeChat code for a token."""
        code = self.sandbox.control("POST", "/wx/login", person=self.who)["code"]
        reply = self.client.post("/api/sign-in", json={"code": code}, headers={"User-Agent": IPHONE})
        assert reply.status_code == 200, reply.text
        self.token = reply.json["token"]
        return self

    def call(self, method: str, path: str, body: Any = None, key: str | None = "", **more: Any) -> Any:
        """One request. `key`: the Idempotency-Key; a fresh one when left out, none when None."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if body is not None:
            more["json"] = body
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, key: str | None = "") -> Any:
        return self.call("POST", path, body if body is not None else {}, key)

    def give_phone(self) -> Resident:
        code = self.sandbox.control("POST", "/wx/phone", person=self.who)["code"]
        assert self.post("/api/me/phone", {"code": code}).status_code == 200
        return self

    def known(self) -> Resident:
        """Phone and real name, and the wallet filled."""
        self.give_phone()
        reply = self.post("/api/me/real-name", {"name": self.name, "id_number": self.id_number})
        assert reply.status_code == 200, reply.text
        drain()
        return self

    def proved(self) -> Resident:
        """Known, and the face shown once."""
        self.known()
        assert self.face().json["passed"] is True
        return self

    def face(self, outcome: str = "pass") -> Any:
        """One face check; returns the answer to its result."""
        verify_id = self.post("/api/me/face").json["verify_id"]
        self.sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome=outcome)
        return self.post(f"/api/me/face/{verify_id}/result")

    @property
    def me(self) -> dict[str, Any]:
        return self.get("/api/me").json


def drain() -> None:
    """Let everything that follows happen."""
    import wsgi

    Relay(wsgi.REACTIONS).drain()


def count(table: str) -> int:
    """Rows in a table."""
    from sqlalchemy import func, select

    from app.kernel import db

    with db.reading() as tx:
        return tx.execute(select(func.count()).select_from(db.metadata.tables[table])).scalar() or 0
