"""One mail per person as bytes: a finished message joined at its tokens, beside Django's message built anew."""

from typing import Any

from benchmarks.measuring import Job, Result, measure

PEOPLE = 200
DJANGO_PEOPLE = 20
HEADERS = {
    "List-Id": "Tekotori <tekotori.tekotori.example>",
    "List-Unsubscribe": "<%%unsubscribe_url%%>",
}


def ours(job: Job) -> Result:
    from mail.mime import Template

    template, people = Template(make_message(job)), make_deliveries(PEOPLE)
    result = measure(
        lambda: [template.render(person) for person in people], job, operations=PEOPLE, counts_queries=False
    )
    result.facts["KB"] = round(len(template.render(people[0]).data) / 1000, 1)
    return result


def django_per_person(job: Job) -> Result:
    """EmailMultiAlternatives with the person's own text, as one writes it without an outbox."""
    message, people = make_message(job), make_deliveries(DJANGO_PEOPLE)
    result = measure(
        lambda: [django_message(message, person).message().as_bytes() for person in people],
        job,
        operations=DJANGO_PEOPLE,
        counts_queries=False,
    )
    result.facts["KB"] = round(len(django_message(message, people[0]).message().as_bytes()) / 1000, 1)
    return result


def make_message(job: Job) -> Any:
    """The small issue as a bulk message, unsaved."""
    from benchmarks.texts import NOON
    from mail.models import Lane, Message
    from newsletter.models import Issue
    from newsletter.services.compiling import render_issue

    rendering = render_issue(issue=Issue.objects.get(name=job.options["issue"]), language="fi")
    return Message(
        pk=1,
        group="issue:1",
        lane=Lane.BULK,
        language="fi",
        sender_address="uutiskirje@tekotori.example",
        sender_name="Tekotori",
        subject=rendering.subject,
        html=rendering.html,
        text=rendering.text,
        headers=HEADERS,
        created_at=NOON,
        released_at=NOON,
    )


def tokens(number: int) -> dict[str, str]:
    address = f"https://tekotori.example/n/{number:032x}"
    return {"unsubscribe_url": f"{address}/unsubscribe/", "preferences_url": f"{address}/preferences/"}


def make_deliveries(count: int) -> list[Any]:
    from mail.models import Delivery

    return [
        Delivery(
            public_id=f"{number:032x}",
            address=f"reader-{number}@example.org",
            name=f"Lukija {number}",
            tokens=tokens(number),
        )
        for number in range(count)
    ]


def django_message(message: Any, person: Any) -> Any:
    from django.core.mail import EmailMultiAlternatives

    def filled(text: str) -> str:
        for name, value in person.tokens.items():
            text = text.replace(f"%%{name}%%", value)
        return text

    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=filled(message.text),
        from_email=f"{message.sender_name} <{message.sender_address}>",
        to=[f"{person.name} <{person.address}>"],
        headers={name: filled(value) for name, value in message.headers.items()},
    )
    mail.attach_alternative(filled(message.html), "text/html")
    return mail
