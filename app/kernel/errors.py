"""The few errors there are. One translator (edge/errors.py) makes them RFC 9457 problem documents.

`code` is stable and for machines; `say` is one clause a citizen understands, `do` what to do now, `kept` what is not lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus


class Problem(Exception):
    """Something a caller must be told. Raising one rolls the transaction back."""

    status = 500
    code = "unexpected"
    say = "我们这边出了点问题"
    do = "过一会儿再试一次"
    kept = ""

    def __init__(
        self,
        code: str | None = None,
        say: str | None = None,
        do: str | None = None,
        *,
        kept: str | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        **extra: object,
    ) -> None:
        self.code = code or self.code
        self.say = say or self.say
        self.do = do or self.do
        self.kept = self.kept if kept is None else kept
        self.errors = list(errors)
        self.extra = extra
        super().__init__(self.code)

    def document(self, request_id: str) -> dict[str, object]:
        """RFC 9457."""
        return {
            "type": f"urn:shengshi:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "say": self.say,
            "do": self.do,
            "kept": self.kept,
            "errors": self.errors,
            "request_id": request_id,
            **self.extra,
        }


class Refused(Problem):
    """What was sent cannot be accepted as it is (422)."""

    status, code, say, do = 422, "refused", "有的地方填得不对", "按提示改一改"


class BadRequest(Problem):
    """The message itself is broken: not JSON, not the declared shape (400)."""

    status, code, say, do = 400, "bad_request", "发来的内容读不懂", "退出来重新进一次"


class SignedOut(Problem):
    """No valid login (401)."""

    status, code, say, do = 401, "signed_out", "登录过期了", "重新进一次就行"


class Forbidden(Problem):
    """Known, but not allowed (403); also real_name_needed and face_needed with `level`."""

    status, code, say, do = 403, "forbidden", "现在还不能这样办", "先完成前面的步骤"


class NotFound(Problem):
    """Absent, or someone else's: the two look the same (404)."""

    status, code, say, do = 404, "not_found", "没有找到", "回首页再找找"


class Conflict(Problem):
    """The thing is in a state that does not allow this (409)."""

    status, code, say, do = 409, "conflict", "现在不能这样做", "刷新看看最新情况"


class TooLarge(Problem):
    """More bytes or pixels than we take (413)."""

    status, code, say, do = 413, "too_large", "文件太大了", "换一个小一点的"


class TooMany(Problem):
    """Rate limit (429)."""

    status, code, say, do = 429, "too_many", "点得太快了", "歇一会儿再试"


class Unavailable(Problem):
    """Something we need is down, or the outcome is unknown (503). Asking again with the same key is safe."""

    status, code, say, do = 503, "unavailable", "系统正在恢复", "过一会儿再试一次"
    kept = "您填的都留着，不用重填。"
