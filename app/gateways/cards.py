"""api.weixin.qq.com/card/invoice, as the service account: a person's yes, the card, its end (docs/protocols.md, wechat's own pages)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

import orjson
import structlog
from wechatpy.exceptions import WeChatClientException

from app.gateways import answers
from app.gateways.wechat import Client
from app.kernel import clock
from app.kernel.cache import cache
from app.kernel.cards import Answered, CardData, CardRefused, CardTitle, Page
from app.kernel.errors import Refused, Unavailable
from app.kernel.http import Peer
from app.kernel.jsons import Json, Object

log = structlog.get_logger("wechat")
T = TypeVar("T")
READY_S = 86400  # how long the account's own settings are taken for granted
STATUSES: dict[str, Answered] = {"auth success": "yes", "reject insert": "no", "insert success": "in"}
OLD_TITLE = {72044, 72092}
BUSY = {-1, 45009, 45011, 40001, 42001}


class WeChatCards:
    """kernel.cards.Cards. `given`: {base, service: {appid, secret}, mchid, site}."""

    def __init__(self, given: Mapping[str, Json], mchid: str, site: str) -> None:
        service = given.get("service")
        account = service if isinstance(service, dict) else {}
        self._appid, self._mchid, self._site = str(account.get("appid", "")), mchid, site
        self._peer = Peer("wechat-cards", str(given.get("base", "")))
        self._client = Client(self._appid, str(account.get("secret", "")), self._peer)

    def forgive(self) -> None:
        """Close the breaker (tests)."""
        self._peer.forgive()

    def title(self, scanned: str) -> CardTitle:
        """As the port says."""
        told = answers.read(answers.WeChatTitle, self._post("scantitle", {"scan_text": scanned}), "wechat", "title")
        return CardTitle(
            told["title"], told["tax_no"], told["addr"], told["phone"], told["bank_type"], told["bank_no"], told["title_type"] == 1
        )

    def ask(self, order_id: str, fen: int, phone: str) -> Page:
        """As the port says. The account says once a day whom to call, and whose payments these are."""
        platform = self._platform(phone)
        body = {
            "s_pappid": platform,
            "order_id": order_id,
            "money": fen,
            "timestamp": int(clock.now().timestamp()),
            "source": "wxa",
            "type": 2,
            "ticket": self._ticket(),
        }
        told = answers.read(answers.AuthPage, self._post("getauthurl", body), "wechat", "auth")
        return Page(told["appid"], told["auth_url"])

    def answered(self, order_id: str) -> Answered:
        """As the port says."""
        told = self._post("getauthdata", {"s_pappid": self._platform(""), "order_id": order_id})
        return STATUSES.get(str(told.get("invoice_status")), "waiting")

    def template(self, payee: str) -> str:
        """As the port says."""
        base = {"logo_url": f"{self._site}/logo.png", "title": payee[:9]}
        told = self._post("platform/createcard", {"invoice_info": {"base_info": base, "payee": payee, "type": "电子发票"}})
        return str(answers.read(answers.CardMade, told, "wechat", "card")["card_id"])

    def put(self, template: str, data: CardData, pdf: bytes) -> str:
        """As the port says."""
        media = self._upload(pdf)
        user: Object = {
            "fee": data.total,
            "title": data.title,
            "billing_time": data.at,
            "billing_no": data.number,
            "billing_code": "",
            "fee_without_tax": data.amount,
            "tax": data.tax,
            "s_pdf_media_id": media,
            "info": [{"name": name, "price": fen} for name, fen in data.lines],
        }
        ext = {"nonce_str": secrets.token_hex(8), "user_card": {"invoice_user_data": user}}
        body = {"order_id": data.order_id, "card_id": template, "appid": self._appid, "card_ext": ext}
        return str(answers.read(answers.CardPut, self._post("insert", body), "wechat", "insert")["code"])

    def cancel(self, template: str, code: str) -> None:
        """As the port says."""
        body = {"card_id": template, "code": code, "reimburse_status": "INVOICE_REIMBURSE_CANCEL"}
        self._post("platform/updatestatus", body)

    def _platform(self, phone: str) -> str:
        key = f"wechat_pappid:{self._appid}"
        stored = cache().get(key)
        if stored:
            return stored.decode()
        told = answers.read(answers.InvoiceUrl, self._post("seturl", {}), "wechat", "seturl")
        platform = str(told["invoice_url"]).partition("s_pappid=")[2]
        if phone:
            self._post("setbizattr", {"contact": {"phone": phone, "time_out": 3600}}, action="set_contact")
            self._post("setbizattr", {"paymch_info": {"mchid": self._mchid, "s_pappid": platform}}, action="set_pay_mch")
            cache().set(key, platform.encode(), READY_S)
        return platform

    def _ticket(self) -> str:
        key = f"wechat_card_ticket:{self._appid}"
        stored = cache().get(key)
        if stored:
            return stored.decode()
        told = self._asked(lambda token: self._client.read("/cgi-bin/ticket/getticket", {"access_token": token, "type": "wx_card"}))
        made = answers.read(answers.Ticket, told, "wechat", "ticket")
        cache().set(key, str(made["ticket"]).encode(), max(60, made["expires_in"] - 300))
        return str(made["ticket"])

    def _upload(self, pdf: bytes) -> str:
        edge = f"----{secrets.token_hex(12)}"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="pdf"; filename="invoice.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        body = head.encode() + pdf + f"\r\n--{edge}--\r\n".encode()

        def send(token: str) -> Object:
            path = "/card/invoice/platform/setpdf?" + urlencode({"access_token": token})
            reply = self._peer.call("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
            told: Object = orjson.loads(reply.body)
            if told.get("errcode"):
                raise WeChatClientException(told["errcode"], told.get("errmsg"))
            return told

        return str(answers.read(answers.PdfKept, self._asked(send), "wechat", "pdf")["s_media_id"])

    def _post(self, what: str, body: Mapping[str, object], **more: str) -> Object:
        return self._asked(lambda _: self._client.post(f"/card/invoice/{what}", data=body, **more))

    def _asked(self, call: Callable[[str], object]) -> Object:
        try:
            told = call(self._client.access_token)
        except WeChatClientException as error:
            log.warning("card_refused", errcode=error.errcode)
            if error.errcode in BUSY:
                raise Unavailable("wechat_busy", "微信那边正忙") from None
            if error.errcode in OLD_TITLE:
                raise Refused("title_code_old", "码过期了，请客人刷新", "让客人重新打开抬头") from None
            raise CardRefused(error.errcode) from None
        except orjson.JSONDecodeError:
            raise Unavailable("wechat_down") from None
        if not isinstance(told, dict):
            raise Unavailable("wechat_down")
        return told
