"""What importing registers when the app starts."""


def register() -> None:
    from core.tasks import sweeps
    from deeds.importing.tasks import RUN_IMPORTS, TIDY_IMPORTS

    sweeps.register(RUN_IMPORTS)
    sweeps.register(TIDY_IMPORTS)
