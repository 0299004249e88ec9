"""Several strangers asked at once: each is heard when it speaks, none waits for another, and who is late is off."""

import threading
import time

import pytest

from app.kernel.errors import Unavailable
from app.kernel.http import Peer, Question, Reply, together
from tests.gateways.conftest import _read

KEPT = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


def saying(word, wait=None):
    """Each question on a line is answered with this word; those after the first when `wait` is set."""

    def talk(connection, request):
        for _ in range(100):
            connection.sendall(KEPT + word)
            if not _read(connection):
                return
            if wait:
                wait.wait(5)

    return talk


def warm(name, base, **more):
    """A peer that keeps a line."""
    peer = Peer(name, base, **more)
    assert peer.call("POST", "/").status == 200
    return peer


def asked(*peers):
    return [Question(one, "POST", "/q", b"{}", {}) for one in peers]


def places(peer, many):
    """All places are free, and no more."""
    taken = [peer._free.acquire(blocking=False) for _ in range(many + 1)]
    for one in taken:
        if one:
            peer._free.release()
    return taken.count(True) == many


def test_answers_come_in_the_order_of_the_questions_over_lines_that_are_kept(stranger):
    with stranger(saying(b"aa")) as (a, lines_a), stranger(saying(b"bb")) as (b, lines_b):
        first, second = warm("a", a), warm("b", b)
        for _ in range(3):
            assert [one.body for one in together(asked(first, second), 2.0)] == [b"aa", b"bb"]
        assert [one.body for one in together(asked(second, first), 2.0)] == [b"bb", b"aa"]
        assert (len(lines_a), len(lines_b)) == (1, 1)
    assert places(first, Peer.AT_A_TIME) and places(second, Peer.AT_A_TIME)


def test_where_no_line_is_kept_one_is_opened_beside(stranger):
    with stranger(saying(b"aa")) as (a, _), stranger(saying(b"bb")) as (b, lines):
        first, fresh = warm("a", a), Peer("b", b)
        assert [one.body for one in together(asked(first, fresh, fresh), 2.0)] == [b"aa", b"bb", b"bb"]
        assert len(lines) == 2
        assert together([], 2.0) == []


def test_who_is_late_is_off_and_the_others_have_long_been_heard(stranger):
    never = threading.Event()
    with stranger(saying(b"aa")) as (a, _), stranger(saying(b"bb", never)) as (b, _):
        quick, slow = warm("a", a), warm("b", b)
        started = time.monotonic()
        told = together(asked(slow, quick), 0.3)
        assert 0.3 <= time.monotonic() - started < 1.0
        assert isinstance(told[0], Unavailable) and told[0].code == "b_down" and told[1].body == b"aa"
        assert places(slow, Peer.AT_A_TIME)
        never.set()
        assert slow.call("POST", "/").body == b"bb"  # over another line: nobody takes the late answer for theirs


def test_one_that_says_a_byte_now_and_then_keeps_no_place_of_another(stranger):
    done = threading.Event()

    def drip(connection, request):
        connection.sendall(KEPT + b"ok")
        _read(connection)
        for byte in KEPT:
            connection.sendall(bytes([byte]))
            if done.wait(0.05):
                return

    with stranger(drip) as (a, _), stranger(saying(b"bb")) as (b, _):
        slow, quick = warm("a", a, at_a_time=1), warm("b", b, at_a_time=1)
        told = []
        waiting = threading.Thread(target=lambda: told.extend(together(asked(slow, quick), 2.0)))
        waiting.start()
        until = time.monotonic() + 2
        while slow._free.acquire(blocking=False):
            slow._free.release()
            time.sleep(0.005)
        while time.monotonic() < until and waiting.is_alive():
            try:
                assert quick.call("POST", "/").body == b"bb"
                break
            except Unavailable:
                time.sleep(0.005)
        assert waiting.is_alive(), "the other was free while this one was still waited for"
        done.set()
        waiting.join(3)
    assert isinstance(told[0], Unavailable) and told[1].body == b"bb"
    assert places(slow, 1) and places(quick, 1)


def test_five_that_fail_open_the_breaker_and_then_nothing_is_asked(stranger):
    def once(connection, request):
        connection.sendall(KEPT + b"ok")
        _read(connection)
        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
        for _ in range(9):
            if not _read(connection):
                return
            connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

    with stranger(once) as (base, _):
        peer = warm("p", base)
        for _ in range(Peer.FAILURES):
            assert [one.code for one in together(asked(peer), 2.0)] == ["p_down"]
        with pytest.raises(Unavailable):
            peer.call("POST", "/")
        assert [one.code for one in together(asked(peer, Peer("n", "")), 2.0)] == ["p_down", "not_connected"]
    assert places(peer, Peer.AT_A_TIME)


def test_more_than_there_are_places_wait_for_their_turn(stranger):
    with stranger(saying(b"aa")) as (base, _):
        peer = warm("p", base, at_a_time=2)
        told = together(asked(*[peer] * 8), 2.0)
    assert [one.body for one in told if isinstance(one, Reply)] == [b"aa"] * 8
