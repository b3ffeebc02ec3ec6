"""A real browser brings the proof of work while a person writes; without JavaScript the form is as it was."""

import hashlib

import pytest
from playwright.sync_api import Browser, expect

from core.proof import leading_zero_bits
from tests.browser.visits import Site

pytestmark = pytest.mark.browser
DEFAULT_BITS = 13


def test_browser_finds_the_proof_unseen_while_the_person_writes(site: Site, browser: Browser):
    context = browser.new_context(locale="fi")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(site.address + "/d/fi/new/")
    before = page.locator("main").inner_text()

    page.locator("input[type=email]").first.focus()
    expect(page.locator("input[name=proof_number]")).not_to_have_value("", timeout=10_000)

    challenge = page.locator("input[name=proof_challenge]").input_value()
    number = page.locator("input[name=proof_number]").input_value()
    digest = hashlib.sha256(f"{challenge}:{number}".encode()).digest()
    assert page.locator("input[name=proof_challenge]").get_attribute("data-bits") == str(DEFAULT_BITS)
    assert leading_zero_bits(digest) >= DEFAULT_BITS
    assert page.locator("main").inner_text() == before
    assert errors == []
    assert context.cookies() == []
    context.close()
