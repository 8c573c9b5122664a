"""The report as workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Iterator

from stability_checker.upgrade.results import FileResult, Report, Status


def render(report: Report) -> str:
    lines = [_command("error", path, one.line, one.codemod, one.message) for path, one in report.security()]
    lines += [line for file in report.urgent_first() for line in _file(file, report)]
    summary = report.summary()
    totals = f"{summary['changed']} files changed, {summary['review']} places for review, {summary['manual']} by hand"
    title = f"::notice title=upgrade to {_value(report.target)}"
    return "\n".join([*lines, *(f"{title}::{_text(told)}" for told in (*report.notes, totals))])


def _file(file: FileResult, report: Report) -> Iterator[str]:
    if file.status in (Status.SKIPPED, Status.FAILED):
        yield _command("warning", file.path, 1, file.status.value, file.message)
    for one in report.besides_security(file.left):
        yield _command("warning", file.path, one.line, one.codemod, one.message)
    for done in report.besides_security(file.done):
        text = done.message or ("was rewritten" if report.written else "would be rewritten")
        yield _command("notice", file.path, done.line, done.codemod, text)


def _command(kind: str, path: str, line: int, title: str, text: str) -> str:
    return f"::{kind} file={_value(path)},line={line},title={_value(title)}::{_text(text)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
