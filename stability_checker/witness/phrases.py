"""How witnesses are put together: lines about an object, an argument list bound to it, one writer after another."""

from collections.abc import Callable, Iterator

from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness

Writer = Callable[[Case], Iterator[Witness]]


def either(*choices: Writer) -> Writer:
    """A writer of what all of `choices` write."""
    return lambda case: (witness for choice in choices for witness in choice(case))


def says(*lines: str, decisive: bool = True) -> Writer:
    """A writer of `lines`, in which `{}` stands for the object, `{holder}` for its class and `{name}` for its name."""

    def write(case: Case) -> Iterator[Witness]:
        reach = case.reach()
        holder = case.reach(case.holder).expression if case.in_class else ""
        filled = [
            line.replace("{holder}", holder).replace("{name}", case.name).replace("{}", reach.expression)
            for line in lines
        ]
        imports = ["import inspect"] if any("inspect." in line for line in lines) else []
        code = "\n".join([*imports, reach.line, "", *filled]) + "\n"
        yield Witness(code, decisive=decisive)

    return write


def bound(case: Case, arguments: str, unless: str) -> Witness:
    """Binds `arguments` to the callable of the finding; `unless` is the variadic kind that could hide a refusal."""
    return with_signature(case, f"inspect.signature({case.target.expression}).bind({arguments})", unless)


def with_signature(case: Case, line: str, unless: str) -> Witness:
    """Says `line` about a signature; its silence means nothing where that has a parameter of the kind `unless`."""
    at = case.target
    opening = f"import inspect\n\n{at.line}\n\n"
    kinds = f"kinds = {{each.kind for each in inspect.signature({at.expression}).parameters.values()}}\n"
    test = f"assert inspect.Parameter.{unless} not in kinds\n"
    return Witness(f"{opening}{line}\n", premise=opening + kinds + test)
