"""Sending: one run (Dispatch), its languages and mails, and what has gone out of an issue (Edition)."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsletter.models.issues import Compilation, Issue


class DispatchState(models.TextChoices):
    SCHEDULED = "scheduled", _("waiting for its time")
    SENDING = "sending", _("sending")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class DispatchKind(models.TextChoices):
    """To whom a run goes. All but the first go when something of the issue has gone."""

    FIRST = "first", _("to everyone who reads it")
    JOINED = "joined", _("to those who joined since")
    FAILED = "failed", _("again to those who failed")
    CORRECTION = "correction", _("a correction to those who got it")


class Dispatch(models.Model):
    """One run of sending some languages of an issue. The audience is frozen in the transaction that starts it."""

    wagtail_reference_index_ignore = True

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="dispatches")
    kind = models.CharField(_("kind"), max_length=10, choices=DispatchKind, default=DispatchKind.FIRST)
    # Of a run that sends again to those who failed: which run they failed in, and which ends of a delivery it takes.
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    again = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=12, choices=DispatchState, default=DispatchState.SCHEDULED
    )
    send_at = models.DateTimeField(_("time of sending"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made"))
    frozen_at = models.DateTimeField(_("audience frozen"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Two editors who press at once make one run; a language goes once by the constraint of its edition.
            models.UniqueConstraint(
                fields=["issue", "kind"],
                condition=~models.Q(kind="first") & models.Q(state__in=["scheduled", "sending", "paused"]),
                name="dispatch_one_follow_up_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.send_at:%Y-%m-%d %H:%M}"

    @property
    def group(self) -> str:
        """The name under which the outbox keeps this run's deliveries, so that it can be stopped alone."""
        if self.follows_id:
            return f"issue:{self.issue_id}:run:{self.follows_id}"
        return f"issue:{self.issue_id}:run:{self.pk}"

    @property
    def tag(self) -> str:
        """What the outbox notes at each delivery that this run sends again."""
        return f"sent again by run {self.pk}"

    @property
    def series(self) -> str:
        """Shared by all runs of an issue but corrections: in the whole series an address gets one delivery."""
        if self.kind == DispatchKind.CORRECTION:
            return self.group
        return f"issue:{self.issue_id}"


class DispatchLanguage(models.Model):
    """One language of a dispatch: `candidates` read the newsletter in it, `audience` of them get a mail.

    The others are left out, each for one named reason: candidates = audience + the sum of `left_out`.
    """

    wagtail_reference_index_ignore = True

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=12)
    candidates = models.PositiveIntegerField(_("candidates"), default=0)
    audience = models.PositiveIntegerField(_("audience"), default=0)
    left_out = models.JSONField(_("left out"), default=dict)  # reason -> number

    class Meta:
        verbose_name = _("language of a dispatch")
        verbose_name_plural = _("languages of a dispatch")
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "language"], name="dispatch_language_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch} ({self.language})"


class DispatchMail(models.Model):
    """One frozen mail of a dispatch's language, and how many of its readers get it; everyone gets one variant."""

    wagtail_reference_index_ignore = True

    part = models.ForeignKey(DispatchLanguage, on_delete=models.CASCADE, related_name="mails")
    compilation = models.ForeignKey(Compilation, on_delete=models.PROTECT, related_name="+")
    # mail's Message; no cascade may reach the outbox from here
    message_id = models.BigIntegerField(null=True)
    audience = models.PositiveIntegerField(_("audience"), default=0)

    class Meta:
        verbose_name = _("mail of a dispatch")
        verbose_name_plural = _("mails of a dispatch")
        constraints = [
            models.UniqueConstraint(fields=["part", "compilation"], name="dispatch_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.compilation.variant}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def gone(self) -> "EditionQuerySet":
        """Those that readers may see: in the archive, the feeds, the sitemap."""
        return self.filter(sent_at__isnull=False)

    def of_issue(self, issue: Issue) -> "EditionQuerySet":
        return self.gone().filter(issue=issue).with_words()

    def with_words(self) -> "EditionQuerySet":
        """With subject and preheader, and without the mail itself, which is large."""
        return self.select_related("issue", "compilation").defer("compilation__html", "compilation__text")


class Edition(models.Model):
    """One language of an issue, from the moment that somebody sends it: it goes once, and stands in the archive
    from `sent_at` on. Without a dispatch it went out by other means."""

    wagtail_reference_index_ignore = True

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(_("language"), max_length=12)
    dispatch = models.ForeignKey(Dispatch, null=True, on_delete=models.CASCADE, related_name="editions")
    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["issue", "language"]
        constraints = [
            # Two editors who press "send" at once send a language once.
            models.UniqueConstraint(fields=["issue", "language"], name="edition_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} ({self.language})"

    @cached_property
    def issue_as_sent(self) -> Issue:
        """The issue as it stood in the mail. What is edited later shows when it goes out as a correction, not before."""
        source = self.compilation.source
        return Issue.from_serializable_data(source, check_fks=False) if source else self.issue
