"""The site with a keyboard alone, with JavaScript off, and on the smallest screen."""

import re

import pytest
from playwright.sync_api import Browser, expect

from cms.demo.tour import PASSWORD
from tests.browser.visits import NARROWEST, Cell, Site, open_context

pytestmark = pytest.mark.browser


def test_the_first_tab_stop_skips_to_the_content(browser: Browser, site: Site) -> None:
    context = open_context(browser, Cell("fi", "light", 1280))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['home']}")

    page.keyboard.press("Tab")
    skip_link = page.locator(".skip-link")
    expect(skip_link).to_be_focused()
    expect(skip_link).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    context.close()


def test_the_menu_of_a_phone_opens_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['home']}")
    menu = page.locator(".header-panel nav").first
    expect(menu).to_be_hidden()

    page.locator(".header-narrow > summary").focus()
    page.keyboard.press("Enter")

    expect(menu).to_be_visible()
    context.close()


def test_every_stop_of_the_tab_key_shows_where_it_is(browser: Browser, site: Site) -> None:
    context = open_context(browser, Cell("fi", "light", 1280))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['deedindex']}")
    unseen = []

    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const now = document.activeElement; const styles = [now, ...now.querySelectorAll('*')]
              .flatMap(each => [getComputedStyle(each), getComputedStyle(each, '::after')]);
              return styles.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) }"""
        )
        if not seen:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert unseen == []
    context.close()


@pytest.mark.parametrize("name", ["home", "deedindex", "deed", "episode", "newsletter"])
def test_targets_are_at_least_24_pixels(browser: Browser, site: Site, name: str) -> None:
    context = open_context(browser, Cell("fi", "light", 360))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi'][name]}")

    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
          .filter(each => each.checkVisibility() && !each.closest('p, dd, .prose, .visually-hidden, .skip-link, [hidden]'))
          .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
          .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([, html]) => html)"""
    )

    assert small == []
    context.close()


@pytest.mark.long  # every template is measured on each visit in `make test`
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_page_is_wider_than_320_pixels_in_a_language_of_long_words(
    browser: Browser, site: Site, language: str
) -> None:
    context = open_context(browser, Cell(language, "light", NARROWEST))
    page = context.new_page()
    listed = re.findall(r"<loc>(.*?)</loc>", context.request.get(f"{site.address}/sitemap.xml").text())
    pages = [address for address in listed if f"/{language}/" in address]
    pages += [f"{site.address}{path}" for path in site.places[language].values()]
    widths = {}

    for address in dict.fromkeys([*pages, f"{site.address}/demo/mailbox/"]):
        page.goto(address)  # until it is loaded: a first page without its styles is as wide as its pictures
        widths[address] = page.evaluate("document.documentElement.scrollWidth")

    assert len(widths) > 30
    assert {address: width for address, width in widths.items() if width > NARROWEST} == {}
    context.close()


def test_a_moderator_reaches_each_decision_by_keys_that_can_be_turned_off(
    browser: Browser, site: Site
) -> None:
    context = open_context(browser, Cell("fi", "light", 1280))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['sign-in']}")
    page.fill("input[name=login]", "moderointi@tekotori.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.goto(f"{site.address}/admin/moderation/")
    links = page.locator("[data-moderation-row] th a")

    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    for key, target in (("r", "#return-note"), ("x", "#refuse-ground"), ("p", "button[data-key=p]")):
        page.locator("h1").click()  # out of the field: keys do nothing while somebody writes
        page.keyboard.press(key)
        expect(page.locator(target)).to_be_focused()
    page.keyboard.press("u")
    expect(page).to_have_url(f"{site.address}/admin/moderation/")
    page.wait_for_load_state()
    page.keyboard.press("?")
    page.locator("[data-moderation-switch]").click()
    page.keyboard.press("j")

    expect(links.nth(0)).not_to_be_focused()
    context.close()


def test_search_box_offers_titles_and_words_by_keyboard(browser: Browser, site: Site) -> None:
    context = open_context(browser, Cell("fi", "light", 360))
    page = context.new_page()
    page.goto(f"{site.address}{site.places['fi']['deedindex']}")
    box = page.get_by_role("combobox", name="Hae tekoja")
    options = page.get_by_role("listbox").get_by_role("option")

    box.press_sequentially("kieltä opit")
    expect(options).to_have_text(["kieltä opitaan", "Kieltä opitaan työssä, ei ennen sitä"])
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(options).to_have_count(0)
    for _key in range(3):  # the first opens the list again
        box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.last.get_attribute("id") or "")
    box.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Kieltä opitaan työssä, ei ennen sitä")
    context.close()
