"""OneNote's endpoints (Microsoft Graph: OneNote API overview and its reference pages)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote

from sandbox import odata
from sandbox.answers import Answer, Call, Json, Refused, answer_json, body_json, endpoint, stamp
from sandbox.content import Attachment, Block, Picture, within
from sandbox.multipart import Part, parts, presentation
from sandbox.onenote_html import BadTag, Malformed, Sent, read
from sandbox.onenote_output import page_html
from sandbox.tenant import Notebook, Page, Section, SectionGroup

APP = "WLID-000000004C1D0F21"
"""createdByAppId: an opaque value, not the client id of the app (measured)."""

_ID = re.compile(r"[01]-[A-Za-z0-9!._~-]+")
_ILLEGAL = set("?*\\/:<>|&#\"'%~")  # the union of what the pages on sections and on error codes list
MOST_BYTES = 4 * 1024 * 1024  # Graph's front door takes no larger request


# ---------------------------------------------------------------- notebooks and sections


def notebook_from_web_url(call: Call) -> Answer:
    """POST notebooks/GetNotebookFromWebUrl; the answer is a CopyNotebookModel: `name` and `createdTime`, not as elsewhere."""
    _need(call, "Notes.Create", "Notes.ReadWrite.All", "Notes.Read.All")
    url = body_json(call, "20126").get("webUrl")
    if not isinstance(url, str) or not url:
        raise Refused(400, "20126", "The request body must have webUrl.")
    notebook = call.tenant.notebook_at(url)
    if notebook is None:
        raise _missing()
    _open(call, notebook)
    base = _root(call, notebook)
    return answer_json(
        {
            "@odata.context": f"{call.base}/$metadata#microsoft.graph.CopyNotebookModel",
            "id": notebook.id,
            "self": f"{base}/notebooks/{notebook.id}",
            "name": notebook.name,
            "createdTime": stamp(notebook.created),
            "lastModifiedTime": stamp(notebook.modified),
            "createdBy": _author(call, notebook.owner),
            "lastModifiedBy": _author(call, notebook.owner),
            "isDefault": False,
            "isShared": len(notebook.members) > 1,
            "userRole": _role(call, notebook),
            "links": _links(call, notebook),
            "sectionsUrl": f"{base}/notebooks/{notebook.id}/sections",
            "sectionGroupsUrl": f"{base}/notebooks/{notebook.id}/sectionGroups",
        }
    )


def notebooks(call: Call) -> Answer:
    """GET notebooks."""
    _need(call, "Notes.Create", "Notes.Read", "Notes.Read.All", "Notes.ReadWrite", "Notes.ReadWrite.All")
    tenant = call.tenant
    found = [n for n in tenant.notebooks.values() if tenant.may_open(call.person.upn, n) and _under_root(call, n)]
    return _listing(call, "notebooks", [_notebook_json(call, n) for n in sorted(found, key=lambda n: n.name.casefold())])


def notebook(call: Call) -> Answer:
    """GET notebooks/{id}."""
    return answer_json(odata.select(_notebook_json(call, _notebook(call)), call.query.get("$select")))


def sections(call: Call) -> Answer:
    """GET notebooks/{id}/sections and sectionGroups/{id}/sections, sorted by name."""
    return _listing(call, "sections", [_section_json(call, s) for s in call.tenant.sections_of(_parent(call))])


def section_groups(call: Call) -> Answer:
    """GET notebooks/{id}/sectionGroups and sectionGroups/{id}/sectionGroups, sorted by name."""
    return _listing(call, "sectionGroups", [_group_json(call, g) for g in call.tenant.groups_of(_parent(call))])


def section(call: Call) -> Answer:
    """GET sections/{id}."""
    return answer_json(odata.select(_section_json(call, _section(call)), call.query.get("$select")))


def account_wide_sections(call: Call) -> Answer:
    """GET sections of the whole account: fails without a reason once there are many (measured)."""
    raise Refused(500, "19999", "The request failed because an undetermined error occurred.")


def create_section(call: Call) -> Answer:
    """POST sections."""
    parent = _parent(call)
    _need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
    name = _name(call, [s.name for s in call.tenant.sections_of(parent)])
    made = call.tenant.add_section(parent, name, by=call.person.upn)
    return answer_json({"@odata.context": _context(call, "sections"), **_section_json(call, made)}, 201)


def create_section_group(call: Call) -> Answer:
    """POST sectionGroups."""
    parent = _parent(call)
    _need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
    name = _name(call, [g.name for g in call.tenant.groups_of(parent)])
    made = call.tenant.add_section_group(parent, name, by=call.person.upn)
    return answer_json({"@odata.context": _context(call, "sectionGroups"), **_group_json(call, made)}, 201)


def _name(call: Call, taken: list[str]) -> str:
    """The displayName of a new section or section group, checked (OneNote error codes 20152 to 20155, 20117)."""
    data = body_json(call, "20126")
    unknown = set(data) - {"displayName", "@odata.type"}
    if unknown:
        raise Refused(400, "20126", f"Fields that are not supported: {', '.join(sorted(unknown))}.")
    name = data.get("displayName")
    if not isinstance(name, str) or not name.strip():
        raise Refused(400, "20152", "There is no name value specified for the entity.")
    if _ILLEGAL & set(name):
        raise Refused(400, "20153", "The entity name contains invalid characters.")
    if name.startswith(" "):
        raise Refused(400, "20154", "The entity name cannot start with a space.")
    if len(name) > 50:
        raise Refused(400, "20155", "The entity name is too long.")
    if name.casefold() in (other.casefold() for other in taken):
        raise Refused(409, "20117", "An item with this name already exists in this location.")
    return name


# ---------------------------------------------------------------- pages


def account_wide_pages(call: Call) -> Answer:
    """GET pages of the whole account: refused once there are many sections."""
    raise Refused(400, "20266", "The number of maximum sections is exceeded for this request.")


def pages(call: Call) -> Answer:
    """GET sections/{id}/pages: 20 by default, at most 100, newest change first."""
    place = _section(call)
    _readable(call, place)
    tenant = call.tenant
    lag, seconds = tenant.faults.listing_lag, tenant.faults.listing_lag_seconds
    now = tenant.clock()
    shown = []
    for page in tenant.pages_of(place.id):
        late = page.listings < lag or (page.made is not None and (now - page.made).total_seconds() < seconds)
        page.listings += 1
        if not late:
            shown.append(page)
    entities = [_page_json(call, page) for page in reversed(shown)]
    entities = odata.ordered(entities, call.query.get("$orderby") or "lastModifiedDateTime desc")
    return _listing(call, f"sections('{quote(place.id)}')/pages", entities, default=20)


def page(call: Call) -> Answer:
    """GET pages/{id}."""
    found = _page(call)
    entity = _page_json(call, found)
    if found.titled < call.tenant.faults.title_lag:
        entity["title"] = ""
    found.titled += 1
    return answer_json({"@odata.context": _context(call, "pages"), **odata.select(entity, call.query.get("$select"))})


def page_content(call: Call) -> Answer:
    """GET pages/{id}/content, with generated ids when includeIDs=true."""
    found = _page(call)
    include = next((value for name, value in call.query.items() if name.lower() == "includeids"), "")
    return Answer(200, rendered(call, found, include_ids=include.lower() == "true").encode(), "text/html")


def rendered(call: Call, found: Page, *, include_ids: bool) -> str:
    """The output HTML, rendered once for each revision."""
    base = _root(call, call.tenant.notebook_of(found.id))
    variant = f"{base} {include_ids}"
    if variant not in found.rendered:
        found.rendered[variant] = page_html(
            found.title,
            found.content,
            found.meta_created or found.created.strftime("%Y-%m-%dT%H:%M:%S.0000000"),
            lambda resource: f"{base}/resources/{resource}/$value",
            seed=f"{found.id} {found.revision}",
            include_ids=include_ids,
        )
    return found.rendered[variant]


def change_page(call: Call) -> Answer:
    """PATCH pages/{id}/content is not part of this tenant: pages are created and read, and changed by people in `editing`."""
    raise Refused(501, "notImplemented", "This local tenant does not change pages through the API.")


def create_page(call: Call) -> Answer:
    """POST sections/{id}/pages; not idempotent, and nothing tells two equal pages apart."""
    place = _section(call)
    _need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
    if place.encrypted:
        raise Refused(403, "10004", "The section is protected by a password.")
    if len(call.body) > MOST_BYTES:
        raise Refused(413, "RequestEntityTooLarge", "The request is larger than 4 MB.")
    html, others = _sent(call)
    try:
        sent = read(html.decode("utf-8"))
    except UnicodeDecodeError as wrong:
        raise Refused(400, "20132", "The HTML is not UTF-8.") from wrong
    except Malformed as wrong:
        raise Refused(400, "20132", str(wrong)) from wrong
    except BadTag as wrong:
        raise Refused(400, wrong.code, str(wrong)) from wrong
    if place.page_limit is not None and len(place.pages) >= place.page_limit:
        raise Refused(507, "", "Exceeded the maximum number of pages allowed per section.")
    _attach(call, place, sent, others)
    created, meta = _created(sent)
    made = call.tenant.add_page(place.id, sent.title, sent.content, app=APP, created=created, meta=meta)
    entity = _page_json(call, made)
    entity.pop("parentSection@odata.context", None)
    entity.pop("parentSection", None)
    body = {"@odata.context": _context(call, f"sections('{quote(place.id)}')/pages"), **entity}
    if sent.warnings:
        body["@api.diagnostics"] = [
            {"message": message, "url": f"https://aka.ms/onenote-errors#C{code}"} for code, message in sent.warnings
        ]
    return answer_json(body, 201, {"Location": str(entity["self"])})


def resource(call: Call) -> Answer:
    """GET resources/{id}/$value or /content."""
    found = call.tenant.resources.get(call.names["id"])
    if found is None:
        raise _missing()
    _open(call, call.tenant.notebooks[found.notebook])
    return Answer(200, found.data, found.media)


def _sent(call: Call) -> tuple[bytes, list[Part]]:
    """The page's HTML and the other parts."""
    content_type = call.headers.get("content-type", "")
    media = content_type.partition(";")[0].strip().lower()
    if not call.body or not media:
        raise Refused(400, "20132", "The request has no Content-Type or no content.")
    if media in ("text/html", "application/xhtml+xml"):
        return call.body, []
    if media == "multipart/form-data":
        found = parts(content_type, call.body)
        main = presentation(found)
        return main.data, [part for part in found if part is not main]
    if media == "application/json":  # a page model instead of a document (reported of generated SDK calls)
        raise Refused(415, "20110", 'Page create requests need the content to be multipart, with a "Presentation" part.')
    raise Refused(400, "20131", "Content-Type must be text/html, application/xhtml+xml or multipart/form-data.")


def _attach(call: Call, place: Section, sent: Sent, others: list[Part]) -> None:
    """Keeps the parts that pictures and attachments of the page name; a picture without its part goes."""
    by_name = {part.name: part for part in others}

    def visit(blocks: list[Block]) -> None:
        for block in list(blocks):
            if isinstance(block, Picture | Attachment):
                part = by_name.get(sent.parts[block.uid])
                if part is None:
                    blocks.remove(block)
                    continue
                kept = call.tenant.add_resource(place.notebook, part.media, part.data)
                block.resource, block.media = kept.id, part.media
            for inner in within(block):
                visit(inner)

    for outline in sent.content.outlines:
        visit(outline.blocks)


def _created(sent: Sent) -> tuple[datetime | None, str]:
    """What <meta name="created"> says; an unreadable one is a warning and ignored (20007)."""
    if not sent.created:
        return None, ""
    try:
        when = datetime.fromisoformat(sent.created.replace("Z", "+00:00"))
    except ValueError:
        sent.warnings.append(("20007", "The created time does not match any of the allowed formats."))
        return None, ""
    return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)), when.strftime("%Y-%m-%dT%H:%M:%S.0000000")


# ---------------------------------------------------------------- who may see what


def _need(call: Call, *any_of: str) -> None:
    """The token has one of these scopes; other people's and sites' notebooks need an `.All` one (Permissions reference)."""
    have = call.person.scopes & set(any_of)
    if call.names.get("root", "me").lower() != "me":
        have = {scope for scope in have if scope.endswith(".All") or scope == "Notes.Create"}
    if not have:
        raise Refused(403, "40004", "The OAuth token provided does not have the necessary scopes to complete the request.")


def _open(call: Call, notebook: Notebook) -> None:
    if not call.tenant.may_open(call.person.upn, notebook):
        raise Refused(401, "40003", "The user does not have access to the requested resource.")  # 401 is what was measured
    if not _under_root(call, notebook):
        raise _missing()


def _under_root(call: Call, notebook: Notebook) -> bool:
    """/me is own and shared content; the others are what belongs to that user, site or group."""
    root = call.names["root"]
    kind, _, name = root.partition("/")
    if kind.lower() == "me":
        return True
    if kind.lower() != "users":
        return notebook.root.casefold() == root.casefold()
    owner = call.tenant.person(name)
    if owner is None:
        raise Refused(404, "ResourceNotFound", "User not found.")
    return owner is call.person or notebook.root == f"users/{owner.id}"


def _readable(call: Call, place: Section) -> None:
    _need(call, "Notes.Read", "Notes.Read.All", "Notes.ReadWrite", "Notes.ReadWrite.All")
    if place.encrypted:
        raise Refused(403, "20185", "The section is encrypted.")


def _checked(call: Call) -> str:
    identifier = call.names["id"]
    if _ID.fullmatch(identifier) is None:
        raise Refused(400, "20112", "The request contains an invalid ID.")
    return identifier


def _missing() -> Refused:
    return Refused(404, "20102", "The specified resource ID does not exist.")


def _notebook(call: Call) -> Notebook:
    found = call.tenant.notebooks.get(_checked(call))
    if found is None:
        raise _missing()
    _open(call, found)
    return found


def _parent(call: Call) -> str:
    """The id of the notebook or section group in the path."""
    if "/sectiongroups/" in call.path.lower():
        group = call.tenant.groups.get(_checked(call))
        if group is None:
            raise _missing()
        _open(call, call.tenant.notebook_of(group.id))
        return group.id
    return _notebook(call).id


def _section(call: Call) -> Section:
    found = call.tenant.sections.get(_checked(call))
    if found is None:
        raise _missing()
    _open(call, call.tenant.notebook_of(found.id))
    return found


def _page(call: Call) -> Page:
    found = call.tenant.pages.get(_checked(call))
    if found is None:
        raise _missing()
    _open(call, call.tenant.notebook_of(found.id))
    _readable(call, call.tenant.sections[found.section])
    if found.reads < call.tenant.faults.read_lag:
        found.reads += 1
        raise _missing()
    return found


# ---------------------------------------------------------------- entities


def _root(call: Call, notebook: Notebook) -> str:
    """Addresses name the owner's id, whatever root was asked (business form)."""
    return f"{call.base}/{notebook.root}/onenote"


def _context(call: Call, what: str) -> str:
    return f"{call.base}/$metadata#{quote(call.names['root'], safe='/')}/onenote/{what}/$entity"


def _author(call: Call, upn: str | None) -> str:
    return call.tenant.people[upn].name if upn else ""


def _identity(call: Call, upn: str | None) -> Json:
    who = call.tenant.people.get(upn or "")
    return {"user": {"id": who.id if who else "", "displayName": who.name if who else ""}}


def _role(call: Call, notebook: Notebook) -> str:
    return "Owner" if notebook.owner == call.person.upn else "Contributor"


def _links(call: Call, thing: Notebook | Section | Page) -> Json:
    web = call.tenant.web_link(thing)
    if call.tenant.faults.link_free_pages and not isinstance(thing, Notebook):
        web = "https://www.onenote.com/notebooks"
    return {"oneNoteClientUrl": {"href": call.tenant.client_link(thing)}, "oneNoteWebUrl": {"href": web}}


def _notebook_json(call: Call, notebook: Notebook) -> Json:
    base = f"{_root(call, notebook)}/notebooks/{notebook.id}"
    return {
        "id": notebook.id,
        "self": base,
        "createdDateTime": stamp(notebook.created),
        "displayName": notebook.name,
        "lastModifiedDateTime": stamp(notebook.modified),
        "isDefault": False,
        "userRole": _role(call, notebook),
        "isShared": len(notebook.members) > 1,
        "sectionsUrl": f"{base}/sections",
        "sectionGroupsUrl": f"{base}/sectionGroups",
        "createdBy": _identity(call, notebook.owner),
        "lastModifiedBy": _identity(call, notebook.owner),
        "links": _links(call, notebook),
    }


def _section_json(call: Call, section: Section) -> Json:
    notebook = call.tenant.notebook_of(section.id)
    base = f"{_root(call, notebook)}/sections/{section.id}"
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
        "links": _links(call, section),
        **_parents(call, section),
    }


def _group_json(call: Call, group: SectionGroup) -> Json:
    notebook = call.tenant.notebook_of(group.id)
    base = f"{_root(call, notebook)}/sectionGroups/{group.id}"
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
    base = _root(call, notebook)
    above = None
    if group is not None:
        above = {"id": group.id, "displayName": group.name, "self": f"{base}/sectionGroups/{group.id}"}
    return {
        "parentNotebook": {"id": notebook.id, "displayName": notebook.name, "self": f"{base}/notebooks/{notebook.id}"},
        "parentSectionGroup": above,
    }


def _page_json(call: Call, page: Page) -> Json:
    base = _root(call, call.tenant.notebook_of(page.id))
    place = call.tenant.sections[page.section]
    above = f"{call.base}/$metadata#{quote(call.names['root'], safe='/')}/onenote/pages('{quote(page.id)}')/parentSection"
    return {
        "id": page.id,
        "self": f"{base}/pages/{page.id}",
        "createdDateTime": stamp(page.created),
        "title": page.title,
        "createdByAppId": page.app,
        "contentUrl": f"{base}/pages/{page.id}/content",
        "lastModifiedDateTime": stamp(page.modified),
        "links": _links(call, page),
        "parentSection@odata.context": f"{above}(id,displayName,self)/$entity",
        "parentSection": {"id": place.id, "displayName": place.name, "self": f"{base}/sections/{place.id}"},
    }


def _listing(call: Call, what: str, entities: list[Json], default: int | None = None) -> Answer:
    """A collection: $filter, $orderby, $skip, $top (at most 100, else 20129), $select.

    @odata.nextLink stands only in answers to requests without $top; with $top one pages on by $skip (documented; a switch in
    `faults` turns it on).
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


ENDPOINTS = [
    endpoint("POST", "/{root}/onenote/notebooks/getNotebookFromWebUrl", notebook_from_web_url),
    endpoint("GET", "/{root}/onenote/notebooks", notebooks),
    endpoint("GET", "/{root}/onenote/notebooks/{id}", notebook),
    endpoint("GET", "/{root}/onenote/notebooks/{id}/sections", sections),
    endpoint("POST", "/{root}/onenote/notebooks/{id}/sections", create_section),
    endpoint("GET", "/{root}/onenote/notebooks/{id}/sectionGroups", section_groups),
    endpoint("POST", "/{root}/onenote/notebooks/{id}/sectionGroups", create_section_group),
    endpoint("GET", "/{root}/onenote/sectionGroups/{id}/sections", sections),
    endpoint("POST", "/{root}/onenote/sectionGroups/{id}/sections", create_section),
    endpoint("GET", "/{root}/onenote/sectionGroups/{id}/sectionGroups", section_groups),
    endpoint("POST", "/{root}/onenote/sectionGroups/{id}/sectionGroups", create_section_group),
    endpoint("GET", "/{root}/onenote/sections", account_wide_sections),
    endpoint("GET", "/{root}/onenote/sections/{id}", section),
    endpoint("GET", "/{root}/onenote/sections/{id}/pages", pages),
    endpoint("POST", "/{root}/onenote/sections/{id}/pages", create_page),
    endpoint("GET", "/{root}/onenote/pages", account_wide_pages),
    endpoint("GET", "/{root}/onenote/pages/{id}", page),
    endpoint("GET", "/{root}/onenote/pages/{id}/content", page_content),
    endpoint("GET", "/{root}/onenote/pages/{id}/$value", page_content),
    endpoint("PATCH", "/{root}/onenote/pages/{id}/content", change_page),
    endpoint("GET", "/{root}/onenote/resources/{id}/$value", resource),
    endpoint("GET", "/{root}/onenote/resources/{id}/content", resource),
]
