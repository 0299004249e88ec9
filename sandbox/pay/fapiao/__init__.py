"""new-tax-control-fapiao: titles, invoices issued by WeChat or by oneself, cards in the wallet, red invoices."""

from sandbox.pay.fapiao import book, files, issue, setup

INSTALL = [book.install]
BLUEPRINTS = [setup.bp, files.bp, issue.bp]
