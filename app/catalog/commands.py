"""`flask catalog check|load|diff|publish|rollback`: scene folders to releases, with progress shown."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from rich.progress import Progress

from app.catalog import release, service
from app.catalog.load import Mistake
from app.kernel import db

catalog = AppGroup("catalog", help="事项目录：检查、装入、发布、退回。")


def _drafts() -> dict[str, dict[str, object]]:
    try:
        return service.drafts()
    except Mistake as mistake:
        click.echo(f"有错：{mistake}", err=True)
        sys.exit(1)


@catalog.command("check", help="检查场景文件夹，说出哪个文件、哪个事项、哪个字段不对。")
def check() -> None:
    contents = _drafts()
    click.echo(f"{len(contents) - 1} 个事项，没有矛盾")


@catalog.command("load", help="把场景文件夹装成不可变的版本（不发布）。")
def load() -> None:
    contents = _drafts()
    with Progress() as bar, db.transaction() as tx:
        task = bar.add_task("装入事项", total=len(contents))
        service.store(tx, contents, lambda: bar.advance(task))
    click.echo(f"{len(contents) - 1} 个事项已装入")


@catalog.command("diff", help="现在发布会改变什么。")
def diff() -> None:
    contents = _drafts()
    with db.transaction() as tx:
        changes = service.difference(tx, service.store(tx, contents))
    for key, what in sorted(changes.items()):
        click.echo(f"{what}  {key}")
    click.echo(f"{len(changes)} 处变化")


@catalog.command("publish", help="发布场景文件夹现在的内容。")
@click.option("--note", default="命令行发布")
def publish(note: str) -> None:
    contents = _drafts()
    with Progress() as bar:
        task = bar.add_task("发布事项", total=len(contents))
        number = publish_contents(contents, note, lambda: bar.advance(task))
    click.echo(f"第 {number} 版，{len(contents) - 1} 个事项")


@catalog.command("rollback", help="退回到第 N 版（作为新的一版发布）。")
@click.argument("number", type=int)
def rollback(number: int) -> None:
    with db.transaction() as tx:
        fresh = service.roll_back(tx, number, "命令行")
    release.refresh()
    click.echo(f"第 {fresh} 版，内容同第 {number} 版")


def publish_contents(contents: dict[str, dict[str, object]], note: str, step: object = None) -> int:
    """Store and publish in one transaction."""
    with db.transaction() as tx:
        hashes = service.store(tx, contents, step or (lambda: None))  # type: ignore[arg-type]
        number = service.publish(tx, hashes, note, "命令行")
    release.refresh()
    return number
