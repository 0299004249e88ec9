"""Payment channels. One today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payment.channels.wechat_pay import WeChatPay

_wechat_pay: WeChatPay | None = None


def connect(given: Mapping[str, Any], notify_url: str) -> None:
    """Use these credentials (the `pay` part of the credentials file)."""
    global _wechat_pay
    _wechat_pay = WeChatPay(given, notify_url)


def wechat_pay() -> WeChatPay:
    """The channel in use. Raises RuntimeError before connect()."""
    if _wechat_pay is None:
        raise RuntimeError("no payment channel: call channels.connect first")
    return _wechat_pay
