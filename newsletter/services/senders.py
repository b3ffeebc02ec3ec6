"""Whether the names of a newsletter's sender fit the servers that send for it."""

import ipaddress

from django.conf import settings

from mail import conf
from mail.names.checking import Finding, Sender, check_sender
from mail.names.lookup import Lookup, NoAnswer
from newsletter.models import Newsletter


def check_newsletter(*, newsletter: Newsletter, look_up: Lookup) -> list[Finding]:
    """What the DNS says of the newsletter's sender; nothing is written."""
    sender = Sender(
        from_address=newsletter.from_address,
        reply_to=tuple(newsletter.reply_to_in(code) for code, _name in settings.LANGUAGES),
        envelope_domain=conf.mail_domain(),
        servers=servers(look_up),
        selectors=tuple(conf.texts("MAIL_DKIM_SELECTORS")),
    )
    return check_sender(sender=sender, look_up=look_up)


def servers(look_up: Lookup) -> tuple[str, ...]:
    """The addresses that others see mail come from: the setting, or those of the mail server where they are public."""
    given = conf.texts("MAIL_SENDING_ADDRESSES")
    return tuple(given) or tuple(
        address for address in _addresses(look_up) if ipaddress.ip_address(address).is_global
    )


def _addresses(look_up: Lookup) -> list[str]:
    host = conf.text("MAIL_SMTP_HOST")
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        return [*look_up(host, "A"), *look_up(host, "AAAA")]
    except NoAnswer:
        return []
