"""Mini-program codes that a scanner reads, and links that lead somewhere for thirty days."""

import io

import pytest
import zxingcpp
from PIL import Image

from tests.sandbox.wechat import App, ahead, errcode, mini

__all__ = ["mini"]

CODE = "/wxa/getwxacodeunlimit"


def draw(app, **body):
    return app.ask("POST", CODE, {"scene": "no=26440100028316", **body}, access_token=app.token)


def read(reply):
    """(the picture, what a scanner reads on white)."""
    image = Image.open(io.BytesIO(reply.content))
    on_white = Image.new("RGBA", image.size, "white")
    on_white.alpha_composite(image.convert("RGBA"))
    return image, zxingcpp.read_barcode(on_white.convert("RGB")).text


def test_a_code_is_a_picture_that_leads_to_page_and_scene(sandbox, mini):
    reply = draw(mini, page="pages/case", env_version="trial")
    image, text = read(reply)
    assert reply.headers["Content-Type"] == "image/jpeg" and (image.format, image.size) == ("JPEG", (430, 430))
    assert text.startswith(sandbox.url + "/control/wx/codes/")
    found = sandbox.control("GET", text.removeprefix(sandbox.url + "/control"))
    assert found == {"appid": mini.appid, "page": "pages/case", "scene": "no=26440100028316", "env_version": "trial"}


def test_a_clear_code_is_a_png_in_the_wanted_colour_and_size(mini):
    image, text = read(draw(mini, width=280, is_hyaline=True, line_color={"r": 11, "g": "108", "b": 117}))
    assert (image.format, image.size) == ("PNG", (280, 280))
    assert set(image.getchannel("A").tobytes()) == {0, 255}
    assert {pixel[:3] for pixel in image.get_flattened_data() if pixel[3]} == {(11, 108, 117)}
    assert "/control/wx/codes/" in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scene": ""}, 40169),
        ({"scene": "a" * 33}, 40169),
        ({"scene": "中文"}, 40169),
        ({"scene": "a%20b"}, 40169),
        ({"scene": "a b"}, 40169),
        ({"scene": 7}, 40169),
        ({"page": "/pages/case"}, 41030),
        ({"page": "pages/case?no=1"}, 41030),
        ({"width": 279}, 40097),
        ({"width": 1281}, 40097),
        ({"env_version": "beta"}, 40097),
        ({"line_color": {"r": 256, "g": 0, "b": 0}}, 40097),
        ({"is_hyaline": 1}, 40097),
    ],
)
def test_a_code_that_cannot_be_is_named_in_json(mini, body, code):
    reply = draw(mini, **body)
    assert reply.headers["Content-Type"].startswith("application/json")
    errcode(reply.json(), code)


def test_every_allowed_sign_fits_into_a_scene(mini):
    assert draw(mini, scene="!#$&'()*+,/:;=?@-._~AZaz09").headers["Content-Type"] == "image/jpeg"


def test_a_body_that_is_no_json_is_refused_with_the_scenes_code(mini):
    errcode(mini.raw(CODE, b"scene=1"), 40169)


def test_a_page_must_be_released_unless_nobody_checks(sandbox, mini):
    sandbox.control("POST", f"/apps/{mini.appid}", pages=["pages/home"])
    errcode(draw(mini, page="pages/new").json(), 41030)
    assert draw(mini, page="pages/home").headers["Content-Type"] == "image/jpeg"
    assert draw(mini, page="pages/new", check_path=False).headers["Content-Type"] == "image/jpeg"


def test_a_link_leads_to_its_page_until_it_ends(sandbox, mini):
    made = mini.post("/wxa/generate_urllink", {"path": "/pages/case", "query": "no=1", "expire_type": 1, "expire_interval": 1})
    assert made["errcode"] == 0 and made["url_link"].startswith("https://wxaurl.cn/")
    opened = sandbox.control("POST", "/wx/links", link=made["url_link"])
    assert (opened["appid"], opened["path"], opened["query"]) == (mini.appid, "pages/case", "no=1")
    info = mini.post("/wxa/query_urllink", {"url_link": made["url_link"]})
    assert info["url_link_info"]["expire_time"] - info["url_link_info"]["create_time"] == 86400
    assert info["quota_info"]["remain_visit_quota"] == 2_999_999
    assert mini.post("/wxa/query_urllink", {"query_type": 1}) == {"errcode": 0, "errmsg": "ok", "quota_info": info["quota_info"]}
    ahead(sandbox, 86401)
    with pytest.raises(AssertionError, match="expired"):
        sandbox.control("POST", "/wx/links", link=made["url_link"])


def test_a_link_leads_to_released_pages_only(sandbox, mini):
    sandbox.control("POST", f"/apps/{mini.appid}", pages=["pages/home"])
    errcode(mini.post("/wxa/generate_urllink", {"path": "pages/new"}), 40165)
    assert mini.post("/wxa/generate_urllink", {"path": "/pages/home"})["errcode"] == 0


def test_a_scheme_is_made_and_asked_about_by_its_own_app_only(sandbox, mini):
    made = mini.post("/wxa/generatescheme", {"jump_wxa": {"path": "pages/home", "query": "from=sms"}})
    assert made["openlink"].startswith("weixin://dl/business/?t=")
    info = mini.post("/wxa/queryscheme", {"scheme": made["openlink"]})["scheme_info"]
    assert (info["appid"], info["path"], info["query"]) == (mini.appid, "pages/home", "from=sms")
    assert info["expire_time"] - info["create_time"] == 30 * 86400
    errcode(App(sandbox, nth=1).post("/wxa/queryscheme", {"scheme": made["openlink"]}), 40097)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"path": "pages/case?no=1"}, 40165),
        ({"query": "a" * 1025}, 40212),
        ({"query": "a b"}, 40212),
        ({"expire_type": 1, "expire_interval": 31}, 40097),
        ({"expire_type": 0, "expire_time": 1}, 40097),
        ({"expire_type": 2}, 40097),
        ({"env_version": "beta"}, 40097),
    ],
)
def test_a_link_that_cannot_be_is_named(mini, body, code):
    errcode(mini.post("/wxa/generate_urllink", body), code)
