"""Beginning: the one screen without a link. Its answer is the same whether the address is known or not."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.html import absolute_url
from core.pages import PageLanguage
from core.public_forms import public_form
from deeds.models import DeedSubmission
from deeds.submitting.access import browser_token, page_path
from deeds.submitting.drafting import begin as begin_draft
from deeds.submitting.errors import AlreadyBegun
from deeds.submitting.forms.begin import BeginForm
from deeds.submitting.rules import has_organisation
from deeds.submitting.views.responses import address_may, network_may, page, see, too_many
from deeds.submitting.views.trail import trail


@public_form
def begin(request: HttpRequest, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    now = timezone.now()
    with translation.override(language):
        form = BeginForm(request.POST if request.method == "POST" else None, now=now)
        status = 422 if form.is_bound else 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now):
                submission = _begun(form, language)
                if submission is not None:
                    token = browser_token(submission=submission, now=now)
                    return see(page_path(token, "deed" if has_organisation(submission) else "organisation"))
            else:
                form.add_error(None, too_many())
                status = 429
        context = {"form": form, "trail": trail("who"), "page_languages": _page_languages(language)}
        return page(request, "begin.html", context, language=language, status=status)


def _begun(form: BeginForm, language: str) -> DeedSubmission | None:
    address = form.cleaned_data["address"]
    try:
        return begin_draft(
            address=address,
            language=language,
            employer=form.cleaned_data["employer"],
            key=form.key,
            may_mail=address_may(address, form.now),
            now=form.now,
        )
    except AlreadyBegun:
        form.add_error(
            None,
            _(
                "This form was sent before. Go on by the link in the mail, or send the form again to begin another deed."
            ),
        )
        return None


def _page_languages(language: str) -> list[PageLanguage]:
    """The same page in each language, for the switcher and the head."""
    return [
        PageLanguage(code, absolute_url(begin_path(code)), "", is_current=code == language)
        for code, _name in settings.LANGUAGES
    ]


def begin_path(language: str) -> str:
    return reverse("deeds:begin", kwargs={"language": language})
