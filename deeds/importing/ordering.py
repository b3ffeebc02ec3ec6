"""In which order the records of a file are taken in."""

from collections.abc import Mapping, Sequence

from deeds.importing.foreign import is_foreign
from deeds.opendata.records import Record

REFERENCES = ("inspired_by", "replaced_by")


def order(records: Sequence[Record]) -> list[int]:
    """The places of records so that what one refers to comes before it; in a circle the first stays first. Those of other
    sites come last: they get numbers that no record of this site has."""
    ours = [place for place, record in enumerate(records) if not is_foreign(record)]
    places = {records[place]["number"]: place for place in ours if records[place].get("number")}
    found: dict[int, None] = {}
    for start in ours:
        # A row may refer to the next through the whole file, so this walks instead of calling itself.
        way = {} if start in found else {start: None}
        while way:
            place = next(reversed(way))
            before = [
                other
                for other in _referred(records[place], places)
                if other not in found and other not in way
            ]
            if before:
                way[before[0]] = None
            else:
                way.popitem()
                found[place] = None
    return list(found | dict.fromkeys(range(len(records))))


def _referred(record: Record, places: Mapping[int, int]) -> list[int]:
    numbers = (record.get(name) or 0 for name in REFERENCES)
    return [places[number] for number in numbers if number in places]
