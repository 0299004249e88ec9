"""The table, and latest.json without dates or host names: only figures, versions and the machine's size."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.load import Timing
from benchmarks.looks import LOOKS
from benchmarks.plan import ASKING, CONNECTIONS, READS, WRITES, Found, Pair, Size
from benchmarks.whole import Job, Pace
from deploy.servers import find

Result = dict[str, Any]  # everything a run found, as JSON
LATEST = Path(__file__).with_name("latest.json")
PACKAGES = ("Flask", "Werkzeug", "SQLAlchemy", "PyMySQL", "gunicorn", "gevent", "redis", "cryptography", "orjson")
AIMS = {
    "home": 1.0, "home_unchanged": 1.0, "item": 1.0, "guide": 0.8, "guide_new": 0.8, "search": 0.6, "search_new": 0.6,
    "submit": 0.5, "notify": 0.5,
}  # fmt: skip
GROWTH, MEMORY_MB, OPEN_LOOP_MS = 1.1, 110, 300
RELAY_AIM, WHOLE_AIM, OWN_AIM = 1000, 20, 42


def figures(found: Found, size: Size, memory: list[dict[str, float]], worker_class: str, command: str) -> Result:
    """Everything as plain values."""
    return {
        "command": command,
        "machine": {"cores": os.cpu_count(), "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)},
        "versions": {"python": platform.python_version(), "mariadb": _mariadb(), **{name: version(name) for name in PACKAGES}},
        "server": {"worker_class": worker_class, "workers": os.cpu_count()},
        "size": {"rounds": size.rounds, "cases": size.small},
        "paths": {
            path: {
                "floor": _floor(path),
                "statements": found.statements[path],
                "connections": {str(n): _pair(found.pairs[path, n]) for n in CONNECTIONS},
            }
            for path in size.measured
        },
        "growth": _grown(found, size, command),
        "notify_open_loop": {"per_second": 150, **_latency(found.open_loop.latencies)} if found.open_loop else None,
        "relay": _relay(found.relay),
        "whole_jobs": [_job(one) for one in found.jobs],
        "memory_mb": memory,
        "generator_us_per_request": round(found.generator_us, 1),
    }


def _floor(path: str) -> str:
    return "bare questions and driver" if path in (*LOOKS, ASKING) else "bare driver" if path in WRITES else "bare Flask"


def memory(pids: list[int]) -> list[dict[str, float]]:
    """RSS and PSS of each worker, in megabytes."""
    made = []
    for pid in pids:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
        made.append({name.lower(): round(int(lines[name].split()[0]) / 1024, 1) for name in ("Rss", "Pss")})
    return made


def show(result: Result) -> None:
    """The table on the terminal."""
    console = Console(width=132)
    table = Table(title="Each path beside its floor of the same round: median (lowest – highest) of the rounds")
    for name in ("path", "conn", "req/s", "p50 ms", "p99 ms", "floor req/s", "ratio", "aim", "statements"):
        table.add_column(name, justify="left" if name == "path" else "right")
    for path, one in result["paths"].items():
        for connections, pair in one["connections"].items():
            first = connections == "1"
            aim = AIMS.get(path) if first or path in READS else None
            ratio = f"{pair['ratio']:.2f} ({pair['ratio_low']:.2f} – {pair['ratio_high']:.2f})"
            table.add_row(
                path if first else "", connections, f"{pair['rps']:,.0f}", f"{pair['p50_ms']:.2f}", f"{pair['p99_ms']:.1f}",
                f"{pair['floor_rps']:,.0f}", ratio if aim is None else _judged(ratio, pair["ratio"] >= aim),
                "" if aim is None else f"≥ {aim}", f"{one['statements']:g}" if first else "",
            )  # fmt: skip
    if result["paths"]:
        console.print(table)
    grown = result["growth"] or {"paths": {}}
    for path, one in grown["paths"].items():
        text = f"{one['ratio']:.2f} ({one['ratio_low']:.2f} – {one['ratio_high']:.2f})"
        sizes = f"{grown['cases'][1]:,} cases ÷ {grown['cases'][0]:,}"
        console.print(f"  cost of {path}, {sizes}: {_judged(text, one['ratio'] <= GROWTH)}   aim ≤ {GROWTH}")
    _show_whole(console, result)
    if loop := result["notify_open_loop"]:
        judged = _judged(f"p99 {loop['p99_ms']:.0f} ms", loop["p99_ms"] <= OPEN_LOOP_MS)
        console.print(f"  150 notifications a second, open loop: p50 {loop['p50_ms']:.1f} ms, {judged}   aim ≤ {OPEN_LOOP_MS}")
    worst = max(one["rss"] for one in result["memory_mb"])
    shared = max(one["pss"] for one in result["memory_mb"])
    text = _judged(f"{worst:.0f} MB resident", worst <= MEMORY_MB)
    console.print(f"  memory of a worker after load: {text}, {shared:.0f} MB its proportional share   aim ≤ {MEMORY_MB}")
    console.print(f"  the generator itself: {result['generator_us_per_request']} µs of a core per request, on the same machine")


def _show_whole(console: Console, result: Result) -> None:
    if relay := result["relay"]:
        text = _judged(f"{relay['per_second']:,.0f} events/s", relay["per_second"] >= RELAY_AIM)
        share = f"{relay['ratio']:.2f} ({relay['ratio_low']:.2f} – {relay['ratio_high']:.2f}) of its floor"
        console.print(f"  the relay alone, a message and an event more for each: {text}, {share}   aim ≥ {RELAY_AIM:,}")
    for one in result["whole_jobs"]:
        wall = _judged(f"{one['per_second']:.1f} cases/s", one["per_second"] >= WHOLE_AIM)
        own = _judged(f"{one['per_own_cpu_second']:.1f}", one["per_own_cpu_second"] >= OWN_AIM)
        rest = f"sandbox {one['sandbox_cpu_s']:.1f} s, database {one['database_cpu_s']:.1f} s"
        console.print(
            f"  {one['cases']} whole jobs, department answers in {one['department_ms']:.0f} ms: {wall} (aim ≥ {WHOLE_AIM}); "
            f"{own} for a second of our own processors (aim ≥ {OWN_AIM}); besides: {rest}"
        )


def _relay(found: list[Pace]) -> dict[str, float] | None:
    if not found:
        return None
    return {
        "events": found[0].events,
        "per_second": round(median(one.per_second for one in found)),
        **_spread([one.ratio for one in found]),
    }


def _job(one: Job) -> dict[str, float]:
    return {
        "cases": one.cases,
        "department_ms": one.department_s * 1000,
        "per_second": round(one.per_second, 1),
        "per_own_cpu_second": round(one.per_cpu_second, 1),
        "own_cpu_s": round(one.own_cpu, 1),
        "sandbox_cpu_s": round(one.sandbox_cpu, 1),
        "database_cpu_s": round(one.database_cpu, 1),
    }


def write(result: Result) -> None:
    """benchmarks/latest.json. A run without growth leaves that of an earlier one, a run of growth alone leaves all else."""
    before = orjson.loads(LATEST.read_bytes()) if LATEST.exists() else {}
    growth = result["growth"] or before.get("growth")
    whole = {**result, "growth": growth} if result["paths"] else {**before, "growth": growth}
    LATEST.write_bytes(orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n")


def _judged(text: str, good: bool) -> str:
    return f"[green]{text}[/]" if good else f"[red]{text}[/]"


def _pair(rounds: list[Pair]) -> dict[str, float]:
    latencies = [latency for one in rounds for latency in one.product.latencies]
    return {
        "rps": round(median(one.product.rate for one in rounds)),
        **_latency(latencies),
        "floor_rps": round(median(one.floor.rate for one in rounds)),
        "floor_p50_ms": _latency([latency for one in rounds for latency in one.floor.latencies])["p50_ms"],
        **_spread([one.ratio for one in rounds]),
    }


def _grown(found: Found, size: Size, command: str) -> Result | None:
    """The cost of each write, large ÷ small."""
    if not found.grown:
        return None
    paths = {path: _growth(rounds) for path, rounds in found.grown.items()}
    return {"command": command, "cases": [size.small, size.large], "paths": paths}


def _growth(rounds: list[tuple[Timing, Timing]]) -> dict[str, float]:
    """Cost of one, large ÷ small, by the median latency of each round."""
    return _spread([median(large.latencies) / median(small.latencies) for small, large in rounds])


def _spread(ratios: list[float]) -> dict[str, float]:
    return {"ratio": round(median(ratios), 3), "ratio_low": round(min(ratios), 3), "ratio_high": round(max(ratios), 3)}


def _latency(latencies: list[float]) -> dict[str, float]:
    ordered = sorted(latencies)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)

    return {"p50_ms": at(0.5), "p99_ms": at(0.99)}


def _mariadb() -> str:
    told = subprocess.run([find("mariadbd") or "mariadbd", "--version"], capture_output=True, text=True).stdout
    return told.split("Ver ")[-1].split("-")[0]
