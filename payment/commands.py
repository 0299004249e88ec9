"""`flask money verify`: is every fen accounted for; `flask money sweep`: ask about unheard payments now."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.kernel import db
from payment import queries, service
from payment.refunds import service as refunds

money = AppGroup("money", help="资金：核对账本、查漏掉的支付。")


@money.command("verify", help="借贷相等、每笔已付订单都有分录，否则退出码 1。")
def verify() -> None:
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
    click.echo(f"查了 {service.sweep()} 笔支付，{refunds.sweep()} 笔退款")
