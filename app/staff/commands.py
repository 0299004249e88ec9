"""`flask staff add|end`: who may sit at the operators' desk."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.kernel import db
from app.kernel.errors import Problem
from app.staff import rules, service

staff = AppGroup("staff", help="工作人员：新增、停用。")


@staff.command("add", help="新增一名工作人员；打印一次性的动态码密钥，导入验证器应用。")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--unit", required=True, help="单位")
@click.option("--role", required=True, type=click.Choice(list(rules.MAY)))
@click.option("--city", default="", help="只管一个市的，写市的六位代码；管全省的不写")
@click.password_option(help="密码，不写在命令行就会问")
def add(login: str, name: str, unit: str, role: str, city: str, password: str) -> None:
    """Makes somebody a member of staff; prints the secret of their one-time codes, once."""
    try:
        secret = db.in_transaction(service.add, login, name, unit, role, password, city)
    except Problem as problem:
        click.echo(f"{problem.say}，{problem.do}（{problem.code}）", err=True)
        sys.exit(1)
    click.echo(f"动态码密钥（只显示这一次）：{secret}")
    click.echo(f"otpauth://totp/shengshi:{login}?secret={secret}&issuer=shengshi")


@staff.command("end", help="停用一名工作人员，已登录的立刻退出。")
@click.argument("login")
def end(login: str) -> None:
    """Whoever signs in by this name no longer does, from now on."""
    if not db.in_transaction(service.end, login):
        click.echo("没有这个登录名", err=True)
        sys.exit(1)
    click.echo("停用了")
