import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now as present
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from awards.models import RoundPage
from awards.services import PageTexts, award_values, create_round_page, round_values
from tests.awards.factories import EVERYDAY, NOON, WEEK, make_pages, make_round, make_winner
from tests.deeds.factories import DeedFactory, front_page
from tests.home.factories import locales, translate

pytestmark = pytest.mark.django_db
PAST = {"opens_at": NOON - 9 * WEEK, "closes_at": NOON - 8 * WEEK}


def past_round(**values):
    return make_round(**{"year": 2025, "categories": [EVERYDAY], **PAST, **values})


def test_round_page_shows_published_winners_with_place_reason_and_deed(client: Client):
    round, deed = past_round(), DeedFactory()
    make_winner(round, deed, published_at=NOON - 7 * WEEK)
    _award, page = make_pages(round)

    html = client.get(page.url).content.decode()

    assert "Paras." in html
    assert deed.source_page.title in html
    assert html.index("Arjen teko") < html.index("Paras.")
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.S)[1])
    assert [row["name"] for row in data["mainEntity"]["itemListElement"]] == [deed.source_page.title]


def test_winners_stay_hidden_until_their_time_except_in_the_preview(client: Client, admin_client: Client):
    round, deed = past_round(), DeedFactory()
    make_winner(round, deed, published_at=present() + timedelta(days=1))
    _award, page = make_pages(round)

    public = client.get(page.url).content.decode()
    edit = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    preview = admin_client.get(edit).content.decode()

    assert ("Paras." in public, page.winners, page.published_at) == (False, [], None)
    assert "Paras." in preview
    assert "Paras." not in client.get(deed.source_page.url).content.decode()


def test_award_page_lists_its_rounds(client: Client):
    award, page = make_pages(past_round())

    html = client.get(award.url).content.decode()

    assert re.findall(r'<h3><a href="([^"]+)">([^<]+)</a></h3>', html) == [(page.url, "Vuoden teot 2026")]
    assert not client.cookies


def test_deed_page_says_what_the_deed_has_won(client: Client):
    round, deed = past_round(), DeedFactory()
    make_winner(round, deed, published_at=NOON - 7 * WEEK)
    _award, page = make_pages(round)

    html = client.get(deed.source_page.url).content.decode()

    assert f'<a href="{"http://testserver" + page.url}">Vuoden teot 2025</a>' in html
    assert "Paras." in html


def test_api_fields_are_plain_values():
    round, deed = past_round(), DeedFactory()
    make_winner(round, deed, published_at=NOON - 7 * WEEK)
    _award, page = make_pages(round)

    assert (page.award_code, page.year, page.state) == ("vuoden-teot", 2025, "published")
    assert page.winners == [
        {
            "category": "everyday", "place": "1", "deed": deed.number, "title": deed.source_page.title,
            "url": f"http://testserver{deed.source_page.url}", "reason": "Paras.", "language": "fi",
        }
    ]  # fmt: skip


def test_round_has_one_page_per_language():
    round = make_round()
    award, _page = make_pages(round)

    with pytest.raises(ValidationError):
        create_round_page(
            parent=award,
            round=round,
            texts=PageTexts(title="Toinen", intro="x", slug="x"),
            user=None,
            now=NOON,
        )


def swedish_pages(round):
    award, page = make_pages(round)
    front_page("sv")
    sv = translate(award, "sv", award_values(PageTexts(title="Årets gärningar", intro="Ett pris.")))
    texts = PageTexts(title="Årets gärningar 2026", intro="Med var gärningar.", slug="2026")
    return page, sv, translate(page, "sv", round_values(texts))


def test_translation_keeps_round_and_award_and_takes_the_words():
    page, award, round_page = swedish_pages(make_round())

    assert (award.award, award.intro) == (page.round.award, "Ett pris.")
    assert (round_page.round, round_page.intro, round_page.slug) == (page.round, "Med var gärningar.", "2026")
    assert round_page.get_parent().specific == award


@pytest.mark.parametrize("number", [0, 1])
def test_translate_update_and_publish_work_in_the_admin(
    admin_client: Client, number: int, django_capture_on_commit_callbacks
):
    locales()
    page = make_pages(make_round())[number]
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    answer = admin_client.post(submit, {"locales": [locales()["sv"].pk], "include_subtree": ""})
    assert answer.status_code == 302
    source = TranslationSource.objects.get_for_instance(page)
    translation = Translation.objects.get(source=source, target_locale=locales()["sv"])
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=locales()["sv"],
            data=f"sv {segment.string.data}",
        )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # wagtail-localize publishes then
        translation.save_target(publish=True)
    page.intro = "Uusi johdanto."
    page.save_revision().publish()
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert admin_client.post(update, {"publish_translations": "on"}).status_code == 302

    translated = Page.objects.get(translation_key=page.translation_key, locale=locales()["sv"]).specific
    assert translated.live
    assert translated.title == f"sv {page.title}"
    assert translated.intro == "Uusi johdanto."  # not translated yet: the source's words


def test_pages_stand_in_the_sitemap(client: Client):
    page, award, round_page = swedish_pages(make_round())

    xml = client.get("/sitemap.xml").getvalue().decode()

    assert all(f"<loc>http://testserver{each.url}</loc>" in xml for each in (page, award, round_page))


def test_editor_chooses_among_the_rounds_of_the_award(admin_client: Client):
    award, page = make_pages(make_round())
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]

    assert [row.award for row in form.fields["round"].queryset] == [award.award]
    assert RoundPage.objects.count() == 1
