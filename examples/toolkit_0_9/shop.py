"""A shop written for toolkit 0.9, with every style that 1.0 removed; it is here to be moved to 1.0.

Its own tests are `checks.py`:

    pip install 'asgi-toolkit[full]<1.0'
    python -m pytest checks.py                                # passes on 0.9, fails on 1.0
    stability-checker upgrade . --to toolkit==1.0.0
    python -m pytest checks.py                                # passes on 1.0
"""

import functools
from pathlib import Path

from toolkit.applications import Toolkit
from toolkit.responses import FileResponse, JSONResponse, PlainTextResponse
from toolkit.routing import Router, iscoroutinefunction_or_partial
from toolkit.templating import Jinja2Templates

HERE = Path(__file__).parent

templates = Jinja2Templates(directory="templates", trim_blocks=True, lstrip_blocks=True)
log = []
stock = {}


async def open_shop():
    log.append("open")


def close_shop():
    log.append("close")


app = Toolkit(on_startup=[open_shop], on_shutdown=[close_shop])
back_office = Router()


def lock_up():
    log.append("lock")


app.add_event_handler("shutdown", lock_up)


@app.on_event("startup")
async def fill_stock():
    stock.update(apple=3, pear=5)


@app.on_event("shutdown")
async def empty_stock():
    stock.clear()


@app.route("/")
async def shelves(request):
    return templates.TemplateResponse("shelves.html", {"request": request, "stock": stock})


@app.route("/items/{name}", methods=["GET", "PUT"], name="item")
async def item(request):
    name = request.path_params["name"]
    if request.method == "PUT":
        stock[name] = (await request.json())["count"]
    return JSONResponse({"name": name, "count": stock[name], "url": str(request.url_for("item", name=name))})


@app.route("/leaflet", include_in_schema=False)
def leaflet(request):
    return FileResponse(HERE / "leaflet.txt", method=request.method)


@app.websocket_route("/counter")
async def counter(websocket):
    await websocket.accept()
    async for name in websocket.iter_text():
        await websocket.send_json({"name": name, "count": stock.get(name, 0)})


@app.exception_handler(404)
async def not_found(request, exc):
    return templates.TemplateResponse("missing.html", {"request": request}, status_code=404)


@app.exception_handler(KeyError)
async def not_in_stock(request, exc):
    return PlainTextResponse(f"We have no {exc.args[0]}.", status_code=410)


@app.middleware("http")
async def name_the_shop(request, call_next):
    response = await call_next(request)
    response.headers["x-shop"] = "corner"
    return response


@back_office.route("/log")
async def read_log(request):
    return JSONResponse(log)


@back_office.websocket_route("/bell")
async def bell(websocket):
    await websocket.accept()
    await websocket.send_text("ding")
    await websocket.close()


@back_office.route("/styles")
def styles(request):
    handlers = {"open": open_shop, "close": close_shop, "lock": functools.partial(lock_up)}
    return JSONResponse({name: iscoroutinefunction_or_partial(handler) for name, handler in handlers.items()})


app.mount("/office", back_office)
