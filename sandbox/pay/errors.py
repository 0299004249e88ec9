"""Refusals of WeChat Pay: HTTP status, code, message, detail, and the number at the end of Request-ID."""

NUMBERS = {
    "ORDER_NOT_EXIST": 268512771,
    "FREQUENCY_LIMITED": 268447840,
    "RATELIMIT_EXCEEDED": 268447840,
    "PARAM_ERROR": 268435461,
    "ORDERPAID": 268449538,
    "ORDER_CLOSED": 268447914,
    "SIGN_ERROR": 268443699,
    "APPID_MCHID_NOT_MATCH": 268445527,
    "MCH_NOT_EXISTS": 268443715,
    "NO_AUTH": 268443705,
    "OPENID_MISMATCH": 268501013,
}


class PayError(Exception):
    def __init__(self, status, code, message, detail=None, number=None):
        super().__init__(message)
        self.status, self.code, self.message, self.detail = status, code, message, detail
        self.number = number or NUMBERS.get(code, 268435465)

    def body(self):
        return {"code": self.code, "message": self.message, **({"detail": self.detail} if self.detail else {})}


def bad_field(field, value, issue, location="body", number=None):
    """400 PARAM_ERROR with the JSON pointer of the culprit, in the real wording."""
    shown = value if isinstance(value, str | int | float | bool) else None
    return PayError(
        400,
        "PARAM_ERROR",
        f"输入源“/{location}{field}”映射到值字段规则校验失败，{issue}",
        {"location": location, "value": shown, "issue": issue, "field": field},
        number,
    )


def bad_request(message, number=None):
    return PayError(400, "INVALID_REQUEST", message, number=number)


def bad_signature(reason, method, target, message):
    """401 SIGN_ERROR with what the caller needs to find its mistake."""
    return PayError(
        401,
        "SIGN_ERROR",
        f"签名错误，请检查后再试：{reason}",
        {
            "detail": {"issue": "sign not match"},
            "field": "signature",
            "location": "authorization",
            "sign_information": {
                "method": method,
                "url": target,
                "truncated_sign_message": message[:200],
                "sign_message_length": len(message.encode()),
            },
        },
    )


def no_order():
    return PayError(404, "ORDER_NOT_EXIST", "订单不存在")
