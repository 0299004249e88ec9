"""`result:` of an item, read strictly: what comes of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app import reference
from app.language.content import FieldRow, Result, ResultSaid
from app.language.declared import DELIVERY, PICKUP
from app.language.lookups import Lookup
from app.language.sheet import Fail

CHILD = "child"  # the applicant's, who has no number yet
PLACE = ("名称", "地址", "营业时间", "电话")  # what a register says of each place where something is fetched
AT_ONCE = ("each", "item", "result")  # how many cases of one person may be on their way: any number, one of the item, one to the result


def read(said: ResultSaid, fields: Collection[str], questions: Collection[str], fail: Fail) -> Result:
    """The result, with the name of the certificate that it is. `fields`: those of the form; `questions`: what is asked."""
    kind, making = said.get("cert"), said.get("making", "")
    if kind and kind not in reference.certificates():
        raise fail("result.cert", f"没有这种证照：{kind}")
    if said.get("at_once", "result") not in AT_ONCE:
        raise fail("result.at_once", f"不认识：{said['at_once']}，可用：{'、'.join(AT_ONCE)}")
    for asked in said.get("apart", ()):
        if asked not in questions:
            raise fail("result.apart", f"没有这一问：{asked}")
    for one in said.get("changes", ()):
        if one not in reference.certificates():
            raise fail("result.changes", f"没有这种证照：{one}")
    whose = said.get("whose", CHILD)
    if whose != CHILD and not (isinstance(whose, list) and whose and all(_in_form(one, fields) for one in whose)):
        raise fail("result.whose", f"不认识：{whose}，可用：child，或者 [form.表里的一项.哪一列]")
    place, _, field = said.get("renames", "").partition(".")
    if "renames" in said and (place != "form" or field not in fields):
        raise fail("result.renames", f"写成 form.表里的一项：{said['renames']}")
    if not all(_in_form(one, fields) for one in said.get("ends", ())):
        raise fail("result.ends", f"写成 [form.表里的一项.哪一列]：{said['ends']}")
    if bool(said.get("paper")) is not bool(making):
        raise fail("result.making", "结果有纸质的，要写明做它的这一步叫什么；没有就不写")
    if not isinstance(making, str) or len(making) > 4:
        raise fail("result.making", f"最多 4 个字：{making}")
    return {**said, "cert_name": reference.certificates()[kind]["name"] if kind else None}


def _in_form(path: object, fields: Collection[str]) -> bool:
    place, *names = path.split(".") if isinstance(path, str) else [""]
    return place == "form" and len(names) == 2 and names[0] in fields


def offered(result: Result, form: Iterable[FieldRow], fail: Fail) -> None:
    """What the form lets the person choose is how the result can come to them, and the other way round. Raises Mistake."""
    choices = {option[0] for one in form if one["id"] == "delivery" for option in one["options"]}
    for way in ("mail", "pickup"):
        if (way in choices) is not bool(result.get(way)):
            raise fail(f"result.{way}", f"和表里 delivery 的选项对不上：{way}")


def fetched(result: Result, form: Iterable[FieldRow], lookups: Iterable[Lookup], fail: Fail) -> None:
    """Where it is fetched is asked of whoever fetches it, and picked from a register that says where that is and when it is open.
    Raises Mistake."""
    if "fetch" not in result:
        return
    said = result["fetch"]
    if not isinstance(said, dict) or said.keys() != {"pick", "called"} or not said["called"]:
        raise fail("result.fetch", "写成 {pick: 表里选地方的那一项, called: 那种地方叫什么}")
    columns = {one.id: one.register.columns for one in lookups}
    pick = next((one for one in form if one["id"] == said["pick"]), None)
    if pick is None or pick["kind"] != "pick" or pick.get("many"):
        raise fail("result.fetch.pick", f"表里没有这一项，或者它不是选一行：{said['pick']}")
    if pick["when"] != {DELIVERY: PICKUP} or not pick["required"]:
        raise fail("result.fetch.pick", f"只问自己去取的，也一定要选：when: {{{DELIVERY}: {PICKUP}}}")
    if missing := [name for name in PLACE if name not in columns[pick["lookup"]]]:
        raise fail("result.fetch.pick", f"登记里没有写在哪里、什么时候开：{'、'.join(missing)}")
