"""Going round and round between the pages of one application: each opens, the pile stays small, and back leads home."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

ROOM = 7
FRONT = """() => {
  const lying = [...document.querySelectorAll('uni-page')]
  return [lying.length, (lying.find((page) => page.getBoundingClientRect().height > 0)?.dataset.page ?? '').split('/')[1]]
}"""


def front(phone: Phone, page: str) -> int:
    """Wait until this page is in front; how many lie there."""
    phone.page.wait_for_function(f"page => ({FRONT})()[1] === page", arg=page)
    phone.settled()
    count: int = phone.page.evaluate(FRONT)[0]
    return count


def test_fifteen_pages_and_home_again(phone: Phone, house):
    chen = Resident(house, "chen-xiaotong")
    no = chen.begin("passport-renew", why="pages")
    chen.fill(no)
    phone.held_by(chen).open("cases/index")
    phone.tap("group-draft", f"case-{no}")
    piles = [front(phone, "form")]
    for _ in range(5):
        phone.tap("next")
        piles.append(front(phone, "materials"))
        phone.tap("next")
        piles.append(front(phone, "confirm"))
        phone.page.locator('[aria-label^="改"]:visible').first.tap()
        phone.page.wait_for_function(f"() => ['form', 'materials'].includes(({FRONT})()[1])")
        where = phone.page.evaluate(FRONT)[1]
        piles.append(front(phone, where))
        if where == "materials":
            phone.tap("back")
            piles.append(front(phone, "form"))
    assert len(piles) > 15
    assert max(piles) <= ROOM
    for _ in range(ROOM):
        if phone.sees("tab-home"):
            break
        phone.tap("back")
        phone.settled()
    phone.tap("tab-home")
    assert front(phone, "home") == 1
