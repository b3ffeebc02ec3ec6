"""Addresses of the newsletter's pages, empty where the site has no page for it."""

from core.pages import page_url
from newsletter.models import Issue, Newsletter, NewsletterPage


def newsletter_page(newsletter: Newsletter, language: str) -> NewsletterPage | None:
    """The live page of a newsletter in a language."""
    pages = NewsletterPage.objects.live().filter(newsletter=newsletter, locale__language_code=language)
    return pages.select_related("locale", "privacy_page").first()


def archive_url(issue: Issue, language: str) -> str:
    """Where the issue can be read on the web, without personal links."""
    page = newsletter_page(issue.newsletter, language)
    return page.issue_url(issue.number) if page else ""


def privacy_url(newsletter: Newsletter, language: str) -> str:
    """The privacy notice in the language, or else in the language that it has."""
    page = newsletter_page(newsletter, language)
    if page is None or page.privacy_page is None:
        return ""
    notice = page.privacy_page.get_translation_or_none(page.locale) or page.privacy_page
    return page_url(notice) if notice.live else ""
