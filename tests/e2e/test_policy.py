"""Pages run under their policy in a real browser: nothing of ours breaks it, and what is not ours cannot speak or be spoken to."""

from __future__ import annotations

from urllib.parse import urlsplit


def test_the_pages_and_the_documentation_live_within_their_policy(browser, house):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{house.url}/h5/")
    page.get_by_text("首页").first.wait_for()
    page.goto(f"{house.url}/docs/")
    page.locator(".opblock").nth(4).wait_for()  # of so many calls Swagger UI draws those in sight
    assert said == []
    ask = "address => fetch(address).then(reply => reply.status, () => 'blocked')"
    port = urlsplit(house.sandbox).port
    page.goto(f"{house.url}/h5/")
    assert page.evaluate(ask, f"http://127.0.0.1:{port}/control/people") == 200
    assert page.evaluate(ask, "http://127.0.0.2:9/") == "blocked"
    inline = "const one = document.createElement('script'); one.text = 'window.ran = 1'; document.body.append(one)"
    assert page.evaluate(f"() => {{ {inline}; return window.ran }}") is None
    assert any("Content Security Policy" in one for one in said)
    page.close()
