"""我的数据: taken along in one file, and left for good: read what goes and what stays, said twice, then gone."""

import json
import zipfile

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


def test_the_file_comes_down_and_the_account_goes(house, new_phone, tmp_path):
    who = Resident(house, "zhao-dawei")
    no = who.begin("passport-renew", why="expiring")
    phone: Phone = new_phone().held_by(who)
    phone.open("me/index")
    phone.tap("mydata")
    phone.see("download")
    phone.snap("mydata")
    with phone.page.expect_download() as coming:
        phone.tap("download", "face", "wx-face-pass")
    saved = tmp_path / "mine.zip"
    coming.value.save_as(saved)
    assert coming.value.suggested_filename == "我的资料.zip"
    with zipfile.ZipFile(saved) as archive:
        data = json.loads(archive.read("data.json"))
        assert [one["no"] for one in data["cases"]] == [no] and "我的资料.html" in archive.namelist()
    phone.wait_text("said", "下载好了")
    phone.snap("mydata-done")
    phone.tap("closing")
    phone.wait_text("goes", "草稿 1 件")
    phone.snap("closing")
    phone.tap("leave")
    phone.agree("cancel")
    assert who.get("/api/me")["level"] >= 3
    phone.tap("leave")
    phone.agree("confirm")
    phone.wait_text("gone", "注销好了")
    phone.snap("closing-gone")
    assert phone.stored("token") is None and who.ask("GET", "/api/me").status_code == 401
    assert who.ask("GET", f"/api/cases/{no}").status_code == 401
    phone.tap("home")
    phone.see("tab-home")
