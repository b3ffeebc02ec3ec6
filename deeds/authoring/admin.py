"""Retiring a deed in the admin, and bringing it back: from the menu of any of its pages."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.models import Page

from deeds.authoring.retiring import REASON_LENGTH, bring_back_deed, check_ground, retire_deed
from deeds.models import Deed, DeedPage
from deeds.screening.guard import WordsForm
from deeds.widgets import deed_chooser


class RetireForm(WordsForm):
    """Why a deed is retired; readers see it at its addresses."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why is it retired?"), choices=Deed.Ground.choices, widget=forms.RadioSelect
    )
    replaced_by = forms.ModelChoiceField(
        label=gettext_lazy("Which deed has taken its place?"),
        help_text=gettext_lazy("Only when another deed has taken its place. Readers are led to it."),
        queryset=Deed.objects.live(),
        required=False,
        widget=deed_chooser(),
    )
    reason = forms.CharField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy(
            "In the deed's language. Readers see it. Needed when you chose “another reason”."
        ),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, deed: Deed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deed = deed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            check_ground(
                deed=self.deed,
                ground=cleaned["ground"],
                reason=cleaned["reason"],
                replaced_by=cleaned["replaced_by"],
            )
        return cleaned


def _deed_of(request: HttpRequest, page_pk: int, right: str) -> tuple[Deed, DeedPage]:
    """The deed of a page, and its source page, if this person has the right over it."""
    page = get_object_or_404(DeedPage, pk=page_pk, alias_of__isnull=True)
    deed = page.deed
    if deed is None or deed.source_page is None or deed.state == Deed.State.DRAFT:
        raise Http404
    if not getattr(deed.source_page.permissions_for_user(request.user), right)():
        raise PermissionDenied
    return deed, deed.source_page


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)  # `_deed_of` has let nobody else in


def retire(request: HttpRequest, page_pk: int) -> HttpResponse:
    """GET asks why; POST retires."""
    deed, page = _deed_of(request, page_pk, "can_publish")
    form = RetireForm(request.POST if request.method == "POST" else None, deed=deed)
    if form.is_bound and form.is_valid():
        try:
            retire_deed(deed=deed, user=_user(request), now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:  # the replacement was withdrawn a moment ago
            form.add_error(None, error)
        else:
            return _retired(request, deed, page)
    return render(request, "deeds/admin/retire.html", {"deed": deed, "page": page, "form": form})


def _retired(request: HttpRequest, deed: Deed, page: DeedPage) -> HttpResponse:
    said = _("Deed %(number)s is retired. Its addresses say why.") % {"number": deed.number}
    undo = messages.button(reverse("deed_bring_back", args=(page.pk,)), _("Bring it back"))
    messages.success(request, said, buttons=[undo])
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def bring_back(request: HttpRequest, page_pk: int) -> HttpResponse:
    """GET asks; POST publishes the deed again as readers saw it last."""
    deed, page = _deed_of(request, page_pk, "can_publish")
    if deed.state != Deed.State.RETIRED:
        messages.warning(request, _("Deed %(number)s is not retired.") % {"number": deed.number})
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST":
        bring_back_deed(deed=deed, user=_user(request), now=timezone.now())
        messages.success(request, _("Deed %(number)s is published again.") % {"number": deed.number})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return render(request, "deeds/admin/bring_back.html", {"deed": deed, "page": page})


class RetireItem(PageMenuItem):
    label = gettext_lazy("Retire the deed")
    icon_name = "no-view"
    url_name = "deed_retire"

    def is_shown(self, user: Any) -> bool:
        return bool(self.page.live and self.page.permissions_for_user(user).can_publish())


class BringBackItem(PageMenuItem):
    label = gettext_lazy("Bring the deed back")
    icon_name = "undo"
    url_name = "deed_bring_back"

    def is_shown(self, user: Any) -> bool:
        if self.page.live or not self.page.permissions_for_user(user).can_publish():
            return False
        rows = Deed.objects.filter(translation_key=self.page.translation_key, state=Deed.State.RETIRED)
        return rows.exists()


def _is_deed(page: Page) -> bool:
    return page.specific_class is DeedPage and page.alias_of_id is None


@hooks.register("register_page_listing_more_buttons")
def listing_items(page: Page, user: Any, next_url: str | None = None) -> Iterator[PageMenuItem]:
    # Only what needs no query of its own: a list has many rows.
    if _is_deed(page):
        yield RetireItem(page=page, priority=45)


@hooks.register("register_page_header_buttons")
def header_items(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[PageMenuItem]:
    if _is_deed(page):
        yield RetireItem(page=page, priority=62)
        yield BringBackItem(page=page, priority=63)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("deeds/<int:page_pk>/retire/", retire, name="deed_retire"),
        path("deeds/<int:page_pk>/bring-back/", bring_back, name="deed_bring_back"),
    ]
