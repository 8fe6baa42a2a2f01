"""The web app: Gradio's page inside FastAPI, with our own exports, health, and the checks at the door."""

import os
import secrets
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = (
    "False"  # before the import: a version check and telemetry would leave the machine
)

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interviewer.domain.errors import InterviewerError
from interviewer.services.report import to_markdown
from interviewer.ui.guide import GuidePage
from interviewer.ui.history import HistoryPage
from interviewer.ui.host import Host
from interviewer.ui.practice import OWNER_COOKIE, PracticePage

STYLE = Path(__file__).parent / "style.css"
MAX_RUNNING = 100
"""Events that run at once: Gradio's own limit of 40 made the last of 50 streams wait 5 seconds."""

COOKIE_SECONDS = 5 * 365 * 24 * 3600
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Nothing is loaded from, or sent to, another host; Gradio runs under it without an error."""


def make_app(application: Host) -> FastAPI:
    """The whole web app. The application's parts are built at their first use."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await application.close()

    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    web.add_middleware(Door, hosts=allowed_hosts(application))
    _add_routes(web, application)
    warnings.filterwarnings("ignore", message="SSR mode is not supported")  # it is off, and told about all the same
    gr.mount_gradio_app(
        web,
        make_page(application),
        path="",
        theme=make_theme(),
        head=f"<meta name='color-scheme' content='light dark'><style>{STYLE.read_text()}</style>",
        footer_links=[],
        run_history=False,  # would keep every input, keys among them, in the browser's storage
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size="5mb",
        show_error=True,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    return web


def make_page(application: Host) -> gr.Blocks:
    with gr.Blocks(title="Interviewer", analytics_enabled=False, fill_height=True, delete_cache=(3600, 86400)) as page:
        gr.Navbar(main_page_name="Practice")
        PracticePage(application).build()
    with page.route("Past sessions", "/history"):
        gr.Navbar(main_page_name="Practice")
        HistoryPage(application).build(page)
    with page.route("Guide", "/guide"):
        gr.Navbar(main_page_name="Practice")
        GuidePage(application).build(page)
    page.max_threads = MAX_RUNNING
    page.queue(default_concurrency_limit=16, max_size=200)
    return page


def make_theme() -> gr.themes.Base:
    return gr.themes.Soft(
        primary_hue="teal",
        secondary_hue="teal",
        neutral_hue="slate",
        font=["Inter", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        block_title_background_fill="none",
        block_title_background_fill_dark="none",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_title_padding="0",
        block_title_text_weight="600",
        block_label_background_fill="*neutral_50",
        block_label_background_fill_dark="*neutral_800",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        checkbox_label_background_fill_selected="*primary_700",
        checkbox_label_background_fill_selected_dark="*primary_700",
        checkbox_label_text_color_selected="white",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_text_color="white",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_background_fill_dark="*primary_700",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )


def allowed_hosts(application: Host) -> frozenset[str]:
    settings = application.settings
    named = {name.strip() for name in settings.allowed_hosts.split(",") if name.strip()}
    return frozenset({"127.0.0.1", "localhost", "[::1]", settings.host} | named)


class Door:
    """Rejects foreign hosts and origins, gives each browser an owner token, and sets the security headers.

    Pure ASGI, since a wrapping middleware would sit on the event streams.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not self._is_ours(request):
            await PlainTextResponse("This address is not allowed.", 403)(scope, receive, send)
            return
        token = "" if request.cookies.get(OWNER_COOKIE) else secrets.token_urlsafe(24)
        await self._app(scope, receive, _with_headers(send, token if request.method == "GET" else ""))

    def _is_ours(self, request: Request) -> bool:
        """A name that points to this machine from elsewhere (DNS rebinding) or another site's form is not ours."""
        host = request.headers.get("host", "")
        origin = request.headers.get("origin", "")
        safe = request.method in ("GET", "HEAD", "OPTIONS")
        return host.rsplit(":", 1)[0] in self._hosts and (safe or not origin or origin.split("://")[-1] == host)


def _with_headers(send: Send, token: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
                (b"referrer-policy", b"no-referrer"),
                (b"x-content-type-options", b"nosniff"),
            ]
            is_page = any(k == b"content-type" and v.startswith(b"text/html") for k, v in message["headers"])
            if token and is_page:
                cookie = f"{OWNER_COOKIE}={token}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Strict"
                headers.append((b"set-cookie", cookie.encode()))
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return send_with_headers


def _add_routes(web: FastAPI, application: Host) -> None:
    @web.get("/healthz")
    async def healthz() -> dict[str, Any]:
        return {"ok": True, "engine": application.settings.model or "coach"}

    async def export(session_id: str, request: Request, make: Callable[[Any], Response]) -> Response:
        try:
            view = await application.store.get(session_id, request.cookies.get(OWNER_COOKIE) or "-")
        except InterviewerError as error:
            return PlainTextResponse(str(error), 404)
        return make(view)

    @web.get("/sessions/{session_id}.md")
    async def as_markdown(session_id: str, request: Request) -> Response:
        return await export(
            session_id,
            request,
            lambda view: _download(to_markdown(view, application.corpus), f"{session_id}.md", "text/markdown"),
        )

    @web.get("/sessions/{session_id}.json")
    async def as_json(session_id: str, request: Request) -> Response:
        return await export(
            session_id,
            request,
            lambda view: JSONResponse(view.model_dump(mode="json"), headers=_attachment(f"{session_id}.json")),
        )


def _download(text: str, name: str, media_type: str) -> Response:
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=_attachment(name))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="interview-{name}"'}
