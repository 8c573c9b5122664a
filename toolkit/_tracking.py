"""Knowing whether a response has started: after that an exception cannot be answered any more."""

from typing import Any, final

from toolkit.types import Message, Send

__all__ = ["TrackingSend", "untracked"]


@final  # its type is compared: `isinstance` is slow to say no
class TrackingSend:
    """A `send` that knows whether the response has started. Early hints (RFC 8297) come before and do not count.

    Layers with nothing between them share one: each wraps what it is given unless it is a `TrackingSend` already.
    """

    # Without slots: on current Pythons an object with a few plain attributes is the cheaper one to make and to drop.
    started = False

    def __init__(self, send: Send) -> None:
        self.send = send

    def __call__(self, message: Message) -> Any:
        if message["type"] == "http.response.start":
            self.started = True
        return self.send(message)


def untracked(send: Any) -> Send:
    """What is enough for the messages of a response that has started: one call less for each of them."""
    raw: Send = send.send if type(send) is TrackingSend else send
    return raw
