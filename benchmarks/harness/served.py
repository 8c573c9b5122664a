"""`benchmarks.harness.served:app`: the application that a server process is told to serve, by two variables."""

from __future__ import annotations

import os
from importlib import import_module

framework, key = os.environ["BENCHMARK_FRAMEWORK"], os.environ["BENCHMARK_APPLICATION"]
app = import_module(f"benchmarks.applications.{framework}").applications()[key]()
