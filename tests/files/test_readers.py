"""The process of its own: what it may not do, how it ends, and that the worker never holds a pixel."""

import io
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from PIL import Image

from app.files import readers, rules
from app.files.rules import Look
from app.kernel.errors import Problem
from deploy.pictures import portrait
from tests.applications import encoded, photo
from tests.files.makers import jpeg_that_says, pdf, png


@pytest.fixture
def pool():
    made = readers.Pool()
    yield made
    made.end()


def read(pool, content, look=Look(), crop=None):  # noqa: B008 - frozen
    return pool.read(look, crop, io.BytesIO(content), len(content))


def refused(pool, content):
    with pytest.raises(Problem) as raised:
        read(pool, content)
    return raised.value.code


def only(pool):
    (one,) = pool._idle
    return one


def limits(pid):
    """Soft limits of a process, by name."""
    with open(f"/proc/{pid}/limits") as file:
        return {line[:26].strip(): line[26:47].strip() for line in file}


def test_it_knows_nothing_of_ours_and_may_do_little(pool, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql+pymysql://root:geheim@localhost/x")
    monkeypatch.setenv("WECHAT_CREDENTIALS", "/secret")
    read(pool, photo())
    pid = only(pool).process.pid
    with open(f"/proc/{pid}/environ") as file:
        names = {one.split("=")[0] for one in file.read().split("\0") if one}
    assert names <= {
        "PATH", "PYTHONPATH", "LANG", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX",
    }  # fmt: skip
    told = limits(pid)
    assert told["Max address space"] == str(1200 * 1024 * 1024)
    assert (told["Max file size"], told["Max core file size"], told["Max open files"]) == ("0", "0", "64")
    assert int(told["Max cpu time"]) < 30
    # Besides the line to us and the three usual ones it holds nothing that was open here.
    kinds = [os.readlink(f"/proc/{pid}/fd/{one}") for one in os.listdir(f"/proc/{pid}/fd")]
    assert sum(kind.startswith("socket:") for kind in kinds) == 1
    assert not any(kind.startswith("/") and "/dev/null" not in kind and "/proc/" not in kind for kind in kinds if kinds.index(kind) > 2)


def test_one_reader_serves_one_file_after_the_other(pool):
    read(pool, photo())
    first = only(pool).process.pid
    assert refused(pool, b"GIF89a") == "file_kind"
    read(pool, pdf())
    assert only(pool).process.pid == first and only(pool).jobs == 3


def test_one_that_is_used_up_is_replaced(pool, monkeypatch):
    monkeypatch.setattr(readers, "JOBS", 2)
    read(pool, photo())
    first = only(pool).process
    read(pool, photo())
    assert pool._idle == [] and first.poll() is not None
    read(pool, photo())
    assert only(pool).process.pid != first.pid


def test_one_that_died_while_it_was_idle_is_nobodys_fault(pool):
    read(pool, photo())
    gone = only(pool).process
    os.kill(gone.pid, signal.SIGKILL)
    gone.wait()
    assert read(pool, photo()).kind == "jpeg"
    assert only(pool).process.pid != gone.pid


def in_the_middle(pool, signal_number):
    """Send a signal to the reader while it reads something large; what the sender is told."""
    content, told = big(), []
    read(pool, photo())
    pid = only(pool).process.pid
    work = threading.Thread(target=lambda: told.append(refused(pool, content)))
    work.start()
    while pool._idle:
        time.sleep(0.001)
    os.kill(pid, signal_number)
    work.join(30)
    return told


def big():
    return encoded(Image.effect_noise((6000, 5000), 60).convert("RGB"), "PNG", compress_level=1)[: rules.MAX_BYTES]


def test_a_reader_that_crashes_takes_only_its_file_with_it(pool):
    assert in_the_middle(pool, signal.SIGSEGV) == ["file_too_heavy"]
    assert read(pool, photo()).kind == "jpeg"


def test_a_reader_that_hangs_is_ended(pool, monkeypatch):
    read(pool, photo())
    monkeypatch.setattr(readers, "WALL_S", 0.4)  # not before: the first has to be started, on however busy a machine
    process = only(pool).process
    os.kill(process.pid, signal.SIGSTOP)
    assert refused(pool, photo()) == "file_too_heavy"
    assert process.poll() == -signal.SIGKILL and pool._idle == []


def test_one_that_takes_too_much_of_the_processor_is_ended_by_the_kernel(pool):
    script = (
        "import resource; from app.files import reader; reader.CPU_S = 0; reader.work = lambda *_: exec('while True: pass')\n"
        "reader.confine(); reader.attempt({'look': {'rule': 'paper', 'frame': None, 'seal': ''}}, b'x')"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=30)
    assert done.returncode == -signal.SIGXCPU


def test_memory_it_may_not_have_is_a_refusal_and_not_a_death(pool):
    script = (
        "from app.files import reader; reader.work = lambda *_: bytearray(reader.MEMORY)\n"
        "reader.confine(); print(reader.attempt({'look': {'rule': 'paper', 'frame': None, 'seal': ''}}, b'x'))"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=30, capture_output=True, text=True)
    assert done.stdout.strip() == "({'refused': 'file_too_heavy'}, b'')"


def test_two_at_a_time_and_the_third_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(readers, "WAIT_S", 0.2)
    pool = readers.Pool()
    for _ in range(readers.AT_ONCE):
        assert pool._slots.acquire(blocking=False)
    with pytest.raises(Problem) as raised:
        read(pool, photo())
    assert (raised.value.status, raised.value.code, raised.value.do) == (503, "files_busy", "过半分钟再传一次")
    pool._slots.release()
    assert read(pool, photo()).kind == "jpeg"
    pool.end()


def test_who_comes_when_two_wait_is_told_at_once(pool):
    for _ in range(readers.AT_ONCE + readers.WAITING):
        assert pool._door.acquire(blocking=False)
    began = time.monotonic()
    assert refused(pool, photo()) == "files_busy" and time.monotonic() - began < 1
    for _ in range(readers.AT_ONCE + readers.WAITING):
        pool._door.release()
    assert read(pool, photo()).kind == "jpeg"


def test_a_child_process_does_not_share_its_parents_readers():
    mine = readers.pool()
    assert readers.pool() is mine
    pid = os.fork()
    if pid == 0:
        os._exit(0 if readers.pool() is not mine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


WORKER = """
import io, resource, sys
from pathlib import Path
from app.files import readers
from app.files.rules import Look
import wsgi, miniprogram_api.files
def kb(): return int(open("/proc/self/statm").read().split()[1]) * 4
pool = readers.pool()
def give(content):
    try: return pool.read(Look(), None, io.BytesIO(content), len(content)).kind
    except Exception as refused: return refused.code
give(Path(sys.argv[1]).read_bytes())
before = kb()
for _ in range(int(sys.argv[3])): kind = give(Path(sys.argv[2]).read_bytes())
loaded = {one.split(".")[0] for one in sys.modules} & {"cv2", "numpy", "pikepdf", "pillow_heif", "PIL"}
print(kind, kb() - before, ",".join(sorted(loaded)) or "none")
"""


def worker(tmp_path, content, times):
    """A worker's code that reads a file `times` times: (what became of it, KB grown, what of the readers' libraries it loaded)."""
    (tmp_path / "small").write_bytes(photo())
    (tmp_path / "large").write_bytes(content)
    command = [sys.executable, "-c", WORKER, str(tmp_path / "small"), str(tmp_path / "large"), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=readers.ROOT)
    kind, grown, loaded = done.stdout.split()
    return kind, int(grown), loaded


def test_eight_pictures_of_39_million_pixels_leave_no_trace_in_the_worker(tmp_path):
    kind, grown, loaded = worker(tmp_path, png(6500, 6000), 8)
    assert (kind, loaded) == ("jpeg", "none") and grown < 30 * 1024


@pytest.mark.parametrize("content", [png(7750, 7750), jpeg_that_says(17_321, 17_321)], ids=["png", "jpeg"])
def test_too_many_pixels_cost_nothing(tmp_path, content):
    kind, grown, loaded = worker(tmp_path, content, 8)
    assert (kind, loaded) == ("too_many_pixels", "none") and grown < 4 * 1024


def test_a_reader_gives_memory_back(pool):
    read(pool, photo())
    before = only(pool).rss
    for _ in range(3):
        read(pool, png(6500, 6000))
    assert only(pool).rss - before < 40 * 1024


def test_findings_and_bytes_come_back_the_picture_does_not(pool):
    found = read(pool, encoded(portrait(), "PNG"), Look("portrait", rules.Frame((33, 48), (354, 472))))
    assert found.kind == "png" and all(one["ok"] for one in found.findings) and len(found.findings) == 7
    assert Image.open(io.BytesIO(found.content)).size == (390, 567)
    cut = read(pool, encoded(portrait(), "PNG"), Look(), (0.25, 0.5, 0.5, 0.25))
    assert Image.open(io.BytesIO(cut.content)).size == (194, 141)
