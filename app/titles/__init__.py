"""Invoice titles that residents keep: their own name, and the companies they ask invoices for."""
