"""What can go wrong on purpose: switched on per test, or by hand through the sandbox's own address."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(slots=True)
class Fault:
    """One failure of requests that match; `POST */pages` matches method and path below /v1.0 (`*` is anything).

    With `status` the request is answered so; with `drop` the connection breaks: through `httpx.ASGITransport` the
    client sees `ConnectionLost`, an `httpx.RemoteProtocolError`; over TCP the answer ends in mid-air, which httpx
    reports by the same class. `commit`: the work is done all the same, only its answer is lost. `delay` seconds pass
    first; alone it only delays.
    """

    match: str
    status: int | None = None
    code: str = "UnknownError"
    message: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None  # instead of the error's JSON: an HTML page of a gateway, or nothing at all
    commit: bool = False
    drop: bool = False
    delay: float = 0.0
    times: int | None = 1  # None: until removed
    after: int = 0  # so many matching requests pass first
    upn: str | None = None  # only for this person

    def strikes(self, method: str, path: str, upn: str) -> bool:
        """Whether this request fails; counts it."""
        if self.times == 0 or self.upn not in (None, upn) or not fnmatchcase(f"{method} {path}", self.match):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True)
class Faults:
    """Every failure and lag that is switched on."""

    listing_lag: int = 0
    """A new page is missing from the first so many listings of its section (seen: new pages appear late)."""
    listing_lag_seconds: float = 0.0
    """A new page is missing from listings for so long."""
    read_lag: int = 0
    """The first so many reads of a new page or its content answer 404/20102 (measured: a few seconds)."""
    title_lag: int = 0
    """The first so many GETs of a new page's metadata say title "" (measured)."""
    frozen_page_stamps: bool = False
    """lastModifiedDateTime of pages stays at createdDateTime (reported by tenants; the section's stamp moves)."""
    link_free_pages: bool = False
    """Pages come with the generic link https://www.onenote.com/notebooks (seen with site roots)."""
    next_link_with_top: bool = False
    """Listings have @odata.nextLink although $top was given (seen by some; documented otherwise)."""
    listed: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Switches one failure on; the earliest added strikes first."""
        self.listed.append(fault)
        return fault

    def clear(self) -> None:
        """Switches all failures off; lags stay as they are set."""
        self.listed.clear()

    def striking(self, method: str, path: str, upn: str) -> Fault | None:
        """The failure for this request, if any."""
        return next((fault for fault in self.listed if fault.strikes(method, path, upn)), None)
