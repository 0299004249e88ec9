"""The original of an invoice: the XML the bureau signs. Names of its elements as three published readers know them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from sandbox.registers.declared import Row
from sandbox.tax.money import FREE, cn_money, yuan

BUREAU = ("144010000", "国家税务总局广州市税务局")
Part = tuple[str, "str | list[Part] | None"]
PARTY = (("Name", "名称"), ("Addr", "地址"), ("TelNum", "电话"), ("BankName", "开户行"), ("BankAccNum", "账号"))


def written(row: Row) -> bytes:
    """The XML of a row of sw.einvoices, not yet signed."""
    root = ElementTree.Element("EInvoice")
    _fill(root, [("Header", _header(row)), ("EInvoiceData", _data(row)), ("SellerAuthentication", [("AuthenticationMethods", "01")])])
    supervision: list[Part] = [("InvoiceNumber", row["number"]), ("IssueTime", row["开票时间"])]
    supervision += [("TaxBureauCode", BUREAU[0]), ("TaxBureauName", BUREAU[1])]
    _fill(root, [("TaxSupervisionInfo", supervision)])
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _fill(parent: ElementTree.Element, parts: Iterable[Part]) -> None:
    for name, content in parts:
        made = ElementTree.SubElement(parent, name)
        if isinstance(content, list):
            _fill(made, content)
        else:
            made.text = content or None


def _label(name: str, code: str, said: str) -> Part:
    return (name, [("LabelCode", code), ("LabelName", said)])


def _header(row: Row) -> list[Part]:
    special = row["kind"] == "31"
    labels = [
        _label("InIssuType", "Y" if row["颜色"] == "蓝" else "N", "是否蓝字发票标志"),
        _label("EInvoiceType", "01", "电子发票"),
        _label("GeneralOrSpecialVAT", "01" if special else "02", "增值税专用发票" if special else "普通发票"),
    ]
    return [("EIid", row["number"]), ("EInvoiceTag", "SWEI3200"), ("Version", "0.1"), ("InherentLabel", labels)]


def _data(row: Row) -> list[Part]:
    items: list[Part] = [("IssuItemInformation", _item(one)) for one in row["明细"]]
    red = [("RedEInvoice", [("OriginalInvoiceCode", row["蓝票号"]), ("CreditNoteNumber", row["确认单"])])] if row["蓝票号"] else None
    return [
        ("SellerInformation", _party("Seller", row["销方代码"], row["销方"])),
        ("BuyerInformation", _party("Buyer", row["购方代码"], row["购方"])),
        ("BasicInformation", _basic(row)),
        *items,
        ("SpecificInformation", [*red] if red else None),
        ("AdditionalInformation", [("Remark", row["备注"])]),
    ]


def _party(side: str, code: str | None, who: dict[str, str | None]) -> list[Part]:
    return [(f"{side}IdNum", code), *((f"{side}{name}", who.get(column)) for name, column in PARTY)]


def _basic(row: Row) -> list[Part]:
    return [
        ("TotalAmWithoutTax", yuan(row["合计金额"])),
        ("TotalTaxAm", yuan(row["合计税额"])),
        ("TotalTax-includedAmount", yuan(row["价税合计"])),
        ("TotalTax-includedAmountInChinese", cn_money(row["价税合计"])),
        ("Drawer", row["开票人"]),
        ("RequestTime", row["开票时间"]),
    ]


def _item(one: Row) -> list[Part]:
    return [
        ("ItemName", f"*{one['简称']}*{one['名称']}"),
        ("SpecMod", one["规格"]),
        ("MeaUnits", one["单位"]),
        ("Quantity", one["数量"]),
        ("UnPrice", one["单价"]),
        ("Amount", yuan(one["金额"])),
        ("TaxRate", one["税率"]),
        ("ComTaxAm", "***" if one["税率"] == FREE else yuan(one["税额"])),
        ("TotaltaxIncludedAmount", yuan(one["金额"] + one["税额"])),
        ("TaxClassificationCode", one["编码"]),
    ]
