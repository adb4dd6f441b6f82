"""The directory's endpoints (Microsoft Graph: get user)."""

from __future__ import annotations

from sandbox.answers import Answer, Call, Json, Refused, answer_json, endpoint
from sandbox.tenant import Person


def me(call: Call) -> Answer:
    """GET me."""
    return _answer(call, call.person)


def user(call: Call) -> Answer:
    """GET users/{id or user principal name}."""
    if not {"User.ReadBasic.All", "User.Read.All"} & call.person.scopes:
        raise Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    found = call.tenant.person(call.names["id"])
    if found is None:
        raise Refused(
            404,
            "Request_ResourceNotFound",
            "The resource does not exist or one of its queried references is not present.",
        )
    return _answer(call, found)


def _answer(call: Call, who: Person) -> Answer:
    first, _, last = who.name.partition(" ")
    data: Json = {
        "displayName": who.name,
        "givenName": first,
        "jobTitle": None,
        "mail": who.mail,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": last,
        "userPrincipalName": who.upn,
        "id": who.id,
    }
    names = [name.strip() for name in call.query.get("$select", "").split(",") if name.strip()]
    unknown = [name for name in names if name not in data]
    if unknown:
        raise Refused(
            400, "BadRequest", f"Could not find a property named '{unknown[0]}' on type 'microsoft.graph.user'."
        )
    context = f"{call.base}/$metadata#users{'(' + ','.join(names) + ')' if names else ''}/$entity"
    return answer_json({"@odata.context": context, **{name: data[name] for name in names or data}})


ENDPOINTS = [
    endpoint("GET", "/me", me),
    endpoint("GET", "/users/{id}", user),
]
