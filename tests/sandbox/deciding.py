"""What tests of the departments' rules share: an application, and what became of it."""

from datetime import date

from sandbox.departments.decide import judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers import declared
from sandbox.registers.store import Store

NUMBERS = declared.names()
NAMES = {"lin-zhihao": "林志豪", "chen-xiaotong": "陈晓彤", "zhao-dawei": "赵大伟", "li-wenjing": "李文静", "liang-junjie": "梁俊杰"}
NAMES |= {"huang-guoqiang": "黄国强", "huang-xiuying": "黄秀英", "ou-jiayi": "区嘉怡", "wu-haiyan": "吴海燕", "he-guifang": "何桂芳"}
V1, V2, V3, V5, V6 = (
    f"44010679000001{n:02}" if n in (1, 5, 6) else f"44011179000001{n:02}" if n == 2 else "4401007900000103" for n in (1, 2, 3, 5, 6)
)
V4 = "440111300000204"
BABY = "440199202610080015"


def case(item, person, fee=0, region="440100", consents=None, **form):
    body = {"item": item, "item_name": "这件事", "region": region, "fee_fen": fee, "form": form, "materials": [], "points": []}
    body["applicant"] = {"name": NAMES[person], "id_number": NUMBERS[person], "id_type": "111"}
    if consents is not None:
        body["consents"] = [{"id_number": NUMBERS[one]} for one in consents]
    return {"case_no": "264401000000019", "department": "dept-gat-hz", "body": body}


def granted(store, *args, **form):
    """The verdict, carried out."""
    verdict = judge(case(*args, **form), store)
    assert verdict.kind == "grant", verdict
    carry_out(store, (*verdict.on_receipt, *verdict.before_fee, *verdict.effects))
    return verdict


def refused(store, *args, **form):
    """Why not; nothing changes."""
    verdict = judge(case(*args, **form), store)
    assert (verdict.kind in ("deny", "return"), store.changes) == (True, {}), verdict
    return verdict.reason or (verdict.points[0].get("field"), verdict.points[0]["text"])


def of(store, register, row_id, *columns):
    row = store.get(register, row_id)
    return tuple(row[name] for name in columns)


def on(store, day):
    """The same registers on another day."""
    return Store(store.changes, date.fromisoformat(day))


def said(store, item, person, **form):
    """Why not, whatever was changed before."""
    verdict = judge(case(item, person, **form), store)
    assert verdict.kind in ("deny", "return")
    return verdict.reason or verdict.points[0]["text"]
