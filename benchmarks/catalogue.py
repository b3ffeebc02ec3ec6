"""What is measured, in which sizes, beside what. The functions are named here and imported only where they run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

DEED_TYPE = "type=tekotori_deeds.DeedPage&limit=20&fields=*"


@dataclass(frozen=True)
class Case:
    """One row of the table. Cases of one `group` are compared; the yardsticks' times are told in ours."""

    group: str
    name: str
    target: str  # "module:function" under benchmarks.flows
    deeds: int | None = None  # how many stand in the database; None: no database, and no Django
    size: int = 1
    rounds: int = 2  # fresh processes, in turn with the others of the flow
    repetitions: int = 15  # in each of them
    is_yardstick: bool = False
    is_part: bool = False  # shows where the time of ours goes; compared with nothing
    writes: bool = False  # gets a database of its own
    per_second: bool = False
    cap_seconds: int = 120  # then the process is ended, and the row says so
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    key: str
    title: str
    workload: str
    yardstick: str
    cases: Sequence[Case]


@dataclass(frozen=True)
class Sizes:
    """The whole run's sizes, or those of a smoke test."""

    square: int = 700  # deeds of the programme's square as it is
    large: int = 10_000
    huge: int = 0  # only when asked for: a hundred times the real square is built for minutes
    feeds: Sequence[int] = (100, 1_000, 10_000)
    mails: int = 300
    many_mails: int = 3_000
    connections: int = 32
    single_mails: int = 60  # where each mail has a connection of its own
    issues: Sequence[tuple[str, int]] = (("small", 8), ("large", 30))
    words: Sequence[str] = ("common", "middling", "rare")


WHOLE = Sizes()
HUGE = replace(WHOLE, huge=100_000)
QUICK = Sizes(40, 40, 60, (100,), 20, 40, 4, 5, (("small", 8),), ("common",))


def catalogue(sizes: Sizes = WHOLE) -> list[Flow]:
    return [compile_flow(sizes), mail_flow(sizes), feed_flow(sizes), api_flow(sizes),
            page_flow(sizes), search_flow(sizes), list_flow(sizes), similar_flow(sizes), outbox_flow(sizes),
            posting_flow(sizes)]  # fmt: skip


def compile_flow(sizes: Sizes) -> Flow:
    cases = []
    for name, count in sizes.issues:
        group, with_issue = f"issue of {count} deeds", {"deeds": sizes.square, "options": {"issue": name}}
        cases += [
            Case(f"{group}, MJML to HTML", "ours", "compiling:ours", **with_issue),
            Case(f"{group}, MJML to HTML", "npm mjml 5, warm", "compiling:npm", is_yardstick=True, **with_issue),
            Case(f"{group}, MJML to HTML", "of ours: compiler and css-inline", "compiling:compiler_alone",
                 is_part=True, rounds=1, **with_issue),
            Case(f"{group}, from rows to mail", "ours", "compiling:whole", repetitions=10, **with_issue),
        ]  # fmt: skip
    return Flow(
        key="compile",
        title="Compiling an issue",
        workload="Each issue holds the newest deeds, a quarter with a picture. “MJML to HTML” checks and normalises the "
        "finished MJML, compiles it in the guarded process, inlines its style sheet and checks the hosts. “From rows to "
        "mail” also reads the deeds and fills the templates for HTML and text.",
        yardstick="npm mjml 5 on the same MJML, in one warm node process, without a guard or our checks.",
        cases=cases,
    )


def mail_flow(sizes: Sizes) -> Flow:
    given = {"deeds": sizes.square, "options": {"issue": "small"}, "per_second": True}
    group = "personalised messages"
    return Flow(
        key="mail",
        title="Personalised messages",
        workload="The issue of 8 deeds for one person after another as bytes: name, Message-ID, two personal links in "
        "HTML, text and headers.",
        yardstick="Django's EmailMultiAlternatives, built and encoded per person.",
        cases=[
            Case(group, "ours", "mailing:ours", **given),
            Case(group, "EmailMultiAlternatives", "mailing:django_per_person", is_yardstick=True, **given),
        ],
    )


def feed_flow(sizes: Sizes) -> Flow:
    cases = []
    for count in sizes.feeds:
        given = {"size": count, "repetitions": 10}
        cases += [
            Case(f"RSS of {count:,} items", "ours", "feeding:rss", **given),
            Case(f"RSS of {count:,} items", "stock feedgen", "feeding:feedgen_rss", is_yardstick=True, **given),
            Case(f"RSS of {count:,} items", "lxml streaming writer", "feeding:lxml_rss", is_yardstick=True, **given),
            Case(f"Atom of {count:,} items", "ours", "feeding:atom", **given),
            Case(f"Atom of {count:,} items", "stock feedgen", "feeding:feedgen_atom", is_yardstick=True, **given),
            Case(f"JSON Feed of {count:,} items", "ours", "feeding:json_feed", **given),
        ]  # fmt: skip
    group, path = f"newest 50 of {sizes.large:,} deeds over HTTP", "/feeds/fi/deeds.rss"
    visit = {"target": "visits:warm", "deeds": sizes.large, "size": sizes.large}
    cases += [
        Case(group, "ours, 304", options={"path": path, "status": 304}, **visit),
        Case(group, "ours, 200, bytes kept", options={"path": path}, is_part=True, **visit),
        Case(group, "ours, 200, built", options={"path": path, "forget": True}, is_yardstick=True, **visit),
    ]
    return Flow(
        key="feeds",
        title="Feeds",
        workload="Items of 270 words, all on one page (the site itself serves 50 a page). Over HTTP: a reader's "
        "request that has the newest version (304), that has not, and that finds no built feed.",
        yardstick="feedgen 1.0 with the same fields, without our extension and our cleaning of the text; a streaming lxml "
        "writer of 30 lines that checks nothing. Both are quicker than ours.",
        cases=cases,
    )


def api_flow(sizes: Sizes) -> Flow:
    visit = {"target": "visits:warm", "deeds": sizes.square, "size": sizes.square}
    ours, theirs = "/api/content/v1/pages/", "/api/v2/pages/"
    lists, detail = "list of 20 deeds with all fields", "one deed with all fields"
    return Flow(
        key="api",
        title="Content API",
        workload="Deeds with five blocks; a quarter has a picture, which ours gives in its renditions. Whole request "
        "in one process, warm.",
        yardstick="Wagtail's API v2, mounted unchanged in the same project on the same rows and fields.",
        cases=[
            Case(lists, "ours", options={"path": f"{ours}?{DEED_TYPE}"}, **visit),
            Case(
                lists, "Wagtail API v2", options={"path": f"{theirs}?{DEED_TYPE}"}, is_yardstick=True, **visit
            ),
            Case(detail, "ours", options={"path": f"{ours}{{deed_id}}/"}, **visit),
            Case(
                detail,
                "Wagtail API v2",
                options={"path": f"{theirs}{{deed_id}}/"},
                is_yardstick=True,
                **visit,
            ),
        ],
    )


def page_flow(sizes: Sizes) -> Flow:
    small, large = sizes.square, sizes.large
    pages = {
        ("deeds index", small): "{index}",
        ("deeds index", large): "{index}",
        ("deeds index, one sector", large): "{index}?sector=education",
        ("deeds index, common pair of words", large): "{index}?q=kysely+palaveri",
        ("deed page", small): "{deed}",
        ("deed page", large): "{deed}",
    }
    cases = []
    for (name, count), path in pages.items():
        group, given = f"{name}, {count:,} deeds", {"deeds": count, "size": count, "options": {"path": path}}
        cases.append(Case(group, "warm", "visits:warm", **given))
        if "?" not in path:
            cases.append(Case(group, "cold", "visits:cold", rounds=3, is_part=True, **given))
    return Flow(
        key="pages",
        title="Deeds index and deed page",
        workload="Whole requests of an anonymous visitor, in Finnish. Cold: the first request of a fresh process "
        "with an empty cache (the system's file cache is as it is). Warm: the same request again in that process; no "
        "page is kept as a whole.",
        yardstick="nothing of others; the two states and the two sizes stand beside each other.",
        cases=cases,
    )


def search_flow(sizes: Sizes) -> Flow:
    cases = []
    searches = [(sizes.square, sizes.words[0]), *((sizes.large, words) for words in sizes.words)]
    for count, words in dict.fromkeys(searches):
        group = f"{words} pair of words, {count:,} deeds"
        given = {"deeds": count, "options": {"words": words}, "repetitions": 10}
        wagtail = {**given, "is_yardstick": True, "cap_seconds": 40}
        cases += [
            Case(group, "ours", "searching:ours", **given),
            Case(group, "Wagtail, ranked", "searching:wagtail_ranked", rounds=1, **wagtail),
            Case(group, "Wagtail, unranked", "searching:wagtail_unranked", **wagtail),
        ]
    return Flow(
        key="search",
        title="Search",
        workload="Two words that stand in every second (common), twentieth (middling) and two hundredth (rare) deed; "
        "the first 20 hits with title and address, and how many there are. Ours also looks up lemmas and parts of "
        "compounds in three languages and cuts snippets; it stops counting at 1,000 hits, where Wagtail counts all.",
        yardstick="Wagtail's database search on the same rows: ranked as its manual shows, and in no order. A search "
        "that takes over half a minute is ended.",
        cases=cases,
    )


def similar_flow(sizes: Sizes) -> Flow:
    cases = []
    for name, number in (("a deed sent in again", sizes.large // 2), ("a new deed", sizes.large * 2)):
        group = f"{name}, {sizes.large:,} deeds"
        given = {"deeds": sizes.large, "options": {"number": number}, "repetitions": 10}
        cases += [
            Case(group, "ours", "comparing:ours", **given),
            Case(group, "every deed compared", "comparing:every_deed", is_yardstick=True, **given),
        ]
    return Flow(
        key="similar",
        title="Deeds that look alike",
        workload="What an author is shown before sending: the deeds most like title, goal, result and two more texts. "
        "The generated deeds share whole sentences, so candidates are many.",
        yardstick="a comparison with the word pairs of every deed, which needs no table of keys.",
        cases=cases,
    )


def list_flow(sizes: Sizes) -> Flow:
    cases = []
    for count in dict.fromkeys(filter(None, (sizes.square, sizes.large, sizes.huge))):
        for words in sizes.words:
            group = f"{words} pair and facets, {count:,} deeds"
            given = {"deeds": count, "options": {"words": words}, "repetitions": 10}
            cases += [
                Case(group, "ours", "listing:ours", **given),
                Case(group, "raw SQL, same index", "listing:same", is_yardstick=True, **given),
                Case(group, "raw SQL, plain index", "listing:plain", is_yardstick=True, **given),
            ]
            if count <= sizes.large:
                stock = {**given, "is_yardstick": True, "cap_seconds": 40, "rounds": 1}
                cases.append(Case(group, "Wagtail, ranked, no facets", "searching:wagtail_ranked", **stock))
    return Flow(
        key="list",
        title="List of deeds: first page and every facet",
        workload="The same pairs of words; twenty numbers in order of relevance, the total, and the counts of all thirteen "
        "facets. Ours also looks up lemmas and parts of compounds in three languages, asks which words are known, and joins "
        "what is live.",
        yardstick="The least SQL that gives the same: bm25 of FTS5, or ts_rank with a GIN index, and one grouped count per "
        "facet over the hits. On the site's own index, given the words to ask for, it must find the same numbers and counts, "
        "or the case fails; on a plain index of the same texts (unicode61, `simple`) it knows no forms of words. And "
        "Wagtail's database search without any facets.",
        cases=cases,
    )


def outbox_flow(sizes: Sizes) -> Flow:
    group = "mails to a server on the loopback"
    given = {"deeds": sizes.square, "options": {"issue": "small"}, "per_second": True, "rounds": 3}
    own = {**given, "writes": True}
    single = {"size": sizes.single_mails, "is_yardstick": True}
    return Flow(
        key="outbox",
        title="Delivery from the outbox",
        workload="The issue of 8 deeds from the outbox to aiosmtpd in a process of its own, over the four "
        "connections of a worker that sets nothing: claimed by twenties, marked durably before their ends, settled. A commit "
        "waits for the disk.",
        yardstick="The same bytes by smtplib over a kept connection with nothing written down, which is the case that "
        "we lose; Django's EmailMultiAlternatives.send() with a connection per mail.",
        cases=[
            Case(group, "ours, durable", "delivering:outbox", size=sizes.mails, **own),
            Case(
                group,
                "smtplib, kept connection",
                "delivering:kept_connection",
                **{**given, "size": sizes.mails, "is_yardstick": True},
            ),
            Case(group, "Django's send()", "delivering:django_backend", **given, **single),
            Case(
                "one durable commit",
                "ours",
                "delivering:commits",
                size=sizes.mails,
                **{**own, "per_second": False, "is_part": True, "rounds": 1},
            ),
        ],
    )


def posting_flow(sizes: Sizes) -> Flow:
    group = f"mails over {sizes.connections} connections"
    options = {"issue": "small", "connections": sizes.connections}
    given = {
        "deeds": sizes.square,
        "size": sizes.many_mails,
        "options": options,
        "per_second": True,
        "rounds": 3,
    }
    return Flow(
        key="posting",
        title="Sending over many connections",
        workload="The issue of 8 deeds to Postfix's smtp-sink on the loopback. End to end: each mail is claimed, rendered, "
        "marked durably before its end and settled. Rendering and transport: the same connections in the same loop, and "
        "nothing is written down. One process; sender, sink and database share two cores.",
        yardstick="Postfix's smtp-source with as many connections, kept open, and mails of the same size: a program in C "
        "that sends one text and looks at no answer but its success.",
        cases=[
            Case(group, "ours, end to end", "posting:outbox", writes=True, **given),
            Case(group, "ours, rendering and transport", "posting:transport", **given),
            Case(group, "smtp-source", "posting:smtp_source", is_yardstick=True, **given),
            Case("one durable commit", "ours", "delivering:commits", deeds=sizes.square, size=300, options=options,
                 writes=True, rounds=1, is_part=True),
        ],
    )  # fmt: skip
