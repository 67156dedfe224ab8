"""python -m legpain_graph_cli"""

from legpain_graph_cli.start import main

main()
