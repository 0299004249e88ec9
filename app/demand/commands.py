"""`flask demand replay FILE`: a year through the rules that propose first screens."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson
from flask.cli import AppGroup

from app.demand import replay as replaying

KINDS = {"season": "季节", "shock": "突发"}

demand = AppGroup("demand", help="大家要什么：把一年的事件按排序规则重走一遍。")


@demand.command("replay", help="重走一年的事件（格式见 app/demand/replay.py）：埋着的季节和突发多久浮出来、理由对不对、排得好不好。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(file: Path) -> None:
    """Says what surfaced when, and ends with 1 where something was late, misnamed or out of order."""
    try:
        with file.open("rb") as lines:
            report = replaying.replay(lines)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, StopIteration) as wrong:
        raise click.UsageError(f"{file.name} 不是一年的事件：{type(wrong).__name__} {wrong}") from None
    for one in report.surfaced:
        late = "" if one.in_time else f"，要在 {replaying.WITHIN[one.seed['kind']]} 小时以内"
        after = "一直没有" if one.after is None else f"{one.after} 小时以后"
        click.echo(f"{KINDS[one.seed['kind']]}  {one.seed['item']}  {after}{late}")
    click.echo(f"说成突发、其实不是的：{len(report.false)} 次")
    click.echo(f"次序 NDCG 平均 {report.mean:.4f}，最低的一天 {min(report.ndcg, default=0.0):.4f}，{len(report.ndcg)} 天")
    sys.exit(0 if report.good else 1)
