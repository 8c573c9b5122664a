"""The report as Markdown, for a pull request's description."""

from collections.abc import Iterator

from stability_checker.upgrade.results import Report, Status


def render(report: Report) -> str:
    summary = report.summary()
    lines = [f"# Upgrade to {report.target}", ""]
    lines += [f"{summary['changed']} of {summary['scanned']} files changed, {summary['steps']} rewrites, "]
    lines[-1] += f"{summary['review']} for review, {summary['manual']} by hand."
    lines += [line for note in report.notes for line in ("", _sentence(note))]
    lines += [
        *_security(report),
        *_table("By hand", report, "manual"),
        *_table("For review (`--unsafe`)", report, "review"),
        *_done(report),
    ]
    troubles = [file for file in report.files if file.status in (Status.SKIPPED, Status.FAILED)]
    if troubles:
        lines += [
            "",
            "## Left alone",
            "",
            *(f"- `{file.path}`: {file.status.value}: {_cell(file.message)}" for file in troubles),
        ]
    return "\n".join(lines)


def _security(report: Report) -> Iterator[str]:
    if notices := report.security():
        yield from ("", "## Security", "")
        yield from (f"- `{path}:{one.line}`: {_cell(one.message)} (`{one.codemod}`)" for path, one in notices)


def _table(title: str, report: Report, name: str) -> Iterator[str]:
    files = report.urgent_first()
    rows = [(file.path, one) for file in files for one in report.besides_security(getattr(file, name))]
    if rows:
        yield from ("", f"## {title}", "", "| where | what | codemod |", "|---|---|---|")
        yield from (f"| `{path}:{one.line}` | {_cell(one.message)} | `{one.codemod}` |" for path, one in rows)


def _done(report: Report) -> Iterator[str]:
    files = [file for file in report.files if file.done]
    if files:
        yield from ("", "## Rewritten", "", "| where | codemod | safety |", "|---|---|---|")
        for file in files:
            yield from (f"| `{file.path}:{one.line}` | `{one.codemod}` | {one.safety.value} |" for one in file.done)


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
