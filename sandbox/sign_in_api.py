"""The addresses of the sign-in as Microsoft Entra has them: metadata, the page one agrees on, tokens, device codes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.sign_in import EXCHANGE, Authority, Denied
from sandbox.tenant import Tenant


def routes(tenant: Tenant) -> list[Route]:
    """The routes below the directory's id; each answers 404 while the tenant has no sign-in."""

    def at(request: Request) -> Authority | None:
        authority = tenant.authority
        return authority if authority is not None and request.path_params["directory"] == authority.id else None

    async def metadata(request: Request) -> Response:
        authority = at(request)
        if authority is None:
            return JSONResponse({"error": "invalid_tenant", "error_codes": [90_002]}, 400)
        place = f"{authority.issuer}/{authority.id}"
        return JSONResponse(
            {
                "issuer": f"{place}/v2.0",
                "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
                "token_endpoint": f"{place}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{place}/oauth2/v2.0/devicecode",
                "response_modes_supported": ["query", "fragment", "form_post"],
                "response_types_supported": ["code"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def ask(request: Request) -> Response:
        authority = at(request)
        if authority is None:
            return _page("There is no such directory here.", status=400)
        asked = dict(request.query_params)
        problem = authority.problem(asked)
        if problem:
            return _page(problem, status=400)
        return _page("", _choice(authority, asked))

    async def agree(request: Request) -> Response:
        authority = at(request)
        form = await _form(request)
        if authority is None or authority.problem(form):
            return _page("The request is no longer what it was.", status=400)
        upn = form.get("upn", "").strip().lower()
        if form.get("decision") != "accept" or upn not in tenant.people:
            return _back(form, {"error": "access_denied", "error_description": "AADSTS65004: declined."})
        return _back(form, {"code": authority.authorized(form, upn), "session_state": str(uuid.uuid4())})

    async def token(request: Request) -> Response:
        authority = at(request)
        if authority is None:
            return JSONResponse({"error": "invalid_tenant", "error_codes": [90_002]}, 400)
        try:
            return JSONResponse(authority.token(await _form(request)), headers={"Cache-Control": "no-store"})
        except Denied as denied:
            return _denied(denied)

    async def device(request: Request) -> Response:
        authority = at(request)
        if authority is None:
            return JSONResponse({"error": "invalid_tenant", "error_codes": [90_002]}, 400)
        try:
            return JSONResponse(authority.device_code(await _form(request)))
        except Denied as denied:
            return _denied(denied)

    async def approve(request: Request) -> Response:
        authority, form = at(request), await _form(request)
        if authority is not None and authority.approve(form.get("code", ""), form.get("upn", "")):
            return _page("You have signed in on your device. You can close this window.")
        return _page("That code is not known, or over.", status=400)

    async def identity(request: Request) -> Response:
        """The endpoint of App Service at which a managed identity gets its tokens (X-IDENTITY-HEADER, api-version)."""
        authority = tenant.authority
        if authority is None or not request.headers.get("x-identity-header"):
            return JSONResponse({"statusCode": 400, "message": "No identity here."}, 400)
        if request.query_params.get("resource") != EXCHANGE or not authority.app.identity:
            return JSONResponse({"statusCode": 400, "message": "No such identity or resource."}, 400)
        return JSONResponse(
            {
                "access_token": authority.identity_token(),
                "expires_on": "4102444800",
                "resource": EXCHANGE,
                "token_type": "Bearer",
            }
        )

    return [
        Route("/msi/token", identity),
        *(
            Route("/{directory}" + path, handler, methods=[method])
            for path, handler, method in (
                ("/v2.0/.well-known/openid-configuration", metadata, "GET"),
                ("/oauth2/v2.0/authorize", ask, "GET"),
                ("/oauth2/v2.0/authorize", agree, "POST"),
                ("/oauth2/v2.0/token", token, "POST"),
                ("/oauth2/v2.0/devicecode", device, "POST"),
                ("/oauth2/deviceauth", approve, "POST"),
            )
        ),
    ]


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _denied(denied: Denied) -> Response:
    body: dict[str, Any] = {
        "error": denied.error,
        "error_description": f"AADSTS{denied.code}: refused for the test of Lee Park.",
        "error_codes": [denied.code],
        "timestamp": "2026-11-20 14:00:00Z",
        "trace_id": str(uuid.uuid4()),
        "correlation_id": str(uuid.uuid4()),
    }
    if denied.suberror:
        body["suberror"] = denied.suberror
    if denied.claims:
        body["claims"] = denied.claims
    headers = {"Retry-After": str(denied.wait)} if denied.wait else {}
    return JSONResponse(body, denied.status, headers=headers)


def _back(asked: Mapping[str, str], answer: dict[str, str]) -> Response:
    """Sends the browser back to the app: by a form, or in the address where the app asked for that."""
    answer["state"] = asked["state"]
    target = asked["redirect_uri"]
    if asked.get("response_mode") != "form_post":
        return RedirectResponse(f"{target}?{urlencode(answer)}", 302)
    fields = "".join(_hidden(name, value) for name, value in answer.items())
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(target))
    page = (
        f'<!DOCTYPE html><title>Working…</title><form method="post" action="{escape(target)}">{fields}'
        "<noscript><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": f"form-action {origin}", "Cache-Control": "no-store"})


def _choice(authority: Authority, asked: Mapping[str, str]) -> str:
    kept = "".join(_hidden(name, value) for name, value in asked.items())
    hint = asked.get("login_hint", "")
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in sorted(asked["scope"].split()))
    people = "".join(
        f'<label><input type="radio" name="upn" value="{escape(person.upn)}"'
        f"{' checked' if person.upn == hint else ''}> <b>{escape(person.name)}</b> {escape(person.upn)}</label>"
        for person in sorted(authority.tenant.people.values(), key=lambda person: person.name)
    )
    return (
        f'<form method="post">{kept}<h2>Pick an account</h2>{people}<h2>Permissions requested</h2><ul>{scopes}</ul>'
        '<button name="decision" value="accept">Accept</button> '
        '<button name="decision" value="cancel">Cancel</button></form>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _page(problem: str, body: str = "", status: int = 200) -> Response:
    style = (
        "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;background:#eef1f6;margin:0}"
        "main{max-width:28rem;margin:8vh auto;background:#fff;padding:2rem 2.4rem;box-shadow:0 2px 8px #0002}"
        "label{display:block;padding:.35rem 0}h1{font-size:1.4rem}h2{font-size:1rem}"
        "button{font:inherit;padding:.45rem 1.6rem;border:0;background:#0067b8;color:#fff}"
        "button+button{background:#ccc;color:#000}"
    )
    shown = f"<p>{escape(problem)}</p>" if problem else body
    note = "<p><small>The local tenant's sign-in: nobody is asked for a password.</small></p>"
    head = f'<!DOCTYPE html><html lang="en"><title>Sign in</title><style>{style}</style>'
    page = f"{head}<main><h1>Sign in</h1>{shown}{note}</main>"
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
