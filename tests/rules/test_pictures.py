"""A picture of a code is read by somebody else's reader, and says whose it is."""

import base64
import io

import zxingcpp
from PIL import Image

from app.invoices import picture

LINK = "https://shengshi.example/i?s=S0002&o=T20261123-0007&a=12800&t=1795395600000&g=yL_U_0b_3BLXk87-pxHlNw"


def test_what_stands_in_it_is_read_by_another_reader():
    png = picture.png(LINK, ["广州越秀示例百货有限公司", "东华西路店  128.00 元"], ["30 天内扫码开票，开一次"])
    kept = Image.open(io.BytesIO(base64.b64decode(png.partition(",")[2])))
    (seen,) = zxingcpp.read_barcodes(kept)
    assert seen.text == LINK and kept.width == picture.WIDTH and kept.format == "PNG"


def test_a_long_name_takes_more_lines_and_loses_no_sign():
    name = "广州市越秀区示例百货日用杂品综合批发零售贸易有限责任公司第一分公司"
    lines = picture._folded(name, picture.LARGE)
    assert "".join(lines) == name and len(lines) == 3
