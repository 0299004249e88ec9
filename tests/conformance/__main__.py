"""`python -m tests.conformance`: every client, in every key mode and party mode, flow by flow. Exit 1 on any ✗."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile

from rich.console import Console
from rich.table import Table

from tests.conformance.box import Box
from tests.conformance.roster import CLIENTS, Client


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    options.add_argument("--client", default="", help="only clients whose name contains this")
    options.add_argument("--json", default="", help="write every result to this file")
    chosen = options.parse_args()
    console, results = Console(), []
    with tempfile.TemporaryDirectory() as folder, Box(folder) as box:
        for client in CLIENTS:
            if chosen.client not in client.name:
                continue
            client.prepare()
            found = [client.run(box, mode, folder) for mode in client.modes]
            results += [one for reports in found for one in reports]
            show(console, client, found)
    if chosen.json:
        with open(chosen.json, "w", encoding="utf-8") as file:
            json.dump(results, file, ensure_ascii=False, indent=1)
    failed = [one for one in results if not one["ok"]]
    for one in failed:
        console.print(f"✗ {one['client']} · {one['mode']} · {one['flow']}: {one['detail']}", style="red", markup=False, soft_wrap=True)
    console.print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not results else 0


def show(console: Console, client: Client, found: list[list[dict[str, object]]]) -> None:
    """One table for each client: flows down, key mode and party mode across."""
    table = Table("flow", *(mode.title for mode in client.modes), title=f"{client.name} {client.version()}", title_justify="left")
    table.columns[0].no_wrap = True
    flows = list(dict.fromkeys(str(one["flow"]) for reports in found for one in reports))
    for flow in flows:
        cells = []
        for reports in found:
            report = next((one for one in reports if one["flow"] == flow), None)
            cells.append("·" if report is None else "✓" if report["ok"] else "[red]✗[/red]")
        table.add_row(flow, *cells)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
