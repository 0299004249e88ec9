"""Scenes are found in their package, wherever it lies, and handed in; the platform knows those it was given."""

from contextlib import ExitStack

import pytest

import scenes as package
from app.language import Scene, registry
from tests.beside import lying


@pytest.fixture
def beside(tmp_path):
    """beside("name", code) → a folder lying beside the others, with this __init__.py when there is one."""
    with ExitStack() as stack:

        def put(name, code=None):
            files = {"items.yaml": "theme: community\nitems: []\n", **({} if code is None else {"__init__.py": code})}
            return stack.enter_context(lying(tmp_path, name, files))

        yield put


def test_they_come_in_the_order_of_their_codes_wherever_they_lie(beside):
    folder = beside("dogs")
    found = package.discover()
    codes = [scene.code for scene in found]
    assert codes == sorted(codes) and codes.index("dogs") == codes.index("credit") + 1
    assert next(scene for scene in found if scene.code == "dogs").folder == folder


def test_a_scene_without_oddity_has_no_code(beside):
    beside("dogs")
    assert next(scene for scene in package.discover() if scene.code == "dogs").hooks == {}


@pytest.mark.parametrize("code", ["", "scene = 1", 'from app.language import Scene\nscene = Scene("cats")'])
def test_code_that_is_no_scene_of_its_folders_name_is_refused(beside, code):
    beside("dogs", code)
    with pytest.raises(ValueError, match=r'scenes/dogs/__init__.py：要有一行 scene = Scene\("dogs"\)'):
        package.discover()


def test_the_platform_knows_the_scenes_it_was_given_and_no_other(tmp_path):
    registry.use([Scene("dogs").lying_in(tmp_path / "dogs")], tmp_path)
    try:
        assert list(registry.scenes()) == ["dogs"] and registry.scene_files() == [tmp_path / "dogs/items.yaml"]
    finally:
        registry.use(package.discover(), package.BESIDE)
    assert "dogs" not in registry.scenes() and "exit_entry" in registry.scenes()
