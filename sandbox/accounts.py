"""Apps and merchants that exist in this world, with the secrets only their owner and WeChat know."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox import bureau
from sandbox.documents import Doc, Maybe
from sandbox.identity import certificate, public_pem, to_pem
from sandbox.world import World, data

PUBLIC_KEY = "wechatpay-public"
COURIER = "courier-ems"


def apps() -> list[Doc]:
    """All apps, the mini-program first."""
    result: list[Doc] = data("accounts")["apps"]
    return result


def app(appid: str) -> Maybe:
    """The app of this id, or None."""
    return next((one for one in apps() if one["appid"] == appid), None)


def main_app() -> str:
    """The mini-program's id."""
    result: str = apps()[0]["appid"]
    return result


def service_app() -> str:
    """The service account's id: it speaks of invoices."""
    return str(next(one["appid"] for one in apps() if one["kind"] == "service"))


def app_secret(world: World, appid: str) -> str:
    """What an app signs in with."""
    return world.identity.secret(f"app:{appid}", 32)


def push_token(world: World, appid: str) -> str:
    """What pushes to an app are signed with."""
    return world.identity.secret(f"push-token:{appid}", 24)


def push_aes_key(world: World, appid: str) -> str:
    """What pushes to an app are sealed with: 43 characters."""
    # The 43rd character carries two unused bits; A keeps them zero, for strict base64 readers.
    return world.identity.secret(f"push-aes:{appid}", 42) + "A"


def merchants() -> list[Doc]:
    """All merchants."""
    result: list[Doc] = data("accounts")["merchants"]
    return result


def merchant(world: World, mchid: str) -> Maybe:
    """A merchant with what the control page may have changed on it; None when unknown."""
    found = next((one for one in merchants() if one["mchid"] == mchid), None)
    return found and {**found, **world.tables["merchants"].get(mchid, {})}


def holder(world: World, mchid: str) -> Maybe:
    """The merchant that is `mchid` or acts for it as a provider; None when nobody does."""
    return merchant(world, mchid) or next((one for one in merchants() if mchid in one.get("sub_mchids", {}).values()), None)


def merchant_serial(world: World, mchid: str) -> str:
    """The serial number of a merchant's certificate."""
    return world.identity.serial(f"merchant:{mchid}")


def merchant_key(world: World, mchid: str) -> RSAPrivateKey:
    """What a merchant signs with."""
    return world.identity.key(f"merchant:{mchid}")


def merchant_certificate(world: World, mchid: str) -> str:
    """apiclient_cert.pem: the certificate whose serial is the merchant's, for SDKs that read the serial from it. Kept, like its key."""
    made = lambda: certificate(merchant_key(world, mchid), merchant_serial(world, mchid), mchid, "微信商户系统")  # noqa: E731
    return world.identity.text(f"merchant-certificate:{mchid}", made)


def apiv3_key(world: World, mchid: str) -> str:
    """What is sealed for a merchant: 32 characters."""
    return world.identity.secret(f"apiv3:{mchid}", 32)


def public_key_id(world: World) -> str:
    """The id under which WeChat's public key is named."""
    # Only the prefix is documented; the digits are ours.
    return "PUB_KEY_ID_0114" + world.identity.text("public-key-id", lambda: "".join(secrets.choice("0123456789") for _ in range(24)))


def public_key(world: World) -> RSAPrivateKey:
    """The pair behind WeChat's public key."""
    return world.identity.key(PUBLIC_KEY)


def departments() -> list[Doc]:
    """All departments."""
    result: list[Doc] = data("departments")["departments"]
    return result


def department_key(world: World, department: str) -> str:
    """What a department and the platform sign with."""
    return world.identity.secret(f"department:{department}", 40)


def courier_key(world: World) -> str:
    """What the courier signs with."""
    return world.identity.secret(f"courier:{COURIER}", 40)


def source_key(world: World) -> str:
    """What questions to the data sources are signed with."""
    return world.identity.secret("sources", 40)


def merchant_card(world: World, mchid: str) -> Doc:
    """All a merchant holds in its hands, for the credentials file and /control/merchants."""
    one = merchant(world, mchid)
    return {
        "mchid": mchid,
        "name": one["name"],
        "mode": one["mode"],
        "appid": one["appids"][0],
        "serial": merchant_serial(world, mchid),
        "private_key": to_pem(merchant_key(world, mchid)),
        "certificate": merchant_certificate(world, mchid),
        "apiv3_key": apiv3_key(world, mchid),
        "base": world.base,
        "public_key_id": public_key_id(world),
        "public_key": public_pem(public_key(world)),
        "sub_mchids": one.get("sub_mchids", {}),
    }


def _payee(department: str, through: Doc) -> Doc:
    """Through whom a department collects; as a sub-merchant it has a name of its own."""
    return {**through, "name": unit_of(department)} if through.get("sub_mchid") else through


def unit_of(department: str) -> str:
    """What a department is called."""
    return str(next(one["unit"] for one in departments() if one["id"] == department))


def credentials(world: World) -> Doc:
    """The credentials file of protocols.md."""
    appid = main_app()
    return {
        "sandbox": True,
        "wechat": {
            "appid": appid,
            "secret": app_secret(world, appid),
            "base": world.base,
            "push_token": push_token(world, appid),
            "push_aes_key": push_aes_key(world, appid),
            "service": {"appid": service_app(), "secret": app_secret(world, service_app())},
        },
        "pay": {
            **merchant_card(world, merchants()[0]["mchid"]),
            "merchants": [merchant_card(world, one["mchid"]) for one in merchants()[1:]],
            "payees": {department: _payee(department, one) for department, one in data("accounts")["payees"].items()},
        },
        "departments": {
            "base": f"{world.base}/departments",
            "keys": {one["id"]: department_key(world, one["id"]) for one in departments()},
        },
        "sources": {"base": f"{world.base}/sources", "key": source_key(world)},
        "tax": {"base": f"{world.base}/tax", "key": department_key(world, "dept-sw"), "certificate": bureau.certificate(world)},
        "couriers": {COURIER: {"name": "邮政速递", "key": courier_key(world)}},
    }
