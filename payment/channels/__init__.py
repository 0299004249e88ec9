"""Payment channels: WeChat Pay, for as many merchants as the credentials file names, and who collects through which.

"pay": {…one merchant's card…,                               the default merchant; a card's `name` is what WeChat shows of it
        "merchants": [{…card…}, …],                           further ones, direct or service providers
        "payees": {"dept-gat-hz": {"mchid": "19…", "sub_mchid": "17…", "name": "…"},   a sub-merchant of a provider, and its own name
                   "dept-gat-jj": {"mchid": "19…"}}}          a direct merchant; who is not named: the default one
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.kernel.errors import NotFound, Unavailable
from app.kernel.jsons import Json, a_list, an_object, part
from payment.channels.wechat_pay import WeChatPay

_merchants: dict[str, WeChatPay] = {}
_payees: dict[str, tuple[str, str]] = {}
_names: dict[tuple[str, str], str] = {}  # by merchant and sub-merchant
_default = ""


def connect(given: Mapping[str, Json], notify_url: str) -> None:
    """Use these credentials (the `pay` part of the credentials file). Raises ValueError when a payee's merchant is not among them."""
    global _merchants, _payees, _names, _default
    first = WeChatPay(given, notify_url)
    cards = [an_object(card) for card in a_list(given.get("merchants") or [])]
    others = [WeChatPay(card, f"{notify_url}/{card['mchid']}") for card in cards if str(card["mchid"]) != first.mchid]
    merchants = {one.mchid: one for one in (first, *others)}
    through = {name: an_object(one) for name, one in part(given, "payees").items()}
    payees = {name: (str(one["mchid"]), str(one.get("sub_mchid", ""))) for name, one in through.items()}
    unknown = sorted({mchid for mchid, _ in payees.values()} - merchants.keys())
    if unknown:
        raise ValueError(f"pay.payees names merchants that pay.merchants does not hold: {', '.join(unknown)}")
    names = {(str(card["mchid"]), ""): str(card.get("name") or "") for card in (given, *cards)}
    names |= {payees[name]: str(one.get("name") or "") for name, one in through.items() if one.get("sub_mchid")}
    _merchants, _payees, _names, _default = merchants, payees, names, first.mchid


def wechat_pay(mchid: str | None = None) -> WeChatPay:
    """A merchant's channel, the default one's without a number. Raises Unavailable `pay_off` where the credentials file has no `pay`,
    NotFound for no merchant of ours."""
    if not _merchants:
        raise Unavailable("pay_off", "网上缴费还没有开通", "带着办件编号去窗口交，或者打热线问一问")
    found = _merchants.get(mchid or _default)
    if found is None:
        raise NotFound("merchant_unknown", "没有这个商户", "核对商户号")
    return found


def all_merchants() -> Iterable[WeChatPay]:
    """Every merchant's channel, the default one first."""
    return _merchants.values()


def collects_for(payee: str) -> tuple[WeChatPay, str]:
    """Through which merchant a payee collects, and its number as sub-merchant there (empty: the merchant itself)."""
    mchid, sub_mchid = _payees.get(payee, (_default, ""))
    return wechat_pay(mchid), sub_mchid


def shown_as(mchid: str, sub_mchid: str) -> str:
    """What WeChat's own sheet calls who is paid; empty where the credentials file does not say."""
    return _names.get((mchid, sub_mchid), "")
