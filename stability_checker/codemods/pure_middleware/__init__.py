"""`BaseHTTPMiddleware` classes as pure ASGI: the anatomy of `dispatch`, what may be moved, and the new text."""
