"""Sample content from demo/content into the site, through the same services as everything else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.files import File
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from articles.models import ArticlePage, SeriesPage
from articles.services import (
    ArticleFields,
    SeriesFields,
    article_values,
    create_article,
    create_series,
    series_values,
)
from articles.services import publish as publish_article
from cms.demo.files import LANGUAGES, day, in_languages, moment, read_folder, read_toml
from cms.demo.samples import remember
from cms.demo.tour import LOGINS, PASSWORD
from cms.site_start import StartedSite
from core.translation import translate_page
from deeds.models import Deed
from deeds.services import DeedFields, DeedTexts, create_deed, publish_deed, set_lead, translate_deed
from newsletter.models import Issue
from newsletter.services.issues import IssueTexts, create_issue, record_past_issue
from podcasts.formats import Chapter
from podcasts.models import PodcastPage
from podcasts.services import (
    EpisodeFields,
    EpisodeTexts,
    Recording,
    ShowFields,
    ShowTexts,
    add_audio,
    create_episode,
    create_show,
    translate_episode,
    translate_show,
)
from podcasts.services import publish as publish_podcast
from registers.models import Municipality, Organisation, Unit
from registers.services import Names, create_organisation, create_unit

Step = Callable[[str, int, int], None]  # what is being loaded, done, of how many


@dataclass(frozen=True)
class Loader:
    """Loads one folder of sample content as one user. Each `load_*` may be run again and doubles nothing."""

    root: Path  # the project's folder: media paths in the content start here
    user: User
    now: datetime
    step: Step

    @property
    def content(self) -> Path:
        return self.root / "demo" / "content"

    def image(self, path: str, title: str) -> Any:
        """The picture at a path, imported once; None for an empty path."""
        if not path:
            return None
        model = get_image_model()
        known = model.objects.filter(title=f"Sample: {Path(path).name}").first()
        if known:
            return known
        with (self.root / path).open("rb") as file:
            image = model(
                title=f"Sample: {Path(path).name}",
                description=title,
                file=File(file, name=Path(path).name),
                uploaded_by_user=self.user,
            )
            image.save()
        remember([image])
        return image

    def counted(self, what: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(rows):
            self.step(what, number, len(rows))
            yield row
        self.step(what, len(rows), len(rows))

    # --- Organisations and deeds.

    def load_organisations(self) -> None:
        for row in read_toml(self.content / "organisations.toml")["organisation"]:
            if not Organisation.objects.filter(code=row["slug"]).exists():
                organisation = create_organisation(
                    code=row["slug"],
                    names=Names(fi=row["name_fi"], sv=row["name_sv"], en=row["name_en"]),
                    type=row["type"],
                    municipality=Municipality.objects.filter(code=row["municipality_code"]).first(),
                    mail_domains=row.get("mail_domains", ""),
                    now=self.now,
                    user=self.user,
                )
                remember([organisation, *(_unit(organisation, unit) for unit in row.get("unit", ()))])

    def load_deeds(self, site: StartedSite) -> None:
        for row in self.counted("Deeds", read_folder(self.content / "deeds")):
            if not Deed.objects.filter(number=row["number"], published_at__isnull=False).exists():
                self._load_deed(site, row)

    @transaction.atomic
    def _load_deed(self, site: StartedSite, row: Mapping[str, Any]) -> None:
        source = row["source_locale"]
        published_at = moment(row["published_at"])
        locale = Locale.objects.get(language_code=source)
        parent = site.deeds.get_translation(locale)
        page = create_deed(
            parent=parent, fields=self._deed_fields(row, source), user=self.user, now=published_at
        )
        publish_deed(page=page, user=self.user, now=published_at)
        deed = Deed.objects.get(number=row["number"])
        remember([deed, page])
        for language in in_languages(row):
            if language != source:
                texts = DeedTexts(**self._deed_texts(row, language))
                other = Locale.objects.get(language_code=language)
                translate_deed(deed=deed, locale=other, texts=texts, user=self.user, now=published_at)
        for language, lead in row.get("lead", {}).items():
            other = Locale.objects.get(language_code=language)
            set_lead(deed=deed, locale=other, title=lead["title"], text=lead["text"], now=published_at)

    def _deed_texts(self, row: Mapping[str, Any], language: str) -> dict[str, Any]:
        texts = {name: value.strip() for name, value in row[language].items()}
        alt = row.get("image_alt", {}).get(language, "")
        return {"unit": row["unit"], **texts, "image_alt": alt}

    def _deed_fields(self, row: Mapping[str, Any], language: str) -> DeedFields:
        return DeedFields(
            **self._deed_texts(row, language),
            slug=row["slug"],
            organisation=row["organisation"],
            number=row["number"],
            sectors=row["sectors"],
            whole_organisation=row["whole_organisation"],
            themes=row["themes"],
            client_groups=row["client_groups"],
            municipalities=row["municipalities"],
            goal_code=row["goal_code"],
            participants=row["participants"],
            stage=row["stage"].replace("-", "_"),
            scale=row["scale"],
            start_date=day(row["start_date"]),
            end_date=day(row["end_date"]),
            image=self.image(row["image"], row.get("image_alt", {}).get(language, "")),
            image_credit=row["image_credit"],
        )

    # --- The article series.

    def load_series(self, site: StartedSite) -> None:
        row = read_toml(self.content / "series.toml")
        if SeriesPage.objects.filter(slug=row["slug"]).exists():
            return
        with transaction.atomic():
            series = create_series(
                parent=site.home, fields=_series_fields(row, "fi", row["slug"]), user=self.user, now=self.now
            )
            publish_article(page=series, user=self.user, now=self.now)
            remember([series])
            for locale in _other_locales():
                values = series_values(_series_fields(row, locale.language_code, ""))
                translate_page(
                    source=series, locale=locale, target_values=values, user=self.user, now=self.now
                )
            for part in self.counted("Articles", read_folder(self.content / "articles")):
                self._load_article(series, part)

    def _load_article(self, series: SeriesPage, row: Mapping[str, Any]) -> None:
        published_at = moment(row["published_at"])
        article = create_article(
            series=series,
            fields=self._article_fields(row, "fi", row["slug"]),
            user=self.user,
            now=published_at,
        )
        publish_article(page=article, user=self.user, now=self.now, published_at=published_at)
        remember([article])
        for locale in _other_locales():
            values = article_values(self._article_fields(row, locale.language_code, ""))
            page = translate_page(
                source=article, locale=locale, target_values=values, user=self.user, now=published_at
            )
            ArticlePage.objects.filter(pk=page.pk).update(first_published_at=published_at)

    def _article_fields(self, row: Mapping[str, Any], language: str, slug: str) -> ArticleFields:
        texts, alt = row[language], row.get("image_alt", {}).get(language, "")
        return ArticleFields(
            title=texts["title"],
            intro=texts["intro"],
            slug=slug,
            part=row["order"],
            image=self.image(row["image"], alt),
            image_alt=alt,
            body=texts["body"],
            search_description=texts["intro"][:255],
        )

    # --- The podcast.

    def load_show(self, site: StartedSite) -> None:
        row = read_toml(self.content / "show.toml")
        if PodcastPage.objects.filter(slug=row["slug"]).exists():
            return
        with transaction.atomic():
            show = create_show(parent=site.home, fields=self._show_fields(row), user=self.user, now=self.now)
            show.show_in_menus = True
            show = publish_podcast(page=show, user=self.user, now=self.now)
            remember([show])
            for locale in _other_locales():
                texts = row[locale.language_code]
                translate_show(
                    show=show,
                    locale=locale,
                    texts=ShowTexts(
                        title=texts["title"],
                        description=texts["description"],
                        artwork_alt=row["image_alt"][locale.language_code],
                    ),
                    user=self.user,
                    now=self.now,
                )
            for episode in self.counted("Episodes", read_folder(self.content / "episodes")):
                self._load_episode(show, episode)

    def _show_fields(self, row: Mapping[str, Any]) -> ShowFields:
        first, second = row["categories"]
        return ShowFields(
            title=row["fi"]["title"],
            description=row["fi"]["description"],
            author=row["author"],
            category=first,
            second_category=second,
            artwork=self.image(row["image"], row["image_alt"]["fi"]),
            artwork_alt=row["image_alt"]["fi"],
            owner_name=row["author"],
            owner_email=settings.MAIL_FROM_ADDRESS,
            slug=row["slug"],
        )

    def _load_episode(self, show: PodcastPage, row: Mapping[str, Any]) -> None:
        published_at = moment(row["published_at"])
        fields = EpisodeFields(
            **self._episode_texts(row, "fi"),
            season=row["season"],
            number=row["number"],
            slug=row["slug"],
        )
        episode = create_episode(show=show, fields=fields, user=self.user, now=published_at)
        episode = publish_podcast(page=episode, user=self.user, now=published_at)
        remember([episode])
        for locale in _other_locales():
            if locale.language_code in row:
                texts = EpisodeTexts(**self._episode_texts(row, locale.language_code))
                translate_episode(
                    episode=episode, locale=locale, texts=texts, user=self.user, now=published_at
                )

    def _episode_texts(self, row: Mapping[str, Any], language: str) -> dict[str, Any]:
        texts = row[language]
        audio = self.root / texts["audio"]
        media = add_audio(path=audio, title=f"Sample: {audio.name}", user=self.user)
        remember([media])
        return {
            "title": texts["title"],
            "summary": texts["summary"],
            "search_description": texts["description"][:255],
            "notes": [("paragraph", RichText(f"<p>{texts['description']}</p>"))],
            "recording": Recording(
                audio=media,
                language=language,
                transcript=audio.with_suffix(".vtt").read_text(encoding="utf-8"),
                chapters=[Chapter(mark["start"], mark["title"]) for mark in texts["chapter"]],
            ),
        }

    # --- Issues.

    def load_issues(self, site: StartedSite) -> Issue:
        """The two past issues, into the archive, and the one that the main job sends; answers with the last."""
        rows = self.counted("Newsletter issues", read_folder(self.content / "issues"))
        return [self._load_issue(site, row) for row in rows][-1]

    def _load_issue(self, site: StartedSite, row: Mapping[str, Any]) -> Issue:
        newsletter = site.newsletter_page.newsletter
        known = Issue.objects.filter(newsletter=newsletter, name=row["key"]).first()
        if known:
            return known
        issue = create_issue(
            newsletter=newsletter,
            name=row["key"],
            items=[(item["source"], reference(item)) for item in row["items"]],
            texts={language: IssueTexts(**row[language]) for language in LANGUAGES if language in row},
            user=self.user,
            now=self.now,
        )
        remember([issue])
        if row.get("sent_at"):
            record_past_issue(issue=issue, user=self.user, sent_at=moment(row["sent_at"]), now=self.now)
        return issue


def _unit(organisation: Organisation, row: Mapping[str, Any]) -> Unit:
    names = Names(fi=row["name_fi"], sv=row["name_sv"], en=row["name_en"])
    return create_unit(code=row["slug"], names=names, organisation=organisation)


def _series_fields(row: Mapping[str, Any], language: str, slug: str) -> SeriesFields:
    texts = row[language]
    return SeriesFields(
        title=texts["title"],
        intro=texts["intro"],
        slug=slug,
        show_in_menus=True,
        search_description=texts["intro"][:255],
    )


def _other_locales() -> list[Locale]:
    return [Locale.objects.get(language_code=code) for code in LANGUAGES if code != "fi"]


def reference(item: Mapping[str, Any]) -> str:
    """The ref by which a source knows an item: a deed's number, a page's translation key."""
    if item["source"] == "deed":
        return str(item["key"])
    page = Page.objects.get(slug=item["key"], locale__language_code="fi")
    return str(page.translation_key)


def make_logins() -> None:
    """One sample account per role; the password is printed by the tour and works on this machine only."""
    for login in LOGINS:
        user, created = get_user_model().objects.get_or_create(
            username=login.address,
            defaults={
                "email": login.address,
                "is_superuser": login.role == "Administrator",
                "is_staff": False,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            remember([user])
        user.groups.set([Group.objects.get(name=login.role)])
