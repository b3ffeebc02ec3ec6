"""What the search holds of a person: nothing. It knows what is public, and for as long as it is."""

from core import personal
from core.personal import Table


def register() -> None:
    personal.register(
        Table("tekotori_finder.Entry", others="source ref language"),
        Table("tekotori_finder.Passage", others="title text keywords"),
        Table("tekotori_finder.Term", others="language word"),
        Table("tekotori_finder.TermKey", others="key"),
    )
