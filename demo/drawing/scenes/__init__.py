"""Every sample picture by its file name: one function draws one scene."""

from collections.abc import Callable

from demo.drawing.scenes import care, covers, school, stories, town, workplace

SCENES: dict[str, Callable[[], str]] = {
    **care.SCENES,
    **school.SCENES,
    **town.SCENES,
    **workplace.SCENES,
    **stories.SCENES,
}
COVERS = covers.COVERS
