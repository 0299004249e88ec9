"""Data sources, department systems, files."""

import json

import pytest

from app.gateways.departments import DepartmentSystems
from app.gateways.sources import DataSources
from app.gateways.storage import SealedFiles
from app.kernel import crypto
from app.kernel.errors import Conflict, NotFound, Unavailable
from app.kernel.http import Peer
from app.kernel.ids import new_id
from app.kernel.signed import verify
from tests.residents import PEOPLE

LIN = PEOPLE["lin-zhihao"]


def test_the_population_base_says_whether_name_and_number_belong_together(sandbox):
    sources = DataSources(sandbox.credentials["sources"])
    assert sources.ask("population", LIN[0], LIN[1], "实名核对").match is True
    assert sources.ask("population", "陈晓彤", LIN[1], "实名核对").match is False
    passport = sources.ask("ec-passport", LIN[0], LIN[1], "填表", "264401000283167")
    assert (passport.found, passport.data["number"], passport.data["valid_until"]) == (True, "E12346128", "2027-03-17")
    assert sources.ask("ec-retire", LIN[0], LIN[1], "填表").found is False


def test_nobody_goes_by_the_name_and_number_of_the_dead(sandbox):
    sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=LIN[1], set={"状态": "死亡"})
    said = DataSources(sandbox.credentials["sources"]).ask("population", LIN[0], LIN[1], "实名核对")
    assert (said.found, said.match, said.data) == (False, False, {})


def test_a_source_that_is_off_or_does_not_know_us_is_no_answer(sandbox):
    sandbox.control("POST", "/settings", sources_off=["ec-passport"])
    sources = DataSources(sandbox.credentials["sources"])
    with pytest.raises(Unavailable):
        sources.ask("ec-passport", LIN[0], LIN[1], "填表")
    with pytest.raises(Unavailable) as refused:
        DataSources({**sandbox.credentials["sources"], "key": "wrong"}).ask("population", LIN[0], LIN[1], "实名核对")
    assert refused.value.code == "source_refused"


def test_a_source_that_is_silent_again_and_again_does_not_shut_the_others(sandbox):
    sandbox.control("POST", "/settings", sources_off=["ec-passport"])
    sources = DataSources(sandbox.credentials["sources"])
    for _ in range(Peer.FAILURES):
        with pytest.raises(Unavailable):
            sources.ask("ec-passport", LIN[0], LIN[1], "填表")
    sandbox.control("POST", "/settings", sources_off=[])
    with pytest.raises(Unavailable) as shut:  # nobody waits for it for a while
        sources.ask("ec-passport", LIN[0], LIN[1], "填表")
    assert shut.value.code == "sources_down"
    assert sources.ask("population", LIN[0], LIN[1], "实名核对").match is True
    sources.forgive()
    assert sources.ask("ec-passport", LIN[0], LIN[1], "填表").found is True


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{}", '{"found":"yes","match":null,"data":{},"as_of":"x","provider":"y"}', '{"found":true,"match":true,"data":[1]}'],
)
def test_an_answer_of_another_shape_is_no_answer(stranger, answer):
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer.encode())
    with stranger(lambda connection, request: connection.sendall(raw)) as (base, _), pytest.raises(Unavailable):
        DataSources({"base": base, "key": "k"}).ask("population", LIN[0], LIN[1], "实名核对")


def talk_of(status, body=b"{}"):
    return lambda connection, request: connection.sendall(
        b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
    )


def test_a_case_is_handed_over_signed_with_the_way_back(stranger):
    with stranger(talk_of(202, b'{"receipt_no":"R1"}')) as (base, seen):
        systems = DepartmentSystems({"base": f"{base}/departments", "keys": {"dept-a": "secret"}}, "https://us.example")
        assert systems.hand_over("dept-a", {"case_no": "1"}) == "R1"
    head, _, body = seen[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    path = lines[0].split(" ")[1]
    assert path == "/departments/dept-a/cases"
    assert verify({"dept-a": "secret"}, headers, "POST", path, body) == "dept-a"
    assert json.loads(body) == {"case_no": "1", "callback": "https://us.example/department/v1"}


def test_a_department_may_have_decided_already(stranger):
    with stranger(talk_of(409)) as (base, _):
        systems = DepartmentSystems({"base": base, "keys": {"dept-a": "secret"}}, "https://us.example")
        assert systems.withdraw("dept-a", "1", "") is False
        with pytest.raises(Conflict):
            systems.correct("dept-a", "1", {})


@pytest.mark.parametrize(("status", "body"), [(401, b"{}"), (422, b"{}"), (500, b"{}"), (202, b"not json"), (202, b"[]")])
def test_what_a_department_does_not_take_is_tried_again_later(stranger, status, body):
    with stranger(talk_of(status, body)) as (base, _), pytest.raises(Unavailable):
        DepartmentSystems({"base": base, "keys": {"dept-a": "secret"}}, "https://us.example").hand_over("dept-a", {})


def test_a_department_without_a_key_is_not_called():
    with pytest.raises(Unavailable) as refused:
        DepartmentSystems({"base": "http://127.0.0.1:1", "keys": {}}, "https://us.example").hand_over("dept-a", {})
    assert refused.value.code == "not_connected"


@pytest.fixture
def files(tmp_path):
    before = (dict(crypto._ciphers), crypto._active, crypto._index_key)
    crypto.use(crypto.Keyring({1: b"1" * 32}, b"i" * 32))
    yield SealedFiles(tmp_path)
    crypto._ciphers.clear()
    crypto._ciphers.update(before[0])
    crypto._active, crypto._index_key = before[1:]


def test_a_file_comes_back_as_it_was_and_lies_sealed(files, tmp_path):
    key, content = new_id(), bytes(range(256)) * 40 + "林志豪".encode()
    files.put(key, content)
    assert files.get(key) == content
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "林志豪".encode() not in on_disk and content[:64] not in on_disk
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [key]


def test_a_file_that_was_swapped_does_not_open(files, tmp_path):
    one, two = new_id(), new_id()
    files.put(one, b"mine")
    files.put(two, b"yours")
    (tmp_path / two[-2:] / two).write_bytes((tmp_path / one[-2:] / one).read_bytes())
    with pytest.raises(crypto.Unreadable):
        files.get(two)


@pytest.mark.parametrize("key", ["../../etc/passwd", "a" * 31, "", "A" * 32, "/" + "a" * 31])
def test_a_key_is_an_id_never_a_path(files, tmp_path, key):
    for act in (lambda: files.put(key, b"x"), lambda: files.get(key), lambda: files.delete(key)):
        with pytest.raises(NotFound):
            act()
    assert list(tmp_path.rglob("*")) == []


def test_what_was_deleted_is_gone_and_deleting_twice_is_fine(files):
    key = new_id()
    files.put(key, b"x")
    files.delete(key)
    files.delete(key)
    with pytest.raises(NotFound):
        files.get(key)


GOOD = {"found": True, "match": True, "data": {}, "as_of": "2026-11-24T02:00:00Z", "provider": "dept-gat-hz"}


@pytest.mark.parametrize(
    "change",
    [
        {"found": "true"}, {"found": 1}, {"match": "yes"}, {"match": 1}, {"match": None}, {"data": []}, {"data": None},
        {"as_of": "2026-11-24"}, {"as_of": "2026年"}, {"as_of": 1}, {"provider": ""}, {"provider": None}, {"provider": 7},
    ],
)  # fmt: skip
def test_every_field_of_a_source_s_answer_is_of_its_kind(stranger, change):
    answer = json.dumps({**GOOD, **change}).encode()
    with stranger(talk_of(200, answer)) as (base, _), pytest.raises(Unavailable) as refused:
        DataSources({"base": base, "key": "k"}).ask("population", LIN[0], LIN[1], "实名核对")
    assert refused.value.code == "sources_unreadable"


@pytest.mark.parametrize("body", [b'{"receipt_no": 7}', b'{"receipt_no": ""}', b'{"receipt_no": null}', b'{"receipt_no": ["R"]}'])
def test_a_receipt_is_a_text(stranger, body):
    with stranger(talk_of(202, body)) as (base, _), pytest.raises(Unavailable):
        DepartmentSystems({"base": base, "keys": {"dept-a": "secret"}}, "https://us.example").hand_over("dept-a", {})
