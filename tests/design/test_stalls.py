"""The drawn stalls: the same deed always the same, neighbours never, nothing that the policy refuses."""

from xml.etree import ElementTree

import pytest

from core.square import draw_square
from core.stalls import SECTOR_COLOURS, draw_stall, plan


def test_the_same_deed_is_always_drawn_the_same():
    assert draw_stall(sector="education", number=14) == draw_stall(sector="education", number=14)


def test_stalls_differ_until_the_number_has_gone_round():
    assert len({plan(number) for number in range(96)}) == 96


def test_neighbours_differ_in_their_goods():
    assert all(plan(number).goods != plan(number + 1).goods for number in range(500))


@pytest.mark.parametrize("sector", SECTOR_COLOURS)
def test_a_stall_takes_the_colours_of_its_sector(sector: str):
    solid, tint = SECTOR_COLOURS[sector]

    drawn = draw_stall(sector=sector, number=1)

    assert f'class="stall sector-{sector}"' in drawn
    assert solid in drawn
    assert tint in drawn


def test_an_unknown_sector_is_drawn_in_the_green_of_the_site():
    assert draw_stall(sector='"><script>', number=3) == draw_stall(sector="administration", number=3)


@pytest.mark.parametrize("drawn", [draw_square(), *(draw_stall(sector="whole", number=n) for n in range(8))])
def test_drawings_are_well_formed_and_hold_no_styles_and_no_ids(drawn: str):
    elements = list(ElementTree.fromstring(drawn).iter())

    assert {element.tag for element in elements} <= {"svg", "g", "path", "circle"}
    assert [element for element in elements if {"style", "id"} & set(element.attrib)] == []
