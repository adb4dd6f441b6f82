"""How a person is called (Microsoft Graph v1.0, `user`)."""

from __future__ import annotations

from dataclasses import dataclass

from oneone.graph.client import Session


@dataclass(frozen=True, slots=True)
class Person:
    """Name and address as the directory shows them; each empty when it has none."""

    name: str
    mail: str


async def person(session: Session, upn: str) -> Person:
    """The person of a user principal name; Missing when the directory knows nobody of that name."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

    asked = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(
        select=["displayName", "mail", "userPrincipalName"]
    )
    user = session.sdk.users.by_user_id(upn)
    request = user.to_get_request_information(RequestConfiguration(query_parameters=asked))
    found = await session.json(request, "look up the person")
    mail = found.get("mail") or found.get("userPrincipalName") or ""
    return Person(str(found.get("displayName") or ""), str(mail))
