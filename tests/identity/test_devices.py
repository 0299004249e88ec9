"""The list of phones names each as its owner would."""

import pytest

from app.identity.devices import name

WECHAT = "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701"


@pytest.mark.parametrize(
    ("said", "agent", "called"),
    [
        ("iPhone iPhone 15 Pro<iPhone16,1>", "", "iPhone 15 Pro"),
        ("apple iPhone 13", "", "iPhone 13"),
        ("HUAWEI ALN-AL00", "", "华为 Mate 60 Pro"),
        ("HUAWEI BRA-AL00", "", "华为 Mate 60"),
        ("Xiaomi 23127PN0CC", "", "小米 23127PN0CC"),
        ("Redmi Redmi K70", "", "红米 K70"),
        ("OPPO PHZ110", "", "OPPO PHZ110"),
        ("samsung SM-S9280", "", "三星 SM-S9280"),
        ("", f"Mozilla/5.0 (Linux; Android 12; ALN-AL00 Build/HUAWEIALN-AL00; wv) {WECHAT}", "华为 Mate 60 Pro"),
        ("", f"Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) {WECHAT}", "23127PN0CC"),
        ("", f"Mozilla/5.0 (Linux; U; Android 13; zh-cn; V2254A Build/TP1A) {WECHAT}", "V2254A"),
        ("", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36", "安卓手机"),
        ("", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50", "苹果手机"),
        ("", "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)", "苹果平板"),
        ("", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Windows 电脑"),
        ("", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "苹果电脑"),
        ("", "", "手机"),
        ("  \u200b ", "", "手机"),
        ("unknown unknown", "", "手机"),
        ("<script>alert(1)</script> iPhone 15", "", "alert(1) iPhone 15"),
        ("iPhone " + "x" * 180, "", "iPhone " + "x" * 33),
    ],
)
def test_a_phone_is_called_what_its_owner_calls_it(said, agent, called):
    assert name(said, agent) == called
