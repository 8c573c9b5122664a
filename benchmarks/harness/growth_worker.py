"""`python -m benchmarks.harness.growth_worker PACKAGE CLASS SECONDS`: how one framework's costs grow, as JSON."""

from __future__ import annotations

import json
import sys

from benchmarks.applications.starlette_api import StarletteApi
from benchmarks.harness.growing import measure, memory

if __name__ == "__main__":
    package, name, seconds = sys.argv[1:]
    api = StarletteApi(package, name)
    print(json.dumps({"seconds": measure(api, float(seconds)), "bytes": memory(api)}))
