"""Everything that one person can leave on the square, in one story, so that tests can look for what is left of it."""

from io import BytesIO

from django.test import Client
from PIL import Image

from contacts.address_changes import ask_address_change
from contacts.models import Contact
from contacts.services import find_contact
from deeds.authoring.authors import accept_invitation, ask_retirement, invite_author
from deeds.choosing import Choices
from deeds.models import Deed, DeedAuthor
from deeds.moderating.appeals import send_appeal
from deeds.moderating.deciding import approve_submission, refuse_submission, return_submission
from deeds.moderating.notices import confirm_answer, keep_deed, receive_notice
from deeds.moderating.restricting import lift_restriction, restrict_deed
from deeds.pictures.services import store_picture
from deeds.relay.threads import ask_thread, confirm_thread, report_thread, stop_thread, write_message
from deeds.saving.services import ask_search, follow_deed
from deeds.spreading.adopting import refuse_adoption
from deeds.staying.services import ask_author
from deeds.submitting.drafting import Part, save_part
from deeds.thanking.services import ask_thanks, look_up_thanking, thank
from deeds.versioning.correcting import start_correction
from mail.models import Message
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release, send_due
from tests.deeds.factories import NOON, DeedIndexPageFactory, OrganisationFactory
from tests.deeds.spreading import adopt, deed_of
from tests.deeds.submissions import make_moderator
from tests.deeds.submitting import draft
from tests.deeds.test_authors import author
from tests.newsletter.subscribing import last_mail, link_in, make_newsletter, sign_up, token_in

ADDRESS = "Purppuranorsu.Kivikko@mallila.example"
FORMER = "norsunen@vanha.example"
NAME, ROLE, PHONE = "Purppura Norsunen", "norsukuiskaaja", "040 765 4321"
OTHER = "toinen.tekija@kylala.example"
# What only this person wrote, and what of it names them. The words of a published deed are its organisation's.
WORDS = f"Merkkisana, terveisin {NAME}, {PHONE}."
TRACES = ("purppura", "norsu", "kivikko", "765 4321", "7654321", "merkkisana")
PUBLIC = {
    "fi": {"title": "Viiden minuutin vuoronvaihto", "goal": "Tieto katosi.", "result": "Tieto kulkee."},
    "sv": {"title": "Skiftbyte på fem minuter", "goal": "Information försvann.", "result": "Den når fram."},
}


def photo() -> BytesIO:
    """As a phone writes it, with whose it is."""
    data = Image.Exif()
    data[0x013B], data[0x010E] = NAME, WORDS
    file = BytesIO()
    Image.new("RGB", (64, 48), (20, 60, 200)).save(file, "JPEG", exif=data)
    file.seek(0)
    return file


def live(client: Client) -> Deed:
    """The whole story; the deed that the person published for Mallila."""
    DeedIndexPageFactory(language="fi"), DeedIndexPageFactory(language="sv")
    other = author(deed_of("kylala", 100), OTHER)
    _reads_newsletter(client)
    deed = _publishes()
    _has_others_decide()
    _stands_with(other)
    _talks(deed, other)
    _spreads(client, other.deed)
    return deed


def person() -> Contact:
    contact = find_contact(address=ADDRESS)
    assert contact is not None
    return contact


def _reads_newsletter(client: Client) -> None:
    """Signed up by the form, confirmed by the mail, changed the address, got one issue and waits for another."""
    newsletter = make_newsletter()
    reader = sign_up(newsletter, FORMER, now=NOON)
    client.post(link_in(last_mail(), "confirm"))
    ask_address_change(contact=reader.contact, new_address=ADDRESS, now=NOON)
    old, new = Message.objects.order_by("-pk")[:2][::-1]
    client.post(link_in(old, "address/old"))
    client.post(link_in(new, "address/new"))
    for group in ("issue:1", "issue:2"):
        content = Content("Hei", "<p>Hei %%name%%</p>", "Hei %%name%%", "fi")
        message = create_message(
            group=group, content=content, sender=Sender("a@b.example", ""), headers={}, now=NOON
        )
        add_deliveries(message=message, recipients=[Recipient(ADDRESS, NAME, {"name": NAME})], now=NOON)
        if group == "issue:1":
            release(group=group, now=NOON)
            send_due(now=NOON)


def _publishes() -> Deed:
    """A deed in two languages with a picture, which was once hidden and came back; a correction of it waits."""
    named = {"author_name": NAME, "author_role": ROLE, "shows_name": True}
    row = draft(state="pending", address=ADDRESS, texts=PUBLIC, columns=named, now=NOON)
    store_picture(submission=row, upload=photo(), alt="Käytävä", credit=NAME, people_agreed=True, now=NOON)
    deed = approve_submission(submission=row, revision=row.revision, user=make_moderator(), now=NOON)
    hidden = restrict_deed(
        deed=deed, part="picture", ground="personal_data", reason=WORDS, user=None, now=NOON
    )
    lift_restriction(decision=hidden, reason=WORDS, user=None, now=NOON)
    correction = start_correction(author=deed.authors.get(), now=NOON)
    assert ask_author(deed=deed, now=NOON)
    save_part(submission=correction, part=Part(texts={"fi": {"goal": WORDS}}), revision=0, now=NOON)
    return deed


def _has_others_decide() -> None:
    """A draft, a deed that was returned, and one that was refused and appealed."""
    private = {"fi": PUBLIC["fi"] | {"goal": WORDS}}
    draft(address=ADDRESS, texts=private)
    back = draft(state="pending", address=ADDRESS, texts=private)
    return_submission(submission=back, revision=back.revision, note=WORDS, user=None, now=NOON)
    row = draft(state="pending", address=ADDRESS, texts=private, columns={"author_name": NAME})
    decision = refuse_submission(
        submission=row, revision=row.revision, ground="advertisement", reason=WORDS, user=None, now=NOON
    )
    send_appeal(decision=decision, contact=person(), text=WORDS, now=NOON)


def _stands_with(other: DeedAuthor) -> None:
    """Invited as an author of somebody else's deed, named there, and asked to retire it."""
    invited = invite_author(by=other, address=ADDRESS, now=NOON)
    mine = accept_invitation(author=invited, name=NAME, role=ROLE, is_shown=True, now=NOON)
    ask_retirement(author=mine, ground="other", reason=WORDS, replaced_by=None, now=NOON)


def _talks(deed: Deed, other: DeedAuthor) -> None:
    """Wrote to an author and reported it; was written to, answered, and took no more from that reader."""
    assert other.deed is not None
    asked = ask_thread(deed=other.deed, address=ADDRESS, text=WORDS, language="fi", now=NOON)
    assert asked is not None
    mine = confirm_thread(thread=asked, now=NOON)
    write_message(thread=mine, side="author", text="Terve!", now=NOON)
    report_thread(thread=mine, side="reader", why=WORDS, now=NOON)
    asked = ask_thread(deed=deed, address="utelias@example.org", text="Miten?", language="fi", now=NOON)
    assert asked is not None
    theirs = confirm_thread(thread=asked, now=NOON)
    write_message(thread=theirs, side="author", text=WORDS, now=NOON)
    stop_thread(thread=theirs, side="author", blocks=True, now=NOON)
    notice = receive_notice(
        deed=other.deed, ground="copyright", text=WORDS, language="fi", address=ADDRESS, now=NOON
    )
    confirm_answer(notice=notice, now=NOON)
    keep_deed(notice=notice, reason="Kuva on toimittajan oma.", user=None, now=NOON)
    receive_notice(deed=other.deed, ground="insult", text=WORDS, language="fi", address=ADDRESS, now=NOON)


def _spreads(client: Client, deed: Deed | None) -> None:
    """An adoption that is shown, one that was refused; a saved search, a deed that is followed, and thanks."""
    assert deed is not None
    mallila = OrganisationFactory(code="mallila")
    type(mallila).objects.filter(pk=mallila.pk).update(mail_domains="mallila.example")
    mallila.refresh_from_db()
    adopt(deed, mallila, address=ADDRESS, now=NOON)
    waits = adopt(deed, OrganisationFactory(code="naapuri"), address=ADDRESS, now=NOON)
    refuse_adoption(adoption=waits, reason=WORDS, user=make_moderator("second"), now=NOON)
    ask_search(choices=Choices.parse("q=norsunen"), address=ADDRESS, language="fi", every="day", now=NOON)
    follow_deed(deed=deed, address=ADDRESS, language="fi", every="day", now=NOON)
    ask_thanks(deed=deed, address=ADDRESS, language="fi", now=NOON)
    thank(
        thanking=look_up_thanking(
            token=token_in(last_mail().text.split("/d/thanks/")[1].split()[0]), now=NOON
        ),
        now=NOON,
    )
