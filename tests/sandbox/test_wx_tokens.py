"""Access tokens: cgi-bin/token retires, stable_token keeps, and neither touches the other."""

import pytest

from tests.sandbox.wechat import App, ahead, errcode, mini

__all__ = ["mini"]


def plain(app, **change):
    return app.ask(
        "GET", "/cgi-bin/token", **{"grant_type": "client_credential", "appid": app.appid, "secret": app.secret, **change}
    ).json()


def stable(app, **change):
    body = {"grant_type": "client_credential", "appid": app.appid, "secret": app.secret, **change}
    return app.ask("POST", "/cgi-bin/stable_token", body).json()


def works(app, token):
    """errcode of a call with this token: 0, or why not."""
    return app.ask("POST", "/wxa/sec/order/is_trade_managed", {"appid": app.appid}, access_token=token).json()["errcode"]


def test_a_new_plain_token_retires_the_old_one_in_five_minutes(sandbox, mini):
    old, new = plain(mini), plain(mini)
    assert old["expires_in"] == new["expires_in"] == 7200 and old["access_token"] != new["access_token"]
    assert works(mini, old["access_token"]) == 0
    ahead(sandbox, 301)
    assert works(mini, old["access_token"]) == 42001
    assert works(mini, new["access_token"]) == 0


def test_a_stable_token_stays_the_same_until_its_last_five_minutes(sandbox, mini):
    first = stable(mini)
    ahead(sandbox, 6890)
    again = stable(mini)
    assert again["access_token"] == first["access_token"] and 300 < again["expires_in"] <= 311
    ahead(sandbox, 6905)
    renewed = stable(mini)
    assert renewed["access_token"] != first["access_token"] and renewed["expires_in"] == 7200
    assert works(mini, first["access_token"]) == works(mini, renewed["access_token"]) == 0
    ahead(sandbox, 7205)
    assert works(mini, first["access_token"]) == 42001
    assert works(mini, renewed["access_token"]) == 0


def test_the_two_stores_do_not_touch_each_other(mini):
    kept, other = stable(mini)["access_token"], plain(mini)["access_token"]
    plain(mini), plain(mini)
    stable(mini, force_refresh=True)
    assert works(mini, kept) == 40001
    assert works(mini, other) == 0


def test_forcing_kills_at_once_but_not_twice_in_thirty_seconds(sandbox, mini):
    first = stable(mini)["access_token"]
    second = stable(mini, force_refresh=True)["access_token"]
    assert second != first and works(mini, first) == 40001
    assert stable(mini, force_refresh=True)["access_token"] == second
    ahead(sandbox, 31)
    third = stable(mini, force_refresh=True)["access_token"]
    assert third != second and works(mini, second) == 40001


def test_forcing_is_for_twenty_times_a_day(sandbox, mini):
    stable(mini)
    for turn in range(20):
        ahead(sandbox, 31 * (turn + 1))
        assert "access_token" in stable(mini, force_refresh=True)
    ahead(sandbox, 31 * 21)
    errcode(stable(mini, force_refresh=True), 45009)


@pytest.mark.parametrize("ask", [plain, stable])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"secret": "0" * 32}, 40125),
    ],
)
def test_a_wrong_token_call_is_named(mini, ask, change, code):
    errcode(ask(mini, **change), code)


def test_a_token_call_by_the_wrong_method_is_named(mini):
    errcode(mini.ask("POST", "/cgi-bin/token", {}).json(), 43001)
    errcode(mini.ask("GET", "/cgi-bin/stable_token").json(), 43002)


def test_an_address_that_is_not_listed_gets_no_token(sandbox, mini):
    sandbox.control("POST", f"/apps/{mini.appid}", ips=["203.0.113.7"])
    assert "127.0.0.1" in errcode(stable(mini), 40164)
    sandbox.control("POST", f"/apps/{mini.appid}", ips=["127.0.0.1"])
    assert "access_token" in stable(mini)


def test_a_frozen_secret_gets_no_token(sandbox, mini):
    sandbox.control("POST", f"/apps/{mini.appid}", frozen=True)
    errcode(stable(mini), 40243)


def test_a_call_without_or_with_a_made_up_token_is_refused(mini):
    assert works(mini, "") == 41001
    assert works(mini, "80_made_up") == 40001


def test_a_token_speaks_for_its_own_app_only(sandbox, mini):
    assert works(App(sandbox, nth=1), stable(mini)["access_token"]) == 48001


def test_an_unknown_address_is_named(mini):
    errcode(mini.post("/wxa/no_such_thing"), 40066)
