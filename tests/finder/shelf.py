"""A source of the search for tests: what stands in `texts` is public."""

from collections.abc import Iterator, Sequence

from finder.services import index_document
from finder.sources import Document, Result


class Shelf:
    key = "shelf"
    label = "Shelf"
    plural = "Shelves"

    def __init__(self) -> None:
        self.texts: dict[str, Document] = {}

    def put(self, ref: str, title: str, text: str = "", language: str = "fi") -> None:
        document = Document("shelf", ref, language, title, text, number=int(ref))
        self.texts[ref] = document
        index_document(document)

    def documents(self) -> Iterator[Document]:
        yield from self.texts.values()

    def public(self, refs: Sequence[str]) -> set[str]:
        return set(refs) & self.texts.keys()

    def results(self, refs: Sequence[str], *, language: str) -> dict[str, Result]:
        found = {ref: self.texts[ref] for ref in refs if ref in self.texts}
        return {ref: Result(row.title, f"/shelf/{ref}", row.language, row.text) for ref, row in found.items()}
