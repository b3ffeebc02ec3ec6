"""The data set as others' catalogues read it: DCAT-AP 3 as JSON-LD.

Terms: https://semiceu.github.io/DCAT-AP/releases/3.0.1/ — the types of what is named (`dct:LicenseDocument` and so on) are
said beside each, since that profile's rules ask for them and nothing is fetched to find out.
"""

from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.utils import translation
from django.utils.translation import gettext as _

from core.html import absolute_url
from deeds.models import Deed, DeedChange
from deeds.models.shared import LICENCE_URLS, Licence
from deeds.opendata.addresses import changes_url, file_url, page_url, schema_url
from deeds.opendata.publisher import publisher
from deeds.opendata.records import PUBLIC, utc

AUTHORITY = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGE_URIS = {"fi": "FIN", "sv": "SWE", "en": "ENG"}
# As the Publications Office calls them.
THEMES = {"GOVE": "Government and public sector", "SOCI": "Population and society"}
Node = dict[str, Any]


def catalogue() -> Node:
    times = _times_of_all()
    home = absolute_url("/")
    return {
        "@context": CONTEXT,
        "@id": file_url("catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _in_three(lambda: publisher().name),
        "dct:description": _in_three(lambda: _("Open data of this site.")),
        "dct:publisher": _publisher(),
        "dct:language": _languages(),
        "dct:license": _licence(),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dcat:themeTaxonomy": _typed(f"{AUTHORITY}/data-theme", "skos:ConceptScheme")
        | {"dct:title": _english("Data theme")},
        **_times(times),
        "dcat:dataset": _dataset(times),
    }


def _times_of_all() -> Node:
    """A deed that was withdrawn is gone from the files, and that is a change of them too."""
    times = Deed.objects.filter(state__in=PUBLIC).aggregate(first=Min("published_at"), last=Max("changed_at"))
    told = DeedChange.objects.aggregate(last=Max("recorded_at"))["last"]
    return times | {"last": max(filter(None, (times["last"], told)), default=None)}


def _dataset(times: Node) -> Node:
    return {
        "@id": f"{file_url('catalog.jsonld')}#deeds",
        "@type": "dcat:Dataset",
        "dct:identifier": file_url("deeds.jsonl"),
        "dct:title": _in_three(lambda: _("Deeds of workplaces")),
        "dct:description": _in_three(
            lambda: _(
                "What workplaces of municipalities and wellbeing services counties did, what they aimed at and what "
                "came of it: every deed that is published on this site, and the numbers of those that are retired."
            )
        ),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dcat:theme": [
            _typed(f"{AUTHORITY}/data-theme/{code}", "skos:Concept") | {"skos:prefLabel": _english(name)}
            for code, name in THEMES.items()
        ],
        "dcat:keyword": [word for words in map(_keywords, LANGUAGE_URIS) for word in words],
        "dct:language": _languages(),
        "dct:spatial": _typed(f"{AUTHORITY}/country/FIN", "dct:Location"),
        "dct:accrualPeriodicity": _typed(f"{AUTHORITY}/frequency/UPDATE_CONT", "dct:Frequency"),
        "dct:accessRights": _typed(f"{AUTHORITY}/access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:landingPage": {"@id": page_url(settings.LANGUAGE_CODE), "@type": "foaf:Document"},
        **_times(times),
        **_coverage(times),
        "dcat:distribution": [
            _distribution("deeds.csv", _media("text/csv"), "CSV", times),
            _distribution("deeds.jsonl", None, "JSON", times) | {"dct:conformsTo": _schema()},
            _distribution("changes.jsonl", None, "JSON", times),
        ],
    }


def _distribution(name: str, media: Node | None, file_type: str, times: Node) -> Node:
    address = changes_url() if name == "changes.jsonl" else file_url(name)
    titles = {
        "deeds.csv": lambda: _("All deeds as CSV"),
        "deeds.jsonl": lambda: _("All deeds as JSON Lines"),
        "changes.jsonl": lambda: _("What has changed, as JSON Lines"),
    }
    return {
        "@id": f"{file_url('catalog.jsonld')}#{name}",
        "@type": "dcat:Distribution",
        "dct:title": _in_three(titles[name]),
        "dcat:accessURL": _typed(address, "rdfs:Resource"),
        "dcat:downloadURL": _typed(address, "rdfs:Resource"),
        "dct:format": _typed(f"{AUTHORITY}/file-type/{file_type}", "dct:MediaTypeOrExtent"),
        **({"dcat:mediaType": media} if media else {}),
        "dct:license": _licence(),
        **({"dct:modified": _moment(times["last"])} if times["last"] else {}),
    }


def _in_three(say: Any) -> list[Node]:
    words = []
    for language in LANGUAGE_URIS:
        with translation.override(language):
            words.append({"@language": language, "@value": str(say())})
    return words


def _english(text: str) -> Node:
    return {"@language": "en", "@value": text}


def _keywords(language: str) -> list[Node]:
    with translation.override(language):
        words = (_("working life"), _("development"), _("municipalities"), _("wellbeing services counties"))
        return [{"@language": language, "@value": str(word)} for word in words]


def _typed(address: str, kind: str) -> Node:
    return {"@id": address, "@type": kind}


def _media(name: str) -> Node:
    return _typed(f"{IANA}/{name}", "dct:MediaType")


def _schema() -> Node:
    return _typed(schema_url(), "dct:Standard")


def _licence() -> Node:
    return _typed(LICENCE_URLS[Licence.CC_BY_4], "dct:LicenseDocument")


def _languages() -> list[Node]:
    return [_typed(f"{AUTHORITY}/language/{code}", "dct:LinguisticSystem") for code in LANGUAGE_URIS.values()]


def _publisher() -> Node:
    return {
        "@id": f"{file_url('catalog.jsonld')}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": publisher().name,
    }


def _contact() -> Node:
    by = publisher()
    mail = {"vcard:hasEmail": {"@id": f"mailto:{by.mail}"}} if by.mail else {}
    return {
        "@id": f"{file_url('catalog.jsonld')}#contact",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": by.name,
        **mail,
        "vcard:hasURL": {"@id": page_url(settings.LANGUAGE_CODE)},
    }


def _moment(moment: Any) -> Node:
    return {"@type": "xsd:dateTime", "@value": utc(moment)}


def _times(times: Node) -> Node:
    if times["first"] is None:
        return {}
    return {"dct:issued": _moment(times["first"]), "dct:modified": _moment(times["last"])}


def _coverage(times: Node) -> Node:
    if times["first"] is None:
        return {}
    return {
        "dct:temporal": {
            "@id": f"{file_url('catalog.jsonld')}#period",
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _moment(times["first"]),
            "dcat:endDate": _moment(times["last"]),
        }
    }
