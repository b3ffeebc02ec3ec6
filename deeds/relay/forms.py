"""Forms of conversations. The first is public; the others stand behind a link, which is guard enough."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.relay.threads import TEXT_LENGTH
from deeds.screening.guard import WordsForm


class MessageField(forms.CharField):
    """Plain text."""

    widget = forms.Textarea(attrs={"rows": 6})
    default_error_messages = {"required": _("Write your message.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_LENGTH, **kwargs)


class AskForm(WordsForm, PublicForm):
    """A reader's first message."""

    purpose = "deeds.thread"
    text = MessageField(
        label=_("Message"),
        help_text=_("What would you like to know? Write your name only if you want to."),
    )
    address = AddressField(
        label=_("Your e-mail address"),
        help_text=_("We mail you a link that confirms the message, and tell you of the answer. "
                    "The author does not see the address."),
    )  # fmt: skip


class MessageForm(WordsForm):
    text = MessageField(label=_("Message"))


class ReportForm(WordsForm):
    """Why a moderator should read the conversation."""

    why = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("A moderator then reads the whole conversation."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is wrong.")},
    )
