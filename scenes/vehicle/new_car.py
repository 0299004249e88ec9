"""What a new car is for."""

from __future__ import annotations

from app.language import Visit


def check(visit: Visit) -> None:
    """A car for hire needs a permit that only a window looks at."""
    if visit.form.get("use") == "other":
        visit.refuse("use", "营运车要到窗口办，带上许可。")
