"""`result:` of an item, read strictly: what comes of it. Pure."""

from __future__ import annotations

from app import reference
from app.language.content import Result, ResultSaid
from app.language.sheet import Fail

AT_ONCE = ("each", "item", "result")  # how many cases of one person may be on their way: any number, one of the item, one to the result


def read(said: ResultSaid, fail: Fail) -> Result:
    """The result, with the name of the certificate that it is."""
    kind, making = said.get("cert"), said.get("making", "")
    if kind and kind not in reference.certificates():
        raise fail("result.cert", f"没有这种证照：{kind}")
    if said.get("at_once", "result") not in AT_ONCE:
        raise fail("result.at_once", f"不认识：{said['at_once']}，可用：{'、'.join(AT_ONCE)}")
    if said.get("whose", "child") != "child":
        raise fail("result.whose", f"不认识：{said['whose']}，可用：child")
    if bool(said.get("paper")) is not bool(making):
        raise fail("result.making", "结果有纸质的，要写明做它的这一步叫什么；没有就不写")
    if not isinstance(making, str) or len(making) > 4:
        raise fail("result.making", f"最多 4 个字：{making}")
    return {**said, "cert_name": reference.certificates()[kind]["name"] if kind else None}
