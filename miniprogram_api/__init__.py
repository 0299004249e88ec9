"""What residents' phones talk to: one file per noun, its schemas first, then its views.

Every view names its guard (auth.py), every refusal is a Problem (errors.py makes it RFC 9457), every write that can be
repeated goes through edge.answer_once.
"""

from flask import Blueprint

from miniprogram_api import (
    app_info,
    bookings,
    books,
    cases,
    catalog,
    certificates,
    closing,
    consents,
    copies,
    export,
    files,
    holding,
    issued,
    lookups,
    me,
    merchants,
    messages,
    orders,
    papers,
    payments,
    real_name,
    sessions,
    sign_in,
    slots,
    tills,
    titles,
    views,
)

BLUEPRINTS: list[Blueprint] = [
    app_info.bp,
    catalog.bp,
    sign_in.bp,
    me.bp,
    real_name.bp,
    sessions.bp,
    closing.bp,
    export.bp,
    certificates.bp,
    messages.bp,
    payments.bp,
    cases.bp,
    consents.bp,
    copies.bp,
    files.bp,
    holding.bp,
    slots.bp,
    lookups.bp,
    papers.bp,
    views.bp,
    bookings.bp,
    merchants.bp,
    tills.bp,
    issued.bp,
    books.bp,
    orders.bp,
    orders.held,
    titles.bp,
]
