"""A picture from its author to the readers, off the page by a moderator, and without its author's name after an erasure."""

import threading
from io import BytesIO

import pytest
from django.db import connection, transaction
from wagtail.models import Revision

from contacts.services import erase_contact
from deeds.models import Decision, Deed, DeedPage, SubmissionPicture
from deeds.moderating.deciding import approve_submission
from deeds.moderating.restricting import lift_restriction, restrict_deed
from deeds.pictures.services import store_picture
from tests.deeds.factories import NOON
from tests.deeds.pictures.conftest import files, public_files
from tests.deeds.pictures.files import jpeg
from tests.deeds.submissions import make_submission


@pytest.fixture
def deed(db: None, monkeypatch: pytest.MonkeyPatch) -> Deed:
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: call())
    submission = make_submission()
    store_picture(
        submission=submission,
        upload=jpeg(),
        alt="Ruutuja",
        credit="Aino Mallikas",
        people_agreed=True,
        now=NOON,
    )
    assert public_files() == []
    return approve_submission(submission=submission, revision=submission.revision, user=None, now=NOON)


def page() -> DeedPage:
    return DeedPage.objects.get()


def restrict(deed: Deed) -> Decision:
    return restrict_deed(
        deed=deed, part="picture", ground="personal_data", reason="Kuvassa on asiakas.", user=None, now=NOON
    )


def test_approving_makes_the_picture_public_and_hiding_it_private_until_it_is_shown_again(deed: Deed):
    name = page().image.file.name
    assert public_files() == [name]

    decision = restrict(deed)
    assert (page().image, public_files()) == (None, [])

    lift_restriction(decision=decision, reason="Lupa saatiin.", user=None, now=NOON)
    assert (page().image.file.name, public_files()) == (name, [name])


def test_erasing_the_author_takes_the_name_out_of_what_a_decision_would_bring_back(deed: Deed):
    decision = restrict(deed)

    erase_contact(contact=SubmissionPicture.objects.get().submission.contact, now=NOON)

    decision.refresh_from_db()
    lift_restriction(decision=decision, reason="Lupa saatiin.", user=None, now=NOON)
    assert (page().image_alt, page().image_credit) == ("Ruutuja", "")
    assert "Mallikas" not in str([decision.hidden, *Revision.objects.values_list("content", flat=True)])


@pytest.mark.django_db(transaction=True)
def test_of_pictures_sent_at_once_one_is_kept_and_no_file_besides():
    submission = make_submission(state="draft")
    start = threading.Barrier(4)
    errors: list[Exception] = []
    data = jpeg().getvalue()

    def send(number: int) -> None:
        try:
            start.wait()
            store_picture(
                submission=submission,
                upload=BytesIO(data),
                alt=f"Kuva {number}",
                credit="",
                people_agreed=True,
                now=NOON,
            )
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert files() == [SubmissionPicture.objects.get().file.name]
