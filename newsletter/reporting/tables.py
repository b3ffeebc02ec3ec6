"""A report as tables, each with the chart that is drawn of it: what the page shows and the CSV files hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core.charts import Chart, Value, bar_chart, column_chart, stacked_chart
from newsletter.reporting.counting import IssueFigures, LanguageFigures
from newsletter.reporting.openings import LinkFigures
from newsletter.reporting.outcomes import OUTCOMES, REASONS
from newsletter.reporting.times import Step, fold, midnight, periods
from newsletter.templatetags.newsletter_admin import left_out_reason


@dataclass(frozen=True)
class Row:
    """None in place of a number: too few to be told. `about` is more than its name says: an address.

    `in_files` stands in files in place of the name: a time that sorts.
    """

    name: str
    numbers: Sequence[int | None]
    about: str = ""
    in_files: str = ""


@dataclass(frozen=True)
class Table:
    """`key` names the file; it is the same in every language."""

    key: str
    label: str
    head: str  # of the first column
    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Part:
    """A table with its drawing. `legend`: classes of colours with what they mean; `hint`: how to read it."""

    table: Table
    chart: Chart
    legend: Sequence[tuple[str, str]] = ()
    hint: str = ""


def parts(figures: IssueFigures, links: Mapping[str, Sequence[LinkFigures]]) -> list[Part]:
    """The whole report. A part without a figure is left out, besides the first."""
    found = [
        _outcomes("outcomes", _("What became of it, by language"), figures.languages),
        _outcomes("corrections", _("What became of its corrections, by language"), figures.corrections)
        if figures.corrections
        else None,
        _taken(figures),
        _reasons(
            "returned",
            _("Given back, by reason"),
            {row.language: row.returned for row in figures.languages},
        ),
        _reasons(
            "deferred",
            _("Not taken yet, by reason"),
            {row.language: row.deferred for row in figures.languages},
        ),
        _days("returned-days", _("Given back, over time"), figures.returned_days),
        _days("complained-days", _("Reported as unwanted, over time"), figures.complained_days),
        _days("left-days", _("Left by a link in the issue, over time"), figures.left_days),
        _left_out(figures.languages),
        *(_links(language, rows) for language, rows in links.items()),
    ]
    return [part for part in found if part is not None]


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])


def _outcomes(key: str, label: str, languages: Sequence[LanguageFigures]) -> Part:
    """Who left stands with the issue itself, whichever of its mails the link was in."""
    with_left = key == "outcomes"
    present = [outcome for outcome in OUTCOMES if any(row.outcome(outcome.key) for row in languages)]
    table = Table(
        key,
        label,
        _("Language"),
        [
            _("audience"),
            *(str(outcome.label) for outcome in present),
            *([_("left by a link in the issue")] if with_left else []),
        ],
        [
            Row(
                language_name(row.language),
                [
                    row.audience,
                    *(row.outcome(outcome.key) for outcome in present),
                    *([row.left] if with_left else []),
                ],
            )
            for row in languages
        ],
    )
    drawn = [
        (
            language_name(row.language),
            [
                Value(str(outcome.label), row.outcome(outcome.key), f"chart-{outcome.look}")
                for outcome in present
            ],
        )
        for row in languages
    ]
    legend = [(f"chart-{outcome.look}", str(outcome.label)) for outcome in present]
    return Part(table, stacked_chart(table.key, table.label, drawn), legend)


def _taken(figures: IssueFigures) -> Part | None:
    columns = {
        language_name(row.language): figures.taken_hours.get(row.language, {}) for row in figures.languages
    }
    whole: Counter[datetime] = Counter()
    for hours in columns.values():
        whole.update(hours)
    if len(columns) > 1:
        columns[_("all languages")] = whole
    return _over_time("taken", _("Taken by mail servers, over time"), whole, columns)


def _days(key: str, label: str, days: Mapping[date, int]) -> Part | None:
    whole = {midnight(day): count for day, count in days.items()}
    return _over_time(key, label, whole, {_("people"): whole}, by_day=True)


def _over_time(
    key: str,
    label: str,
    whole: Mapping[datetime, int],
    columns: Mapping[str, Mapping[datetime, int]],
    *,
    by_day: bool = False,
) -> Part | None:
    """The chart shows the whole, the table its columns."""
    if not whole:
        return None
    folded = periods(whole, by_day=by_day)
    sums = [fold(folded.step, hours) for hours in columns.values()]
    rows = [
        Row(
            _long(folded.step, start),
            [column[start] for column in sums],
            in_files=date_format(localtime(start), "Y-m-d H:i" if folded.step is Step.HOUR else "Y-m-d"),
        )
        for start in folded.counts
    ]
    values = [Value(_short(folded.step, start), count) for start, count in folded.counts.items()]
    heads = {Step.HOUR: _("Hour from"), Step.DAY: _("Day"), Step.WEEK: _("Week from")}
    table = Table(key, label, heads[folded.step], list(columns), rows)
    return Part(table, column_chart(key, label, values))


def _short(step: Step, start: datetime) -> str:
    return date_format(localtime(start), "TIME_FORMAT" if step is Step.HOUR else "j.n.")


def _long(step: Step, start: datetime) -> str:
    return date_format(
        localtime(start), "SHORT_DATETIME_FORMAT" if step is Step.HOUR else "SHORT_DATE_FORMAT"
    )


def _reasons(key: str, label: str, by_language: Mapping[str, Counter[str]]) -> Part | None:
    names = {reason: str(words) for reason, words in REASONS.items()}
    return _by_language(key, label, _("Cause"), by_language, names)


def _left_out(languages: Sequence[LanguageFigures]) -> Part | None:
    by_language = {row.language: Counter(row.left_out) for row in languages}
    reasons = sorted({reason for counts in by_language.values() for reason in counts})
    names = {reason: left_out_reason(reason) for reason in reasons}
    return _by_language("left-out", _("Left out when it was sent"), _("Cause"), by_language, names)


def _by_language(
    key: str, label: str, head: str, by_language: Mapping[str, Counter[str]], names: Mapping[str, str]
) -> Part | None:
    """The most frequent first, equals in the order of their names; a column for each language, and one for all where there are several."""
    whole: Counter[str] = Counter()
    for counts in by_language.values():
        whole.update(counts)
    order = sorted((name for name in names if whole[name]), key=lambda name: -whole[name])
    if not order:
        return None
    languages = list(by_language)
    all_columns = [_("all languages")] if len(languages) > 1 else []
    rows = [
        Row(
            names[name],
            [*(by_language[code][name] for code in languages), *([whole[name]] if all_columns else [])],
        )
        for name in order
    ]
    table = Table(key, label, head, [*(language_name(code) for code in languages), *all_columns], rows)
    return Part(table, bar_chart(key, label, [Value(names[name], whole[name]) for name in order]))


def _links(language: str, links: Sequence[LinkFigures]) -> Part:
    label = _("Links opened: %(language)s") % {"language": language_name(language)}
    rows = [Row(link.words, [link.people, link.programs], link.url) for link in links]
    table = Table(f"links-{language}", label, _("Link"), [_("by people"), _("by programs")], rows)
    values = [Value(link.words, link.people or 0, is_hidden=link.people is None) for link in links]
    hint = _(
        "Counted as a sum a day, not by reader: who opens a link twice counts twice. Programs are the scanners of mail "
        "servers that say who they are or open many links at once; some pass for people."
    )
    return Part(table, bar_chart(table.key, label, values), hint=hint)


def all_rows(tables: Sequence[Table]) -> Iterator[tuple[Table, Row, str, int | None]]:
    """Every number of some tables, one by one."""
    for table in tables:
        for row in table.rows:
            for column, number in zip(table.columns, row.numbers, strict=True):
                yield table, row, column, number
