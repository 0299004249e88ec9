"""How departments decide: each item by a function over the case and the registers, always the same for the same data.

Items that are not here go today's course: every case is granted. `GET /control/decides` lists both.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.departments.decide import (
    addresses,
    benefits,
    births,
    books,
    crossings,
    disability,
    elders,
    funds,
    homebuying,
    idcards,
    inspections,
    insured,
    licences,
    medical,
    movedocs,
    moves,
    names,
    papers,
    passports,
    pensions,
    permits,
    plates,
    proofs,
    purchase,
    quotas,
    reimburse,
    reissues,
    residence,
    reviews,
    survivors,
    transfers,
    travel,
    vehicles,
    violations,
    visits,
)
from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.verdict import Verdict, deny
from sandbox.documents import Doc
from sandbox.registers.store import Store, store
from sandbox.world import World

EXIT_ENTRY = "dept-gat-crj"
Decide = Callable[[Asked], Verdict | None]
DECIDES: dict[str, Decide] = {
    "birth-registration": births.decide,
    "hukou-move-in-province": moves.decide,
    "hukou-move-cross-province": crossings.decide,
    "vehicle-number-select": plates.decide,
    "violation-handle": violations.decide,
    "passport-renew": passports.decide,
    "passport-first": travel.first,
    "passport-reissue": travel.reissue,
    "hkm-permit-first": travel.permit,
    "hkm-permit-renew": permits.renew,
    "hkm-endorse": travel.endorse,
    "tw-permit": permits.taiwan,
    "hukou-address-change": addresses.decide,
    "name-change": names.decide,
    "hukou-info-correct": books.correct,
    "hukou-book-reissue": books.reissue,
    "death-deregistration": books.death,
    "idcard-renew": idcards.renew,
    "idcard-lost": idcards.lost,
    "idcard-first": idcards.first,
    "idcard-temp": idcards.temporary,
    "residence-permit-first": residence.permit,
    "residence-permit-endorse": residence.endorse,
    "no-crime-cert": papers.crime,
    "hukou-proof": proofs.decide,
    "car-quota": quotas.decide,
    "drive-license-transfer-in": licences.transfer,
    "social-proof-print": insured.decide,
    "social-card-reissue": benefits.replace_card,
    "vehicle-inspection-sticker": vehicles.sticker,
    "vehicle-inspection-book": inspections.decide,
    "drive-health-report": reviews.decide,
    "vehicle-license-reissue": reissues.decide,
    "vehicle-owner-info-change": vehicles.contact,
    "vehicle-register": vehicles.register,
    "vehicle-scrap": vehicles.scrap,
    "vehicle-transfer": transfers.decide,
    "vehicle-purchase-tax": purchase.decide,
    "drive-license-renew": licences.renew,
    "drive-license-lost": licences.lost,
    "pension-verify": benefits.verify,
    "unemployment-benefit": benefits.unemployment,
    "social-card-apply": benefits.card,
    "pension-transfer": pensions.transfer,
    "funeral-pension": survivors.claim,
    "job-subsidy": benefits.subsidy,
    "flexible-insured": benefits.flexible,
    "fund-rent": funds.rent,
    "medical-remote-record": medical.remote,
    "medical-reimburse": reimburse.decide,
    "fund-buy": homebuying.buy,
    "elder-allowance": elders.decide,
    "disability-subsidy": disability.decide,
}


def judge(case: Doc, store: Store) -> Verdict | None:
    """What the department decides on this case as the registers stand; None where nothing decides it yet."""
    decide = DECIDES.get(case["body"]["item"])
    page = store.get("gat.hukou", str(case["body"]["applicant"].get("id_number", "")))
    if decide and page and page["状态"] == "死亡":
        return deny("登记里申请人已经去世，请家人带证件到窗口核实")
    asked = Asked(case, store)
    verdict = decide(asked) if decide else None
    return visits.first(asked, verdict, "核对、照相") if case["department"] == EXIT_ENTRY else verdict


def registers(world: World) -> Store:
    """The registers as they stand, with what ran out by itself already gone. Change them under the world's lock."""
    made = store(world)
    plates.tidy(made)
    idcards.tidy(made)
    movedocs.tidy(made)
    quotas.tidy(made)
    funds.tidy(made)
    elders.tidy(made)
    disability.tidy(made)
    return made
