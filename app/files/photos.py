"""What a reviewer would send back is said here, at once, in all points. Runs in the reader process.

A finding is {"ok": bool, "say": what, "do": what helps} and, where cutting the picture helps, "crop": the box to cut.

A portrait: one face that looks at us, upright, large enough and in the middle of a frame of its document's shape, before a
clean ground; clothes that stand out. The ground is measured on the border, clothes on the lower edge.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageStat

from app.files.rules import Finding, Frame, Look

RATIO_SLACK = 0.02
WHITE_FROM, EVEN_TO = 228.0, 14.0  # mean of each colour on the border; spread
LIGHT_CLOTHES_FROM = 222.0
# Parts of the frame: how wide the face is (from cheek to cheek, as the cascade draws its box), where its middle lies.
FACE_WIDTH, FACE_MIDDLE, FACE_HEIGHT = (0.42, 0.82), (0.4, 0.6), (0.32, 0.62)
TILT_TO = 9.0  # degrees
# How a proposed crop places the face: by its box's width, with the crown of the head a quarter of the box above it.
CROP_FACE, CROWN, ABOVE = 0.66, 0.25, 0.08
SCENE_LEAST, PAPER_LEAST = 480, 360  # pixels on the shorter side

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Seen:
    """What was found, and the picture it was found in: turned upright if need be."""

    picture: Image.Image
    findings: list[Finding]


def look(wanted: Look, picture: Image.Image | None) -> Seen | None:
    """What a rule finds in a picture; a PDF is not looked at."""
    if picture is None:
        return None
    if wanted.rule == "portrait" and wanted.frame:
        return portrait(picture, wanted.frame)
    rule = {"signature": signature, "scene": scene}.get(wanted.rule, paper)
    return Seen(picture, rule(picture))


def portrait(given: Image.Image, frame: Frame) -> Seen:
    """Every finding, good and bad."""
    from app.files import faces  # OpenCV is loaded for portraits only

    picture, found = faces.upright(given)
    face = found[0] if len(found) == 1 else None
    shaped = abs(picture.width / picture.height / frame.ratio - 1) <= RATIO_SLACK
    placed = _place(face) if face else None
    crop = proposal(face, picture.size, frame) if face and not (shaped and placed and placed["ok"]) else None
    findings = [
        _size(picture, frame, face is not None and crop is None and not shaped),
        _shape(picture, frame, shaped, crop),
        _face(len(found)),
    ]
    if face and face.tilt is not None:
        findings.append(_straight(face.tilt))
    if shaped and placed:
        findings.append({**placed, "crop": list(crop)} if crop else placed)
    if crop is None:  # what will be cut away is not judged
        small = picture.convert("RGB")
        small.thumbnail((330, 480))
        findings += [_ground(small, frame), _clothes(small)]
    return Seen(picture, findings)


def proposal(face: object, size: tuple[int, int], frame: Frame) -> Box | None:
    """The frame around a face, as parts of the picture; None when the picture does not reach far enough around it, or what
    is cut out would be too small."""
    left, top, width = (float(getattr(face, name)) for name in ("left", "top", "width"))
    wide, high = size
    ratio, side = frame.ratio, width * wide
    whole = min(side / CROP_FACE, wide, high * ratio)
    if side / whole > FACE_WIDTH[1] or round(whole) < frame.px[0] or round(whole / ratio) < frame.px[1]:
        return None
    tall = whole / ratio
    x = min(max(0.0, (left + width / 2) * wide - whole / 2), wide - whole)
    y = min(max(0.0, top * high - CROWN * side - ABOVE * tall), high - tall)
    return x / wide, y / high, whole / wide, tall / high


def signature(picture: Image.Image) -> list[Finding]:
    """A signature must have been written: some ink, not a black page. A canvas without a background counts as white paper."""
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    histogram = white.convert("L").histogram()
    ink = sum(histogram[:140]) / max(1, sum(histogram))
    if ink < 0.0008:
        return [bad("还没有写字，或者太淡了", "用手指写上您的名字。")]
    return [bad("黑的太多，看不出字", "在白底上重新签。")] if ink > 0.5 else [good("签名清楚")]


def scene(picture: Image.Image) -> list[Finding]:
    """A photograph of a thing: large enough, with something on it."""
    return _plausible(picture, SCENE_LEAST, "照片", "走近一点，对着它重新拍一张。")


def paper(picture: Image.Image) -> list[Finding]:
    """A photographed paper: large enough to be read, with something on it."""
    return _plausible(picture, PAPER_LEAST, "图", "把纸放平，对着它重新拍一张。")


def _plausible(picture: Image.Image, least: int, called: str, do: str) -> list[Finding]:
    if min(picture.size) < least:
        return [bad(f"{called}太小，看不清字", do)]
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    small = white.convert("L")
    small.thumbnail((400, 400))
    stat = ImageStat.Stat(small)
    low, high = stat.extrema[0]
    if stat.mean[0] < 30:
        return [bad(f"{called}太黑，什么也看不见", do)]
    if high - low < 24:
        return [bad(f"{called}上什么也没有", do)]
    return [good("收到了")]


def _size(picture: Image.Image, frame: Frame, far: bool) -> Finding:
    width, height = frame.px
    if far and picture.width >= width and picture.height >= height:
        return bad("人离镜头太远或者太近，裁不出来", "离镜头一米左右，头顶和肩膀都照全，重新拍一张。")
    if picture.width < width or picture.height < height:
        return bad(f"照片太小，只有 {picture.width}×{picture.height} 像素，要 {width}×{height} 以上", "用相机拍的原图，不要用截图。")
    return good("清晰度够")


def _shape(picture: Image.Image, frame: Frame, shaped: bool, crop: Box | None) -> Finding:
    width, height = frame.mm
    if shaped:
        return good(f"尺寸对，{width:g}×{height:g} 毫米")
    wide = picture.width / picture.height > frame.ratio
    say = f"照片太{'宽' if wide else '高'}了，要裁一下"
    if crop:
        return {**bad(say, "点“裁照片”，框已经替您对好了。"), "crop": list(crop)}
    return bad(say, f"点“裁照片”，裁成宽 {width:g}、高 {height:g} 的样子。")


def _face(count: int) -> Finding:
    if count == 1:
        return good("看得清脸")
    if count == 0:
        return bad("照片里没有看清脸", "脸正对镜头，不戴帽子口罩，重新拍一张。")
    return bad("照片里不止一个人", "只留您一个人，重新拍一张。")


def _straight(tilt: float) -> Finding:
    if abs(tilt) > TILT_TO:
        return bad("头歪了", "头摆正，手机拿直，重新拍一张。")
    return good("头是正的")


def _place(face: object) -> Finding:
    width = float(getattr(face, "width", 0))
    x, y = getattr(face, "middle", (0.5, 0.5))
    if width < FACE_WIDTH[0]:
        return bad("脸太小", "点“裁照片”，把脸放大；还是小就走近一点重新拍。")
    if width > FACE_WIDTH[1]:
        return bad("脸太大，头顶和肩膀没照全", "站远一步重新拍。")
    if not FACE_MIDDLE[0] <= x <= FACE_MIDDLE[1]:
        return bad("人不在中间", "点“裁照片”，把脸挪到中间。")
    if not FACE_HEIGHT[0] <= y <= FACE_HEIGHT[1]:
        return bad("脸太靠上了" if y < 0.5 else "脸太靠下了", "点“裁照片”，把脸挪到中间偏上。")
    return good("脸的大小和位置合适")


def _ground(small: Image.Image, frame: Frame) -> Finding:
    means, spread, darkest = _border(small)
    red, green, blue = means
    light_blue = "light_blue" in frame.grounds and blue >= 215 and blue - red <= 75 and green >= red - 5 and red >= 150 and blue >= green
    coloured = max(means) - min(means) > 18 and not light_blue
    grey, shadow = min(means) < WHITE_FROM and not light_blue, spread > EVEN_TO or darkest < 150
    if coloured:
        return bad("背景不白，有颜色", "站在白墙前，离墙一步。")
    if grey and shadow:
        return bad("背景不白，有影子，也偏灰", "站在白墙前，离墙一步。")
    if shadow:
        return bad("背景有影子，不均匀", "离墙一步，脸朝窗户再拍。")
    return bad("背景不白，偏灰", "站在白墙前，找亮一点的地方。") if grey else good("背景干净")


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
        return bad("衣服太浅，和白背景分不开", "换件深色、有领子的上衣。")
    return good("衣服和背景分得开")


def good(say: str) -> Finding:
    """A finding that speaks for the picture."""
    return {"ok": True, "say": say, "do": ""}


def bad(say: str, do: str) -> Finding:
    """A finding that speaks against it, and what to do."""
    return {"ok": False, "say": say, "do": do}
