"""The command line of legpain-graph.

The garbage collector is off from the first import on: a command is one short run, and collecting would take a tenth of it.
"""

import gc

gc.disable()
