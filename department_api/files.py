"""Files of the cases a department was given."""

from __future__ import annotations

from flask import Response, g

from app.cases import queries as cases
from app.files import queries as files
from app.files.rules import MIME
from app.kernel import audit, db
from app.kernel.errors import NotFound
from department_api.auth import by_department
from edge.requests import Blueprint
from edge.shapes import a_file

bp = Blueprint("department_files", __name__, url_prefix="/department/v1", description="部门系统：取材料")


@bp.get("/files/<id:file_id>")
@by_department
@a_file(bp, MIME.values())
def fetch(file_id: str) -> Response:
    """The bytes of a file that was handed over with a case of this department; any other is absent. The person sees who fetched what."""
    content, mime = db.in_transaction(_fetched, file_id)
    return Response(content, content_type=mime)


def _fetched(tx: db.Connection, file_id: str) -> tuple[bytes, str]:
    """The bytes and their trace together: what could not be read leaves none, what leaves none is not read."""
    found = files.get(tx, file_id)
    given = cases.handed_over(tx, found.subject, found.id)
    if given is None or g.department not in given.departments:
        raise NotFound("file_not_found", "没有这个文件", "核对文件编号")
    content = files.content(found)
    audit.note_read(tx, given.person_id, given.unit, [given.material], given.why, given.no)
    return content, found.mime
