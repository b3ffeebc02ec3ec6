"""Forms of subscribing. Their words are in the page's language, their choices in the reader's."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from contacts.forms import AddressField
from core.public_forms import PublicForm
from newsletter.models import Newsletter, OtherLanguages, Subscription
from newsletter.services.subscriptions import Preferences
from newsletter.topics import attribute_groups, topic_groups

LONGEST_PAUSE = timedelta(days=366)


def language_choices() -> list[tuple[str, str]]:
    """Each language by its own name, so that everybody finds theirs: suomi, svenska, English."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


def statement(newsletter: Newsletter) -> str:
    """What somebody agrees to by the button; the ledger keeps these words as they were shown."""
    return _(
        "I subscribe to %(newsletter)s by e-mail. I can leave at any time with one click in any issue."
    ) % {"newsletter": newsletter.name}


class TopicsMixin(forms.Form):
    """One set of checkboxes per group of topics; nothing ticked means everything."""

    def add_topics(self, chosen: Iterable[str] = ()) -> None:
        chosen = set(chosen)
        for group in topic_groups(get_language() or settings.LANGUAGE_CODE):
            self.fields[f"topics-{group.key}"] = forms.MultipleChoiceField(
                label=group.label,
                choices=group.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[key for key, _label in group.choices if key in chosen],
            )

    @property
    def topic_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("topics-")]

    @property
    def topics_open(self) -> bool:
        """Whether the folded topics are shown open: when something is ticked in them."""
        return any(bound.value() for bound in self.topic_fields)

    @property
    def chosen_topics(self) -> list[str]:
        return [key for bound in self.topic_fields for key in self.cleaned_data.get(bound.name, [])]


class SignUpForm(TopicsMixin, PublicForm):
    """Subscribing: an address and a language are enough."""

    purpose = "newsletter.sign-up"
    address = AddressField(label=gettext_lazy("E-mail address"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the newsletter"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, newsletter: Newsletter, page: str = "", **kwargs: Any) -> None:
        shown = {"statement": statement(newsletter), "page": page[:200]}
        super().__init__(*args, shown=shown, auto_id=f"signup-{newsletter.slug}-%s", **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]  # a ChoiceField has them
        self.fields["language"].initial = get_language()
        self.statement = self.shown["statement"]
        self.add_topics()


class LinkForm(PublicForm):
    """Asking for a new link to one's choices."""

    purpose = "newsletter.link"
    address = AddressField(label=gettext_lazy("E-mail address"))


class ChangeAddressForm(forms.Form):
    """Another address for everything; both have to confirm it by mail."""

    new_address = AddressField(label=gettext_lazy("New e-mail address"))


class PreferencesForm(TopicsMixin):
    """What a subscriber may choose; it stands behind a signed link, which is guard enough."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the newsletter"), widget=forms.RadioSelect)
    other_languages = forms.ChoiceField(
        label=gettext_lazy("Items in another language too?"),
        help_text=gettext_lazy(
            "Not everything is written in every language. An item that you do not want is left out of your issues."
        ),
        choices=[
            (OtherLanguages.ANY, gettext_lazy("Yes, in the language that they were written in")),
            (
                OtherLanguages.LEAD,
                gettext_lazy(
                    "With a lead: if the title and a few words are in my language, even if the rest is not"
                ),
            ),
            (OtherLanguages.OWN, gettext_lazy("No, only what can be read wholly in my language")),
        ],
        widget=forms.RadioSelect,
    )
    paused_until = forms.DateField(
        label=gettext_lazy("Pause until"),
        help_text=gettext_lazy("Nothing is sent to you before this day. Leave it empty to get every issue."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as day, month and year.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, subscription: Subscription) -> None:
        until = subscription.paused_until
        is_over = until is not None and until <= timezone.localdate()
        initial = {
            "language": subscription.language,
            "other_languages": subscription.other_languages,
            "paused_until": None if is_over else until,
        }
        super().__init__(data, initial=initial)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]  # a ChoiceField has them
        self.add_topics(subscription.topics)
        self.add_attributes(subscription.attributes)

    def add_attributes(self, told: Iterable[str]) -> None:
        """One list per group, of which somebody may tell one or nothing."""
        told = set(told)
        for group in attribute_groups(get_language() or settings.LANGUAGE_CODE):
            self.fields[f"attribute-{group.key}"] = forms.ChoiceField(
                label=group.label,
                choices=[("", _("I would rather not say")), *group.choices],
                required=False,
                initial=next((key for key, _label in group.choices if key in told), ""),
            )

    @property
    def attribute_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("attribute-")]

    def clean_paused_until(self) -> date | None:
        until: date | None = self.cleaned_data["paused_until"]
        today = timezone.localdate()
        if until is not None and not today < until <= today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day from tomorrow to a year ahead."), "range")
        return until

    def preferences(self) -> Preferences:
        cleaned = self.cleaned_data
        return Preferences(
            language=cleaned["language"],
            topics=self.chosen_topics,
            paused_until=cleaned["paused_until"],
            other_languages=cleaned["other_languages"],
            attributes=[key for bound in self.attribute_fields if (key := cleaned.get(bound.name))],
        )
