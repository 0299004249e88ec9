"""社保就业：查社保、养老、失业、社保卡。"""

from app.language import Scene
from scenes.social import claims, moving, query, survivors

scene = Scene("social")

for _figure in (
    query.paid,
    query.last,
    query.account_kind,
    query.balance,
    query.gaps,
    query.retire,
    query.enough,
    query.benefit,
    query.insured,
    query.injuries,
    query.pension,
    query.paid_until,
    query.verified,
    query.broken,
    query.away,
    query.soon,
    query.proof,
    claims.stopped,
    claims.claimable,
    claims.drawing,
    claims.renewed,
    claims.paused,
    claims.card,
    claims.card_works,
    claims.skill_sums,
    claims.skills_gone,
    claims.skill_months,
    moving.here,
    moving.movable,
    moving.steps,
    survivors.passed,
    survivors.sums,
    survivors.back,
):
    scene.figure(_figure)
scene.rows(query.payments)
scene.chart(query.bases)
scene.paper(query.record)
scene.paper(moving.leaving)
