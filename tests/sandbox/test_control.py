

def test_the_phones_of_staff_show_the_code_of_this_half_minute(sandbox):
    kept = {"login": "xu.jing", "name": "许静", "role": "operator", "password": "p", "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
    (shown,) = sandbox.control("POST", "/authenticators", **kept)
    assert {name: shown[name] for name in kept} == kept
    assert re.fullmatch(r"\d{6}", shown["code"]) and 1 <= shown["left"] <= 30
    assert [totp(kept["secret"], moment) for moment in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]
