"""Phone, real name, face, settings."""

import pytest

from tests.api.test_signing_in import problem
from tests.residents import PEOPLE, Resident, count


@pytest.fixture
def lin(app, sandbox):
    return Resident(app, sandbox)


def test_the_phone_makes_level_two_and_is_shown_masked(lin):
    lin.give_phone()
    assert (lin.me["level"], lin.me["phone"]) == (2, "138 **** 8001")


def test_a_lost_answer_to_the_phone_is_given_again_for_the_same_key(lin, sandbox):
    code = sandbox.control("POST", "/wx/phone", person="lin-zhihao")["code"]
    first = lin.post("/api/me/phone", {"code": code}, key="once")
    again = lin.post("/api/me/phone", {"code": code}, key="once")
    assert (first.status_code, again.json) == (200, first.json)
    problem(lin.post("/api/me/phone", {"code": code}, key="twice"), 422, "phone_code_invalid")
    problem(lin.post("/api/me/phone", {"code": "other"}, key="once"), 422, "key_reused")


def test_a_wrong_phone_code_changes_nothing(lin):
    problem(lin.post("/api/me/phone", {"code": "nonsense"}), 422, "phone_code_invalid")
    assert (lin.me["level"], lin.me["phone"]) == (1, None)


def test_name_and_number_that_belong_together_make_level_three(lin):
    reply = lin.post("/api/me/real-name", {"name": " 林志豪 ", "id_number": "440199199208200010"})
    assert (reply.status_code, reply.json["level"], reply.json["name"]) == (200, 3, "林*豪")
    assert reply.json == lin.me
    assert count("person") == 1


def test_a_small_x_counts_as_a_large_one(app, sandbox):
    zhao = Resident(app, sandbox, "zhao-dawei")
    assert zhao.post("/api/me/real-name", {"name": "赵大伟", "id_number": "44019919851119005x"}).json["level"] == 3


@pytest.mark.parametrize(
    ("name", "number", "fields"),
    [
        ("林志豪", "440199199208200011", ["id_number"]),
        ("林志豪1", "440199199208200010", ["name"]),
        ("", "4401991992082000", ["name", "id_number"]),
        ("<script>", "440199199208200010'--", ["name", "id_number"]),
    ],
)
def test_all_faults_are_said_at_once_and_nothing_is_stored_or_asked(lin, sandbox, name, number, fields):
    reply = lin.post("/api/me/real-name", {"name": name, "id_number": number})
    if name:
        said = problem(reply, 422, "real_name_format")
        assert [one["field"] for one in said["errors"]] == fields
    else:
        assert reply.status_code == 422
    assert count("person") == 0 and lin.me["level"] == 1
    asked = sandbox.control("GET", "/messages?since=0")
    asked = asked if isinstance(asked, list) else asked["messages"]
    assert not [one for one in asked if "/sources" in one["path"]]


def test_a_number_that_is_somebody_elses_is_refused_and_stored_nowhere(lin):
    said = problem(lin.post("/api/me/real-name", {"name": "林志豪", "id_number": PEOPLE["chen-xiaotong"][1]}), 422, "real_name_mismatch")
    assert said["errors"] == [{"field": "id_number", "say": "和姓名对不上，再看一眼。"}]
    assert (count("person"), count("remembered"), lin.me["level"]) == (0, 0, 1)


def test_somebody_dead_in_the_register_is_nobody_s_name(lin, sandbox):
    sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=lin.id_number, set={"状态": "死亡"})
    problem(lin.post("/api/me/real-name", {"name": lin.name, "id_number": lin.id_number}), 422, "real_name_mismatch")
    assert (count("person"), lin.me["level"]) == (0, 1)


def test_guessing_ends_after_five(lin):
    for _ in range(5):
        problem(lin.post("/api/me/real-name", {"name": "林志豪", "id_number": PEOPLE["chen-xiaotong"][1]}), 422, "real_name_mismatch")
    problem(lin.post("/api/me/real-name", {"name": lin.name, "id_number": lin.id_number}), 429, "too_many")
    assert count("person") == 0


def test_who_is_somebody_already_learns_nothing_of_others(lin):
    lin.known()
    for name in ("陈晓彤", "林志豪"):
        problem(lin.post("/api/me/real-name", {"name": name, "id_number": PEOPLE["chen-xiaotong"][1]}), 409, "other_person")
    assert lin.me["name"] == "林*豪" and count("person") == 1


def test_with_the_population_base_down_the_face_decides(lin, sandbox):
    sandbox.control("POST", "/settings", sources_off=["population"])
    said = lin.post("/api/me/real-name", {"name": lin.name, "id_number": lin.id_number})
    assert (said.status_code, said.json["level"], said.json["join"], said.json["name"]) == (200, 1, "face", None)
    assert count("person") == 0
    assert lin.face().json["passed"]
    assert (lin.me["level"], lin.me["join"], lin.me["name"], count("person")) == (4, None, "林*豪", 1)


def test_a_face_that_passes_makes_level_four(lin):
    lin.known()
    reply = lin.face("pass")
    assert reply.json == {"passed": True, "say": "认出来了，是您本人。", "tries_left": 3, "me": lin.me}
    assert lin.me["level"] == 4


def test_what_went_wrong_and_how_often_one_may_still_try(lin):
    lin.known()
    assert lin.face("dark").json["say"] == "光线有点暗，没认出来。面向窗户再试，还能试 2 次。"
    assert lin.face("cancel").json["say"] == "您退出了刷脸，还能试 2 次。"
    assert lin.face("mismatch").json["say"] == "这次没认出来，还能试 1 次。"
    last = lin.face("mismatch").json
    assert (last["passed"], last["tries_left"]) == (False, 0)
    assert last["say"] == "这次没认出来。今天的次数用完了，明天再试，或者带身份证去窗口办。"
    problem(lin.post("/api/me/face"), 429, "face_tries_used")
    assert lin.me["level"] == 3


def test_a_face_check_asked_for_twice_with_one_key_is_one_try(lin):
    lin.known()
    assert lin.post("/api/me/face", key="k").json == lin.post("/api/me/face", key="k").json
    assert count("face_check") == 1


def test_the_phones_own_word_does_not_count(lin):
    lin.known()
    verify_id = lin.post("/api/me/face").json["verify_id"]
    assert lin.post(f"/api/me/face/{verify_id}/result", {"passed": True}).json["passed"] is False
    assert lin.me["level"] == 3


def test_somebody_elses_face_check_is_absent(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    lin.known()
    verify_id = chen.post("/api/me/face").json["verify_id"]
    sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome="pass")
    problem(lin.post(f"/api/me/face/{verify_id}/result"), 404, "not_found")
    assert (lin.me["level"], chen.me["level"]) == (3, 3)


def test_a_face_needs_a_name_first(lin):
    said = problem(lin.post("/api/me/face"), 403, "real_name_needed")
    assert said["level"] == 3 and count("face_check") == 0


def test_large_text_is_offered_to_the_old_and_remembered_by_account(app, sandbox):
    huang = Resident(app, sandbox, "huang-xiuying").known()
    assert huang.me["offer_elder"] is True
    assert huang.call("PATCH", "/api/me", {"elder": True}).json["elder"] is True
    huang.sign_in()
    assert (huang.me["elder"], huang.me["offer_elder"]) == (True, False)


def test_the_city_is_remembered(lin):
    assert lin.call("PATCH", "/api/me", {"city": "440300"}).json["city"] == "440300"
    assert lin.call("PATCH", "/api/me", {}).json["city"] == "440300"


@pytest.mark.parametrize(
    "body", [{"city": "110000"}, {"city": "440199"}, {"city": 440100}, {"elder": "yes"}, {"elder": 1}, {"level": 5}, {"person_id": "x"}]
)
def test_other_settings_are_refused_and_nothing_changes(lin, body):
    before = lin.me
    problem(lin.call("PATCH", "/api/me", body), 422, "refused")
    assert lin.me == before


def test_who_used_my_data_is_listed(lin):
    lin.known()
    uses = lin.get("/api/me/uses").json["uses"]
    assert len(uses) == 1
    assert (uses[0]["unit"], uses[0]["why"], uses[0]["case_no"]) == ("省事", "放进本人卡包", None)
    assert "居民身份证" in uses[0]["what"] and "普通护照" in uses[0]["what"]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("林 志豪", "４４０１９９１９９２０８２０００１０"),
        ("林\u200b志豪", "440199 19920820 0010"),
        ("\u3000林志豪\ufeff", "\u202a440199199208200010\u202c"),
    ],
)
def test_name_and_number_are_the_same_however_they_were_typed(lin, name, number):
    me = lin.post("/api/me/real-name", {"name": name, "id_number": number}).get_json()
    assert (me["level"], me["name"]) == (3, "林*豪")
    assert count("person") == 1
