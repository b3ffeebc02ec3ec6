"""What a moderator writes beside a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deeds.models import Ground
from deeds.models.moderation import Decision, Part
from deeds.moderating.grounds import is_of_law
from deeds.screening.guard import WordsForm

REASON = forms.Textarea(attrs={"rows": 6})
GROUNDS = [
    ("", "—"),
    (_("By our terms"), [(value, label) for value, label in Ground.choices if not is_of_law(value)]),
    (_("By the law"), [(value, label) for value, label in Ground.choices if is_of_law(value)]),
]


class DecisionForm(WordsForm):
    """A form that knows what the moderator has read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(DecisionForm):
    note = forms.CharField(
        label=_("What should the author add or change?"),
        help_text=_("The author gets it by mail. Write it in the author's language."),
        widget=REASON,
        max_length=4000,
        error_messages={"required": _("Tell the author what to add or change.")},
    )


class GroundForm(WordsForm):
    ground = forms.ChoiceField(label=_("Ground"), error_messages={"required": _("Choose the ground.")})
    reason = forms.CharField(
        label=_("Facts and reasons"),
        help_text=_("The author gets them by mail and can appeal. Write them in the author's language."),
        widget=REASON,
        max_length=4000,
        error_messages={"required": _("Write the reasons in the author's language.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = GROUNDS  # type: ignore[attr-defined]  # a ChoiceField has them


class RefuseForm(DecisionForm, GroundForm):
    pass


class RestrictForm(GroundForm):
    part = forms.ChoiceField(label=_("What is hidden"), choices=Part.choices, widget=forms.RadioSelect)
    origin = forms.ChoiceField(
        label=_("What led to it"),
        choices=[(value, Decision.Origin(value).label) for value in ("own", "order")],
        widget=forms.RadioSelect,
    )
    field_order = ["part", "ground", "reason", "origin"]


class RedactForm(GroundForm):
    """Why texts are taken out of earlier versions; which ones stands beside it on the screen."""

    origin = forms.ChoiceField(
        label=_("What led to it"),
        choices=[(value, Decision.Origin(value).label) for value in ("own", "notice", "order")],
        widget=forms.RadioSelect,
    )


class ReasonForm(WordsForm):
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("The author gets them by mail. Write them in the author's language."),
        widget=REASON,
        max_length=4000,
        error_messages={"required": _("Write the reasons in the author's language.")},
    )


class NoticeForm(GroundForm):
    """Decides on a report: leave the deed, or hide it or its picture."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("keep", _("Leave the deed as it is")),
            (Part.WHOLE, _("Hide the deed")),
            (Part.PICTURE, _("Hide the picture")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    answer = forms.CharField(
        label=_("Reasons in the reporter's language"),
        help_text=_("The reporter reads another language than the author."),
        widget=REASON,
        max_length=4000,
        error_messages={"required": _("Write the reasons in the reporter's language too.")},
    )
    field_order = ["outcome", "ground", "reason", "answer"]

    def __init__(self, *args: Any, needs_answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_answer:
            del self.fields["answer"]


class AppealDecisionForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("uphold", _("The author is right")), ("reject", _("The decision stands"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    field_order = ["outcome", "reason"]


class LeadForm(WordsForm):
    """A lead, written or proposed on the deed's own screen."""

    title = forms.CharField(label=_("Title"), max_length=90)
    text = forms.CharField(label=_("Text"), max_length=600, widget=forms.Textarea(attrs={"rows": 5}))
