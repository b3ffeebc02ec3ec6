"""What saved searches register when the app starts."""


def register() -> None:
    from contacts.holdings import holdings
    from core.tasks import sweeps
    from deeds.saving.holdings import SEARCHES
    from deeds.saving.tasks import TELL, TIDY

    holdings.register(SEARCHES)
    sweeps.register(TELL)
    sweeps.register(TIDY)
