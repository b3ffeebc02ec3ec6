"""Valid objects of the square of deeds, through its services. Other apps' tests use them too."""

from datetime import UTC, datetime
from typing import Any

import factory
from wagtail.models import Locale, Page, Site

from deeds.models import Deed, DeedIndexPage, DeedPage
from deeds.services import DeedFields, create_deed, publish_deed
from registers.models import ClientGroup, Organisation, Sector, Theme
from registers.services import Names, create_organisation

NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def front_page(language: str = "fi") -> Page:
    """The site's front page in a language; the Finnish one is the root of the default site."""
    if language != "fi":
        source = front_page()
        return source.get_translation_or_none(locale(language)) or _translated(source, language)
    found = Page.objects.filter(depth=2, slug="etusivu", locale=locale("fi")).first()
    if found is None:
        # A test with real transactions leaves an empty database behind, without the root that a migration made.
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale("fi"))
        found = root.add_child(instance=Page(title="Etusivu", slug="etusivu", locale=locale("fi")))
        Site.objects.all().delete()
        Site.objects.create(hostname="testserver", port=80, root_page=found, is_default_site=True)
    return found


def _translated(source: Page, language: str) -> Page:
    page = source.copy_for_translation(locale(language))
    page.save_revision().publish()
    return page.specific


class DeedIndexPageFactory(factory.Factory):
    """The list of deeds in a language, made if it is missing; translations belong to the Finnish one."""

    class Meta:
        model = DeedIndexPage

    @classmethod
    def _create(cls, model_class: type[DeedIndexPage], language: str = "fi") -> DeedIndexPage:
        found = model_class.objects.filter(locale=locale(language)).first()
        if found is not None:
            return found
        if language == "fi":
            return front_page().add_child(
                instance=model_class(title="Tekojen tori", slug="teot", locale=locale("fi"))
            )
        front_page(language)
        return _translated(cls(), language)


class OrganisationFactory(factory.Factory):
    """An organisation by its code, made if it is missing."""

    class Meta:
        model = Organisation

    @classmethod
    def _create(cls, model_class: type[Organisation], code: str = "mallila", **values: Any) -> Organisation:
        found = model_class.objects.filter(code=code).first()
        names = Names(fi=code.title(), sv=f"{code.title()} sv", en=f"{code.title()} en")
        return found or create_organisation(
            **{"code": code, "names": names, "type": "municipality", "now": NOON, **values}
        )


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = "education"
    name_fi = factory.LazyAttribute(lambda row: f"{row.code} fi")
    name_sv = factory.LazyAttribute(lambda row: f"{row.code} sv")
    name_en = factory.LazyAttribute(lambda row: f"{row.code} en")


class ThemeFactory(SectorFactory):
    class Meta:
        model = Theme
        django_get_or_create = ("code",)

    code = "wellbeing"


class ClientGroupFactory(SectorFactory):
    class Meta:
        model = ClientGroup
        django_get_or_create = ("code",)

    code = "staff"


def deed_fields(**values: Any) -> DeedFields:
    """Fields of a small valid deed; the organisation and the codes named are made where they are missing."""
    OrganisationFactory(code=values.setdefault("organisation", "mallila"))
    for name, make in (
        ("sectors", SectorFactory),
        ("themes", ThemeFactory),
        ("client_groups", ClientGroupFactory),
    ):
        for code in values.get(name, ()):
            make(code=code)
    defaults = {
        "title": "Aamupalaveri seisten",
        "goal": "Halusimme lyhyemmät palaverit.",
        "result": "Palaveri kestää nyt kymmenen minuuttia.",
        "what_we_did": "Siirsimme palaverin käytävälle.\n\nSovimme kolme kysymystä.",
    }
    return DeedFields(**(defaults | values))


class DeedPageFactory(factory.Factory):
    """A published deed (live=False: a draft) with the values of DeedFields, in its language's list of deeds."""

    class Meta:
        model = DeedPage

    @classmethod
    def _create(
        cls,
        model_class: type[DeedPage],
        language: str = "fi",
        live: bool = True,
        now: datetime = NOON,
        **values: Any,
    ) -> DeedPage:
        parent = DeedIndexPageFactory(language=language)
        page = create_deed(parent=parent, fields=deed_fields(**values), user=None, now=now)
        return publish_deed(page=page, user=None, now=now) if live else page


class DeedFactory(factory.Factory):
    """A published deed's row; takes what DeedPageFactory takes."""

    class Meta:
        model = Deed

    @classmethod
    def _create(cls, model_class: type[Deed], **values: Any) -> Deed:
        return model_class.objects.get(source_page=DeedPageFactory(**values))
