"""Closing an organisation in the admin: it ends, or carries on in another one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_passes_test
from wagtail.admin.widgets import AdminDateInput

from registers.errors import EndsBeforeItBegins
from registers.models import Organisation
from registers.services import end_organisation, merge_organisations


class CloseForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Last day"), widget=AdminDateInput)
    into = forms.ModelChoiceField(
        label=gettext_lazy("Merged into"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody carries it on"),
        help_text=gettext_lazy("Its deeds keep its name, and count for the organisation that carries on."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        others = Organisation.objects.filter(status=Organisation.Status.ACTIVE).exclude(pk=organisation.pk)
        self.fields["into"].queryset = others.in_order()  # type: ignore[attr-defined]  # a ModelChoiceField


@user_passes_test(lambda user: user.has_perm("tekotori_registers.change_organisation"))
def close_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with the last day and the successor; only for organisations that are active."""
    organisation = get_object_or_404(Organisation, pk=pk, status=Organisation.Status.ACTIVE)
    form = CloseForm(request.POST or None, organisation=organisation)
    if form.is_valid() and _close(request, organisation, form):
        messages.success(request, _("%(name)s is closed.") % {"name": organisation.name})
        return redirect("wagtailsnippets_tekotori_registers_organisation:list")
    context = {"form": form, "organisation": organisation, "header_title": _("Close or merge")}
    return TemplateResponse(request, "registers/close_organisation.html", context)


def _close(request: HttpRequest, organisation: Organisation, form: CloseForm) -> bool:
    on, into = form.cleaned_data["on"], form.cleaned_data["into"]
    user: Any = request.user  # signed in: the view has checked a permission
    try:
        if into:
            merge_organisations(merged=[organisation], into=into, on=on, now=timezone.now(), user=user)
        else:
            end_organisation(organisation=organisation, on=on, now=timezone.now(), user=user)
    except EndsBeforeItBegins:
        form.add_error("on", _("The last day is before the organisation's first."))
        return False
    return True
