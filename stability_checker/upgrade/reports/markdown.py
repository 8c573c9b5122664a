"""The report as Markdown, for a pull request's description."""

from collections.abc import Iterator

from stability_checker.upgrade.results import FileResult, Report, Status


def render(report: Report) -> str:
    summary = report.summary()
    lines = [f"# Upgrade to {report.target}", ""]
    lines += [f"{summary['changed']} of {summary['scanned']} files changed, {summary['steps']} rewrites, "]
    lines[-1] += f"{summary['review']} for review, {summary['manual']} by hand."
    lines += [
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


def _table(title: str, report: Report, name: str) -> Iterator[str]:
    files: list[FileResult] = [file for file in report.urgent_first() if getattr(file, name)]
    if files:
        yield from ("", f"## {title}", "", "| where | what | codemod |", "|---|---|---|")
        for file in files:
            for one in getattr(file, name):
                mark = "**Security:** " if one.codemod in report.urgent else ""
                yield f"| `{file.path}:{one.line}` | {mark}{_cell(one.message)} | `{one.codemod}` |"


def _done(report: Report) -> Iterator[str]:
    files = [file for file in report.files if file.done]
    if files:
        yield from ("", "## Rewritten", "", "| where | codemod | safety |", "|---|---|---|")
        for file in files:
            yield from (f"| `{file.path}:{one.line}` | `{one.codemod}` | {one.safety.value} |" for one in file.done)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
