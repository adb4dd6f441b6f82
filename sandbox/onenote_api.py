"""OneNote's endpoints (Microsoft Graph: OneNote API overview and its reference pages)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from sandbox import odata
from sandbox.answers import Answer, Call, Refused, answer_json, body_json, endpoint, stamp
from sandbox.content import Attachment, Block, Picture, within
from sandbox.multipart import Part, parts, presentation
from sandbox.onenote_access import (
    missing,
    need,
    opened,
    readable,
    the_notebook,
    the_page,
    the_parent,
    the_section,
    under_root,
)
from sandbox.onenote_entities import (
    author,
    context,
    group_json,
    links,
    listing,
    notebook_json,
    page_json,
    role,
    root_address,
    section_json,
)
from sandbox.onenote_html import Sent, read
from sandbox.onenote_output import page_html
from sandbox.onenote_styles import BadTag
from sandbox.tenant import Page, Section
from sandbox.xhtml import Malformed

APP = "WLID-000000004C1D0F21"
"""createdByAppId: an opaque value, not the client id of the app (measured)."""

_ILLEGAL = set("?*\\/:<>|&#\"'%~")  # the union of what the pages on sections and on error codes list
MOST_BYTES = 4 * 1024 * 1024  # Graph's front door takes no larger request


# ---------------------------------------------------------------- notebooks and sections


def notebook_from_web_url(call: Call) -> Answer:
    """POST notebooks/GetNotebookFromWebUrl; the answer is a CopyNotebookModel: `name` and `createdTime`, not as
    elsewhere.
    """
    need(call, "Notes.Create", "Notes.ReadWrite.All", "Notes.Read.All")
    url = body_json(call, "20126").get("webUrl")
    if not isinstance(url, str) or not url:
        raise Refused(400, "20126", "The request body must have webUrl.")
    notebook = call.tenant.notebook_at(url)
    if notebook is None:
        raise missing()
    opened(call, notebook)
    base = root_address(call, notebook)
    return answer_json(
        {
            "@odata.context": f"{call.base}/$metadata#microsoft.graph.CopyNotebookModel",
            "id": notebook.id,
            "self": f"{base}/notebooks/{notebook.id}",
            "name": notebook.name,
            "createdTime": stamp(notebook.created),
            "lastModifiedTime": stamp(notebook.modified),
            "createdBy": author(call, notebook.owner),
            "lastModifiedBy": author(call, notebook.owner),
            "isDefault": False,
            "isShared": len(notebook.members) > 1,
            "userRole": role(call, notebook),
            "links": links(call, notebook),
            "sectionsUrl": f"{base}/notebooks/{notebook.id}/sections",
            "sectionGroupsUrl": f"{base}/notebooks/{notebook.id}/sectionGroups",
        }
    )


def notebooks(call: Call) -> Answer:
    """GET notebooks."""
    need(call, "Notes.Create", "Notes.Read", "Notes.Read.All", "Notes.ReadWrite", "Notes.ReadWrite.All")
    tenant = call.tenant
    found = [n for n in tenant.notebooks.values() if tenant.may_open(call.person.upn, n) and under_root(call, n)]
    return listing(call, "notebooks", [notebook_json(call, n) for n in sorted(found, key=lambda n: n.name.casefold())])


def notebook(call: Call) -> Answer:
    """GET notebooks/{id}."""
    return answer_json(odata.select(notebook_json(call, the_notebook(call)), call.query.get("$select")))


def sections(call: Call) -> Answer:
    """GET notebooks/{id}/sections and sectionGroups/{id}/sections, sorted by name."""
    return listing(call, "sections", [section_json(call, s) for s in call.tenant.sections_of(the_parent(call))])


def section_groups(call: Call) -> Answer:
    """GET notebooks/{id}/sectionGroups and sectionGroups/{id}/sectionGroups, sorted by name."""
    return listing(call, "sectionGroups", [group_json(call, g) for g in call.tenant.groups_of(the_parent(call))])


def section(call: Call) -> Answer:
    """GET sections/{id}."""
    return answer_json(odata.select(section_json(call, the_section(call)), call.query.get("$select")))


def account_wide_sections(call: Call) -> Answer:
    """GET sections of the whole account: fails without a reason once there are many (measured)."""
    raise Refused(500, "19999", "The request failed because an undetermined error occurred.")


def create_section(call: Call) -> Answer:
    """POST sections."""
    parent = the_parent(call)
    need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
    name = _name(call, [s.name for s in call.tenant.sections_of(parent)])
    made = call.tenant.add_section(parent, name, by=call.person.upn)
    return answer_json({"@odata.context": context(call, "sections"), **section_json(call, made)}, 201)


def create_section_group(call: Call) -> Answer:
    """POST sectionGroups."""
    parent = the_parent(call)
    need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
    name = _name(call, [g.name for g in call.tenant.groups_of(parent)])
    made = call.tenant.add_section_group(parent, name, by=call.person.upn)
    return answer_json({"@odata.context": context(call, "sectionGroups"), **group_json(call, made)}, 201)


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
    place = the_section(call)
    readable(call, place)
    tenant = call.tenant
    lag, seconds = tenant.faults.listing_lag, tenant.faults.listing_lag_seconds
    now = tenant.clock()
    shown = []
    for page in tenant.pages_of(place.id):
        late = page.listings < lag or (page.made is not None and (now - page.made).total_seconds() < seconds)
        page.listings += 1
        if not late:
            shown.append(page)
    entities = [page_json(call, page) for page in reversed(shown)]
    entities = odata.ordered(entities, call.query.get("$orderby") or "lastModifiedDateTime desc")
    return listing(call, f"sections('{quote(place.id)}')/pages", entities, default=20)


def page(call: Call) -> Answer:
    """GET pages/{id}."""
    found = the_page(call)
    entity = page_json(call, found)
    if found.titled < call.tenant.faults.title_lag:
        entity["title"] = ""
    found.titled += 1
    return answer_json({"@odata.context": context(call, "pages"), **odata.select(entity, call.query.get("$select"))})


def page_content(call: Call) -> Answer:
    """GET pages/{id}/content, with generated ids when includeIDs=true."""
    found = the_page(call)
    include = next((value for name, value in call.query.items() if name.lower() == "includeids"), "")
    return Answer(200, rendered(call, found, include_ids=include.lower() == "true").encode(), "text/html")


def rendered(call: Call, found: Page, *, include_ids: bool) -> str:
    """The output HTML, rendered once for each revision."""
    base = root_address(call, call.tenant.notebook_of(found.id))
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
    """PATCH pages/{id}/content is not part of this tenant: pages are created and read, and changed by people in
    `editing`.
    """
    raise Refused(501, "notImplemented", "This local tenant does not change pages through the API.")


def create_page(call: Call) -> Answer:
    """POST sections/{id}/pages; not idempotent, and nothing tells two equal pages apart."""
    place = the_section(call)
    need(call, "Notes.Create", "Notes.ReadWrite", "Notes.ReadWrite.All")
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
    entity = page_json(call, made)
    entity.pop("parentSection@odata.context", None)
    entity.pop("parentSection", None)
    body = {"@odata.context": context(call, f"sections('{quote(place.id)}')/pages"), **entity}
    if sent.warnings:
        body["@api.diagnostics"] = [
            {"message": message, "url": f"https://aka.ms/onenote-errors#C{code}"} for code, message in sent.warnings
        ]
    return answer_json(body, 201, {"Location": str(entity["self"])})


def resource(call: Call) -> Answer:
    """GET resources/{id}/$value or /content."""
    found = call.tenant.resources.get(call.names["id"])
    if found is None:
        raise missing()
    opened(call, call.tenant.notebooks[found.notebook])
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
        raise Refused(
            415, "20110", 'Page create requests need the content to be multipart, with a "Presentation" part.'
        )
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
