"""What open submission registers when the app starts."""


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import slots
    from core.tasks import sweeps
    from deeds.submitting.holdings import SUBMISSIONS
    from deeds.submitting.keeping import KEEP_SUBMISSIONS
    from deeds.submitting.slots import SLOTS

    for slot in SLOTS:
        slots.register(slot)
    holdings.register(SUBMISSIONS)
    sweeps.register(KEEP_SUBMISSIONS)
