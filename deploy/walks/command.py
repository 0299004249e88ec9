"""`flask --app wsgi scene check household vehicle exit_entry` (`--all`, `--item`, `--write`): walk every situation, hold it against
docs/items.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from deploy.walks.run import Run

TABLE = Path(__file__).parents[2] / "docs/items.md"

scene = AppGroup("scene", help="场景：每种情形从头走到尾。")


@scene.command("check", help="把这些场景里每个事项的每种情形从第一下点起走到头，和 docs/items.md 核对；--write 重写它。")
@click.argument("scenes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="所有场景。")
@click.option("--item", "items", multiple=True, help="只走这个事项，可以说几次。")
@click.option("--write", is_flag=True, help="把走出来的写进 docs/items.md。")
def check(scenes: tuple[str, ...], every: bool, items: tuple[str, ...], write: bool) -> None:
    """Says each situation that ends otherwise than the table says, or not at all, and ends with 1 when there is one."""
    from rich.console import Console
    from rich.progress import Progress

    from deploy.walks import run  # the outside world and all that a walk needs: nothing a worker ever loads

    try:
        asked = run.asked(scenes, every, items)
    except run.Unasked as wrong:
        raise click.UsageError(str(wrong)) from None
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("走每种情形", total=len(asked.lines))
        done = run.walk(
            asked, step=lambda: bar.advance(task), say=lambda line: bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        )
    _told(done, write)


def _told(done: Run, write: bool) -> None:
    if write:
        TABLE.write_text(done.page(TABLE.read_text("utf-8") if TABLE.exists() else ""), "utf-8")
    else:
        for line in done.differences(TABLE.read_text("utf-8")):
            click.echo(line, err=True)
    wrong = len(done.failed) if write else len(done.failed) + len(done.differences(TABLE.read_text("utf-8")))
    click.echo(f"{done.items} 个事项，{len(done.outcomes)} 种情形走到了头，{wrong} 处不对，{done.seconds:.0f} 秒")
    sys.exit(1 if wrong else 0)
