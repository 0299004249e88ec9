"""Merchants: companies that issue invoices here, their shops and people, and each invoice's way from the till to the customer."""
