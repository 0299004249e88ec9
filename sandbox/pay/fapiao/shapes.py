"""The shapes of new-tax-control-fapiao. Quantities are times 10^8, rates times 10^4, amounts fen."""

import re

from sandbox.pay.fields import Box, Flag, Moment, Number, Rows, Text, Url

APPLY_ID = re.compile(r"[0-9A-Za-z_\-*|]{1,32}")
SCENES = ("WITH_WECHATPAY", "WITHOUT_WECHATPAY")
MARKS = ("NO_FAVORABLE", "OUTSIDE_VAT", "VAT_EXEMPT", "NORMAL_ZERO_RATED", "EXPORT_ZERO_RATED")
PLACE = {"address": Text(85), "telephone": Text(20), "bank_name": Text(60), "bank_account": Text(50)}

CONFIG = {"callback_url": Url(256), "sub_mch_code": Text(32), "show_fapiao_cell": Flag(), "support_vat_fapiao": Flag()}
TEMPLATE = {
    "sub_mchid": Text(32),
    "card_appid": Text(32, True),
    "card_template_information": Box(
        {
            "payee_name": Text(100),
            "logo_url": Text(1024, True),
            "custom_cell": Box(
                {
                    "words": Text(12, True),
                    "description": Text(18, True),
                    "jump_url": Text(1024),
                    "miniprogram_user_name": Text(64),
                    "miniprogram_path": Text(1024),
                }
            ),
        },
        True,
    ),
}
TITLE = {
    "type": Text(32, True, among=("INDIVIDUAL", "ORGANIZATION")),
    "name": Text(100, True),
    "taxpayer_id": Text(32),
    **PLACE,
    "phone": Text(1024),
    "email": Text(1024),
}
BUYER = Box(TITLE, True)
ISSUE = {
    "sub_mchid": Text(32),
    "scene": Text(32, True, among=SCENES),
    "fapiao_apply_id": Text(32, True, pattern=APPLY_ID),
    "buyer_information": BUYER,
    "fapiao_information": Rows(
        Box(
            {
                "fapiao_id": Text(32, True, pattern=APPLY_ID),
                "total_amount": Number(True),
                "need_list": Flag(True),
                "remark": Text(200),
                "items": Rows(
                    Box(
                        {
                            "tax_code": Text(19, True),
                            "goods_category": Text(92),
                            "goods_name": Text(92),
                            "goods_id": Number(),
                            "specification": Text(40),
                            "unit": Text(22),
                            "quantity": Number(True),
                            "total_amount": Number(True),
                            "tax_rate": Number(least=0),
                            "tax_prefer_mark": Text(32, among=MARKS),
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
    "tax_code": Text(19, True),
    "goods_name": Text(92, True),
    "specification": Text(40),
    "unit": Text(22),
    "quantity": Number(True),
    "unit_price": Number(True),
    "amount": Number(True),
    "tax_amount": Number(True, least=0),
    "total_amount": Number(True),
    "tax_rate": Number(True, least=0),
    "tax_prefer_mark": Text(32, True, among=MARKS),
    "discount": Flag(True),
}
CARD = {
    "fapiao_media_id": Text(128, True),
    "fapiao_number": Text(20, True),
    "fapiao_code": Text(12, True, least=0),
    "fapiao_time": Moment(True),
    "check_code": Text(20, True, least=0),
    "password": Text(512, True, least=0),
    "total_amount": Number(True),
    "tax_amount": Number(True, least=0),
    "amount": Number(True),
    "seller_information": Box({"name": Text(100, True), "taxpayer_id": Text(32, True), **PLACE, "address": Text(85, True)}, True),
    "extra_information": Box({"payee": Text(32), "reviewer": Text(32), "drawer": Text(32, True)}, True),
    "items": Rows(Box(CARD_ITEM), True),
    "remark": Text(200),
}
INSERT = {
    "sub_mchid": Text(32),
    "scene": Text(32, True, among=SCENES),
    "buyer_information": BUYER,
    "fapiao_card_information": Rows(Box(CARD), True, most=5),
}
REVERSE = {
    "sub_mchid": Text(32),
    "reverse_reason": Text(64, True),
    "fapiao_information": Rows(
        Box({"fapiao_id": Text(32, True), "fapiao_code": Text(12, True, least=0), "fapiao_number": Text(20, True)}), True, most=5
    ),
}
UPLOAD = {
    "sub_mchid": Text(32),
    "file_type": Text(8, True, among=("PDF", "OFD")),
    # Both spellings are about; the documentation has had each of them.
    "digest_alogrithm": Text(8, among=("SM3",)),
    "digest_algorithm": Text(8, among=("SM3",)),
    "digest": Text(64, True, least=64),
}
