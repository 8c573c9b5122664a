"""Routing: which endpoint serves a connection, and which path leads to an endpoint."""

from toolkit.routing._endpoints import get_name, request_response, websocket_session
from toolkit.routing._mounts import Host, Mount
from toolkit.routing._paths import PARAM_FORMAT_REGEX, PARAM_REGEX, compile_path, replace_params
from toolkit.routing._router import Router
from toolkit.routing._routes import BaseRoute, Match, NoMatchFound, Route, WebSocketRoute

__all__ = [
    "PARAM_FORMAT_REGEX",
    "PARAM_REGEX",
    "BaseRoute",
    "Host",
    "Match",
    "Mount",
    "NoMatchFound",
    "Route",
    "Router",
    "WebSocketRoute",
    "compile_path",
    "get_name",
    "replace_params",
    "request_response",
    "websocket_session",
]
