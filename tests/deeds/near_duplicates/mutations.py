"""Ten ways in which the same deed comes a second time, applied to the sample deeds with a fixed seed.

Each takes a sample's texts (field -> text, in one language) and gives the texts that an author might send in.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from cms.demo.files import read_folder
from deeds.likeness import FIELDS
from finder.words import forms, split_words
from scripts.say import ROOT
from tests.deeds.near_duplicates.synonyms import synonyms

Texts = dict[str, str]
PER_MUTATION = 50
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
ENDINGS = {
    "fi": ("kin", "han"),
    "sv": ("s",),
    "en": ("s",),
}  # where the sample content has no other form of a word
NEIGHBOURS = {
    "a": "s",
    "e": "r",
    "i": "o",
    "k": "l",
    "n": "m",
    "o": "p",
    "s": "d",
    "t": "y",
    "u": "i",
    "ä": "ö",
}


@dataclass(frozen=True)
class Sample:
    """One sample deed in one language: a page, or the few words of a lead."""

    number: int
    language: str
    texts: Mapping[str, str]
    organisation: str
    unit: str
    themes: frozenset[str]
    is_lead: bool = False

    @property
    def key(self) -> str:
        return f"{self.number}:{self.language}"


@dataclass(frozen=True)
class Pair:
    mutation: str
    original: Sample
    texts: Mapping[str, str]


Mutation = Callable[[Sample, random.Random], Texts]


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(
        sample for row in read_folder(ROOT / "demo" / "content" / "deeds") for sample in _samples(row)
    )


def _samples(row: dict) -> Iterator[Sample]:
    shared = {"number": row["number"], "themes": frozenset(row["themes"])}
    for language in ("fi", "sv", "en"):
        unit = row.get(language, {}).get("unit") or row.get("unit", "")
        own = {"language": language, "organisation": row["organisation"], "unit": unit}
        if language in row:
            texts = {name: row[language].get(name, "").strip() for name in FIELDS}
            yield Sample(texts=texts, **own, **shared)
        elif language in row.get("lead", {}):
            lead = row["lead"][language]
            yield Sample(texts={"title": lead["title"], "goal": lead["text"]}, is_lead=True, **own, **shared)


@cache
def other_forms(language: str) -> Mapping[str, tuple[str, ...]]:
    """The forms in which the sample content has a lemma."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for sample in samples():
        if sample.language == language:
            for word in split_words(" ".join(sample.texts.values())):
                found[forms(word, language)[-1]][word] = None
    return {lemma: tuple(words) for lemma, words in found.items()}


def inflection(sample: Sample, draw: random.Random) -> Texts:
    """Two words in five stand in another form."""

    def inflected(word: str) -> str:
        if draw.random() > 0.4:
            return word
        others = [
            form for form in other_forms(sample.language)[forms(word, sample.language)[-1]] if form != word
        ]
        return draw.choice(others) if others else word + draw.choice(ENDINGS[sample.language])

    return _words_changed(sample, inflected)


def synonym(sample: Sample, draw: random.Random) -> Texts:
    """Every word of the table is exchanged."""
    table = synonyms(sample.language)
    return _words_changed(sample, lambda word: table.get(forms(word, sample.language)[-1], word))


def order(sample: Sample, draw: random.Random) -> Texts:
    """Sentences in another order, and what was the goal told as the result."""
    names = [name for name in sample.texts if name != "title"]
    shuffled = draw.sample(names, len(names))
    texts = {new: _shuffled(sample.texts[old], draw) for new, old in zip(names, shuffled, strict=True)}
    return {"title": sample.texts["title"], **texts}


def shortened(sample: Sample, draw: random.Random) -> Texts:
    """Goal and result, half of the sentences of each."""
    return {
        "title": sample.texts["title"],
        **{name: " ".join(_half(sample.texts.get(name, ""), draw)) for name in ("goal", "result")},
    }


def other_unit(sample: Sample, draw: random.Random) -> Texts:
    """Another unit of the organisation did it, with numbers of its own."""
    unit = draw.choice(
        [other.unit for other in samples() if other.language == sample.language and other.unit]
    )
    ours = {word: unit.lower() for word in split_words(sample.unit)}
    changed = _words_changed(sample, lambda word: ours.get(word, word))
    digits = {
        name: re.sub(r"\d", lambda _digit: str(draw.randrange(10)), text) for name, text in changed.items()
    }
    return {**digits, "goal": f"{unit}. {digits.get('goal', '')}"}


def typing_errors(sample: Sample, draw: random.Random) -> Texts:
    """One word in eight has a letter lost, doubled, exchanged with its neighbour, or hit beside."""
    return _words_changed(sample, lambda word: _mistyped(word, draw) if draw.random() < 0.125 else word)


def merged(sample: Sample, draw: random.Random) -> Texts:
    """Told together with another deed."""
    others = [
        other for other in samples() if other.language == sample.language and other.number != sample.number
    ]
    other = draw.choice([other for other in others if not other.is_lead])
    return {name: f"{sample.texts.get(name, '')}\n\n{other.texts.get(name, '')}".strip() for name in FIELDS}


def split(sample: Sample, draw: random.Random) -> Texts:
    """One half of it, as a deed by itself under a title of its own."""
    sentences = [line for name in FIELDS[1:] for line in _sentences(sample.texts.get(name, ""))]
    half = (
        sentences[: max(len(sentences) // 2, 2)] if draw.random() < 0.5 else sentences[len(sentences) // 2 :]
    )
    middle = max(len(half) // 2, 1)
    return {"title": half[0][:80], "goal": " ".join(half[:middle]), "result": " ".join(half[middle:])}


def other_organisation(sample: Sample, draw: random.Random) -> Texts:
    """Another organisation tells it as its own, with a sentence about itself before and after."""
    about = {
        "fi": ("Olemme uusi kunta järven rannalla.", "Meillä kaikki tämä on keksitty itse."),
        "sv": ("Vi är en ny kommun vid sjön.", "Hos oss har vi hittat på allt själva."),
        "en": ("We are a new municipality by the lake.", "Here everything was thought up by ourselves."),
    }[sample.language]
    names = set(split_words(sample.organisation))
    changed = _words_changed(sample, lambda word: "uusijärvi" if word in names else word)
    return {
        **changed,
        "goal": f"{about[0]} {changed.get('goal', '')}",
        "result": f"{changed.get('result', '')} {about[1]}",
    }


def other_language_lead(sample: Sample, draw: random.Random) -> Texts:
    """The few words in which the deed stands in a language without a page, sent in as a deed, with typing errors."""
    return typing_errors(sample, draw)


MUTATIONS: dict[str, Mutation] = {
    "inflection": inflection, "synonym": synonym, "order": order, "shortened": shortened, "other unit": other_unit,
    "typing errors": typing_errors, "merged": merged, "split": split, "other organisation": other_organisation,
    "other language's lead": other_language_lead,
}  # fmt: skip


def pairs(count: int = PER_MUTATION) -> Iterator[Pair]:
    """`count` pairs of each mutation, the same in every run."""
    for name, mutate in MUTATIONS.items():
        chosen = [sample for sample in samples() if sample.is_lead == (mutate is other_language_lead)]
        rounds = ((seed, sample) for seed in range(PER_MUTATION) for sample in chosen)
        for seed, sample in islice(rounds, count):
            yield Pair(name, sample, mutate(sample, random.Random(f"{name}:{sample.key}:{seed}")))


def hard_negatives(count: int = PER_MUTATION * len(MUTATIONS)) -> list[Pair]:
    """Different deeds that look alike most: one language, the most themes in common, one organisation and unit.

    Both begin with the same two sentences about organisation and aim, as those of one author do.
    """
    found = [
        (len(one.themes & other.themes), one.key, other.key, one, other)
        for one in samples()
        for other in samples()
        if one.number != other.number and one.language == other.language
    ]
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [
        Pair("different deed", replace(one, texts=_told_by(one, one)), _told_by(other, one))
        for *_keys, one, other in found[:count]
    ]


def _told_by(deed: Sample, teller: Sample) -> Texts:
    own = f"{teller.organisation.replace('-', ' ')}, {teller.unit}"
    about = {
        "fi": f"Tämän teki {own}. Halusimme kehittää työtä yhdessä henkilöstön kanssa.",
        "sv": f"Det här gjorde {own}. Vi ville utveckla arbetet tillsammans med personalen.",
        "en": f"This was done by {own}. We wanted to develop the work together with the staff.",
    }[deed.language]
    return {**deed.texts, "goal": f"{about} {deed.texts.get('goal', '')}"}


def _words_changed(sample: Sample, change: Callable[[str], str]) -> Texts:
    def changed(match: re.Match[str]) -> str:
        word = match[0].lower()
        new = change(word)
        return match[0] if new == word else new

    return {name: _WORD.sub(changed, text) for name, text in sample.texts.items()}


def _mistyped(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    lost, doubled = word[:place] + word[place + 1 :], word[:place] + word[place] + word[place:]
    beside = word[:place] + NEIGHBOURS.get(word[place], "x") + word[place + 1 :]
    return draw.choice([swapped, lost, doubled, beside])


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def _shuffled(text: str, draw: random.Random) -> str:
    sentences = _sentences(text)
    return " ".join(draw.sample(sentences, len(sentences)))


def _half(text: str, draw: random.Random) -> Sequence[str]:
    sentences = _sentences(text)
    kept = sorted(draw.sample(range(len(sentences)), (len(sentences) + 1) // 2))
    return [sentences[place] for place in kept]
