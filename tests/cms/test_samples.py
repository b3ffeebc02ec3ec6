from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.demo import sample
from cms.demo.samples import count_samples, has_samples, remove_samples
from deeds.models import DeedIndexPage, DeedSubmission
from deeds.moderating.deciding import approve_submission
from deeds.moderating.reporting import report_from_ledger, report_from_rows
from home.models import ContentPage

OWN = {app.label for app in apps.get_app_configs() if app.label.startswith("tekotori_")}
# What a site keeps: its own pages, their registers and words, and the proof of consent.
KEPT = {"Locale", "LedgerEntry", "LedgerHead"}


def rows() -> Counter[str]:
    """Rows of every table of ours and of the media libraries, by model."""
    labels = OWN | {"wagtailimages", "wagtailmedia", "auth"}
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    return Counter({model._meta.label: model._default_manager.count() for model in models})


@pytest.fixture
def demo(settings, tmp_path: Path, django_db_blocker: None = None) -> None:
    settings.DEMO_CONTENT_DIR = settings.BASE_DIR / "demo"
    settings.DEMO_OUTBOX_DIR = tmp_path


@pytest.mark.django_db
def test_loading_twice_doubles_nothing_and_removing_leaves_the_empty_site(demo: None, settings):
    sample.load(step=lambda what, done, total: None)
    first = rows()

    sample.load(step=lambda what, done, total: None)

    assert rows() == first
    assert count_samples()["deeds"] or count_samples()["teot"]

    waiting = DeedSubmission.objects.filter(state="pending")
    assert len(waiting) == 5
    for row in waiting:  # what a moderator makes of samples goes with them
        approve_submission(submission=row, revision=row.revision, user=None, now=timezone.now())
    year = timezone.localdate().year
    assert report_from_rows(year).decisions_total >= 5

    remove_samples(keep_user=None, now=timezone.now())

    assert report_from_rows(year) == report_from_ledger(year)
    assert report_from_rows(year).decisions_total == 0
    left = rows()
    assert not has_samples()
    emptied = {label: number for label, number in left.items() if number and number != first[label]}
    assert {label.split(".")[1] for label in emptied} <= KEPT | {"Permission"}, emptied
    own_words = list(ContentPage.objects.values_list("live", "search_description"))
    assert [words for is_live, words in own_words if is_live or "simerkki" in words or "ample" in words] == []
    assert len(own_words) == 12  # four statements in three languages
    index = DeedIndexPage.objects.get(locale__language_code="fi")
    assert (index.live, index.introduction) == (True, "Mitä tavoiteltiin ja mitä saatiin aikaan.")
    gone = (
        "DeedPage",
        "Deed",
        "Adoption",
        "DeedPick",
        "DeedCampaign",
        "DeedCollection",
        "DeedSubmission",
        "DeedNotice",
        "Decision",
        "Appeal",
        "ArticlePage",
        "EpisodePage",
        "Issue",
        "Contact",
        "Subscription",
        "Delivery",
        "Organisation",
        "Image",
        "Media",
        "User",
    )
    assert {label: left[label] for label in left if label.split(".")[1] in gone} == {
        label: 0 for label in left if label.split(".")[1] in gone
    }


@pytest.mark.django_db
def test_the_administrator_who_presses_the_button_stays_signed_in(client: Client, demo: None):
    admin = get_user_model().objects.create_superuser("admin", "admin@tekotori.example", "x")
    client.force_login(admin)

    asked = client.get("/admin/sample-content/")
    done = client.post("/admin/sample-content/")

    assert asked.status_code == 200
    assert (done.status_code, done["Location"]) == (302, "/admin/")
    assert get_user_model().objects.filter(pk=admin.pk).exists()


@pytest.mark.django_db
def test_only_administrators_reach_the_button(client: Client):
    editor = get_user_model().objects.create_user("editor", "editor@tekotori.example", "x")
    client.force_login(editor)

    assert client.post("/admin/sample-content/").status_code in {302, 403}


@pytest.mark.django_db
def test_the_command_says_when_there_is_nothing(capsys: pytest.CaptureFixture[str]):
    call_command("remove_sample_content")

    assert capsys.readouterr().out == "There is no sample content.\n"
