"""Writing to the author of a deed, and the page of a conversation behind a link that came by mail."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.errors import AccessLinkError
from core.public_forms import allow, link_page, public_form
from deeds.authoring.responses import HOUR, address_may, asking, link_problem, page
from deeds.authoring.views import shown_deed
from deeds.errors import ThreadClosed
from deeds.languages import Shown, shown_in
from deeds.relay import threads
from deeds.relay.forms import AskForm, MessageForm, ReportForm
from deeds.relay.threads import Access

SCOPE = "deeds.thread"
THREADS_A_DAY, MESSAGES_AN_HOUR = 3, 10


@public_form
def ask(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """The answer does not tell whether the author takes the message, or who that is."""
    shown = _deed_with_author(number, language)
    return asking(
        request,
        "relay/ask.html",
        form_class=AskForm,
        shown=shown,
        language=language,
        scope=SCOPE,
        act=partial(_ask, shown=shown, language=language),
        done="deeds:thread_asked",
    )


@require_safe
def asked(request: HttpRequest, language: str, number: int) -> HttpResponse:
    context = {"shown": _deed_with_author(number, language)}
    return page(request, "relay/asked.html", context, language=language)


def _deed_with_author(number: int, language: str) -> Shown:
    shown = shown_deed(number, language)
    if threads.author_to_write_to(shown.deed) is None:
        raise Http404
    return shown


def _ask(form: AskForm, *, shown: Shown, language: str) -> None:
    address = form.cleaned_data["address"]
    if address_may(address, form.now, scope=SCOPE, limit=THREADS_A_DAY):
        threads.ask_thread(
            deed=shown.deed,
            address=address,
            text=form.cleaned_data["text"],
            language=language,
            now=form.now,
        )


@link_page
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing; each button says what it does."""
    now = timezone.now()
    try:
        access = threads.open_thread(token=token, now=now)
    except AccessLinkError as error:
        return link_problem(request, error)
    language = access.contact.language if access.is_author else access.thread.language
    if access.is_author and access.thread.state == threads.State.ASKED:
        raise Http404  # no link leads the author here before the reader confirmed
    with translation.override(language):
        action = request.POST.get("action", "") if request.method == "POST" else ""
        forms = {
            "form": MessageForm(request.POST if action == "write" else None),
            "report_form": ReportForm(request.POST if action == "report" else None),
        }
        done = ACTIONS[action](access, forms, now) if action in ACTIONS else ""
        if done:
            access = threads.open_thread(token=token, now=now)
            forms = {"form": MessageForm(), "report_form": ReportForm()}
        context = {
            **forms,
            "done": done,
            "access": access,
            "thread": access.thread,
            "shown": next(iter(shown_in([access.thread.deed], language)), None),
            "messages": list(access.thread.messages.all()),
            "language": language,
        }
        status = 422 if action and not done else 200
        return page(request, "relay/thread.html", context, language=language, status=status)


def _confirm(access: Access, forms: dict[str, Any], now: datetime) -> str:
    if access.is_author:
        return ""
    row = threads.confirm_thread(thread=access.thread, now=now)
    if not row.is_open:
        return _("The author takes no messages now, so it was not passed on.")
    return _("Your message is on its way. We mail you when there is an answer.")


def _write(access: Access, forms: dict[str, Any], now: datetime) -> str:
    form = forms["form"]
    if not form.is_valid():
        return ""
    if not allow("deeds.message", f"{access.thread.pk}:{access.side}", MESSAGES_AN_HOUR, HOUR, now=now):
        form.add_error("text", _("You have written many messages within an hour. Send this one in an hour."))
        return ""
    try:
        threads.write_message(thread=access.thread, side=access.side, text=form.cleaned_data["text"], now=now)
    except ThreadClosed:
        form.add_error("text", _("The conversation was stopped meanwhile, so the message was not sent."))
        return ""
    return _("Sent. The other one gets a mail with a link.")


def _stop(access: Access, forms: dict[str, Any], now: datetime) -> str:
    threads.stop_thread(thread=access.thread, side=access.side, now=now)
    return _("The conversation is stopped. It is deleted after 90 days.")


def _block(access: Access, forms: dict[str, Any], now: datetime) -> str:
    threads.stop_thread(thread=access.thread, side=access.side, blocks=True, now=now)
    return _("The conversation is stopped, and you get no more messages from this reader.")


def _report(access: Access, forms: dict[str, Any], now: datetime) -> str:
    form = forms["report_form"]
    if not form.is_valid():
        return ""
    threads.report_thread(thread=access.thread, side=access.side, why=form.cleaned_data["why"], now=now)
    return _("Thank you. A moderator reads the conversation.")


ACTIONS: dict[str, Callable[[Access, dict[str, Any], datetime], str]] = {
    "confirm": _confirm,
    "write": _write,
    "stop": _stop,
    "block": _block,
    "report": _report,
}
