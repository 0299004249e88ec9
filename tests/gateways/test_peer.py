"""Calling strangers: nobody makes us wait, swallow, or go where we did not mean to."""

import threading
import time
from contextlib import contextmanager

import pytest

from app.kernel.errors import Unavailable
from app.kernel.http import Peer, patience

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def says(raw):
    return lambda connection, request: connection.sendall(raw)


def test_an_answer_comes_back_with_status_and_body(stranger):
    with stranger(says(OK)) as (base, calls):
        reply = Peer("p", base).call("POST", "/a?b=1", b"{}", {"X-Y": "z"})
    assert (reply.status, reply.body) == (200, b"ok")
    assert calls[0].startswith(b"POST /a?b=1 HTTP/1.1") and b"X-Y: z" in calls[0]


def drip(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(60):
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_headers(connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for n in range(60):
        connection.sendall(f"X-{n}: y\r\n".encode())
        time.sleep(0.1)


@pytest.mark.parametrize("talk", [drip, drip_headers])
def test_a_byte_now_and_then_does_not_stretch_the_deadline(stranger, talk):
    with stranger(talk) as (base, _):
        started = time.monotonic()
        with pytest.raises(Unavailable):
            Peer("p", base, deadline=0.5).call("GET", "/")
        assert time.monotonic() - started < 1.0


def test_more_than_the_cap_is_no_answer(stranger):
    huge = b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000
    with stranger(says(huge)) as (base, _), pytest.raises(Unavailable):
        Peer("p", base, max_bytes=100_000).call("GET", "/")


def test_nobody_there_and_a_half_answer_are_no_answer(stranger):
    with pytest.raises(Unavailable) as gone:
        Peer("wechat", "http://127.0.0.1:1").call("GET", "/")
    assert (gone.value.code, gone.value.status) == ("wechat_down", 503)
    with stranger(says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha")) as (base, _), pytest.raises(Unavailable):
        Peer("p", base).call("GET", "/")


def test_a_redirect_is_not_followed(stranger):
    with stranger(says(OK)) as (elsewhere, visited):
        moved = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        with stranger(says(moved)) as (base, _):
            assert Peer("p", base).call("GET", "/").status == 302
        assert visited == []


def test_after_five_failures_nobody_waits_for_ten_seconds_and_then_it_is_tried_again(stranger, monkeypatch):
    down = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with stranger(says(down)) as (base, calls):
        peer = Peer("p", base)
        for _ in range(8):
            with pytest.raises(Unavailable):
                peer.call("GET", "/")
        assert len(calls) == 5
        later = time.monotonic() + 11
        monkeypatch.setattr(time, "monotonic", lambda: later)
        with pytest.raises(Unavailable):
            peer.call("GET", "/")
        assert len(calls) == 6


def test_a_refusal_is_an_answer_and_opens_no_breaker(stranger):
    no = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with stranger(says(no)) as (base, calls):
        peer = Peer("p", base)
        assert [peer.call("GET", "/").status for _ in range(7)] == [404] * 7
        assert len(calls) == 7


def test_a_slow_peer_holds_up_only_so_many(stranger):
    free = threading.Event()

    def wait(connection, request):
        free.wait(3)
        connection.sendall(OK)

    with stranger(wait) as (base, calls):
        peer = Peer("p", base)
        threads = [threading.Thread(target=lambda: peer.call("GET", "/"), daemon=True) for _ in range(Peer.AT_A_TIME)]
        [t.start() for t in threads]
        until = time.monotonic() + 2
        while len(calls) < Peer.AT_A_TIME and time.monotonic() < until:
            time.sleep(0.01)
        started = time.monotonic()
        with pytest.raises(Unavailable) as busy:
            peer.call("GET", "/")
        assert busy.value.code == "p_busy" and time.monotonic() - started < 0.1
        free.set()
        [t.join(3) for t in threads]
        assert peer.call("GET", "/").status == 200


def test_a_peer_nobody_named_is_said_to_be_not_connected():
    with pytest.raises(Unavailable) as refused:
        Peer("p", "").call("GET", "/")
    assert refused.value.code == "not_connected"


def test_the_path_that_gets_signed_is_the_path_that_gets_sent():
    assert Peer("p", "http://h:1/sources/").path_of("/query?a=1") == "/sources/query?a=1"


def test_work_in_the_background_waits_its_turn_where_a_page_is_told_at_once(stranger):
    free, inside = threading.Event(), threading.Semaphore(0)

    def hold(connection, request):
        inside.release()
        free.wait(3)
        connection.sendall(OK)

    with stranger(hold) as (base, _):
        peer = Peer("p", base, at_a_time=1)
        first = threading.Thread(target=lambda: peer.call("GET", "/"), daemon=True)
        first.start()
        assert inside.acquire(timeout=3)
        with pytest.raises(Unavailable):
            peer.call("GET", "/")
        threading.Timer(0.05, free.set).start()
        with patience(3):
            assert peer.call("GET", "/").status == 200
        with pytest.raises(Unavailable), http_kept_busy(peer):
            peer.call("GET", "/")


@contextmanager
def http_kept_busy(peer):
    """Nobody's patience outlives its block: the place is taken and a page is told so."""
    assert peer._free.acquire(blocking=False)
    try:
        yield
    finally:
        peer._free.release()
