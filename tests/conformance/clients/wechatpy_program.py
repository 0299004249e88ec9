"""wechatpy as it comes from PyPI, 1.8.18 or 2.x: a transport of its HTTP session takes api.weixin.qq.com to the sandbox."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import wechatpy
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException, WeChatClientException
from wechatpy.parser import parse_message
from wechatpy.utils import check_signature

from tests.conformance.clients.job import PERSON, Ear, Job, equal, run

WECHAT = "https://api.weixin.qq.com"
TWO = wechatpy.__version__.startswith("2")


class ToSandbox(HTTPAdapter):
    """Leads calls to WeChat to the sandbox, as a proxy would."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: Any, *args: Any, **how: Any) -> Any:
        request.url = request.url.replace(WECHAT, self.url, 1)
        how["proxies"] = {}
        return super().send(request, *args, **how)


def refused(code: int, call: Callable[..., Any], *args: Any) -> None:
    """The call must fail with this errcode."""
    try:
        call(*args)
    except WeChatClientException as error:
        equal(error.errcode, code, "errcode")
        return
    raise AssertionError(f"accepted instead of errcode {code}")


class Program:
    """A mini-program's server, and a service account for its invoices."""

    def __init__(self, job: Job) -> None:
        self.job, self.ear = job, Ear()
        apps = job.control("GET", "/apps")
        self.app = next(one for one in apps if one["kind"] == "miniprogram")
        self.client = self.build(self.app)
        self.account = self.build(next(one for one in apps if one["kind"] == "service"))
        self.openid = job.openid(self.app["appid"])

    def build(self, app: dict[str, Any]) -> WeChatClient:
        client = WeChatClient(app["appid"], app["secret"], timeout=15)
        client._http.mount(WECHAT, ToSandbox(self.job.url))
        return client

    def code(self, kind: str) -> str:
        return self.job.control("POST", f"/wx/{kind}", appid=self.app["appid"], person=PERSON)["code"]

    def token(self) -> str:
        first = self.client.fetch_access_token()
        equal(first["expires_in"], 7200)
        equal(self.client.access_token, first["access_token"])
        return "7200 s"

    def wrong_secret(self) -> str:
        refused(40125, self.build({**self.app, "secret": "0" * 32}).fetch_access_token)
        return "40125"

    def stale_token(self) -> str:
        """The client finds its token refused, fetches a new one by itself and repeats."""
        self.client.session.set(self.client.access_token_key, "stale")
        assert self.client.wxa.get_wxa_code_unlimited("case=1").content
        assert self.client.access_token != "stale"
        return "renewed"

    def session(self) -> str:
        code = self.code("login")
        found = self.client.wxa.code_to_session(code)
        equal((found["openid"], len(found["session_key"])), (self.openid, 24))
        refused(40163, self.client.wxa.code_to_session, code)
        refused(40029, self.client.wxa.code_to_session, self.code("phone"))
        return "40163, 40029"

    def phone(self) -> str:
        code = self.code("phone")
        found = self.client.wxa.get_phone_number(code)["phone_info"]
        equal((found["countryCode"], found["watermark"]["appid"]), ("86", self.app["appid"]))
        refused(40029, self.client.wxa.get_phone_number, code)
        return "40029"

    def subscribe(self) -> str:
        """One consent, one message; then 43101. A value against its rule is named."""
        template, good = "conformance-template", {"thing1": {"value": "护照换发"}, "phrase2": {"value": "已受理"}}
        refused(43101, self.client.wxa.send_subscribe_message, self.openid, template, good)
        self.job.control("POST", "/wx/subscribe", appid=self.app["appid"], person=PERSON, template_ids=[template])
        refused(47003, self.client.wxa.send_subscribe_message, self.openid, template, {"thing1": {"value": "长" * 21}})
        self.client.wxa.send_subscribe_message(self.openid, template, good)
        refused(43101, self.client.wxa.send_subscribe_message, self.openid, template, good)
        return "43101, 47003"

    def image(self) -> str:
        reply = self.client.wxa.get_wxa_code_unlimited("case=1", page="pages/index")
        assert reply.content[:3] == b"\xff\xd8\xff" or reply.content[:4] == b"\x89PNG", reply.content[:40]
        refused(40169, self.client.wxa.get_wxa_code_unlimited, "x" * 33)
        return f"{len(reply.content)} bytes"

    def link(self) -> str:
        found = self.client.wxa.get_url_link("pages/index", "a=1", True, 1, None, 7)["url_link"]
        where = self.job.control("POST", "/wx/links", link=found)
        equal((where["path"], where["query"]), ("pages/index", "a=1"))
        return "opened"

    def push(self) -> str:
        """A sealed message is opened by the client; with another token it is refused."""
        self.job.control("POST", "/settings", push_url=self.ear.url, push_mode="secure", push_format="xml")
        self.job.control("POST", "/wx/pushes", appid=self.app["appid"], person=PERSON, text="什么时候能办好？")
        headers, body = self.ear.next()
        query = {name: values[0] for name, values in parse_qs(urlsplit(headers[":path"]).query).items()}
        check_signature(self.app["push_token"], query["signature"], query["timestamp"], query["nonce"])
        told = (query["msg_signature"], query["timestamp"], query["nonce"])
        opened = WeChatCrypto(self.app["push_token"], self.app["push_aes_key"], self.app["appid"]).decrypt_message(body, *told)
        equal(parse_message(opened).content, "什么时候能办好？")
        try:
            WeChatCrypto("another", self.app["push_aes_key"], self.app["appid"]).decrypt_message(body, *told)
        except InvalidSignatureException:
            return "opened, other token refused"
        raise AssertionError("the client took a wrong signature for good")

    def invoice(self) -> str:
        """A service account: set up, the person agrees, a card goes into the wallet, and is reimbursed."""
        invoice, order = self.account.invoice, f"conf-{time.time_ns()}"
        platform = invoice.get_url().partition("s_pappid=")[2]
        contact = {"contact": {"phone": "020-83000000", "time_out": 3600}}
        self.account.post(f"{WECHAT}/card/invoice/setbizattr", params={"action": "set_contact"}, data=contact)
        invoice.set_pay_mch("1900000109", platform)
        equal(invoice.get_pay_mch()["paymch_info"]["s_pappid"], platform)
        invoice.set_auth_field({"show_title": 1, "show_phone": 0, "show_email": 1}, {"show_title": 1, "show_tax_no": 1})
        ticket = self.account.jsapi.get_ticket("wx_card")["ticket"]
        assert invoice.get_auth_url(platform, order, 12000, int(time.time()), "web", ticket, 0, "https://example.com/done")
        self.job.control("POST", "/wx/invoices/authorisation", person=PERSON, order_id=order)
        equal(invoice.get_auth_data(platform, order)["invoice_status"], "auth success")
        base = {"logo_url": "https://example.com/logo.png", "title": "工本费发票"}
        card = invoice.create_card(base, "出入境", "电子发票")
        media = invoice.upload_pdf(("a.pdf", io.BytesIO(b"%PDF-1.4\n%%EOF\n")))
        assert invoice.get_pdf(media)["pdf_url"]
        number = str(time.time_ns()).zfill(20)
        data = {"fee": 12000, "title": "林志豪", "billing_time": int(time.time()), "fee_without_tax": 12000, "tax": 0}
        data |= {"billing_no": number, "billing_code": "", "s_pdf_media_id": media}
        data["info"] = [{"name": "护照工本费", "num": 1, "unit": "本", "price": 12000}]
        extra = {"nonce_str": "nonce", "user_card": {"invoice_user_data": data}}
        invoice.insert(order, card, self.account.appid, extra)
        refused(72018, invoice.insert, order, card, self.account.appid, extra)
        found = next(one for one in self.job.control("GET", "/wx/invoices") if one["order_id"] == order)
        code = found["encrypt_code"]
        equal(invoice.get_reimburse(card, code)["user_info"]["fee"], 12000)
        invoice.update_reimburse(card, code, "INVOICE_REIMBURSE_LOCK")
        invoice.update_reimburse(card, code, "INVOICE_REIMBURSE_CLOSURE")
        return "CLOSURE"


def main() -> None:
    job = Job()
    program = Program(job)
    flows = [
        ("token", program.token),
        ("wrong secret", program.wrong_secret),
        ("session", program.session),
        ("stale token", program.stale_token),
        ("subscribe", program.subscribe),
        ("code image", program.image),
        ("push", program.push),
        ("invoice", program.invoice),
    ]
    if TWO:
        flows[4:4] = [("phone", program.phone), ("url link", program.link)]
    run(flows)


if __name__ == "__main__":
    main()
