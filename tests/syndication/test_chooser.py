import json

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import override

from core.rendering import render_stream, stream_json
from syndication.blocks import Choice, ChosenItemsBlock, choices, resolve
from tests.syndication.conftest import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("editor", "editor@example.org", "x")
    client.force_login(user)
    return client


def stream(*refs):
    from wagtail.blocks import StreamBlock

    block = StreamBlock([("items", ChosenItemsBlock())])
    items = [
        {"type": "item", "id": f"i{n}", "value": {"source": "deed", "ref": ref}} for n, ref in enumerate(refs)
    ]
    return block.to_python([{"type": "items", "id": "b", "value": {"heading": "Nostot", "items": items}}])


def test_chooser_lists_searches_and_answers(editor, deeds):
    opened = json.loads(editor.get("/admin/items/choose/").content)
    found = editor.get("/admin/items/choose/results/?q=yhdessä 2&source=&language=sv").content.decode()
    chosen = json.loads(editor.get("/admin/items/choose/chosen/deed:2/").content)

    assert opened["step"] == "choose"
    assert opened["html"].count("data-chooser-modal-choice") == 3
    assert "Työvuorot sovittiin yhdessä 2" in found
    assert found.count("data-chooser-modal-choice") == 1
    assert chosen == {
        "step": "chosen",
        "result": {"id": "deed:2", "title": "Deed: Työvuorot sovittiin yhdessä 2", "edit_url": None},
    }


def test_chooser_needs_a_login(client, deeds):
    assert client.get("/admin/items/choose/").status_code == 302


def test_choice_of_an_unknown_source_is_404(editor, deeds):
    assert editor.get("/admin/items/choose/chosen/recipe:2/").status_code == 404


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (Choice("deed", "2"), "Deed: Työvuorot sovittiin yhdessä 2"),
        (Choice("deed", "99"), "Not shown: Deed 99 is not published any more"),
        (Choice("recipe", "7"), "Not shown: no installed app offers “recipe” (7)"),
    ],
)
def test_editor_reads_what_was_chosen_and_what_is_gone(deeds, choice, text):
    block = ChosenItemsBlock().child_blocks["items"].child_block

    with override("en"):
        assert block.get_form_state(choice) == {"id": str(choice), "edit_url": None, "title": text}


def test_gone_items_are_left_out_and_the_order_is_kept(deeds):
    value = [Choice("deed", "3"), Choice("recipe", "7"), Choice("deed", "99"), Choice("deed", "1")]

    assert [item.guid for item in resolve(value, "fi")] == ["deed-3-fi", "deed-1-fi"]


def test_block_survives_being_stored():
    block = ChosenItemsBlock()
    value = block.to_python({"heading": "", "items": [{"source": "deed", "ref": "5"}]})

    again = block.to_python(json.loads(json.dumps(block.get_prep_value(value))))

    assert choices(again) == [Choice("deed", "5")]


def test_form_reads_a_choice_and_refuses_nonsense():
    field = ChosenItemsBlock().child_blocks["items"].child_block

    assert field.value_from_form("deed:5") == Choice("deed", "5")
    assert field.clean(Choice("deed", "5")) == Choice("deed", "5")
    with pytest.raises(ValidationError):
        field.clean(field.value_from_form(""))


def test_each_channel_shows_the_items(deeds):
    deeds.rows = [make_item(1, title="A & B", language="sv", image=None)]
    value = stream("1", "99")

    with override("fi"):
        site = render_stream(value, "site", {"language": "fi"})
        mail = render_stream(value, "mail", {"language": "fi"})
        text = render_stream(value, "text", {"language": "fi"})

    assert '<a href="https://example.org/fi/teot/1/">A &amp; B</a>' in site
    assert 'lang="sv"' in site
    assert "<mj-section" in mail
    assert "A &amp; B" in mail
    assert text == ("NOSTOT\n\nA & B (Sampola)\nTavoite: vähemmän ylitöitä.\nhttps://example.org/fi/teot/1/")


def test_block_with_nothing_left_shows_nothing(deeds):
    assert {
        channel: str(render_stream(stream("99"), channel, {})) for channel in ("site", "mail", "text")
    } == {
        "site": "",
        "mail": "",
        "text": "",
    }


def test_api_gets_whole_items(deeds):
    shape = stream_json(stream("1"))[0]["value"]

    assert (shape["heading"], shape["items"][0]["title"]) == ("Nostot", "Työvuorot sovittiin yhdessä 1")
    assert shape["items"][0]["published_at"] == "2026-11-19T12:00:00+00:00"


def test_mail_markup_is_mjml_that_compiles(deeds):
    from mail.mjml import compile_mjml

    body = render_stream(stream("1", "2"), "mail", {"language": "fi"})

    head = "<mj-head><mj-title>Uutiskirje</mj-title></mj-head>"
    compiled = compile_mjml(f'<mjml lang="fi">{head}<mj-body>{body}</mj-body></mjml>')

    assert "Työvuorot sovittiin yhdessä 1" in compiled.html
