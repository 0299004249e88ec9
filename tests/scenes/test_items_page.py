"""docs/items.md says what each situation of each built item ends in: none is missing, none ends in nothing, none asks only who one is."""

import os
import subprocess
import sys

from deploy.running import ROOT
from deploy.walks import run, table

PAGE = table.read((ROOT / "docs/items.md").read_text("utf-8"))
LINES, ITEMS = run.every()
# What every form has: who one is, how one is reached, how it comes, how a guardian agrees.
DEFAULT = {"name", "id_number", "phone", "emergency_phone", "delivery", "mail_address", "guardian_way"}
# For whom nobody of the demo is: eighteen or nineteen years old; registered in Shenzhen.
NOBODY = {("hukou-info-correct", "变更民族"), ("car-quota", "新能源指标（440300）")}
WELL = ("办好了", "看到了", "约好了", "存好了")
# A few of all, none of which hangs on the day: a child's, a fee, a no, an end elsewhere.
WALKED = ("idcard-first", "hkm-endorse", "vehicle-scrap", "drive-health-report")


def test_the_page_has_every_situation_of_every_built_item_and_no_other():
    assert list(PAGE) == [(one.item.id, one.name) for one, _ in LINES], "flask --app wsgi scene check --item … --write"


def test_no_item_ends_without_a_result_that_a_resident_can_see():
    """A certificate, a figure, a receipt, a number, or a row of a register that reads otherwise."""
    nothing = [key for key, one in PAGE.items() if one.ends.startswith(WELL) and not (one.got or one.changed)]
    assert nothing == []


def test_every_built_item_is_carried_through_in_one_situation_at_least():
    through = {item for (item, _), one in PAGE.items() if one.ends.startswith(WELL)}
    assert through == {one.id for one in ITEMS if one.serves != "guide"}


def test_each_situation_ends_well_for_whom_it_is_meant():
    """Or elsewhere, where its item says so; what else may happen stands on lines of its own."""
    well = (*WELL, "这样办不了", "先约号", "到窗口", "打电话")
    lines = {(one.item.id, one.name) for one, _ in LINES if "：" not in one.name}
    assert {key for key in lines if not PAGE[key].ends.startswith(well)} == NOBODY


def test_where_an_errand_ends_elsewhere_no_register_reads_otherwise():
    changed = [key for key, one in PAGE.items() if one.ends.startswith(("这样办不了", "先约号", "到窗口", "打电话")) and one.changed]
    assert changed == []


def test_no_item_of_any_scene_has_only_the_default_form():
    asks = {one.id: {field.id for field in one.fields if not (field.source or "").startswith(("ec-", "account"))} for one in ITEMS}
    thin = {one.id for one in ITEMS if one.serves == "case" and asks[one.id] <= DEFAULT}
    assert thin == set()


def test_a_few_items_walked_end_as_the_page_says(tmp_path):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scene", "check", *(f"--item={one}" for one in WALKED)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "DATA_DIR": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_walk_that_ends_otherwise_than_the_page_says_is_told_and_ends_with_1():
    lines = [(one, walk) for one, walk in LINES if one.item.id == "exit-progress"]
    (key,) = [(one.item.id, one.name) for one, _ in lines]
    came = run.Run(run.Asked(lines, [one for one, _ in LINES], ITEMS), outcomes={key: table.Outcome("看到了", "别的", "")})
    assert len(came.differences((ROOT / "docs/items.md").read_text("utf-8"))) == 1
    came.outcomes[key] = PAGE[key]
    assert came.differences((ROOT / "docs/items.md").read_text("utf-8")) == []
