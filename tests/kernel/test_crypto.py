"""Personal data is sealed, and a sealed value opens only where it belongs."""

import json
import stat

import pytest

from app.kernel import crypto

ONE = crypto.Keyring({1: b"1" * 32}, b"i" * 32)


@pytest.fixture(autouse=True)
def _keys():
    before = (dict(crypto._ciphers), crypto._active, crypto._index_key)
    crypto.use(ONE)
    yield
    crypto._ciphers.clear()
    crypto._ciphers.update(before[0])
    crypto._active, crypto._index_key = before[1], before[2]


def test_a_sealed_value_opens_in_its_own_row():
    blob = crypto.seal("person.name", "row1", "林志豪")
    assert crypto.unseal("person.name", "row1", blob) == "林志豪"
    assert "林志豪".encode() not in blob


def test_equal_values_look_different():
    assert crypto.seal("person.name", "r", "林志豪") != crypto.seal("person.name", "r", "林志豪")


@pytest.mark.parametrize(("place", "row"), [("person.name", "row2"), ("person.phone", "row1")])
def test_a_value_moved_to_another_row_or_column_does_not_open(place, row):
    blob = crypto.seal("person.name", "row1", "林志豪")
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(place, row, blob)


def test_one_changed_bit_does_not_open():
    blob = bytearray(crypto.seal("person.name", "row1", "林志豪"))
    blob[20] ^= 1
    with pytest.raises(crypto.Unreadable):
        crypto.unseal("person.name", "row1", bytes(blob))


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key():
    old = crypto.seal("person.name", "r", "旧")
    crypto.use(crypto.Keyring({1: b"1" * 32, 2: b"2" * 32}, b"i" * 32))
    new = crypto.seal("person.name", "r", "新")
    assert crypto.unseal("person.name", "r", old) == "旧"
    assert int.from_bytes(new[1:3], "big") == 2


def test_the_blind_index_depends_on_its_key_and_place():
    here = crypto.blind("person.id_number", "440199199208200010")
    assert here == crypto.blind("person.id_number", "440199199208200010")
    assert here != crypto.blind("person.phone", "440199199208200010")
    crypto.use(crypto.Keyring({1: b"1" * 32}, b"j" * 32))
    assert here != crypto.blind("person.id_number", "440199199208200010")


def test_the_first_start_makes_a_private_keyring_and_the_second_reads_it(tmp_path):
    path = tmp_path / "new" / "keyring.json"
    first = crypto.Keyring.load(path)
    assert crypto.Keyring.load(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["keyring.json"]
    assert set(json.loads(path.read_text())) == {"data", "index"}
