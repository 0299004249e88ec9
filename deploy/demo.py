"""`make demo`: run it all here and say in Chinese where to tap. Ctrl-C or TERM stops everything."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

from deploy.desk import hire
from deploy.running import House, running


def main() -> None:
    """Start, show the box, wait to be stopped."""
    options = argparse.ArgumentParser(prog="make demo")
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--sandbox-port", type=int, default=8091)
    options.add_argument("--folder", type=Path, default=Path("var/demo"))
    given = options.parse_args()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    print("· 启动沙箱、网站和消息中继", flush=True)
    with running(given.folder, given.port, given.sandbox_port) as house:
        hire(house)
        Console().print(box(house))
        stop.wait()
        print("· 正在停止", flush=True)
    print("已停止。数据还在；make demo-reset 清空。", flush=True)


def box(house: House) -> Panel:
    """Where to tap."""
    return Panel(
        f"[bold]手机页面[/]  {house.url}/h5/\n"
        f"          用浏览器打开，按 F12 换成手机样式（390×844）最像真机\n"
        f"          试试：首页 → 换护照 → 开始办 → 填表；第一次要登录时选“林志豪”\n\n"
        f"[bold]工作台[/]    {house.url}/console/\n"
        f"          用电脑浏览器打开，选个身份直接进：运营排首页、督查审、财务看账\n\n"
        f"[bold]外面的世界[/]  {house.sandbox}/\n"
        f"          沙箱：看微信、支付、部门之间每一条消息，调快慢，制造故障\n\n"
        f"[bold]接口文档[/]  {house.url}/docs/\n"
        f"[bold]指标[/]      {house.url}/metrics\n\n"
        f"日志与数据在 {os.path.relpath(house.folder)}/；按 Ctrl-C 停止",
        title="省事 · 已经运行",
        padding=(1, 2),
        expand=False,
    )


if __name__ == "__main__":
    main()
