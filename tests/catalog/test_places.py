"""What is done only in some cities is offered only there; a district stands for its city."""

import pytest


@pytest.fixture
def client(app):
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
