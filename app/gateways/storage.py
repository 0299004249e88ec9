"""Uploaded files on disk, each sealed: a copy of the disk shows nobody's face."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from app.kernel import crypto
from app.kernel.errors import NotFound
from app.kernel.ids import is_id, new_id


class SealedFiles:
    """kernel.ports.Storage in a folder. A file appears whole or not at all, and stays when the machine stops."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Store `content` under a key of ours (an id)."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{new_id()}.part")  # two writers of one key never share a draft
        try:
            with draft.open("xb") as file:
                file.write(crypto.seal("file", key, base64.b64encode(content).decode()))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _keep_name(path.parent)

    def get(self, key: str) -> bytes:
        """The content. Raises NotFound."""
        try:
            return base64.b64decode(crypto.unseal("file", key, self._path(key).read_bytes()))
        except FileNotFoundError:
            raise NotFound() from None

    def delete(self, key: str) -> None:
        """Remove it; absent is fine."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not is_id(key):
            raise NotFound()  # a key is an id of ours, never a path
        # The last characters of a UUIDv7 are random, so the folders fill evenly.
        return self._folder / key[-2:] / key


def _keep_name(folder: Path) -> None:
    """A renamed file survives a power cut only when its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
