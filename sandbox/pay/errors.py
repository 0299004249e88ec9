"""Refusals of WeChat Pay: HTTP status, code, message, detail, and the number at the end of Request-ID."""

from __future__ import annotations

from sandbox.documents import Doc

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
    def __init__(self, status: int, code: str, message: str, detail: Doc | None = None, number: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.detail = status, code, message, detail
        self.number = number or NUMBERS.get(code, 268435465)

    def body(self) -> Doc:
        """As it is sent."""
        return {"code": self.code, "message": self.message, **({"detail": self.detail} if self.detail else {})}


# What WeChat calls a field when it refuses one; the last name in its pointer. A field without a name here is called by its own.
CALLED = {
    "appid": "公众账号ID",
    "sp_appid": "服务商公众账号ID",
    "sub_appid": "子商户公众账号ID",
    "mchid": "商户号",
    "sp_mchid": "服务商户号",
    "sub_mchid": "子商户号",
    "description": "商品描述",
    "out_trade_no": "商户订单号",
    "transaction_id": "微信支付订单号",
    "time_expire": "交易结束时间",
    "attach": "附加数据",
    "notify_url": "通知地址",
    "goods_tag": "订单优惠标记",
    "support_fapiao": "电子发票入口开放标识",
    "limit_pay": "指定支付方式",
    "amount": "订单金额",
    "total": "总金额",
    "currency": "货币类型",
    "payer": "支付者",
    "openid": "用户标识",
    "sp_openid": "用户服务标识",
    "sub_openid": "用户子标识",
    "detail": "优惠功能",
    "goods_detail": "单品列表",
    "scene_info": "场景信息",
    "payer_client_ip": "用户终端IP",
    "settle_info": "结算信息",
    "device_id": "商户端设备号",
    "out_refund_no": "商户退款单号",
    "reason": "退款原因",
    "refund": "退款金额",
    "from": "退款出资账户及金额",
    "funds_account": "退款资金来源",
    "bill_date": "账单日期",
    "bill_type": "账单类型",
    "tar_type": "压缩类型",
    "account_type": "资金账户类型",
    "fapiao_apply_id": "发票申请单号",
    "fapiao_id": "商户发票单号",
    "total_amount": "总价税合计",
    "tax_code": "税收分类编码",
}


def called(pointer: str) -> str:
    """The Chinese name of the field at this pointer; rows of a list are called like the list."""
    names = [part for part in pointer.split("/") if part and not part.isdecimal()]
    return CALLED.get(names[-1], names[-1]) if names else "请求体"


def bad_field(field: str, value: object, issue: str, location: str = "body", number: int | None = None) -> PayError:
    """400 PARAM_ERROR with the JSON pointer of the culprit and its name, in the real wording."""
    shown = value if isinstance(value, str | int | float | bool) else None
    kind = "字符串" if isinstance(value, str) else "整数" if isinstance(value, int) and not isinstance(value, bool) else ""
    return PayError(
        400,
        "PARAM_ERROR",
        f"输入源“/{location}{field}”映射到值字段“{called(field)}”{kind}规则校验失败，{issue}",
        {"location": location, "value": shown, "issue": issue, "field": field},
        number,
    )


def bad_request(message: str, number: int | None = None) -> PayError:
    """400 INVALID_REQUEST; to be raised."""
    return PayError(400, "INVALID_REQUEST", message, number=number)


def bad_signature(reason: str, method: str, target: str, message: str) -> PayError:
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


def no_order() -> PayError:
    """404 ORDER_NOT_EXIST; to be raised."""
    return PayError(404, "ORDER_NOT_EXIST", "订单不存在")
