"""The files of bills: their columns, and how rows are printed, each field behind its backtick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sandbox.documents import Rows
from sandbox.pay import yuan

BEFORE = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额"
)
REFUND = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态"
COLUMNS = {
    "ALL": f"{BEFORE},{REFUND},商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注".split(","),
    "SUCCESS": f"{BEFORE},商品名称,商户数据包,手续费,费率,订单金额,费率备注".split(","),
    "REFUND": f"{BEFORE},退款申请时间,退款成功时间,{REFUND},商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注".split(","),
}
EVERY_SUM = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额".split(",")
SUMMARY = {"ALL": EVERY_SUM, "SUCCESS": "总交易单数,应结订单总金额,手续费总金额,订单总金额".split(","), "REFUND": EVERY_SUM}
SUMMED = {**{name: name.replace("总", "") for name in EVERY_SUM[1:]}, "手续费总金额": "手续费"}  # 订单总金额 sums 订单金额
FLOW = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号"
FLOW_SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额".split(",")
# Published (交易账单详细说明, 资金账单详细说明, 3): \\1 becomes a space, line ends become two characters each. That what merchants write
# themselves is escaped further is published too; the table of it is not to be had, so a comma as its full-width sister is ours.
EVERYWHERE = str.maketrans({"\x01": " ", "\r": "\\r", "\n": "\\n"})
THEIR_OWN = {"商品名称", "商户数据包", "备注", "业务凭证号"}


def trade_text(rows: Rows, kind: str) -> str:
    """The file of type ALL, SUCCESS or REFUND."""
    if kind != "ALL":
        rows = [row for row in rows if row["交易状态"] == kind]
    names = SUMMARY[kind]
    sums = [yuan.total((row[SUMMED[name]] for row in rows), "{:.5f}" if name == "手续费总金额" else "{:.2f}") for name in names[1:]]
    return text(COLUMNS[kind], rows, names, [str(len(rows)), *sums])


def flow_text(rows: Rows) -> str:
    """A bill of the account's movements as WeChat writes it."""
    came, went = ([row for row in rows if row["收支类型"] == kind] for kind in ("收入", "支出"))
    sums = [(f"{len(part)}.0", yuan.total(row["收支金额(元)"] for row in part)) for part in (came, went)]
    return text(FLOW.split(","), rows, FLOW_SUMMARY, [f"{len(rows)}.0", *sums[0], *sums[1]])


def text(columns: Sequence[str], rows: Rows, summary: Sequence[str], sums: Sequence[str]) -> str:
    """A plain header, rows with a backtick before each field, then the same for the summary; as Windows likes it.

    Nobody has written down byte order mark and line ends; wechatpay-axios-plugin, which reads real bills, counts on the mark.
    """
    body = (line(escaped(name, row[name]) for name in columns) for row in rows)
    lines = [",".join(columns), *body, ",".join(summary), line(sums)]
    return "\ufeff" + "".join(one + "\r\n" for one in lines)


def escaped(name: str, value: str) -> str:
    """A value as it stands in a file: no line ends anywhere, no comma in what merchants write."""
    plain = value.translate(EVERYWHERE)
    return plain.replace(",", "，") if name in THEIR_OWN else plain


def line(values: Iterable[str]) -> str:
    """One line of a bill: each value behind a backtick."""
    return ",".join("`" + one for one in values)
