"""A worker process with the fake kind of run: ``python -m tests.platform.worker RUN [--hang | --pause SECONDS]``.

It prints ``written N..M`` when it has written a chunk that is not committed yet; ``--hang`` then waits to be
killed.
"""

from __future__ import annotations

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "revenues.config.settings_test"


def main(run_id: int, *, hang: bool, pause: float) -> None:
    import django  # noqa: PLC0415 - settings are named above

    django.setup()
    from revenues.runs import data, services  # noqa: PLC0415
    from tests.platform.fake import FakeKind  # noqa: PLC0415

    class Slow(FakeKind):
        def write(self, batch, context):
            super().write(batch, context)
            ids = [one.subject_id for one in batch.outcomes]
            print(f"written {ids[0]}..{ids[-1]}", flush=True)  # noqa: T201
            time.sleep(600 if hang else pause)

    data.register(Slow())
    services.work_run(run_id)
    print("ended", flush=True)  # noqa: T201


if __name__ == "__main__":
    arguments = sys.argv[2:]
    seconds = float(arguments[1]) if arguments[:1] == ["--pause"] else 0.0
    main(int(sys.argv[1]), hang=arguments == ["--hang"], pause=seconds)
