"""A car that is struck off: handed to a recycler, burnt or lost, or gone abroad."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row

PAPERS = ("登记证书", "行驶证", "号牌")


@check("scrap_proof", proofs="rows.proof")
def scrap_proof(proofs: tuple[Row, ...]) -> Verdict:
    """A recycler has told the police that it has the car."""
    return Pass() if proofs else Fail("回收企业还没上传证明", "交车后约 1 天能查到，那时再来")


@check("scrap_papers", number="form.proof.证明号", handed="form.proof.牌证", declared="form.declared")
def scrap_papers(number: str, handed: list[str], declared: bool | None) -> Verdict:
    """What belongs to the car was handed in with it, or is declared lost."""
    missing = [one for one in PAPERS if one not in handed]
    if not missing or declared:
        return Pass()
    return Fail(f"回收证明 {number} 上没有{'、'.join(missing)}", "交了再来；丢了的请勾“丢了，声明作废”")
