"""教育考试：高考查分。"""

from app.language import Scene
from scenes.education import score

scene = Scene("education")

for _figure in (
    score.total,
    score.place,
    score.line,
    score.coming,
    score.doubts,
    score.state,
    score.school,
    score.major,
    score.batch,
    score.nobody,
    score.to_aid,
):
    scene.figure(_figure)
scene.rows(score.subjects)
scene.chart(score.crowd)
scene.paper(score.transcript)
