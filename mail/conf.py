"""The settings of this app with their defaults, so that a project needs to set only what differs."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

DEFAULTS: dict[str, object] = {
    "LANGUAGE_CODE": "en",
    "BASE_URL": "",
    "MAIL_SMTP_HOST": "127.0.0.1",
    "MAIL_SMTP_PORT": 25,
    "MAIL_SMTP_USER": "",
    "MAIL_SMTP_PASSWORD": "",
    "MAIL_SMTP_TLS": "none",
    "MAIL_SMTP_TIMEOUT": 60,  # seconds for any one answer of the server
    "MAIL_CONNECTIONS": 4,  # at once, of one worker
    "MAIL_THROTTLES": {},  # "*" or a recipient domain: "10/s", "600/m", "5000/h"
    "MAIL_LEASE_SECONDS": 300,  # after this, a silent worker's deliveries are taken from it
    "MAIL_GIVE_UP_HOURS": 72,  # a delivery that is still deferred then fails
    "MAIL_KEEP_DAYS": 30,  # settled single mail is deleted after this
    "MAIL_ALERT_ADDRESS": "",  # who is told when mail does not go out
    "MAIL_ALERT_LANGUAGE": "",  # of those mails; empty: LANGUAGE_CODE
    "MAIL_ALERT_AFTER_MINUTES": 15,  # so long may the server take no mail, or nothing be sent that is due
    "MAIL_ALERT_FAILED_PERCENT": 5,  # more than this of a group may not fail unnoticed
    "MAIL_DOMAIN": "localhost",
    "MAIL_FROM_ADDRESS": "",
    "MAIL_FROM_NAME": "",
    "MAIL_REPLY_TO": "",
    "MAIL_SENDING_ADDRESSES": [],  # from which others see mail come, for check_sender
    "MAIL_DKIM_SELECTORS": [],  # names of keys with which the mail server signs, for check_sender
    "MAIL_ASSET_HOSTS": [],  # hosts beside BASE_URL's from which a mail may load images and fonts
    "MAIL_MJML_TIMEOUT": 20,  # seconds for compiling one mail
    "MAIL_RETURNS_IMAP_HOST": "",  # the mailbox for bounces and complaints; empty: none is read
    "MAIL_RETURNS_IMAP_PORT": 993,
    "MAIL_RETURNS_IMAP_TLS": "implicit",
    "MAIL_RETURNS_IMAP_USER": "",
    "MAIL_RETURNS_IMAP_PASSWORD": "",
    "MAIL_RETURNS_IMAP_FOLDER": "INBOX",
    "MAIL_RETURNS_IMAP_PROCESSED": "Processed",  # where read mails go
    "MAIL_RETURNS_IMAP_UNMATCHED": "Unmatched",  # and those at which somebody has to look
    "MAIL_RETURNS_IMAP_TIMEOUT": 30,  # seconds for any one answer of the server
    "MAIL_RETURNS_BELIEVED_DAYS": 30,  # a bounce of mail that was sent earlier is not believed
    "MAIL_SOFT_BOUNCES": 3,  # so many in a row, over so many days: the address gets no more bulk mail
    "MAIL_SOFT_BOUNCE_DAYS": 7,
    "MAIL_WEBHOOKS": [],  # hosted services that may report by request; mail.returns.webhooks names them
}


def setting(name: str) -> object:
    return getattr(settings, name, DEFAULTS[name])


def text(name: str) -> str:
    return str(setting(name))


def whole(name: str) -> int:
    return int(str(setting(name)))


def texts(name: str) -> list[str]:
    value = setting(name)
    return [str(entry) for entry in value] if isinstance(value, list | tuple | set) else []


_SECONDS = {"s": 1, "m": 60, "h": 3600}


def throttles() -> dict[str, float]:
    """Name -> mails a second. Raises ValueError with the entry that cannot be read."""
    value = setting("MAIL_THROTTLES")
    entries = value.items() if isinstance(value, dict) else ()
    return {str(name).strip().lower(): _rate(str(name), str(rate)) for name, rate in entries}


def _rate(name: str, text: str) -> float:
    number, _slash, unit = text.strip().partition("/")
    if not number.isdigit() or not int(number) or unit not in _SECONDS:
        raise ValueError(f"{name}={text}")
    return int(number) / _SECONDS[unit]


def lease() -> timedelta:
    return timedelta(seconds=whole("MAIL_LEASE_SECONDS"))


def give_up_after() -> timedelta:
    return timedelta(hours=whole("MAIL_GIVE_UP_HOURS"))


def alert_after() -> timedelta:
    return timedelta(minutes=whole("MAIL_ALERT_AFTER_MINUTES"))


def keep_single() -> timedelta:
    return timedelta(days=whole("MAIL_KEEP_DAYS"))


def returns_believed_for() -> timedelta:
    return timedelta(days=whole("MAIL_RETURNS_BELIEVED_DAYS"))


def soft_bounce_span() -> timedelta:
    return timedelta(days=whole("MAIL_SOFT_BOUNCE_DAYS"))


def anymail(name: str) -> str:
    """A setting of django-anymail, which it too reads as ANYMAIL["NAME"] or ANYMAIL_NAME."""
    own = getattr(settings, "ANYMAIL", {}).get(name) or getattr(settings, f"ANYMAIL_{name}", "")
    return str(own or "")


def mail_domain() -> str:
    """Right side of Message-ID and envelope sender, in ASCII."""
    return text("MAIL_DOMAIN").encode("idna").decode()


@dataclass(frozen=True)
class SmtpServer:
    host: str
    port: int
    user: str
    password: str
    tls: str  # none | starttls | implicit
    timeout_seconds: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"<SmtpServer {self}>"  # without the password, which would end up in logs


def smtp_server() -> SmtpServer:
    return SmtpServer(
        host=text("MAIL_SMTP_HOST"),
        port=whole("MAIL_SMTP_PORT"),
        user=text("MAIL_SMTP_USER"),
        password=text("MAIL_SMTP_PASSWORD"),
        tls=text("MAIL_SMTP_TLS"),
        timeout_seconds=whole("MAIL_SMTP_TIMEOUT"),
    )


@dataclass(frozen=True)
class ImapServer:
    """The mailbox that takes what comes back; `folder` is read, the other two take what was read."""

    host: str
    port: int
    tls: str  # none | starttls | implicit
    user: str
    password: str
    folder: str
    processed: str
    unmatched: str
    timeout_seconds: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"<ImapServer {self}>"  # see SmtpServer


def imap_server() -> ImapServer | None:
    """None where no mailbox is set."""
    if not text("MAIL_RETURNS_IMAP_HOST"):
        return None
    return ImapServer(
        host=text("MAIL_RETURNS_IMAP_HOST"),
        port=whole("MAIL_RETURNS_IMAP_PORT"),
        tls=text("MAIL_RETURNS_IMAP_TLS"),
        user=text("MAIL_RETURNS_IMAP_USER"),
        password=text("MAIL_RETURNS_IMAP_PASSWORD"),
        folder=text("MAIL_RETURNS_IMAP_FOLDER"),
        processed=text("MAIL_RETURNS_IMAP_PROCESSED"),
        unmatched=text("MAIL_RETURNS_IMAP_UNMATCHED"),
        timeout_seconds=whole("MAIL_RETURNS_IMAP_TIMEOUT"),
    )
