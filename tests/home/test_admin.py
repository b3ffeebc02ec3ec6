import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from home.models import ContentPage, HomePage, SiteSettings
from home.services import set_site_settings
from tests.home.factories import make_content, make_home, make_homes
from tests.home.localize import translate_in_admin

pytestmark = pytest.mark.django_db


def test_translator_translates_updates_and_publishes_a_content_page(
    admin_client: Client, django_capture_on_commit_callbacks
):
    page = make_content(make_homes()["fi"])

    swedish = translate_in_admin(admin_client, page, "sv", django_capture_on_commit_callbacks)

    assert (swedish.live, swedish.title, swedish.intro) == (True, "Sv Tietoa sivustosta 2", "Sv Lyhyesti.")
    assert [block.block_type for block in swedish.body] == ["heading", "paragraph", "accordion"]
    assert swedish.body[0].value["text"] == "Sv Aluksi"


def test_translator_translates_updates_and_publishes_a_front_page(
    admin_client: Client, django_capture_on_commit_callbacks
):
    body = [
        {"type": "newest", "heading": "Uusimmat", "source": "article", "count": 3, "more_text": "Kaikki jutut", "more_page": None},
        {"type": "call_to_action", "heading": "Mukaan", "text": "Tule.", "button": {"text": "Vie tekosi", "url": "https://a.example/", "page": None}},
    ]  # fmt: skip
    page = make_home(body=body)

    swedish = translate_in_admin(admin_client, page, "sv", django_capture_on_commit_callbacks)

    assert (swedish.hero_title, swedish.body[0].value["heading"]) == ("Sv Teot näkyviin", "Sv Uusimmat")
    assert swedish.body[1].value["button"]["text"] == "Sv Vie tekosi"
    assert swedish.body[0].value["source"] == "article"


@pytest.mark.parametrize("mode", ["edit", "add"])
def test_editing_forms_open_with_grouped_fields(admin_client: Client, mode):
    home = make_homes()["fi"]
    page = make_content(home)
    address = {
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "add": reverse("wagtailadmin_pages:add", args=["tekotori_home", "contentpage", home.pk]),
    }[mode]

    html = admin_client.get(address).content.decode()

    for name in ("title", "intro", "purpose", "share_image", "share_image_alt"):
        assert f'name="{name}"' in html


@pytest.mark.parametrize(
    "make", [make_home, lambda: make_content(make_homes()["fi"])], ids=["front page", "content page"]
)
def test_draft_can_be_previewed(make, admin_client: Client):
    page = make()
    page.title = "Luonnos"
    page.save_revision()

    answer = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert (answer.status_code, "Luonnos" in answer.content.decode()) == (200, True)


def test_tree_says_what_stands_under_what():
    home = make_home()

    assert ContentPage.can_create_at(home)
    assert not ContentPage.can_create_at(home.get_parent())
    assert HomePage.can_create_at(home.get_parent())
    assert not HomePage.can_create_at(home)


def test_first_front_page_replaces_the_welcome_page_and_becomes_the_root():
    home = make_home()

    assert Site.objects.get(is_default_site=True).root_page == home.page_ptr
    assert list(Page.objects.child_of(home.get_parent())) == [home.page_ptr]


def test_site_settings_are_said_in_the_language_of_the_page(client: Client):
    make_homes()
    site = Site.objects.get(is_default_site=True)
    set_site_settings(
        site=site,
        values={"name_fi": "Tekojen tori", "name_sv": "Framstegsarenan", "footer_sv": "Sidfot.", "social_links": [("Mastodon", "https://social.example/@tori")]},
    )  # fmt: skip

    fi, sv = (client.get(f"/{code}/").content.decode() for code in ("fi", "sv"))

    assert ("Tekojen tori" in fi, "Framstegsarenan" in sv, "Sidfot." in sv, "Sidfot." in fi) == (
        True,
        True,
        True,
        False,
    )
    assert 'href="https://social.example/@tori"' in fi


def test_missing_name_falls_back_to_another_language():
    make_home()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name_fi = "Tekojen tori"

    assert [settings.name_in(code) for code in ("fi", "sv", "en")] == ["Tekojen tori"] * 3
