"""The screens on which a newsletter is made, as its author meets them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cms.demo.tour import PASSWORD
from tests.browser.visits import Cell, Site, find_violations, open_context

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The newsletter's author, in the dark: the colours of the admin's two themes differ."""
    context = open_context(browser, Cell("fi", "dark", 1280))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['sign-in']}")
    page.fill("input[name=login]", "kirje@tekotori.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def test_items_are_found_by_kind_and_language_as_soon_as_one_chooses(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/admin/newsletter/issues/edit/3/")
    page.locator("[data-streamfield-list-add]").first.click()
    page.get_by_role("button", name="Valitse kohde").click()
    form = page.locator("form[data-chooser-modal-search]")
    kinds = page.locator("#search-results tbody td:nth-child(2)")

    form.locator("[name=source]").select_option("deed")
    expect(kinds.filter(has_not_text="Teko")).to_have_count(0)
    with page.expect_response("**/choose/results/*language=en*") as by_keyboard:
        form.locator("[name=language]").focus()
        page.keyboard.press("End")
    with page.expect_response("**/choose/results/*q=kahvi*") as by_button:
        form.locator("[name=q]").evaluate("field => { field.value = 'kahvi' }")
        form.get_by_role("button", name="Hae").click()

    assert (by_keyboard.value.status, by_button.value.status) == (200, 200)


def test_axe_finds_nothing_on_the_screen_of_sending_in_the_dark(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/admin/newsletter/issues/send/3/")

    assert find_violations(page) == []


def drag(page: Page, block: Locator, above: Locator) -> None:
    """Take a block by its handle and let it go at the upper edge of another one."""
    block.get_by_role("button", name="Vedä").first.hover()
    page.mouse.down()
    box = above.bounding_box() or {"x": 0, "y": 0}
    for distance in (40, 5):
        page.mouse.move(box["x"] + 300, box["y"] + distance, steps=8)
    page.mouse.up()


def test_issue_is_written_language_by_language_and_its_blocks_change_places_by_keyboard_and_by_drag(
    page: Page, site: Site
) -> None:
    page.set_viewport_size({"width": 1280, "height": 4000})  # both blocks in view
    page.goto(f"{site.address}/admin/newsletter/issues/edit/3/")
    english = page.locator("#tab-text-en")
    lead, cards = (page.locator(f"[data-streamfield-child]:has(> [name=items-{n}-order])") for n in (0, 1))

    page.locator(".issue-texts [role=tab]").first.focus()
    page.keyboard.press("End")
    english.locator("input[name$='-subject']").fill("Deeds of November")
    drag(page, cards, above=lead)
    expect(page.locator("[name=items-0-order]")).to_have_value("1")
    lead.get_by_role("button", name="Siirrä ylös").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=items-0-order]")).to_have_value("0")

    expect(english.locator(".issue-length").first).to_contain_text("17")
    expect(page.locator("#tab-text-fi")).to_be_hidden()
