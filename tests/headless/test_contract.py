"""The API keeps its own OpenAPI document: requests that schemathesis makes up from it, right and wrong ones."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks as openapi_checks

from cms.wsgi import application
from tests.headless.conftest import ROOT

load_all_checks()
RULES = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]
OPERATIONS = ["list_pages", "list_page_types", "get_page", "resolve", "get_menu", "get_site", "get_preview"]


@pytest.fixture
def schema(site):
    # Each request would close the connection that holds the test's transaction; Django's own client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_follows_the_document(schema, name):
    operation = schema.find_operation_by_id(name)
    modes = (
        [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
        if operation.get_parameter_set("query")
        else [GenerationMode.POSITIVE]
    )

    @settings(
        max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    def answers(case) -> None:
        case.call_and_validate(checks=RULES, headers={"Accept-Encoding": "identity"})

    answers()
