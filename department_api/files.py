"""Files of the cases a department was given."""

from __future__ import annotations

from flask import Response, g
from flask_smorest import Blueprint

from app.cases import queries as cases
from app.files import queries as files
from app.kernel import db
from app.kernel.errors import NotFound
from department_api.auth import by_department

bp = Blueprint("department_files", __name__, url_prefix="/department/v1", description="部门系统：取材料")


@bp.get("/files/<file_id>")
@by_department
@bp.alt_response(200, description="文件本身", content_type="image/jpeg")
def fetch(file_id: str) -> Response:
    """The bytes of a file that was handed over with a case of this department; any other is absent."""
    with db.reading() as tx:
        found = files.get(tx, file_id)
        if cases.department_of(tx, found.subject.removeprefix("case:")) != g.department:
            raise NotFound("file_not_found", "没有这个文件", "核对文件编号")
    return Response(files.content(found), content_type=found.mime)
