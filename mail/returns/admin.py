"""What came back, in Wagtail's admin: a list, and a page on which somebody decides about what fits no mail."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from mail import conf
from mail.errors import AlreadyDecided
from mail.models import Delivery
from mail.returns.models import KINDS, Return, Standing
from mail.returns.reports import Kind
from mail.returns.services import assign_return, dismiss_return, newest_delivery

DECIDE = "tekotori_mail.decide_return"
SEE_ADDRESSES = "tekotori_mail.view_address"
# What somebody can say that a report means; the others change nothing.
_MEANINGS = (Kind.HARD, Kind.SOFT, Kind.COMPLAINT, Kind.OPT_OUT, Kind.DELIVERED)


def local_time(value: Any) -> Any:
    """A time as people read it here; Wagtail's page of one row would show it in UTC."""
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if isinstance(value, datetime) else value


class ReturnFilterSet(WagtailFilterSet):
    class Meta:
        model = Return
        fields = ["standing", "kind", "channel"]


class ReturnIndexView(IndexView):
    """The list, and above it how many wait for somebody."""

    template_name = "mail/admin/returns.html"
    page_title = _("What came back")

    @property
    def columns(self) -> list[Column]:
        allowed = self.request.user.has_perm(SEE_ADDRESSES)
        return [column for column in super().columns if allowed or column.name != "address"]

    def get_base_queryset(self) -> QuerySet[Return]:
        rows = super().get_base_queryset().select_related("delivery__message").defer("source")
        queryset: QuerySet[Return] = rows.defer("delivery__message__html", "delivery__message__text")
        return queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"waiting": Return.objects.filter(standing=Standing.OPEN).count()}


class AssignForm(forms.Form):
    """Which mail a report is about, and what it says of it."""

    about = forms.CharField(
        label=_("Whose mail"),
        max_length=320,
        help_text=_("The reader's e-mail address, or the number of a delivery."),
    )
    kind = forms.ChoiceField(
        label=_("What it says"),
        choices=[(value, label) for value, label in KINDS if value in _MEANINGS],
        widget=forms.RadioSelect,
    )

    def clean_about(self) -> Delivery:
        said = self.cleaned_data["about"].strip()
        delivery = Delivery.objects.filter(public_id=said.lower()).first()
        delivery = delivery or newest_delivery(address=said, now=timezone.now())
        if delivery is None:
            days = conf.returns_believed_for().days
            raise ValidationError(
                gettext(
                    "No mail was sent to this address in the last %(days)s days, and no delivery has this number. "
                    "Check the spelling, or dismiss the report."
                )
                % {"days": days}
            )
        return delivery


class ReturnInspectView(InspectView):
    """One report; whoever may decides here what it means, or that nothing follows from it."""

    template_name = "mail/admin/return.html"
    page_title = _("What came back")
    form: AssignForm | None = None

    @property
    def may_decide(self) -> bool:
        return bool(self.object.standing != Standing.COUNTED and self.request.user.has_perm(DECIDE))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        try:
            return self._dismiss() if "dismiss" in request.POST else self._assign()
        except AlreadyDecided:
            messages.error(request, gettext("Somebody has decided about this report meanwhile."))
            return redirect(self._here())

    def _dismiss(self) -> HttpResponse:
        dismiss_return(returned=self.object, user=self.request.user, now=timezone.now())
        messages.success(self.request, gettext("Dismissed. It stays in the list and can still be assigned."))
        return redirect(self.index_url_name)

    def _assign(self) -> HttpResponseBase:
        self.form = AssignForm(self.request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        delivery, kind = self.form.cleaned_data["about"], Kind(self.form.cleaned_data["kind"])
        user, now = self.request.user, timezone.now()
        assign_return(returned=self.object, delivery=delivery, kind=kind, user=user, now=now)
        messages.success(self.request, gettext("Assigned. What follows from it is done."))
        return redirect(self._here())

    def _here(self) -> str:
        return reverse("returned_mail:inspect", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        may_see = self.request.user.has_perm(SEE_ADDRESSES)
        form = (self.form or AssignForm(initial=self._guess(may_see))) if self.may_decide else None
        return context | {"source": self.object.source if may_see else "", "form": form, "may_see": may_see}

    def _guess(self, may_see: bool) -> dict[str, Any]:
        return {"about": self.object.recipient if may_see else "", "kind": self.object.kind}

    def get_fields(self) -> list[str]:
        names: list[str] = super().get_fields()
        shown = [name for name in names if name != "recipient" or self.request.user.has_perm(SEE_ADDRESSES)]
        report = self.get_object()
        return [name for name in shown if getattr(report, name)]

    def get_delivery_display_value(self) -> str:
        delivery = self.object.delivery
        return format_html(
            '<a href="{}">{}</a> {}',
            reverse("mail:inspect", args=[delivery.pk]),
            delivery.public_id,
            delivery.get_state_display(),
        )

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        return local_time(super().get_field_display_value(field_name, field))


class ReturnViewSet(ModelViewSet):
    model = Return
    name = "returned_mail"
    url_prefix = "mail/returns"
    icon = "undo"
    menu_label = _("What came back")
    menu_order = 20
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = ReturnIndexView
    inspect_view_class = ReturnInspectView
    form_fields: list[str] = []
    ordering = "-pk"
    list_per_page = 50
    filterset_class = ReturnFilterSet
    list_display = [
        TitleColumn(
            "kind",
            label=pgettext_lazy("report", "What"),
            accessor="get_kind_display",
            url_name="returned_mail:inspect",
            sort_key="kind",
        ),
        Column("standing", label=_("State"), accessor="get_standing_display", sort_key="standing"),
        Column("status", label=_("Status code")),
        Column("group", label=_("Group"), accessor="delivery.message.group"),
        Column("channel", label=pgettext_lazy("report", "Came by"), accessor="get_channel_display"),
        Column("received_at", label=_("When"), sort_key="received_at"),
        Column("address", label=_("Address"), accessor="address"),
    ]
    inspect_view_fields = [
        "kind", "standing", "trouble", "delivery", "recipient", "status", "diagnostic", "channel", "service",
        "received_at", "decided_at", "decided_by",
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        # See DeliveryViewSet: what nobody may do has no address.
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """Elsewhere in the admin a report is no link."""
