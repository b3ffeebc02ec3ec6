"""The rules on one mail: a good one, and mutants of it with one fault each."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.admin.words import HINTS, hint
from newsletter.preflight import RULES, Facts, Finding, Outcome, Severity, check, examine
from newsletter.preflight.colours import Colour, UnreadableColour, contrast, read_colour
from newsletter.preflight.features import NOT_LOOKED_FOR, looked_for
from newsletter.preflight.rules.clients import ACCEPTED, clients_without, support
from tests.newsletter.preflight_mail import FREE, LEAD, good_mail
from tests.newsletter.preflight_mutants import OPERATORS, Operator

DOCS = Path("docs/reference/preflight.md")
LANGUAGES = ("fi", "sv")


def documented(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of the page about the checks."""
    section = DOCS.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def test_a_good_mail_passes_every_rule():
    results = examine(good_mail())

    assert [result.rule for result in results] == [rule.id for rule in RULES]
    assert [result for result in results if result.outcome is not Outcome.PASSED] == []


@pytest.mark.parametrize("operator", OPERATORS, ids=[operator.name for operator in OPERATORS])
def test_each_single_fault_is_found_by_its_rule_and_by_no_other(operator: Operator):
    found = [{finding.rule for finding in check(mutant)} for mutant in operator.mutants(good_mail())]

    assert found
    assert [
        rules for rules in found if operator.rule not in rules or rules - operator.also > {operator.rule}
    ] == []


def test_two_hundred_mutants_and_more_try_every_rule_and_stand_in_the_docs():
    mutants = Counter()
    for operator in OPERATORS:
        mutants[operator.rule] += sum(1 for _mutant in operator.mutants(good_mail()))

    assert set(mutants) | {"text-missing"} == {rule.id for rule in RULES}
    assert mutants.total() >= 200
    assert {rule: int(number) for rule, number in documented("Mutants")} == dict(mutants)


def test_every_rule_has_words_in_three_languages_and_stands_in_the_docs_with_its_source():
    assert [(row[0], row[1], row[3]) for row in documented("Rules")] == [
        (rule.id, rule.severity.value, rule.source) for rule in RULES
    ]
    assert all(row[2] for row in documented("Rules"))
    assert set(HINTS) == {rule.id for rule in RULES}
    for language in LANGUAGES:
        with translation.override(language):
            translated = {rule: str(words) for rule, words in HINTS.items()}
        with translation.override("en"):
            assert [rule for rule, words in translated.items() if words == str(HINTS[rule])] == []


def test_a_language_without_a_text_is_named_and_nothing_else_is_said_of_it():
    assert check(replace(good_mail(), has_text=False)) == [Finding("text-missing", Severity.WARNING, "fi")]


def test_what_nobody_gathered_is_said_to_be_unchecked_and_never_passes():
    bare = replace(
        good_mail(), links=None, images=None, sender=None, headers=None, reason=None, privacy_url=None
    )

    unchecked = {result.rule for result in examine(bare) if result.outcome is Outcome.UNCHECKED}

    assert unchecked == {
        "link-answers", "image-weight", "unsubscribe-header", "list-id", "sender-name", "sender-address", "sender-free",
        "sender-domain", "sender-unread", "sender-shown", "reason", "privacy-notice",
    }  # fmt: skip
    assert all(finding.is_open or not finding.is_error for finding in check(bare))


@pytest.mark.parametrize(
    "style",
    [
        "p { color: var(--ink) }",
        "p:not(.a) { color: #777777 }",
        "div { background-image: url(https://tori.example/a.png) }",
    ],
)
def test_colours_that_cannot_be_told_are_unchecked(style: str):
    good = good_mail()

    results = examine(replace(good, html=good.html.replace("</head>", f"<style>{style}</style></head>")))

    assert Outcome.UNCHECKED in {result.outcome for result in results if result.rule == "contrast"}


def test_a_finding_names_the_block_that_it_stands_in():
    good = good_mail()
    html = good.html.replace("<p>Lomakkeen", '<p style="color:#fefefe">Lomakkeen').replace(
        "juttu vuorolistoista", "tästä"
    )

    found = {(finding.rule, finding.block) for finding in check(replace(good, html=html))}

    assert found == {("link-words-vague", LEAD), ("contrast", FREE)}


def test_errors_come_first_then_what_they_could_not_check_then_warnings():
    facts = replace(good_mail(), subject="ä" * 61, preheader="", headers=None)

    assert [(f.rule, f.severity, f.outcome, f.detail) for f in check(facts)] == [
        ("preheader-present", Severity.ERROR, Outcome.FOUND, ""),
        ("unsubscribe-header", Severity.ERROR, Outcome.UNCHECKED, "List-Unsubscribe"),
        ("list-id", Severity.ERROR, Outcome.UNCHECKED, "List-Id"),
        ("subject-length", Severity.WARNING, Outcome.FOUND, "61 > 60"),
    ]


def test_an_unchecked_finding_has_words_of_its_own():
    finding = Finding("link-answers", Severity.ERROR, "fi", outcome=Outcome.UNCHECKED)

    assert hint(finding) != hint(replace(finding, outcome=Outcome.FOUND))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "white", 21.0),
        ("#777777", "#fff", 4.48),
        ("rgb(118 118 118)", "#ffffff", 4.54),
        ("#0000ff", "#fff", 8.59),
    ],
)
def test_contrast_is_computed_as_wcag_does(one: str, other: str, ratio: float):
    assert round(contrast(read_colour(one), read_colour(other)), 2) == ratio


def test_half_transparent_ink_is_seen_through():
    assert str(read_colour("rgba(0, 0, 0, 50%)").over(Colour(255, 255, 255))) == "#808080"


@pytest.mark.parametrize("value", ["var(--ink)", "rgb(1,2)", "hsl(x,1%,1%)", "#12345", "nocolour", ""])
def test_a_colour_that_is_none_is_refused(value: str):
    with pytest.raises(UnreadableColour):
        read_colour(value)


def test_every_feature_of_can_i_email_is_looked_for_or_named_with_a_reason():
    features = support()["features"]

    assert {name for name in features if not looked_for(name)} == set(NOT_LOOKED_FOR)
    assert {name for name in ACCEPTED if not clients_without(name)} == set()


PIECES = st.sampled_from(
    ["<p style='color:", "#fff", "}", "{", "<style>", "</style>", "@media (", "a > b", "<!--[if mso]>", "<![endif]-->",
     "<a href='", "http://[", "'>", "<img src=\"x", "%%", "{{", "url(", "</", "\x00", "ä", "\U0001f600", "rgb(1,2,", ";", ":"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40))
@example(['<img src="x', "http://[", "'>"])
@example(["<a href='", "http://[", "'>"])
def test_whatever_stands_in_a_mail_the_rules_answer(pieces: list[str]):
    broken = "".join(pieces)

    results = examine(Facts("fi", broken, broken, broken, broken, frozenset({"tori.example"})))

    assert len(results) == len(RULES)


def test_links_of_the_same_words_to_the_same_place_are_no_fault():
    good = good_mail()
    twice = re.sub(
        r"(<p>Lomakkeen)",
        r'<p><a href="https://tori.example/fi/teot/1/">Työvuorot kolmessa kierroksessa</a></p>\1',
        good.html,
    )

    assert check(replace(good, html=twice)) == []
