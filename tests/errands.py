"""Any errand: begin, fill in what is asked with fitting values, give what is wanted, sign, hand in. All over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from werkzeug.serving import make_server

from deploy.walks.fitting import fitting, right
from tests.applications import give, photo, signature
from tests.residents import Resident, drain

CITY = "440100"
TWICE = 12  # a choice may open fields that open others


def start(who: Resident, item: str, answers: Mapping[str, str], city: str = CITY) -> str:
    """A draft; its number."""
    reply = who.post("/api/cases", {"item": item, "city": city, "answers": dict(answers), "anyway": True})
    assert reply.status_code == 201, f"{item}: {reply.text}"
    return str(reply.json["no"])


def fill(who: Resident, no: str, said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Fill the form until nothing is missing. Returns the form."""
    for _ in range(TWICE):
        form = who.get(f"/api/cases/{no}/form")
        assert form.status_code == 200, form.text
        if not form.json["gaps"]:
            return dict(form.json)
        asked = {one["id"]: one for one in form.json["fields"]}
        picks = [key for key in form.json["gaps"] if asked[key]["kind"] == "pick"]  # what is picked fills in others
        known = [key for key in form.json["gaps"] if key in (said or {})]  # and what is said may say what can be picked
        values = {key: (said or {}).get(key) or _value(who, no, asked[key]) for key in known or picks[:1] or form.json["gaps"]}
        values = {key: value for key, value in values.items() if value is not None}
        saved = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert saved.status_code == 200 and saved.json["errors"] == [], saved.text
    raise AssertionError(f"{no}: still {form.json['gaps']}")


def _value(who: Resident, no: str, field: Mapping[str, Any]) -> Any:
    """What fits; of a pick who fills it in, else the first row there is."""
    if field["kind"] == "held":
        return hold(who, no, field["id"])
    if field["kind"] == "slot":
        return take_slot(who, no, field["id"])
    if field["kind"] != "pick":
        return fitting(field)
    rows = who.get(f"/api/cases/{no}/lookups/{field['lookup']}")
    assert rows.status_code == 200 and rows.json["rows"], rows.text
    first = next((one for one in rows.json["rows"] if one["title"] == who.name), rows.json["rows"][0])["id"]
    return [first] if field["many"] else first


def hold(who: Resident, no: str, field: str) -> None:
    """Take the first that is drawn, once what it hangs on is there; it is in the form then."""
    shown = who.post(f"/api/cases/{no}/holds/{field}/draw")
    if shown.json.get("code") == "hold_waits":
        return
    assert shown.status_code == 200, shown.text
    held = who.post(f"/api/cases/{no}/holds/{field}", {"unit": shown.json["units"][0]})
    assert held.status_code == 200, held.text


def take_slot(who: Resident, no: str, field: str, hall: str = "", at: str = "") -> None:
    """Hold the first time there is from the day after tomorrow on (or the one that begins `at`), where it says where: whoever may say no
    has answered by then. It is in the form then."""
    shown = who.get(f"/api/cases/{no}/slots/{field}?hall={hall}")
    assert shown.status_code == 200, shown.text
    if not shown.json["hall"]:
        if not shown.json["halls"]:
            return
        hall = shown.json["halls"][0]["id"]
        shown = who.get(f"/api/cases/{no}/slots/{field}?hall={hall}")
    open_ = [(n, one["at"]) for n, day in enumerate(shown.json["hall"]["days"]) if day["open"] for one in day["slots"] if one["left"]]
    later = [at] if at else [one for n, one in open_ if n >= 2] or [open_[0][1]]
    for one in later:  # who comes for three things then, or that half day already, chooses another
        held = who.post(f"/api/cases/{no}/slots/{field}", {"at": one, **({"hall": hall} if hall else {})})
        if held.json.get("code") not in ("booked_enough", "booked_twice"):
            break
    assert held.status_code == 200 and held.json["errors"] == [], held.text


def hand_over(who: Resident, no: str, wrong: Sequence[str] = ()) -> None:
    """Give every picture that must be given, and sign. `wrong`: what the page says has to be put right first."""
    for one in who.get(f"/api/cases/{no}/materials").json["materials"]:
        if one["how"] == "upload" and one["need"] == "must":
            given = give(who, f"/api/cases/{no}/materials/{one['material']}", picture((one["shape"] or {}).get("width")))
            assert given.json["state"] == "ok", given.text
    page = who.get(f"/api/cases/{no}/confirm")
    assert page.status_code == 200 and page.json["gaps"] == [*wrong], page.text
    if page.json["signature"]["needed"]:
        signed = give(who, f"/api/cases/{no}/signature", written(), "sign.png", "image/png")
        assert signed.json["state"] == "ok", signed.text


def ready(who: Resident, item: str, answers: Mapping[str, str], said: Mapping[str, str] | None = None, city: str = CITY) -> str:
    """A draft with everything in it: `said`, what the item's own scene says is right, and otherwise what fits."""
    no = start(who, item, answers, city)
    fill(who, no, {**right(item), **(said or {})})
    hand_over(who, no)
    return no


def submit(who: Resident, no: str) -> Any:
    """Read it whole and hand it in; the answer."""
    assert who.get(f"/api/cases/{no}/confirm").json["veiled"] is False
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 200, f"{no}: {reply.text}"
    return reply.json


def pay(who: Resident, sandbox: Any, no: str) -> None:
    """Pay the way WeChat does."""
    drain()  # the bill is made when what follows the department's word has happened
    bill = who.post(f"/api/cases/{no}/payment")
    assert bill.status_code == 200, bill.text
    prepay = bill.json["sheet"]["package"].removeprefix("prepay_id=")
    sandbox.control("POST", "/pay/confirm", prepay_id=prepay, action="pay")
    assert who.post(f"/api/orders/{bill.json['order_no']}/check").json["state"] == "paid"
    drain()


@lru_cache
def picture(width: float | None = None) -> bytes:
    """A photo that passes every rule, or that of a portrait so many millimetres wide."""
    return photo(780, 960) if width == 26 else photo(780, 1134)


@lru_cache
def written() -> bytes:
    """A signature."""
    return signature()


@contextmanager
def served(app: Any, monkeypatch: Any) -> Iterator[str]:
    """The application on a free port, where departments reach it: they call back and fetch files."""
    from app.cases import reactions
    from app.kernel.ports import outside

    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(outside().departments, "_callback", f"{url}/department/v1")
    monkeypatch.setattr(reactions, "_public_url", url)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join(5)
