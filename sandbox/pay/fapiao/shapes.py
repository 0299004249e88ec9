"""The shapes of new-tax-control-fapiao. Quantities are times 10^8, rates times 10^4, amounts fen."""

import re

from sandbox.pay.fields import Box, Flag, Moment, Number, Rows, Url, Words

APPLY_ID = re.compile(r"[0-9A-Za-z_\-*|]{1,32}")
SCENES = ("WITH_WECHATPAY", "WITHOUT_WECHATPAY")
MARKS = ("NO_FAVORABLE", "OUTSIDE_VAT", "VAT_EXEMPT", "NORMAL_ZERO_RATED", "EXPORT_ZERO_RATED")
PLACE = {"address": Words(85), "telephone": Words(20), "bank_name": Words(60), "bank_account": Words(50)}

CONFIG = {"callback_url": Url(256), "sub_mch_code": Words(32), "show_fapiao_cell": Flag(), "support_vat_fapiao": Flag()}
TEMPLATE = {
    "sub_mchid": Words(32),
    "card_appid": Words(32, True),
    "card_template_information": Box(
        {
            "payee_name": Words(100),
            "logo_url": Words(1024, True),
            "custom_cell": Box(
                {
                    "words": Words(12, True),
                    "description": Words(18, True),
                    "jump_url": Words(1024),
                    "miniprogram_user_name": Words(64),
                    "miniprogram_path": Words(1024),
                }
            ),
        },
        True,
    ),
}
TITLE = {
    "type": Words(32, True, among=("INDIVIDUAL", "ORGANIZATION")),
    "name": Words(100, True),
    "taxpayer_id": Words(32),
    **PLACE,
    "phone": Words(1024),
    "email": Words(1024),
}
BUYER = Box(TITLE, True)
ISSUE = {
    "sub_mchid": Words(32),
    "scene": Words(32, True, among=SCENES),
    "fapiao_apply_id": Words(32, True, pattern=APPLY_ID),
    "buyer_information": BUYER,
    "fapiao_information": Rows(
        Box(
            {
                "fapiao_id": Words(32, True, pattern=APPLY_ID),
                "total_amount": Number(True),
                "need_list": Flag(True),
                "remark": Words(200),
                "items": Rows(
                    Box(
                        {
                            "tax_code": Words(19, True),
                            "goods_category": Words(92),
                            "goods_name": Words(92),
                            "goods_id": Number(),
                            "specification": Words(40),
                            "unit": Words(22),
                            "quantity": Number(True),
                            "total_amount": Number(True),
                            "tax_rate": Number(least=0),
                            "tax_prefer_mark": Words(32, among=MARKS),
                            "discount": Flag(True),
                        }
                    ),
                    True,
                ),
            }
        ),
        True,
        most=5,
    ),
}
CARD_ITEM = {
    "tax_code": Words(19, True),
    "goods_name": Words(92, True),
    "specification": Words(40),
    "unit": Words(22),
    "quantity": Number(True),
    "unit_price": Number(True),
    "amount": Number(True),
    "tax_amount": Number(True, least=0),
    "total_amount": Number(True),
    "tax_rate": Number(True, least=0),
    "tax_prefer_mark": Words(32, True, among=MARKS),
    "discount": Flag(True),
}
CARD = {
    "fapiao_media_id": Words(128, True),
    "fapiao_number": Words(20, True),
    "fapiao_code": Words(12, True, least=0),
    "fapiao_time": Moment(True),
    "check_code": Words(20, True, least=0),
    "password": Words(512, True, least=0),
    "total_amount": Number(True),
    "tax_amount": Number(True, least=0),
    "amount": Number(True),
    "seller_information": Box({"name": Words(100, True), "taxpayer_id": Words(32, True), **PLACE, "address": Words(85, True)}, True),
    "extra_information": Box({"payee": Words(32), "reviewer": Words(32), "drawer": Words(32, True)}, True),
    "items": Rows(Box(CARD_ITEM), True),
    "remark": Words(200),
}
INSERT = {
    "sub_mchid": Words(32),
    "scene": Words(32, True, among=SCENES),
    "buyer_information": BUYER,
    "fapiao_card_information": Rows(Box(CARD), True, most=5),
}
REVERSE = {
    "sub_mchid": Words(32),
    "reverse_reason": Words(64, True),
    "fapiao_information": Rows(
        Box({"fapiao_id": Words(32, True), "fapiao_code": Words(12, True, least=0), "fapiao_number": Words(20, True)}), True, most=5
    ),
}
UPLOAD = {
    "sub_mchid": Words(32),
    "file_type": Words(8, True, among=("PDF", "OFD")),
    # Both spellings are about; the documentation has had each of them.
    "digest_alogrithm": Words(8, among=("SM3",)),
    "digest_algorithm": Words(8, among=("SM3",)),
    "digest": Words(64, True, least=64),
}
