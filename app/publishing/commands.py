"""`flask catalog check|load|approve|diff|publish|rollback|show`: scene folders to releases, with progress; back to what was written."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar, cast

import click
import yaml
from flask.cli import AppGroup
from rich.progress import Progress
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.kernel import db
from app.kernel.errors import Problem
from app.language import load as reading
from app.language import registry
from app.language.content import Source
from app.language.printed import printed
from app.language.sheet import Mistake
from app.publishing import laying, release, service

Done = TypeVar("Done")
BESIDE = {"_home": "首页", "_bundles": "一件事", "_search": "搜索用词", "_edited": "运营改的字"}

catalog = AppGroup("catalog", help="事项目录：检查、装入、发布、退回。")


@catalog.command("check", help="检查场景文件夹，说出哪个文件、哪个事项、哪个字段不对。")
def check() -> None:
    """Says every mistake and ends with 1, or that there is none."""
    wrong = reading.mistakes()
    for mistake in wrong:
        click.echo(str(mistake), err=True)
    if wrong:
        _stop(f"{len(wrong)} 个地方要改")
    contents = reading.load()
    if idle := reading.unused(contents.values()):
        _stop(f"没有审查要点用到的函数，删掉：{'、'.join(idle)}")
    guides = sum(content["serves"] == "guide" for content in contents.values())
    click.echo(f"{len(contents)} 个事项，没有矛盾：{len(contents) - guides} 个在手机上办，{guides} 个还只是指南")


@catalog.command("load", help="把场景文件夹装成不可变的版本（不发布）。")
def load() -> None:
    """Stores versions without publishing them."""
    contents, sources = _written()
    with Progress() as bar:
        task = bar.add_task("装入事项", total=len(contents))
        _do(lambda tx: service.store(tx, contents, lambda: bar.advance(task), sources))
    click.echo(f"{len(sources)} 个事项已装入，还没有发布")


@catalog.command("diff", help="现在发布会改变什么。")
def diff() -> None:
    """Says what publishing now would change."""
    contents, sources = _written()
    changes = _do(lambda tx: service.difference(tx, laying.over(contents, sources, laying.edited(tx)).contents))
    for key, what in sorted(changes.items()):
        click.echo(f"{BESIDE.get(key, key)}  {what}")
    click.echo(f"{len(changes)} 处变化" if changes else "没有变化")


@catalog.command("publish", help="发布场景文件夹现在的内容。")
@click.option("--note", default="命令行发布", help="这一版改了什么。")
def publish(note: str) -> None:
    """Stores and publishes what the folders say."""
    contents, sources = _written()
    before = _do(service.latest)
    with Progress() as bar:
        task = bar.add_task("发布事项", total=len(contents))
        number = _told(lambda: publish_contents(contents, note, lambda: bar.advance(task), sources))
    click.echo(f"第 {number} 版，{len(sources)} 个事项" if number != before else f"和第 {number} 版一样，没有新发布")


@catalog.command("rollback", help="退回到第 N 版（作为新的一版发布）。")
@click.argument("number", type=int)
def rollback(number: int) -> None:
    """Publishes an older release again, as a new one."""
    before = _do(service.latest)
    fresh = _do(lambda tx: service.roll_back(tx, number, "命令行"))
    release.refresh()
    click.echo(f"第 {fresh} 版，内容同第 {number} 版" if fresh != before else f"现在就是第 {number} 版的内容，没有新发布")


@catalog.command("show", help="一个事项在第 N 版（不说就是现在这一版）是怎么写的，可以原样放回 items.yaml。")
@click.argument("item")
@click.option("--release", "number", type=int, help="第几版。")
def show(item: str, number: int | None) -> None:
    """Prints an item as it was written, to be put back into its folder."""
    source = _do(lambda tx: service.source(tx, item, number))
    rows = {"theme": source["theme"], "items": [source["item"]]}
    click.echo(f"# scenes/{source['scene']}/items.yaml\n{yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=140)}", nl=False)


@catalog.command("approve", help="印出一个事项声明的全部内容；--yes：部门看过认可，记在 scenes/<场景>/approved/ 里。")
@click.argument("item")
@click.option("--yes", is_flag=True, help="部门认可了，记下来。")
def approve(item: str, yes: bool) -> None:
    """Prints what an item declares and how that differs from what was approved; `yes` keeps it as approved."""
    source = _written()[1].get(item)
    if source is None:
        _stop(f"没有这个事项：{item}")
    folder = registry.scenes()[source["scene"]].folder
    now, kept = printed(source["item"]), folder / "approved" / f"{item}.txt"
    before = kept.read_text("utf-8") if kept.exists() else ""
    changed = difflib.unified_diff(before.splitlines(), now.splitlines(), "认可过的", "现在写的", n=0, lineterm="")
    click.echo("\n".join(changed) or "和认可过的一样")
    if yes:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(now, "utf-8")


def publish_contents(
    contents: service.Contents, note: str, step: Callable[[], object] = lambda: None, sources: service.Contents | None = None
) -> int:
    """Store and publish in one transaction; what operators wrote stays. Raises Mistake where both cannot stand."""
    with db.transaction() as tx:
        laid = laying.over(contents, cast("Mapping[str, Source]", sources or {}), laying.edited(tx))
        hashes = service.store(tx, laid.contents, step, laid.sources)
        number = service.publish(tx, service.kept(tx, hashes), note, "命令行")
    release.refresh()
    return number


def _written() -> tuple[service.Contents, dict[str, Source]]:
    try:
        return service.written()
    except Mistake as mistake:
        _stop(f"有错：{mistake}")


def _do(work: Callable[[Connection], Done]) -> Done:
    return _told(lambda: db.in_transaction(work))


def _told(work: Callable[[], Done]) -> Done:
    """What work gives; what goes wrong is said in one line."""
    try:
        return work()
    except Problem as problem:
        _stop(f"{problem.say}，{problem.do}")
    except Mistake as mistake:
        _stop(f"有错：{mistake}")
    except (OperationalError, ProgrammingError):
        _stop("数据库还没有准备好，先运行 flask --app wsgi db upgrade")


def _stop(say: str) -> NoReturn:
    click.echo(say, err=True)
    sys.exit(1)
