"""The report as the JSON document `stability-checker/upgrade/1`."""

import json

from stability_checker.upgrade.results import Report, document


def render(report: Report) -> str:
    return json.dumps(document(report), indent=2)
