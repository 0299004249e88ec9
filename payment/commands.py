"""`flask money verify`: is every fen accounted for; `sweep`: ask about unheard payments now; `reconcile`: the day's bill
against our books; `settlement`: what each department is owed; `certificates`: fetch the platform's now."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.kernel import clock, db
from app.kernel.errors import Problem
from payment import channels, queries, service
from payment.bills import service as bills
from payment.bills.rules import KINDS
from payment.refunds import service as refunds

money = AppGroup("money", help="资金：核对账本、查漏掉的支付。")


@money.command("verify", help="借贷相等、每笔已付订单都有分录，否则退出码 1。")
def verify() -> None:
    """Says the sums of the ledger; ends with 1 when they do not fit."""
    with db.reading() as tx:
        result = queries.balance(tx)
    click.echo(f"借 {result.debit_fen} 分，贷 {result.credit_fen} 分，已付订单 {result.paid_fen} 分")
    click.echo(f"已退 {result.refunded_fen} 分，挂账 {result.suspense_fen} 分，微信应付 {result.channel_fen} 分")
    click.echo(f"没有分录的已付订单 {result.paid_without_postings}，没有订单的分录 {result.postings_without_paid}")
    click.echo(f"没有分录的退款 {result.refunds_without_postings}，没有退款的分录 {result.postings_without_refund}")
    click.echo("账平" if result.sound else f"账不平：{'、'.join(result.faults)}")
    sys.exit(0 if result.sound else 1)


@money.command("sweep", help="现在就去问微信：有没有付了却没通知到的。")
def sweep() -> None:
    """Asks the channel about whatever is overdue."""
    click.echo(f"查了 {service.sweep()} 笔支付，{refunds.sweep()} 笔退款")


@money.command("reconcile", help="取某一天的微信账单，和我们的账逐笔对到分；每处差异一张工单。有新差异则退出码 1，账单取不到则 2。")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪一天，默认昨天")
def reconcile(day: datetime | None) -> None:
    """Compares a day's bill with the ledger, merchant by merchant."""
    on = day.date() if day else clock.today() - timedelta(days=1)
    new = failed = 0
    for pay in channels.all_merchants():
        try:
            result = _with_bar(pay.mchid, on)
        except Problem as problem:
            failed += 1
            click.echo(f"{pay.mchid} {on}：{problem.say}（{problem.code}）", err=True)
            continue
        new += sum(result.new.values())
        click.echo(
            f"{pay.mchid} {on}：{result.rows} 笔，收 {_yuan(result.paid_fen)} 元，退 {_yuan(result.refunded_fen)} 元，"
            f"差异 {result.differences}，新差异 {sum(result.new.values())}"
        )
        for kind, count in sorted(result.new.items()):
            click.echo(f"  {count} 张工单：{KINDS[kind][1]}（{kind}）")
    sys.exit(2 if failed else 1 if new else 0)


@money.command("settlement", help="某一天每个部门收了多少、退了多少、该结多少，从账本算。")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪一天，默认昨天")
def settlement(day: datetime | None) -> None:
    """Says what each department is owed for a day."""
    on: date = day.date() if day else clock.today() - timedelta(days=1)
    begin = datetime.combine(on, datetime.min.time(), clock.CHINA)
    with db.reading() as tx:
        rows = queries.settlement(tx, begin, begin + timedelta(days=1))
    for row in rows:
        click.echo(f"{row['payee']}  收 {_yuan(row['paid_fen'])}  退 {_yuan(row['refunded_fen'])}  结 {_yuan(row['net_fen'])} 元")
    click.echo(f"{on} 共 {len(rows)} 个部门，结 {_yuan(sum(row['net_fen'] for row in rows))} 元")


@money.command("certificates", help="现在就去取微信支付平台证书。")
def certificates() -> None:
    """Fetches the channel's certificates where they are used."""
    failed = 0
    for pay in channels.all_merchants():
        if not pay.fetches_certificates:
            continue
        try:
            click.echo(f"{pay.mchid}：{pay.fetch_certificates()} 张")
        except Problem as problem:
            failed += 1
            click.echo(f"{pay.mchid}：{problem.say}（{problem.code}）", err=True)
    sys.exit(2 if failed else 0)


def _with_bar(mchid: str, on: date) -> bills.Reconciled:
    """Reconcile under a progress bar; without a terminal it stays silent."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(mchid)

        def step(what: str, more: int, of: int) -> None:
            progress.update(task, description=f"{mchid} {what}", total=of or 1, advance=more)

        return bills.reconcile(mchid, on, step)


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
