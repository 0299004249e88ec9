"""What an invoice is: sums and their rounding, rates, titles as they are scanned, codes of orders, what may be taken back. Pure."""
