"""For each item somebody who can walk it: whose rows the registers hold, what they say, and what nobody here has rows for."""

from datetime import timedelta

from app.cases.pinned import STARTABLE
from app.kernel import clock
from tests.errands import CITY
from tests.residents import PEOPLE, Resident, drain

# Items about rows of a register: somebody whose rows they are, and what they say.
HOLDERS = {
    "vehicle-inspection-sticker": "li-wenjing",
    "vehicle-inspection-book": "huang-guoqiang",
    "vehicle-license-reissue": "huang-guoqiang",
    "vehicle-owner-info-change": "huang-guoqiang",
    "vehicle-scrap": "zhao-dawei",
    "vehicle-register": "li-wenjing",
    "drive-license-transfer-in": "wu-haiyan",
    "drive-health-report": "zhao-dawei",
    "violation-handle": "zhao-dawei",
    "car-quota": "chen-xiaotong",
    "vehicle-transfer": "ou-jiayi",
    "hukou-move-in-province": "li-wenjing",
    "idcard-renew": "ou-jiayi",
    "idcard-lost": "liang-junjie",
    "idcard-renew child": "wu-haiyan",
    "idcard-lost child": "wu-haiyan",
    "idcard-first": "zhao-dawei",
    "idcard-temp": "zhao-dawei",
    "hukou-address-change": "huang-guoqiang",
    "death-deregistration": "huang-guoqiang",
    "residence-permit-first": "ou-jiayi",
    "residence-permit-endorse": "wu-haiyan",
    "name-change": "liang-junjie",
    "hukou-proof": "huang-guoqiang",
    "hukou-move-cross-province": "he-guifang",
    "social-proof-print": "ou-jiayi",
    "pension-verify": "he-guifang",
    "social-card-apply": "he-guifang",
    "social-card-reissue": "wu-haiyan",
    "pension-transfer": "ou-jiayi",
    "funeral-pension": "huang-guoqiang",
    "unemployment-benefit": "liang-junjie",
    "flexible-insured": "liang-junjie",
    "job-subsidy": "ou-jiayi",
    "fund-rent": "liang-junjie",
    "medical-reimburse": "huang-guoqiang",
    "fund-buy": "ou-jiayi",
    "disability-subsidy": "he-guifang",
}
AGREES = {"vehicle-transfer": "li-wenjing"}  # whose yes is wanted, where it is not the other parent's
# Exit and entry decides by what its register holds: who has none asks for the first, what is not near its end was lost, and for what is
# used up there is another.
DECIDED = {
    "passport-first": ("chen-xiaotong", {"age": "adult", "staff": "plain", "pace": "normal"}),
    "hkm-permit-first": ("chen-xiaotong", {"age": "adult", "staff": "plain"}),
    "hkm-permit-renew": ("lin-zhihao", {"age": "adult", "why": "lost", "hukou": "pilot"}),
    "hkm-endorse": ("lin-zhihao", {"age": "adult", "place": "mo", "kind": "个人旅游"}),
}


def account(owner):
    """A bank account of theirs."""
    return {"bank": "示例银行", "number": "6222020000000007", "owner": owner}


SAID = {
    "vehicle-scrap": {"export_no": "530120260123456789"},
    "hukou-move-in-province": {"to": "440600"},
    "hkm-permit-first": {"hk_kind": "none", "mo_kind": "none"},  # the card alone; with endorsements tests/rules/test_checks_endorsements.py
    "death-deregistration": {"deceased_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"}},
    "name-change": {"new_name": "梁俊宇"},
    "hukou-move-cross-province": {"to": "440100", "target": "public"},
    "hukou-proof": {"from_year": "2009", "to_year": "2026"},
    "vehicle-transfer": {"handed": "2026-11-22"},
    "social-card-apply": {"delivery": "mail"},
    "social-card-reissue": {"delivery": "mail"},
    "pension-transfer": {"place": "310000"},
    "funeral-pension": {"cause": "ill", "share": "me", "account": account("黄国强")},
    "social-proof-print": {"who": "me", "content": "proof", "span": "all"},
    "unemployment-benefit": {"reason": "right", "account": account("梁俊杰")},
    "flexible-insured": {"kinds": ["养老"], "base": 551_000, "account": account("梁俊杰")},
    "job-subsidy": {"account": account("区嘉怡")},
    "fund-buy": {"price": 132_000_000, "pay": "me", "take": "all", "both": "me", "account": account("区嘉怡")},
    "fund-rent": {"since": "2026-07", "take": "all", "how": "once", "account": account("梁俊杰")},
    "medical-remote-record": {"province": "430000"},
    "medical-reimburse": {"hurt": "no", "account": account("黄国强")},
}
# Ways for which nobody here has rows; tests/cases/test_moves.py, test_books.py and test_names.py lay some.
ROWLESS = [("hukou-move-in-province", {"why": why}) for why in ("job", "spouse", "child", "degree")]
ROWLESS.append(("idcard-renew", {"why": "due", "way": "child"}))  # the child's card is good until 2029
ROWLESS.append(("idcard-first", {"who": "self"}))  # everybody here who is grown up has one
ROWLESS += [("hukou-address-change", {"why": why}) for why in ("join", "rename")]
ROWLESS.append(("name-change", {"who": "child"}))
# The child has a passport, no permit (tests/cases/test_child_papers.py).
ROWLESS += [("passport-first", {"age": "child"}), ("hkm-permit-renew", {"age": "child"})]
# Of the one for Hong Kong a trip is left, and some are for other households; tests/cases/test_endorsements.py walks more.
ROWLESS += [("hkm-endorse", {"place": place}) for place in ("hk", "both")]
ROWLESS += [("hkm-endorse", one) for one in ({"age": "child"}, {"kind": "一签多行"}, {"kind": "一周一行"})]
ROWLESS.append(("hkm-permit-renew", {"age": "minor", "why": "lost"}))  # who is twelve has none to lose; tests/cases/test_off.py lays one
ROWLESS += [("tw-permit", {"why": why}) for why in ("renew", "lost")]  # nobody here has one; scenes/exit_entry/walks.yaml lays some
ROWLESS.append(("hukou-info-correct", {"what": "nation"}))  # past twenty nobody may
ROWLESS.append(("car-quota", {"kind": "update"}))  # tests/cases/test_quotas.py lets an old car go
ROWLESS += [("hukou-move-cross-province", {"why": why}) for why in ("spouse", "child", "degree", "job", "house", "out")]
ROWLESS += [("hukou-proof", {"kind": kind}) for kind in ("change", "cancel")]
ROWLESS.append(("residence-permit-first", {"do": "permit", "base": "school"}))
ROWLESS.append(("social-card-apply", {"holder": "child"}))  # she has none; scenes/social/walks.yaml walks a mother
ROWLESS.append(("social-card-reissue", {"why": "name"}))  # nobody's card has another name; scenes/social/walks.yaml lays one
# Of those who are old enough one has died here and one moved to 长沙; tests/cases/test_allowances.py walks both ways.
ROWLESS += [("elder-allowance", {"who": who}) for who in ("self", "family")]
NOBODY_S = {"elder-allowance"}  # items no way of which anybody here can walk
ROWLESS.append(("disability-subsidy", {"who": "child"}))  # no child here has a card
ROWLESS += [("pension-verify", {"who": who}) for who in ("family", "unable")]
# A child with insurance is 吴海燕's, a letter 李文静's, and nobody has a record to cancel; scenes/medical/walks.yaml lays them.
ROWLESS += [("medical-remote-record", one) for one in ({"who": "child"}, {"kind": "transfer"}, {"kind": "end"})]
ROWLESS.append(("medical-reimburse", {"who": "child"}))


def settle(app, sandbox):
    """Everybody of `HOLDERS` and `DECIDED`, somebody of twelve and the mother, faces checked, and the registers that make them so."""
    found = {"adult": Resident(app, sandbox, "lin-zhihao").known(), "minor": Resident(app, sandbox, "zhou-zixuan").known()}
    sandbox.control("POST", "/switches/child-passport", on=True)
    sandbox.control("POST", "/switches/death-of-huang-xiuying", on=True)  # who lived alone: nobody is to be head after her
    left = [{"户号": "440104023456", "止": clock.today().isoformat()}]  # his mother's book, not long ago
    elsewhere = {"户号": "440111056789", "页": 2, "与户主关系": "其他亲属", "母": PEOPLE["huang-xiuying"][1], "前户": left}
    sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=PEOPLE["huang-guoqiang"][1], set=elsewhere)
    found["child"] = Resident(app, sandbox, "wu-haiyan").known()  # the mother of who is twelve
    found["other"] = Resident(app, sandbox, "chen-xiaotong").known()
    found |= {who: Resident(app, sandbox, who).known() for who in {*HOLDERS.values(), "he-guifang"}}
    soon_over(sandbox, found["adult"].id_number)
    found |= {"chen-xiaotong": found["other"], "lin-zhihao": found["adult"]}
    for one in ("card-in-the-making-of-zhao-dawei", "son-of-zhao-dawei", "ou-jiayi-from-foshan"):
        sandbox.control("POST", f"/switches/{one}", on=True)
    old = {"手机": found["other"].phone, "地址": "广东省广州市越秀区文明路40号201房"}  # what his licence says is not where he is reached
    sandbox.control("PUT", "/registers/jj.drivers/rows", row_id=found["huang-guoqiang"].id_number, set=old)
    sandbox.control("PUT", "/registers/jj.vehicles/rows", row_id="粤A8K526", set=old)
    from_changsha(sandbox, found["he-guifang"].id_number)
    for who in found.values():
        assert who.face().json["passed"]
    return found


def from_changsha(sandbox, person):
    """Whose register is in another province, and who has the points to bring it here."""
    book = {"户号": "430104000001", "类别": "家庭户", "地址码": "DZ4301040002", "住址": "湖南省长沙市岳麓区示例路10号", "区": "430104"}
    book |= {"派出所": "长沙市公安局岳麓分局", "户主": person, "状态": "正常"}
    sandbox.control("PUT", "/registers/gat.households/rows", row=book)
    sandbox.control("PUT", "/registers/gat.hukou/rows", row_id=person, set={"户号": "430104000001"})
    listed = {"id": person, "year": str(clock.today().year), "city": CITY, "入围": True, "公示止": clock.today().isoformat()}
    sandbox.control("PUT", "/registers/gat.points/rows", row=listed)


def soon_over(sandbox, driver):
    """A driving licence that can be renewed, with what the doctor says; from seventy on with the test as well. A car that is insured."""
    ends, seen = clock.today() + timedelta(days=30), clock.today() - timedelta(days=10)
    sandbox.control("PUT", "/registers/jj.drivers/rows", row_id=driver, set={"至": ends.isoformat()})
    report = {"id": driver, "date": seen.isoformat(), "医院": "示例医院", "指定机构": True, "结论": "合格", "至": ends.isoformat()}
    sandbox.control("PUT", "/registers/wj.driverhealth/rows", row=report)
    sandbox.control("POST", "/switches/ability-of-he-guifang", on=True)
    sandbox.control("POST", "/switches/review-of-zhao-dawei", on=True)
    gone = {
        "VIN": "LSGDEMA01LG000002",
        "企业": "示例回收",
        "交车日": seen.isoformat(),
        "证明号": "BF1",
        "牌证": ["登记证书", "行驶证", "号牌"],
    }
    sandbox.control("PUT", "/registers/ls.scrap/rows", row=gone)
    sandbox.control("PUT", "/registers/ins.cti/rows", row_id="LSGDEMA00NG000012", set={"止": ends.isoformat()})
    sold = {"VIN": "LSGDEMA0XSG000014"}  # her other car, whose test is not due
    sandbox.control("PUT", "/registers/sw.usedinvoices/rows", row_id="26442000000000000201", set=sold)
    new_car(sandbox, "LSGEVMB21TG000005", seen, ends)
    sandbox.control("POST", "/switches/import-of-lin-zhihao", on=True)


def new_car(sandbox, vin, since, until):
    """A car just bought by 李文静's company, of a model that nobody looks at: taxed, insured, and a number kept for it."""
    day = since.isoformat()
    paid = {"VIN": vin, "方式": "购买", "计税价": 1, "应纳": 1, "减免": 0, "实缴": 1, "滞纳金": 0, "申报日": day, "缴款日": day}
    sandbox.control("PUT", "/registers/sw.purchasetax/rows", row={**paid, "税票号": "344026000000000001", "状态": "已缴"})
    policy = {"VIN": vin, "保单号": "PDZA5", "公司": "示例财产保险", "起": day, "止": until.isoformat()}
    sandbox.control("PUT", "/registers/ins.cti/rows", row=policy)
    kept = {"状态": "预选", "VIN": vin, "至": f"{until.isoformat()} 23:59"}
    sandbox.control("PUT", "/registers/jj.plates/rows", row_id="粤AD00120", set=kept)


def startable(item):
    """Every combination of answers that can be begun on the phone."""
    if item.serves != "case":
        return []
    lacking = [said for of, said in ROWLESS if of == item.id]
    ways = [answers for answers in item.every_answer() if not any(said.items() <= answers.items() for said in lacking)]
    return [answers for answers in ways if item.checklist(answers, CITY).ability in STARTABLE]


def whose(people, item, answers):
    """Who can walk this."""
    young = answers.get("age") if item.scene == "exit_entry" else None
    holder = HOLDERS.get(f"{item.id} {answers.get('way')}") or HOLDERS.get(item.id)
    if answers.get("age") == "over70":
        return people["he-guifang"]
    return people[holder or (young if young in ("minor", "child") else "adult")]


def agree(who):
    """Say yes to everything one is asked."""
    drain()
    for card in who.get("/api/me/consents").json["consents"]:
        shown = who.get(f"/api/consents/{card['id']}").json["document"]
        assert who.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]}).status_code == 200
