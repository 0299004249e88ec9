"""The control API and page: what a person, or a test, does to the outside world."""

from sandbox.control import cases, desk, invoices, listing, money, page, parcels, phone, registers, wechat

BLUEPRINTS = [phone.bp, wechat.bp, invoices.bp, cases.bp, desk.bp, parcels.bp, money.bp, registers.bp, listing.bp, page.bp]
