"""Who may do what, in one table. `make_roles` writes it into the database; a test walks the admin as each role."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

ADMIN = "wagtailadmin.access_admin"
TRANSLATE = "wagtail_localize.submit_translation"


@dataclass(frozen=True, slots=True)
class Role:
    """`pages` hold for the whole page tree, `files` for every collection; "*" ends a permission on every model
    of an app."""

    name: str
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # of "add", "change", "choose"
    permissions: tuple[str, ...] = ()


def _views(app: str, *models: str) -> tuple[str, ...]:
    return tuple(f"tekotori_{app}.view_{model}" for model in models)


def _all(app: str, *models: str) -> tuple[str, ...]:
    return tuple(
        f"tekotori_{app}.{verb}_{model}" for model in models for verb in ("add", "change", "delete", "view")
    )


AWARDS = (*_all("awards", "award", "round", "category"), "tekotori_awards.view_nomination")
REGISTERS = (
    *_all("registers", "organisation", "unit"),
    *_views("registers", "theme", "clientgroup", "goal", "sector"),
)
DEEDS = (*_all("deeds", "deedlead"), "tekotori_deeds.view_deed", "tekotori_deeds.view_termsversion")
ADOPTIONS = ("tekotori_deeds.view_adoption", "tekotori_deeds.decide_adoption")
PICKS = (
    *_all("deeds", "deedpick", "deedcollection", "deedcampaign"),
    "tekotori_deeds.add_periodreport",
    "tekotori_deeds.view_periodreport",
)
PICTURES = _views("deeds", "submissionpicture")
MODERATION = ("tekotori_deeds.moderate",)
THREADS = _views("deeds", "deedthread")  # the reported ones
EDITING = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")

ROLES = (
    Role(
        "Editor",
        pages=EDITING,
        files=("add", "change", "choose"),
        permissions=(
            ADMIN,
            TRANSLATE,
            *REGISTERS,
            *DEEDS,
            *MODERATION,
            *ADOPTIONS,
            *PICTURES,
            *THREADS,
            *PICKS,
            *AWARDS,
            *_all("newsletter", "issue", "segment"),
        ),
    ),
    Role(
        "Moderator",
        pages=EDITING,
        files=("choose",),
        permissions=(ADMIN, *DEEDS, *MODERATION, *ADOPTIONS, *PICTURES, *THREADS),
    ),
    Role("Translator", pages=("change_page",), files=("choose",), permissions=(ADMIN, TRANSLATE, *DEEDS)),
    Role(
        "Newsletter author",
        files=("add", "choose"),
        permissions=(ADMIN, *_all("newsletter", "issue", "segment")),
    ),
    Role(
        "Newsletter approver",
        files=("choose",),
        permissions=(
            ADMIN,
            *_all("newsletter", "issue", "newsletter", "segment"),
            "tekotori_newsletter.publish_issue",  # sending puts the issue into the archive
            "tekotori_newsletter.lock_issue",
            "tekotori_newsletter.unlock_issue",
            "tekotori_newsletter.approve_issue",
            "tekotori_newsletter.send_issue",
            "tekotori_newsletter.view_subscription",
            "tekotori_mail.view_delivery",
            "tekotori_mail.view_return",
        ),
    ),
    # Jurors have pages of their own and never enter the admin.
    Role("Juror", permissions=("tekotori_awards.nominate",)),
    Role(
        "Administrator",
        pages=(*EDITING, "bulk_delete_page"),
        files=("add", "change", "choose"),
        permissions=("*",),
    ),
)


class UnknownPermission(Exception):
    """The table names a permission that no installed app has."""

    def __init__(self, *, role: str, missing: Iterable[str]) -> None:
        names = ", ".join(sorted(missing))
        super().__init__(f"Role {role!r} names permissions that no app has: {names}. Correct cms/roles.py.")
        self.role, self.missing = role, tuple(sorted(missing))


@transaction.atomic
def make_roles() -> int:
    """Make the groups and give each exactly the rights of the table; how many roles there are.

    Raises UnknownPermission; then nothing is changed.
    """
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(_permissions(role))
        _set_page_permissions(group, role)
        _set_file_permissions(group, role)
    return len(ROLES)


def _permissions(role: Role) -> list[Permission]:
    every = Permission.objects.select_related("content_type")
    if role.permissions == ("*",):
        return list(every)
    found = {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in every}
    missing = set(role.permissions) - found.keys()
    if missing:
        raise UnknownPermission(role=role.name, missing=missing)
    return [found[name] for name in role.permissions]


def _set_page_permissions(group: Group, role: Role) -> None:
    root = Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=group).delete()
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=role.pages)
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=root, permission=permission) for permission in wanted
    )


def _set_file_permissions(group: Group, role: Role) -> None:
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.filter(group=group).delete()
    codenames = [f"{verb}_{model}" for verb in role.files for model in ("image", "document", "media")]
    labels = ["wagtailimages", "wagtaildocs", "wagtailmedia"]
    wanted = Permission.objects.filter(content_type__app_label__in=labels, codename__in=codenames)
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=permission)
        for permission in wanted
    )
