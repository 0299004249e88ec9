"""Certificates: fetched once we know who it is, issued on grant, shown for sixty seconds."""

import os
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.certificates import queries, rules, service
from app.certificates.models import certificate, presentation
from app.identity import queries as people
from app.identity import service as identity
from app.identity import tokens
from app.identity.joins import Claim
from app.kernel import clock, db, ports
from app.kernel.audit import uses_of
from app.kernel.errors import Conflict, NotFound, Unavailable
from app.kernel.ports import Fact
from tests.residents import PEOPLE, count

LIN = PEOPLE["lin-zhihao"]
RESULT = {"number": "E99887766", "issued_on": "2026-11-24", "valid_until": "2036-11-23", "fields": {"姓名": "林志豪", "签发地点": "广东"}}


def a_person(who="lin-zhihao"):
    account = tokens.who(db.in_transaction(identity.sign_in, f"openid-{who}", "手机")).account
    return db.in_transaction(identity.set_real_name, account, Claim(*PEOPLE[who][:2]))


@pytest.fixture
def lin(app):
    return a_person()


def fact(number, until="2027-03-18", status="valid", **fields):
    data = {"姓名": "林志豪", "number": number, "issued_on": "2017-03-18", "valid_until": until, "status": status, **fields}
    return Fact(True, True, data, "2026-11-24T00:00:00Z", "dept-gat-crj")


def keep(person, **facts):
    return db.in_transaction(service.keep, person, {kind.replace("_", "-"): one for kind, one in facts.items()})


def issue(person, result=RESULT):
    return db.in_transaction(service.issue, person, "ec-passport", result, "264401000283167")


def held(person):
    with db.reading() as tx:
        return {kind: one.face for kind, one in queries.held(tx, person).items()}


def uses(person):
    with db.reading() as tx:
        return uses_of(tx, person)[0]


def statuses():
    with db.reading() as tx:
        return sorted(tx.execute(select(certificate.c.status)).scalars())


def test_what_was_fetched_is_held_as_flat_faces_for_prefill(lin):
    assert keep(lin, ec_passport=fact("E12346128", 签发地点="广东")) == ["ec-passport"]
    assert held(lin) == {
        "ec-passport": {"姓名": "林志豪", "签发地点": "广东", "number": "E12346128", "issued_on": "2017-03-18", "valid_until": "2027-03-18"}
    }
    assert uses(lin)[0]["what"] == ["普通护照"]


def test_fetched_again_it_stays_one_and_takes_the_issuers_latest_word(lin):
    keep(lin, ec_passport=fact("E12346128"))
    assert keep(lin, ec_passport=fact("E12346128", until="2028-01-01")) == []
    assert held(lin)["ec-passport"]["valid_until"] == "2028-01-01"
    assert count("certificate") == 1 and len(uses(lin)) == 1


def test_renewed_at_a_window_the_new_one_replaces_the_old(lin):
    keep(lin, ec_passport=fact("E1"))
    keep(lin, ec_passport=fact("E2"))
    assert held(lin)["ec-passport"]["number"] == "E2" and statuses() == ["replaced", "valid"]


def test_what_its_issuer_revoked_leaves_the_wallet(lin):
    keep(lin, ec_passport=fact("E1"))
    keep(lin, ec_passport=fact("E1", status="revoked"))
    assert held(lin) == {} and statuses() == ["revoked"]


def test_a_granted_case_issues_once_however_often_it_is_told(lin):
    keep(lin, ec_passport=fact("E12346128"))
    assert issue(lin) == issue(lin)
    assert statuses() == ["replaced", "valid"] and held(lin)["ec-passport"]["number"] == "E99887766"
    with db.reading() as tx:
        told = [row.data for row in tx.execute(select(db.metadata.tables["outbox"])) if row.name == "certificate_issued"]
    assert len(told) == 1 and told[0]["name"] == "普通护照" and "E99887766" not in str(told)


def test_its_identifier_is_one_of_gb_36904(lin):
    issue(lin)
    with db.reading() as tx:
        whole = tx.execute(select(certificate.c.identifier)).scalar_one()
    type_code, issuer, serial, version, check = whole.removeprefix(rules.ROOT + ".").split(".")
    assert (type_code, issuer, version) == ("11440000MBD000119F001", "11440000MBD000119F", "001")
    assert serial.startswith(f"{clock.today():%Y%m%d}") and serial.isalnum() and serial == serial.upper()
    assert rules.check_character(type_code + issuer + serial + version) == check


def test_a_register_that_lags_does_not_bring_the_old_one_back(lin):
    issue(lin)
    keep(lin, ec_passport=fact("E12346128"))
    assert held(lin)["ec-passport"]["number"] == "E99887766" and count("certificate") == 1


def test_a_register_that_was_quicker_leaves_one_certificate_with_its_case(lin):
    keep(lin, ec_passport=fact("E99887766"))
    issue(lin)
    assert count("certificate") == 1
    with db.reading() as tx:
        assert tx.execute(select(certificate.c.case_no)).scalar_one() == "264401000283167"


def present(person, certificate_id, shown=("name", "adult", "valid")):
    return db.in_transaction(service.present, person, certificate_id, shown)


def verify(code):
    return db.in_transaction(service.verify, code, "扫码的人")


def test_a_code_shows_what_was_agreed_and_nothing_else(lin):
    code, shown = present(lin, issue(lin), ("name",))
    assert shown == ("name", "valid")
    assert verify(code) == (True, [{"label": "姓名", "text": "林志豪"}, {"label": "证件", "text": "有效"}], "普通护照", 0)


def test_a_code_lives_sixty_seconds(lin):
    code, _ = present(lin, issue(lin))
    made = clock.now()
    with clock.held_at(made + timedelta(seconds=59)):
        assert verify(code)[0] is True
    with clock.held_at(made + timedelta(seconds=61)), pytest.raises(NotFound) as gone:
        verify(code)
    assert gone.value.code == "code_expired"


def test_every_look_is_noted_the_first_is_told_and_the_second_is_flagged(lin):
    code, _ = present(lin, issue(lin))
    assert [verify(code)[3] for _ in range(3)] == [0, 1, 2]
    assert [one["why"] for one in uses(lin)] == ["核对普通护照"] * 3
    assert uses(lin)[0]["what"] == ["姓名", "满 18 岁", "证件有效"]
    with db.reading() as tx:
        names = [row.name for row in tx.execute(select(db.metadata.tables["outbox"]))]
        assert sum(queries.seen_30d(tx, lin).values()) == 3
    assert names.count("certificate_shown") == 1


def test_ten_thousand_altered_codes_show_nothing(lin):
    import random

    code, _ = present(lin, issue(lin))
    chance = random.Random(20261124)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    with db.engine().begin() as tx:
        for _ in range(10_000):
            at = chance.randrange(len(code))
            forged = code[:at] + chance.choice(alphabet.replace(code[at], "")) + code[at + 1 :]
            found = tx.execute(select(presentation.c.person_id).where(presentation.c.code_blind == service._hash(forged))).first()
            assert found is None
    assert uses(lin) == []


def test_a_code_is_stored_as_a_keyed_hash_only(lin):
    code, _ = present(lin, issue(lin))
    with db.reading() as tx:
        assert code.encode() not in repr(tx.execute(select(presentation)).all()).encode()


def test_what_was_replaced_meanwhile_is_shown_as_void(lin):
    code, _ = present(lin, issue(lin))
    issue(lin, {**RESULT, "number": "E11112222"})
    assert verify(code)[0] is False


def test_what_has_expired_cannot_be_shown(lin):
    keep(lin, ec_passport=fact("E1", until="2026-01-01"))
    with db.reading() as tx:
        old = queries.held(tx, lin)["ec-passport"].id
    with pytest.raises(Conflict) as refused:
        present(lin, old)
    assert refused.value.code == "cannot_show" and count("presentation") == 0


def test_somebody_elses_certificate_can_be_neither_seen_nor_shown(lin):
    chen = a_person("chen-xiaotong")
    mine = issue(lin)
    with db.reading() as tx, pytest.raises(NotFound):
        queries.get(tx, chen, mine)
    with pytest.raises(NotFound):
        present(chen, mine)
    assert count("presentation") == 0 and held(chen) == {}


def test_a_face_moved_to_another_row_does_not_open(lin):
    from app.kernel.crypto import Unreadable

    one = issue(lin)
    keep(lin, ec_drive=fact("D1"))
    with db.transaction() as tx:
        stolen = tx.execute(select(certificate.c.face).where(certificate.c.id == one)).scalar_one()
        tx.execute(certificate.update().where(certificate.c.id != one).values(face=stolen))
    with pytest.raises(Unreadable):
        held(lin)


def test_the_wallet_takes_two_statements_however_much_is_in_it(lin):
    keep(lin, **{kind: fact(f"N{kind}") for kind in ("ec_passport", "ec_drive", "ec_idcard", "ec_hukou", "ec_marriage")})
    seen = []
    # The catalogue's watcher asks by itself once a second.
    event.listen(db._reader, "before_cursor_execute", lambda c, cur, s, *a: "catalog_release" in s or seen.append(s))
    with db.reading() as tx:
        shown = queries.wallet(tx, lin, "林志豪", clock.today())
    assert len(seen) == 2 and len(shown) == 5
    assert shown[-1]["type"] == "ec-idcard"  # the front of the stack


def test_old_codes_are_forgotten_after_what_the_wallet_counts(lin):
    present(lin, issue(lin))
    with clock.held_at(clock.now() + timedelta(days=32)):
        assert db.in_transaction(service.forget_old) == 1
    assert count("presentation") == 0


@pytest.mark.parametrize("until", ["2020.01.01", "2020/1/1", "2020年1月1日", "20200101"])
def test_a_certificate_whose_end_cannot_be_read_is_not_kept(lin, until):
    with pytest.raises(Unavailable) as refused:
        keep(lin, ec_drive=fact("D1"), ec_passport=fact("E1", until=until))
    assert refused.value.code == "sources_unreadable"
    assert held(lin) == {} and count("certificate") == 0 and uses(lin) == []


def test_what_its_issuer_calls_expired_stands_in_the_wallet_as_expired_and_cannot_be_shown(lin):
    keep(lin, ec_passport=fact("E1", until="2036-01-01"))
    keep(lin, ec_passport=fact("E1", until="2036-01-01", status="expired"))
    with db.reading() as tx:
        shown = queries.wallet(tx, lin, "林志豪", clock.today())[0]
    assert (shown["valid_text"], shown["tone"], shown["can_show"]) == ("已经过期", "bad", False)
    with pytest.raises(Conflict):
        present(lin, shown["id"])
    keep(lin, ec_passport=fact("E1", until="2036-01-01"))
    assert statuses() == ["valid"]


def test_a_renewed_certificate_with_the_same_number_takes_the_new_face(lin):
    keep(lin, ec_idcard=fact("440199199208200010", until="2026-12-01"))
    renewed = {"number": "440199199208200010", "issued_on": "2026-11-24", "valid_until": "2046-11-23", "fields": {"姓名": "林志豪"}}
    db.in_transaction(service.issue, lin, "ec-idcard", renewed, "264401000283167")
    assert held(lin)["ec-idcard"]["valid_until"] == "2046-11-23" and count("certificate") == 1


class OneIsOdd:
    """A data source whose passports end in a way nobody can read."""

    def ask(self, code, name, id_number, purpose, case_no=None, id_type="111"):
        return fact("E1", until="2020.01.01") if code == "ec-passport" else fact("D1")


def test_a_source_that_writes_what_nobody_can_read_counts_as_off(lin):
    before = ports.outside()
    with db.reading() as tx:
        person = people.get_person(tx, lin)
    ports.use(replace(before, sources=OneIsOdd()))
    try:
        facts, silent = service.ask_each(person, ["ec-passport", "ec-drive"], "填表")
    finally:
        ports.use(before)
    assert (list(facts), silent) == (["ec-drive"], ["ec-passport"])


def licence(plate, until="2028-11-30", status="valid"):
    face = {"号牌号码": plate, "车辆类型": "小型轿车", "所有人": "林志豪", "使用性质": "非营运", "品牌型号": "示例牌SGM7152"}
    face |= {"车辆识别代号": "LSGDEMA0XTG000001", "注册日期": "2026-11-24", "检验有效期": until}
    return {**face, "number": plate, "issued_on": "2026-11-24", "valid_until": "长期", "status": status}


def cars(*told):
    return Fact(True, True, told[0], "2026-11-24T00:00:00Z", "dept-gat-jj", told[1:])


def of_car(plate):
    face = licence(plate)
    fields = {key: value for key, value in face.items() if key not in ("number", "issued_on", "valid_until", "status")}
    return {"number": plate, "issued_on": face["issued_on"], "valid_until": "长期", "fields": fields}


def plates(person, *states):
    with db.reading() as tx:
        rows = tx.execute(select(certificate.c.id).where(certificate.c.status.in_(states or rules.HELD))).scalars()
        return sorted(queries.get(tx, person, one).number for one in rows)


def names(person, whole=True):
    with db.reading() as tx:
        return [one["name"] for one in queries.wallet(tx, person, "林志豪", clock.today(), whole)]


def test_the_licence_of_a_second_car_does_not_end_that_of_the_first(lin):
    for plate in ("粤A32K71", "粤E6K318"):
        db.in_transaction(service.issue, lin, "ec-vehicle-license", of_car(plate), "264401000283167")
    assert (plates(lin), plates(lin, "replaced")) == (["粤A32K71", "粤E6K318"], [])
    assert names(lin) == ["机动车行驶证（粤A32K71）", "机动车行驶证（粤E6K318）"]


def endorsement(place, until, number="C98765432"):
    """As its department may send it: it carries the number of the permit it lies on."""
    fields = {"姓名": "林志豪", "前往地": place, "签注种类": "个人旅游", "次数": "一次", "有效期至": until}
    return {"number": number, "issued_on": "2026-11-24", "valid_until": until, "fields": fields}


def test_an_endorsement_for_another_place_lies_beside_the_first_under_the_same_number(lin):
    def issue(*said):
        return db.in_transaction(service.issue, lin, "ec-hkm-endorse", endorsement(*said), "264401000283167")

    hong_kong, macau = issue("香港", "2027-02-23"), issue("澳门", "2027-11-23")
    assert hong_kong != macau and len(names(lin)) == 2
    assert issue("香港", "2027-02-23") == hong_kong  # told again, issued once
    assert issue("香港", "2027-11-23", "C11223344") not in (hong_kong, macau)  # on a new permit
    assert len(names(lin)) == 2


def test_of_several_cars_each_has_its_name_only_for_a_face(lin):
    for plate in ("粤A32K71", "粤E6K318"):
        db.in_transaction(service.issue, lin, "ec-vehicle-license", of_car(plate), "264401000283167")
    assert not any("K71" in one or "K318" in one for one in names(lin, whole=False))


def test_the_licence_of_one_car_has_no_plate_in_its_name(lin):
    keep(lin, ec_vehicle_license=cars(licence("粤A32K71")))
    assert names(lin) == ["机动车行驶证"]


def test_a_new_licence_of_the_same_car_takes_the_place_of_the_old_one(lin):
    older = {**of_car("粤A32K71"), "number": "粤A32K71-1"}
    for one in (older, of_car("粤E6K318"), of_car("粤A32K71")):
        db.in_transaction(service.issue, lin, "ec-vehicle-license", one, "264401000283167")
    assert (plates(lin), plates(lin, "replaced")) == (["粤A32K71", "粤E6K318"], ["粤A32K71-1"])


def test_an_issuer_tells_of_every_car_and_each_is_kept(lin):
    told = cars(licence("粤A32K71"), licence("粤E6K318"))
    assert keep(lin, ec_vehicle_license=told) == ["ec-vehicle-license"]
    assert plates(lin) == ["粤A32K71", "粤E6K318"]
    assert keep(lin, ec_vehicle_license=told) == [] and count("certificate") == 2
    keep(lin, ec_vehicle_license=cars(licence("粤A32K71", until="2030-11-30"), licence("粤E6K318")))
    with db.reading() as tx:
        assert {one.number: one.fields["检验有效期"] for one in queries.own(tx, lin)} == {
            "粤A32K71": "2030-11-30",
            "粤E6K318": "2028-11-30",
        }


def test_a_car_struck_off_ends_its_own_licence_alone(lin):
    keep(lin, ec_vehicle_license=cars(licence("粤A32K71"), licence("粤E6K318")))
    keep(lin, ec_vehicle_license=cars(licence("粤A32K71", status="revoked"), licence("粤E6K318")))
    assert (plates(lin), plates(lin, "revoked")) == (["粤E6K318"], ["粤A32K71"])


def test_what_an_issuer_names_no_more_is_over_once_it_has_decided_and_not_before(lin):
    keep(lin, ec_vehicle_license=cars(licence("粤A32K71"), licence("粤E6K318")))
    keep(lin, ec_vehicle_license=cars(licence("粤E6K318")))
    assert plates(lin) == ["粤A32K71", "粤E6K318"]
    db.in_transaction(service.keep, lin, {"ec-vehicle-license": cars(licence("粤E6K318"))}, decided=True)
    assert (plates(lin), plates(lin, "revoked")) == (["粤E6K318"], ["粤A32K71"])


def test_one_car_that_cannot_be_read_makes_the_whole_answer_unreadable(lin):
    told = cars(licence("粤A32K71"), {**licence("粤E6K318"), "注册日期": "去年"})
    with pytest.raises(Unavailable):
        keep(lin, ec_vehicle_license=told)
    assert service.readable({"ec-vehicle-license": told}) == {} and count("certificate") == 0


@pytest.mark.skipif(not os.environ.get("TEST_DATABASE_URL"), reason="SQLite lets one write at a time")
def test_two_that_fill_one_wallet_at_once_fill_it_once(lin, monkeypatch):
    """The relay after the real name, and the form that is opened a moment later: both have looked before either has written."""
    both, looked, same = threading.Barrier(2), set(), service._same

    def looks(*asked):
        mine = same(*asked)
        if threading.get_ident() not in looked:
            looked.add(threading.get_ident())
            both.wait(10)
        return mine

    monkeypatch.setattr(service, "_same", looks)
    told = []
    threads = [threading.Thread(target=lambda: told.append(keep(lin, ec_passport=fact("E12346128")))) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]
    assert sorted(told) == [[], ["ec-passport"]] and statuses() == ["valid"] and len(uses(lin)) == 1
