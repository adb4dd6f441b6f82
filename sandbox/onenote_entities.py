"""OneNote's entities and collections as JSON (Microsoft Graph: OneNote resource types)."""

from __future__ import annotations

from urllib.parse import quote

from sandbox import odata
from sandbox.answers import Answer, Call, Json, Refused, answer_json, stamp
from sandbox.tenant import Notebook, Page, Section, SectionGroup


def root_address(call: Call, notebook: Notebook) -> str:
    """Addresses name the owner's id, whatever root was asked (business form)."""
    return f"{call.base}/{notebook.root}/onenote"


def context(call: Call, what: str) -> str:
    """The @odata.context of one entity."""
    return f"{call.base}/$metadata#{quote(call.names['root'], safe='/')}/onenote/{what}/$entity"


def author(call: Call, upn: str | None) -> str:
    """The name of somebody, as CopyNotebookModel has it."""
    return call.tenant.people[upn].name if upn else ""


def _identity(call: Call, upn: str | None) -> Json:
    who = call.tenant.people.get(upn or "")
    return {"user": {"id": who.id if who else "", "displayName": who.name if who else ""}}


def role(call: Call, notebook: Notebook) -> str:
    """What the caller is in a notebook."""
    return "Owner" if notebook.owner == call.person.upn else "Contributor"


def links(call: Call, thing: Notebook | Section | Page) -> Json:
    """Client and web link."""
    web = call.tenant.web_link(thing)
    if call.tenant.faults.link_free_pages and not isinstance(thing, Notebook):
        web = "https://www.onenote.com/notebooks"
    return {"oneNoteClientUrl": {"href": call.tenant.client_link(thing)}, "oneNoteWebUrl": {"href": web}}


def notebook_json(call: Call, notebook: Notebook) -> Json:
    """A notebook."""
    base = f"{root_address(call, notebook)}/notebooks/{notebook.id}"
    return {
        "id": notebook.id,
        "self": base,
        "createdDateTime": stamp(notebook.created),
        "displayName": notebook.name,
        "lastModifiedDateTime": stamp(notebook.modified),
        "isDefault": False,
        "userRole": role(call, notebook),
        "isShared": len(notebook.members) > 1,
        "sectionsUrl": f"{base}/sections",
        "sectionGroupsUrl": f"{base}/sectionGroups",
        "createdBy": _identity(call, notebook.owner),
        "lastModifiedBy": _identity(call, notebook.owner),
        "links": links(call, notebook),
    }


def section_json(call: Call, section: Section) -> Json:
    """A section, with its parents as they are expanded by default."""
    notebook = call.tenant.notebook_of(section.id)
    base = f"{root_address(call, notebook)}/sections/{section.id}"
    return {
        "id": section.id,
        "self": base,
        "createdDateTime": stamp(section.created, fractions=True),
        "displayName": section.name,
        "lastModifiedDateTime": stamp(section.modified, fractions=True),
        "isDefault": False,
        "pagesUrl": f"{base}/pages",
        "createdBy": _identity(call, section.by),
        "lastModifiedBy": _identity(call, section.by),
        "links": links(call, section),
        **_parents(call, section),
    }


def group_json(call: Call, group: SectionGroup) -> Json:
    """A section group."""
    notebook = call.tenant.notebook_of(group.id)
    base = f"{root_address(call, notebook)}/sectionGroups/{group.id}"
    return {
        "id": group.id,
        "self": base,
        "createdDateTime": stamp(group.created),
        "displayName": group.name,
        "lastModifiedDateTime": stamp(group.modified),
        "sectionsUrl": f"{base}/sections",
        "sectionGroupsUrl": f"{base}/sectionGroups",
        "createdBy": _identity(call, group.by),
        "lastModifiedBy": _identity(call, group.by),
        **_parents(call, group),
    }


def _parents(call: Call, thing: Section | SectionGroup) -> Json:
    notebook = call.tenant.notebook_of(thing.id)
    group = call.tenant.groups.get(thing.parent)
    base = root_address(call, notebook)
    above = None
    if group is not None:
        above = {"id": group.id, "displayName": group.name, "self": f"{base}/sectionGroups/{group.id}"}
    return {
        "parentNotebook": {"id": notebook.id, "displayName": notebook.name, "self": f"{base}/notebooks/{notebook.id}"},
        "parentSectionGroup": above,
    }


def page_json(call: Call, page: Page) -> Json:
    """A page, with its section as it is expanded by default. Pages do not say who made or changed them."""
    base = root_address(call, call.tenant.notebook_of(page.id))
    place = call.tenant.sections[page.section]
    above = (
        f"{call.base}/$metadata#{quote(call.names['root'], safe='/')}/onenote/pages('{quote(page.id)}')/parentSection"
    )
    return {
        "id": page.id,
        "self": f"{base}/pages/{page.id}",
        "createdDateTime": stamp(page.created),
        "title": page.title,
        "createdByAppId": page.app,
        "contentUrl": f"{base}/pages/{page.id}/content",
        "lastModifiedDateTime": stamp(page.modified),
        "links": links(call, page),
        "parentSection@odata.context": f"{above}(id,displayName,self)/$entity",
        "parentSection": {"id": place.id, "displayName": place.name, "self": f"{base}/sections/{place.id}"},
    }


def listing(call: Call, what: str, entities: list[Json], default: int | None = None) -> Answer:
    """A collection: $filter, $orderby, $skip, $top (at most 100, else 20129), $select.

    @odata.nextLink stands only in answers to requests without $top; with $top one pages on by $skip (documented; a
    switch in `faults` turns it on).
    """
    query = call.query
    unsupported = set(query) & {"search", "$search"}
    if unsupported:
        raise Refused(400, "20108", "The request contains unsupported OData query parameters.")
    if query.get("$filter"):
        wanted = odata.matching(query["$filter"])
        entities = [entity for entity in entities if wanted(entity)]
    if query.get("$orderby") and default is None:
        entities = odata.ordered(entities, query["$orderby"])
    top, skip = odata.whole_number(query.get("$top"), "top"), odata.whole_number(query.get("$skip"), "skip") or 0
    if top is not None and top > 100:
        raise Refused(400, "20129", "The value of the top query string option is too high; the maximum is 100.")
    size = top if top is not None else default
    rest = entities[skip:]
    shown = rest if size is None else rest[:size]
    data: Json = {"@odata.context": f"{call.base}/$metadata#{quote(call.names['root'], safe='/')}/onenote/{what}"}
    if query.get("$count") == "true":
        data["@odata.count"] = len(entities)
    data["value"] = [odata.select(entity, query.get("$select")) for entity in shown]
    if size and len(rest) > size and (top is None or call.tenant.faults.next_link_with_top):
        others = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if name != "$skip")
        data["@odata.nextLink"] = f"{call.base}{quote(call.path)}?{others + '&' if others else ''}$skip={skip + size}"
    return answer_json(data)
