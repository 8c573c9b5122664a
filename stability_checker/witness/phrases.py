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


def on_bare_instance(text: str, symbol: Callable[[Case], str] = lambda case: case.symbol) -> Writer:
    """A writer of `text` about an instance (`{}`) of the class at `symbol` that no constructor ran for.

    `object` refuses to make instances of what is written in C, whose own `__new__` may ask for more.
    """

    def write(case: Case) -> Iterator[Witness]:
        at = case.reach(symbol(case))
        filled = text.replace("{name}", case.name).replace("{member}", case.member)
        imports = "import inspect\n\n" if "inspect." in text else ""
        for made in (f"object.__new__({at.expression})", f"{at.expression}.__new__({at.expression})"):
            yield Witness(f"{imports}{at.line}\n\n{filled.replace('{}', made)}\n")

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
