"""What a call gives back, as the flavour, the annotation and the decorators tell: awaitables, iterators, managers."""

from stability_checker.compare.index import Index, tail
from stability_checker.compare.outside import standard_name
from stability_checker.model.api import Class, Flavour, Function

_AWAITABLE = frozenset({"Awaitable", "Coroutine", "Future", "Task", "Deferred"})
_COROUTINE_MAKERS = frozenset({"coroutine", "async_generator", "inlineCallbacks"})
_ITERATION = frozenset({"Iterator", "Iterable", "Generator"})
_MANAGERS = (Flavour.CONTEXT_MANAGER, Flavour.ASYNC_CONTEXT_MANAGER)


def _returned(function: Function) -> str:
    """The last name of the outermost type that a function says it returns."""
    text = (function.signature.returns or "").partition("[")[0].strip("'\"")
    return tail(standard_name(text))


def gives_awaitable(function: Function) -> bool:
    """Whether the result of a plain function can be awaited all the same."""
    return _returned(function) in _AWAITABLE or any(tail(each) in _COROUTINE_MAKERS for each in function.decorators)


def promises_iteration(function: Function) -> bool:
    """Whether a function says that its result is there to be iterated, and nothing more; its name may say so too."""
    return _returned(function) in _ITERATION or function.name.startswith("iter_")


def hands_on_a_generator(function: Function, index: Index) -> bool:
    """Whether a method calls the one that it overrides, and nothing says that this one is no generator.

    A mixin's method overrides that of a class that stands beside it, which cannot be told from the mixin.
    """
    if f"super().{function.name}" not in function.forwards:
        return False
    owner = index.objects.get(function.parent)
    above = index.line(owner)[1:] if isinstance(owner, Class) else ()
    found = (index.children.get(base.path, {}).get(function.name) for base in above)
    overridden = next((each for each in found if each is not None), None)
    return not isinstance(overridden, Function) or overridden.flavour is Flavour.GENERATOR


def is_manager(function: Function) -> bool:
    """Whether the result is to be entered with `with` or `async with`."""
    return function.flavour in _MANAGERS or _returned(function).endswith("ContextManager")


def may_have_managed(function: Function) -> bool:
    """Whether a function says nothing of its result, which may be an object to be entered as well as any other."""
    return function.flavour is Flavour.PLAIN and function.signature.returns is None


def enters_async(function: Function) -> bool:
    """Whether the manager that a function gives is entered with `async with`."""
    return function.flavour is Flavour.ASYNC_CONTEXT_MANAGER or "Async" in _returned(function)


def is_async_generator_change(old: Function, new: Function) -> bool:
    """Whether a plain function and an asynchronous generator took each other's place."""
    if Flavour.ASYNC_GENERATOR not in (old.flavour, new.flavour):
        return False
    plain = old if old.flavour is Flavour.PLAIN else new
    return not _returned(plain).startswith("Async")
