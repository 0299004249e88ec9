"""Title codes read by machines that are not ours: `python -m tests.title_codes [--count 10000] [--seed 1]`, or `make title-codes`.

Titles are made from a seed, written, drawn as the phone draws them, read by zbar and by zxing, and taken apart by our own reader. Each must
come back letter by letter; what does not is printed, and the count of it is the exit code.
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Iterator

import segno
import zxingcpp
from PIL import Image
from pyzbar import pyzbar
from rich.progress import track

from app.invoices import titles
from app.invoices.titles import Scanned

PLACES = ["广州市", "深圳市", "佛山市", "珠海市", "梅州市", "潮州市", "清远市英德市"]
WORDS = "云山木棉海燕越秀示例科技贸易食品百货信息技术设计餐饮服务建筑材料有限责任合伙企业（）·镕喆堃犇鑫"
DIGITS, LETTERS = "0123456789", "0123456789ABCDEFGHJKLMNPQRTUWXY"


def titles_of(seed: int, count: int) -> Iterator[Scanned]:
    """As many titles: people without a number, companies with the number alone, companies with all, as long as they may be."""
    rng = random.Random(seed)
    for _ in range(count):
        name = "".join(rng.choices(WORDS, k=rng.randint(2, 46)))
        if rng.random() < 0.2:
            yield Scanned(name[:4], "", "", "", "", "")
            continue
        number = "".join(rng.choices(LETTERS, k=rng.choice((15, 17, 18, 20))))
        if rng.random() < 0.3:
            yield Scanned(name, number, "", "", "", "")
            continue
        address = rng.choice(PLACES) + "".join(rng.choices(WORDS, k=rng.randint(1, 25))) + f"{rng.randint(1, 999)}号"
        tel = f"0{rng.randint(20, 769)}-{rng.randint(2 * 10**7, 9 * 10**7)}"
        bank = "".join(rng.choices(WORDS, k=rng.randint(2, 24))) + "支行"
        yield Scanned(name, number, address, tel, bank, "".join(rng.choices(DIGITS, k=rng.randint(6, 30))))


def drawn(code: str, mask: int | None = None) -> Image.Image:
    """The picture of a code; with the mask the norm chooses, or with this one."""
    made = segno.make(code, error=titles.LEVEL, version=titles.version(code), mode="byte", boost_error=False, mask=mask)
    picture = io.BytesIO()
    made.save(picture, kind="png", scale=3)
    return Image.open(picture).convert("L")


def read(picture: Image.Image) -> dict[str, list[tuple[bool, str]]]:
    """What each reader finds, [(a QR code, text)]. Both are asked for everything they know: a till's scanner is, too."""
    zbar = [(one.type == "QRCODE", one.data.decode("utf-8", "replace")) for one in pyzbar.decode(picture)]
    zxing = [(one.format == zxingcpp.BarcodeFormat.QRCode, one.text) for one in zxingcpp.read_barcodes(picture)]
    return {"zbar": zbar, "zxing": zxing}


def faults(title: Scanned) -> list[str]:
    """Which readers did not bring it back: its QR code, once, to the letter."""
    return judged(title)[0]


def judged(title: Scanned) -> tuple[list[str], list[str]]:
    """(faults, ghosts). A ghost is a bar code without a check digit (Codabar, ITF) that a reader believes to see among the dots."""
    code = titles.written(**{name: value for name, value in vars(title).items() if name != "doubt"})
    found = read(drawn(code))
    wrong = [reader for reader, seen in found.items() if [text for qr, text in seen if qr] != [code]]
    ghosts = [text for seen in found.values() for qr, text in seen if not qr]
    return [*wrong, *(["ours"] if titles.read(code) != title else [])], ghosts


def main() -> int:
    """How many did not come back."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    said = asked.parse_args()
    bad = haunted = 0
    for title in track(titles_of(said.seed, said.count), "抬头码", total=said.count):
        wrong, ghosts = judged(title)
        haunted += bool(ghosts)
        if wrong:
            bad += 1
            print(title, wrong)
    print(f"{said.count} 个抬头码（种子 {said.seed}），zbar、zxing 和自己都读回来的 {said.count - bad} 个")
    print(f"其中 {haunted} 个，读码器在点阵里另外“看见”了没有校验位的条码")
    return min(bad, 100)


if __name__ == "__main__":
    raise SystemExit(main())
