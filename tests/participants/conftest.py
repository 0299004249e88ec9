"""A scene only these tests know: an errand that needs the other parent's yes, and two that look further."""

import pytest

from tests import beside
from tests.beside import lying_beside
from tests.errands import fill, start
from tests.known import known, proved
from tests.residents import drain

ITEMS = """
theme: community
name: 起名
items:
  - id: baby-name
    name: 新生儿起名登记
    short: 起名登记
    icon: idcard
    plain: 给宝宝登记名字
    alias: [给孩子起名登记]
    dept: dept-gat-hz
    object: [person]
    kind: promise
    legal: {n: 10, unit: workday}
    promise: {n: 3, unit: workday}
    trust: 3
    fees: []
    result: {at_once: item}
    questions:
      - {id: sex, ask: 男孩还是女孩？, options: [{id: boy, text: 男孩}, {id: girl, text: 女孩}]}
    situations:
      - {id: s1, name: 给男孩起名, when: {sex: boy}, online: full, visits: 0}
      - {id: s2, name: 给女孩起名, when: {sex: girl}, online: full, visits: 0}
    materials:
      - {m: m-idcard, need: must}
    review:
      - {id: r1, text: 名字写得对, check: manual}
    form:
      - {id: name, label: 姓名, kind: text, from: ec-idcard.姓名}
      - {id: id_number, label: 身份证号, kind: idnumber, from: ec-idcard.公民身份号码}
      - {id: phone, label: 手机号, kind: phone, from: account.phone}
      - {id: baby, label: 宝宝姓名, kind: text}
      - {id: way, label: 另一位家长怎么同意, kind: choice, options: [[phone, 在他的手机上], [counter, 一起到窗口]]}
      - {id: other, label: 另一位家长姓名, kind: text, when: {way: phone}}
      - {id: other_id, label: 另一位家长身份证号, kind: idnumber, when: {way: phone}}
      - {id: remark, label: 备注, kind: text, required: false}
      - {id: friend, label: 见证人姓名, kind: text, required: false}
      - {id: friend_id, label: 见证人身份证号, kind: idnumber, required: false}
    participants:
      - role: other_parent
        name: 孩子的另一位家长
        who: {name: form.other, id_number: form.other_id}
        when: {way: phone}
        sees: [baby, name, id_number]
        says: 同意给宝宝起这个名字
        among: {name: [held.ec-birth.母亲, held.ec-birth.父亲]}
      - role: witness
        name: 见证人
        who: [{name: form.friend, id_number: form.friend_id}]
        when: {remark: 要见证}
        hours: 24
        face: false
        sees: [baby]
        says: 同意作见证
"""


@pytest.fixture
def folder(tmp_path):
    """The scene, lying beside the others."""
    files = {"items.yaml": ITEMS, "__init__.py": 'from app.language import Scene\n\nscene = Scene("baby_name")\n'}
    with lying_beside(tmp_path, "baby_name", files) as place:
        yield place


@pytest.fixture
def published(app, folder):
    """The catalogue with it; taken back afterwards."""
    with beside.published():
        yield app


CHEN = {"other": "陈晓彤", "other_id": "440199199503120021"}


@pytest.fixture
def lin(published, sandbox):
    return known(published, sandbox)


@pytest.fixture
def chen(published, sandbox):
    return proved(published, sandbox, "chen-xiaotong")


def draft(who, said=None, sex="boy"):
    """A draft with everything in it, asking the other parent."""
    no = start(who, "baby-name", {"sex": sex})
    values = {"baby": "林沐阳", "way": "phone", **CHEN, **(said or {})}
    saved = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
    assert saved.json["errors"] == [], saved.text
    fill(who, no)
    return no


def hand_in(who, said=None, sex="boy"):
    """Handed in, and all that follows."""
    no = draft(who, said, sex)
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 200, reply.text
    drain()
    return no


def case(who, no):
    return who.get(f"/api/cases/{no}").json


def asked(who):
    """What somebody is asked: their cards."""
    return who.get("/api/me/consents").json["consents"]


def question(who, key):
    reply = who.get(f"/api/consents/{key}")
    assert reply.status_code == 200, reply.text
    return reply.json


def answer(who, key, agree=True, **more):
    """As the phone answers: with the hash of what it showed."""
    shown = question(who, key)
    reply = who.post(f"/api/consents/{key}/answer", {"agree": agree, "hash": shown["document"]["hash"], **more})
    drain()
    return reply
