"""The asynchronous half of wechatpayv3, over one pooled connection: the same merchant, the same flows, each call awaited."""

from __future__ import annotations

import asyncio
import inspect
import os
from typing import Any

from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType

from tests.conformance.clients.job import Job, run
from tests.conformance.clients.wechatpayv3_program import Shop, flows


class Awaited:
    """An object whose coroutines are run to their end, so that a merchant who knows nothing of loops can call it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, made: Any) -> None:
        self._loop, self._made = loop, made

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._made, name)
        if not callable(found):
            return Awaited(self._loop, found) if name == "_core" else found

        def call(*arguments: Any, **named: Any) -> Any:
            result = found(*arguments, **named)
            return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

        return call


class AsyncShop(Shop):
    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.loop = asyncio.new_event_loop()

    def keys(self) -> str:
        """In certificate mode the client fetches the certificates when its context begins."""
        public = {"public_key": self.card["public_key"], "public_key_id": self.card["public_key_id"]}
        made = AsyncWeChatPay(
            WeChatPayType.MINIPROG,
            mchid=self.card["mchid"],
            private_key=self.card["private_key"],
            cert_serial_no=self.card["serial"],
            appid=self.appid,
            apiv3_key=self.card["apiv3_key"],
            notify_url=self.ear.url,
            cert_dir=os.path.join(self.job.given["folder"], f"async-{self.card['mchid']}"),
            partner_mode=self.partner,
            timeout=(5, 20),
            **(public if self.mode == "public_key" else {}),
        )
        made._core._gate_way = self.job.url
        self.loop.run_until_complete(made.__aenter__())
        self.client = Awaited(self.loop, made)
        return f"{len(made._core._certificates)} certificate(s)"


if __name__ == "__main__":
    run(flows(AsyncShop(Job())))
