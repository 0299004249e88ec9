"""The tax bureau: invoices issued, checked, turned red; quotas; files of each invoice."""

from __future__ import annotations

from sandbox.tax import doors, red

BLUEPRINTS = (doors.bp,)
INSTALL = (red.install,)
