"""The code of a title: as it is published, and as scanners that are not ours read it."""

import base64

import pytest

from app.invoices import titles
from app.invoices.titles import NoTitle, Scanned
from tests import title_codes

A = ("广州云山示例科技有限公司", "91440101MADEMA0192", "广州市天河区示例路1号", "020-00000000", "示例银行广州分行", "4400000000000000001")
PUBLISHED = ("北京国税123456789", "9XXxx123456789XXxx", "北京市通州区正在大厦123456789", "", "中国银行123456789", "")


def check(code):
    return base64.b64decode(code[3:-1]).decode().rpartition("</>")[2]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [(A, "5706"), (PUBLISHED, "201A"), (("张三", ""), "1E91"), (("示例11", ""), "09F1"), (("林志豪", ""), "884D")],
)
def test_a_title_is_written_with_the_published_check(title, wanted):
    assert check(titles.written(*title)) == wanted


def test_the_vectors_are_written_letter_by_letter():
    assert titles.written("林志豪", "") == "$015p6X5b+X6LGqPC8+PC8+PC8+PC8+ODg0RA==$"
    code = titles.written(*A)
    assert (len(code), titles.version(code)) == (216, 12)
    assert f"{titles.crc('</>'.join((A[0], A[1], ' '.join(A[2:4]), ' '.join(A[4:6]), '')).encode()):04X}" == "1CC5"


@pytest.mark.parametrize(("signs", "which"), [(287, 12), (288, 18), (560, 18), (561, 25), (997, 25)])
def test_the_size_goes_by_how_much_there_is_to_say(signs, which):
    assert titles.version("x" * signs) == which


def test_the_longest_title_has_a_size_and_what_is_longer_none():
    longest = titles.written("长" * 50, "9" * 20, "长" * 40, "0" * 19, "行" * 34, "1" * 30)
    assert titles.version(longest) == 25
    with pytest.raises(ValueError, match="998"):
        titles.version("x" * 998)


@pytest.mark.parametrize("title", [A, ("林志豪", ""), ("示例11", "")])
def test_whatever_bit_of_the_code_is_turned_it_is_noticed(title):
    code = titles.written(*title).encode()
    for at in range(len(code) * 8):
        turned = bytearray(code)
        turned[at // 8] ^= 1 << at % 8
        try:
            told = titles.read(turned.decode("latin-1"))
        except NoTitle:
            continue
        small = base64.b64decode(turned[3:-1])[-4:].upper() == check(code.decode()).encode()  # the same check, in small letters
        assert told.doubt == titles.DOUBTED or (small and told == Scanned(*(*title, "", "", "", "")[:6])), at


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_whatever_bit_of_what_it_says_is_turned_it_is_noticed_in_both_ways_of_checking(charset):
    said = "".join(f"{one}</>" for one in (A[0], A[1], f"{A[2]} {A[3]}", f"{A[4]} {A[5]}"))
    payload = f"{said}{titles.crc(said.encode(charset)):04X}".encode()
    assert titles.read(f"$01{base64.b64encode(payload).decode()}$").doubt == ""
    for at in range(len(payload) * 8):
        turned = bytearray(payload)
        turned[at // 8] ^= 1 << at % 8
        if turned[:-4] == payload[:-4] and turned.upper()[-4:] == payload[-4:]:
            continue  # the same check, in small letters
        try:
            told = titles.read(f"$01{base64.b64encode(turned).decode()}$")
        except NoTitle:
            continue
        assert told.doubt == titles.DOUBTED, at


def test_two_readers_that_are_not_ours_bring_back_what_was_written():
    """Ten thousand of them: make title-codes."""
    assert [(title, wrong) for title in title_codes.titles_of(20261123, 25) if (wrong := title_codes.faults(title))] == []


HAUNTED = Scanned("木例企术息", "NWG6BL24DW7ECL4BK5DK", "珠海市服有339号", "0669-25474699", "息计易犇支行", "78763153")


def test_a_bar_code_that_a_reader_believes_to_see_among_the_dots_hides_no_title():
    """It hangs on the mask alone: with each other mask the same code shows none."""
    assert title_codes.judged(HAUNTED) == ([], ["A6$5B"])
    code = titles.written(**{name: value for name, value in vars(HAUNTED).items() if name != "doubt"})
    ghosts = {mask: [text for qr, text in title_codes.read(title_codes.drawn(code, mask))["zxing"] if not qr] for mask in range(8)}
    assert ghosts == {mask: ["A6$5B"] if mask == 5 else [] for mask in range(8)}


def test_a_picture_that_no_reader_reads_is_counted(monkeypatch):
    monkeypatch.setattr(title_codes, "drawn", lambda code: title_codes.Image.new("L", (90, 90), 255))
    assert title_codes.faults(Scanned("张三", "", "", "", "", "")) == ["zbar", "zxing"]
