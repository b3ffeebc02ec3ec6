"""Who gets in where: every address of the admin's menus, lists and forms, walked as each role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.admin.menu import Menu, admin_menu
from wagtail.models import GroupPagePermission
from wagtail.snippets.models import get_snippet_models

from cms import roles
from cms.roles import ROLES, Role, UnknownPermission, make_roles

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

EDITOR, MODERATOR, TRANSLATOR, AUTHOR, APPROVER, ADMINISTRATOR = "EMTNPA"
NAMES = {
    "Editor": EDITOR,
    "Moderator": MODERATOR,
    "Translator": TRANSLATOR,
    "Newsletter author": AUTHOR,
    "Newsletter approver": APPROVER,
    "Administrator": ADMINISTRATOR,
    "Juror": "J",  # stands in no row: jurors never enter the admin
}
# Address → the roles that get 200; everybody else is sent away.
ALLOWED = {
    "/admin/": "EMTNPA",
    "/admin/account/": "EMTNPA",
    "/admin/awards/awards/": "EA",
    "/admin/awards/awards/add/": "EA",
    "/admin/awards/categories/": "EA",
    "/admin/awards/categories/add/": "EA",
    "/admin/awards/nominations/": "EA",
    "/admin/awards/nominations/add/": "",
    "/admin/awards/rounds/": "EA",
    "/admin/awards/rounds/add/": "EA",
    "/admin/deeds/import/": "A",
    "/admin/deeds/threads/": "EMA",
    "/admin/documents/": "ENA",
    "/admin/forms/": "EMTA",
    "/admin/groups/": "A",
    "/admin/images/": "ENA",
    "/admin/locales/": "A",
    "/admin/mail/": "PA",
    "/admin/mail/returns/": "PA",
    "/admin/media/": "ENA",
    "/admin/moderation/": "EMA",
    "/admin/newsletter/issues/": "ENPA",
    "/admin/newsletter/issues/add/": "ENPA",
    "/admin/newsletter/newsletters/": "PA",
    "/admin/newsletter/newsletters/add/": "PA",
    "/admin/newsletter/reports/": "ENPA",
    "/admin/newsletter/segments/": "ENPA",
    "/admin/newsletter/subscriptions/": "PA",
    "/admin/pages/": "EMTA",
    "/admin/redirects/": "A",
    "/admin/reports/aging-pages/": "EMTA",
    "/admin/reports/locked/": "EMA",
    "/admin/reports/page-types-usage/": "EMTA",
    "/admin/reports/site-history/": "EMTNPA",
    "/admin/reports/workflow/": "EMTA",
    "/admin/reports/workflow_tasks/": "EMTA",
    "/admin/sites/": "A",
    "/admin/snippets/": "",
    "/admin/snippets/tekotori_deeds/adoption/": "EMA",
    "/admin/snippets/tekotori_deeds/adoption/add/": "",
    "/admin/snippets/tekotori_deeds/deed/": "EMTA",
    "/admin/snippets/tekotori_deeds/deed/add/": "",
    "/admin/snippets/tekotori_deeds/deedcampaign/": "EA",
    "/admin/snippets/tekotori_deeds/deedcampaign/add/": "EA",
    "/admin/snippets/tekotori_deeds/deedcollection/": "EA",
    "/admin/snippets/tekotori_deeds/deedcollection/add/": "EA",
    "/admin/snippets/tekotori_deeds/deedpick/": "EA",
    "/admin/snippets/tekotori_deeds/periodreport/": "EA",
    "/admin/snippets/tekotori_deeds/periodreport/add/": "EA",
    "/admin/snippets/tekotori_deeds/deedpick/add/": "EA",
    "/admin/snippets/tekotori_deeds/deedlead/": "EMTA",
    "/admin/snippets/tekotori_deeds/deedlead/add/": "EMTA",
    "/admin/snippets/tekotori_deeds/termsversion/": "EMTA",
    "/admin/snippets/tekotori_deeds/termsversion/add/": "A",
    "/admin/snippets/tekotori_registers/organisation/": "EA",
    "/admin/snippets/tekotori_registers/organisation/add/": "EA",
    "/admin/snippets/tekotori_registers/unit/": "EA",
    "/admin/snippets/tekotori_registers/unit/add/": "EA",
    **{
        f"/admin/snippets/tekotori_registers/{register}/": "EA"
        for register in ("clientgroup", "goal", "sector", "theme")
    },
    **{
        f"/admin/snippets/tekotori_registers/{register}/": "A"
        for register in ("county", "municipality", "region")
    },
    **{
        f"/admin/snippets/tekotori_registers/{register}/add/": ""
        for register in ("clientgroup", "county", "goal", "municipality", "region", "sector", "theme")
    },
    "/admin/users/": "A",
    "/admin/workflows/list/": "A",
    "/admin/workflows/tasks/index/": "A",
}
# For superusers alone or shown once there is something: they need rows that this walk does not make. The report of
# translations is Wagtail Localize's own and warns about its order, which tests take for an error.
ELSEWHERE = {
    "/admin/collections/",
    "/admin/localize/reports/translations/",
    "/admin/sample-content/",
    "/admin/settings/tekotori_home/sitesettings/",
}


@pytest.fixture
def clients() -> dict[str, Client]:
    make_roles()
    return {letter: _signed_in(name) for name, letter in NAMES.items()}


def _signed_in(role: str) -> Client:
    user = get_user_model().objects.create_user(role, f"{role}@example.org".replace(" ", "-"), "x")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_each_role_enters_what_the_table_says_and_nothing_else(clients: dict[str, Client]):
    found = {
        address: "".join(
            letter for letter, client in clients.items() if client.get(address).status_code == 200
        )
        for address in ALLOWED
    }

    assert found == {address: "".join(sorted(who, key="EMTNPA".index)) for address, who in ALLOWED.items()}


def test_table_names_every_address_of_menus_and_snippets():
    reverse("wagtailadmin_home")  # reading the addresses is what puts viewsets into the menu
    shown = {*_addresses(admin_menu), *_snippets()} - ELSEWHERE

    assert shown == ALLOWED.keys() - {"/admin/", "/admin/account/"}


def _addresses(menu: Menu) -> Iterator[str]:
    for item in menu.registered_menu_items:
        if hasattr(item, "menu"):
            yield from _addresses(item.menu)
        elif item.url.startswith("/admin/"):
            yield item.url


def _snippets() -> Iterator[str]:
    for model in get_snippet_models():
        for name in ("list", "add"):
            yield reverse(model.snippet_viewset.get_url_name(name))


def test_every_permission_of_the_table_exists():
    known = {
        f"{row.content_type.app_label}.{row.codename}"
        for row in Permission.objects.select_related("content_type")
    }

    named = {permission for role in ROLES for permission in role.permissions} - {"*"}

    assert sorted(named - known) == []


def test_making_roles_twice_changes_nothing():
    make_roles()
    first = _rights()

    make_roles()

    assert _rights() == first
    assert sorted(first) == sorted(role.name for role in ROLES)


def _rights() -> dict[str, Any]:
    return {
        group.name: (
            sorted(group.permissions.values_list("codename", flat=True)),
            sorted(
                GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)
            ),
        )
        for group in Group.objects.filter(name__in=[role.name for role in ROLES])
    }


def test_permission_that_no_app_has_is_named_and_nothing_is_changed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(roles, "ROLES", (Role("Editor"), Role("Guest", permissions=("tekotori_awards.fly",))))
    Group.objects.filter(name="Guest").delete()

    with pytest.raises(UnknownPermission, match=r"tekotori_awards\.fly"):
        make_roles()

    assert not Group.objects.filter(name="Guest").exists()
