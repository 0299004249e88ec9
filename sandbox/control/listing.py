"""Every control call with what it does and a body to send: `GET /control` as data, CONTROL.md to read."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Flask, current_app

from sandbox.control.answers import control
from sandbox.documents import Doc
from sandbox.world import World

bp = Blueprint("control_listing", __name__, url_prefix="/control")

PERSON = "lin-zhihao"
SHEET = {"appId": "wx…", "timeStamp": "1764115200", "nonceStr": "5K8264ILTKCH16CQ", "package": "prepay_id=wx…", "signType": "RSA"}
# What to send, by method and path; a call that is not here takes no body. `wx…`, `…` stand for what earlier answers gave.
EXAMPLES = {
    "POST /control/people": {"like": PERSON},
    "POST /control/wx/login": {"person": PERSON},
    "POST /control/wx/phone": {"person": PERSON},
    "POST /control/wx/subscribe": {"person": PERSON, "template_ids": ["…"], "decision": "accept"},
    "POST /control/wx/face": {"verify_id": "…", "outcome": "pass"},
    "POST /control/pay/sheet": {**SHEET, "paySign": "…"},
    "POST /control/pay/confirm": {"prepay_id": "wx…", "action": "pay"},
    "POST /control/apps/<appid>": {"frozen": False},
    "POST /control/wx/session": {"person": PERSON},
    "POST /control/wx/user-data": {"person": PERSON, "kind": "phone"},
    "POST /control/wx/risk": {"person": PERSON, "risky": False},
    "POST /control/wx/links": {"link": "…"},
    "POST /control/wx/pushes": {"person": PERSON, "text": "您好"},
    "POST /control/wx/titles/code": {"person": PERSON, "kind": "person"},
    "POST /control/wx/titles": {"person": PERSON, "url": "…", "kind": "person"},
    "POST /control/wx/invoices/authorisation": {"person": PERSON, "order_id": "…", "agree": True},
    "POST /control/nontax/notices": {"person": PERSON, "department": "dept-gat-jj", "items": {"罚款": 20000}},
    "POST /control/departments/<department>/cases/<case_no>/nodes": {"node": "accepted"},
    "POST /control/parcels/<waybill>/events": {"kind": "delivered"},
    "PUT /control/registers/<register>/rows": {"row_id": "4401067900000101", "set": {"状态": "撤销"}},
    "POST /control/switches/<switch>": {"on": True},
    "POST /control/merchants/<mchid>": {"mode": "public_key"},
    "POST /control/keys/rotate": {"overlap": 86400, "share": 1},
    "POST /control/authenticators": {"login": "xu.jing", "name": "许静", "role": "operator", "password": "…", "secret": "JBSWY3DPEHPK3PXP"},
    "POST /control/settings": {"refund_delay": 0.5},
    "POST /control/faults": {"match": {"side": "pay", "path": "^/v3/pay/"}, "kind": "lost_reply", "times": 1},
    "POST /control/clock": {"forward": 3600},
    "POST /control/refunds/<number>": {"status": "SUCCESS"},
    "POST /control/fapiao/<mchid>/<apply_id>": {"title": {"type": "INDIVIDUAL", "name": "林志豪"}},
    "POST /control/balances/<mchid>": {"balance": 1000000},
    "POST /control/rights/<sub_mchid>": {"denied": ["refund"]},
    "POST /control/consoles/<mchid>": {"refund_notify_url": "http://127.0.0.1:9000/refunds", "fee_share": 60},
    "POST /control/bills/<mchid>/<day>/rows": {"action": "change", "where": {"商户订单号": "…"}, "set": {"订单金额": "119.99"}},
}


def calls(app: Flask) -> list[Doc]:
    """[{call, does, example}] in the order of their paths; `example` is None for a call without a body."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.rule.startswith("/control") and getattr(view, "control", False):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                call = f"{method} {rule.rule}"
                does = re.sub(r"\s+", " ", view.__doc__ or "").strip()
                found.append({"call": call, "does": does, "example": EXAMPLES.get(call)})
    return sorted(found, key=lambda one: one["call"].split(" ")[::-1])


@bp.get("")
@control
def listing(world: World, body: Doc) -> object:
    """Every call there is: [{call, does, example}]."""
    return calls(current_app)


def page(app: Flask) -> str:
    """The same as a page of Markdown."""
    lines = ["# Every call of the control API", "", "Written by `python -m sandbox --calls`; `GET /control` gives the same as JSON.", ""]
    for one in calls(app):
        body = one["example"] and json.dumps(one["example"], ensure_ascii=False)
        lines += [f"**`{one['call']}`** {one['does']}", ""]
        lines += ["```json", body, "```", ""] if body else []
    return "\n".join(lines)
