"""What a storm found, as text for people and JSON for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def line(name: str, result: dict[str, Any]) -> str:
    """One scenario in one line."""
    verdict = "held " if result["passed"] else "BROKE"
    about = result.get("failed") or plain({**result["figures"], **result.get("invariants", {})})
    return f"{verdict} {name} {result['what']} ({result['seconds']} s): {about}"


def plain(figures: dict[str, Any]) -> str:
    """`orders 90, paid 90`; small tables as their sums."""
    shown = {key: sum(value.values()) if _sums(value) else value for key, value in figures.items()}
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in shown.items() if not isinstance(value, dict))


def whole(seed: int, commit: str, seconds: float, results: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Everything in one document."""
    books = [one["invariants"] for one in results.values() if "invariants" in one]
    return {
        "passed": all(one["passed"] for one in results.values()),
        "seed": seed,
        "commit": commit,
        "seconds": round(seconds, 1),
        "orders": sum(one["orders"] for one in books),
        "paid_fen": sum(one["paid_fen"] for one in books),
        "unexplained_fen": sum(abs(one["unexplained_fen"]) for one in books),
        "scenarios": results,
    }


def write(folder: Path, figures: dict[str, Any]) -> str:
    """report.json and report.txt in the folder; returns the text."""
    text = "\n".join(
        [
            f"storm: seed {figures['seed']}, commit {figures['commit']}, {figures['seconds']} s",
            *(line(name, one) for name, one in figures["scenarios"].items()),
            f"{figures['orders']} orders, {figures['paid_fen']} fen paid, {figures['unexplained_fen']} fen unexplained",
            "the house stands" if figures["passed"] else f"something broke; again: SEED={figures['seed']} make storm",
        ]
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
    (folder / "report.txt").write_text(text + "\n", "utf-8")
    return text


def _sums(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(one, int) for one in value.values())
