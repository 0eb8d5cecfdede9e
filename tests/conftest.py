"""What holds in every process of the tests."""

from __future__ import annotations

import os

# Before numpy is loaded. The test processes fill the cores already: threads of linear algebra would only wait for each
# other, which makes cross-validating the confidence five times as slow on two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
