from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeds import screening
from deeds.screening import Flag, flags, refusal_message, refusals
from deeds.screening.identity import CHECK_CHARACTERS, identity_codes
from tests.deeds.factories import OrganisationFactory

SIGNS = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}
NO_NAMES: list[str] = []


def code(day: date, sign: str, number: int) -> str:
    digits = f"{day:%d%m%y}{number:03}"
    return f"{day:%d%m%y}{sign}{number:03}{CHECK_CHARACTERS[int(digits) % 31]}"


@st.composite
def codes(draw: st.DrawFn) -> str:
    century = draw(st.sampled_from([1800, 1900, 2000]))
    day = draw(st.dates(date(century, 1, 1), date(century + 99, 12, 31)))
    return code(day, draw(st.sampled_from(SIGNS[century])), draw(st.integers(2, 999)))


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in identity_codes(text)]


@given(
    codes(),
    st.sampled_from(["", "Asiakas ", "hetu:", "x", "(", "12 "]),
    st.sampled_from(["", ".", ") ja", "\n", " 5"]),
)
def test_every_valid_code_is_found_in_its_place(written: str, before: str, after: str):
    text = f"{before}{written}{after}"

    assert [(start, end) for start, end in identity_codes(text)] == [(len(before), len(before + written))]


@given(codes(), st.data())
def test_a_code_is_found_however_it_is_spread_out(written: str, data: st.DataObject):
    hidden = st.sampled_from(["\u200b", "\u2060", "\ufeff", "\u00ad\u200d", ""])
    gaps = st.sampled_from([" ", "\n", "\u00a0", " \r\n\t", "\u2009", ""])
    dash = data.draw(st.sampled_from("-‐‑‒–—−﹣－"))
    signs = list(written.replace("-", dash).lower())
    # A space may stand before and after the sign of the century and between the parts of the date.
    text = "".join(
        (data.draw(gaps) if n in (2, 4, 6, 7) else data.draw(hidden)) + sign for n, sign in enumerate(signs)
    ).strip("\u200b\u2060\ufeff\u00ad\u200d")

    assert len(found(text)) == 1


@given(codes())
def test_full_width_and_other_digits_hide_nothing(written: str):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in written)
    arabic = "".join(chr(0x0660 + int(sign)) if sign.isdigit() else sign for sign in written)

    assert (found(wide), found(arabic)) == ([wide], [arabic])


@given(codes(), st.sampled_from(CHECK_CHARACTERS))
def test_a_wrong_check_character_is_no_code(written: str, check: str):
    assert found(written[:-1] + check) == ([written] if check == written[-1] else [])


def checked(digits: str) -> str:
    return CHECK_CHARACTERS[int(digits) % 31]


@pytest.mark.parametrize(
    "text",
    [
        f"290299-308{checked('290299308')}",  # no leap year
        f"311352-308{checked('311352308')}",
        f"040587-001{checked('040587001')}",  # individual numbers begin with 002
        "5131052-308T",
        "131052-308 työtä",
        "131052 308T",
    ],
)
def test_what_no_register_gives_is_no_code(text: str):
    assert found(text) == []


ORDINARY = st.one_of(
    st.integers(0, 10**9).map(lambda n: f"{n:,}".replace(",", " ") + " €"),
    st.integers(0, 10**12).map(str),
    st.decimals(0, 10**6, places=2).map(lambda n: f"{n} %".replace(".", ",")),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(lambda day: f"{day.day}.{day.month}.{day.year}"),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(date.isoformat),
    st.tuples(st.dates(date(1990, 1, 1)), st.dates(date(1990, 1, 1))).map(
        lambda days: f"{days[0]:%d%m%y}-{days[1]:%d%m%y}"
    ),
    st.tuples(st.integers(1900, 2100), st.integers(1900, 2100)).map(lambda years: f"{years[0]}–{years[1]}"),
    st.tuples(st.integers(0, 9_999_999), st.integers(0, 9)).map(lambda n: f"{n[0]:07}-{n[1]}"),
    st.integers(0, 10**14 - 1).map(
        lambda n: f"FI21 {n // 10**10:04} {n // 10**6 % 10**4:04} {n // 100 % 10**4:04} {n % 100:02}"
    ),
    st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda n: f"klo {n[0]}.{n[1]:02}"),
    st.integers(0, 9_999_999).map(lambda n: f"0{n % 90 + 10} {n // 10**4:03}-{n % 10**4:04}"),
    st.integers(0, 99_999).map(lambda n: f"{n:05} Helsinki"),
    st.integers(0, 10**6).map(lambda n: f"VN/{n}/2024"),
    st.integers(0, 99_999).map(lambda n: f"S{n:05}"),
)


@given(st.lists(ORDINARY, min_size=1, max_size=4).map(" ja ".join))
def test_ordinary_numbers_are_no_codes(text: str):
    assert found(text) == []


@given(st.text())
def test_any_text_can_be_screened(text: str):
    texts = {"fi": {"goal": text}}

    assert all(text[flag.start :].startswith(flag.excerpt) for flag in flags(texts, known=NO_NAMES))
    assert [flag.kind for flag in refusals(texts)] in ([], ["identity"])


def test_refusal_says_where_and_hides_whose_code_it_was():
    texts = {"fi": {"title": "Hyvä", "goal": "Asiakas 131052-308T oli"}, "sv": {"result": "131052A308t"}}

    assert refusals(texts) == [
        Flag("identity", "fi", "goal", "13••••-••••", 8),
        Flag("identity", "sv", "result", "13•••••••••", 0),
    ]
    assert "13••••-••••" in refusal_message(refusals(texts)[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Soita 040 123 4567.", "040 123 4567"),
        ("puh. 09-310 1234, arkisin", "09-310 1234"),
        ("+358 50 123 45 67, kysy", "+358 50 123 45 67"),
        ("00358 (0)40 1234567", "00358 (0)40 1234567"),
        ("050.123.4567", "050.123.4567"),
        ("０４０１２３４５６７", "０４０１２３４５６７"),
        ("+46 8 123 456 78", "+46 8 123 456 78"),
        ("0800 123 456", "0800 123 456"),
    ],
)
def test_telephone_numbers_are_flagged(text: str, number: str):
    assert flags({"fi": {"goal": text}}, known=NO_NAMES) == [
        Flag("phone", "fi", "goal", number, text.index(number))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1 562 748 €", "0,123 456 789", "0201256-6", "02-03-2024", "FI21 0123 4567 8901 23", "klo 08.00–16.00",
        "00100 Helsinki", "ISSN 0355-1234", "1.1.2018–31.12.2020", "2020–2024", "0,5 htv", "080 kertaa", "S21159",
    ],
)  # fmt: skip
def test_other_numbers_are_no_telephone_numbers(text: str):
    assert flags({"fi": {"goal": text}}, known=NO_NAMES) == []


@pytest.mark.parametrize(
    "address", ["kirjaamo@esimerkkila.example", "etunimi.sukunimi(at)kunta.example", "a@b.example"]
)
def test_addresses_are_flagged(address: str):
    assert flags({"fi": {"goal": f"Lisätietoja: {address}."}}, known=NO_NAMES) == [
        Flag("email", "fi", "goal", address, 13)
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Asiakas Maija Mallikas kertoi, että apu tuli ajoissa.", "Maija Mallikas"),
        ("Potilaan Matin hoito nopeutui.", "Matin"),
        ("Sovimme Liisan kanssa, että asiakas tulee aamulla.", "Liisan"),
        ("Oppilas Zuri Mallikas oppi kielen.", "Zuri Mallikas"),
        ("Patienten Karin Exempel fick vård.", "Karin Exempel"),
        ("Our client John Sample was happy.", "John Sample"),
        ("Asiakkaamme Matti M. kertoi.", "Matti M"),
    ],
)
def test_likely_names_of_clients_are_flagged(text: str, name: str):
    assert flags({"fi": {"goal": text}}, known=NO_NAMES) == [
        Flag("name", "fi", "goal", name, text.index(name))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Asiakkaat Uudessa Mallilassa saivat Microsoft Teams -kutsun.",
        "Kehittäjä Maija Mallikas johti ryhmää.",  # staff may be named
        "Asiakasohjaaja Maija Mallikas vastasi.",
        "Client Feedback Every Friday Morning",  # a heading
        "Sovimme Helmikuussa asiakkaan kanssa.",
        "asiakas maija mallikas",  # small letters: missed, as docs/reference/screening.md says
    ],
)
def test_staff_places_and_products_are_no_clients(text: str):
    assert flags({"fi": {"goal": text}}, known=["Uusi Mallila"]) == []


@pytest.mark.django_db
def test_organisations_of_the_register_are_no_clients():
    OrganisationFactory(code="liisan-talo")

    assert flags({"fi": {"goal": "Liisan-Talo auttaa: asiakas Liisan-Talon pihassa."}}) == []


def test_findings_are_plain_json():
    assert Flag("name", "fi", "goal", "Matti", 3).as_json() == {
        "kind": "name", "language": "fi", "field": "goal", "excerpt": "Matti", "start": 3,
    }  # fmt: skip
    assert set(screening.KINDS) == {"identity", "phone", "email", "name"}
