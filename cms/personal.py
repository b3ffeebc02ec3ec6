"""What the site as a whole holds of a person: nothing."""

from core import personal
from core.personal import Table


def register() -> None:
    personal.register(
        Table("tekotori_cms.Beat", others="name"),
        Table("tekotori_cms.Lease", others="name owner"),
        Table("tekotori_cms.SampleObject", others="object_id"),
    )
