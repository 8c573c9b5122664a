"""The report for a person at a terminal: a line a finding, what is urgent first, the sum last."""

from collections import Counter
from collections.abc import Iterator

from stability_checker.upgrade.results import FileResult, Report, Status


def render(report: Report) -> str:
    lines = [f"{path}:{one.line}: SECURITY: {one.message} [{one.codemod}]" for path, one in report.security()]
    lines += [f"note: {note}" for note in report.notes]
    for file in report.urgent_first():
        lines += _file(file, report)
    return "\n".join([*lines, *([""] if lines else []), *_sum(report)])


def _file(file: FileResult, report: Report) -> Iterator[str]:
    if file.status in (Status.SKIPPED, Status.FAILED):
        yield f"{file.path}: {file.status.value}: {file.message}"
    for one in report.besides_security(file.left):
        text = one.message or "may be rewritten with --unsafe"
        yield f"{file.path}:{one.line}: {one.safety.value}: {text} [{one.codemod}]"
    if file.done:
        counted = Counter(one.codemod for one in file.done)
        names = ", ".join(f"{name} x{count}" if count > 1 else name for name, count in counted.items())
        yield f"{file.path}: {'rewritten' if report.written else 'would be rewritten'}: {names}"
    for done in report.besides_security(file.done):
        if done.message:
            yield f"{file.path}:{done.line}: look at this: {done.message} [{done.codemod}]"


def _sum(report: Report) -> Iterator[str]:
    summary = report.summary()
    verb = "changed" if report.written else "would change"
    looked_at, rewrites = _count(summary["scanned"], "file"), _count(summary["steps"], "rewrite")
    yield f"{report.target}: {looked_at} looked at, {summary['changed']} {verb}, {rewrites}."
    if summary["review"]:
        yield f"{_count(summary['review'], 'rewrite')} for review: run again with --unsafe, and read the diff."
    if summary["manual"]:
        yield f"{_count(summary['manual'], 'place')} for you to change by hand."
    if summary["skipped"] or summary["failed"]:
        yield f"{summary['skipped']} skipped, {summary['failed']} failed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
