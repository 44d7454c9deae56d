"""The settings as tests and checks see them: `test` mode, whatever the environment says."""

import os

os.environ["REVENUES_MODE"] = "test"

from revenues.config.settings import *  # noqa: F403
