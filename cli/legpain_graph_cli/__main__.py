"""python -m legpain_graph_cli"""

from legpain_graph_cli.main import main

main()
