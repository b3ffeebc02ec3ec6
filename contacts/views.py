"""What a person may do with what we hold about them, behind a link that came by mail. A GET shows nothing of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import services
from contacts.errors import AccessLinkError
from contacts.forms import AskDataForm, EraseForm
from contacts.holdings import Holding, Way, holdings
from contacts.models import AccessLink, Contact
from core.public_forms import allow, link_page, network_may, public_form
from mail.services import address_key

DAY = 86400
WORDS = {
    "contact": gettext_lazy("Contact"),
    "access_links": gettext_lazy("Links sent to you"),
    "address_changes": gettext_lazy("Changes of your address"),
    "old_address": gettext_lazy("old address"),
    "new_address": gettext_lazy("new address"),
    "done_at": gettext_lazy("done"),
    "consents": gettext_lazy("What you agreed to and took back"),
    "mails": gettext_lazy("Mails sent to you"),
    "address": gettext_lazy("e-mail address"),
    "language": gettext_lazy("language"),
    "created_at": gettext_lazy("created"),
    "purpose": gettext_lazy("purpose"),
    "used": gettext_lazy("used"),
    "kind": gettext_lazy("event"),
    "at": gettext_lazy("time"),
    "subject": gettext_lazy("subject"),
    "state": gettext_lazy("state"),
}

# What stands in stored values, in words.
VALUES = {
    "asked": gettext_lazy("asked for"),
    "confirmed": gettext_lazy("confirmed"),
    "changed": gettext_lazy("changed"),
    "undone": gettext_lazy("a change by the staff, taken back"),
    "imported": gettext_lazy("taken over from another list"),
    "ended": gettext_lazy("ended"),
    "pending": gettext_lazy("waiting for confirmation"),
    "active": gettext_lazy("confirmed"),
    "one-click": gettext_lazy("with one click in the mail program"),
    "editor": gettext_lazy("by the staff"),
    "page": gettext_lazy("with the button on the page"),
    "preferences": gettext_lazy("on the page of choices"),
    "erased": gettext_lazy("erased"),
    "button": gettext_lazy("with the button behind the link in the mail"),
    "newsletter.confirm": gettext_lazy("to confirm a subscription"),
    "contacts.data": gettext_lazy("to see one's own data"),
    "contacts.address.old": gettext_lazy("to change the address"),
    "contacts.address.new": gettext_lazy("to change the address"),
    "address_changed": gettext_lazy("address changed"),
    "both": gettext_lazy("confirmed at both addresses"),
    "queued": gettext_lazy("waiting to be sent"),
    "sent": gettext_lazy("sent"),
    "delivered": gettext_lazy("delivered"),
    "bounced": gettext_lazy("returned"),
    "cancelled": gettext_lazy("cancelled"),
}
EMPTY: tuple[Any, ...] = (None, "", [], {})
ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")


@public_form
def ask_data(request: HttpRequest, language: str) -> HttpResponse:
    """Asking for the link; the answer is the same whether we know the address or not."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    now = timezone.now()
    with translation.override(language):
        form = AskDataForm(request.POST if request.method == "POST" else None, now=now)
        if form.is_bound and form.is_valid():
            if network_may(request, form, scope="contacts", per_network=20, per_site=600, now=now):
                _send_if_known(form, language)
                return page(request, "data_asked.html", {})
            form.add_error(
                None, _("Very many forms have come from your network within an hour. Try again in an hour.")
            )
        return page(request, "ask_data.html", {"form": form}, status=422 if form.is_bound else 200)


@link_page
def data(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    act = services.use_access_link if request.method == "POST" else services.look_up_access_link
    try:
        link = act(purpose=services.DATA, token=token, now=now)
    except AccessLinkError:
        return page(request, "data_link_old.html", {"page_language": translation.get_language()}, status=410)
    with translation.override(link.contact.language):
        return _act(request, link, request.POST.get("action", "") if request.method == "POST" else "")


def _act(request: HttpRequest, link: AccessLink, action: str) -> HttpResponse:
    if action == "file":
        return _file(link)
    form = EraseForm(request.POST if action == "erase" else None)
    if action == "erase" and form.is_valid():
        services.erase_contact(contact=link.contact, now=timezone.now())
        return page(request, "erased.html", {})
    held = services.export_contact(contact=link.contact) if action == "show" else None
    context = {
        "form": form,
        "sections": _sections(held, link.contact, timezone.now()) if held else None,
        # Before anything is shown a scanner may read the page, so it says what becomes of every kind of data.
        "fates": [(row.label, row.erasing) for row in holdings if held is None or held[row.key]],
    }
    return page(request, "data.html", context, status=422 if form.is_bound else 200)


def _file(link: AccessLink) -> HttpResponse:
    response = JsonResponse(
        services.export_contact(contact=link.contact), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _send_if_known(form: AskDataForm, language: str) -> None:
    address = form.cleaned_data["address"]
    contact = services.find_person(address=address, language=language, now=form.now)
    if contact and allow("contacts.address", address_key(address), 3, DAY, now=form.now):
        services.send_data_link(contact=contact, now=form.now)


@dataclass(frozen=True)
class Section:
    """What is held of one kind, in words, and where the person corrects it."""

    heading: str
    rows: list[list[tuple[str, Any]]]
    ways: Sequence[Way] = ()


def _sections(held: dict[str, Any], contact: Contact, now: datetime) -> list[Section]:
    words: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for holding in holdings:
        words.update(holding.words)
        values.update(_values(holding))
    # Keys, kinds of consent and states of mails go before what an app calls by the same code.
    words, values = words | WORDS, values | _values()
    sections = [
        Section(
            str(WORDS[key]),
            [_row(row, words, values) for row in (rows if isinstance(rows, list) else [rows])],
        )
        for key, rows in held.items()
        if holdings.get(key) is None
    ]
    return sections + [_section(holding, held[holding.key], words, contact, now) for holding in holdings]


def _section(
    holding: Holding, rows: list[dict[str, Any]], words: dict[str, Any], contact: Contact, now: datetime
) -> Section:
    values = _values() | _values(holding)
    shown = holding.shown(contact) if holding.shown else rows
    ways = holding.ways(contact, now) if holding.ways else ()
    return Section(str(holding.label), [_row(row, {**words, **holding.words}, values) for row in shown], ways)


def _values(holding: Holding | None = None) -> dict[str, Any]:
    if holding is None:
        return {**dict(settings.LANGUAGES), **VALUES}
    return {**holding.values, **(holding.names() if holding.names else {})}


def _row(row: dict[str, Any], words: dict[str, Any], values: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (str(words.get(key, key)), _value(value, words, values))
        for key, value in row.items()
        if value not in EMPTY
    ]


def _value(value: Any, words: dict[str, Any], values: dict[str, Any]) -> str:
    """A value in words; the file that people download keeps it as it is stored."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(part, words, values) for part in value)
    if isinstance(value, dict):
        parts = (
            f"{words.get(key, key)}: {_value(part, words, values)}"
            for key, part in value.items()
            if part not in EMPTY
        )
        return "; ".join(parts)
    return str(values.get(value) or _day_or_time(str(value)))


def _day_or_time(value: str) -> str:
    """A stored time as people write it, in the site's time zone; any other text as it is."""
    if not ISO_TIME.fullmatch(value):
        return value
    moment = localtime(datetime.fromisoformat(value))
    return date_format(moment, "DATETIME_FORMAT")


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this app in the active language."""
    response = HttpResponse(render_to_string(f"contacts/{template}", context, request=request), status=status)
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response
