"""Photo rules: what a reviewer would send back is said here, at once, in all points.

Exit-entry photo: 33×48 mm (11:16), 354×472 px at least, white or light blue background without a shadow, dark clothes.
The background is measured on the border, clothes on the lower edge; the face itself is left to people.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageStat

Finding = dict[str, object]  # {"ok": bool, "say": str}

EXIT_RATIO, RATIO_SLACK = 33 / 48, 0.02
EXIT_LEAST = (354, 472)
WHITE_FROM, EVEN_TO = 228.0, 14.0  # mean of each colour on the border; spread
LIGHT_CLOTHES_FROM = 222.0
EXIT_HOW = ["站在白墙前，离墙一步，没有影子", "换件深色、有领子的上衣", "脸朝窗户，不戴帽子和眼镜"]


def exit_photo(picture: Image.Image) -> list[Finding]:
    """Every finding, good and bad."""
    small = picture.convert("RGB")
    small.thumbnail((330, 480))
    return [_size(picture), _shape(picture), _background(small), _clothes(small)]


def signature(picture: Image.Image) -> list[Finding]:
    """A signature must have been written: some ink, not a black page. A canvas without a background counts as white paper."""
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    histogram = paper.convert("L").histogram()
    ink = sum(histogram[:140]) / max(1, sum(histogram))
    if ink < 0.0008:
        return [_bad("还没有写字，或者太淡了。用手指写上您的名字。")]
    return [_bad("黑的太多，看不出字。在白底上重新签。")] if ink > 0.5 else [_good("签名清楚")]


def _size(picture: Image.Image) -> Finding:
    width, height = EXIT_LEAST
    if picture.width < width or picture.height < height:
        return _bad(f"照片太小，只有 {picture.width}×{picture.height} 像素，要 {width}×{height} 以上。用原图，不要用截图。")
    return _good("清晰度够")


def _shape(picture: Image.Image) -> Finding:
    ratio = picture.width / picture.height
    if abs(ratio / EXIT_RATIO - 1) <= RATIO_SLACK:
        return _good("尺寸对，33×48 毫米")
    wide = ratio > EXIT_RATIO
    return _bad(f"尺寸不对，{'太宽' if wide else '太高'}了。裁成宽 33、高 48 的样子，比如 390×567 像素。")


def _background(small: Image.Image) -> Finding:
    means, spread, darkest = _border(small)
    red, green, blue = means
    light_blue = blue >= 215 and blue - red <= 75 and green >= red - 5 and red >= 150 and blue >= green
    coloured = max(means) - min(means) > 18 and not light_blue
    grey, shadow = min(means) < WHITE_FROM and not light_blue, spread > EVEN_TO or darkest < 150
    if coloured:
        return _bad("背景不白，有颜色。站在白墙前，离墙一步。")
    if grey and shadow:
        return _bad("背景不白，有影子，也偏灰。站在白墙前，离墙一步。")
    if shadow:
        return _bad("背景有影子，不均匀。离墙一步，脸朝窗户再拍。")
    return _bad("背景不白，偏灰。站在白墙前，找亮一点的地方。") if grey else _good("背景干净")


def _border(small: Image.Image) -> tuple[tuple[float, float, float], float, float]:
    """Mean colours, spread of brightness, darkest strip: the top, and both sides down to the shoulders."""
    width, height = small.size
    edge, top = max(2, width * 6 // 100), max(2, height * 5 // 100)
    boxes = [(0, 0, width, top), (0, 0, edge, height * 55 // 100), (width - edge, 0, width, height * 55 // 100)]
    stats = [ImageStat.Stat(small.crop(box)) for box in boxes]
    means = tuple(sum(s.mean[i] for s in stats) / len(stats) for i in range(3))
    brightness = [ImageStat.Stat(small.convert("L").crop(box)) for box in boxes]
    between = max(s.mean[0] for s in brightness) - min(s.mean[0] for s in brightness)
    spread = max(max(s.stddev[0] for s in brightness), between / 2)
    return (means[0], means[1], means[2]), spread, min(s.mean[0] for s in brightness)


def _clothes(small: Image.Image) -> Finding:
    width, height = small.size
    lower = small.convert("L").crop((width * 20 // 100, height * 90 // 100, width * 80 // 100, height))
    if ImageStat.Stat(lower).mean[0] >= LIGHT_CLOTHES_FROM:
        return _bad("衣服太浅，和白背景分不开。换件深色、有领子的上衣。")
    return _good("衣服和背景分得开")


def _good(say: str) -> Finding:
    return {"ok": True, "say": say}


def _bad(say: str) -> Finding:
    return {"ok": False, "say": say}


RULES: dict[str, Callable[[Image.Image], list[Finding]]] = {"exit": exit_photo, "signature": signature}


def look(rule: str | None, picture: Image.Image | None) -> list[Finding]:
    """What a rule finds; no rule or no picture: one good word."""
    if rule in RULES and picture is not None:
        return RULES[rule](picture)
    return [_good("收到了")]


def summary(findings: list[Finding]) -> str:
    """The page's headline."""
    bad = sum(not one["ok"] for one in findings)
    return f"这张照片要换 {bad} 个地方" if bad else "合格"
