"""A Microsoft 365 tenant on this machine: OneNote, calendar and directory as oneone uses them, for tests and the demo.

Never deployed. `Tenant` is the state, `build` the ASGI app that answers for it.
"""

from sandbox.app import ConnectionLost, build
from sandbox.faults import Fault, Faults
from sandbox.tenant import Tenant

__all__ = ["ConnectionLost", "Fault", "Faults", "Tenant", "build"]
