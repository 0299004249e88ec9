"""With a source off, and with all of them off, each of the items that ask sources is done all the same: by hand and by upload, decided by
a person; or it says that it cannot be, and at which window it can. Generated from what the items declare."""

import re

import pytest

from app import reference
from app.cases import deciding, pinned, records
from app.checks import rules
from app.kernel import db
from app.publishing import current
from tests.applications import PASSPORT, Department, a_result
from tests.errands import fill, hand_over, pay, start
from tests.residents import Resident, drain

HAND, REVIEW, SAME, WINDOW, LATER = "hand", "review", "same", "window", "later"
ALL = "all"
CAR = "带上发票和合格证，到车管所窗口现场选"

# (item, answers) → source it declares → what comes of it being off.
CHILD_S = [f"{item} child" for item in (
    "passport-first", "passport-renew", "passport-reissue", "hkm-permit-first", "hkm-permit-renew", "hkm-endorse", "tw-permit",
)]  # fmt: skip
WALKS = {
    "violation-handle handle": {
        "jj.vehicles": WINDOW, "jj.binds": WINDOW, "jj.violations": WINDOW, "jj.cycles": REVIEW, "jj.drivers": REVIEW, ALL: WINDOW,
    },
    "violation-handle pay": {
        "jj.vehicles": SAME, "jj.binds": SAME, "jj.violations": HAND, "jj.cycles": SAME, "jj.drivers": SAME, ALL: HAND,
    },
    "vehicle-number-select": {
        "sw.carinvoices": WINDOW, "gxt.coc": WINDOW, "jj.vehicles": WINDOW, "jt.quotas": WINDOW, "jj.platebans": WINDOW,
        "jj.plates": WINDOW, ALL: WINDOW,
    },
    "birth-registration": {"wj.births": HAND, "gat.hukou": HAND, "gat.households": HAND, "mz.marriages": HAND, ALL: HAND},
    "passport-renew": {
        "gat.guardians": HAND, "crj.documents": SAME, "crj.flags": SAME, "exit_ban": REVIEW, "registered_staff": REVIEW, ALL: HAND,
    },
    "passport-renew child": {"gat.guardians": HAND, "crj.documents": HAND, "crj.flags": REVIEW, ALL: HAND},
    "passport-first": {"gat.guardians": HAND, "guardian": HAND, "exit_ban": REVIEW, ALL: HAND},
    "hukou-move-in-province house": {
        "gat.hukou": HAND, "gat.households": HAND, "gat.kin": HAND, "zrzy.realestate": HAND, "gat.moverules": SAME, ALL: HAND,
    },
    "hukou-move-in-province spouse": {"gat.hukou": HAND, "gat.households": HAND, "gat.kin": HAND, "mz.marriages": HAND, ALL: HAND},
    "hukou-move-in-province child": {"gat.kin": HAND, ALL: HAND},
    "hukou-move-in-province job": {"rst.months": HAND, "mz.marriages": SAME, ALL: HAND},
    "hukou-move-in-province degree": {"jy.degrees": HAND, ALL: HAND},
    "idcard-renew phone": {"gat.idcards": HAND, "gat.guardians": SAME, ALL: HAND},
    "idcard-renew receipt": {"gat.photos": HAND},
    "idcard-renew child": {"gat.guardians": HAND, "gat.idcards": HAND, "gat.offices": SAME, ALL: HAND},
    "idcard-first": {"gat.guardians": HAND, "gat.idcards": REVIEW, "gat.offices": SAME, "gat.hukou": HAND, ALL: HAND},
    "idcard-temp": {"gat.idcards": WINDOW, "gat.hukou": REVIEW, "gat.households": REVIEW, "gat.offices": SAME, ALL: WINDOW},
    "residence-permit-first": {
        "gat.hukou": WINDOW, "gat.households": WINDOW, "gat.stays": WINDOW, "gat.residence": REVIEW, "rst.months": REVIEW,
        "zj.leases": REVIEW, "zrzy.realestate": REVIEW, "jy.students": SAME, ALL: WINDOW,
    },
    "residence-permit-endorse": {"gat.residence": WINDOW, "gat.stays": REVIEW, ALL: WINDOW},
    "no-crime-cert": {"gat.hukou": WINDOW, "gat.residence": REVIEW, ALL: WINDOW},
    "idcard-lost window": {"gat.idcards": HAND, "gat.photos": SAME, "gat.guardians": SAME, "gat.offices": SAME, ALL: HAND},
    "drive-license-renew": {
        "jj.drivers": WINDOW, "wj.driverhealth": HAND, "jj.ability": REVIEW, "jj.cycles": REVIEW, "jj.violations": REVIEW, ALL: WINDOW,
    },
    # Whether somebody may leave the country, and whether they are who left the prints, no person here can look up: it waits, or the window.
    "passport-reissue": {
        "gat.guardians": SAME, "crj.documents": REVIEW, "exit_ban": LATER, "fingerprint_on_file": LATER,
        "registered_staff": REVIEW, ALL: LATER,
    },
    "passport-reissue minor": {"gat.guardians": LATER, "crj.documents": REVIEW, "exit_ban": LATER, ALL: LATER},
    "hkm-permit-first": {"gat.guardians": SAME, "crj.kinds": SAME, "business_filing": REVIEW, "exit_ban": LATER, ALL: LATER},
    "hkm-permit-first minor": {"gat.guardians": LATER, "guardian": REVIEW, ALL: LATER},
    "hkm-permit-renew": {
        "gat.guardians": SAME, "crj.documents": SAME, "exit_ban": LATER, "fingerprint_on_file": LATER,
        "registered_staff": REVIEW, ALL: LATER,
    },
    "hkm-permit-renew minor": {"gat.guardians": LATER, "crj.documents": SAME, ALL: LATER},
    "hkm-endorse": {
        "crj.documents": REVIEW, "crj.endorsements": REVIEW, "crj.kinds": SAME, "business_filing": REVIEW, "exit_ban": LATER,
        "registered_staff": REVIEW, ALL: LATER,
    },
    "hkm-endorse child": {"gat.guardians": HAND, "crj.documents": HAND, "crj.endorsements": REVIEW, "crj.flags": REVIEW},
    "tw-permit": {"crj.documents": SAME, "exit_ban": REVIEW, ALL: REVIEW},
    **{
        f"{item} child": {"gat.guardians": HAND, "crj.documents": HAND, "crj.flags": REVIEW}
        for item in ("passport-reissue", "hkm-permit-renew")
    },
    **{
        f"{item} child": {"gat.guardians": HAND, "crj.documents": REVIEW, "crj.flags": REVIEW}
        for item in ("passport-first", "hkm-permit-first", "tw-permit")
    },
    "drive-license-lost": {"jj.drivers": WINDOW, ALL: WINDOW},
    "vehicle-inspection-sticker": {
        "scjg.companies": WINDOW, "jj.vehicles": WINDOW, "jj.violations": REVIEW, "ins.cti": REVIEW, "sw.vvt": REVIEW, ALL: WINDOW,
    },
    "vehicle-inspection-book": {
        "scjg.companies": WINDOW, "jj.vehicles": WINDOW, "jj.stations": WINDOW, "jj.testbookings": REVIEW, "jj.violations": REVIEW,
        "ins.cti": REVIEW, ALL: WINDOW,
    },
    "vehicle-license-reissue": {"scjg.companies": WINDOW, "jj.vehicles": WINDOW},
    "vehicle-scrap": {"scjg.companies": WINDOW, "jj.vehicles": WINDOW, "ls.scrap": HAND},
    "vehicle-purchase-tax": {
        "scjg.companies": WINDOW, "sw.carinvoices": WINDOW, "sw.purchasetax": REVIEW, "gxt.coc": REVIEW,
        "gxt.models": SAME, "sw.lowprices": SAME, "hg.imports": SAME, ALL: WINDOW,  # tables of rules are there always
    },
    "vehicle-register": {
        "scjg.companies": WINDOW, "sw.carinvoices": WINDOW, "jj.plates": WINDOW, "gxt.coc": REVIEW, "gxt.models": SAME,
        "jj.vehicles": REVIEW, "sw.purchasetax": REVIEW, "ins.cti": REVIEW, "sw.vvt": REVIEW, "jt.quotas": REVIEW, ALL: WINDOW,
    },
    "drive-license-transfer-in": {"jj.drivers": WINDOW, "wj.driverhealth": SAME, "jj.cycles": REVIEW, "jj.violations": REVIEW},
    "drive-health-report": {"jj.drivers": WINDOW, "wj.driverhealth": SAME, "jj.cycles": REVIEW, "jj.ability": REVIEW},
    "vehicle-owner-info-change": {"scjg.companies": WINDOW, "jj.vehicles": WINDOW, "jj.drivers": WINDOW, "zsj.phones": REVIEW},
    "hukou-address-change move": {
        "gat.hukou": WINDOW, "gat.households": WINDOW, "gat.kin": HAND, "zrzy.realestate": HAND, ALL: WINDOW,
    },
    "hukou-address-change rename": {"std.addresses": WINDOW},
    "hukou-info-correct": {
        "gat.hukou": WINDOW, "gat.households": WINDOW, "mz.marriages": HAND, "jy.degrees": HAND, "rst.pays": HAND,
        ALL: WINDOW,
    },
    "hukou-info-correct military": {"gat.kin": SAME},
    "death-deregistration": {"gat.hukou": HAND, "gat.households": HAND, "gat.kin": HAND, "wj.deaths": HAND, ALL: HAND},
    "name-change": {
        "gat.hukou": WINDOW, "gat.guardians": SAME, "gat.kin": REVIEW, "wj.births": REVIEW, "case_pending": REVIEW, "dishonest": REVIEW,
        ALL: WINDOW,
    },
    "hukou-book-reissue": {"gat.hukou": WINDOW, "gat.households": WINDOW, ALL: WINDOW},
    "car-quota": {
        "jt.rules": SAME, "jt.pools": SAME, "jt.quotas": REVIEW, "jt.applications": REVIEW, "jj.vehicles": REVIEW, "jj.drivers": REVIEW,
        "gat.hukou": REVIEW, "gat.households": REVIEW, "gat.residence": REVIEW, "rst.months": REVIEW, ALL: REVIEW,
    },
    "car-quota update": {"jj.plateold": WINDOW, "jj.plates": REVIEW},
    "hukou-move-cross-province points": {
        "gat.hukou": WINDOW, "gat.households": WINDOW, "gat.points": WINDOW, "gat.kin": WINDOW, "zrzy.realestate": WINDOW,
        "gat.moverules": SAME, "gat.movedocs": REVIEW, "mz.marriages": WINDOW, "jy.degrees": SAME, ALL: WINDOW,
    },
    "hukou-move-cross-province job": {"rst.months": HAND},
    "pension-verify": {"rst.pension": REVIEW, "rst.verify": REVIEW, "rst.alive": REVIEW, "gat.together": SAME, ALL: REVIEW},
    "medical-remote-record": {
        "gat.guardians": SAME, "ybj.insured": REVIEW, "ybj.remote": REVIEW, "ybj.remoterules": SAME, "ybj.remotecities": SAME, ALL: REVIEW,
    },
    "medical-remote-record transfer": {"wj.referrals": HAND},
    "medical-reimburse": {
        "gat.guardians": SAME, "wj.stays": REVIEW, "ybj.insured": REVIEW, "ybj.claims": REVIEW, "ybj.remote": SAME, "ybj.catalog": SAME,
        "ybj.rules": SAME, "cz.bills": WINDOW, ALL: WINDOW,
    },
    "social-card-apply": {
        "rst.cards": LATER, "rst.cardbanks": WINDOW, "rst.cardbranches": WINDOW, ALL: WINDOW,
    },
    "social-card-apply child": {"gat.guardians": HAND},
    "social-card-reissue": {"rst.cards": WINDOW, "rst.cardbanks": WINDOW, "rst.cardbranches": WINDOW, ALL: WINDOW},
    "pension-transfer": {
        "rst.elsewhere": HAND, "rst.pays": REVIEW, "rst.persons": REVIEW, "rst.pension": REVIEW, "rst.transfers": REVIEW,
        "rst.transferrules": SAME, "gat.hukou": REVIEW, "gat.households": REVIEW, ALL: HAND,
    },
    "funeral-pension": {"gat.together": HAND, "rst.funerals": HAND, "rst.heirs": LATER, ALL: HAND},
    "social-proof-print": {"rst.pays": LATER, "scjg.companies": WINDOW, ALL: WINDOW},  # a unit's pick is looked at here too
    "unemployment-benefit": {
        "rst.stops": WINDOW, "rst.reasons": SAME, "rst.pays": REVIEW, "rst.months": REVIEW, "rst.unemploy": REVIEW, "rst.pension": REVIEW,
        "scjg.companies": REVIEW, "rst.minwage": SAME, ALL: WINDOW,
    },
    "fund-rent": {
        "gjj.accounts": LATER, "gjj.rules": SAME, "gjj.uses": LATER, "gjj.loans": LATER, "gjj.contracts": SAME, "zj.rented": WINDOW,
        "zrzy.realestate": REVIEW, "gat.guardians": REVIEW, "gat.together": LATER, ALL: WINDOW,
    },
    "fund-buy": {
        "gjj.accounts": LATER, "gjj.rules": SAME, "zj.purchases": WINDOW, "gat.together": SAME, "gat.hukou": REVIEW,
        "gat.households": REVIEW, ALL: WINDOW,
    },
    "flexible-insured": {
        "rst.months": REVIEW, "rst.pays": REVIEW, "rst.pension": REVIEW, "rst.elsewhere": SAME, "rst.rates": SAME, ALL: REVIEW,
    },
    "job-subsidy": {"rst.skills": HAND, "rst.skillpaid": REVIEW, "rst.months": REVIEW, "rst.skillrules": SAME, ALL: HAND},
    "elder-allowance": {
        "gat.hukou": HAND, "gat.households": REVIEW, "mz.elders": REVIEW, "wj.deaths": REVIEW, "mz.eldertable": SAME, "yh.cards": HAND,
        "gat.together": SAME, ALL: HAND,
    },
    "disability-subsidy": {
        "gat.guardians": SAME, "cl.cards": HAND, "mz.hardship": REVIEW, "mz.disabilitypay": REVIEW, "rst.care": REVIEW,
        "mz.disabilityrates": SAME, "yh.cards": HAND, ALL: HAND,
    },
    "hukou-proof kin": {"gat.together": HAND, ALL: HAND},
    "hukou-proof change": {"gat.changes": HAND},
    "vehicle-transfer": {
        "sw.usedinvoices": WINDOW, "jj.vehicles": WINDOW, "jj.violations": WINDOW, "ins.cti": WINDOW, "jj.emissions": SAME,
        "jt.quotas": WINDOW, "jj.plates": WINDOW, ALL: WINDOW,
    },
}  # fmt: skip
ANSWERS = {
    "violation-handle handle": {"do": "handle"},
    "violation-handle pay": {"do": "pay"},
    "passport-renew": {"why": "expiring", "age": "minor", "hukou": "pilot"},
    "passport-renew child": {"why": "expiring", "age": "child", "hukou": "pilot"},
    "passport-first": {"age": "minor", "staff": "plain", "pace": "normal"},
    "passport-reissue": {"why": "damaged", "age": "adult", "hukou": "pilot"},
    "passport-reissue minor": {"why": "damaged", "age": "minor", "hukou": "other"},
    "hkm-permit-first": {"age": "adult", "staff": "plain"},
    "hkm-permit-first minor": {"age": "minor", "staff": "plain"},
    "hkm-permit-renew": {"why": "damaged", "age": "adult", "hukou": "pilot"},
    "hkm-permit-renew minor": {"why": "damaged", "age": "minor", "hukou": "other"},
    "hkm-endorse": {"age": "adult", "place": "mo", "kind": "商务"},
    "hkm-endorse child": {"age": "child", "place": "mo", "kind": "个人旅游"},
    "tw-permit": {"age": "adult", "why": "first", "hukou": "pilot"},
    "passport-first child": {"age": "child", "staff": "plain", "pace": "normal"},
    "passport-reissue child": {"why": "damaged", "age": "child", "hukou": "other"},
    "hkm-permit-first child": {"age": "child", "staff": "plain"},
    "hkm-permit-renew child": {"why": "damaged", "age": "child", "hukou": "other"},
    "tw-permit child": {"age": "child", "why": "first", "hukou": "other"},
    "idcard-renew phone": {"why": "due", "way": "phone", "hukou": "local"},
    "idcard-renew receipt": {"why": "due", "way": "phone", "hukou": "local"},
    "idcard-renew child": {"why": "info", "way": "child", "hukou": "local"},
    "idcard-first": {"who": "child", "hukou": "local"},
    "no-crime-cert": {"who": "self"},
    "residence-permit-first": {"do": "permit", "base": "house"},
    "idcard-lost window": {"why": "lost", "way": "window", "hukou": "local"},
    "drive-license-renew": {"age": "over70"},
    "drive-license-lost": {"why": "lost"},
    "vehicle-license-reissue": {"what": "license", "why": "lost"},
    "vehicle-scrap": {"why": "scrap"},
    "vehicle-purchase-tax": {"origin": "bought"},
    "vehicle-register": {"origin": "domestic", "look": "look"},
    "vehicle-owner-info-change": {"what": "phone", "of": "both"},
    **{f"hukou-move-in-province {why}": {"why": why} for why in ("house", "spouse", "child", "job", "degree")},
    **{f"hukou-address-change {why}": {"why": why} for why in ("move", "rename")},
    **dict.fromkeys(("hukou-info-correct", "hukou-info-correct military"), {"what": "plain"}),
    "hukou-book-reissue": {"why": "info"},
    **{f"hukou-move-cross-province {why}": {"why": why} for why in ("points", "job")},
    **{f"hukou-proof {kind}": {"kind": kind} for kind in ("kin", "change")},
    "name-change": {"who": "me", "why": "personal"},
    "death-deregistration": {"where": "cert"},
    "car-quota": {"kind": "nev"},
    "pension-verify": {"who": "self"},
    "medical-remote-record": {"kind": "live", "who": "self"},
    "medical-reimburse": {"who": "self"},
    "medical-remote-record transfer": {"kind": "transfer", "who": "self"},
    "social-card-apply": {"holder": "me"},
    "social-card-apply child": {"holder": "child"},
    "social-card-reissue": {"why": "damaged"},
    "pension-transfer": {"where": "listed"},
    "car-quota update": {"kind": "update"},
    **dict.fromkeys(("elder-allowance", "disability-subsidy"), {"who": "self"}),
    "vehicle-transfer": {"how": "sale"},
}
WHO = {
    **dict.fromkeys(("passport-reissue minor", "hkm-permit-first minor", "hkm-permit-renew minor"), "zhou-zixuan"),
    "idcard-renew phone": "ou-jiayi",
    "idcard-renew receipt": "ou-jiayi",
    "idcard-renew child": "wu-haiyan",
    "idcard-lost window": "liang-junjie",
    "idcard-first": "zhao-dawei",
    "residence-permit-first": "ou-jiayi",
    "residence-permit-endorse": "wu-haiyan",
    "idcard-temp": "zhao-dawei",
    "violation-handle": "zhao-dawei",
    "drive-license-renew": "he-guifang",
    "vehicle-inspection-sticker": "li-wenjing",
    "vehicle-inspection-book": "huang-guoqiang",
    "vehicle-license-reissue": "huang-guoqiang",
    "vehicle-scrap": "huang-guoqiang",
    "drive-license-transfer-in": "wu-haiyan",
    "drive-health-report": "zhao-dawei",
    "vehicle-owner-info-change": "huang-guoqiang",
    "passport-renew": "zhou-zixuan",
    "passport-first": "zhou-zixuan",
    **dict.fromkeys(CHILD_S, "wu-haiyan"),
    "hukou-move-in-province house": "li-wenjing",
    "hukou-move-in-province job": "li-wenjing",
    "hukou-move-in-province degree": "liang-junjie",
    "hukou-move-in-province spouse": "chen-xiaotong",
    "hukou-move-in-province child": "huang-guoqiang",
    "hukou-address-change": "huang-guoqiang",
    "hukou-info-correct": "liang-junjie",
    "death-deregistration": "huang-guoqiang",
    "name-change": "ou-jiayi",
    "car-quota": "chen-xiaotong",
    "car-quota update": "huang-guoqiang",
    **{f"hukou-move-cross-province {why}": "wu-haiyan" for why in ("points", "job")},
    "hukou-proof kin": "huang-guoqiang",
    **dict.fromkeys(("social-proof-print", "pension-transfer"), "ou-jiayi"),
    "funeral-pension": "huang-guoqiang",
    **dict.fromkeys(("pension-verify", "social-card-apply"), "he-guifang"),
    "social-card-apply child": "wu-haiyan",
    **dict.fromkeys(("unemployment-benefit", "flexible-insured", "fund-rent"), "liang-junjie"),
    "medical-remote-record transfer": "li-wenjing",
    "medical-reimburse": "huang-guoqiang",
    "fund-buy": "ou-jiayi",
    "job-subsidy": "ou-jiayi",
    "elder-allowance": "huang-xiuying",
    "disability-subsidy": "he-guifang",
    "hukou-proof change": "he-guifang",
    "vehicle-transfer": "ou-jiayi",
}
AGREES = {
    "birth-registration": "chen-xiaotong",
    "passport-renew": "wu-haiyan",
    "hukou-move-in-province spouse": "lin-zhihao",
    "hukou-move-in-province child": "huang-xiuying",
    "vehicle-transfer": "li-wenjing",
}
SWITCHES = {
    "funeral-pension": "death-of-huang-xiuying",
    "drive-license-renew": "ability-of-he-guifang",
    "drive-health-report": "review-of-zhao-dawei",
    "vehicle-scrap": "scrap-of-huang-guoqiang",
    "vehicle-register": "new-car-of-lin-zhihao",
    "idcard-first": "son-of-zhao-dawei",
    "residence-permit-first": "ou-jiayi-from-foshan",
    "idcard-temp": "card-in-the-making-of-zhao-dawei",
    "death-deregistration": "death-of-huang-xiuying",
    "car-quota update": "old-car-of-huang-guoqiang",
    "vehicle-transfer": "car-of-li-wenjing-is-in-order",
    "hukou-move-in-province spouse": "chen-xiaotong-in-foshan",
    "hukou-move-in-province child": "huang-guoqiang-in-foshan",
}
FIRST = {  # said before anything can be looked up
    **dict.fromkeys(("medical-remote-record", "medical-remote-record transfer"), {"province": "110000"}),
    **dict.fromkeys(("hukou-move-in-province house", "hukou-move-in-province degree"), {"to": "440600"}),
    **dict.fromkeys(("hukou-move-in-province spouse", "hukou-move-in-province child"), {"to": "440100"}),
    "hukou-move-in-province job": {"to": "441400"},
    "hukou-move-cross-province points": {"to": "440100", "target": "public"},
    "hukou-move-cross-province job": {"to": "440600"},
    "hukou-info-correct": {"items": ["婚姻", "文化程度", "服务处所"]},
    "hukou-info-correct military": {"items": ["兵役"]},
}


def account(owner):
    """One of theirs."""
    return {"bank": "示例银行", "number": "6222020000000007", "owner": owner}


SAID = {
    **dict.fromkeys(("passport-reissue", "hkm-permit-first", "hkm-permit-renew", "hkm-endorse", "tw-permit"), {"delivery": "pickup"}),
    "violation-handle": {
        "driver": "me", "answer": "accept", "notice": True, "e_delivery": True,
        "decision_no": "4401112600000204", "fine": 20_000, "served": "2026-11-03",
    },
    "birth-registration": {
        "delivery": "none", "baby_name": "林沐阳", "nation": "汉族", "birthplace": "广东省广州市天河区", "native": "广东省广州市",
        "birth_no": "U440123456", "baby_sex": "男", "baby_born": "2026-10-08", "marriage_no": "J440106-2022-000123",
        "father_by_hand": {"name": "林志豪", "id_number": "440199199208200010"},
        "mother_by_hand": {"name": "陈晓彤", "id_number": "440199199503120021"}, "follow_parent": "father",
    },
    "passport-renew": {"guardian_way": "phone", "guardian": {"name": "吴海燕", "id_number": "440199197907300089"}, "delivery": "pickup"},
    "vehicle-number-select": {"sure": True},
    "name-change": {"new_name": "区嘉宜", "ground": "sound", "delivery": "none"},
    "idcard-renew": {
        "prints": True, "photo": "shot", "old_card": "window", "delivery": "pickup", "until_by_hand": "2027-01-12",
        "office_by_hand": "海珠区新港派出所",
    },
    "idcard-first": {
        "child_by_hand": {"name": "赵小满", "id_number": "440199202003150018"}, "with": "me", "photo": "window", "delivery": "pickup",
        "office_by_hand": "白云区三元里派出所",
    },
    "residence-permit-first": {},
    "residence-permit-endorse": {"same": "yes"},
    "no-crime-cert": {"use": "job", "receiver": "示例学校"},
    "hukou-proof": {
        "about_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"}, "item_by_hand": "姓名",
        "use": "示例公证处", "delivery": "none",
    },
    "pension-verify": {},
    "medical-remote-record": {"why": "family", "since": "today"},
    "medical-remote-record transfer": {"since": "today", "letter_from": "省人民示例医院"},
    "medical-reimburse": {"why": "none", "hurt": "no", "account": account("黄国强")},
    "social-card-apply": {"delivery": "mail"},
    "social-card-apply child": {
        "child_by_hand": {"name": "周子轩", "id_number": "440199201406110016"}, "delivery": "mail",
    },
    "social-card-reissue": {"delivery": "mail"},
    "pension-transfer": {"place": "310000"},
    "funeral-pension": {
        "dead_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"}, "cause": "ill", "share": "me", "return": True,
        "account": account("黄国强"),
    },
    "social-proof-print": {"who": "me", "content": "proof", "span": "all"},
    "unemployment-benefit": {"reason": "right", "account": account("梁俊杰")},
    "flexible-insured": {"kinds": ["养老"], "base": 551_000, "start": "now", "account": account("梁俊杰")},
    "fund-buy": {"price": 132_000_000, "pay": "me", "take": "all", "both": "me", "account": account("区嘉怡")},
    "fund-rent": {"since": "2026-07", "take": "all", "how": "once", "account": account("梁俊杰")},
    "elder-allowance": {"pay_to": "card", "district": "440104", "account": account("黄秀英")},
    "disability-subsidy": {"card_no": "44019919551224002743", "pay_to": "card", "other": "no", "account": account("何桂芳")},
    "job-subsidy": {"cert_no": "S000044010400001", "account": account("区嘉怡")},
    "idcard-temp": {"office_by_hand": "白云区三元里派出所"},
    "idcard-lost": {"made_at": "广州番禺", "lost_on": "2026-11-20", "lost_at": "地铁三号线", "sure": True, "delivery": "pickup"},
    "drive-license-renew": {"own_word": "none", "delivery": "pickup"},
    "drive-license-lost": {"delivery": "pickup"},
    "vehicle-inspection-sticker": {"sure": True},
    "vehicle-inspection-book": {},
    "vehicle-license-reissue": {"delivery": "pickup"},
    "vehicle-owner-info-change": {},
    "death-deregistration": {
        "deceased_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"}, "died_on": "2026-11-20", "relation": "亲属",
        "new_head_by_hand": {"name": "黄国强", "id_number": "440199196809030033"}, "card_back": "missing", "delivery": "none",
        "home_by_hand": "广州市越秀区东华西路88号302房",
    },
    "vehicle-scrap": {"delivery": "pickup"},
    "vehicle-register": {"use": "family", "loan": "no", "delivery": "pickup"},
    "vehicle-purchase-tax": {},
    "drive-license-transfer-in": {"own_word": "none", "delivery": "pickup"},
    "drive-health-report": {"own_word": "none"},
    "car-quota": {},
    "vehicle-transfer": {"handed": "2026-11-22", "delivery": "pickup", "sure": True},
    "hukou-move-in-province": {
        "delivery": "none", "book_no": "440105034567", "home_by_hand": "广东省广州市海珠区新港中路88号601房",
        "house_no": "粤（2025）佛山市不动产权第0010001号", "house_at": "佛山市禅城区季华五路20号1602房",
        "degree_level": "大学本科", "degree_school": "示例大学",
    },
    "hukou-address-change": {
        "delivery": "none", "house_no": "粤（2012）广州市不动产权第04000002号", "house_at": "广州市越秀区文明路40号201房",
    },
    "hukou-info-correct": {
        "delivery": "none", "marriage_now": "有配偶", "degree_level": "大学本科", "job_place": "示例学校", "job": "教师",
        "military": "退出现役",
    },
    "hukou-move-in-province spouse": {
        "kin_by_hand": {"name": "林志豪", "id_number": "440199199208200010"},
        "head_by_hand": {"name": "林志豪", "id_number": "440199199208200010"},
    },
    "hukou-move-in-province child": {
        "kin_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"},
        "head_by_hand": {"name": "黄秀英", "id_number": "440199194405170049"},
    },
}  # fmt: skip
SAID["passport-first"] = SAID["passport-renew"]
SAID["passport-renew child"] = {
    "child_by_hand": {"name": "周子轩", "id_number": "440199201406110016"}, "old_number": "E40065432", "other_way": "counter", "with": "me",
    "fingers": "skip", "delivery": "pickup",
}  # fmt: skip
CHILD = {"child_by_hand": {"name": "周子轩", "id_number": "440199201406110016"}, "other_way": "counter", "delivery": "pickup"}
CARD = {"number": "C40011111", "owner": "440199201406110016", "kind": "港澳", "pinyin": "ZHOU ZIXUAN", "place": "广东", "state": "有效"}
CARD |= {"issued": "2022-03-01", "until": "2027-02-28"}
SAID |= dict.fromkeys(("passport-first child", "hkm-permit-first child", "tw-permit child"), CHILD)
SAID |= {"passport-reissue child": CHILD | {"old_number": "E40065432"}}
SAID |= dict.fromkeys(("hkm-permit-renew child", "hkm-endorse child"), CHILD | {"old_number": "C40011111"})
SAID["hkm-permit-first"] = {"delivery": "pickup", "hk_kind": "商务", "mo_kind": "none"}
TOUR = {"hk_kind": "个人旅游", "mo_kind": "none"}
SAID["hkm-permit-first minor"] = {"delivery": "pickup"} | TOUR
SAID["hkm-permit-first child"] = CHILD | TOUR
SAID["idcard-renew receipt"] = SAID["idcard-renew"] | {"photo": "receipt", "receipt_no": "202611200000000002"}
SAID["idcard-renew child"] = SAID["idcard-renew"] | {"child_by_hand": {"name": "周子轩", "id_number": "440199201406110016"}}
NEVER = {  # of registers that these answers have no use for nothing is said, and nothing asked
    "hukou-move-in-province house": "学历", "hukou-move-in-province spouse": "不动产", "hukou-move-in-province job": "不动产",
    "hukou-move-in-province degree": "不动产", "hukou-move-in-province child": "学历",
}  # fmt: skip
BOOK = {"m-hukou"}
UPLOADS = {  # what becomes a photo, by register
    ("medical-remote-record transfer", "wj.referrals"): {"m-transfer-letter"},
    ("violation-handle pay", "jj.violations"): {"m-penalty-decision"},
    ("drive-license-renew", "wj.driverhealth"): {"m-health-drive"},
    ("job-subsidy", "rst.skills"): {"m-skill-cert"},
    **{("disability-subsidy", off): {"m-disability-cert"} for off in ("cl.cards", ALL)},
    ("job-subsidy", ALL): {"m-skill-cert"},
    ("vehicle-scrap", "ls.scrap"): {"m-scrap-proof"},
    ("birth-registration", "wj.births"): {"m-birth-cert", "m-parents-idcard", "m-hukou-target"},
    ("birth-registration", "gat.hukou"): {"m-hukou-target"},
    ("birth-registration", "gat.households"): {"m-hukou-target"},
    ("birth-registration", "mz.marriages"): {"m-marriage-cert"},
    ("birth-registration", ALL): {"m-birth-cert", "m-parents-idcard", "m-hukou-target", "m-marriage-cert"},
    ("violation-handle pay", ALL): {"m-penalty-decision"},
    **{("death-deregistration", off): {"m-death-cert"} for off in ("gat.hukou", "gat.households", "gat.kin", "wj.deaths", ALL)},
    ("passport-renew", "gat.guardians"): {"m-relation-proof", "m-idcard-guardian"},
    ("passport-renew", ALL): {"m-relation-proof", "m-idcard-guardian"},
    **{(walk, "gat.guardians"): {"m-relation-proof", "m-idcard-guardian"} for walk in CHILD_S},
    ("passport-renew child", ALL): {"m-relation-proof", "m-idcard-guardian"},
    ("passport-first", "gat.guardians"): {"m-relation-proof", "m-idcard-guardian"},
    ("passport-first", "guardian"): {"m-relation-proof"},
    ("passport-first", ALL): {"m-relation-proof", "m-idcard-guardian"},
    ("idcard-renew child", "gat.guardians"): {"m-relation-proof", "m-idcard-guardian"},
    ("idcard-renew child", ALL): {"m-relation-proof", "m-idcard-guardian"},
    ("idcard-first", "gat.hukou"): {"m-relation-proof", "m-idcard-guardian"},  # who is whose child, the book says
    ("idcard-first", "gat.guardians"): {"m-relation-proof", "m-idcard-guardian"},
    ("idcard-first", ALL): {"m-relation-proof", "m-idcard-guardian"},
    ("hukou-move-in-province house", "gat.hukou"): BOOK | {"m-house-cert"},  # who the spouse is, the same register says
    ("hukou-move-in-province house", "gat.households"): BOOK | {"m-house-cert"},
    ("hukou-move-in-province house", "gat.kin"): {"m-house-cert"},
    ("hukou-move-in-province house", "zrzy.realestate"): {"m-house-cert"},
    ("hukou-move-in-province house", ALL): BOOK | {"m-house-cert"},
    ("hukou-move-in-province spouse", "gat.hukou"): BOOK | {"m-hukou-target"},
    ("hukou-move-in-province spouse", "gat.households"): BOOK | {"m-hukou-target"},
    ("hukou-move-in-province spouse", "gat.kin"): {"m-hukou-target"},
    ("hukou-move-in-province spouse", "mz.marriages"): {"m-hukou-target", "m-marriage-cert"},
    ("hukou-move-in-province spouse", ALL): BOOK | {"m-hukou-target", "m-marriage-cert"},
    ("hukou-move-in-province child", "gat.kin"): {"m-hukou-target", "m-relation-proof"},
    ("hukou-move-in-province child", ALL): BOOK | {"m-hukou-target", "m-relation-proof"},
    ("hukou-move-in-province job", "rst.months"): {"m-social-record"},
    ("hukou-move-cross-province job", "rst.months"): {"m-social-record"},
    ("hukou-move-in-province job", ALL): BOOK | {"m-social-record"},
    ("hukou-move-in-province degree", "jy.degrees"): {"m-diploma"},
    ("hukou-move-in-province degree", ALL): BOOK | {"m-diploma"},
    ("hukou-address-change move", "gat.kin"): {"m-house-cert"},  # whose houses else, the register of kin says
    ("hukou-address-change move", "zrzy.realestate"): {"m-house-cert"},
    ("social-card-apply child", "gat.guardians"): {"m-birth-cert"},
    **{("funeral-pension", off): {"m-death-cert"} for off in ("gat.together", "rst.funerals", ALL)},
    **{("hukou-info-correct", off): {"m-info-proof"} for off in ("mz.marriages", "jy.degrees", "rst.pays")},
}
SOCIAL = (
    "funeral-pension",
    "pension-transfer",
    "pension-verify", "social-card-apply", "social-card-reissue", "social-proof-print", "unemployment-benefit", "flexible-insured",
    "job-subsidy",
)  # fmt: skip
DEPARTMENT = {
    **dict.fromkeys(("passport-reissue", "hkm-permit-first", "hkm-permit-renew", "hkm-endorse", "tw-permit"), "dept-gat-crj"),
    "violation-handle": "dept-gat-jj", "birth-registration": "dept-gat-hz", "passport-renew": "dept-gat-crj",
    "idcard-renew": "dept-gat-hz", "idcard-lost": "dept-gat-hz", "idcard-first": "dept-gat-hz",
    "residence-permit-first": "dept-gat-hz", "residence-permit-endorse": "dept-gat-hz",
    "no-crime-cert": "dept-gat-hz", "idcard-temp": "dept-gat-hz",
    "passport-first": "dept-gat-crj", "hukou-move-in-province": "dept-gat-hz",
    **dict.fromkeys(("drive-license-renew", "drive-license-lost"), "dept-gat-jj"),
    **dict.fromkeys(("vehicle-inspection-sticker", "vehicle-inspection-book"), "dept-gat-jj"),
    "hukou-address-change": "dept-gat-hz", "hukou-info-correct": "dept-gat-hz", "death-deregistration": "dept-gat-hz",
    **dict.fromkeys(("vehicle-license-reissue", "vehicle-owner-info-change", "vehicle-scrap"), "dept-gat-jj"),
    **dict.fromkeys(("drive-license-transfer-in", "drive-health-report"), "dept-gat-jj"),
    "name-change": "dept-gat-hz", "hukou-proof": "dept-gat-hz", "hukou-move-cross-province": "dept-gat-hz",
    "vehicle-register": "dept-gat-jj", "vehicle-purchase-tax": "dept-sw",
    "car-quota": "dept-jt",
    **dict.fromkeys(("elder-allowance", "disability-subsidy"), "dept-mz"),
    "vehicle-transfer": "dept-gat-jj",
    **dict.fromkeys(SOCIAL, "dept-rst"),
    **dict.fromkeys(("medical-remote-record", "medical-reimburse"), "dept-ybj"),
    **dict.fromkeys(("fund-rent", "fund-buy"), "dept-gjj"),
}  # fmt: skip


def declared(walk):
    """The registers and sources that what is asked here rests on."""
    item = current().item(walk.split()[0])
    checklist = item.checklist(ANSWERS.get(walk, {}), "440100", values=SAID.get(walk) or SAID.get(item.id) or {})
    return {one.register.id for one in item.lookups} | {*rules.gathered(checklist.points, "source")}


def test_every_source_that_an_item_declares_has_its_way_out(app):
    """Of an item that goes several ways each source is switched off on one of them at least."""
    told, there = {}, {}
    for walk, sources in WALKS.items():
        item = walk.split()[0]
        told[item] = told.get(item, set()) | {*sources} - {ALL}
        there[item] = there.get(item, set()) | declared(walk)
        assert {*sources} - {ALL} <= declared(walk)
    assert told == there
    built = [one for one in current().items.values() if one.serves == "case"]
    assert {one.id for one in built} == {walk.split()[0] for walk in WALKS}  # a view with its department off: at the end
    assert {walk: {*sources} - {ALL} for walk, sources in WALKS.items() if walk.startswith("violation")} == {
        walk: declared(walk) for walk in WALKS if walk.startswith("violation")
    }


CASES = [(walk, source, way) for walk, sources in WALKS.items() for source, way in sources.items()]
# On the other database each walk once: which of its sources is off changes what the item does, not how it is stored.
ROWS = [pytest.param(*one, id=f"{one[0]} {one[1]}", marks=() if one[1] == list(WALKS[one[0]])[-1] else pytest.mark.alike) for one in CASES]


@pytest.mark.parametrize(("walk", "source", "way"), ROWS)
def test_an_errand_with_a_source_off_ends_as_it_should(app, sandbox, client, walk, source, way):
    walker = Walker(app, sandbox, client, walk)
    walker.switch_off(source)
    assert walker.walk() == way
    if way == WINDOW:
        assert walker.said and all("窗口" in one and "暂时" in one for one in walker.said), walker.said
    if way == LATER:
        assert all("暂时" in one and "过一会儿再" in one and "窗口" in one for one in walker.said), walker.said
    if way in (WINDOW, LATER):
        assert sandbox.control("GET", "/cases") == [] and walker.who.get(f"/api/cases/{walker.no}").json["state"] == "draft"
        return
    assert walker.uploads == UPLOADS.get((walk, source), set())
    if way == HAND:
        assert all(re.search("您自己填的由工作人员核对$|自己填|自己拍照", one) for one in walker.said) and walker.said
        assert not [one for one in walker.said if (never := NEVER.get(walk)) and never in one]
    assert walker.counted() is (way != SAME)
    assert walker.decided() == "办好了"
    facts = {one["id"].rpartition(".")[2]: one["verdict"] for one in walker.told()}
    assert ("unknown" in facts.values()) is (way != SAME), facts


class Walker:
    """Somebody who wants it done, whatever answers."""

    def __init__(self, app, sandbox, client, walk):
        self.app, self.sandbox, self.client, self.walk_name = app, sandbox, client, walk
        self.item = walk.split()[0]
        sandbox.control("POST", "/switches/child-passport", on=walk != "passport-first child")
        if walk in ("hkm-permit-renew child", "hkm-endorse child"):
            sandbox.control("PUT", "/registers/crj.documents/rows", row=CARD)
        self.who = Resident(app, sandbox, WHO.get(walk) or WHO.get(self.item, "lin-zhihao")).proved()
        self.said, self.uploads = [], set()
        self.values = SAID.get(self.item, {}) | SAID.get(walk, {}) if self.item.startswith("hukou") else SAID.get(walk) or SAID[self.item]
        if switch := SWITCHES.get(walk):
            sandbox.control("POST", f"/switches/{switch}", on=True)

    def switch_off(self, source):
        every = {one.register.id for one in current().item(self.item).lookups}
        off = every if source == ALL else {source} & every
        codes = {*reference.sources()} if source == ALL else {source} - every
        self.named = {"guardian"} if off else set()  # who is asked for when a register that should have said so is off
        self.sandbox.control("POST", "/settings", registers_off=sorted(off), sources_off=sorted(codes))
        self.before = self.counter()

    def counter(self):
        return sum(float(one) for one in re.findall(r"^check_source_off_total\{.*\} ([0-9.e+]+)$", self.client.get("/metrics").text, re.M))

    def counted(self):
        return self.counter() > self.before

    def walk(self):
        """hand, review, same, window or later."""
        self.no = start(self.who, self.item, ANSWERS.get(self.walk_name, {}))
        if first := FIRST.get(self.walk_name):
            fill_in(self.who, self.no, first)
        way = self.picks()
        if way == WINDOW or self.numbered() == WINDOW:
            return WINDOW
        self.movers()
        fill(self.who, self.no, self.values)
        hand_over(self.who, self.no)
        reply = self.submit()
        if reply.status_code == 422 and reply.json["code"] == "materials_asked":
            way = HAND
            self.said.append(f"{reply.json['say']}，{reply.json['do']}")
            errors = reply.json["errors"]
            assert {one["field"] for one in errors} - {one["field"] for one in errors if one.get("at")} == (
                set() if self.item.startswith("hukou") else self.named
            )
            fill(self.who, self.no, self.values)
            self.note_uploads()
            hand_over(self.who, self.no)
            reply = self.submit()
        if reply.status_code == 503:
            self.said = [f"{reply.json['say']}，{reply.json['do']}"]
            return LATER
        assert reply.status_code == 200, reply.text
        if reply.json["waits"]:
            self.agree()
        return HAND if way == HAND else REVIEW if any(one["verdict"] == "unknown" for one in self.told()) else SAME

    def submit(self):
        reply = self.who.post(f"/api/cases/{self.no}/submission")
        drain()
        return reply

    def picks(self):
        """Look at each pick as the phone does; where one may go on by hand, do."""
        for _ in range(4):
            shown, waiting = self.looked()
            off = [one for one in shown.values() if one["off"]]
            if not off and not waiting:
                break
            if not off:  # what is picked here says what can be picked there
                values = {field: one["rows"][0]["id"] for field, one in shown.items() if one["rows"]}
                assert self.who.call("PATCH", f"/api/cases/{self.no}/draft", {"values": values}).json["errors"] == []
                continue
            stuck = [one["off"] for one in off if not one["off"]["by_hand"]]
            if stuck:
                self.said += [f"{one['say']}，{one['how']}" for one in stuck]
                return WINDOW
            assert {one["off"]["how"] for one in off} == {"您可以自己填，由工作人员核对"}
            done = self.who.post(f"/api/cases/{self.no}/by-hand")
            assert done.status_code == 200, done.text
            self.said.append(done.json["say"])
            self.note_uploads()
        return HAND if self.said else SAME

    def looked(self):
        """What each pick shows, and those that wait for another."""
        fields = [one for one in self.who.get(f"/api/cases/{self.no}/form").json["fields"] if one["kind"] == "pick"]
        said = {one["id"]: self.who.get(f"/api/cases/{self.no}/lookups/{one['lookup']}").json for one in fields}
        waiting = {field for field, one in said.items() if one.get("code") == "lookup_waits"}
        return {field: one for field, one in said.items() if field not in waiting}, waiting

    def note_uploads(self):
        listed = self.who.get(f"/api/cases/{self.no}/materials").json["materials"]
        self.uploads |= {one["material"] for one in listed if one["how"] == "upload" and not one["material"].startswith("m-photo-")}

    def movers(self):
        """Who moves is the person alone, where there is a list to choose from."""
        fields = {one["id"]: one for one in self.who.get(f"/api/cases/{self.no}/form").json["fields"]}
        if "movers" in fields:
            rows = self.who.get(f"/api/cases/{self.no}/lookups/{fields['movers']['lookup']}").json["rows"]
            fill_in(self.who, self.no, {"movers": [one["id"] for one in rows if one["title"] == self.who.name]})

    def numbered(self):
        """Draw a number where there is one to draw."""
        if self.item not in ("vehicle-number-select", "vehicle-transfer"):
            return SAME
        for field, one in self.looked()[0].items():
            self.who.call("PATCH", f"/api/cases/{self.no}/draft", {"values": {field: one["rows"][0]["id"]}})
        reply = self.who.post(f"/api/cases/{self.no}/holds/number/draw")
        if reply.status_code == 503:
            self.said.append(f"{reply.json['say']}，{reply.json['do']}")
            return WINDOW
        return SAME

    def agree(self):
        other = Resident(self.app, self.sandbox, AGREES.get(self.walk_name, "wu-haiyan")).proved()
        drain()
        (card,) = other.get("/api/me/consents").json["consents"]
        shown = other.get(f"/api/consents/{card['id']}").json["document"]
        assert other.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]}).status_code == 200
        drain()

    def handed(self):
        """The case as its department has it, or each of its offices that has it."""
        return [one for one in self.sandbox.control("GET", "/cases") if one["case_no"] == self.no]

    def told(self):
        """What a machine has decided of all its points, or could not."""
        with db.reading() as tx:
            row = records.find(tx, self.no)
            found = deciding.told(tx, row, pinned.standing(row).checklist)
        there = {one["id"]: one["verdict"] for handed in self.handed() for one in handed["facts"]}
        assert there.items() <= {one["id"]: one["verdict"] for one in found}.items() and there
        return found

    def decided(self):
        """A person of the department looks at it and grants it; a fee is paid. Of several offices one after another."""
        police = Department(self.app, DEPARTMENT[self.item])
        if current().item(self.item).course:
            return self.passed(police)
        police.walk(self.no, "accepted", "reviewing", "approving")
        if "元" in (self.who.get(f"/api/cases/{self.no}").json["fee_text"] or ""):
            police.walk(self.no, "to_pay")
            pay(self.who, self.sandbox, self.no)
        kind = current().item(self.item).result["cert"]
        result = {"result": {**a_result(kind, "G440123456"), "valid_until": PASSPORT["valid_until"]}} if kind else {}
        assert police.send(self.no, "approved", **result).status_code == 200
        drain()
        police.walk(self.no, "done")
        return self.who.get(f"/api/cases/{self.no}").json["word"]

    def passed(self, police):
        """Each office in its turn, each looked at by a person of its own; the last brings the certificate."""
        for _ in range(3):
            office = next(one["id"] for one in self.who.get(f"/api/cases/{self.no}").json["offices"] if one["word"] == "正在办")
            for node in ("accepted", "reviewing", "approving"):
                assert police.send(self.no, node, office=office).status_code == 200
            last = {"result": {**a_result("ec-hukou", "440604000001-1"), "valid_until": None}} if office == "settle" else {}
            assert police.send(self.no, "approved", office=office, **last).status_code == 200
            drain()
        assert police.send(self.no, "done", office=office).status_code == 200
        drain()
        return self.who.get(f"/api/cases/{self.no}").json["word"]


def fill_in(who, no, values):
    """These values, with nothing wrong about them."""
    saved = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
    assert saved.status_code == 200 and saved.json["errors"] == [], saved.text


def test_a_view_with_its_department_off_says_so_and_whom_to_call(app, sandbox, client):
    zhao = Resident(app, sandbox, "zhao-dawei").proved()
    every = {one.register.id for one in current().item("social-query").lookups}
    sandbox.control("POST", "/settings", registers_off=sorted(every))
    page = zhao.get("/api/views/social-query?city=440100").json
    assert (page["off"]["say"], page["off"]["how"], page["empty"]) == ("人社系统暂时连不上", "过一会儿再来，或者打 12333 问", "")
    assert page["cards"] and all(one["off"]["how"] == "过一会儿再来，或者打 12333 问" for one in page["cards"])
    assert 'lookups_total{outcome="down",register="rst.pays"}' in client.get("/metrics").text
