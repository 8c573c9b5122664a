"""Answering a WebSocket handshake with an HTTP response (ASGI extension `websocket.http.response`)."""

from toolkit.types import Message, Send


def denying(send: Send) -> Send:
    """A `send` that turns the messages of an HTTP response into those of a refused WebSocket handshake."""

    async def send_denial(message: Message) -> None:
        await send({**message, "type": "websocket." + message["type"]})

    return send_denial
