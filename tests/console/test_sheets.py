"""Many items worded from a spreadsheet: what comes out goes in again, what would change is said first, and a wrong row is named."""

import csv
import io
import zipfile

import openpyxl
import pytest

from app.editing import sheets
from app.publishing.commands import publish_contents
from app.publishing.service import written
from tests.beside import put_back
from tests.residents import count

HEAD = list(sheets.HEAD)


@pytest.fixture
def two(desk):
    with put_back():
        contents, sources = written()
        publish_contents(contents, "部署", sources=sources)
        yield desk("operator", "xu.jing"), desk("supervisor", "lao.li")


def upload(one, data, name="words.xlsx"):
    return one.client.post(
        "/console/v1/word-sheet", data={"file": (io.BytesIO(data), name)}, headers={"Authorization": f"Bearer {one.token}"}
    )


def book(*rows, head=HEAD):
    made = openpyxl.Workbook()
    made.active.append(head)
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(item, path, fresh):
    return [item, "", "", "", path, "", fresh]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_comes_out_changes_nothing_and_what_is_written_into_it_is_read(two, form):
    editor, _ = two
    data = editor.get("/word-sheet", form=form).data
    assert upload(editor, data).json == {"rows": 0, "changes": [], "wrong": []}
    if form == "csv":
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        place = next(line for line in lines if line[0] == "tw-permit" and line[4] == "tips")
        place[6] = "早点去"
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        data = out.getvalue().encode("gb18030", "replace")  # as spreadsheets save it here
    else:
        filled = openpyxl.load_workbook(io.BytesIO(data))
        place = next(line for line in filled.active.iter_rows() if (line[0].value, line[4].value) == ("tw-permit", "tips"))
        place[6].value = "早点去"
        out = io.BytesIO()
        filled.save(out)
        data = out.getvalue()
    answer = upload(editor, data).json
    (change,) = answer["changes"]
    assert (answer["rows"], change["item"], change["texts"], answer["wrong"]) == (1, "tw-permit", {"tips": "早点去"}, [])
    assert change["says"][0].startswith("提醒：「") and change["says"][0].endswith("改成「早点去」")
    assert count("item_edit") == 0


def test_all_rows_that_cannot_be_taken_are_named_as_the_spreadsheet_counts(two):
    editor, _ = two
    answer = upload(
        editor,
        book(
            row("tw-permit", "plain", "改得很好"),
            row("no-such", "plain", "改"),
            row("tw-permit", "nothing.here", "改"),
            row("passport-renew", "short", "太长太长太长的叫法"),
            row("passport-first", "plain", "=1+1"),
            row("passport-first", "promise.n", 3.5),
            row(None, None, "改"),
            row("hkm-endorse", "tips", "甲"),
            row("hkm-endorse", "tips", "乙"),
            row("passport-reissue", "promise.n", 5),
        ),
    ).json
    assert [(one["row"], one["item"], one["say"]) for one in answer["wrong"]] == [
        (3, "no-such", "没有这个事项编号"),
        (4, "tw-permit", "这件事没有这一处，刷新看看"),
        (5, "passport-renew", "最多 6 个字，多了 3 个"),
        (6, "passport-first", "「改成」这一格不是文字，先把格式改成文本再填"),
        (7, "passport-first", "「改成」这一格不是文字，先把格式改成文本再填"),
        (8, "", "没有写事项编号和位置"),
        (10, "hkm-endorse", "同一处写了两行"),
    ]
    assert [(one["item"], one["texts"]) for one in answer["changes"]] == [("passport-reissue", {"promise.n": "5"})]


def test_what_was_looked_at_is_sent_whole_or_not_at_all(two, client):
    editor, approver = two
    both = [{"item": "tw-permit", "texts": {"tips": "早点去"}}, {"item": "passport-renew", "texts": {"tips": "半年前就换"}}]
    editor.call("PUT", "/items/passport-renew/draft", {"revision": 0, "texts": {"tips": "在改"}})
    busy = editor.post("/word-sheet/sending", {"note": "统一说法", "items": both})
    assert (busy.status_code, busy.json["say"]) == (409, "「换护照」有同事正在改，等他发布了再改")
    assert count("item_edit") == 1
    bad = editor.post("/word-sheet/sending", {"note": "统一说法", "items": [both[0], {"item": "hkm-endorse", "texts": {"short": ""}}]})
    assert (bad.status_code, count("item_edit")) == (422, 1)
    assert editor.post("/word-sheet/sending", {"note": "统一说法", "items": both[:1]}).json == {"sent": 1}
    (waiting,) = approver.get("/item-drafts").json["drafts"]
    assert approver.post("/items/tw-permit/draft/approval", {"revision": waiting["revision"]}).status_code == 200
    assert client.get("/api/items/tw-permit").json["tips"] == ["早点去"]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.MOST_UNPACKED + 1))
    return out.getvalue()


def macro():
    out = io.BytesIO(book(row("tw-permit", "plain", "改")))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"", "第一行没有「事项编号」「位置」「改成」这一列"),
        (b"\x00\x01\x02", "读不出这个文件"),
        (b"PK\x03\x04rubbish", "读不出这个文件"),
        (book(head=["编号", "改成"]), "第一行没有「事项编号」「位置」这一列"),
        (b"x" * (sheets.MOST_BYTES + 1), "文件太大了"),
        (bomb(), "表里的东西太多了"),
        (macro(), "表里有宏"),
    ],
    ids=["empty", "bytes", "zip", "head", "large", "bomb", "macro"],
)
def test_what_cannot_be_read_is_said_and_nothing_is_stored(two, data, say):
    refused = upload(two[0], data)
    assert (refused.status_code, refused.json["code"], refused.json["say"]) == (422, "sheet_unread", say)
    assert count("item_edit") == 0
