"""Whatever is sent, WeChat answers 200 with an errcode: no junk makes the sandbox stumble."""

import pytest
import requests

from tests.sandbox.wechat import App

JUNK = [None, True, 0, -1, 10**30, 1.5, "", "x" * 70_000, "\x00", "中文", [], [1], [[]], {}, {"a": {}}]
FIELDS = {
    "/cgi-bin/stable_token": "grant_type appid secret force_refresh",
    "/wxa/business/getuserphonenumber": "code openid",
    "/wxa/business/checkencryptedmsg": "encrypted_msg_hash",
    "/cgi-bin/message/subscribe/send": "touser template_id page data miniprogram_state lang",
    "/cityservice/face/identify/getverifyid": "out_seq_no cert_info openid",
    "/cityservice/face/identify/queryverifyinfo": "verify_id out_seq_no cert_hash openid",
    "/wxa/getwxacodeunlimit": "scene page check_path env_version width auto_color line_color is_hyaline",
    "/wxa/generate_urllink": "path query expire_type expire_time expire_interval env_version",
    "/wxa/generatescheme": "jump_wxa expire_type expire_time",
    "/wxa/query_urllink": "url_link",
    "/wxa/queryscheme": "scheme",
    "/wxa/msg_sec_check": "version openid scene content nickname",
    "/wxa/media_check_async": "media_url media_type version openid scene",
    "/wxa/sec/order/upload_shipping_info": "order_key logistics_type delivery_mode shipping_list upload_time payer",
    "/wxa/sec/order/is_trade_managed": "appid",
    "/nontax/queryfee": "appid service_id payment_notice_no department_code region_code",
    "/nontax/unifiedorder": "appid openid desc fee ip order_no payment_notice_no department_name scene items",
    "/nontax/getorder": "appid order_id",
    "/card/invoice/scantitle": "scan_text",
    "/card/invoice/biz/getusertitleurl": "title phone user_fill",
    "/card/invoice/biz/getselecttitleurl": "attach biz_name",
    "/card/invoice/seturl": "a",
    "/card/invoice/setbizattr?action=set_pay_mch": "paymch_info",
    "/card/invoice/setbizattr?action=set_contact": "contact",
    "/card/invoice/setbizattr?action=set_auth_field": "auth_field",
    "/card/invoice/platform/createcard": "invoice_info",
    "/card/invoice/getauthurl": "s_pappid order_id money timestamp source redirect_url ticket type",
    "/card/invoice/getauthdata": "s_pappid order_id",
    "/card/invoice/rejectinsert": "s_pappid order_id reason",
    "/card/invoice/platform/getpdf?action=get_url": "s_media_id",
    "/card/invoice/insert": "order_id card_id appid card_ext",
    "/card/invoice/platform/updatestatus": "card_id code reimburse_status",
    "/card/invoice/reimburse/getinvoiceinfo": "card_id encrypt_code",
    "/card/invoice/reimburse/getinvoicebatch": "item_list",
    "/card/invoice/reimburse/updateinvoicestatus": "card_id encrypt_code reimburse_status",
    "/card/invoice/reimburse/updatestatusbatch": "openid reimburse_status invoice_list",
}
INSIDE = {
    "order_key": {"order_number_type": 1, "mchid": "1", "out_trade_no": "1"},
    "card_ext": {"nonce_str": "n", "user_card": {"invoice_user_data": {}}},
    "cert_info": {"cert_type": "IDENTITY_CARD", "cert_name": "林志豪", "cert_no": "1"},
    "jump_wxa": {"path": "pages/a", "query": ""},
    "line_color": {"r": 0, "g": 0, "b": 0},
    "data": {"thing1": {"value": "x"}},
    "shipping_list": [{"item_desc": "x"}],
    "payer": {"openid": "o"},
    "items": [{"fee": 1}],
    "paymch_info": {"mchid": "1", "s_pappid": "1"},
    "contact": {"phone": "1", "time_out": 1},
    "auth_field": {"user_field": {"show_title": 1}, "biz_field": {}},
    "invoice_info": {"base_info": {"logo_url": "l", "title": "t"}, "payee": "p", "type": "t"},
    "item_list": [{"card_id": "1", "encrypt_code": "1"}],
    "invoice_list": [{"card_id": "1", "encrypt_code": "1"}],
}


def bodies(app, names):
    """Each field, and each field inside a field, as every kind of junk; the others as they should be."""
    known = {"appid": app.appid, "openid": app.openid(), "touser": app.openid(), "version": 2, "type": 0, "money": 1, "timestamp": 1}
    known |= {"order_number_type": 1, "logistics_type": 1, "delivery_mode": 1, "media_type": 2, "media_url": "http://127.0.0.1:9/"}
    good = {name: INSIDE.get(name, known.get(name, "1")) for name in names}
    for name in names:
        yield from ({**good, name: junk} for junk in JUNK)
        inner = good[name][0] if isinstance(good[name], list) else good[name]
        for part in inner if isinstance(inner, dict) else ():
            for junk in JUNK:
                spoilt = {**inner, part: junk}
                yield {**good, name: [spoilt] if isinstance(good[name], list) else spoilt}


@pytest.mark.parametrize("path", FIELDS)
def test_junk_is_answered_with_an_errcode(sandbox, path):
    app = App(sandbox, "service" if path.startswith(("/card/", "/nontax/")) else "miniprogram")
    app.login()
    with requests.Session() as wire:
        for body in bodies(app, FIELDS[path].split()):
            reply = wire.post(sandbox.url + path, params={"access_token": app.token}, json=body, timeout=10)
            assert reply.status_code == 200, (body, reply.text)
            assert reply.headers["Content-Type"].startswith("image/") or isinstance(reply.json().get("errcode", 0), int)
        for raw in (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 5000):
            reply = wire.post(sandbox.url + path, params={"access_token": app.token}, data=raw, timeout=10)
            assert reply.status_code == 200, (raw[:20], reply.text)
            assert reply.json()["errcode"] != 0
