"""What happens inside a resident's WeChat: messages received."""

from flask import Blueprint

from sandbox.control.answers import control

bp = Blueprint("control_wechat", __name__, url_prefix="/control/wx")


@bp.get("/messages")
@control
def received(world, body):
    """The subscribe messages that reached people, newest first."""
    return sorted(world.tables["sent"].values(), key=lambda one: -one["at"])
