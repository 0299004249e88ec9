"""What an original must be (einvoice.xsd), and ten thousand of them issued through the whole chain (`make invoices`)."""

from functools import lru_cache
from pathlib import Path

from lxml import etree

XSD = Path(__file__).with_name("einvoice.xsd")


@lru_cache
def schema() -> etree.XMLSchema:
    """The schema, read once."""
    return etree.XMLSchema(etree.parse(XSD))


def faults(original: bytes) -> list[str]:
    """What in an original is not as the schema wants it; nothing for a good one."""
    held = schema()
    root = etree.fromstring(original, etree.XMLParser(resolve_entities=False, no_network=True))
    return [] if held.validate(root) else [f"{one.path}: {one.message}" for one in held.error_log]
