"""What is done only in some cities is offered only there; a district stands for its city."""

import pytest

from app import reference


@pytest.fixture
def client(imaginary_throughout, app):
    return app.test_client()


def items(reply):
    return [one["id"] for one in reply.json["items"]]


def test_the_car_quota_is_offered_in_guangzhou_and_not_in_foshan(client):
    name = next(one["name"] for one in client.get("/api/departments?city=440100").json["departments"] if "交通" in one["name"])
    assert "car-quota" in items(client.get(f"/api/departments/{name}/items?city=440100"))
    assert "car-quota" not in client.get(f"/api/departments/{name}/items?city=440600").text
    for path in ("/api/home", "/api/themes/vehicle", "/api/search?q=小客车指标"):
        sign = "&" if "?" in path else "?"
        assert '"car-quota"' not in client.get(f"{path}{sign}city=440600").text
    assert '"car-quota"' in client.get("/api/search?q=小客车指标&city=440300").text


@pytest.mark.parametrize("path", ["/api/items/car-quota", "/api/items/car-quota/checklist"])
def test_where_it_is_not_done_it_says_where_it_is(client, path):
    reply = client.get(f"{path}?city=440600")
    assert (reply.status_code, reply.json["code"]) == (404, "item_not_here")
    assert "广州、深圳" in reply.json["say"]


@pytest.mark.parametrize("path", ["/api/home", "/api/departments", "/api/items/passport-renew", "/api/halls"])
def test_a_district_stands_for_its_city(client, path):
    assert client.get(f"{path}?city=440106").json == client.get(f"{path}?city=440100").json
    assert client.get(f"{path}?city=449999").status_code == 404


PLACED = "/api/items/kin-proof"
MOVED = "/api/items/passport-renew"


def test_where_districts_decide_the_district_chosen_is_named_with_its_hall(client):
    answers = "&answers=" + ",".join(
        f"{one['id']}:{one['options'][0]['id']}" for one in client.get(f"{PLACED}?city=440106").json["questions"]
    )
    assert client.get(f"{PLACED}?city=440106").json["unit"] == "天河区公安户政"
    assert client.get(f"{PLACED}?city=440100").json["unit"] == "广州公安户政"
    found = client.get(f"{PLACED}/checklist?city=440106{answers}").json
    assert found["window"] == {
        "say": "想去窗口办也行",
        "hall": "天河区政务服务中心",
        "id": "hall-440106",
        "address": "天河区政务服务中心（演示地址）",
        "open": "周一至周五 9:00–12:00，13:00–17:00",
    }
    assert found["steps_say"].startswith("天河区公安户政来办")
    assert found["city"] == "440100"
    whole = client.get(f"{PLACED}/checklist?city=440100{answers}").json
    assert (whole["window"]["id"], whole["steps_say"][:6]) == ("hall-440100", "广州公安户政")


def test_where_the_city_decides_the_city_is_named_whatever_district_was_chosen(client):
    assert client.get(f"{MOVED}?city=440106").json["unit"] == "广州公安出入境"


def test_a_district_without_a_hall_of_its_own_leads_to_the_city_s(client):
    answers = "&answers=" + ",".join(f"{one['id']}:{one['options'][0]['id']}" for one in client.get(PLACED).json["questions"])
    assert client.get(f"{PLACED}/checklist?city=440103{answers}").json["window"]["hall"] == "广州市政务服务中心"


def test_every_city_has_a_hall_to_be_led_to():
    assert [code for code in reference.cities() if reference.hall_in(code) is None] == []
