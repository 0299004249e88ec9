"""人脸核身, version 2: get a verify_id, the user looks into the camera, ask how it went."""

from __future__ import annotations

import base64
import hashlib
import hmac

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, wx
from sandbox.world import World

bp = Blueprint("wx_face", __name__)

LIFE = 3600
RESULTS = {
    "pass": 10000,
    "cancel": 90002,
    "dark": 90013,
    "mismatch": 90106,
    "network": 90007,
    "camera": 90008,
    "timeout": 90017,
    "system": 90018,
}
NOT_DONE = 90199


@bp.route("/cityservice/face/identify/getverifyid", methods=["GET", "POST"])
@wx("POST")
def get_verify_id(world: World, app: Doc, body: Doc) -> Doc:
    """Begin a face check."""
    openid, number = text(body, "openid"), text(body, "out_seq_no", most=128)
    if people.owner_of(world, app["appid"], openid) is None:
        raise WxError(40003)
    info = body.get("cert_info")
    if not isinstance(info, dict):
        raise WxError(40097, "invalid args: cert_info")
    if info.get("cert_type") != "IDENTITY_CARD":
        raise WxError(40097, "invalid args: cert_type")
    if not all(isinstance(info.get(name), str) and info[name] for name in ("cert_name", "cert_no")):
        raise WxError(84006)
    if any(one["number"] == number and one["appid"] == app["appid"] for one in world.tables["faces"].values()):
        raise WxError(40097, "invalid args: out_seq_no was used")
    verify_id = world.new_id("fv", 32)
    world.tables["faces"][verify_id] = {
        "appid": app["appid"],
        "openid": openid,
        "number": number,
        "name": info["cert_name"],
        "id_number": info["cert_no"],
        "at": world.clock.now(),
        "result": NOT_DONE,
        "hash": cert_hash(info["cert_type"], info["cert_name"], info["cert_no"]),
    }
    return {"verify_id": verify_id, "expires_in": LIFE}


@bp.route("/cityservice/face/identify/queryverifyinfo", methods=["GET", "POST"])
@wx("POST")
def query_verify_info(world: World, app: Doc, body: Doc) -> Doc:
    """How a face check ended."""
    face = world.tables["faces"].get(text(body, "verify_id"))
    if face is None or face["appid"] != app["appid"]:
        raise WxError(84001)
    if face["number"] != text(body, "out_seq_no") or face["openid"] != text(body, "openid"):
        raise WxError(84001)
    if world.clock.now() - face["at"] > LIFE:
        raise WxError(84002)
    if not hmac.compare_digest(face["hash"], text(body, "cert_hash").lower()):
        raise WxError(40097, "invalid args: cert_hash")
    return {"verify_ret": face["result"]}


def cert_hash(cert_type: str, name: str, number: str) -> str:
    """hex SHA-256 over the three values, each in base64 (vector V4)."""

    def b64(value: str) -> str:
        return base64.b64encode(value.encode()).decode()

    joined = f"cert_type={b64(cert_type)}&cert_name={b64(name)}&cert_no={b64(number)}"
    return hashlib.sha256(joined.encode()).hexdigest()


def look(world: World, verify_id: str, outcome: str) -> int:
    """The person holds the phone up. A pass needs the face and the certificate to belong together."""
    face = world.tables["faces"].get(verify_id)
    if face is None:
        raise WxError(84001)
    if world.clock.now() - face["at"] > LIFE:
        raise WxError(84002)
    owner = people.owner_of(world, face["appid"], face["openid"])
    if outcome == "pass" and (owner["name"], owner["id_number"]) != (face["name"], face["id_number"]):
        outcome = "mismatch"
    face["result"] = RESULTS[outcome]
    told: int = face["result"]
    return told
