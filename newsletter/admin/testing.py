"""Test to me: one click in the editor and on the sending screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mail.mjml import MjmlError
from newsletter.admin.sending.access import issue_for, user_of
from newsletter.blocks.mjml_errors import explain
from newsletter.errors import NothingToSend, NotTested
from newsletter.services.testing import send_test


@require_POST
def test_to_me(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the issue, as last saved, to whoever presses. The form of the editor may come along and is not read."""
    issue = issue_for(request, pk)
    try:
        mails = send_test(issue=issue, user=user_of(request), now=timezone.now())
    except NothingToSend:
        messages.error(request, _("There is nothing to test yet: write a subject in at least one language."))
    except NotTested:
        messages.error(request, _("No test was sent: your account has no address that may be mailed."))
    except MjmlError as error:
        messages.error(request, explain(error))
    else:
        words = ngettext(
            "A test of the issue as last saved is on its way to your address: %(number)d mail.",
            "A test of the issue as last saved is on its way to your address: %(number)d mails.",
            mails,
        )
        messages.success(request, words % {"number": mails})
    return redirect("newsletter_send" if "from-sending" in request.POST else "newsletter_issues:edit", pk)
