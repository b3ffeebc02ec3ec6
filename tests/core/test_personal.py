"""Every field that could hold something of a person is called personal, with its end, or not personal."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks

from contacts.models import Contact
from core.checks import personal_fields_have_rules
from core.personal import Ends, Table, asked_about, our_models, personal_tables
from core.registry import Registry
from deeds.models import DeedThread, ThreadMessage
from mail.models import Delivery


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Registry[Table]:
    """The registry as it is, to be changed without consequences."""
    monkeypatch.setattr(personal_tables, "_entries", dict(personal_tables._entries))
    return personal_tables


def replace(tables: Registry[Table], **changes: object) -> None:
    old = tables.get("tekotori_deeds.ThreadMessage")
    assert old is not None
    values = {
        "key": old.key,
        "holding": old.holding,
        "personal": old.personal,
        "others": old.others,
    } | changes
    tables._entries[old.key] = Table(**values)


def found() -> list[tuple[str, str]]:
    return [(message.id, message.msg.split()[0]) for message in run_checks(tags=["models"])]


def test_every_field_of_every_model_is_classified_and_every_rule_has_its_sweep():
    assert personal_fields_have_rules() == []
    assert {model._meta.label for model in our_models() if asked_about(model)} == {
        table.key for table in personal_tables
    }


def test_new_field_fails_until_somebody_has_decided(tables):
    replace(tables, personal={})

    assert found() == [("tekotori_core.E002", "tekotori_deeds.ThreadMessage.text")]


def test_field_that_is_gone_is_named(tables):
    replace(tables, others="telephone")

    assert found() == [("tekotori_core.E003", "tekotori_deeds.ThreadMessage")]


@pytest.mark.parametrize("rules", [(), (Ends(timedelta(days=1), "its end", "deeds.no_such_sweep"),)])
def test_personal_field_without_an_end_fails(tables, rules):
    replace(tables, personal={"text": rules})

    assert found() == [("tekotori_core.E004", "tekotori_deeds.ThreadMessage.text")]


def test_personal_table_without_a_way_to_see_and_erase_it_fails(tables):
    replace(tables, holding="deeds.no_such_holding")

    assert found() == [("tekotori_contacts.E001", "tekotori_deeds.ThreadMessage")]


def test_words_files_and_ties_to_people_are_asked_about_and_numbers_and_times_are_not():
    assert asked_about(ThreadMessage) == {"text"}
    assert {"reader", "author"} < asked_about(DeedThread)
    assert asked_about(Contact) == {"address", "language", "subject"}
    assert {"tokens", "reply"} < asked_about(Delivery)
