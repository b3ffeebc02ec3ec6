"""What findings are called, and what authors are told about them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from deeds.screening import Flag

KINDS = {
    "identity": gettext_lazy("personal identity code"),
    "phone": gettext_lazy("telephone number"),
    "email": gettext_lazy("e-mail address"),
    "name": gettext_lazy("perhaps a client's name"),
}


def refusal_message(flag: "Flag") -> str:
    """For the writer, at the field: why it is not taken, and what to do."""
    return _(
        "This looks like a personal identity code: %(excerpt)s. Such codes are neither shown nor kept here, so please "
        "take it out. The rest of your text can stay as it is."
    ) % {"excerpt": flag.excerpt}


def flag_message(flag: "Flag") -> str:
    """For the author and the moderator: what to look at before it is public."""
    words = {
        "phone": _("“%(excerpt)s” looks like a telephone number. It would be public: is it meant to be?"),
        "email": _("“%(excerpt)s” looks like an e-mail address. It would be public: is it meant to be?"),
        "name": _(
            "“%(excerpt)s” may be the name of a client. Nobody may be recognised as a client: take it out, or change it."
        ),
    }
    return words[flag.kind] % {"excerpt": flag.excerpt}
