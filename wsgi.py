"""The one page that wires it all: settings, outside world, catalogue, what follows what, blueprints.

`gunicorn 'wsgi:create_app()'`, `flask --app wsgi …` and the tests all start here.
"""

from __future__ import annotations

from typing import Unpack

from flask import Flask, request

import console_api
import department_api
import miniprogram_api
import scenes
from app import gateways, reference
from app.appointments import closures
from app.appointments import service as visit_service
from app.arrangement import service as arrangement_service
from app.cases import agreeing, duties
from app.cases import queries as case_queries
from app.cases import reactions as cases
from app.catalog import search
from app.catalog.front import HotReads
from app.certificates import ending
from app.certificates import reactions as certificates
from app.certificates import service as certificate_service
from app.checks import CHECKS
from app.demand import service as demand_service
from app.demand.commands import demand
from app.editing import service as editing_service
from app.events.cases import (
    CaseCorrected,
    CaseEnded,
    CaseGranted,
    CaseMoved,
    CaseSubmitted,
    CaseWithdrawn,
    DutyLooked,
    OfficeAwaited,
    OfficeCorrected,
    OfficeLeft,
    OfficeReached,
)
from app.events.certificates import CertificateChanged, CertificateEnds, CertificateIssued, CertificateLooked, CertificateShown
from app.events.files import FilesDropped
from app.events.invoices import CardFailed, ClaimAnswered, ClaimClosed, ClaimMade, InvoiceGiven, InvoiceIssued, RedAsked, SaleToIssue
from app.events.late import CaseLate
from app.events.messages import MessageStored
from app.events.money import (
    FeeReleased,
    PaymentClosed,
    PaymentDue,
    PaymentSettled,
    ReceiptIssued,
    RefundRequested,
    RefundSettled,
    RefundStuck,
)
from app.events.participants import ParticipantTold
from app.events.people import IdentityMoved, PersonKnown
from app.events.visits import BookingTold, TicketCalled
from app.files import reactions as file_reactions
from app.holds import service as hold_service
from app.identity import service as identity_service
from app.kernel import cache, commands, crypto, db, jsons, limits, log, once, ports, seals, signed, tickets
from app.kernel.calls import AT_ONCE
from app.kernel.config import Overrides, read_settings
from app.kernel.observe import ROUTE, Observed
from app.kernel.relay import Relay, after
from app.language import registry
from app.lookups import papers
from app.merchants import cards, giving, issuing, redding, reimbursing
from app.notices import reactions as notices
from app.notices import templates
from app.participants import reactions as participants
from app.prices import PRICES
from app.publishing import release
from app.publishing import service as publishing_service
from app.publishing.commands import catalog as catalog_commands
from app.publishing.commands import publish_contents
from app.staff import service as staff_service
from app.staff.commands import staff
from app.supervision import reactions as supervision_reactions
from app.supervision import service as supervision
from app.titles import service as title_service
from deploy.walks.command import scene
from edge import errors, headers, house, openapi, paths
from edge import requests as edge
from payment import channels, webhooks
from payment import reactions as payment
from payment import service as payment_service
from payment.bills import service as bill_service
from payment.commands import money
from payment.receipts import service as receipts
from payment.refunds import service as refund_service

REACTIONS = dict(
    [
        after(PersonKnown, certificates.fill_wallet),
        after(IdentityMoved, notices.tell_identity),
        after(CaseSubmitted, cases.hand_over, cases.void_certificates),
        after(CaseCorrected, cases.send_correction),
        after(CaseWithdrawn, cases.tell_withdrawn),
        after(OfficeReached, cases.reach_office),
        after(OfficeCorrected, cases.correct_office),
        after(OfficeLeft, cases.leave_office),
        after(OfficeAwaited, supervision_reactions.remind),
        after(DutyLooked, duties.look),
        after(CaseMoved, notices.tell_move),
        after(CaseEnded, cases.issue_certificate, cases.close_offices),
        after(CaseGranted, cases.issue_granted),  # of before CaseEnded
        after(CaseLate, supervision_reactions.urge),
        after(ParticipantTold, participants.tell),
        after(PaymentDue, payment.open_order, notices.tell_due),
        after(PaymentSettled, cases.fee_paid, payment.issue_receipt, cases.tell_paid),
        after(ReceiptIssued, cases.tell_receipt),
        after(PaymentClosed, cases.bill_lapsed),
        after(FeeReleased, payment.release),
        after(RefundRequested, payment.send_refund),
        after(RefundSettled, payment.cancel_receipt, cases.fee_given_back, cases.tell_refund),
        after(RefundStuck, cases.tell_stuck),
        after(CertificateIssued, notices.tell_issued),
        after(CertificateLooked, certificates.ask_before),
        after(CertificateEnds, notices.tell_ends),
        after(CertificateChanged, certificates.renew),
        after(CertificateShown, notices.tell_shown),
        after(FilesDropped, file_reactions.erase),
        after(MessageStored, notices.send),
        after(BookingTold, notices.tell_booking),
        after(TicketCalled, notices.tell_called),
        after(SaleToIssue, issuing.issue),
        after(InvoiceIssued, giving.deliver),
        after(InvoiceGiven, notices.tell_invoice, cards.take_back),
        after(CardFailed, notices.tell_card),
        after(ClaimMade, notices.tell_claim),
        after(ClaimAnswered, notices.tell_claimed),
        after(ClaimClosed, reimbursing.book),
        after(RedAsked, redding.send),
    ]
)
HOUR = 3600.0
TIMERS: list[commands.Timer] = [
    (10.0, payment_service.sweep),
    (10.0, refund_service.sweep),
    (5.0, issuing.sweep),
    (10.0, redding.sweep),
    (10.0, cards.sweep),
    (10.0, arrangement_service.COURSE.publish_due),
    (60.0, title_service.sweep),
    (10.0, editing_service.COURSE.publish_due),
    (60.0, agreeing.sweep),
    (60.0, supervision.tick),
    (60.0, visit_service.sweep),
    (60.0, closures.sweep),
    (HOUR, payment_service.refresh_certificates),
    (HOUR / 6, bill_service.daily),
    (HOUR, lambda: db.in_transaction(once.forget_old)),
    (HOUR, lambda: db.in_transaction(signed.forget_old)),
    (HOUR, lambda: db.in_transaction(identity_service.forget_old)),
    (HOUR, lambda: db.in_transaction(certificate_service.forget_old)),
    (HOUR / 6, ending.sweep),
    (HOUR, lambda: db.in_transaction(papers.forget_old)),
    (HOUR, lambda: db.in_transaction(staff_service.forget_old)),
    (HOUR, lambda: db.in_transaction(hold_service.forget_old)),
    (HOUR, lambda: db.in_transaction(visit_service.forget_old)),
    (HOUR, supervision.sweep),
    (HOUR, demand_service.sweep),
]
BLUEPRINTS = [*miniprogram_api.BLUEPRINTS, *department_api.BLUEPRINTS, *console_api.BLUEPRINTS]


def create_app(**overrides: Unpack[Overrides]) -> Flask:
    """The whole application. `overrides` win over the environment (app.kernel.config.Settings' names)."""
    settings = read_settings(**overrides)
    log.configure(settings.log_level)
    db.connect(settings.database_url, settings.pool_size)
    keyring = crypto.Keyring.load(settings.data_dir / "keyring.json")
    crypto.use(keyring)
    tickets.use(keyring)
    seals.use(settings.card("seal"), settings.data_dir / "seal.json")
    cache.use(settings.redis_url)
    ports.use(gateways.connect(settings))
    registry.decide_with(CHECKS)
    registry.price_with(PRICES)
    registry.use(scenes.discover(), scenes.BESIDE)
    cases.reachable_at(settings.public_url)
    templates.use({kind: str(id_) for kind, id_ in jsons.part(settings.card("wechat"), "templates").items()})

    if "pay" in settings.credentials:
        channels.connect(settings.card("pay"), f"{settings.public_url}/notify/wechat-pay")
    release.prepare_with(search.prepare)
    receipts.issue_for(reference.public_bodies(), case_queries.brings_receipt)

    app = Flask("shengshi", static_folder=None)
    app.config.update(openapi.SETTINGS, SETTINGS=settings)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(_name_route)
    edge.register(app, settings.proxies)
    api = openapi.Documented(app)
    for converter in paths.CONVERTERS.values():
        api.register_converter(converter, paths.documented)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    openapi.finish(api, app)
    errors.register(app)
    house.register(app)
    commands.register(app, Relay(REACTIONS, AT_ONCE), TIMERS)
    app.register_blueprint(webhooks.bp)
    for group in (catalog_commands, money, staff, scene, demand):
        app.cli.add_command(group)
    inside = headers.Named(headers.Whole(webhooks.Notices(HotReads(app.wsgi_app, demand_service.read))), headers.names(settings))
    gate = limits.Gate(inside, limits.Flood(settings.flood_limit), app.config["PROXIES"])
    app.wsgi_app = Observed(headers.Closed(gate, headers.page_policy(settings)))  # type: ignore[method-assign]
    return app


def _name_route() -> None:
    """Log lines and metrics speak of routes, never of paths: a path may carry a number that is somebody's."""
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "none"


def publish_catalogue() -> int:
    """Publish the scene folders as they are (tests and the first start). Returns the release's number."""
    contents, sources = publishing_service.written()
    return publish_contents(contents, "初次发布", sources=sources)
