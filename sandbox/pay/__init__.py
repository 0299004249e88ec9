"""WeChat Pay API v3 (api.mch.weixin.qq.com): every call signed both ways."""

from sandbox.pay import bills, certificates, echo, fapiao, orders, refund_book, refunds, unknown

BLUEPRINTS = [orders.bp, refunds.bp, bills.bp, certificates.bp, echo.bp, *fapiao.BLUEPRINTS, unknown.bp]

INSTALL = [refund_book.install, *fapiao.INSTALL]  # what the scheduler must learn besides notifications
