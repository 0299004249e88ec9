"""The documentation of the resident API: valid OpenAPI 3.1, a page that needs nothing from elsewhere."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def test_the_document_is_valid_openapi(document):
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_view_of_ours_is_in_it_with_what_it_takes_and_gives(app, document):
    missing = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/api/", "/department/")):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            operation = document["paths"].get(path, {}).get(method.lower())
            if operation is None or not operation.get("summary") or not (set(operation["responses"]) - {"default"}):
                missing.append(f"{method} {path}")
    assert missing == []


def test_every_path_names_its_parameters(document):
    for path, operations in document["paths"].items():
        given = {one["name"] for one in operations.get("parameters", [])}
        for method, operation in operations.items():
            if method != "parameters":
                own = given | {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
                assert set(re.findall(r"{(\w+)}", path)) == own, (method, path)


def test_an_error_is_said_to_be_a_problem_document(client, document):
    error = document["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert error == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    reply = client.get("/api/nothing")
    assert reply.mimetype in error and set(reply.json) == set(document["components"]["schemas"]["ProblemDocument"]["required"])


def test_the_page_needs_nothing_from_elsewhere(client):
    page = client.get("/docs/")
    assert page.status_code == 200
    wanted = re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)
    assert wanted
    for address in wanted:
        assert not address.startswith(("http:", "https:", "//")), address
        if not address.startswith("data:"):
            assert client.get(address if address.startswith("/") else f"/docs/{address.removeprefix('./')}").status_code == 200, address


def test_the_catalogues_answers_are_what_the_documentation_says(client):
    from miniprogram_api import catalog_shapes as shapes

    answers = "answers=why:expiring,age:adult,hukou:pilot"
    for path, shape in {
        "/api/cities": shapes.Cities,
        "/api/home?city=440100": shapes.Home,
        "/api/themes/t-vehicle": shapes.Items,
        "/api/zones/z-bay": shapes.Items,
        "/api/bundles?city=440100": shapes.Bundles,
        "/api/bundles/bundle-newborn": shapes.Bundle,
        "/api/departments?city=440300": shapes.Departments,
        "/api/departments/公安出入境/items": shapes.Items,
        "/api/items/passport-renew": shapes.Guide,
        "/api/items/hkm-endorse": shapes.Guide,
        f"/api/items/passport-renew/checklist?{answers}": shapes.Checklist,
        f"/api/items/passport-renew/checklist?city=440600&{answers}": shapes.Checklist,
        "/api/search?q=香港团队旅游": shapes.SearchResults,
        "/api/search?q=养狗证": shapes.SearchResults,
        "/api/halls?item=passport-renew": shapes.Halls,
    }.items():
        reply = client.get(path)
        assert reply.status_code == 200, path
        assert shape().dump(reply.json) == reply.json, path
