"""The registers in the admin. What comes from the project's files is for looking up; organisations are edited."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from registers.models import (
    ClientGroup,
    County,
    Goal,
    Municipality,
    Organisation,
    Region,
    Register,
    Sector,
    Theme,
    Unit,
)
from registers.services import (
    Names,
    OrganisationFacts,
    change_organisation,
    change_unit,
    create_organisation,
    create_unit,
)


class LookUpOnly(ModelPermissionPolicy):
    """Whoever may see, change or choose rows may see them; nobody writes them here."""

    def user_has_permission(self, user: "AbstractBaseUser | AnonymousUser", action: str) -> bool:
        if action == "view":
            return any(
                super(LookUpOnly, self).user_has_permission(user, one) for one in ("view", "change", "add")
            )
        return False


class LoadedViewSet(SnippetViewSet):
    """A register that `load_registers` fills: a list with search, and each row to inspect."""

    icon = "list-ul"
    list_display = ["name", "code", "name_sv", "name_en", "valid_to"]
    search_fields = ["code", "name_fi", "name_sv", "name_en"]
    search_backend_name = None
    ordering = ["sort_fi"]
    inspect_view_enabled = True
    copy_view_enabled = False


LOADED = (Municipality, County, Region, Sector, Theme, ClientGroup, Goal)


def _loaded(model: type[Register], **attributes: Any) -> type[SnippetViewSet]:
    return type(f"{model.__name__}ViewSet", (LoadedViewSet,), {"model": model, **attributes})


def _facts(form: Any) -> OrganisationFacts:
    data = form.cleaned_data
    return OrganisationFacts(
        type=data["type"],
        business_id=data["business_id"],
        mail_domains=data["mail_domains"],
        municipality=data["municipality"],
        county=data["county"],
    )


def _names(form: Any) -> Names:
    data = form.cleaned_data
    return Names(fi=data["name_fi"], sv=data["name_sv"], en=data["name_en"])


class OrganisationCreateView(CreateView):
    def save_instance(self) -> Organisation:
        return create_organisation(
            code=self.form.cleaned_data["code"],
            names=_names(self.form),
            now=timezone.now(),
            user=self.request.user,
            **vars(_facts(self.form)),
        )


class OrganisationEditView(EditView):
    def save_instance(self) -> Organisation:
        return change_organisation(
            organisation=self.form.instance,
            names=_names(self.form),
            facts=_facts(self.form),
            now=timezone.now(),
            user=self.request.user,
        )


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    list_display = ["name", "code", "type", "municipality", "status"]
    list_filter = ["type", "status"]
    search_fields = ["code", "name_fi", "name_sv", "name_en", "business_id"]
    search_backend_name = None
    ordering = ["sort_fi"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    panels = [
        MultiFieldPanel(
            [FieldPanel("name_fi"), FieldPanel("name_sv"), FieldPanel("name_en"), FieldPanel("code")],
            heading=_("Name"),
            help_text=_("A new name is kept beside the old one in the organisation's history."),
        ),
        MultiFieldPanel(
            [FieldPanel("type"), FieldPanel("business_id"), FieldPanel("mail_domains")],
            heading=_("What it is"),
        ),
        FieldRowPanel([FieldPanel("municipality"), FieldPanel("county")], heading=_("Where it is")),
    ]


class UnitCreateView(CreateView):
    def save_instance(self) -> Unit:
        data = self.form.cleaned_data
        return create_unit(code=data["code"], names=_names(self.form), organisation=data["organisation"])


class UnitEditView(EditView):
    def save_instance(self) -> Unit:
        data = self.form.cleaned_data
        return change_unit(
            unit=self.form.instance,
            names=_names(self.form),
            organisation=data["organisation"],
            valid_to=data["valid_to"],
        )


class UnitViewSet(SnippetViewSet):
    model = Unit
    icon = "group"
    list_display = ["name", "organisation", "code", "valid_to"]
    search_fields = [
        "code",
        "name_fi",
        "name_sv",
        "name_en",
        "organisation__name_fi",
        "organisation__name_sv",
    ]
    search_backend_name = None
    ordering = ["sort_fi"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_view_class = UnitCreateView
    edit_view_class = UnitEditView
    panels = [
        FieldPanel("organisation", help_text=_("Authors who choose the unit publish for this organisation.")),
        MultiFieldPanel(
            [FieldPanel("name_fi"), FieldPanel("name_sv"), FieldPanel("name_en"), FieldPanel("code")],
            heading=_("Name"),
        ),
        FieldPanel("valid_to", help_text=_("From the next day on authors are not offered it any more.")),
    ]


class RegisterViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Registers")
    menu_icon = "folder-open-inverse"
    menu_order = 400
    items = (
        OrganisationViewSet,
        UnitViewSet,
        _loaded(Municipality, list_display=["name", "code", "name_sv", "county", "region", "valid_to"]),
        _loaded(County),
        _loaded(Region),
        _loaded(Sector),
        _loaded(Theme),
        _loaded(ClientGroup),
        _loaded(Goal, ordering=["code"]),
    )
