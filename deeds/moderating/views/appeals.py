"""The page behind the link in a letter about a decision: what was decided, and a form to appeal it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError, LinkUnknown
from contacts.models import AccessLink
from contacts.services import look_up_access_link, use_access_link
from core.public_forms import link_page
from deeds.errors import AppealClosed
from deeds.models.moderation import Appeal, Decision
from deeds.moderating.access import APPEAL
from deeds.moderating.appeals import can_appeal, send_appeal
from deeds.moderating.forms import AppealForm
from deeds.moderating.grounds import basis
from deeds.moderating.views.responses import known_language, link_problem, page


@link_page
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    act = use_access_link if request.method == "POST" else look_up_access_link
    try:
        link = act(purpose=APPEAL, token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, is_old=not isinstance(error, LinkUnknown))
    decision = Decision.objects.select_related("deed", "submission").filter(pk=link.reference).first()
    if decision is None:
        return link_problem(request, is_old=True)
    language = known_language(decision.language)
    with translation.override(language):
        return _answer(request, decision, link, language)


def _answer(request: HttpRequest, decision: Decision, link: AccessLink, language: str) -> HttpResponse:
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            send_appeal(
                decision=decision,
                contact=link.contact,
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
        except AppealClosed:
            status = 409
    elif form.is_bound:
        status = 422
    context = {
        "form": form,
        "decision": decision,
        "title": _title(decision),
        "basis": basis(decision.ground) if decision.ground else "",
        "appeal": Appeal.objects.filter(decision=decision).first(),
        "can_appeal": can_appeal(decision),
    }
    return page(request, "appeal.html", context, language=language, status=status)


def _title(decision: Decision) -> str:
    if decision.submission is not None and decision.submission.title:
        return decision.submission.title
    return decision.deed.title if decision.deed else _("your deed")
