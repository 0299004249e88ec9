"""A release published and rolled back while a hundred cases run changes no byte of how any of them renders."""

import pytest
from sqlalchemy import update

from app.cases.models import case
from app.checks import materials
from app.forms import draft
from app.kernel import clock, db
from app.publishing import release, service
from tests.applications import PASSPORT, RENEW, Department, a_result, begun
from tests.beside import put_back
from tests.errands import fill, hand_over, ready, start, submit
from tests.residents import Resident, drain

CASES = 100
PEOPLE = ("lin-zhihao", "chen-xiaotong", "huang-xiuying", "zhao-dawei")
CITIES = ("440100", "440300", "440400", "440600", "441900", "445300", "440200")
VIEWS = ("", "/form", "/materials", "/confirm", "/correction")
# How far a case has gone, in turn.
WAYS = (
    None,
    (),
    ("pre_check",),
    ("accepted", "reviewing"),
    ("accepted", "reviewing", "approving", "to_pay"),
    ("pre_check", "to_correct"),
    ("accepted", "reviewing", "approving", "denied"),
    ("accepted", "reviewing", "approving", "approved", "delivering", "done"),
)


@pytest.fixture
def first_map(app):
    """The map in force; put back in force afterwards."""
    with put_back() as found:
        yield found


@pytest.mark.alike  # a form is one sealed blob on each
def test_publishing_and_rolling_back_change_no_byte_of_a_hundred_running_cases(imaginary, app, sandbox, first_map):
    people = [Resident(app, sandbox, name).known() for name in PEOPLE]
    for who in people:
        who.face()
    whose = [people[n // len(WAYS) % len(people)] for n in range(CASES)]
    running = [(who, begin(app, who, n)) for n, who in enumerate(whose)]
    drain()
    assert len({no for _, no in running}) == CASES
    with clock.held_at(clock.now()):
        before = [render(who, no) for who, no in running]
        assert len({who_no[""] for who_no in before}) == CASES
        number = release.current().number
        changed = publish(everything_changed())
        assert changed == number + 1 and release.current().item("passport-renew").short == "改换护"
        assert [render(who, no) for who, no in running] == before
        with db.transaction() as tx:
            service.roll_back(tx, number, "test")
        release.forget()  # as after a restart: each version is read from its row again
        assert [render(who, no) for who, no in running] == before
    # What began before goes on by its own version; what begins now takes the version in force.
    no = start(people[0], "passport-renew", {"why": "info", "age": "adult", "hukou": "other"}, "445300")
    assert people[0].get(f"/api/cases/{no}").json["item_version"] == first_map["passport-renew"]


def test_a_case_that_began_before_a_release_is_filled_in_and_handed_in_by_its_own_version(app, sandbox, first_map):
    lin = Resident(app, sandbox).known()
    lin.face()
    no = begun(lin)
    version = lin.get(f"/api/cases/{no}").json["item_version"]
    contents = service.drafts()
    item = contents["passport-renew"]
    fees = [{**one, "fen": 99900} for one in item["fees"]]
    delivery = next(one for one in item["form"] if one["id"] == "delivery")
    more = [*item["form"], {**delivery, "id": "colour", "label": "颜色"}]
    contents["passport-renew"] = {**item, "fees": fees, "form": more, "promise": {"n": 1, "unit": "workday"}}
    publish(contents)
    assert "colour" not in [one["id"] for one in lin.get(f"/api/cases/{no}/form").json["fields"]]
    fresh = begun(lin, {**RENEW, "city": "440300"})
    assert "colour" in [one["id"] for one in lin.get(f"/api/cases/{fresh}/form").json["fields"]]
    fill(lin, no)
    hand_over(lin, no)
    submit(lin, no)
    crj = Department(app)
    crj.walk(no, "accepted", "reviewing", "approving", "to_pay")
    shown = lin.get(f"/api/cases/{no}").json
    assert (shown["item_version"], shown["payment"]["amount_fen"]) == (version, 12000)


def begin(app, who, n):
    """The nth case: any item that can be begun, gone some way. Items about rows that are somebody's have walks of their own."""
    anybodys = [one for one in release.current().items.values() if not {"pick", "held"} & {field.kind for field in one.fields}]
    startable = [one for one in anybodys if {"full", "part"} & set(one.figures("440100").abilities)]
    item = startable[(n * 7) % len(startable)] if n % 2 else release.current().item("passport-renew")
    every = startable_answers(item, "440100")
    way = WAYS[n % len(WAYS)]
    answers = every[n % len(every)]
    if way is None:
        turn = n // len(WAYS)
        city = CITIES[turn % len(CITIES)]
        every = startable_answers(item, city)
        return start(who, item.id, every[turn % len(every)], city)
    no = ready(who, item.id, answers)
    submit(who, no)
    side_by_side()
    department, checklist = Department(app, item.department), item.checklist(answers, "440100")
    for node in way:
        if (node == "to_pay" and not checklist.fee_fen) or (node == "to_correct" and not checklist.points):
            break
        more = (
            {"points": [{"point": one.id, "text": "再看一眼", **wanted(checklist)} for one in checklist.points[:2]]}
            if node == "to_correct"
            else {}
        )
        more |= {"reason": "不符合规定"} if node in ("denied", "approved") else {}
        if node == "approved" and item.result.get("cert"):
            more |= {"result": a_result(item.result["cert"], f"E{n:08d}")}
        reply = department.send(no, node, **more)
        assert reply.status_code == 200, f"{item.id} {node}: {reply.text}"
    return no


def side_by_side():
    """As cases handed in before one result was asked for once at a time: they carry no key."""
    with db.transaction() as tx:
        tx.execute(update(case).values(running_key=None))


def wanted(checklist):
    """Something this person can put right."""
    given = materials.given(checklist)
    own = [field.id for field in checklist.fields if draft.editable(field)]
    return {"material": given[0].id} if given else {"field": own[0]}


def startable_answers(item, city):
    """What a grown-up may begin with."""
    can = [one for one in item.every_answer() if item.checklist(one, city).ability in ("full", "part")]
    return [one for one in can if one.get("age") in (None, "adult")]


def render(who, no):
    """Every view of a case, as bytes; a problem's own request id apart."""
    replies = {view: who.get(f"/api/cases/{no}{view}") for view in VIEWS}
    assert all(one.status_code == 200 for one in replies.values()), {view: one.text for view, one in replies.items()}
    return {view: one.data for view, one in replies.items()}


def everything_changed():
    """Every item with other names, questions' words, materials, fees, forms, limits and points."""
    contents = service.drafts()
    for key, item in contents.items():
        if key.startswith(release.PART):
            continue
        contents[key] = {
            **item,
            "name": f"改{item['name']}",
            "short": f"改{item['short']}"[:3],
            "plain": "改了",
            "icon": "scan",
            "fees": [{**one, "name": f"改{one['name']}", "fen": one["fen"] + 100} for one in item["fees"]],
            "materials": [{**one, "name": f"改{one['name']}", "note": "改了"} for one in item["materials"]],
            "form": [{**one, "label": f"改{one['label']}", "hint": "改了"} for one in item["form"]],
            "points": [{**one, "text": f"改{one['text']}"} for one in item["points"]],
            "promise": {"n": item["promise"]["n"] + 3, "unit": "workday"},
            "hotline": {**item["hotline"], "phone": "12300"},
            "tips": ["改了"],
        }
    return contents


def publish(contents):
    with db.transaction() as tx:
        number = service.publish(tx, service.store(tx, contents), "test", "test")
    release.refresh()
    return number


def test_a_case_of_an_item_that_was_taken_out_goes_on(app, sandbox, first_map):
    lin = Resident(app, sandbox).known()
    lin.face()
    no = begun(lin)
    contents = service.drafts()
    del contents["passport-renew"]
    publish(contents)
    assert lin.get("/api/items/passport-renew").json["code"] == "item_not_found"
    assert lin.post("/api/cases", RENEW).json["code"] == "item_not_found"
    fill(lin, no)
    hand_over(lin, no)
    submit(lin, no)
    crj = Department(app)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "done")
    shown = lin.get(f"/api/cases/{no}").json
    assert (shown["state"], shown["short"], shown["certificate"]["name"]) == ("done", "换护照", "普通护照")
    assert [one["short"] for one in lin.get("/api/cases").json["cases"]] == ["换护照"]
