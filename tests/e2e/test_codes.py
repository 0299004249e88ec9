"""Showing a certificate, and what the other side reads."""

import sqlite3
from collections.abc import Callable

from tests.e2e.phone import Phone


def shown(phone: Phone, stage) -> str:
    """Open the code of an identity card; returns the path its QR leads to."""
    with phone.page.expect_response(lambda reply: reply.url.endswith("/codes")) as made:
        phone.held_by(stage.lin).open(f"code/index?id={stage.card}")
    phone.see("code")
    return str(made.value.json()["url"]).split("#/pages/")[1]


def test_anyone_reads_that_a_shown_certificate_is_real_and_no_more(new_phone: Callable[[], Phone], stage):
    holder, reader = new_phone(), new_phone()
    path = shown(holder, stage)
    reader.open()
    reader.tap("q-scan")
    reader.see("wx-scan-text").fill(f"{reader.url}/h5/#/pages/{path}")
    reader.tap("wx-scan-ok")
    reader.says("verdict", "真的，有效")
    lines = reader.text("lines")
    assert "林志豪" in lines and "满 18 岁" in lines
    assert "440199" not in reader.page.locator("body").inner_text()
    assert reader.stored("token") in (None, "")
    reader.snap("verify")


def test_the_holder_chooses_what_is_seen(new_phone: Callable[[], Phone], stage):
    holder, reader = new_phone(), new_phone()
    shown(holder, stage)
    holder.tap("choose", "let-name")
    holder.snap("code-choose")
    with holder.page.expect_response(lambda reply: reply.url.endswith("/codes")) as made:
        holder.tap("chosen")
    reader.open(str(made.value.json()["url"]).split("#/pages/")[1])
    reader.says("verdict", "真的，有效")
    assert "林志豪" not in reader.text("lines")


def test_a_code_that_is_over_and_one_that_never_was_are_not_taken(phone: Phone, new_phone: Callable[[], Phone], stage, house):
    path = shown(phone, stage)
    with sqlite3.connect(house.folder / "shengshi.db", timeout=20) as books:
        changed = books.execute("UPDATE presentation SET expires_at = '2026-01-01 00:00:00'").rowcount
    assert changed >= 1
    reader = new_phone()
    for code in (path, "verify/index?c=nothing"):
        reader.open(code)
        reader.tells("verdict", "60 秒")
        reader.lacks("lines")


def test_a_new_code_comes_by_itself_when_the_minute_is_over(phone: Phone, stage):
    phone.page.clock.install()
    shown(phone, stage)
    phone.tells("left", "秒后换新码")
    left = int(phone.text("left").split(" ")[0])
    before = phone.see("code").locator("img").get_attribute("src")
    phone.page.clock.fast_forward(30_000)
    phone.page.wait_for_function(
        "most => parseInt([...document.querySelectorAll('[data-test=left]')].at(-1).innerText) <= most", arg=left - 30
    )
    with phone.page.expect_response(lambda reply: reply.url.endswith("/codes")):
        phone.page.clock.fast_forward(31_000)
    phone.page.wait_for_function(
        "before => ![...document.querySelectorAll('[data-test=code] img')].some(one => one.src === before)", arg=before
    )
