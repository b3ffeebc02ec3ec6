from dataclasses import replace

import pytest

from newsletter.preflight import MAX_HTML_BYTES, RULES, Facts, Finding, Severity, check

HTML = """<!doctype html><html lang="fi"><head><title>Otsikko</title></head><body>
<h1>Viisi tekoa</h1><h2><a href="https://tori.example/fi/teot/1/">Työvuorot</a></h2>
<img src="https://tori.example/media/a.png" alt="Piirros">
<p><a href="%%unsubscribe_url%%">Poistu listalta</a> <a href="%%preferences_url%%">Vaihda kieltä</a></p>
</body></html>"""
TEXT = "Viisi tekoa\nhttps://tori.example/fi/teot/1/\n%%unsubscribe_url%%\n%%preferences_url%%\n"
GOOD = Facts(
    language="fi",
    subject="Viisi tekoa",
    preheader="Mitä torilla on uutta",
    html=HTML,
    text=TEXT,
    site_hosts=frozenset({"tori.example"}),
    items=1,
)


def test_a_good_mail_has_no_findings():
    assert check(GOOD) == []


FAULTS = [
    ("subject-present", replace(GOOD, subject="  ")),
    ("preheader-present", replace(GOOD, preheader="")),
    ("one-line", replace(GOOD, subject="Viisi tekoa\r\nBcc: x@example.org")),
    ("subject-length", replace(GOOD, subject="ä" * 61)),
    ("size", replace(GOOD, html=HTML + "<!--" + "ä" * (MAX_HTML_BYTES // 2) + "-->")),
    ("items-present", replace(GOOD, items=0)),
    ("items-public", replace(GOOD, missing_items=("deed:12",))),
    ("items-once", replace(GOOD, doubled_items=("Työvuorot",))),
    ("image-alt", replace(GOOD, html=HTML.replace(' alt="Piirros"', ""))),
    ("third-party", replace(GOOD, html=HTML.replace("tori.example/media", "tracker.example/media"))),
    (
        "third-party",
        replace(GOOD, html=HTML.replace("</head>", '<link href="https://fonts.example/a.css"></head>')),
    ),
    ("tokens-known", replace(GOOD, text=TEXT + "%%first_name%%")),
    ("unsubscribe", replace(GOOD, text=TEXT.replace("%%unsubscribe_url%%", ""), html=HTML)),
    ("link-words", replace(GOOD, html=HTML.replace("Työvuorot", ""))),
    ("link-words-unique", replace(GOOD, html=HTML.replace("Vaihda kieltä", "Poistu listalta"))),
    ("text-complete", replace(GOOD, text=TEXT.replace("https://tori.example/fi/teot/1/", ""))),
    ("language-marked", replace(GOOD, html=HTML.replace('lang="fi"', 'lang="und"'))),
    ("heading-order", replace(GOOD, html=HTML.replace("h2>", "h3>").replace("<h2", "<h3"))),
]


@pytest.mark.parametrize(("rule", "facts"), FAULTS, ids=[rule for rule, _facts in FAULTS])
def test_each_fault_is_found_by_its_rule(rule: str, facts: Facts):
    assert rule in {finding.rule for finding in check(facts)}


def test_every_rule_has_a_fault_in_this_file():
    assert {rule.id for rule in RULES} == {rule for rule, _facts in FAULTS}


def test_a_picture_with_empty_alt_is_decoration_and_passes():
    assert check(replace(GOOD, html=HTML.replace('alt="Piirros"', 'alt=""'))) == []


def test_errors_come_before_warnings():
    facts = replace(GOOD, subject="ä" * 61, preheader="")

    assert check(facts) == [
        Finding("preheader-present", Severity.ERROR, "fi"),
        Finding("subject-length", Severity.WARNING, "fi", "61 > 60"),
    ]
