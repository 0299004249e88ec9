"""Who is to die where (app/kernel/failpoints.py): files in one folder, one for each death."""

from __future__ import annotations

from pathlib import Path


class Deaths:
    """The folder that FAILPOINTS names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def arm(self, name: str) -> None:
        """The next process that reaches this place dies there; armed twice, the next two."""
        file = self.folder / name
        (self.folder / f"{name}.again" if file.exists() else file).touch()

    def armed(self, name: str) -> bool:
        """Whether somebody is still to die there."""
        return (self.folder / name).exists() or (self.folder / f"{name}.again").exists()

    def count(self, name: str) -> int:
        """How often somebody died there."""
        return len(list(self.folder.glob(f"{name}.died.*")))

    def moments(self) -> list[float]:
        """When, in unix seconds, wherever it was."""
        return [file.stat().st_ctime for file in self.folder.glob("*.died.*")]

    def clear(self) -> None:
        """Nobody is to die any more, and nobody did."""
        for file in self.folder.iterdir():
            file.unlink()
