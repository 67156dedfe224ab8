"""Where the installed command starts.

The garbage collector is off from the first import on: a command is one short run, and collecting would take a tenth of it.
"""

import gc

gc.disable()

from legpain_graph_cli.main import main  # noqa: E402 - after the collector is off

__all__ = ["main"]
