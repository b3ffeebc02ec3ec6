"""The editor of a deed: what is asked, in groups, in the order in which people tell it."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel


def content_panels() -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldPanel("goal"), FieldPanel("result")],
            heading=_("Goal and result"),
            help_text=_("Both are shown first to readers."),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("measure_indicator"),
                FieldRowPanel(
                    [FieldPanel("measure_before"), FieldPanel("measure_after"), FieldPanel("measure_unit")]
                ),
                FieldPanel("measure_period"),
            ],
            heading=_("How we know"),
            help_text=_("One indicator before and after, if something was measured or counted."),
        ),
        MultiFieldPanel(
            [FieldPanel("conditions"), FieldPanel("did_not_work")],
            heading=_("For those who want to do the same"),
        ),
        FieldPanel("after_year"),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("image_credit")],
            heading=_("Image"),
        ),
    ]


def fact_panels() -> list[Panel]:
    return [
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("unit")],
            heading=_("Whose deed"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("whole_organisation"),
                FieldPanel("sectors", widget=CheckboxSelectMultiple),
                FieldPanel("themes", widget=CheckboxSelectMultiple),
                FieldPanel("client_groups", widget=CheckboxSelectMultiple),
                FieldPanel("programme_goal"),
            ],
            heading=_("What it is about"),
            help_text=_("Readers filter by these. They are the same in every language."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]), FieldPanel("municipalities")],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("with_management"),
                FieldPanel("with_supervisors"),
                FieldPanel("with_staff"),
                FieldPanel("with_clients"),
                FieldPanel("with_partners"),
            ],
            heading=_("Who took part"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("stage"), FieldPanel("scale")]),
                FieldRowPanel([FieldPanel("cost_band"), FieldPanel("hours_band")]),
                FieldPanel("cost_hours"),
            ],
            heading=_("How far and how much"),
        ),
        MultiFieldPanel([FieldPanel("inspired_by"), FieldPanel("licence")], heading=_("Origin and reuse")),
    ]
