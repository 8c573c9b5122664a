"""What is left to a person comes with a note that says why, and what to do."""

from pathlib import Path

import pytest

from tests.stability_checker.codemods.middleware.projects import (
    CONSTRUCTOR,
    IMPORT,
    run,
    write,
)

METHOD = "    async def {name}(self, request, call_next):\n        return await {asked}\n"
NOTES = {
    "no dispatch": ("    pass\n", "it has no dispatch, nor has a class of the project below it; write"),
    "another name": (
        METHOD.format(name="add_headers", asked="call_next(request)"),
        "no request reaches add_headers, for only a method dispatch is called; rename it to `async def dispatch(",
    ),
    "an assigned one": (
        "    dispatch = record\n",
        "its dispatch is no method of the class; write `async def dispatch(",
    ),
    "a passed one": (
        CONSTRUCTOR.format(parameters="f", given="app, dispatch=f"),
        "its __init__ passes a function on as dispatch; write `async def dispatch(",
    ),
    "no coroutine": ("    def dispatch(self, request, call_next): ...\n", "dispatch is no coroutine; write `async def"),
    "a task": (
        METHOD.format(name="dispatch", asked="asyncio.wait_for(call_next(request), timeout=self.limit)"),
        "`asyncio.wait_for(call_next(request), timeout=self.limit)` does not await call_next in place",
    ),
    "other code": (
        METHOD.format(name="dispatch", asked="self.chain.run(request, next=call_next)"),
        "`self.chain.run(request, next=call_next)` does not await call_next in place",
    ),
    "subclasses": (
        METHOD.format(name="dispatch", asked="call_next(request)")
        + "".join(
            f"\n\nclass B{number}(A):\n" + METHOD.format(name="dispatch", asked="call_next(request)")
            for number in range(5)
        ),
        "its __call__ is overridden in B0, B1, B2 and 2 more, and may be called from there; rewrite it by hand",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_note_says_why_and_what_to_do(name: str, tmp_path: Path) -> None:
    body, told = NOTES[name]
    write(tmp_path, subject=f"{IMPORT}class A(BaseHTTPMiddleware):\n{body}")
    (file,) = run(tmp_path).files
    assert file.left[0].message.startswith(f"A: {told}")
