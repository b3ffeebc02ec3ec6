import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.gates.layers import contract, layer_of, may_use, our_apps


def test_every_app_has_its_place_in_the_contract():
    assert [app for app in our_apps() if app not in layer_of()] == []
    assert sorted(set(our_apps()) - set(contract()["root_packages"])) == []


def test_every_app_has_its_label_from_the_first_migration():
    labels = {config.name: config.label for config in apps.get_app_configs() if config.name in layer_of()}

    assert labels == {name: f"tekotori_{name}" for name in our_apps()}


def test_no_foreign_key_goes_up_or_across_the_layers():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and not (field.auto_created and not field.concrete)
        if not may_use(root_of(model), root_of(field.related_model)) and root_of(model) in layer_of()
    ]

    assert wrong == []


def root_of(model) -> str:
    return model._meta.app_config.name.partition(".")[0]


@pytest.mark.django_db  # wagtail-localize's first migration asks the database while it is imported
def test_no_migration_depends_on_an_app_above_or_beside_it():
    names = {config.label: config.name for config in apps.get_app_configs()}
    loader = MigrationLoader(connection)
    wrong = [
        f"{label}.{name} -> {other}.{other_name}"
        for (label, name), migration in loader.disk_migrations.items()
        for other, other_name in [*migration.dependencies, *migration.run_before]
        if names.get(label) in layer_of() and not may_use(names[label], names.get(other, other))
    ]

    assert wrong == []


def test_a_key_upwards_or_across_is_seen():
    assert may_use("cms", "core")
    assert may_use("newsletter", "wagtail")
    assert not may_use("core", "mail")
    assert not may_use("deeds", "newsletter")
