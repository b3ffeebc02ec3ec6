"""Each trap of mjml-python 1.4.2 that we know of, and what stands in its way."""

import os
import re
import signal
import threading
from collections.abc import Callable
from html import escape, unescape

import mjml
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.mjml import (
    BadValue,
    BrokenMarkup,
    CompilerDied,
    ForbiddenHost,
    MisplacedTag,
    MissingPart,
    MjmlError,
    NotCompiled,
    TooDeep,
    TooLarge,
    UnknownAttribute,
    UnknownTag,
    compile_mjml,
    escape_text,
)
from mail.mjml.guard import Guard, guard
from mail.text import clean_text


def document(body: str, head: str = "") -> str:
    return f'<mjml lang="fi"><mj-head><mj-title>Uutiskirje</mj-title>{head}</mj-head><mj-body>{body}</mj-body></mjml>'


def column(content: str, head: str = "") -> str:
    return document(f"<mj-section><mj-column>{content}</mj-column></mj-section>", head)


def text_of(html: str) -> str:
    """The content of the only mj-text."""
    match = re.search(r'color:#000000;">(.*?)</div></td>', html, re.DOTALL)
    assert match
    return match[1]


def compiled_text(content: str) -> str:
    return text_of(compile_mjml(column(f"<mj-text>{content}</mj-text>")).html)


# --- 1. The panic.

PANICKING = ["työ > vapaa", "Hyvää->", "€->", "ö>", "😀 > x", "å>>>å>"]


@pytest.mark.parametrize("text", PANICKING)
def test_raw_greater_than_after_a_letter_outside_ascii_survives(text: str):
    assert compiled_text(text) == escape(text)


@pytest.mark.parametrize(
    "place",
    [
        "<mj-button>{}</mj-button>",
        "<mj-raw><p>{}</p></mj-raw>",
        "<mj-table><tr><td>{}</td></tr></mj-table>",
        '<mj-image alt="{}" src="/a.png" />',
    ],
)
def test_the_same_holds_in_every_other_place_for_text(place: str):
    assert escape("työ > vapaa") in compile_mjml(column(place.format("työ > vapaa"))).html


def test_the_same_holds_in_title_and_preview():
    source = column("", "<mj-preview>ö -> ö</mj-preview>").replace("Uutiskirje", "työ > vapaa")

    html = compile_mjml(source).html

    assert "<title>työ &gt; vapaa</title>" in html
    assert "ö -&gt; ö</div>" in html


def test_style_sheet_keeps_its_selectors():
    html = compile_mjml(column("", "<mj-style>.työ > b { color: red; }</mj-style>")).html

    assert r".ty\f6  > b { color: red; }" in html


def test_the_compiler_alone_would_panic():
    """The oracle: once this fails, a newer mjml-python has mended it."""
    with pytest.raises(BaseException, match="char boundary") as caught:
        mjml.mjml2html(column("<mj-text>työ > vapaa</mj-text>"))

    assert not isinstance(caught.value, Exception)


# --- 2. Comments and depth.


@pytest.mark.parametrize(
    "comment", ["<!--[if mso>ö--><!-- -->", "<!-- työ > -->", "<!--[if ö]>x<![endif]-->"]
)
def test_comments_vanish(comment: str):
    assert compiled_text(f"a{comment}b") == "ab"


def test_unfinished_comment_is_no_crash():
    with pytest.raises(MjmlError):
        compile_mjml(column("<mj-text><!--[if ö</mj-text>"))


def test_nesting_that_would_end_the_process_is_refused():
    with pytest.raises(TooDeep):
        compile_mjml(column("<mj-text>" + "<b>" * 20_000 + "</b>" * 20_000 + "</mj-text>"))


def test_more_source_than_any_mail_has_is_refused():
    with pytest.raises(TooLarge):
        compile_mjml(column("<mj-text>" + "x" * 1_000_001 + "</mj-text>"))


def test_paragraph_of_a_hundred_kilobytes_compiles():
    text = "työ > vapaa " * 8_000

    assert compiled_text(text) == escape(text)


# --- 3. What its parser refuses.


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("a<br>b\r\n", "a<br />b\n"),
        ("a<BR>b<Br/>c</br>", "a<br />b<br />c"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        (
            "<a href=https://kunta.example/?a=1&b=2>x</a>",
            '<a href="https://kunta.example/?a=1&amp;b=2">x</a>',
        ),
        ("<![CDATA[<b> työ > vapaa]]>", "&lt;b&gt; työ &gt; vapaa"),
        ("x ]]> y", "x ]]&gt; y"),
        ("&nbsp;&auml;&#228;&#x1F600;", "\u00a0ää😀"),
        ("a\x00b\x1bc&#1;d", "abcd"),
        ("a\ud800b", "a\ufffdb"),
        ("<IMG SRC='/a.png'>", '<img src="/a.png" alt="" />'),
    ],
)
def test_untidy_source_is_made_tidy(content: str, html: str):
    assert compiled_text(content) == html


def test_doctype_and_declaration_are_left_out():
    source = f'<?xml version="1.0"?><!DOCTYPE mjml>\r\n{column("<mj-text>x</mj-text>")}\r\n'

    assert text_of(compile_mjml(source).html) == "x"


# --- 4. What it has not or drops in silence.


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (column("<mj-html-attributes></mj-html-attributes>"), UnknownTag),
        (column('<mj-include path="/etc/passwd" />'), UnknownTag),
        (column('<mj-include path="a.css" type="css" />'), UnknownTag),
        (document('<mj-section gutter="10px"></mj-section>'), UnknownAttribute),
        (column('<mj-button title="x">x</mj-button>'), UnknownAttribute),
        (column('<mj-table role="table"></mj-table>'), UnknownAttribute),
        ('<mj-raw position="file-start"></mj-raw>' + column(""), MisplacedTag),
        (column('<mj-text color="redd!">x</mj-text>'), BadValue),
        (column('<mj-text font-size="16">x</mj-text>'), BadValue),
        (column('<mj-text padding="1px 2em">x</mj-text>'), BadValue),
        (column('<mj-text align="middle">x</mj-text>'), BadValue),
        (document("<mj-text>x</mj-text>"), MisplacedTag),
        (document("<mj-column></mj-column>"), MisplacedTag),
        (column("<mj-text><mj-text>x</mj-text></mj-text>"), MisplacedTag),
        (column("<p>x</p>"), MisplacedTag),
        (column("loose words"), BrokenMarkup),
        (column("<mj-text><b>x</mj-text>"), BrokenMarkup),
        (column("<mj-text>x"), BrokenMarkup),
        (column("<mj-text><script>alert(1)</script></mj-text>"), UnknownTag),
        (column("<mj-text><iframe></iframe></mj-text>"), UnknownTag),
        (column('<mj-text><b onclick="x">x</b></mj-text>'), UnknownAttribute),
        (column('<mj-text><b "<>x</b></mj-text>'), MjmlError),
        ("", BrokenMarkup),
        ("just words", BrokenMarkup),
        (column("") + column(""), MisplacedTag),
    ],
)
def test_what_the_compiler_would_pass_in_silence_is_an_error(source: str, error: type[MjmlError]):
    with pytest.raises(error):
        compile_mjml(source)


def test_error_says_line_and_what_was_meant():
    with pytest.raises(UnknownTag) as tag:
        compile_mjml(column("\n\n<mj-txt>x</mj-txt>"))
    with pytest.raises(UnknownAttribute) as attribute:
        compile_mjml(column('<mj-text colour="red">x</mj-text>'))

    assert str(tag.value) == "Line 3: <mj-txt> cannot be used in a mail. Did you mean <mj-text>?"
    assert str(attribute.value) == "Line 1: <mj-text> has no attribute 'colour'. Did you mean 'color'?"


def test_inline_style_reaches_the_elements():
    head = '<mj-style inline="inline">.lead > div { letter-spacing: 2px; }</mj-style>'

    html = compile_mjml(column('<mj-text css-class="lead">työ</mj-text>', head)).html

    assert re.search(r'<div style="[^"]*letter-spacing: ?2px[^"]*">työ</div>', html)
    assert ".lead" not in html


# --- 6. Accessibility.


def test_language_direction_title_and_alt_are_guaranteed():
    html = compile_mjml(column('<mj-image src="/a.png" />', "<mj-preview>Lyhyesti</mj-preview>")).html

    children = re.findall(r"<div[^>]*>", html.partition("<body")[2])
    assert re.search(r'<html lang="fi" dir="ltr"', html)
    assert [('lang="fi"' in tag, 'dir="ltr"' in tag) for tag in children[:2]] == [(True, True)] * 2
    assert "<title>Uutiskirje</title>" in html
    assert re.search(r'<img alt="" [^>]*src="/a.png"', html)


def test_raw_parts_of_the_body_get_the_language_too():
    html = compile_mjml(document("<mj-raw><p>x</p></mj-raw>")).html

    assert html.count('lang="fi"') == 2  # html and the one child of body, in which the raw part stands


@pytest.mark.parametrize(
    "source", [column("").replace(' lang="fi"', ""), column("").replace("Uutiskirje", " ")]
)
def test_mail_without_language_or_title_is_refused(source: str):
    with pytest.raises(MissingPart):
        compile_mjml(source)


@pytest.mark.parametrize(
    "alt", ["10\u00a0%", "a\\nb", "C:\\\\x", "pehmo\u00adtavu", "👩\u200d💻", 'sanoi "ei"', "e\u0301"]
)
def test_attribute_is_not_rewritten_in_the_notation_of_a_debugger(alt: str):
    html = compile_mjml(column(f'<mj-image src="/a.png" alt="{escape_text(alt)}" />')).html

    assert unescape(attribute_of(html, "alt")) == alt


# --- 7. Third parties.


def test_default_font_calls_nobody():
    html = compile_mjml(column("<mj-text>x</mj-text>")).html

    assert "fonts.googleapis" not in html


@pytest.mark.parametrize(
    ("content", "host"),
    [
        ('<mj-social><mj-social-element name="facebook" href="x">f</mj-social-element></mj-social>', "www.mailjet.com"),
        ('<mj-carousel><mj-carousel-image src="/a.png" /></mj-carousel>', "i.imgur.com"),
        ('<mj-image src="https://pixel.example/a.gif" />', "pixel.example"),
        ('<mj-image src="//pixel.example/a.gif" />', "pixel.example"),
        ('<mj-image src="/a.png" srcset="https://pixel.example/b.png 2x" />', "pixel.example"),
        ("<mj-text><img src='https://pixel.example/a.gif'></mj-text>", "pixel.example"),
        ('<mj-text><b style="background:url(https://pixel.example/a)">x</b></mj-text>', "pixel.example"),
        ('<mj-text><b style="background:url(&quot;https://pixel.example/a&quot;)">x</b></mj-text>', "pixel.example"),
        ('<mj-text><table background="https://pixel.example/a"></table></mj-text>', "pixel.example"),
        ('<mj-text><img src="http://[" alt="" /></mj-text>', "http://["),  # programs may read it otherwise
    ],
)  # fmt: skip
def test_nothing_is_loaded_from_another_host(content: str, host: str):
    with pytest.raises(ForbiddenHost) as caught:
        compile_mjml(column(content))

    assert caught.value.host == host


@pytest.mark.parametrize(
    "head",
    [
        '<mj-font name="X" href="https://pixel.example/x.css" />',
        "<mj-style>@import 'https://pixel.example/x.css';</mj-style>",
        "<mj-style>@font-face { src: url(https://pixel.example/x) }</mj-style>",
    ],
)
def test_nothing_is_loaded_from_another_host_by_the_head(head: str):
    with pytest.raises(ForbiddenHost):
        compile_mjml(column('<mj-text font-family="X">x</mj-text>', head))


def test_words_about_an_address_load_nothing():
    words = (
        "url(https://pixel.example/a) <img src='https://pixel.example/a'> @import 'https://pixel.example/a'"
    )

    assert unescape(compiled_text(escape_text(words))) == words


def test_own_host_and_links_to_anywhere_are_allowed(settings):
    settings.BASE_URL, settings.MAIL_ASSET_HOSTS = "https://tori.example", ["media.tori.example"]
    content = (
        '<mj-image src="https://tori.example/a.png" href="https://kunta.example/" />'
        '<mj-image src="https://media.tori.example/a.png" />'
        '<mj-text><a href="https://kunta.example/">x</a></mj-text>'
    )

    assert compile_mjml(column(content)).size_bytes > 0


# --- The guard.


def test_panic_in_the_child_is_an_error_and_the_child_lives():
    own = Guard()
    with pytest.raises(NotCompiled) as caught:
        own.compile(column("<mj-text>työ > vapaa</mj-text>"), "", timeout_seconds=20)
    process = own._process

    assert "PanicException" in str(caught.value)
    assert text_of(own.compile(column("<mj-text>x</mj-text>"), "", timeout_seconds=20)[0]) == "x"
    assert own._process is process
    own.stop()


def test_crash_of_the_child_costs_one_error():
    own = Guard()
    deep = document("<mj-raw>" + "<b>" * 200_000 + "</b>" * 200_000 + "</mj-raw>")

    with pytest.raises(CompilerDied):
        own.compile(deep, "", timeout_seconds=60)

    assert text_of(own.compile(column("<mj-text>x</mj-text>"), "", timeout_seconds=20)[0]) == "x"
    own.stop()


def test_child_that_hangs_is_ended_in_time():
    own = Guard()
    own.compile(column(""), "", timeout_seconds=20)
    assert own._process
    os.kill(own._process.pid, signal.SIGSTOP)

    with pytest.raises(CompilerDied):
        own.compile(column(""), "", timeout_seconds=0.2)

    assert own.compile(column(""), "", timeout_seconds=20)
    own.stop()


def test_child_that_died_while_idle_is_replaced_without_an_error():
    own = Guard()
    own.compile(column(""), "", timeout_seconds=20)
    assert own._process
    own._process.kill()
    own._process.wait()

    assert own.compile(column(""), "", timeout_seconds=20)
    own.stop()


def test_threads_share_the_child_and_get_their_own_mails():
    results: dict[int, str] = {}

    def work(number: int) -> None:
        results[number] = compiled_text(f"mail {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    _all(threads, threading.Thread.start)
    _all(threads, threading.Thread.join)

    assert results == {number: f"mail {number}" for number in range(8)}
    assert guard._process is not None


def _all(threads: list[threading.Thread], what: Callable[[threading.Thread], None]) -> None:
    for thread in threads:
        what(thread)


# --- Any text at all.

FINNISH = st.sampled_from(
    ["työ", "Åbo", "yö", "hyvää", "€", "—", "😀", "👩\u200d💻", "]]>", "<!--", "-->", "%%name%%"]
)
SIGNS = st.sampled_from(list("<>&\"'=/-[]{}() \n\r\t\x00\x08\x1b\x85\u2028\ud800\udfff\ufffe"))
ANY_TEXT = st.lists(FINNISH | SIGNS | st.text(max_size=5), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_escaped_text_compiles_and_survives(text: str):
    content, words = escape_text(text), clean_text(text)
    source = column(f'<mj-text>{content}</mj-text><mj-image src="/a.png" alt="{content}" />')

    html = compile_mjml(source.replace("Uutiskirje", f"T{content}")).html

    assert (
        unescape(text_of(html)).strip() == words.strip()
    )  # space around an element's text means nothing in HTML
    assert unescape(attribute_of(html, "alt")) == words
    assert unescape(attribute_of(html, "aria-label")) == f"T{words}"


def attribute_of(html: str, name: str) -> str:
    match = re.search(f'{name}="([^"]*)"', html)
    assert match
    return match[1]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_raw_source_compiles_or_says_why_not(text: str):
    refused: list[MjmlError] = []
    try:
        compile_mjml(column(f"<mj-text>{text}</mj-text>"))
    except MjmlError as error:
        refused.append(error)

    assert not any(isinstance(error, CompilerDied | NotCompiled) for error in refused)
