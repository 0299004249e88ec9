"""May this merchant act here: directly, or as a provider for a sub-merchant?"""

from __future__ import annotations

from sandbox.documents import Doc
from sandbox.pay.errors import PayError, bad_field
from sandbox.world import World


def direct(merchant: Doc, mchid: str, location: str = "body") -> None:
    """The caller speaks for itself; a mere service provider collects nothing."""
    if mchid != merchant["mchid"]:
        if not mchid:
            raise bad_field("/mchid", mchid, "必填参数缺失", location)
        raise PayError(400, "INVALID_REQUEST", "商户号与签名商户号不一致", number=268447843)
    if merchant["kind"] == "partner":
        raise PayError(403, "NO_AUTH", "服务商商户号不能以直连模式收款")


def bound(merchant: Doc, appid: str) -> None:
    """Raises PayError unless the app belongs to the merchant."""
    if appid not in merchant["appids"]:
        raise PayError(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试")


def partner(world: World, merchant: Doc, sp_mchid: str, sub_mchid: str, right: str | None, location: str = "body") -> None:
    """The caller acts for `sub_mchid`, and that one has granted `right` (pay, refund or None)."""
    for name, value in (("sp_mchid", sp_mchid), ("sub_mchid", sub_mchid)):
        if not value:
            raise bad_field(f"/{name}", value, "必填参数缺失", location)
    if sp_mchid != merchant["mchid"]:
        raise PayError(400, "INVALID_REQUEST", "服务商商户号与签名商户号不一致", number=268447843)
    sub(world, merchant, sub_mchid, right)


def acting_for(world: World, merchant: Doc, named: str | None, right: str | None = None) -> str | None:
    """The sub-merchant a call is about, or None for oneself; a mere provider has to name one."""
    if named:
        sub(world, merchant, named, right)
    elif merchant["kind"] == "partner":
        raise bad_field("/sub_mchid", None, "必填参数缺失")
    return named or None


def sub(world: World, merchant: Doc, sub_mchid: str, right: str | None) -> None:
    """Raises PayError unless the sub-merchant is the merchant's and grants this right."""
    if sub_mchid not in merchant.get("sub_mchids", {}).values():
        raise PayError(403, "NO_AUTH", "特约商户与服务商不存在受理关系", number=268443704)
    if right and right in world.tables["denied"].get(sub_mchid, []):
        raise PayError(403, "NO_AUTH", "特约商户未授权服务商的产品权限，请引导商户开通", number=268443701)
