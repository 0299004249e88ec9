"""A shown certificate is checked where there is no network: by its signature and the time, in a page that was opened before."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.phone import Phone
from tests.e2e.test_scan import picture


def looked(reader: Phone, content: bytes) -> str:
    """What the page says of this picture."""
    reader.page.evaluate("() => { const told = document.getElementById('told'); told.hidden = true; told.dataset.kind = '' }")
    reader.page.set_input_files("#picture", [{"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}])
    reader.page.wait_for_function("() => document.getElementById('told').dataset.kind")
    return reader.page.inner_text("#told")


def test_a_code_is_believed_without_a_network_and_its_screenshot_is_dead_after_a_minute(new_phone: Callable[[], Phone], stage):
    holder, reader = new_phone(), new_phone()
    reader.page.goto(f"{reader.url}/h5/check/")
    reader.page.context.set_offline(True)
    holder.held_by(stage.lin).open(f"code/index?id={stage.card}")
    holder.see("code")
    holder.tap("choose", "let-offline")
    holder.snap("code-offline-choose")
    with holder.page.expect_response(lambda reply: reply.url.endswith("/codes")) as made:
        holder.tap("chosen")
    holder.see("offline-say")
    holder.snap("code-offline")
    url = str(made.value.json()["url"])
    screenshot = picture(url)

    said = looked(reader, screenshot)
    assert "真的，有效" in said and "居民身份证" in said and "林志豪" in said and "还有" in said and "440199" not in said
    reader.snap("check-true")
    head, body, number, signature = url.rsplit(".", 3)
    forged = picture(".".join((head, body[:10] + ("A" if body[10] != "A" else "B") + body[11:], number, signature)))
    assert "假的，别采用" in looked(reader, forged)
    reader.snap("check-false")
    assert "真的，有效" in looked(reader, screenshot)
    reader.page.evaluate("() => { const now = Date.now; Date.now = () => now.call(Date) + 61000 }")  # a minute later
    reader.page.wait_for_function("() => document.getElementById('told').dataset.kind === 'over'")
    assert "过期了" in looked(reader, screenshot)
    reader.snap("check-over")
    assert "不是能离线核对的码" in looked(reader, picture(url.replace("#", "?")))
    assert reader.broken == []
