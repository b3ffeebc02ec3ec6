"""What authors outside the staff send in: submissions with their picture, and who is named as an author of a deed."""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed

REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is misread on paper or by phone


def new_reference() -> str:
    """A short name for mails and the phone; it opens nothing."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _n in range(8))


class DeedSubmission(models.Model):
    """A deed on its way to the square: written without an account, decided by a moderator.

    No address stands here, only the contact; after an erasure not even that.
    """

    wagtail_reference_index_ignore = True  # no page shows it; spares a task per save

    class Kind(models.TextChoices):
        NEW = "new", _("new deed")
        CORRECTION = "correction", _("correction")
        RETIREMENT = "retirement", _("retirement")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PENDING = "pending", _("waiting")
        RETURNED = "returned", _("returned to the author")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the author")
        EXPIRED = "expired", _("expired")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NEW)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(
        _("language"), max_length=12, help_text=_("In which the author writes and is answered.")
    )
    organisation = models.ForeignKey(
        "tekotori_registers.Organisation",
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # {"name_fi", "name_sv", "type", "business_id", "municipality"}; empty once it is one of the register's
    new_organisation = models.JSONField(_("new organisation"), default=dict, blank=True)
    # language -> the texts of deeds.services.DeedTexts; what the author wrote so far, whole or not
    texts = models.JSONField(_("texts"), default=dict)
    # the shared values of deeds.services.DeedFields, rows by their codes, dates as ISO text
    facts = models.JSONField(_("facts"), default=dict)
    # [{"kind": "name" | "phone" | ..., "language", "field", "excerpt", "start"}], see deeds.screening
    flags = models.JSONField(_("flags"), default=list)
    # [{"deed": number, "percent"} | {"submission": reference}], found in the background, see deeds.moderating.looking
    look_alikes = models.JSONField(_("look-alikes"), default=list)
    looked_at = models.DateTimeField(null=True)
    shows_name = models.BooleanField(_("shows the author's name and role"), default=False)
    author_name = models.CharField(_("author's name"), max_length=120, blank=True)
    author_role = models.CharField(_("author's role"), max_length=120, blank=True)
    terms_version = models.CharField(_("version of the terms accepted"), max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(_("terms accepted"), null=True)
    deed = models.ForeignKey(
        Deed, verbose_name=_("deed"), null=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    base_version = models.ForeignKey(
        "tekotori_deeds.DeedVersion",
        verbose_name=_("version that it corrects"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # language -> number of the version that its page had when a correction was begun; without the source's own
    other_bases = models.JSONField(default=dict)
    # one per submitting page, so that a double click or a repeated POST is one submission
    idempotency_key = models.CharField(max_length=64, blank=True)
    mails_sent = models.PositiveSmallIntegerField(_("mails sent before the decision"), default=0)
    revision = models.PositiveIntegerField(_("times saved"), default=0)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("changed"))
    # the author acted by a link that came by mail; before that no moderator sees the submission
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True)
    submitted_at = models.DateTimeField(_("sent in"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    # the state to which an undone withdrawal goes back
    withdrawn_from = models.CharField(max_length=12, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, help_text=_("Of drafts."))
    expiry_noticed_at = models.DateTimeField(_("told that it expires"), null=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="submission_queue"),
            models.Index(fields=["state", "expires_at"], name="submission_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["pending", "returned", "accepted", "refused"])
                | Q(submitted_at__isnull=False),
                name="submission_sent_in_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | Q(decided_at__isnull=False),
                name="submission_decided_has_time",
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=~Q(idempotency_key=""), name="submission_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def is_open(self) -> bool:
        """Whether its author may write in it."""
        return self.state in {self.State.DRAFT, self.State.RETURNED} and not self.waits_for_address

    @property
    def waits_for_address(self) -> bool:
        """Sent in, but nobody has yet acted by the link in the mail: no moderator sees it."""
        return self.state == self.State.DRAFT and self.submitted_at is not None and self.confirmed_at is None

    @property
    def lacks_mail(self) -> bool:
        """Begun after its address had had its mails of the day: nothing leads to it but the link of the browser."""
        return self.mails_sent == 0 and self.confirmed_at is None and self.state == self.State.DRAFT

    @property
    def title(self) -> str:
        return str(self.words.get("title", ""))

    @property
    def words(self) -> dict[str, Any]:
        """The texts in the author's language."""
        return dict(self.texts.get(self.language, {}))


class DeedAuthor(models.Model):
    """Somebody who wrote a deed. Name and role are shown only if `is_shown`; the address stays with the contact."""

    wagtail_reference_index_ignore = True

    deed = models.ForeignKey(Deed, null=True, blank=True, on_delete=models.CASCADE, related_name="authors")
    submission = models.ForeignKey(
        DeedSubmission, null=True, blank=True, on_delete=models.SET_NULL, related_name="authors"
    )
    contact = models.ForeignKey(
        "tekotori_contacts.Contact", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    is_shown = models.BooleanField(_("name and role are shown"), default=False)
    is_main = models.BooleanField(_("sent it in"), default=False)
    takes_messages = models.BooleanField(_("readers may write"), default=True)
    invited_at = models.DateTimeField(_("invited"), null=True, help_text=_("Co-authors accept by mail."))
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deed", "contact"],
                condition=Q(deed__isnull=False, contact__isnull=False),
                name="deed_author_once",
            ),
            models.CheckConstraint(
                condition=~Q(is_shown=True) | Q(accepted_at__isnull=False),
                name="deed_author_shown_has_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"author {self.pk}"


class DeedVersion(models.Model):
    """What readers saw of a deed's page from one publishing to the next. Once written it is never changed, but
    moderators may take words out of it (`deeds.moderating.redacting`).

    `values` holds the texts of the page's language and the codes of what all languages share, as plain JSON; no
    person's name and no address.
    """

    wagtail_reference_index_ignore = True

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(_("version"))
    values = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # field -> the day on which moderators took its words out of `values`
    removed = models.JSONField(default=dict)
    published_at = models.DateTimeField(_("published"))
    submission = models.ForeignKey(DeedSubmission, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("version of a deed")
        verbose_name_plural = _("versions of deeds")
        ordering = ["deed", "language", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deed", "language", "number"], name="deed_version_numbers")
        ]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.language} {self.number}"
