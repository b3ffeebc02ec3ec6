"""`python -m tests.deeds.open_submission.crash_saver REFERENCE`: saves a draft over and over, and is killed meanwhile.

For each line of its input it forks a child that saves, and kills it with SIGKILL after so many times of what one save
takes, counted from its first. Forking keeps a hundred deaths cheap: Django starts once. Each answer says what the child
had been told was saved, and what is there.
"""

import json
import os
import signal
import sys
import time

import django

FIELDS = ("title", "goal", "result", "what_we_did", "conditions")


def main(reference: str) -> None:
    django.setup()
    from django.db import connections, transaction
    from django.utils import timezone

    from deeds.models import DeedSubmission
    from deeds.submitting.drafting import Part, save_part

    def save() -> int:
        row = DeedSubmission.objects.get(reference=reference)
        number = row.revision + 1
        texts = dict.fromkeys(FIELDS, f"{number} " * 100)
        save_part(submission=row, part=Part(texts={"fi": texts}), revision=row.revision, now=timezone.now())
        return number

    def save_for_ever(told: int) -> None:
        DeedSubmission.objects.exists()  # opens the database
        while True:
            os.write(told, b"begun\n")
            os.write(told, f"{save()}\n".encode())

    def die(after_seconds: float) -> dict[str, object]:
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            save_for_ever(told)
        os.close(told)
        said = [os.read(heard, 6).decode()]
        time.sleep(after_seconds)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        with os.fdopen(heard) as lines:
            said = "".join([*said, lines.read()]).split()
        with transaction.atomic():  # under the lock, so that what PostgreSQL has still to end has ended
            row = DeedSubmission.objects.select_for_update().get(reference=reference)
        connections.close_all()  # a child must not share it
        return {
            "signal": os.WTERMSIG(status),
            "in_a_save": said[-1] == "begun",
            "heard": [int(word) for word in said if word != "begun"][-1:],
            "revision": row.revision,
            "texts": sorted({str(row.texts["fi"].get(name)) for name in FIELDS}),
        }

    save()
    begun = time.perf_counter()
    save()
    seconds = time.perf_counter() - begun
    connections.close_all()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(die(float(line) * seconds)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
