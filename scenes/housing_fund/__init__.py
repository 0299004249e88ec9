"""公积金：查公积金、租房提取、买房提取。"""

from app.language import Scene
from scenes.housing_fund import buying, query, rent

scene = Scene("housing_fund")

for _figure in (
    query.balance,
    query.monthly,
    query.paid,
    query.gaps,
    query.elsewhere,
    query.retired,
    query.owed,
    query.instalment,
    query.next_due,
    query.terms_left,
    query.last_repaid,
    query.to_transfer,
    query.to_retire,
    query.to_repay,
    rent.rent_can,
    rent.rent_taken,
    rent.rent_monthly,
    rent.rent_homes,
    buying.buy_can,
    buying.buy_taken,
    buying.buy_until,
):
    scene.figure(_figure)
scene.rows(query.moves)
scene.chart(query.months)
scene.paper(query.statement)
