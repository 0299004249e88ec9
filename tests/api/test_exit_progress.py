"""查护照进度, over HTTP: one tap, from the registers of exit and entry; of oneself and of one's children."""

from tests.residents import Resident, count

VIEW = "/api/views/exit-progress"


def cards(page):
    return {card["id"]: {one["id"]: (one["text"], one["note"]) for one in card["figures"]} for card in page["cards"]}


def test_documents_endorsements_and_crossings_stand_on_one_page_and_the_paper_is_signed(app, sandbox):
    lin = Resident(app, sandbox).proved()
    page = lin.get(f"{VIEW}?city=440100").json
    found = cards(page)
    assert found["running"] == {"running": ("没有在办的", "")}
    assert {key: text for key, (text, _) in found["documents"].items()} == {"passport": "E1234****", "hkm": "C9876****"}
    assert found["endorsements"]["hk"][0] == "剩 1 次"
    assert [row["title"] for row in page["rows"]["rows"]] == ["入境 罗湖", "出境 罗湖"]
    assert [one["item"] for one in page["next"]] == ["passport-renew"]
    assert page["papers"] == [{"year": "2026", "name": "出入境记录查询结果（2026 年）", "ready": True}]
    made = lin.get(f"{VIEW}/papers/2026?city=440100")
    assert made.status_code == 200 and made.data[:5] == b"%PDF-"
    assert lin.get(f"{VIEW}/papers/2027?city=440100").json["code"] == "too_early"
    looked = [one for one in lin.get("/api/me/uses").json["uses"] if one["unit"] == "公安出入境"]
    assert looked and {*looked[0]["what"]} == {"在办的出入境申请", "出入境证件", "出入境签注", "出入境记录"} and count("case_record") == 0


def test_a_child_s_page_is_its_guardian_s_and_nobody_else_s(app, sandbox):
    wu, chen = Resident(app, sandbox, "wu-haiyan").proved(), Resident(app, sandbox, "chen-xiaotong").proved()
    (child,) = [one for one in wu.get(f"{VIEW}/subjects").json["subjects"] if one["name"] == "周子轩"]
    asked = f"{VIEW}?city=440100&about={child['about']}"
    assert wu.get(f"{asked}&agreed=true").json["empty"] == "没有在办的，也没有查到出入境证件"
    assert chen.get(f"{asked}&agreed=true").status_code == 404


def test_while_exit_and_entry_is_off_nothing_is_said_to_be_absent(app, sandbox):
    lin = Resident(app, sandbox).proved()
    sandbox.control("POST", "/settings", registers_off=["crj.cases", "crj.documents", "crj.endorsements", "crj.crossings"])
    page = lin.get(f"{VIEW}?city=440100").json
    assert (page["empty"], page["off"]["say"]) == ("", "公安出入境系统暂时连不上")
    assert page["rows"] is None and all(one["off"] for one in page["cards"])
