"""What the Functions host does with this app's queues, on a real queue: base64 messages, deliveries, poison.

Only the waiting is left out: a message that failed is visible again at once. See host.json for the real times.
"""

from __future__ import annotations

import base64
import json
import typing
from pathlib import Path
from typing import Any

import azure.functions as func
from azure.functions.meta import Datum
from azure.storage.queue import QueueClient, QueueServiceClient

import function_app

ROOT = Path(__file__).parents[2]
FUNCTIONS = {one.get_function_name(): one for one in function_app.app.get_functions()}  # can be asked for once only
LEASE = 600  # seconds that a message stays invisible while it is worked on (azure-webjobs-sdk, QueueListener)


class Output:
    """What the worker hands in for an output binding."""

    def __init__(self) -> None:
        self.value: list[str] | None = None

    def set(self, value: list[str]) -> None:
        self.value = value


class Host:
    """The triggers of function_app on the queues of a storage account."""

    def __init__(self, connection_string: str) -> None:
        self._service = QueueServiceClient.from_connection_string(connection_string)
        self._settings = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["extensions"]["queues"]
        assert self._settings["messageEncoding"] == "base64"
        self._run = {name: one.get_user_function() for name, one in FUNCTIONS.items()}
        self._queues = {
            name: binding["queueName"]
            for name, one in FUNCTIONS.items()
            for binding in json.loads(one.get_function_json())["bindings"]
            if "queueName" in binding
        }
        self.delivered = 0
        self._left: list[tuple[QueueClient, Any]] = []

    def queue(self, function: str) -> QueueClient:
        """The queue that a function listens to, or writes to."""
        return self._service.get_queue_client(self._queues[function])

    def close(self) -> None:
        self._service.close()

    def empty_queues(self) -> None:
        """Make the queues, without messages."""
        there = {queue.name for queue in self._service.list_queues()}
        for name in set(self._queues.values()):
            if name not in there:
                self._service.create_queue(name)
            self._service.get_queue_client(name).clear_messages()

    def tick(self) -> None:
        """The timer: what `plan` sets becomes messages, encoded as the worker and the host do it."""
        nudges = Output()
        self._run["plan"](timer=None, nudges=nudges)
        if nudges.value is None:
            return
        converter = func.get_binding_registry().get("queue")  # type: ignore[no-untyped-call]
        assert converter is not None
        datum = converter.encode(nudges.value, expected_type=typing.List[str])  # noqa: UP006
        for body in json.loads(datum.value):
            self.send("plan", body)

    def send(self, function: str, body: str) -> None:
        """Put a message in a function's queue."""
        self.queue(function).send_message(base64.b64encode(body.encode()).decode())

    def deliver(self, function: str = "work") -> bool:
        """Run the function for one message, as often as it takes; False when the queue shows none.

        What is no Exception passes through, as if this process had died: the message stays taken.
        """
        queue = self.queue(function)
        taken = queue.receive_message(visibility_timeout=LEASE)
        if taken is None:
            return False
        self.delivered += 1
        self._left.append((queue, taken))
        try:
            self._run[function](message=_as_argument(taken))
        except Exception:
            if taken.dequeue_count >= self._settings["maxDequeueCount"]:
                self._service.get_queue_client(f"{queue.queue_name}-poison").send_message(taken.content)
                queue.delete_message(taken)
            else:
                queue.update_message(taken, visibility_timeout=0)
        else:
            queue.delete_message(taken)
        self._left.pop()
        return True

    def leases_end(self) -> None:
        """What a dead process had taken is visible again."""
        while self._left:
            queue, taken = self._left.pop()
            queue.update_message(taken, visibility_timeout=0)

    def deliver_all(self, function: str = "work") -> None:
        """Run the function until its queue shows no message."""
        while self.deliver(function):
            pass

    def waiting(self, function: str = "work") -> int:
        """How many messages the queue holds, taken ones included."""
        return int(self.queue(function).get_queue_properties().approximate_message_count or 0)


def _as_argument(taken: Any) -> func.QueueMessage:
    converter = func.get_binding_registry().get("queueTrigger")  # type: ignore[no-untyped-call]
    assert converter is not None
    body = base64.b64decode(taken.content)
    facts = {
        "Id": taken.id,
        "DequeueCount": taken.dequeue_count,
        "InsertionTime": taken.inserted_on.isoformat(),
        "ExpirationTime": taken.expires_on.isoformat(),
        "NextVisibleTime": taken.next_visible_on.isoformat(),
        "PopReceipt": taken.pop_receipt,
    }
    metadata = {name: Datum(type="json", value=json.dumps(value)) for name, value in facts.items()}
    message = converter.decode(Datum(type="bytes", value=body), trigger_metadata=metadata)
    assert isinstance(message, func.QueueMessage)
    return message
