"""Mutation operators: each makes one fault in a good mail, at every place where it can be made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from newsletter.preflight import Facts, ImageFile, LinkAnswer, LinkState, Sender, TemplateFault, Untranslated
from newsletter.preflight.rules.template import MAX_HTML_BYTES
from tests.newsletter.preflight_mail import FREE, LEAD

Mutants = Iterator[Facts]


@dataclass(frozen=True)
class Operator:
    """`also`: other rules that rightly speak of the same fault."""

    name: str
    rule: str
    mutants: Callable[[Facts], Mutants]
    also: frozenset[str] = frozenset()


def at_each(pattern: str, new: str, field: str = "html", flags: int = 0) -> Callable[[Facts], Mutants]:
    """One mutant per match of the pattern: that match replaced, and nothing else."""

    def mutants(good: Facts) -> Mutants:
        whole: str = getattr(good, field)
        for match in re.finditer(pattern, whole, flags):
            yield replace(good, **{field: whole[: match.start()] + match.expand(new) + whole[match.end() :]})

    return mutants


def with_each(field: str, *values: Any) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        for value in values:
            yield replace(good, **{field: value})

    return mutants


def with_sender(**changes: tuple[str, ...]) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        assert isinstance(good.sender, Sender)
        for name, values in changes.items():
            yield from (replace(good, sender=replace(good.sender, **{name: value})) for value in values)

    return mutants


def with_header(name: str, *values: str | None) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        rest = {key: value for key, value in (good.headers or {}).items() if key != name}
        for value in values:
            yield replace(good, headers=rest if value is None else {**rest, name: value})

    return mutants


def with_answer(*answers: LinkAnswer) -> Callable[[Facts], Mutants]:
    """Each link in turn answers otherwise."""

    def mutants(good: Facts) -> Mutants:
        for address in good.links or {}:
            for answer in answers:
                yield replace(good, links={**(good.links or {}), address: answer})

    return mutants


def with_image(file: ImageFile) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        for address in good.images or {}:
            yield replace(good, images={**(good.images or {}), address: file})

    return mutants


def without_link_in_text(good: Facts) -> Mutants:
    for address in {*(good.links or {}), "%%unsubscribe_url%%", "%%preferences_url%%"}:
        lines = [line for line in good.text.splitlines() if line != address]
        shorter = replace(good, text="\n".join(lines))
        if address not in shorter.text:  # another address may begin with it
            yield shorter


def without_heading_in_text(good: Facts) -> Mutants:
    for heading in ("Työvuorot kolmessa kierroksessa", "Meröppet bibliotek", "Mukaan torille", "Näin se käy"):
        yield replace(good, text=good.text.replace(heading, ""))


def before_block_end(html: str) -> Callable[[Facts], Mutants]:
    """The piece stands among the editor's own words."""

    def mutants(good: Facts) -> Mutants:
        yield replace(good, html=good.html.replace("<p>Lomakkeen", f"{html}<p>Lomakkeen"))

    return mutants


def in_style(*rules: str) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        for rule in rules:
            yield replace(good, html=good.html.replace("</head>", f"<style>{rule}</style></head>"))

    return mutants


def in_inline_style(*declarations: str) -> Callable[[Facts], Mutants]:
    def mutants(good: Facts) -> Mutants:
        for declaration in declarations:
            styled = f'<p style="{declaration}">Lomakkeen'
            yield replace(good, html=good.html.replace("<p>Lomakkeen", styled))

    return mutants


def paragraphs_coloured(colours: str) -> Callable[[Facts], Mutants]:
    """Each paragraph in turn gets colours in which it can't be read."""
    return at_each(r"<p(?=[ >])(?![^>]*style=)", rf'<p style="{colours}"')


DARK = "@media (prefers-color-scheme: dark) { %s }"
# Features that large programs don't show, in a style sheet, inline or as elements; none is in our own templates.
STYLE_SHEETS = (
    "@import url(https://tori.example/a.css);",
    "@font-face { font-family: Tori; src: url(https://tori.example/a.woff2) }",
    "@keyframes turn { from { top: 0 } }",
    "@supports (display: grid) { p { color: #1B2A26 } }",
    "p { animation: turn 3s }",
    "p { transition: color 1s }",
    "p:hover { font-style: italic }",
    "a:visited { font-style: italic }",
    "p::after { content: '!' }",
    "p::before { content: '!' }",
    "p:nth-child(2) { font-style: italic }",
    "p ~ p { font-style: italic }",
    "td > p { font-style: italic }",
    "[dir=rtl] p { font-style: italic }",
)
INLINE_STYLES = (
    "display:grid",
    "display:flex",
    "position:fixed",
    "box-shadow:0 0 4px #1B2A26",
    "text-shadow:0 0 4px #1B2A26",
    "transform:rotate(2deg)",
    "filter:blur(1px)",
    "clip-path:circle(40%)",
    "object-fit:cover",
    "width:calc(100% - 20px)",
    "width:50vw",
    "font-size:clamp(16px, 2vw, 20px)",
    "margin-inline-start:4px",
    "aspect-ratio:1",
    "mix-blend-mode:multiply",
    "gap:4px",
    "column-count:2",
    "writing-mode:vertical-rl",
    "hyphens:auto",
    "text-wrap:balance",
    "z-index:2",
    "float:left",
    "inset:0",
)
ELEMENTS = (
    "<svg width='10' height='10'></svg>",
    "<picture></picture>",
    "<meter value='1'></meter>",
    "<progress value='1'></progress>",
    "<dialog>Hei</dialog>",
    "<marquee>Hei</marquee>",
    "<p popover='auto'>Hei siellä</p>",
)

OPERATORS: tuple[Operator, ...] = (
    # --- Head
    Operator("empty the subject", "subject-present", with_each("subject", "", "  ", "\u00a0")),
    Operator("empty the preheader", "preheader-present", with_each("preheader", "", "  ")),
    Operator(
        "break a header's line",
        "one-line",
        with_each("subject", "Viisi tekoa\r\nBcc: x@example.org", "Viisi\ntekoa", "Viisi\x00 tekoa"),
    ),
    Operator("break the preheader's line", "one-line", with_each("preheader", "Mitä torilla\non uutta nyt")),
    Operator("lengthen the subject", "subject-length", with_each("subject", "ä" * 61, "Teko " * 20)),
    Operator("shout in the subject", "subject-shouts", with_each("subject", "VIISI TEKOA TORILTA", "Nyt!!")),
    Operator(
        "begin the subject as an answer",
        "subject-answer",
        with_each("subject", "Re: Teot", "VS: Teot", "Fwd: Teot"),
    ),
    Operator(
        "shorten or lengthen the preheader", "preheader-length", with_each("preheader", "Uutta", "ä" * 141)
    ),
    Operator(
        "repeat the subject in the preheader",
        "preheader-repeats",
        with_each("preheader", "Viisi tekoa  torilta", "VIISI TEKOA TORILTA"),
        frozenset({"preheader-length"}),
    ),
    Operator("take the title out", "title", at_each("<title>[^<]*</title>", "")),
    Operator("empty the title", "title", at_each("<title>[^<]*</title>", "<title> </title>")),
    # --- Template
    Operator(
        "let the template fail",
        "template",
        with_each("template_fault", TemplateFault("Line 3: <mj-txt>", FREE)),
    ),
    Operator(
        "grow over Gmail's limit", "size", at_each("</body>", f"<!--{'ä' * (MAX_HTML_BYTES // 2)}--></body>")
    ),
    Operator(
        "put in active content",
        "active-content",
        before_block_end("<form action='/x'></form>"),
        frozenset({"client-support"}),
    ),
    Operator(
        "put in a script",
        "active-content",
        at_each("</body>", "<script>let a = 1</script></body>"),
        frozenset({"language-parts"}),
    ),
    Operator("put in a frame", "active-content", at_each("</body>", "<iframe></iframe></body>")),
    Operator(
        "leave MJML uncompiled",
        "active-content",
        at_each(r"</h3>", "</h3><mj-text>Hei</mj-text>"),
        frozenset({"contrast", "text-size"}),
    ),
    Operator("answer to events", "active-content", at_each(r"<p(?=[ >])", '<p onclick="go()"')),
    # --- Contents
    Operator("choose no items", "items-present", with_each("items", 0)),
    Operator(
        "withdraw an item", "items-public", with_each("missing_items", ("deed:12",), ("deed:12", "deed:13"))
    ),
    Operator("choose an item twice", "items-once", with_each("doubled_items", ("Työvuorot",))),
    Operator(
        "leave a link out of the text",
        "text-complete",
        without_link_in_text,
        frozenset({"unsubscribe", "preferences", "privacy-link"}),
    ),
    Operator("leave a heading out of the text", "text-words", without_heading_in_text),
    # --- Languages
    Operator(
        "mark the mail with another language",
        "language-marked",
        at_each('<html lang="fi"', '<html lang="und"'),
    ),
    Operator("leave the mail unmarked", "language-marked", at_each('<html lang="fi"', "<html")),
    Operator(
        "leave a part of the body unmarked",
        "language-parts",
        at_each(r'(<div [^>]*?) lang="fi"(?= dir)', r"\1"),
        frozenset({"item-language"}),
    ),
    Operator(
        "leave a part without direction",
        "language-parts",
        at_each(r'(<div [^>]*?)(?<=lang="fi") dir="ltr"', r"\1"),
    ),
    Operator("leave an item unmarked", "item-language", at_each('<div lang="sv">', "<div>")),
    Operator("mark an item wrongly", "item-language", at_each('<div lang="(fi|sv)">', '<div lang="en">')),
    Operator(
        "leave a block untranslated", "translation", with_each("untranslated", (Untranslated(LEAD, "Avaus"),))
    ),
    # --- Structure
    Operator(
        "skip a level of headings",
        "heading-order",
        at_each(r"<h2>(.*?)</h2>", r"<h4>\1</h4>", flags=re.DOTALL),
        frozenset({"contrast"}),
    ),
    Operator("begin with a lower heading", "heading-order", at_each(r"<h1>(.*?)</h1>", r"<h2>\1</h2>")),
    Operator(
        "write a second first heading",
        "heading-first",
        at_each(r"<h2>(.*?)</h2>", r"<h1>\1</h1>", flags=re.DOTALL),
        frozenset({"heading-order"}),
    ),
    Operator("empty a heading", "heading-words", at_each(r"<h3>(.*?)</h3>", "<h3></h3>")),
    Operator(
        "leave a table's role out",
        "table-role",
        at_each(r'(<table[^>]*?) role="presentation"(?=[^>]*>\s*<tbody)', r"\1"),
    ),
    Operator(
        "leave words to be written",
        "unfinished",
        at_each("Lomakkeen täyttää|Vuorot suunnitellaan", "Lorem ipsum"),
    ),
    Operator(
        "leave a note to oneself", "unfinished", with_each("subject", "TODO: otsikko", "[otsikko tähän]")
    ),
    # --- Links
    Operator(
        "take a link's words out",
        "link-words",
        at_each(r'(<a href="(?!%%)[^"]*"[^>]*>)[^<]+(?=</a>)', r"\1"),
        frozenset({"heading-words", "text-words", "item-language"}),
    ),
    Operator(
        "give a link the words of another",
        "link-words-unique",
        at_each(r'(<a href="[^"]*"[^>]*>)(?!Lue kirje)[^<]+(?=</a>)', r"\1Lue kirje verkossa"),
        frozenset({"item-language"}),
    ),
    Operator(
        "say nothing of where a link leads",
        "link-words-vague",
        at_each(r'(<a href="[^"]*"[^>]*>)[^<]+(?=</a>)', r"\1Lue lisää"),
        frozenset({"text-words"}),
    ),
    Operator(
        "write “here” in Swedish",
        "link-words-vague",
        at_each(r'(<a href="[^"]*"[^>]*>)[^<]+(?=</a>)', r"\1här"),
        frozenset({"text-words"}),
    ),
    Operator(
        "cut a link's host off",
        "link-form",
        at_each(r'(<a href=")https://tori\.example(?=/)', r"\1"),
        frozenset({"privacy-link"}),
    ),
    Operator(
        "link into one's own network",
        "link-form",
        at_each(r"(?<=<a href=\")https://tyoelama\.example", "https://192.168.1.4"),
        frozenset({"text-complete", "link-answers"}),
    ),
    Operator("link to a script", "link-form", at_each(r'(?<=<a href=")mailto:[^"]*', "javascript:alert(1)")),
    Operator(
        "break an address with a space",
        "link-form",
        at_each(r'(?<=<a href=")https://tyoelama', "https://työ elämä"),
        frozenset({"text-complete", "link-answers"}),
    ),
    Operator(
        "link without encryption",
        "link-encrypted",
        at_each(r'(?<=<a href=")https://tyoelama', "http://tyoelama"),
        frozenset({"text-complete", "link-answers"}),
    ),
    Operator(
        "let a link lead nowhere",
        "link-answers",
        with_answer(LinkAnswer(LinkState.GONE, "404"), LinkAnswer(LinkState.GONE, "410")),
    ),
    Operator("let a link not answer", "link-answers", with_answer(LinkAnswer(LinkState.UNKNOWN, "503"))),
    Operator("take a linked page back", "link-draft", with_answer(LinkAnswer(LinkState.DRAFT, "Vuorot"))),
    Operator("link to one reader's own page", "link-personal", with_answer(LinkAnswer(LinkState.PERSONAL))),
    # --- Pictures
    Operator(
        "take an alternative text out",
        "image-alt",
        at_each(r'(<img[^>]*?) alt="[^"]*"', r"\1"),
        frozenset({"link-words"}),
    ),
    Operator(
        "give a file name as alternative text",
        "image-alt-words",
        at_each(r'(?<= )alt="[^"]*"', 'alt="IMG_1234.jpg"'),
    ),
    Operator(
        "repeat the address as alternative text",
        "image-alt-words",
        at_each('alt="Kolme[^"]*"', 'alt="vuorot"'),
    ),
    Operator(
        "say “picture” as alternative text", "image-alt-words", at_each(r'(?<= )alt="[^"]*"', 'alt="Kuva"')
    ),
    Operator(
        "write a tale as alternative text",
        "image-alt-words",
        at_each(r'(?<= )alt="[^"]*"', f'alt="{"tarina " * 30}"'),
    ),
    Operator("put in a heavy picture", "image-weight", with_image(ImageFile(900_000, 1184, 600))),
    Operator("put in a small picture", "image-width", with_image(ImageFile(4_000, 120, 80))),
    Operator("leave a picture's width out", "image-width", at_each(r'(<img[^>]*?) width="\d+"', r"\1")),
    Operator(
        "load a picture from elsewhere",
        "third-party",
        at_each(r'(?<=src=")https://tori\.example', "https://tracker.example"),
        frozenset({"image-weight"}),
    ),
    Operator(
        "load a style sheet from elsewhere",
        "third-party",
        at_each("</head>", '<link rel="stylesheet" href="https://fonts.example/a.css"></head>'),
        frozenset({"client-support"}),
    ),
    Operator(
        "load a background from elsewhere",
        "third-party",
        at_each("<body ", '<body background="https://cdn.example/a.png" '),
        frozenset({"client-support", "contrast"}),
    ),
    Operator(
        "load a font from elsewhere",
        "third-party",
        in_style(
            "@font-face { font-family: A; src: url('https://fonts.example/a.woff2') }",
            "@import 'https://fonts.example/a.css';",
        ),
        frozenset({"client-support"}),
    ),
    Operator(
        "load for Outlook from elsewhere",
        "third-party",
        at_each("</body>", "<!--[if mso]><img src='https://pixel.example/a.gif'><![endif]--></body>"),
    ),
    # --- Looks
    Operator(
        "write grey on white",
        "contrast",
        paragraphs_coloured("color:#9aa39f;background-color:#ffffff"),
        frozenset({"contrast-dark"}),
    ),
    Operator(
        "write white on white",
        "contrast",
        at_each(
            r"<p(?= class=\"(kicker|muted)\")|<p(?=>(Vuorot|Lomakkeen))",
            '<p style="color:rgba(255,255,255,0.9)"',
        ),
        frozenset({"client-support"}),
    ),
    Operator(
        "lay a light colour below",
        "contrast",
        paragraphs_coloured("color:hsl(60,100%,45%);background:#fff"),
        frozenset({"contrast-dark"}),
    ),
    Operator(
        "fade all text by the style sheet",
        "contrast",
        in_style("p { color: #aaaaaa !important }"),
        frozenset({"contrast-dark"}),
    ),
    Operator(
        "darken the paper alone",
        "contrast",
        at_each("background:#FFFFFF;background-color:#FFFFFF(?=;width)", "background-color:#3a3a3a"),
    ),
    Operator(
        "write dark on dark",
        "contrast-dark",
        in_style(
            *(
                DARK % rule
                for rule in (
                    ".paper p { color: #3a3a3a !important }",
                    ".paper h2 a, .paper .card h2 a { color: #223 !important }",
                    "td { background-color: #fff !important }",
                    ".paper .muted { color: rgb(60, 70, 66) !important }",
                )
            )
        ),
    ),
    Operator(
        "take the dark colours out", "dark", at_each(r"@media \(prefers-color-scheme: dark\)", "@media print")
    ),
    Operator(
        "take the colour scheme out", "dark", at_each(r"color-scheme: light dark; supported-", "supported-")
    ),
    Operator("shrink a text", "text-size", paragraphs_coloured("font-size:12px")),
    Operator("shrink a text by a share", "text-size", paragraphs_coloured("font-size:70%")),
    Operator(
        "take a link's line away",
        "link-underlined",
        at_each(r'<a (?=href="[^"]*">(juttu|toimi))', '<a style="text-decoration:none" '),
    ),
    # --- Placeholders
    Operator(
        "name a token that nobody fills",
        "tokens-known",
        with_each("text", "%%first_name%%"),
        frozenset(
            {
                "text-complete",
                "text-words",
                "unsubscribe",
                "preferences",
                "privacy-link",
                "reason",
                "sender-shown",
            }
        ),
    ),
    Operator("name a token in the words", "tokens-known", at_each("Hei!", "Hei %%first_name%%!")),
    Operator(
        "put a token into the subject",
        "tokens-head",
        with_each("subject", "Hei %%first_name%%", "Hei {{ name }}"),
    ),
    Operator(
        "paste another program's token",
        "tokens-foreign",
        lambda good: (
            mutant
            for token in ("{{ nimi }}", "*|FNAME|*", "{% if x %}", "[% x %]", "${nimi}")
            for mutant in at_each("Hei!", token.replace("\\", ""))(good)
        ),
    ),
    Operator(
        "paste a token into an address",
        "tokens-foreign",
        at_each("toimitus@tori", "{{email}}@tori"),
        frozenset({"link-form"}),
    ),
    # --- The list's duties
    Operator(
        "take the way out out of the HTML",
        "unsubscribe",
        at_each("%%unsubscribe_url%%", "https://tori.example/"),
        frozenset({"link-answers", "link-words-unique"}),
    ),
    Operator(
        "take the way out out of the text",
        "unsubscribe",
        at_each("%%unsubscribe_url%%", "", "text"),
        frozenset({"text-complete"}),
    ),
    Operator(
        "take the header for leaving out",
        "unsubscribe-header",
        with_header("List-Unsubscribe", None, "", "<mailto:x@tori.example>"),
    ),
    Operator(
        "take leaving with one click out",
        "unsubscribe-header",
        with_header("List-Unsubscribe-Post", None, "One-Click"),
    ),
    Operator("take the list's id out", "list-id", with_header("List-Id", None, "Torikirje", "<torikirje>")),
    Operator(
        "take the choices out",
        "preferences",
        at_each("%%preferences_url%%", "https://tori.example/", "html"),
        frozenset({"link-answers"}),
    ),
    Operator(
        "take the sender's name out",
        "sender-name",
        with_sender(name=("", "kirje@tori.example", "Tori\r\nBcc: x")),
        frozenset({"sender-shown"}),
    ),
    Operator(
        "break the sender's address",
        "sender-address",
        with_sender(address=("kirje", "kirje@tori", "a b@tori.example"), reply_to=("toimitus@",)),
        frozenset({"sender-domain"}),
    ),
    Operator(
        "send from a free mailbox",
        "sender-free",
        with_sender(address=("tori@gmail.com", "tori@outlook.com", "tori@luukku.com")),
        frozenset({"sender-domain"}),
    ),
    Operator(
        "send from another domain",
        "sender-domain",
        with_sender(address=("kirje@muu.example", "kirje@xtori.example")),
    ),
    Operator(
        "let nobody read the answers",
        "sender-unread",
        with_sender(reply_to=("no-reply@tori.example", "noreply@tori.example", "ala-vastaa@tori.example")),
    ),
    Operator("don't show who sends", "sender-shown", at_each("<p>Tekotorin toimitus</p>", "")),
    Operator(
        "don't say why",
        "reason",
        at_each(re.escape("<p>Saat tämän, koska vahvistit tilauksesi: Torikirje.</p>"), ""),
    ),
    Operator("don't say why in the text", "reason", at_each("Saat tämän, koska", "Hei, koska", "text")),
    Operator("have no privacy notice", "privacy-notice", with_each("privacy_url", "")),
    Operator(
        "don't link the privacy notice",
        "privacy-link",
        at_each(r'<a href="https://tori.example/fi/tietosuoja/">', "<a>"),
    ),
    # --- Mail programs
    Operator(
        "use a style sheet that programs drop",
        "client-support",
        in_style(*STYLE_SHEETS),
        frozenset({"contrast", "contrast-dark"}),
    ),
    Operator("use a style that programs drop", "client-support", in_inline_style(*INLINE_STYLES)),
    Operator(
        "use an element that programs drop",
        "client-support",
        lambda good: (mutant for html in ELEMENTS for mutant in before_block_end(html)(good)),
    ),
    Operator(
        "use a picture's form that programs don't show",
        "client-support",
        lambda good: (
            mutant
            for form in ("svg", "avif", "heic", "tiff")
            for mutant in at_each(r"bibliotek\.png", f"bibliotek.{form}")(good)
        ),
        frozenset({"image-weight"}),
    ),
)
