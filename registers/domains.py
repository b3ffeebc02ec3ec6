"""Mail domains of organisations: who writes from one of them is believed to speak for the organisation."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mail.addresses import normalise_address
from mail.errors import InvalidAddress


def validate_mail_domains(text: str) -> None:
    """Every word is what stands after @ in an address that could be mailed to."""
    for word in text.split():
        if not _domain_of(f"anyone@{word}"):
            raise ValidationError(
                _("“%(word)s” is not a mail domain. Write what stands after @, such as mallila.fi."),
                params={"word": word},
            )


def is_in_domains(address: str, domains: str) -> bool:
    """Whether an address belongs to one of the domains, or to a part of one: ada@care.mallila.fi to mallila.fi."""
    own = _domain_of(address)
    known = [_domain_of(f"anyone@{word}") for word in domains.split()]
    return any(own == domain or own.endswith(f".{domain}") for domain in known if domain)


def _domain_of(address: str) -> str:
    """In ASCII and lower case, as addresses are compared; "" for what is no address."""
    try:
        return normalise_address(address).rpartition("@")[2]
    except InvalidAddress:
        return ""
