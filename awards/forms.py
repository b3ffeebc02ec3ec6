from datetime import datetime
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from awards.jury import open_categories, standing_nominations
from awards.models import Category
from deeds.models import Deed


class CategoryField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        closing = formats.date_format(timezone.localtime(obj.last_moment), "DATETIME_FORMAT")
        words = {"round": obj.round.name, "category": obj.name_in(get_language()), "closing": closing}
        return gettext("%(round)s: %(category)s (until %(closing)s)") % words


class NominationForm(forms.Form):
    """Category and reason. Offers the categories in which this juror has not nominated this deed yet."""

    category = CategoryField(
        label=_("Category"), queryset=Category.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(
        label=_("Why this deed?"),
        help_text=_("What makes it stand out in this category? At most 1,200 characters."),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, deed: Deed, juror: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = standing_nominations(juror=juror, now=now).filter(deed=deed).values("category")
        categories: Any = self.fields["category"]
        categories.queryset = open_categories(now=now).exclude(pk__in=taken)
