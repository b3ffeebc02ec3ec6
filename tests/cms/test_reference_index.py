"""Wagtail queues a task for each saved row that may refer to content: rows of transactions must not."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django_tasks import default_task_backend
from wagtail.models import ReferenceIndex

from mail import tasks as mail_tasks
from newsletter.services.subscriptions import confirm, unsubscribe
from tests.deeds.factories import DeedFactory, DeedPageFactory
from tests.newsletter.subscribing import last_mail, link_in, make_newsletter, sign_up, token_in

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
# What editors write, and the registers that their pages refer to. Anything else gets `wagtail_reference_index_ignore`.
INDEXED = {
    "awards": {"AwardPage", "RoundPage", "Round", "Category"},
    "articles": {"SeriesPage", "ArticlePage"},
    "deeds": {"DeedIndexPage", "DeedPage"},
    "home": {"HomePage", "ContentPage", "SiteSettings"},
    "newsletter": {"Issue", "IssueApprovalTask", "NewsletterPage"},
    "podcasts": {"PodcastPage", "EpisodePage"},
    "registers": {
        "Region", "County", "Municipality", "Sector", "Theme", "ClientGroup", "Goal", "Organisation",
    },
}  # fmt: skip


def test_only_what_editors_write_is_indexed():
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        app = model._meta.app_label.removeprefix("tekotori_")
        if app != model._meta.app_label and ReferenceIndex.model_is_indexable(model):
            found.setdefault(app, set()).add(model.__name__)

    assert found == INDEXED


@pytest.mark.django_db(transaction=True)
def test_subscribing_confirming_and_leaving_wake_the_mail_and_nothing_else():
    newsletter = make_newsletter()
    default_task_backend.clear()

    subscription = sign_up(newsletter)
    confirm(token=token_in(link_in(last_mail(), "confirm")), now=NOON)
    unsubscribe(subscription=subscription, how="button", now=NOON)

    queued = [result.task for result in default_task_backend.results]
    default_task_backend.clear()
    assert queued == [mail_tasks.send_single_mail]


@pytest.mark.django_db
def test_usage_of_a_deed_by_pages_is_still_known():
    first = DeedFactory(number=1, title="Ensimmäinen")
    follower = DeedPageFactory(number=2, title="Toinen", inspired_by=1)
    ReferenceIndex.create_or_update_for_object(follower)

    [(page, references)] = ReferenceIndex.get_grouped_references_to(first)

    assert (page.pk, [reference.model_path for reference in references]) == (follower.pk, ["inspired_by"])
