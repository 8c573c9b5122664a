"""Tasks beside the current one, which end with the block that they are started in; on asyncio they start at once."""

import sys
from contextlib import AbstractAsyncContextManager
from typing import Any

from toolkit._utils import create_collapsing_task_group


def side_tasks() -> AbstractAsyncContextManager[Any]:
    """A block whose value has `start_soon(work)`, and at whose end every task is awaited; where the block
    raises, it is cancelled first.

    On asyncio this is a task group without its price: from Python 3.12 on, a task runs up to its first wait within
    `start_soon`, and one that does not wait never sees the event loop. The work must not raise.
    """
    # Whoever runs on asyncio has imported it; a program on trio need not pay for the import.
    if "asyncio" in sys.modules:
        from toolkit.middleware._eager_tasks import EagerTasks, is_in_asyncio_task

        if is_in_asyncio_task():
            return EagerTasks()
    return create_collapsing_task_group()
