"""Last of all: six of the pictures that were kept, side by side, for the first page of the documentation."""

import io

import pytest
from PIL import Image

from tests.e2e.phone import Phone, keep

SIX = ["home", "checklist", "form", "progress", "wechat-pay", "code"]
WIDTH, GAP, GROUND, WIDEST = 380, 24, "#D9E2E4", 1600


def test_the_pages_stand_side_by_side(phone: Phone):
    """Only when pictures are kept."""
    if phone.pictures is None or not all((phone.pictures / f"{name}.png").exists() for name in SIX):
        pytest.skip("SCREENSHOTS is not set, or not every page was looked at in this run")
    shots = [Image.open(phone.pictures / f"{name}.png").convert("RGB") for name in SIX]
    small = [shot.resize((WIDTH, shot.height * WIDTH // shot.width), Image.Resampling.LANCZOS) for shot in shots]
    sheet = Image.new("RGB", (len(small) * (WIDTH + GAP) + GAP, max(shot.height for shot in small) + 2 * GAP), GROUND)
    for place, shot in enumerate(small):
        sheet.paste(shot, (GAP + place * (WIDTH + GAP), GAP))
    sheet.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    wide, path = io.BytesIO(), phone.pictures / "overview.png"
    sheet.save(wide, "PNG")
    keep(wide.getvalue(), path, 256)
    assert path.stat().st_size < 300_000
