"""Test mails: one click to oneself, in the editor and on the sending screen; there also to addresses that one types."""

import re
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mail.addresses import normalise_address
from mail.errors import InvalidAddress
from mail.mjml import MjmlError
from newsletter.admin.sending.access import issue_for, user_of
from newsletter.blocks.mjml_errors import explain
from newsletter.errors import NothingToSend, NotTested
from newsletter.services.testing import send_test, send_test_to

MOST = 10  # addresses: colleagues who look at a test, not an audience


class AddressesForm(forms.Form):
    """Addresses with commas, spaces or lines between them; each counts once."""

    addresses = forms.CharField(max_length=4000, required=False)

    def clean_addresses(self) -> list[str]:
        typed = re.split(r"[\s,;]+", self.cleaned_data["addresses"])
        found = {self._read(address): address for address in typed if address}
        if not found:
            raise forms.ValidationError(_("No test was sent: write at least one address."))
        if len(found) > MOST:
            raise forms.ValidationError(
                _("No test was sent: there are %(number)d addresses, and a test goes to at most %(most)d.")
                % {"number": len(found), "most": MOST}
            )
        return list(found.values())

    @staticmethod
    def _read(address: str) -> str:
        try:
            return normalise_address(address)
        except InvalidAddress:
            raise forms.ValidationError(
                _("No test was sent: “%(address)s” is not an e-mail address.") % {"address": address[:100]}
            ) from None


@require_POST
def test_to_me(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the issue, as last saved, to whoever presses. The form of the editor may come along and is not read."""
    issue = issue_for(request, pk)
    user = user_of(request)
    _send(request, lambda: send_test(issue=issue, user=user, now=timezone.now()))
    return redirect("newsletter_send" if "from-sending" in request.POST else "newsletter_issues:edit", pk)


@require_POST
def test_to_others(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail it to named addresses. Whoever may send the issue to its readers may send this."""
    issue = issue_for(request, pk, "send_issue")
    form = AddressesForm(request.POST)
    if form.is_valid():
        addresses = form.cleaned_data["addresses"]
        _send(request, lambda: send_test_to(issue=issue, addresses=addresses, now=timezone.now()))
    else:
        messages.error(request, str(form.errors["addresses"][0]))
    return redirect("newsletter_send", pk)


def _send(request: HttpRequest, send: Callable[[], int]) -> None:
    try:
        mails = send()
    except NothingToSend:
        messages.error(request, _("There is nothing to test yet: write a subject in at least one language."))
    except NotTested as error:
        messages.error(request, _not_tested(error))
    except MjmlError as error:
        messages.error(request, explain(error))
    else:
        words = ngettext(
            "A test of the issue as last saved is on its way: %(number)d mail.",
            "A test of the issue as last saved is on its way: %(number)d mails.",
            mails,
        )
        messages.success(request, words % {"number": mails})


def _not_tested(error: NotTested) -> str:
    if error.addresses:
        return _("No test was sent: %(addresses)s must not be mailed.") % {
            "addresses": ", ".join(error.addresses)
        }
    return _("No test was sent: your account has no address that may be mailed.")
