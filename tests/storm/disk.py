"""A small disk for the database (tmpfs), that can be made full. Who may not mount one goes without.

Flushing costs nothing there; what kill -9 leaves of a file is the same as on any disk.
"""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

MEGABYTES = 1024
BALLOON = "balloon"


class Disk:
    """`Disk(folder)` mounts it there, when it may: `there`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "tmpfs", str(folder)]
        self.there = os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0

    def fill(self) -> None:
        """Not a page is left. Others may write meanwhile, so it is taken piece by piece."""
        taken = 0
        with (self.folder / BALLOON).open("wb") as file:
            for piece in (16 * 1024**2, 1024**2, 4096):
                try:
                    while True:
                        os.posix_fallocate(file.fileno(), taken, piece)
                        taken += piece
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise

    def clear(self) -> None:
        """As much room as before."""
        (self.folder / BALLOON).unlink(missing_ok=True)

    def close(self) -> None:
        if self.there:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True)
            self.there = False
