"""What is written (Issue) and what was frozen of it (Compilation)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from core.validators import one_line
from newsletter.blocks import IssueBlocks
from newsletter.models.panels import SegmentPanel, TextsPanel
from newsletter.models.segments import Segment
from newsletter.models.subscriptions import Newsletter, OtherLanguages

# What a mail client shows whole: longer subjects are cut on most phones.
SUBJECT_LENGTH = 90
PREHEADER_LENGTH = 140
SEEN_SUBJECT, SEEN_PREHEADER = 60, 100  # characters, on a phone and in a list of mails
# A mail has its styles in itself. No sandbox: Wagtail's panel keeps the place to which one scrolled.
PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
OWN_WORDS = ["bold", "italic", "link", "ul", "ol"]


def counted(best: int) -> dict[str, Any]:
    """Attributes of a panel whose field is counted while one writes; `best` is what is seen whole."""
    return {
        "data-controller": "issue-length",
        "data-issue-length-best-value": best,
        "data-issue-length-words-value": _("%(length)s characters; %(best)s are seen"),
    }


class Issue(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One issue: blocks of items and own words in one order, and one text per language around them."""

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.PROTECT, related_name="issues", verbose_name=_("newsletter")
    )
    number = models.PositiveIntegerField(
        _("number"),
        editable=False,
        help_text=_("Counts the issues of one newsletter; stands in their addresses."),
    )
    name = models.CharField(_("working title"), max_length=120, help_text=_("Seen by the editors only."))
    segment = models.ForeignKey(
        Segment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issues",
        verbose_name=_("to whom"),
        help_text=_("A segment narrows who gets the issue. Topics and language still count."),
    )
    items = StreamField(
        IssueBlocks(),
        blank=True,
        verbose_name=_("content"),
        help_text=_(
            "The same blocks in every language. Own words stand in each block once per language; a block without "
            "words in a language is left out of its mail."
        ),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("newsletter"), FieldPanel("name"), SegmentPanel("segment")],
            heading=_("Issue"),
        ),
        TextsPanel(
            "texts",
            heading=_("Subject and words, by language"),
            label=_("Text"),
            max_num=len(settings.LANGUAGES),
        ),
        FieldPanel(
            "items",
            attrs={
                "data-controller": "issue-items",
                "data-issue-items-url-value": reverse_lazy("newsletter_item_notes"),
            },
        ),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-number"]
        permissions = [
            ("approve_issue", "Can approve an issue"),
            ("send_issue", "Can send an approved issue"),
            ("write_mjml", "Can write free MJML in an issue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "number"], name="issue_number_once_per_newsletter"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.number:
            newest = Issue.objects.filter(newsletter=self.newsletter).aggregate(models.Max("number"))[
                "number__max"
            ]
            self.number = (newest or 0) + 1
        super().save(*args, **kwargs)

    @property
    def languages(self) -> list[str]:
        """The languages that the issue has a text in, in the site's order."""
        present = {text.language for text in self.texts.all()}
        return [code for code, _name in settings.LANGUAGES if code in present]

    @property
    def sent_at(self) -> datetime | None:
        """When the first language went; None while none has."""
        return min((edition.sent_at for edition in self.editions.all() if edition.sent_at), default=None)

    def text_in(self, language: str) -> "IssueText | None":
        return next((text for text in self.texts.all() if text.language == language), None)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The site's languages. A mode may name more, see PreviewOptions; the panel beside the editor puts it together."""
        return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]

    @property
    def default_preview_mode(self) -> str:
        return next(iter(self.languages), settings.LANGUAGE_CODE)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        sizes: list[dict[str, Any]] = super().preview_sizes
        return [size for size in sizes if size["name"] in ("mobile", "desktop")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from newsletter.services.previewing import PreviewOptions, preview  # services import the models

        response = HttpResponse(preview(issue=self, options=PreviewOptions.parse(mode_name)))
        response["Content-Security-Policy"] = PREVIEW_POLICY
        return response


class IssueText(models.Model):
    """What an issue says in one language, around its items."""

    issue = ParentalKey(Issue, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    subject = models.CharField(
        _("subject"),
        max_length=SUBJECT_LENGTH,
        validators=[one_line],
        help_text=_("Up to 60 characters are seen on a phone."),
    )
    preheader = models.CharField(
        _("preheader"),
        max_length=PREHEADER_LENGTH,
        validators=[one_line],
        help_text=_("The line that a mail client shows after the subject."),
    )
    intro = RichTextField(_("opening words"), features=OWN_WORDS, blank=True)
    outro = RichTextField(_("closing words"), features=OWN_WORDS, blank=True)
    correction = models.TextField(
        _("what is corrected"),
        max_length=500,
        blank=True,
        help_text=_(
            "Only after this language has gone: what was wrong, and what holds. It stands on top of the correction that "
            "goes to those who got the mail, and of the page in the archive."
        ),
    )

    panels = [
        FieldPanel("subject", attrs=counted(SEEN_SUBJECT)),
        FieldPanel("preheader", attrs=counted(SEEN_PREHEADER)),
        FieldPanel("intro"),
        FieldPanel("outro"),
        FieldPanel("correction"),
    ]

    class Meta:
        verbose_name = _("text of an issue")
        verbose_name_plural = _("texts of an issue")
        constraints = [
            models.UniqueConstraint(fields=["issue", "language"], name="issue_text_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.subject}"


class Compilation(models.Model):
    """One frozen mail of an issue in one language. Never changed: an edit makes another, to be approved anew.

    Readers choose what they get of items that are not in their language; where the choices lead to different items,
    a language has several variants of the mail.
    """

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="compilations")
    language = models.CharField(_("language"), max_length=12)
    variant = models.CharField(_("variant"), max_length=4, default=OtherLanguages.ANY, choices=OtherLanguages)
    variants = models.JSONField(default=dict)  # readers' choice -> the variant that they get, "" for no mail
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    preheader = models.CharField(_("preheader"), max_length=PREHEADER_LENGTH)
    html = models.TextField(_("HTML"))
    text = models.TextField(_("plain text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content_sha256 = models.CharField(
        max_length=64,
        help_text=_("Of what the editor wrote and chose: tells whether the issue was edited since."),
    )
    html_bytes = models.PositiveIntegerField(_("bytes of HTML"))
    milliseconds = models.FloatField(_("milliseconds to compile"))
    item_refs = models.JSONField(default=list)  # [source, ref, language shown] of each item in the mail
    # The issue that it was made of, with the words of its language alone: what the archive shows of it.
    source = models.JSONField(default=dict)
    topics = models.JSONField(default=list)  # keys of facts that its items are about: "sector:education"
    figures = models.JSONField(default=dict)  # key -> number, as it was counted for this mail
    counts_clicks = models.BooleanField(
        default=False
    )  # the mail says so, and its links are counted when it is sent
    compiled_at = models.DateTimeField(_("compiled"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    acknowledged = models.JSONField(
        default=list, help_text=_("Rules that could not be checked, and that the approver answered for.")
    )

    class Meta:
        verbose_name = _("compilation")
        verbose_name_plural = _("compilations")
        ordering = ["issue", "language", "variant", "-compiled_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | models.Q(approved_at__isnull=False),
                name="compilation_approver_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} ({self.language}, {self.variant}) {self.sha256[:12]}"
