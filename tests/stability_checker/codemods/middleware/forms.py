"""Middleware classes, one for each form that `dispatch` takes, with the safety that the rewrite of each has."""

from dataclasses import dataclass
from textwrap import dedent, indent

PRELUDE = """\
import contextlib
from contextvars import ContextVar

from {library}.background import BackgroundTask
from {library}.middleware.base import BaseHTTPMiddleware
from {library}.requests import Request
from {library}.responses import JSONResponse, PlainTextResponse, Response


def describe(response):
    log(f"described {{response.status_code}}")
    response.headers["x-described"] = "yes"


def with_headers(response):
    response.headers["x-with"] = str(response.status_code)
    return response


async def with_more_headers(response, name):
    response.headers.append("x-more", name)
    return with_headers(response)


own = ContextVar("own", default="unset")


def forget():
    # the value that it had at first
    own.set("unset")


def forget_and_log():
    own.set("unset")
    log("forgotten")


class Owned:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        self.token = own.set(self.value)

    def __exit__(self, *_):
        own.reset(self.token)


def client_of(request):
    return request.headers.get("x-client", "nobody")


def allowed(request):
    log("asked " + client_of(request))
    return request.url.path != "/deny"


def fail():
    raise ValueError("behind the answer")


def described(status):
    if status == 403:
        raise LookupError("no description")


@contextlib.contextmanager
def span(name):
    log(f"enter {{name}}")
    try:
        yield
    finally:
        log(f"leave {{name}}")


"""


@dataclass(frozen=True)
class Form:
    """A class whose `dispatch` has `body`.

    `differs` names the scenarios in which a documented difference shows, `reorders` says that events change places.
    """

    name: str
    safety: str
    body: str
    differs: frozenset[str] = frozenset()
    reorders: bool = False
    methods: str = ""

    def source(self, library: str) -> str:
        """The module with the class `Subject` for `library`."""
        method = indent(dedent(self.body).strip("\n"), " " * 8)
        head = "class Subject(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n"
        return PRELUDE.format(library=library) + head + method + "\n" + indent(dedent(self.methods), " " * 4)


def _form(name: str, safety: str, body: str, *differs: str) -> Form:
    return Form(name, safety, body, frozenset(differs))


def _form_with_methods(name: str, safety: str, body: str, methods: str) -> Form:
    return Form(name, safety, body, methods=methods)


SAFE = [
    _form("T1a forwards", "safe", 'log("before " + request.method)\nreturn await call_next(request)'),
    _form(
        "T1b sets state and a context variable",
        "safe",
        """
        request.state.who = client_of(request)
        request.scope["tag"] = "set"
        variable.set("by the middleware")
        response = await call_next(request)
        return response
        """,
    ),
    _form(
        "T1b resets a context variable",
        "safe",
        """
        token = variable.set("for the application")
        try:
            return await call_next(request)
        finally:
            variable.reset(token)
        """,
    ),
    _form(
        "T1b resets a context variable without try",
        "safe",
        """
        token = variable.set("for the application")
        response = await call_next(request)
        response.headers["x-who"] = "set"
        variable.reset(token)
        return response
        """,
    ),
    _form(
        "T2 answers early",
        "safe",
        """
        # who may not pass
        if not allowed(request):
            return JSONResponse({"detail": "no"}, status_code=403, headers={"x-early": "1"})
        elif request.url.path == "/skip":
            return await call_next(request)
        response = await call_next(request)
        response.headers.append("x-passed", "1")
        return response
        """,
    ),
    _form(
        "T2 raises",
        "safe",
        'if request.url.path == "/deny":\n    raise KeyError("no")\nreturn await call_next(request)',
    ),
    _form(
        "T2 answers from a loop",
        "safe",
        """
        for path in ("/skip", "/other"):
            if request.url.path == path:
                return await call_next(request)
        if request.url.path == "/deny":
            answer = PlainTextResponse("no", status_code=401, background=BackgroundTask(log, "told"))
            return answer
        response = await call_next(request)
        log("behind")
        return response
        """,
    ),
    _form(
        "T2 answers from a try",
        "safe",
        """
        try:
            who = client_of(request)
            log("checked")
            if request.url.path == "/deny":
                return PlainTextResponse("denied", status_code=403)
            if request.url.path == "/skip":
                raise LookupError(who)
        except LookupError as error:
            return PlainTextResponse(f"lost {error}", status_code=404)
        finally:
            log("closed")
        response = await call_next(request)
        response.headers["x-who"] = who
        return response
        """,
    ),
    _form(
        "T2 answers from a with",
        "safe",
        """
        with span("check"):
            if request.url.path == "/deny":
                return PlainTextResponse("denied", status_code=403)
        return await call_next(request)
        """,
    ),
    _form(
        "T2 answers with what is awaited",
        "safe",
        """
        async def refuse():
            return PlainTextResponse("refused " * 20, status_code=403, headers={"x-a-long-name": "a long value"})

        if request.url.path == "/deny":
            return await refuse()
        else:
            return await call_next(request)
        """,
    ),
    _form(
        "T3 logs the status",
        "safe",
        """
        start = 1
        response = await call_next(request)
        start += response.status_code
        log(f"status {start}")
        return response
        """,
    ),
    _form(
        "T4a changes headers, cookies and status",
        "safe",
        '''
        response = await call_next(request)
        response.headers["X-Text"] = """one
          two""".replace("\\n", "")
        response.headers.add_vary_header("Accept")
        response.headers["x-first"] = "changed"
        del response.headers["x-gone"]
        response.set_cookie("seen", "yes", httponly=True)
        response.delete_cookie("old")
        if response.status_code == 404:
            response.status_code = 410
        response.raw_headers.append((b"x-raw", b"1"))
        return response
        ''',
    ),
    _form(
        "T4a leaves early behind call_next",
        "safe",
        """
        response = await call_next(request)
        if "x-first" not in response.headers:
            return response
        for part in range(3):
            response.headers.append("x-part", str(part))
            if part:
                return response
        log("never")
        return response
        """,
    ),
    _form(
        "T4a in a branch",
        "safe",
        """
        if request.url.path == "/skip":
            response = await call_next(request)
            response.headers["x-way"] = "skip"
            return response
        response = await call_next(request)
        response.headers["x-way"] = "main"
        return response
        """,
    ),
    _form(
        "T4b hands the response to a helper of the module",
        "safe",
        "response = await call_next(request)\ndescribe(response)\nreturn response",
    ),
    _form("T4b returns what a function returns of it", "safe", """
        response = await call_next(request)
        log("behind")
        return with_headers(response)
        """),
    _form("T4b binds anew what functions return of it", "safe", """
        def marked(response):
            response.headers["x-marked"] = "yes"
            return response

        response = await call_next(request)
        if response.status_code == 404:
            return await with_more_headers(response, "missing")
        if request.method == "POST":
            response = marked(response)
        response = await with_more_headers(response, "name")
        log(response.headers["x-more"])
        return marked(response)
        """),
    _form("T4b asks whether it is a response at all", "safe", """
        response = await call_next(request)
        if isinstance(response, Response):
            response.headers["x-kind"] = "response"
        return response
        """),
    _form("T4b returns it from within a try", "safe", """
        try:
            response = await call_next(request)
            return with_headers(response)
        except ValueError as error:
            return with_headers(PlainTextResponse(str(error), status_code=500))
        finally:
            log("finally")
        """),
    _form("T1b sets a context variable back", "safe", """
        request.scope["own"] = own
        own.set("for the application")
        try:
            return await call_next(request)
        finally:
            own.set("unset")
        """),
    _form("T1b has a function set it back", "safe", """
        request.scope["own"] = own
        own.set("for the application")
        response = await call_next(request)
        response.headers["x-own"] = own.get()
        forget()
        return response
        """),
    _form("T5b holds a block that sets a context variable", "safe", """
        request.scope["own"] = own
        with Owned("for the application"):
            response = await call_next(request)
            response.headers["x-own"] = own.get()
        response.headers.append("x-behind", str(response.status_code))
        return response
        """),
    _form(
        "T5a logs in a finally block",
        "safe",
        """
        status = 500
        try:
            response = await call_next(request)
            status = response.status_code
            return response
        finally:
            # whatever happens
            log(f"finally {status}")
        """,
    ),
    _form(
        "T5a raises again",
        "safe",
        """
        try:
            log("in try")
            response = await call_next(request)
        except ValueError as error:
            log(f"failed {error}")
            raise
        except BaseException:
            raise
        else:
            log("else")
        finally:
            log("finally")
        response.headers["x-behind"] = "1"
        log("behind")
        return response
        """,
    ),
    _form(
        "T5a raises something else",
        "safe",
        """
        try:
            return await call_next(request)
        except ValueError as error:
            raise LookupError(str(error)) from error
        """,
    ),
    _form(
        "T5a awaits in a finally block",
        "safe",
        """
        async def flush(text):
            log(text)

        outcome = "failed"
        try:
            response = await call_next(request)
            outcome = "done"
        finally:
            await flush(outcome)
        return response
        """,
    ),
    _form(
        "T6 answers instead of an error",
        "safe",
        """
        try:
            return await call_next(request)
        except ValueError as error:
            log("caught")
            return JSONResponse({"error": str(error)}, status_code=500)
        """,
    ),
    _form(
        "T6 goes on with another response",
        "safe",
        """
        try:
            response = await call_next(request)
        except ValueError:
            response = PlainTextResponse("sorry", status_code=503)
        response.headers["x-done"] = "1"
        log(f"done {response.status_code}")
        return response
        """,
    ),
    _form(
        "T6 answers behind the handler",
        "safe",
        """
        try:
            return await call_next(request)
        except ValueError:
            log("caught")
        return PlainTextResponse("sorry", status_code=503)
        """,
    ),
    _form(
        "T8a reads the body",
        "safe",
        """
        if request.method == "POST":
            body = await request.body()
            log(f"read {len(body)}")
            if body == b"bad":
                return PlainTextResponse("bad", status_code=400)
        return await call_next(request)
        """,
    ),
    _form(
        "T6 answers within the try too",
        "safe",
        """
        try:
            if request.url.path == "/deny":
                return PlainTextResponse("denied", status_code=403, background=BackgroundTask(fail))
            if request.url.path == "/skip":
                return described(403)
            response = await call_next(request)
            response.headers["x-passed"] = "1"
            return response
        except LookupError:
            return PlainTextResponse("lost", status_code=404)
        except ValueError as error:
            log("caught")
            return PlainTextResponse(str(error), status_code=500)
        """,
    ),
    _form(
        "T6 answers within a try with a finally block",
        "safe",
        """
        async def close(text):
            log(text)

        outcome = "failed"
        try:
            if request.url.path == "/deny":
                outcome = "denied"
                return PlainTextResponse("denied", status_code=403, background=BackgroundTask(fail))
            response = await call_next(request)
            outcome = "passed"
            return response
        except ValueError as error:
            outcome = "caught"
            return PlainTextResponse(str(error), status_code=500, background=BackgroundTask(log, "told"))
        finally:
            await close(outcome)
        """,
    ),
    _form(
        "T8a reads the body where it is one",
        "safe",
        """
        try:
            log(await request.json())
        except ValueError:
            log("no json")
        response = await call_next(request)
        response.headers["x-read"] = "1"
        return response
        """,
    ),
    _form_with_methods("T12 ends in another method", "safe", """
        if request.url.path == "/skip":
            return await call_next(request)
        return await self._settle(request, call_next, "paid")
        """, """
    async def _settle(self, asked, forward, text):
        # what it costs
        log(text)
        if asked.url.path == "/deny":
            return PlainTextResponse("denied", status_code=402)
        try:
            response = await forward(asked)
        except ValueError as error:
            return PlainTextResponse(str(error), status_code=502)
        response.headers["x-paid"] = text
        return response
        """),
    _form_with_methods("T12 ends in two methods that read", "safe", """
        if request.method == "POST":
            return await self._checked(request, call_next)
        else:
            return await self._logged(await reads(request), request, call_next)
        """, """
    async def _checked(self, request, call_next):
        body = await request.body()
        if body == b"bad":
            return PlainTextResponse("bad", status_code=400)
        return await call_next(request)

    async def _logged(self, size, request, call_next):
        response = await call_next(request)
        log(f"{size} {response.status_code}")
        return response
        """),
    _form_with_methods("T12 hands call_next to a method within a try", "safe", """
        try:
            return await self._settle(request, call_next)
        except ValueError as error:
            return PlainTextResponse(f"sorry {error}", status_code=500)
        """, """
    async def _settle(self, request, call_next):
        if request.url.path == "/deny":
            return PlainTextResponse("denied", status_code=402, background=BackgroundTask(fail))
        return await call_next(request)
        """),
    _form_with_methods("T12 changes what another method gives", "safe", """
        response = await self._timed("all", call_next, request)
        response.headers["x-timed"] = str(response.status_code)
        return response
        """, """
    async def _timed(self, what, call_next, request) -> "Response":
        if request.url.path == "/deny":
            return PlainTextResponse("denied", status_code=402)
        response = await self._tried(call_next, request)
        log(f"timed {what}")
        return response

    async def _tried(self, call_next, request):
        try:
            response = await call_next(request)
        except ValueError:
            log("failed")
            raise
        return response
        """),
    _form("T6 asks at several places within a try", "safe", """
        outcome = "failed"
        try:
            if request.url.path == "/skip":
                return await call_next(request)
            if not allowed(request):
                return PlainTextResponse("denied", status_code=403, background=BackgroundTask(fail))
            response = await call_next(request)
            response.headers["x-passed"] = outcome
            outcome = "passed"
            return response
        except ValueError as error:
            log("caught")
            return PlainTextResponse(str(error), status_code=500, background=BackgroundTask(log, "told"))
        finally:
            # whatever happens
            log(f"finally {outcome}")
        """),
    _form("T6 asks in a branch within a try", "safe", """
        try:
            if client_of(request) == "nobody":
                described(403 if request.url.path == "/deny" else 200)
                return await call_next(request)
        except LookupError as error:
            return PlainTextResponse(f"lost {error}", status_code=404)
        return PlainTextResponse("who?", status_code=401)
        """),
    _form("T6 asks within nested try statements", "safe", """
        try:
            if request.url.path == "/skip":
                return await call_next(request)
            with span("check"):
                if request.url.path == "/deny":
                    return PlainTextResponse("denied", status_code=403, background=BackgroundTask(fail))
            try:
                described(403 if request.method == "POST" else 200)
                response = await call_next(request)
                log(f"status {response.status_code}")
                return response
            except LookupError:
                log("inner")
                return PlainTextResponse("lost", status_code=404, background=BackgroundTask(fail))
        except ValueError as error:
            log("outer")
            return PlainTextResponse(str(error), status_code=500)
        finally:
            log("finally")
        """),
    _form("T6 goes on behind a try that asks in a branch", "safe", """
        try:
            who = client_of(request)
            if who == "me":
                response = await call_next(request)
                response.headers["x-who"] = who
                return response
            log("not me")
        except ValueError:
            raise LookupError("nothing") from None
        response = await call_next(request)
        response.headers["x-who"] = "anybody"
        return response
        """),
    _form("T2 answers from a try in a branch", "safe", """
        if request.method == "GET":
            who = "nobody"
            for part in ("a", "b"):
                try:
                    who = client_of(request)
                    if request.url.path == "/deny":
                        return PlainTextResponse("denied " + part, status_code=403, background=BackgroundTask(fail))
                except ValueError as error:
                    return PlainTextResponse(str(error), status_code=400)
            log(who)
        return await call_next(request)
        """),
    _form("T2 goes on behind a branch", "safe", """
        if request.url.path == "/deny":
            response = PlainTextResponse("no", status_code=403)
        elif request.url.path == "/skip":
            return JSONResponse({"skipped": True})
        else:
            log("asks")
            response = await call_next(request)
            response.headers["x-asked"] = "1"
        response.headers["x-done"] = "1"
        log(f"done {response.status_code}")
        if response.status_code == 404:
            return response
        response.set_cookie("seen", "yes")
        return response
        """),
    _form("T2 goes on behind a branch that all others end", "safe", """
        count = 1
        if request.url.path == "/deny":
            return PlainTextResponse("no", status_code=403)
        else:
            response = await call_next(request)
            count += 1
        response.headers["x-count"] = str(count)
        return response
        """),
    _form("T2 goes on behind a branch within a try", "safe", """
        try:
            response = PlainTextResponse("nobody", status_code=401)
            if client_of(request) == "nobody":
                response = await call_next(request)
            response.headers["x-done"] = "1"
            return response
        except ValueError as error:
            return PlainTextResponse(str(error), status_code=500)
        """),
    _form("T8b reads the channel", "safe", "log(await request.receive())\nreturn await call_next(request)"),
    _form("T8a reads the body and binds the request anew", "safe", """
        body = await request.body()

        async def again():
            return {"type": "http.request", "body": body, "more_body": False}

        request = Request(request.scope, again)
        log(len(await request.body()))
        response = await call_next(request)
        log(request.method)
        return response
        """),
    _form_with_methods("gate: a method that awaits what it has called", "safe", """
        log(await self.asked(reads, request))
        return await call_next(request)
        """, """
    async def asked(self, function, request):
        found = function(request)
        if hasattr(found, "__await__"):
            found = await found
        return found
        """),
    _form("T8b puts what it has read in its place", "safe", """
        parts = []
        async for part in request.stream():
            parts.append(part)
        request._body = b"".join(parts)
        return await call_next(request)
        """),
    _form("T8b reads the stream", "safe", """
        async for part in request.stream():
            log(part)
        return await call_next(request)
        """),
    _form("T8b reads the form", "safe", "log(len(await request.form()))\nreturn await call_next(request)"),
    _form("gate: an unknown callable", "safe", "await unknown(request)\nreturn await call_next(request)"),
    _form("gate: a callable that reads", "safe", "log(await reads(request))\nreturn await call_next(request)"),
    _form("gate: a callable that streams", "safe", "await streams(request)\nreturn await call_next(request)"),
]  # fmt: skip

_ANSWERED = (
    *(
        "answers",
        "answers a client",
        "is skipped",
        "is denied",
        "is not found",
        "streams",
        "echoes",
        "echoes what is bad",
    ),
    *("fails in its body", "fails afterwards", "is asked for the head", "is busy afterwards"),
)
"""The scenarios in which the application begins a response at once."""

REVIEWED = [
    _form(
        "T4c sets a background task",
        "review",
        """
        response = await call_next(request)
        if response.status_code == 200:
            response.background = BackgroundTask(log, "background")
        return response
        """,
        "fails in its body",
        "fails afterwards",
    ),
    Form(
        "T5b holds a with block",
        "review",
        """
        with span("around"):
            response = await call_next(request)
            log("within")
        log("behind")
        return response
        """,
        reorders=True,
    ),
    _form(
        "T7 replaces the response",
        "review",
        """
        response = await call_next(request)
        if response.status_code == 404:
            log("replaced")
            return PlainTextResponse("nothing here", status_code=404, headers={"x-page": "own"})
        response.headers["x-kept"] = "1"
        return response
        """,
    ),
    _form(
        "T7 binds the response anew",
        "review",
        """
        response = await call_next(request)
        if response.status_code == 404:
            response = PlainTextResponse("nothing here", status_code=404)
        return response
        """,
    ),
    _form(
        "gate: the argument of call_next",
        "review",
        "other = request\nlog(str(other is request))\nreturn await call_next(other)",
    ),
    _form("T11 asks again where it has failed", "review", """
        try:
            response = await call_next(request)
            response.headers["x-first"] = "yes"
            return response
        except ValueError as error:
            log(f"again, for {error}")
            return await call_next(request)
        """, "fails once", "fails once within the request"),
    _form("gate: logs behind a block that sets a context variable", "review", """
        with Owned("for the application"):
            response = await call_next(request)
        log(f"behind with {own.get()}")
        return response
        """, *_ANSWERED),
    _form("gate: a function sets a context variable, and more", "review", """
        request.scope["own"] = own
        own.set("for the application")
        response = await call_next(request)
        forget_and_log()
        return response
        """, "is busy afterwards"),
    _form("gate: the class of the response", "review", """
        response = await call_next(request)
        log(str(isinstance(response, JSONResponse)))
        return response
        """),
    _form("gate: an unknown callable that may keep the request", "review", """
        log(str(await Keeper(request).size()))
        return await call_next(request)
        """),
    _form("gate: raises behind call_next", "review", """
        response = await call_next(request)
        if response.status_code == 404:
            raise KeyError("gone")
        return response
        """),
    _form("T9 reads the response", "review", """
        response = await call_next(request)
        log(len(b"".join([part async for part in response.body_iterator])))
        return PlainTextResponse("read", status_code=response.status_code, headers={"x-read": "1"})
        """, "fails afterwards"),
    _form("T9 writes the response anew", "review", """
        size = len(await request.body())
        try:
            response = await call_next(request)
            if response.status_code != 404:
                body = b"".join([part async for part in response.body_iterator])
                del response.headers["x-gone"]
                response = PlainTextResponse(body + b"!", response.status_code, dict(response.headers))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=500)
        finally:
            log(f"finally {size}")
        return response
        """, "fails afterwards"),
    _form("T8b puts another channel in its place", "review", """
        first = await request._receive()

        async def again():
            return {**first, "more_body": False}

        request._receive = again
        body = await request.body()
        log(len(body))
        return await call_next(request)
        """, "echoes"),
]  # fmt: skip

MANUAL = [
    _form("T5b commits on exit", "manual", "with session() as db:\n    return await call_next(request)"),
    _form("T5b commits on exit around a branch", "manual", """
        with session() as db:
            if request.url.path == "/skip":
                return await call_next(request)
            response = await call_next(request)
            response.headers["x-rows"] = str(db.rows)
            return response
        """),
    _form("T8 reads the body too late", "manual", """
        response = await call_next(request)
        log(await request.body())
        return response
        """),
    _form("T11 limits the time", "manual", "with anyio.fail_after(1):\n    return await call_next(request)"),
    _form("T11 waits for it", "manual", "return await asyncio.wait_for(call_next(request), 1)"),
    _form("T11 tries again", "manual", """
        for attempt in range(3):
            try:
                return await call_next(request)
            except ValueError:
                log("again")
        return PlainTextResponse("no")
        """),
    _form("T11 asks twice", "manual", """
        response = await call_next(request)
        if response.status_code == 503:
            return await call_next(request)
        return response
        """),
    _form("T4 keeps the response for others", "manual", """
        response = await call_next(request)
        self.kept = response
        return response
    """),
    _form("T4 gives the response to those who wait for it", "manual", """
        response = await call_next(request)
        waiting.set_result(response)
        return response
    """),
    _form("T12 hands call_next on", "manual", "return await self.process(request, call_next)"),
    _form("T12 calls the base", "manual", "return await super().dispatch(request, call_next)"),
]  # fmt: skip
