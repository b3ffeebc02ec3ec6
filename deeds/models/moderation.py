"""What moderators decide, what readers report, and what authors appeal: plain rows beside the ledger's chain."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import new_subject
from deeds.models.rows import Deed
from deeds.models.submissions import DeedSubmission, new_reference


class Ground(models.TextChoices):
    """Why something is refused or restricted: a point of the terms, or the law (see deeds.moderating.grounds)."""

    NOT_A_DEED = "not_a_deed", _("not a deed: a plan, an advertisement or an opinion")
    NOT_CLEAR = "not_clear", _("it does not become clear what was done and what came of it")
    DUPLICATE = "duplicate", _("the same deed is here already")
    NO_MANDATE = "no_mandate", _("the author can't speak for the organisation")
    MISLEADING = "misleading", _("misleading")
    ADVERTISEMENT = "advertisement", _("an advertisement first of all")
    OTHER_TERMS = "other_terms", _("another point of the terms")
    PERSONAL_DATA = "personal_data", _("data of private people")
    SECRET = "secret", _("something that must be kept secret")
    COPYRIGHT = "copyright", _("somebody else's text or picture")
    INSULT = "insult", _("insulting, threatening or discriminating")
    OTHER_LAW = "other_law", _("against the law in another way")


class Part(models.TextChoices):
    WHOLE = "whole", _("the whole deed")
    PICTURE = "picture", _("the picture")


class DeedNotice(models.Model):
    """What a reader reports about a published deed, without an account."""

    wagtail_reference_index_ignore = True  # no page shows it; spares a task per save

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        DECIDED = "decided", _("decided")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    subject = models.CharField(max_length=32, default=new_subject, editable=False)
    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="notices")
    ground = models.CharField(_("reason"), max_length=20, choices=Ground.choices)
    text = models.TextField(_("what is wrong"), max_length=3000, blank=True)
    language = models.CharField(_("language"), max_length=12)
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(
        _("address confirmed"), null=True, help_text=_("Before this no answer is sent.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    received_at = models.DateTimeField(_("received"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["state", "received_at"], name="deed_notice_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False)
                | Q(state="open", decided_at__isnull=True),
                name="deed_notice_decided_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class DecisionQuerySet(models.QuerySet["Decision"]):
    def hiding(self, deed: Deed, part: str = Part.WHOLE) -> "DecisionQuerySet":
        """The restriction of a deed, or of its picture, that holds now."""
        return self.filter(deed=deed, kind="restricted", part=part, lifted_at__isnull=True)


class Decision(models.Model):
    """One decision of a moderator, with its reasons. The ledger's chain holds the same without the words."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        APPROVED = "approved", _("published")
        RETURNED = "returned", _("returned to the author")
        REFUSED = "refused", _("refused")
        RESTRICTED = "restricted", _("restricted")
        LIFTED = "lifted", _("restriction lifted")
        KEPT = "kept", _("reported, and left as it is")
        CONFIRMED = "confirmed", _("appealed, and confirmed")
        OVERTURNED = "overturned", _("appealed, and overturned")
        REDACTED = "redacted", _("words removed from an earlier version")
        ADOPTED = "adopted", _("adoption shown")
        NOT_ADOPTED = "not_adopted", _("adoption refused")

    class Origin(models.TextChoices):
        READING = "reading", _("reading before publishing")
        NOTICE = "notice", _("a notice")
        OWN = "own", _("our own finding")
        ORDER = "order", _("an authority's order")
        APPEAL = "appeal", _("an appeal")
        ADOPTION = "adoption", _("what an organisation said")
        DOMAIN = "domain", _("the organisation's mail domain, by a program")

    kind = models.CharField(_("decision"), max_length=12, choices=Kind.choices)
    origin = models.CharField(
        _("what led to it"), max_length=10, choices=Origin.choices, default=Origin.READING
    )
    subject = models.CharField(max_length=32, default=new_subject, editable=False)
    submission = models.ForeignKey(
        DeedSubmission, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    deed = models.ForeignKey(Deed, null=True, on_delete=models.SET_NULL, related_name="decisions")
    notice = models.ForeignKey(DeedNotice, null=True, on_delete=models.SET_NULL, related_name="decisions")
    about = models.ForeignKey(
        "self",
        verbose_name=_("decision that it is about"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="later_decisions",
    )
    # the author who was told, so that what is kept about them can be shown and erased
    contact = models.ForeignKey(
        "tekotori_contacts.Contact", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ground = models.CharField(_("ground"), max_length=20, choices=Ground.choices, blank=True)
    part = models.CharField(_("what is restricted"), max_length=10, choices=Part.choices, blank=True)
    language = models.CharField(_("language"), max_length=12)
    # in the author's language; emptied when it is no longer kept
    reason = models.TextField(_("reason"), blank=True)
    # what was decided on: {"texts", "facts"}, so that a resubmission shows what changed
    seen = models.JSONField(default=dict)
    # what a restriction took off the pages: {page id: its picture's values}
    hidden = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    waited_since = models.DateTimeField(_("waited since"), null=True)
    decided_at = models.DateTimeField(_("decided"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        permissions = [("moderate", "Can decide on what authors send in and readers report")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["refused", "restricted", "redacted"]) | ~Q(ground=""),
                name="deed_decision_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(kind="restricted") | Q(lifted_at__isnull=True), name="deed_decision_lifted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def seconds(self) -> int | None:
        """How long it waited to be decided."""
        return (
            int((self.decided_at - self.waited_since).total_seconds())
            if self.waited_since is not None
            else None
        )

    @property
    def can_be_appealed(self) -> bool:
        return self.kind in {self.Kind.REFUSED, self.Kind.RESTRICTED}


class Appeal(models.Model):
    """An author's word against a refusal or a restriction, by the link in the letter about it."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        DECIDED = "decided", _("decided")

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    subject = models.CharField(max_length=32, default=new_subject, editable=False)
    text = models.TextField(_("why it should be changed"), max_length=3000, blank=True)
    language = models.CharField(_("language"), max_length=12)
    contact = models.ForeignKey(
        "tekotori_contacts.Contact", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    received_at = models.DateTimeField(_("received"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


def snapshot(submission: DeedSubmission) -> dict[str, Any]:
    """What a decision is about, as it was seen."""
    return {"texts": submission.texts, "facts": submission.facts, "beside": beside(submission)}


def beside(submission: DeedSubmission) -> dict[str, Any]:
    """What a submission says elsewhere than in its texts and facts: whose deed it is, its picture, who is named."""
    picture = next(iter(submission.pictures.all()), None)
    given = submission.new_organisation
    described = ", ".join(
        str(given[name]) for name in ("name_fi", "name_sv", "business_id") if given.get(name)
    )
    author = ", ".join(part for part in (submission.author_name, submission.author_role) if part)
    return {
        "organisation": submission.organisation.code if submission.organisation else described,
        "image": picture.key if picture else "",
        "image_alt": {submission.language: picture.alt, **picture.other_alts} if picture else {},
        "image_credit": picture.credit if picture else "",
        "author": author if submission.shows_name else "",
    }
