"""System checks: settings that do not fit together are told before the first mail, not after it."""

from collections.abc import Iterator, Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from mail import conf
from mail.addresses import deliverable_address
from mail.errors import InvalidAddress

TLS_KINDS = ("none", "starttls", "implicit")
SHORTEST_SECRET = 24
LOCAL = ("127.0.0.1", "localhost", "::1")


@register(Tags.compatibility)
def check_mail_settings(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    return [*_keys(), *_addresses(), *_server(), *_times(), *_pace(), *_returns(), *_webhooks()]


def _keys() -> Iterator[CheckMessage]:
    if not getattr(settings, "SUPPRESSION_KEY", ""):
        yield Error(
            "SUPPRESSION_KEY is empty.", hint="Set it once and never change it.", id="tekotori_mail.E001"
        )


def _addresses() -> Iterator[CheckMessage]:
    for name in ("MAIL_FROM_ADDRESS", "MAIL_REPLY_TO", "MAIL_ALERT_ADDRESS"):
        value = conf.text(name)
        if not value and name != "MAIL_FROM_ADDRESS":
            continue
        try:
            deliverable_address(value)
        except InvalidAddress as error:
            yield Error(f"{name} is not an address: {error.why}", id="tekotori_mail.E002")
    try:
        conf.mail_domain()
    except UnicodeError:
        yield Error("MAIL_DOMAIN is not a domain name.", id="tekotori_mail.E003")


def _server() -> Iterator[CheckMessage]:
    tls = conf.text("MAIL_SMTP_TLS")
    if tls not in TLS_KINDS:
        yield Error(f"MAIL_SMTP_TLS is {tls!r}; it can be {', '.join(TLS_KINDS)}.", id="tekotori_mail.E004")
    local = conf.text("MAIL_SMTP_HOST") in LOCAL
    if conf.text("MAIL_SMTP_USER") and tls == "none" and not local:
        yield Error(
            "The mail server's password would cross the network in the clear.",
            hint="Set MAIL_SMTP_TLS to starttls or implicit.",
            id="tekotori_mail.E005",
        )
    if not 0 < conf.whole("MAIL_SMTP_PORT") < 65536:
        yield Error("MAIL_SMTP_PORT is not a port number.", id="tekotori_mail.E006")


def _times() -> Iterator[CheckMessage]:
    # A worker that waits for one answer must not lose its lease meanwhile, or a mail that arrives is called uncertain.
    if conf.whole("MAIL_LEASE_SECONDS") < 2 * conf.whole("MAIL_SMTP_TIMEOUT"):
        yield Warning(
            "MAIL_LEASE_SECONDS is less than twice MAIL_SMTP_TIMEOUT.",
            hint="A slow server's mails would end as uncertain. Lengthen the lease.",
            id="tekotori_mail.W001",
        )


def _pace() -> Iterator[CheckMessage]:
    if conf.whole("MAIL_CONNECTIONS") < 1:
        yield Error("MAIL_CONNECTIONS is less than 1: no mail would go out.", id="tekotori_mail.E013")
    try:
        conf.throttles()
    except ValueError as error:
        yield Error(
            f"MAIL_THROTTLES has an entry that is no rate: {error}.",
            hint="A rate is a whole number of mails in a second, minute or hour: 10/s, 600/m, 5000/h.",
            id="tekotori_mail.E014",
        )


def _returns() -> Iterator[CheckMessage]:
    server = conf.imap_server()
    if server is None:
        return
    if server.tls not in TLS_KINDS:
        kinds = ", ".join(TLS_KINDS)
        yield Error(f"MAIL_RETURNS_IMAP_TLS is {server.tls!r}; it can be {kinds}.", id="tekotori_mail.E007")
    if server.tls == "none" and server.host not in LOCAL:
        yield Error(
            "The password of the mailbox for bounces would cross the network in the clear.",
            hint="Set MAIL_RETURNS_IMAP_TLS to starttls or implicit.",
            id="tekotori_mail.E008",
        )
    if len({server.folder, server.processed, server.unmatched}) != 3:
        yield Error(
            "MAIL_RETURNS_IMAP_FOLDER, _PROCESSED and _UNMATCHED name one folder twice.",
            hint="What was read would be read again for ever. Give each a folder of its own.",
            id="tekotori_mail.E009",
        )


def _webhooks() -> Iterator[CheckMessage]:
    from mail.returns.webhooks import SERVICES

    for name in conf.texts("MAIL_WEBHOOKS"):
        if name not in SERVICES:
            known = ", ".join(sorted(SERVICES))
            yield Error(f"MAIL_WEBHOOKS names {name!r}; it can name {known}.", id="tekotori_mail.E010")
            continue
        secret = SERVICES[name][1]
        if not conf.anymail(secret):
            yield Error(
                f"MAIL_WEBHOOKS names {name}, and ANYMAIL has no {secret}.",
                hint="Nothing is taken from a service that cannot show who it is: set the secret.",
                id="tekotori_mail.E011",
            )
    password = conf.anymail("WEBHOOK_SECRET")
    if password and (":" not in password or len(password) < SHORTEST_SECRET):
        yield Error(
            f"WEBHOOK_SECRET in ANYMAIL is not user:password of at least {SHORTEST_SECRET} characters.",
            hint="Whoever guesses it can have people left out of every newsletter.",
            id="tekotori_mail.E012",
        )
