"""医保与生育：查医保、异地就医备案、医保报销。"""

from app.language import Scene
from scenes.medical import claims, query, remote

scene = Scene("medical")

for _figure in (
    query.insured,
    query.this_year,
    query.next_year,
    query.until_retired,
    query.balance,
    query.came,
    query.went,
    query.shared,
    query.last_visit,
    query.to_insure,
    query.to_pay,
    query.to_claim,
    remote.remote,
    remote.emergency,
    claims.claimable,
    claims.claimed,
):
    scene.figure(_figure)
scene.rows(query.visits)
scene.rows(claims.bills)
scene.chart(query.spent)
scene.paper(query.statement)
