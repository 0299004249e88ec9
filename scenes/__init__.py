"""A folder per scene: items.yaml declares, __init__.py hooks what is odd, cases.yaml says what must come out.

Beside them stands what operators own: home.yaml, bundles.yaml, search.yaml (app/language/shelf.py). `discover()` finds the
scenes; wsgi hands them, and the folder, to the platform, which knows none of them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from app.language import Scene

BESIDE = Path(__file__).parent


def discover() -> list[Scene]:
    """All scenes in order of their codes: every folder of this package, wherever it lies, with an items.yaml.

    A folder without __init__.py is a scene without oddity. Raises ValueError for one whose code is no scene of its name.
    """
    folders = [path.parent for place in __path__ for path in Path(place).glob("*/items.yaml")]
    return [_scene(folder) for folder in sorted(folders, key=lambda folder: folder.name)]


def _scene(folder: Path) -> Scene:
    code = folder.name
    if not (folder / "__init__.py").is_file():
        return Scene(code).lying_in(folder)
    scene = getattr(import_module(f"scenes.{code}"), "scene", None)
    if not isinstance(scene, Scene) or scene.code != code:
        raise ValueError(f'scenes/{code}/__init__.py：要有一行 scene = Scene("{code}")')
    return scene.lying_in(folder)
