"""The pages of adopting: the form, and what stands behind the link in the mail. A GET changes nothing."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from core.public_forms import link_page, public_form
from deeds.languages import Shown, shown_in
from deeds.models import Adoption, Deed
from deeds.spreading import adopting
from deeds.spreading.errors import AdoptionImpossible
from deeds.spreading.forms import PROBLEMS, AdoptionForm
from deeds.spreading.responses import address_may, known_language, network_may, page

MOST_NAMES = 600  # in the list that helps with typing; longer ones would weigh more than the page


@public_form
def adopt(request: HttpRequest, number: int, language: str) -> HttpResponse:
    now = timezone.now()
    shown = _shown_deed(number, language)
    with translation.override(language):
        form = AdoptionForm(request.POST if request.method == "POST" else None, deed=shown.deed, now=now)
        status = 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now):
                _ask(form, language)
                return _see("adoptions:sent", number, language)
            form.add_error(
                None,
                _(
                    "Very many forms have come from your network within an hour. Send this one again in an hour."
                ),
            )
            status = 429
        elif form.is_bound:
            status = 422
        context = {"form": form, "shown": shown, "names": _names(form)}
        return page(request, "adopt.html", context, language=language, status=status)


@require_safe
def sent(request: HttpRequest, number: int, language: str) -> HttpResponse:
    return page(request, "adoption_sent.html", {"shown": _shown_deed(number, language)}, language=language)


@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    act = adopting.confirm_adoption if request.method == "POST" else adopting.look_up_adoption
    try:
        adoption = act(token=token, now=now)
    except LinkUsed as used:
        return _known(request, used.reference)
    except LinkExpired as expired:
        return _problem(request, _too_old, _language_of(expired.reference), 410)
    except (LinkUnknown, Adoption.DoesNotExist):
        return _problem(request, _altered, known_language(translation.get_language()), 400)
    except AdoptionImpossible as error:
        language = _language_of(adopting.look_up_adoption(token=token, now=now).reference)
        text = PROBLEMS[error.problem][1]
        return _problem(request, lambda: (_("This can't be shown"), str(text)), language, 409)
    return _adoption_page(request, adoption)


def _shown_deed(number: int, language: str) -> Shown:
    """A published deed as a reader of the language sees it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    rows = Deed.objects.live().select_related("organisation__merged_into")
    shown = shown_in([get_object_or_404(rows, number=number)], language)
    if not shown:
        raise Http404
    return shown[0]


def _names(form: AdoptionForm) -> list[str]:
    names = [row.name for row in form.known if row.merged_into_id is None]
    return names if len(names) <= MOST_NAMES else []


def _ask(form: AdoptionForm, language: str) -> None:
    address = form.cleaned_data["address"]
    if form.word is not None and address_may(address, form.now):
        adopting.ask_adoption(word=form.word, address=address, language=language, now=form.now)


def _see(name: str, number: int, language: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name, args=[number, language]))
    response.status_code = 303
    return response


def _adoption_page(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """The state of an adoption, with the button while it waits for its confirmation."""
    language = known_language(adoption.language)
    context: dict[str, Any] = {
        "adoption": adoption,
        "organisation": adoption.organisation.name_in(language),
        "shown": next(iter(shown_in([adoption.deed], language)), None),
        "result": next(iter(shown_in([adoption.resulting_deed], language)), None)
        if adoption.resulting_deed
        else None,
    }
    return page(request, "adoption.html", context, language=language)


def _known(request: HttpRequest, reference: str) -> HttpResponse:
    """A link that was used shows what came of it."""
    rows = Adoption.objects.select_related("deed", "organisation", "resulting_deed")
    adoption = rows.filter(reference=reference).first()
    if adoption is None:
        return _problem(request, _altered, known_language(translation.get_language()), 400)
    return _adoption_page(request, adoption)


def _language_of(reference: str) -> str:
    code = Adoption.objects.filter(reference=reference).values_list("language", flat=True).first()
    return known_language(code or translation.get_language())


def _too_old() -> tuple[str, str]:
    return (
        _("This link is too old"),
        _(
            "A confirmation link works for seven days. Tell us again on the deed's page, and we send a new one."
        ),
    )


def _altered() -> tuple[str, str]:
    return (
        _("This link does not work"),
        _(
            "Part of the address is missing or has changed. Open the link in the mail once more, or copy all of it."
        ),
    )


def _problem(request: HttpRequest, words: Any, language: str, status: int) -> HttpResponse:
    """Never 404, which the language redirect would catch."""
    with translation.override(language):
        title, text = words()
    return page(request, "problem.html", {"title": title, "text": text}, language=language, status=status)
